"""A snapshot some seconds later is what the engine itself would say then, as far as clocks go."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason, SessionEnded
from coach.session.later import later, unheard, until_next_second_s
from coach.session.link_words import words_of
from tests.support import scenes
from tests.support.sessions import ANYTHING, PLANS

TOLD = {"cue", "trace", "recovery_bpm"}
"""What time changes besides, without a deadline: the host tells it with its next state, each second."""


def clocks(snapshot):
    step = snapshot.step
    return [snapshot.at_s, snapshot.moving_s, *([] if step is None else [step.elapsed_s, step.remaining_s])]


def without_clocks(snapshot):
    step = None if snapshot.step is None else replace(snapshot.step, elapsed_s=0.0, remaining_s=None)
    still = replace(snapshot, at_s=0.0, moving_s=0.0, step=step)
    return {name: getattr(still, name) for name in still.__struct_fields__ if name not in TOLD}


@settings(max_examples=40)
@given(plan=st.sampled_from(PLANS), inputs=ANYTHING, part=st.floats(0, 0.999), ends=st.booleans())
def test_its_clocks_are_the_engine_s_own_until_the_next_deadline(plan, inputs, part, ends):
    engine = SessionEngine(plan)
    for item in inputs:
        engine.receive(item)
    if ends:
        engine.receive(SessionEnded(at_s=engine.now_s + 1, reason=EndReason.STOPPED))
    now_s = engine.now_s
    due_s = engine.next_deadline()
    by_s = part * (min(100.0 if due_s is None else due_s - now_s, 100.0))
    guessed, true = later(engine.snapshot(now_s), by_s), engine.snapshot(now_s + by_s)
    assert clocks(guessed) == pytest.approx(clocks(true), abs=1e-6)
    assert without_clocks(guessed) == without_clocks(true)


@pytest.mark.parametrize("by_s", [0.0, -1.0])
def test_time_never_runs_backwards(by_s):
    assert later(scenes.LIVE_IN, by_s) is scenes.LIVE_IN


def test_a_step_never_has_less_than_nothing_left():
    """Its end is the host's to tell, which may be late."""
    step = later(scenes.LIVE_IN, 1e6).step
    assert step.remaining_s == 0.0
    assert step.index == scenes.LIVE_IN.step.index


@given(st.sampled_from(sorted(name for name, item in vars(scenes).items() if hasattr(item, "believed_bpm"))))
def test_nothing_of_a_heart_is_shown_that_was_not_heard_lately(name):
    known = getattr(scenes, name)
    shown = unheard(known)
    if known.ended:
        assert shown is known
        return
    heart = (shown.sent_bpm, shown.believed_bpm, shown.zone, shown.position, shown.shown_position, shown.expected_bpm)
    assert heart == (None,) * 6
    assert shown.signal is Signal.STALE
    assert shown.exit_in_s is None
    assert str(words_of(shown.link.said)) == "The walk's program does not answer."
    assert (shown.step, shown.z2_s, shown.standing) == (known.step, known.z2_s, known.standing)


def test_only_a_stop_that_stands_is_still_said():
    cue = scenes.REST.cue
    assert scenes.REST.standing is Cue.STOP_AND_REST
    assert unheard(scenes.REST).cue == cue
    assert unheard(replace(scenes.REST, standing=None)).cue is None


def seconds_shown(view):
    step = view.step
    left_s = None if step is None or step.remaining_s is None else math.ceil(step.remaining_s)
    return int(view.moving_s), None if step is None else int(step.elapsed_s), left_s


@given(
    moving=st.integers(0, 4000),
    elapsed=st.integers(0, 4000),
    left=st.none() | st.integers(8, 4000),
    part=st.floats(0, 0.999),
)
def test_all_clocks_show_the_same_until_their_next_second_and_then_one_does_not(moving, elapsed, left, part):
    step = replace(scenes.STEADY, elapsed_s=elapsed / 8, remaining_s=None if left is None else left / 8)
    view = replace(scenes.LIVE_IN, moving_s=moving / 8, step=step)
    until_s = until_next_second_s(view)
    assert 0 < until_s <= 1
    assert seconds_shown(later(view, until_s * part)) == seconds_shown(view)
    assert seconds_shown(later(view, until_s + 0.001)) != seconds_shown(view)


def test_a_walk_without_a_step_has_its_own_clock():
    assert until_next_second_s(replace(scenes.LIVE_IN, moving_s=61.25, step=None)) == 0.75
    assert until_next_second_s(replace(scenes.LIVE_IN, moving_s=61.0, step=None)) == 1.0
