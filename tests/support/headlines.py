"""Views of a walk that have every big word there is: the scenes, each cue, each signal, each position in each step."""

from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Position
from coach.session import cue_words
from tests.support import scenes

OF_STEPS = frozenset({Cue.STEP, Cue.STEP_AHEAD})
"""Their words are the names of steps."""

NEVER_A_WORD = frozenset({Cue.SIGNAL_LOST})
"""The signal itself is the word as long as it is gone."""


def every_headline():
    """What `coach.drawing.wording.headline` can be asked: a view, and what went wrong."""
    yield scenes.LIVE_IN, "broken"
    for view in scenes.STATES.values():
        if view.cue is None or view.cue.cue not in OF_STEPS:
            yield view, None
    for cue in set(Cue) - OF_STEPS - NEVER_A_WORD:
        yield replace(scenes.LIVE_IN, cue=scenes.cue(cue, cue_words.text(cue))), None
    for signal in Signal:
        yield replace(scenes.LIVE_IN, signal=signal), None
    for position in (*Position, None):
        for kind in StepKind:
            step = replace(scenes.STEADY, kind=kind)
            yield replace(scenes.LIVE_IN, shown_position=position, step=step), None
