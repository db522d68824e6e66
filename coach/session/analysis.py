"""A whole recording run through the engine again: what a walk came to, for the history."""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.domain.programme.talk import TalkTest
from coach.domain.totals.efficiency import STEADY_KINDS, Sample, SteadyPart, pace_decoupling_pct, steady_part
from coach.domain.totals.summary import SessionSummary
from coach.session.engine import SessionEngine
from coach.session.inputs import (
    EndReason,
    NoteAdded,
    PainReported,
    SessionEnded,
    SessionInput,
    SpeedReading,
    TalkTestAnswered,
)
from coach.session.plan import SessionPlan

WORST_PAIN = 10
"""Pain is told from 0 to 10 (README, "The programme")."""


BEFORE_THE_WALK_S = 60.0
"""Pain told in the first minute is how the back was before: the question stands for half a minute, and no walk has
changed anything by then."""


@dataclass(frozen=True, slots=True)
class LookedBack:
    """A walk computed again. `ended` None is a recording without an end: a power cut, a kill."""

    summary: SessionSummary
    ended: EndReason | None
    last_s: float
    """The time of the last input."""
    talk: tuple[tuple[float, TalkTest, float], ...]
    """Talk tests with a believed heart rate: at which second, the answer, at which bpm."""
    pain_before: int | None
    """What was told as the walk began, 0-10."""
    pain: tuple[int, ...]
    """What was told during the walk, 0-10."""
    notes: tuple[str, ...]
    steady: SteadyPart | None
    """Pace and heart rate of the steady part; None without a speed, on intervals, or when it was too short."""
    decoupling_pct: float | None
    """What the second half lost of the first's pace at the same heart rate; None under 50 minutes."""
    end_bpm: float | None
    """The heart rate right after the walk."""
    one_minute_bpm: float | None
    """The heart rate a minute later; None when it was no longer measured then."""


def look_back(plan: SessionPlan, inputs: Iterable[SessionInput]) -> LookedBack:
    """Run the inputs, in order of time, through the plan; what comes after the end is not looked at."""
    engine = SessionEngine(plan)
    ended: EndReason | None = None
    talk: list[tuple[float, TalkTest, float]] = []
    pain_before: int | None = None
    pain: list[int] = []
    notes: list[str] = []
    samples: list[Sample] = []
    for item in inputs:
        engine.receive(item)
        engine.events()  # drained, or a long walk's facts would pile up
        match item:
            case TalkTestAnswered(answer=answer):
                bpm = engine.snapshot(item.at_s).smoothed_bpm
                if bpm is not None:
                    talk.append((item.at_s, answer, bpm))
            case SpeedReading(speed_mps=speed_mps):
                samples.append(Sample(item.at_s, engine.snapshot(item.at_s).smoothed_bpm, speed_mps))
            case PainReported(level=level) if 0 <= level <= WORST_PAIN:  # a recording can be edited by hand
                if item.at_s < BEFORE_THE_WALK_S:
                    pain_before = level
                else:
                    pain.append(level)
            case NoteAdded(text=text):
                notes.append(text)
            case SessionEnded(reason=reason):
                ended = reason
                break
    last_s = engine.now_s
    if plan.workout.kind not in STEADY_KINDS:
        samples = []
    return LookedBack(
        summary=engine.summary(last_s),
        ended=ended,
        last_s=last_s,
        talk=tuple(talk),
        pain_before=pain_before,
        pain=tuple(pain),
        notes=tuple(notes),
        steady=steady_part(samples),
        decoupling_pct=pace_decoupling_pct(samples),
        end_bpm=engine.end_bpm,
        one_minute_bpm=engine.one_minute_bpm,
    )
