"""A moment of a session as a value: two that show the same are equal, gaps in the trace included."""

from copy import deepcopy

import numpy as np
import pytest
from msgspec.structs import replace

from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind
from coach.session.snapshot import TraceView
from tests.support import scenes

AT_S, BPM = np.array([1.0, 2.0, 3.0]), np.array([120.0, np.nan, 124.0])
CUES = ((2.0, Cue.EASE_OFF),)
TRACE = TraceView(AT_S, BPM, CUES)


def test_a_trace_equals_another_with_the_same_points_and_gaps():
    other = TraceView(AT_S.copy(), BPM.copy(), CUES)
    assert other == TRACE
    assert hash(other) == hash(TRACE)


@pytest.mark.parametrize(
    "other",
    [
        TraceView(AT_S + 1.0, BPM, CUES),
        TraceView(AT_S, BPM + 1.0, CUES),
        TraceView(AT_S, np.nan_to_num(BPM, nan=122.0), CUES),
        TraceView(AT_S[:2], BPM[:2], CUES),
        TraceView(AT_S, BPM, ()),
        None,
        (AT_S, BPM, CUES),
    ],
    ids=["times", "heart rates", "gap filled", "shorter", "cues", "none", "a tuple"],
)
def test_a_trace_that_differs_in_anything_is_another(other):
    assert other != TRACE


@pytest.mark.parametrize("state", scenes.STATES)
def test_a_moment_equals_its_copy_and_no_other_and_cannot_be_changed(state):
    view = scenes.STATES[state]
    assert deepcopy(view) == view
    assert replace(view, muted=not view.muted) != view
    assert replace(view, trace=TRACE) != view
    with pytest.raises(AttributeError):
        view.muted = True


def test_steps_are_left_while_one_comes_after_this_one():
    assert replace(scenes.LIVE_IN, step=replace(scenes.LIVE_IN.step, next_kind=StepKind.COOL_DOWN)).has_steps_left
    assert not replace(scenes.LIVE_IN, step=replace(scenes.LIVE_IN.step, next_kind=None)).has_steps_left
    assert not replace(scenes.LIVE_IN, step=None).has_steps_left
