"""Intervals in another unit than the bpm beside them are found by their constant ratio, within a minute."""

import itertools

import numpy as np
import pytest

from coach.domain.heart import interval_unit
from coach.domain.heart.interval_unit import IntervalUnit

NUMBERS = {
    "RATIOS": 60,
    "ENOUGH": 4,
    "MANY": 25,
    "PACKETS": 4,
    "SMALLEST": 0.018,
    "LARGEST": 0.12,
    "LOOK_EVERY": 5,
    "SPREAD": 0.015,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(interval_unit, name) for name in NUMBERS} == NUMBERS


def compared(ratio, count, *, bpm=125.0, scatter=0.005, seed=1):
    draw, unit = np.random.default_rng(seed), IntervalUnit()
    for packet in range(count):
        true_bpm = bpm + 1.5 * np.sin(packet / 15)  # a heart wanders, and a strap's own number is a mean of it
        unit.compare(round(true_bpm), true_bpm * ratio * (1 + draw.normal(0, scatter)))
    return unit.factor


@pytest.mark.parametrize("ratio", [1.024, 1 / 1.024, 0.92, 0.95, 1.05, 1.08])
@pytest.mark.parametrize("bpm", [60.0, 125.0, 170.0])
def test_a_constant_ratio_is_found_within_a_minute(ratio, bpm):
    assert compared(ratio, 55, bpm=bpm) == pytest.approx(ratio, abs=0.006)


@pytest.mark.parametrize("bpm", [48.0, 70.0, 125.0])
@pytest.mark.parametrize("seed", range(5))
def test_the_rounding_of_a_bpm_is_no_ratio(bpm, seed):
    assert compared(1.0, 300, bpm=bpm, seed=seed) == 1.0


@pytest.mark.parametrize("ratio", [0.5, 2.0, 0.8, 1.3])
def test_doubles_halves_and_missed_beats_are_no_clock(ratio):
    assert compared(ratio, 120) == 1.0


def test_a_ratio_that_is_not_constant_is_none():
    assert compared(1.03, 120, scatter=0.1) == 1.0


def test_three_packets_are_not_judged_and_some_only_for_the_time_being():
    assert compared(1.024, 3) == 1.0
    unit = IntervalUnit()
    for _ in range(15):
        unit.compare(125, 128.0)
    assert (unit.factor, unit.is_known, unit.is_settled) == (pytest.approx(1.024), True, False)


@pytest.mark.parametrize("bpm_per_s", [0.5, 0.25, -0.5])
@pytest.mark.parametrize("late_s", [0, 2, 4])
def test_a_heart_on_its_way_has_no_other_clock(bpm_per_s, late_s):
    """A strap's own number is 0-4 s late, as a mean of one to eight beats."""
    unit = IntervalUnit()
    for second in range(100):
        true_bpm = 110 + bpm_per_s * second
        unit.compare(round(true_bpm - late_s * bpm_per_s), true_bpm)
        assert unit.factor == 1.0


def test_a_strap_that_comes_right_again_is_taken_as_it_is():
    unit = IntervalUnit()
    for ratio in [1.05] * 60 + [1.0] * 60:
        unit.compare(125, 125 * ratio)
    assert unit.factor == 1.0


def test_once_it_is_settled_it_is_looked_at_at_every_fifth_packet():
    unit, factors = IntervalUnit(), []
    for packet in range(90):
        unit.compare(125, 125 * (1.03 + 0.0001 * packet))
        factors.append(unit.factor)
    changed = [packet for packet in range(30, 90) if factors[packet] != factors[packet - 1]]
    assert [later - sooner for sooner, later in itertools.pairwise(changed)] == [5] * (len(changed) - 1)
    assert len(changed) >= 11
