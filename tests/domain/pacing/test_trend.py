"""The course with its error, the exit it foretells, and the slow drift of a long walk."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.pacing import trend as trend_rules
from coach.domain.pacing.trend import (
    CARDIAC_DRIFT,
    FARTHEST_EXIT_S,
    MEAN_S,
    PACING_TREND,
    RunningMean,
    Slope,
    Trend,
    cardiac_drift_per_10min,
    exit_time_s,
    expected,
)
from coach.domain.zone.zones import Band

BAND = Band(120, 135)
SURE_RISE = Slope(3 / 60, 0.5 / 60)


NUMBERS = {
    "MEAN_S": 45.0,
    "FARTHEST_EXIT_S": 120.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(trend_rules, name) for name in NUMBERS} == NUMBERS


def trend(heart, seconds, span=PACING_TREND, every_s=1.0):
    line = Trend(span)
    at_s = 0.0
    while at_s <= seconds:
        line.update(at_s, heart(at_s))
        at_s += every_s
    return line.slope()


def test_no_course_before_enough_was_seen():
    assert trend(lambda s: 120 + s, PACING_TREND.enough_s - 1) is None
    assert trend(lambda s: 120 + s, PACING_TREND.enough_s) is not None


@pytest.mark.parametrize("bpm_per_min", [-4.0, 0.0, 3.0])
def test_a_line_is_found_exactly(bpm_per_min):
    found = trend(lambda s: 120 + bpm_per_min * s / 60, 180)
    assert found.bpm_per_s * 60 == pytest.approx(bpm_per_min, abs=1e-6)


def test_the_error_covers_the_scatter():
    misses = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        found = trend(lambda _, draw=draw: 128 + draw.normal(0, 1), 120)
        misses += abs(found.bpm_per_s) > 2 * found.se_bpm_per_s
    assert misses < 20


def test_sparse_and_dense_streams_agree():
    def heart(s):
        return 120 + 2 * s / 60

    assert trend(heart, 180, every_s=5.0).bpm_per_s == pytest.approx(trend(heart, 180).bpm_per_s, rel=0.02)


def test_many_values_at_one_moment_are_no_trouble():
    line = Trend(PACING_TREND)
    for _ in range(10):
        line.update(5.0, 128.0)
    for second in range(60):
        line.update(5.0 + second, 128.0)
    assert line.slope().bpm_per_s == pytest.approx(0, abs=1e-6)


def test_after_restart_nothing_is_known():
    line = Trend(PACING_TREND)
    for second in range(100):
        line.update(float(second), 120 + second)
    line.restart()
    assert line.slope() is None


def test_exit_where_the_line_crosses_the_bound():
    assert exit_time_s(130, SURE_RISE, BAND) == pytest.approx(100)
    assert exit_time_s(125, Slope(-3 / 60, 0.5 / 60), BAND) == pytest.approx(100)


@pytest.mark.parametrize(
    ("bpm", "slope"),
    [
        (136, SURE_RISE),  # outside already
        (128, Slope(3 / 60, 2.5 / 60)),  # not sure
        (128, Slope(0.5 / 60, 0.01 / 60)),  # slower than an even walk wanders
        (121, SURE_RISE),  # too far off
    ],
)
def test_no_exit_where_it_is_not_meaningful(bpm, slope):
    assert exit_time_s(bpm, slope, BAND) is None


def test_an_unsure_slope_counts_for_little():
    assert expected(128, Slope(0.1, 0.0), 30) == pytest.approx(131)
    assert expected(128, Slope(0.1, 0.3), 30) == pytest.approx(128.3)


def test_slow_drift_needs_ten_minutes_and_two_errors():
    def walk(per_10min):
        draw = np.random.default_rng(2)
        return trend(lambda s: 126 + per_10min * s / 600 + draw.normal(0, 1), 1800, CARDIAC_DRIFT)

    assert trend(lambda s: 126 + s / 200, 590, CARDIAC_DRIFT) is None
    assert cardiac_drift_per_10min(walk(3.0)) == pytest.approx(3, abs=0.5)
    assert cardiac_drift_per_10min(walk(0.0)) is None
    assert cardiac_drift_per_10min(None) is None


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(30, 235)), max_size=80),
    st.sampled_from([PACING_TREND, CARDIAC_DRIFT]),
)
def test_whatever_comes_the_slope_is_finite_and_the_exit_ahead(values, span):
    line, at_s = Trend(span), 0.0
    for step_s, bpm in values:
        at_s += step_s
        line.update(at_s, bpm)
        slope = line.slope()
        if slope is None:
            continue
        assert math.isfinite(slope.bpm_per_s)
        assert 0 < slope.se_bpm_per_s < math.inf
        leaving = exit_time_s(bpm, slope, BAND)
        assert leaving is None or 0 <= leaving <= FARTHEST_EXIT_S


def test_the_running_mean_lags_behind_a_ramp_by_its_memory_and_forgets():
    mean = RunningMean()
    for second in range(600):
        mean.update(float(second), 100 + second / 60)
    assert mean.bpm == pytest.approx(100 + 599 / 60 - MEAN_S / 60, abs=0.05)
    mean.restart()
    assert mean.bpm is None
    mean.update(700.0, 130.0)
    assert mean.bpm == 130.0


def test_the_running_mean_is_the_same_for_dense_and_sparse_streams():
    dense, sparse = RunningMean(), RunningMean()
    for second in range(120):
        dense.update(float(second), 120.0 if second < 60 else 130.0)
        if second % 4 == 3:
            sparse.update(float(second), 120.0 if second < 60 else 130.0)
    assert sparse.bpm == pytest.approx(dense.bpm, abs=0.5)


def test_a_line_without_scatter_is_as_sure_as_the_rounding_of_bpm_lets_it_be():
    """A quarter bpm of residual, ten seconds of it one observation, weights exp(-t / 20 s): variance 400."""
    expected_se = 0.25 * math.sqrt(10 / (20 * 400))
    assert trend(lambda s: 120 + s / 60, 600).se_bpm_per_s == pytest.approx(expected_se, rel=0.02)
