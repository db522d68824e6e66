"""The heart's own motion: level, slope and the beat-to-beat swing around them, as two Kalman models side by side.

A walker's heart rate is a level that moves with a slope. The slope is nearly still while the effort is steady and turns
within seconds when the effort changes, so two models run, a steady and a turning one, and each reading says which fits
(interacting multiple models, Blom & Bar-Shalom 1988). A swing around the level, which no coach should follow, comes
from slow sinus arrhythmia and pressure waves, alike over about eight seconds; it is a state of its own, so that eight
seconds of "two beats too high" do not pass for a trend. Readings are late (a strap's interval is seconds old, its bpm a
mean of the last 3-8 beats), so the filter compares a reading with the level of that moment, not of now.
"""

import math
from typing import NamedTuple

SLOPE_MEMORY_S = 22.0
"""A slope dies away as the heart approaches its new level: the time constant of heart-rate kinetics (Hunt 2015: 58 s
to the end, faster at first)."""

STEADY_SLOPE_NOISE = 0.0065
TURNING_SLOPE_NOISE = 0.12
"""Change of slope in one second, bpm/s per sqrt(s): on a steady walk, and at a hill, a stop, a sprint to the kerb."""

CHANGE_PER_S = 0.015
"""How often effort changes between steady and turning: once in about a minute on a real walk with its corners."""

LEVEL_NOISE_BPM = 0.13
"""Wander of the level apart from its slope, bpm per sqrt(s)."""

SWING_BPM = 1.4
SWING_MEMORY_S = 5.5
"""Size of the swing around the level, and its memory; a real H10 scatters by 1-1.3 bpm around a 5 s mean."""

FIRST_LEVEL_SD_BPM = 5.0
FIRST_SLOPE_SD = 0.2
"""Uncertainty at the start: a few bpm for the first number, and a slope of some 10 bpm a minute."""

FIRST_STEADY_SHARE = 0.5
"""At the start, steady and turning effort are equally likely."""

LEAST_SHARE = 1e-6
"""The least share of either model, so that readings that fit it can bring it back."""

MOST_ERROR_SQUARED = 60.0
"""Limit on the squared error: beyond nearly eight standard deviations a reading counts as equally unlikely, because
exp(-30) still allows both models to be compared and exp(-750) is 0."""

LONGEST_GAP_S = 30.0
"""Advance at most this long: after a longer hole the slope has died away and the uncertainty has grown past use."""


class Motion(NamedTuple):
    """The believed level and its slope, with standard deviations."""

    bpm: float
    sd_bpm: float
    slope_bpm_per_s: float
    slope_sd_bpm_per_s: float


_Gauss = tuple[float, float, float, float, float, float, float, float, float]
"""Means of level, slope, swing; then the covariance: ll, ls, lw, ss, sw, ww."""


def _predict(state: _Gauss, step_s: float, keep: float, stay: float, slope_noise: float) -> _Gauss:
    """Return the state after `step_s`, of which slope and swing keep these shares."""
    level, slope, swing, ll, ls, lw, ss, sw, ww = state
    reach = SLOPE_MEMORY_S * (1 - keep)
    noise = slope_noise * slope_noise * step_s
    return (
        level + reach * slope,
        keep * slope,
        stay * swing,
        ll + 2 * reach * ls + reach * reach * ss + LEVEL_NOISE_BPM**2 * step_s + noise * step_s * step_s / 3,
        keep * (ls + reach * ss) + noise * step_s / 2,
        stay * (lw + reach * sw),
        keep * keep * ss + noise,
        keep * stay * sw,
        stay * stay * ww + SWING_BPM**2 * (1 - stay * stay),
    )


def _update(state: _Gauss, bpm: float, variance: float, late_s: float) -> tuple[_Gauss, float]:
    level, slope, swing, ll, ls, lw, ss, sw, ww = state
    hl = ll - late_s * ls + lw
    hs = ls - late_s * ss + sw
    hw = lw - late_s * sw + ww
    total = hl - late_s * hs + hw + variance
    error = bpm - (level - late_s * slope + swing)
    gl, gs, gw = hl / total, hs / total, hw / total
    fit = math.exp(-0.5 * min(error * error / total, MOST_ERROR_SQUARED)) / math.sqrt(total)
    return (
        level + gl * error,
        slope + gs * error,
        swing + gw * error,
        ll - gl * hl,
        ls - gl * hs,
        lw - gl * hw,
        ss - gs * hs,
        sw - gs * hw,
        ww - gw * hw,
    ), fit


