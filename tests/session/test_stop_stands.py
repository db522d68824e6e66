"""Stop and rest, through the whole engine: it is alone, and stands, until the heart has calmed or the walker ends."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.pacing.cue import Cue
from coach.domain.pacing.rest import CALM_S, REST_EVERY_S
from coach.session.engine import SessionEngine
from coach.session.events import CueRaised
from coach.session.inputs import (
    BatteryRead,
    LinkDown,
    LinkUp,
    MuteChanged,
    Paused,
    Resumed,
    SessionEnded,
    StepSkipped,
    WorkoutStopped,
)
from coach.session.json_lines import state_object
from tests.support.sessions import ANYTHING, FREE, PLANS, STEADY, TEMPO, beats, notification

HOT = [notification(at_s, bpm := min(173, 110 + at_s // 2), (60 / bpm,)) for at_s in range(1, 201)]
"""A heart that rises from a walk's beginning to over the typical maximum, and stays there for a minute."""


def walked(plan, inputs):
    """The cues of a session and, after each input, whether "stop and rest" stands and what is on the board."""
    engine, cues, states = SessionEngine(plan), [], []
    for item in sorted(inputs, key=lambda item: item.at_s):
        engine.receive(item)
        cues += [event for event in engine.events() if isinstance(event, CueRaised)]
        view = engine.snapshot(item.at_s)
        states.append((item.at_s, view.standing, None if view.cue is None else view.cue.cue))
    return engine, cues, states


def after(cues, at_s):
    return [cue.cue for cue in cues if cue.at_s > at_s]


def stood_from(cues):
    return next(cue.at_s for cue in cues if cue.cue is Cue.STOP_AND_REST)


@pytest.mark.parametrize("plan", [STEADY, TEMPO, FREE])
def test_at_172_over_169_nothing_else_is_said_for_an_hour(plan):
    """Of the complaint: it took turns with "ease off, a little slower", and asked for a talk test."""
    _, cues, states = walked(plan, beats(172, 1, 3600))
    said_s = stood_from(cues)
    assert set(after(cues, said_s)) == {Cue.STOP_AND_REST}
    assert all(b - a == pytest.approx(REST_EVERY_S, abs=1) for a, b in pairwise(
        [cue.at_s for cue in cues if cue.cue is Cue.STOP_AND_REST]
    ))  # fmt: skip
    assert all(state[1:] == (Cue.STOP_AND_REST, Cue.STOP_AND_REST) for state in states if state[0] > said_s)


@pytest.mark.parametrize(
    "meanwhile",
    [
        [Paused(at_s=210.0), Resumed(at_s=400.0)],
        [Paused(at_s=210.0)],
        [StepSkipped(at_s=210.0)],
        [StepSkipped(at_s=210.0), StepSkipped(at_s=220.0)],
        [StepSkipped(at_s=210.0), StepSkipped(at_s=220.0), StepSkipped(at_s=230.0)],
        [LinkDown(at_s=210.0, said=""), LinkUp(at_s=300.0)],
        [MuteChanged(at_s=210.0, muted=True)],
        [],
    ],
)
def test_neither_silence_nor_pause_nor_skip_clears_it(meanwhile):
    """Also when it leads past the walk's last step: the walker has not ended anything."""
    _, cues, states = walked(STEADY, [*HOT, *meanwhile, BatteryRead(at_s=900.0, percent=50)])
    assert states[-1][1:] == (Cue.STOP_AND_REST, Cue.STOP_AND_REST)
    assert set(after(cues, 200.0)) == {Cue.STOP_AND_REST}
    assert after(cues, 200.0).count(Cue.STOP_AND_REST) == pytest.approx(700 / REST_EVERY_S, abs=1)


@pytest.mark.parametrize("paused", [True, False])
def test_a_heart_that_has_calmed_clears_it_also_in_a_pause(paused):
    pause = [Paused(at_s=205.0)] if paused else []
    _, cues, states = walked(STEADY, [*HOT, *pause, *beats(110, 201, 300)])
    assert states[-1][1] is None
    cleared_s = next(at_s for at_s, standing, _ in states if at_s > 200 and standing is None)
    assert 200 + CALM_S <= cleared_s <= 200 + 3 * CALM_S
    assert Cue.STOP_AND_REST not in after(cues, cleared_s)


@pytest.mark.parametrize("end", [WorkoutStopped(at_s=210.0), SessionEnded(at_s=210.0)])
def test_the_walker_s_own_end_clears_it(end):
    engine, _, states = walked(STEADY, [*HOT, end])
    assert states[-1][1] is None
    assert state_object(engine.snapshot(210.0))["standing"] is None


def test_a_state_line_says_that_it_stands():
    engine, _, _ = walked(FREE, HOT)
    assert state_object(engine.snapshot(200.0))["standing"] == "stop_and_rest"


@settings(max_examples=60)
@given(st.sampled_from(PLANS), ANYTHING)
def test_whatever_comes_while_it_stands_it_is_alone(plan, inputs):
    engine = SessionEngine(plan)
    for item in HOT:
        engine.receive(item)
    engine.events()
    for item in inputs:
        if item.at_s < HOT[-1].at_s:
            continue
        stood = engine.snapshot(engine.now_s).standing
        engine.receive(item)
        told = [event.cue for event in engine.events() if isinstance(event, CueRaised)]
        view = engine.snapshot(engine.now_s)
        if stood and view.standing:
            assert set(told) <= {Cue.STOP_AND_REST}
        assert (view.standing is not None) == (view.cue is not None and view.cue.cue is Cue.STOP_AND_REST)
