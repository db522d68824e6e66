"""Stop and rest stands until the heart has calmed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing import rest as rest_rules
from coach.domain.pacing.ceiling import LONGEST_HOLE_S, MAXIMUM_S, StopReason
from coach.domain.pacing.rest import CALM_READ_S, CALM_S, REST_EVERY_S, Rest
from coach.domain.pacing.tracker import Assessment

TOP_BPM, MAXIMUM_BPM = 135.0, 169.0


NUMBERS = {
    "REST_EVERY_S": 60.0,
    "CALM_S": 15.0,
    "CALM_READ_S": 10.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(rest_rules, name) for name in NUMBERS} == NUMBERS


def at(at_s, bpm):
    return Assessment(
        at_s=at_s,
        sent_bpm=None,
        signal=Signal.STALE if bpm is None else Signal.LIVE,
        reason=None,
        believed_bpm=bpm,
        sd_bpm=1.0,
    )


def follow(rest, track, *, walking=True):
    """The times at which it was said along a track of (time, bpm)."""
    return [at_s for at_s, bpm in track if rest.update(at(at_s, bpm), TOP_BPM, walking=walking) is not None]


def every_second(bpm, seconds, from_s):
    return [(from_s + second, bpm) for second in range(seconds)]


def standing(until_s=20):
    """One that has just been raised by a heart over its maximum."""
    rest = Rest(MAXIMUM_BPM)
    assert follow(rest, every_second(175.0, until_s, 0.0)) == [MAXIMUM_S]
    assert rest.stands
    return rest


def test_nothing_stands_before_it_is_said():
    rest = Rest(MAXIMUM_BPM)
    assert follow(rest, every_second(165.0, 60, 0.0)) == []
    assert not rest.stands
    assert rest.next_deadline() is None


def test_it_is_repeated_every_minute_with_its_reason_whatever_is_believed():
    rest = standing()
    track = [*every_second(140.0, 100, 20.0), *every_second(None, 200, 120.0), *every_second(136.0, 100, 320.0)]
    assert follow(rest, track) == [MAXIMUM_S + k * REST_EVERY_S for k in range(1, 7)]
    assert rest.update(at(430.0, 150.0), TOP_BPM, walking=True) is StopReason.ABOVE_MAXIMUM


@given(st.floats(0, 1e6), st.lists(st.floats(0.001, 70), max_size=30))
def test_it_is_repeated_at_its_own_deadline(from_s, steps):
    rest = Rest(MAXIMUM_BPM)
    follow(rest, every_second(175.0, 20, from_s))
    at_s = from_s + 20
    for step_s in steps:
        at_s += step_s
        while (due_s := rest.next_deadline()) <= at_s:
            assert follow(rest, [(due_s, 175.0)]) == [due_s]
        assert follow(rest, [(at_s, 175.0)]) == []


def test_fifteen_seconds_under_the_top_settle_it():
    rest = standing()
    follow(rest, every_second(134.9, int(CALM_S), 20.0))
    assert rest.stands
    follow(rest, [(20.0 + CALM_S, 134.9)])
    assert not rest.stands


def test_the_top_itself_is_not_under_the_top():
    rest = standing()
    follow(rest, every_second(TOP_BPM, 600, 20.0))
    assert rest.stands


def test_one_reading_over_the_top_begins_the_count_anew():
    rest = standing()
    for k in range(20):
        follow(rest, [*every_second(130.0, 14, 20.0 + 15 * k), (34.0 + 15 * k, 136.0)])
        assert rest.stands


@pytest.mark.parametrize(("hole_s", "settled"), [(4, True), (int(LONGEST_HOLE_S) + 2, False)])
def test_a_hole_is_no_reading_and_a_long_one_begins_the_count_anew(hole_s, settled):
    rest = standing()
    follow(rest, [*every_second(130.0, 8, 20.0), *every_second(None, hole_s, 28.0)])
    follow(rest, every_second(130.0, 9, 28.0 + hole_s))
    assert rest.stands is not settled


def test_silence_settles_nothing():
    rest = standing()
    follow(rest, [(20.0, 130.0), *every_second(None, 3600, 21.0)])
    assert rest.stands


def test_a_pause_settles_nothing_and_in_one_no_reason_arises():
    rest = standing()
    rest.note_pause()
    assert rest.stands
    paused = Rest(MAXIMUM_BPM)
    assert follow(paused, every_second(180.0, 600, 0.0), walking=False) == []


def test_the_walker_s_end_settles_it():
    rest = standing()
    rest.end()
    assert not rest.stands


def test_once_settled_it_needs_new_evidence():
    rest = standing()
    follow(rest, every_second(120.0, 30, 20.0))
    assert follow(rest, every_second(175.0, 20, 50.0)) == [50.0 + MAXIMUM_S]


@given(st.lists(st.tuples(st.floats(0.1, 30), st.none() | st.floats(100, 180)), max_size=80))
def test_it_never_settles_without_its_seconds_of_calm(steps):
    """The rule by itself: from the last reading that was not under the top, 15 s with 10 s of readings."""
    rest = standing()
    at_s, since_s, times = 20.0, None, []
    for step_s, bpm in steps:
        at_s += step_s
        rest.update(at(at_s, bpm), TOP_BPM, walking=False)
        if bpm is not None and bpm >= TOP_BPM:
            since_s, times = None, []
        else:
            times.append((at_s, bpm))
            if bpm is not None and since_s is None:
                since_s = at_s
        if not rest.stands:
            break
    if not rest.stands:
        read_s = sum(b - a for (a, low), (b, _) in pairwise(times) if low is not None)
        assert bpm is not None
        assert at_s - since_s >= CALM_S
        assert read_s >= CALM_READ_S
