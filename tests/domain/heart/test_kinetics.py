"""The heart's own motion, followed through late and scattered readings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart import kinetics
from coach.domain.heart.kinetics import Kinetics

NUMBERS = {
    "SLOPE_MEMORY_S": 22.0,
    "STEADY_SLOPE_NOISE": 0.0065,
    "TURNING_SLOPE_NOISE": 0.12,
    "CHANGE_PER_S": 0.015,
    "LEVEL_NOISE_BPM": 0.13,
    "SWING_BPM": 1.4,
    "SWING_MEMORY_S": 5.5,
    "FIRST_LEVEL_SD_BPM": 5.0,
    "FIRST_SLOPE_SD": 0.2,
    "FIRST_STEADY_SHARE": 0.5,
    "LEAST_SHARE": 1e-06,
    "MOST_ERROR_SQUARED": 60.0,
    "LONGEST_GAP_S": 30.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(kinetics, name) for name in NUMBERS} == NUMBERS


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


class Textbook:
    """The same two models in matrices, written from Blom & Bar-Shalom (1988): slow, and plain."""

    def __init__(self, bpm):
        self.states = [(np.array([bpm, 0.0, 0.0]), np.diag([5.0**2, 0.2**2, 1.4**2])) for _ in range(2)]
        self.shares = np.array([0.5, 0.5])

    def advance(self, step_s):
        step_s = min(step_s, 30.0)
        change = (1 - math.exp(-2 * 0.015 * step_s)) / 2
        joint = np.array([[1 - change, change], [change, 1 - change]]) * self.shares[:, None]  # from, to
        mixed = [mixture(self.states, joint[:, to] / joint[:, to].sum()) for to in range(2)]
        keep, stay = math.exp(-step_s / 22.0), math.exp(-step_s / 5.5)
        motion = np.array([[1, 22.0 * (1 - keep), 0], [0, keep, 0], [0, 0, stay]])
        for to, slope_noise in enumerate((0.0065, 0.12)):
            mean, covariance = mixed[to]
            rate = slope_noise**2
            noise = np.array(
                [
                    [0.13**2 * step_s + rate * step_s**3 / 3, rate * step_s**2 / 2, 0],
                    [rate * step_s**2 / 2, rate * step_s, 0],
                    [0, 0, 1.4**2 * (1 - stay**2)],
                ]
            )
            self.states[to] = motion @ mean, motion @ covariance @ motion.T + noise
        self.shares = joint.sum(axis=0)

    def observe(self, bpm, sd_bpm, late_s):
        seen = np.array([1.0, -late_s, 1.0])
        fits = []
        for index, (mean, covariance) in enumerate(self.states):
            variance = seen @ covariance @ seen + sd_bpm**2
            error = bpm - seen @ mean
            gain = covariance @ seen / variance
            self.states[index] = mean + gain * error, covariance - np.outer(gain, seen @ covariance)
            fits.append(math.exp(-min(error**2 / variance, 60.0) / 2) / math.sqrt(variance))
        weights = self.shares * fits
        share = min(1 - 1e-6, max(1e-6, weights[0] / weights.sum()))
        self.shares = np.array([share, 1 - share])

    @property
    def motion(self):
        mean, covariance = mixture(self.states, self.shares)
        return mean[0], math.sqrt(covariance[0, 0]), mean[1], math.sqrt(covariance[1, 1])


def mixture(states, shares):
    """The mean and the covariance of two Gaussians in these shares."""
    mean = sum(share * each for share, (each, _) in zip(shares, states, strict=True))
    parts = ((share, each - mean, covariance) for share, (each, covariance) in zip(shares, states, strict=True))
    return mean, sum(share * (covariance + np.outer(off, off)) for share, off, covariance in parts)


def test_through_a_walk_with_a_stop_and_a_hill_it_stays_the_filter_of_the_textbook():
    draw = np.random.default_rng(3)
    kinetics, textbook = Kinetics(100.0), Textbook(100.0)
    for second in range(400):
        heart = 110 + 20 * (second > 60) - 30 * (200 < second < 260) + 0.1 * max(0, second - 300)
        late_s, bpm = 1.0 + second % 3, heart + draw.normal(0, 1.5)
        for each in (kinetics, textbook):
            each.advance(1.0)
            each.observe(bpm, 1.2, late_s)
        assert tuple(kinetics.motion) == pytest.approx(textbook.motion, rel=1e-6, abs=1e-6)


@given(
    st.lists(st.tuples(st.floats(0, 40), st.floats(60, 200), st.floats(0.3, 5), st.floats(0, 5)), max_size=20),
    st.floats(60, 200),
)
def test_it_is_the_filter_of_the_textbook(readings, first_bpm):
    kinetics, textbook = Kinetics(first_bpm), Textbook(first_bpm)
    for step_s, bpm, sd_bpm, late_s in readings:
        for each in (kinetics, textbook):
            each.advance(step_s)
        assert tuple(kinetics.motion) == pytest.approx(textbook.motion, rel=1e-6, abs=1e-6)
        for each in (kinetics, textbook):
            each.observe(bpm, sd_bpm, late_s)
        assert tuple(kinetics.motion) == pytest.approx(textbook.motion, rel=1e-6, abs=1e-6)
