"""The heart's own motion, followed through late and scattered readings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart.kinetics import Kinetics


def follow(heart, seconds, *, scatter_bpm=1.0, late_s=0.0, seed=1, start=None):
    draw = np.random.default_rng(seed)
    kinetics = Kinetics(heart(0) if start is None else start)
    for second in range(1, seconds + 1):
        kinetics.advance(1.0)
        kinetics.observe(heart(second - late_s) + draw.normal(0, scatter_bpm), max(scatter_bpm, 0.3), late_s)
    return kinetics.motion


def test_a_steady_heart_is_known_better_than_its_readings():
    motion = follow(lambda _: 128.0, 120)
    assert motion.bpm == pytest.approx(128, abs=1)
    assert motion.sd_bpm < 1.5
    assert motion.slope_bpm_per_s == pytest.approx(0, abs=0.06)


def test_a_ramp_is_followed_without_lag_though_readings_are_late():
    motion = follow(lambda s: 110 + 0.1 * s, 150, scatter_bpm=0.3, late_s=3.0)
    assert motion.bpm == pytest.approx(125, abs=1.2)
    assert 0.02 < motion.slope_bpm_per_s < 0.12  # cautious: a slope dies away as the heart nears its new level


def test_a_stop_turns_the_slope_within_seconds():
    motion = follow(lambda s: 130 - 1.2 * max(0, s - 100), 108, scatter_bpm=0.5)
    assert motion.slope_bpm_per_s < -0.5
    assert motion.bpm == pytest.approx(130 - 9.6, abs=3)


def test_a_spike_moves_it_little_and_not_for_long():
    clean = follow(lambda _: 128.0, 115, scatter_bpm=0.0)
    spiked = follow(lambda s: 136.0 if s == 100 else 128.0, 115, scatter_bpm=0.0)
    assert spiked.bpm == pytest.approx(clean.bpm, abs=0.5)


def test_time_without_readings_makes_it_less_sure():
    kinetics = Kinetics(128.0)
    for _ in range(60):
        kinetics.advance(1.0)
        kinetics.observe(128.0, 1.0, 0.0)
    before = kinetics.motion.sd_bpm
    kinetics.advance(20.0)
    assert kinetics.motion.sd_bpm > 2 * before


@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(30, 235), st.floats(0.3, 10), st.floats(0, 5)), max_size=60),
    st.floats(36, 220),
)
def test_whatever_comes_everything_is_finite(readings, first_bpm):
    kinetics = Kinetics(first_bpm)
    for step_s, bpm, sd_bpm, late_s in readings:
        kinetics.advance(step_s)
        kinetics.observe(bpm, sd_bpm, late_s)
        motion = kinetics.motion
        values = (motion.bpm, motion.sd_bpm, motion.slope_bpm_per_s, motion.slope_sd_bpm_per_s)
        assert all(math.isfinite(value) for value in values)
        assert motion.sd_bpm > 0


@pytest.mark.parametrize("step_s", [0.0, 1e-3])
def test_no_time_changes_nothing(step_s):
    kinetics = Kinetics(128.0)
    for second in range(60):
        kinetics.advance(1.0)
        kinetics.observe(128.0 + 0.5 * max(0, second - 50), 1.0, 0.0)
    before = kinetics.motion
    kinetics.advance(step_s)
    assert kinetics.motion == pytest.approx(before, rel=1e-2)


def test_a_level_is_known_no_better_than_the_heart_swings_around_it():
    """After half a minute of nothing one exact reading leaves the swing, 1.4 bpm."""
    kinetics = Kinetics(128.0)
    kinetics.advance(30.0)
    kinetics.observe(128.0, 0.1, 0.0)
    assert kinetics.motion.sd_bpm == pytest.approx(1.4, rel=0.03)


def test_a_reading_that_neither_model_explains_favours_neither_by_much():
    kinetics = Kinetics(70.0)
    kinetics.advance(5.0)
    share = kinetics._steady_share
    kinetics.observe(1e9, 0.3, 0.0)
    assert kinetics._steady_share == pytest.approx(share, abs=0.05)
    assert math.isfinite(kinetics.motion.bpm)
