"""How many heartbeats a stretch of intervals really is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart import rr_intervals
from coach.domain.heart.rr_intervals import LONGEST_S, NOTHING, SHORTEST_S, Intervals, unfold

NUMBERS = {
    "SHORTEST_S": 0.24,
    "LONGEST_S": 2.4,
    "BEAT_TOLERANCE": 0.15,
    "MISSED_TOLERANCE": 0.11,
    "PAIR_TOLERANCE": 0.12,
    "REMEMBERED": 40,
    "MOST_FALSE_SHARE": 0.1,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(rr_intervals, name) for name in NUMBERS} == NUMBERS


BEAT_S = 0.48


@pytest.mark.parametrize("interval", [0.0, 2.5, 1878949.389, float("nan"), float("inf"), -0.5])
def test_what_can_be_no_beat_is_dropped(interval):
    assert Intervals().believable((0.5, interval, 0.6)) == [0.5, 0.6]


def test_bounds_are_beats():
    assert Intervals().believable((SHORTEST_S, LONGEST_S)) == [SHORTEST_S, LONGEST_S]


def test_a_false_beat_is_the_beginning_of_the_next():
    assert Intervals().believable((0.22, 0.35, 0.57)) == pytest.approx([0.57, 0.57])
    assert Intervals().believable((0.1, 0.1, 0.37)) == pytest.approx([0.57])


def test_a_beat_may_begin_in_one_packet_and_end_in_the_next():
    intervals = Intervals()
    assert intervals.believable((0.57, 0.22)) == [0.57]
    assert intervals.believable(()) == []
    assert intervals.believable((0.35, 0.57)) == pytest.approx([0.57, 0.57])


def test_a_whole_that_is_too_long_is_no_beat_and_the_next_one_is():
    assert Intervals().believable((0.2, LONGEST_S, 0.5)) == [0.5]


@given(st.lists(st.lists(st.floats(0.001, 3), max_size=5), max_size=12))
def test_whatever_comes_only_beats_are_left_and_no_time_is_added(packets):
    intervals = Intervals()
    found = [interval for packet in packets for interval in intervals.believable(packet)]
    assert all(SHORTEST_S <= interval <= LONGEST_S for interval in found)
    assert math.fsum(found) <= math.fsum(interval for packet in packets for interval in packet) + 1e-9


@pytest.mark.parametrize(
    ("intervals", "count"),
    [
        ([0.48, 0.47, 0.49], 3),
        ([0.48, 0.96, 0.48], 4),  # one beat missed
        ([1.44], 3),  # two missed
        ([0.20 + 0.05, 0.23, 0.48], 2),  # a false beat between two
        ([0.34, 0.62, 0.48], 3),  # an early beat and its pause
    ],
)
def test_beats_are_counted_rightly(intervals, count):
    beats = unfold(intervals, BEAT_S)
    assert beats.number == count
    assert beats.explained == 1
    assert beats.bpm == pytest.approx(60 / BEAT_S, rel=0.03)


def test_what_nobody_can_explain_is_left_out_and_told():
    beats = unfold([0.48, 0.75, 0.48], BEAT_S)
    assert beats.number == 2
    assert beats.explained == pytest.approx(0.96 / 1.71)
    assert beats.bpm == pytest.approx(125)


def test_nothing_explained_is_nothing():
    assert unfold([0.75], BEAT_S) == NOTHING
    assert unfold([], BEAT_S) == NOTHING


@given(st.lists(st.floats(SHORTEST_S, LONGEST_S), max_size=12), st.floats(0.27, 1.7))
def test_whatever_comes_the_count_is_in_proportion(intervals, beat_s):
    beats = unfold(intervals, beat_s)
    assert 0 <= beats.explained <= 1 + 1e-9
    assert beats.span_s <= math.fsum(intervals) + 1e-9
    if beats.number:
        assert beats.bpm == pytest.approx(60 / beat_s, rel=0.2)
