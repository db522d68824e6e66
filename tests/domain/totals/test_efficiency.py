"""Pace at the same heart rate and decoupling: hand-made walks with known answers, and "not enough data"."""

import pytest

from coach.domain.totals import efficiency as efficiency_rules
from coach.domain.totals.efficiency import (
    Sample,
    decoupling_pct,
    efficiency,
    pace_decoupling_pct,
    speed_at,
    steady_part,
)

NUMBERS = {
    "PACE_SETTLING_S": 600.0,
    "HALF_LEAST_S": 1200.0,
    "PACE_LEAST_S": 300.0,
    "SLOWEST_MPS": 0.5,
    "COMPARABLE_BPM": 10.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(efficiency_rules, name) for name in NUMBERS} == NUMBERS


def walked(minutes, bpm=125.0, speed=1.4):
    return [Sample(float(at_s), bpm, speed) for at_s in range(int(minutes * 60) + 1)]


def test_the_published_vector():
    assert decoupling_pct(1.28, 1.233) == pytest.approx(3.67, abs=0.005)


def test_a_steady_walk_is_what_it_is():
    part = steady_part(walked(20))
    assert (part.seconds, part.mean_bpm, part.mean_speed_mps) == pytest.approx((600.0, 125.0, 1.4))
    assert efficiency(part) == pytest.approx(84 / 125)
    assert efficiency(part, 65.0) == pytest.approx(84 / 60)


def test_the_first_ten_minutes_stops_and_doubt_are_left_out():
    samples = walked(20)
    for at_s in range(700):
        samples[at_s] = Sample(float(at_s), 160.0, 2.5)
    for at_s in range(600, 700):
        samples[at_s] = Sample(float(at_s), 125.0, 0.0)
    for at_s in range(700, 760):
        samples[at_s] = Sample(float(at_s), None, 1.4)
    for at_s in range(760, 800):
        samples[at_s] = Sample(float(at_s), 125.0, None)
    part = steady_part(samples)
    assert (part.seconds, part.mean_bpm, part.mean_speed_mps) == pytest.approx((400.0, 125.0, 1.4))


@pytest.mark.parametrize("samples", [[], walked(14), [Sample(item.at_s * 6, 125.0, 1.4) for item in walked(20)]])
def test_too_little_is_not_enough_data(samples):
    assert steady_part(samples) is None
    assert pace_decoupling_pct(samples) is None


@pytest.mark.parametrize("every_s", [5, 6, 12, 15])
def test_the_gaps_of_a_slow_source_count_as_long_as_its_last_number_stands(every_s):
    seldom = [Sample(float(at_s), 125.0, 1.4, fresh_s=15.0) for at_s in range(0, 3061, every_s)]
    part = steady_part(seldom)
    assert (part.seconds, part.mean_bpm) == pytest.approx((seldom[-1].at_s - 600.0, 125.0), abs=every_s)
    assert pace_decoupling_pct(seldom) == pytest.approx(0.0)
    gaps = [Sample(item.at_s * 16 / every_s, 125.0, 1.4, fresh_s=15.0) for item in seldom]
    assert steady_part(gaps) is None


def test_speed_at_the_same_heart_rate():
    part = steady_part(walked(20, bpm=125.0, speed=1.5))
    assert speed_at(part, 125.0, 65.0) == pytest.approx(1.5)
    assert speed_at(part, 129.0, 65.0) == pytest.approx(1.6)
    assert speed_at(part, 136.0, 65.0) is None  # another effort
    assert speed_at(part, 125.0, 130.0) is None  # no rest lies above a walk


def test_decoupling_needs_twenty_minutes_a_half():
    fitter = [*walked(30), *(Sample(1800.0 + at_s, 131.25, 1.4) for at_s in range(1, 1201))]
    assert pace_decoupling_pct(fitter) == pytest.approx(4.76, abs=0.02)
    assert pace_decoupling_pct(fitter, 65.0) == pytest.approx(9.43, abs=0.03)
    assert pace_decoupling_pct(walked(49)) is None
    assert pace_decoupling_pct(walked(50)) == pytest.approx(0.0)