def _mix(a: _Gauss, b: _Gauss, share: float) -> _Gauss:
    """Return one Gaussian with the mean and covariance of `share` of a and the rest of b."""
    rest = 1 - share
    spread = share * rest
    dl, ds, dw = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    return (
        share * a[0] + rest * b[0],
        share * a[1] + rest * b[1],
        share * a[2] + rest * b[2],
        share * a[3] + rest * b[3] + spread * dl * dl,
        share * a[4] + rest * b[4] + spread * dl * ds,
        share * a[5] + rest * b[5] + spread * dl * dw,
        share * a[6] + rest * b[6] + spread * ds * ds,
        share * a[7] + rest * b[7] + spread * ds * dw,
        share * a[8] + rest * b[8] + spread * dw * dw,
    )


class Kinetics:
    """The two models and how likely each is.

    Args:
        bpm: the first heart rate.
    """

    __slots__ = ("_steady", "_steady_share", "_turning", "motion")

    def __init__(self, bpm: float) -> None:
        start = (bpm, 0.0, 0.0, FIRST_LEVEL_SD_BPM**2, 0.0, 0.0, FIRST_SLOPE_SD**2, 0.0, SWING_BPM**2)
        self._steady: _Gauss = start
        self._turning: _Gauss = start
        self._steady_share = FIRST_STEADY_SHARE
        self.motion = Motion(bpm, FIRST_LEVEL_SD_BPM, 0.0, FIRST_SLOPE_SD)

    def advance(self, step_s: float) -> None:
        """Advance both models by `step_s`."""
        step_s = min(step_s, LONGEST_GAP_S)
        change = 0.5 * (1 - math.exp(-2 * CHANGE_PER_S * step_s))
        share = self._steady_share
        stay_steady, come_steady = share * (1 - change), (1 - share) * change
        stay_turning, come_turning = (1 - share) * (1 - change), share * change
        steady = _mix(self._steady, self._turning, stay_steady / (stay_steady + come_steady))
        turning = _mix(self._turning, self._steady, stay_turning / (stay_turning + come_turning))
        keep, stay = math.exp(-step_s / SLOPE_MEMORY_S), math.exp(-step_s / SWING_MEMORY_S)
        self._steady = _predict(steady, step_s, keep, stay, STEADY_SLOPE_NOISE)
        self._turning = _predict(turning, step_s, keep, stay, TURNING_SLOPE_NOISE)
        self._steady_share = stay_steady + come_steady
        self._look()

    def observe(self, bpm: float, sd_bpm: float, late_s: float) -> None:
        """Take a reading of `bpm`, whose error has the standard deviation `sd_bpm`, measured `late_s` ago."""
        self._steady, fit_steady = _update(self._steady, bpm, sd_bpm * sd_bpm, late_s)
        self._turning, fit_turning = _update(self._turning, bpm, sd_bpm * sd_bpm, late_s)
        steady = self._steady_share * fit_steady
        turning = (1 - self._steady_share) * fit_turning
        # Neither fit vanishes (MOST_ERROR_SQUARED): a reading that neither model explains favours neither by much.
        self._steady_share = min(1 - LEAST_SHARE, max(LEAST_SHARE, steady / (steady + turning)))
        self._look()

    def _look(self) -> None:
        # Of the mixture (`_mix`) only these four, for a reading looks twice.
        a, b, share = self._steady, self._turning, self._steady_share
        rest = 1 - share
        spread = share * rest
        dl, ds = a[0] - b[0], a[1] - b[1]
        level_variance = share * a[3] + rest * b[3] + spread * dl * dl
        slope_variance = share * a[6] + rest * b[6] + spread * ds * ds
        self.motion = Motion(
            share * a[0] + rest * b[0],
            math.sqrt(max(level_variance, 0.0)),
            share * a[1] + rest * b[1],
            math.sqrt(max(slope_variance, 0.0)),
        )
