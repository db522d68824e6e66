"""Computes where the heart rate is going: its trend with the trend's error, and when that leaves the band."""

import math
from typing import NamedTuple

import msgspec

from coach.domain.zone.zones import Band


class TrendSpan(msgspec.Struct, frozen=True):
    """The span of values that counts as the trend."""

    memory_s: float
    """Values count less with age: by a factor of e after this long."""
    enough_s: float
    """No trend before this many seconds of values."""
    correlation_s: float
    """Residuals are alike over about this long; this many seconds count as one observation."""


PACING_TREND = TrendSpan(memory_s=20.0, enough_s=35.0, correlation_s=10.0)
"""Where the next minute goes: long enough that most of 2 bpm of wander (Wang & Hunt 2021) averages out, short enough to
follow a change of effort. As steady as a least-squares line over a plain window of about 55 s."""

CARDIAC_DRIFT = TrendSpan(memory_s=600.0, enough_s=600.0, correlation_s=60.0)
"""The slow rise on a long walk at one pace, 1-4 bpm in 30-90 min (DREW, Mikus 2009: 326 women): it takes ten minutes to
see it at all, and a minute of wander is one observation."""

MEAN_S = 45.0
"""Memory of the running mean: wander is alike over half a minute (Wang & Hunt 2021), so a heart that has left this mean
by more than it wanders is on its way, and one that has not is steady, whatever its slope."""

SURE = 2.0
"""Report a slow drift from two standard errors on."""

FARTHEST_EXIT_S = 120.0
"""A trend holds for no more than two minutes ahead."""

SMALLEST_RESIDUAL_BPM = 0.25
"""No residual is smaller than the rounding of a strap's bpm."""


ACT_ON_ERRORS = 1.5
ACT_ON_BPM_PER_MIN = 1.0
"""Act on a course that is surer than 6 to 1, and faster than the wander of an even walk."""


LONGEST_SHARE_S, FIRST_SHARE_S = 10.0, 1e-3
"""A value stands for the time since the one before, 10 s at most: after a hole it is no more evidence than that. The
first value, and one at the same moment, stand for a millisecond: a weight of 0 would leave no mean to begin with."""

TEN_MIN_S = 600
"""A slow drift is reported per ten minutes."""


class Slope(NamedTuple):
    """Change per second with its standard error."""

    bpm_per_s: float
    se_bpm_per_s: float

    def is_sure(self, errors: float = ACT_ON_ERRORS) -> bool:
        """Return whether to act on it: at least this many standard errors, and 1 bpm a minute."""
        return abs(self.bpm_per_s) >= max(ACT_ON_BPM_PER_MIN / 60, errors * self.se_bpm_per_s)


class Trend:
    """Least-squares line through believed heart rate with exponentially fading weights; memory is constant."""

    __slots__ = ("_at_s", "_began_s", "_bpm", "_span", "_t", "_tt", "_tx", "_weight", "_x", "_xx")

    def __init__(self, span: TrendSpan) -> None:
        self._span = span
        self.restart()

    def restart(self) -> None:
        """Forget all values: a gap is not a trend."""
        self._began_s: float | None = None
        self._at_s = self._bpm = 0.0
        self._weight = self._t = self._tt = self._x = self._tx = self._xx = 0.0

    def update(self, at_s: float, bpm: float) -> None:
        """Add one more believed value."""
        if self._began_s is None:
            self._began_s, self._at_s, self._bpm = at_s, at_s, bpm
        step_s = at_s - self._at_s
        self._at_s = at_s
        # Times are relative to the newest value, so every sum moves back by the step, and then fades.
        fade = math.exp(-step_s / self._span.memory_s)
        w, t, x = self._weight, self._t, self._x
        self._tt = fade * (self._tt - 2 * step_s * t + step_s * step_s * w)
        self._tx = fade * (self._tx - step_s * x)
        self._t = fade * (t - step_s * w)
        # One value stands for the time since the last one, so that dense and sparse streams weigh alike.
        share = min(max(step_s, 0.0), LONGEST_SHARE_S) or FIRST_SHARE_S
        offset = bpm - self._bpm
        self._weight = fade * w + share
        self._x = fade * x + share * offset
        self._xx = fade * self._xx + share * offset * offset

    def level_bpm(self) -> float:
        """Return the line's value now; meaningful once there is a slope."""
        spread = self._tt - self._t * self._t / self._weight
        slope = (self._tx - self._t * self._x / self._weight) / spread
        return self._bpm + (self._x - slope * self._t) / self._weight

    def slope(self) -> Slope | None:
        """Return the trend; None before there are enough values."""
        if self._began_s is None or self._at_s - self._began_s < self._span.enough_s:
            return None
        w = self._weight
        spread = self._tt - self._t * self._t / w
        cross = self._tx - self._t * self._x / w
        slope = cross / spread
        left = max(0.0, self._xx - self._x * self._x / w - slope * cross) / w
        variance = max(SMALLEST_RESIDUAL_BPM**2, left) * self._span.correlation_s / spread
        return Slope(slope, math.sqrt(variance))


class RunningMean:
    """Mean of believed heart rate with exponentially fading weights: where the heart has been of late."""

    __slots__ = ("_at_s", "bpm")

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget all values."""
        self._at_s = 0.0
        self.bpm: float | None = None

    def update(self, at_s: float, bpm: float) -> None:
        """Add one more believed value."""
        fade = math.exp(-(at_s - self._at_s) / MEAN_S)
        self._at_s = at_s
        self.bpm = bpm if self.bpm is None else bpm + fade * (self.bpm - bpm)


def expected(bpm: float, slope: Slope, ahead_s: float) -> float:
    """Return the heart rate in `ahead_s`; an unsure slope counts for little."""
    signal, noise = slope.bpm_per_s**2, slope.se_bpm_per_s**2
    return bpm + ahead_s * slope.bpm_per_s * signal / (signal + noise)


def exit_time_s(bpm: float, slope: Slope, band: Band) -> float | None:
    """Return the seconds until the trend leaves the band; None when that is not meaningful.

    A trend is meaningful from 1.5 standard errors and 1 bpm a minute, if it reaches a bound within two minutes.
    """
    if not band.lo_bpm <= bpm <= band.hi_bpm or not slope.is_sure():
        return None
    bound_bpm = band.hi_bpm if slope.bpm_per_s > 0 else band.lo_bpm
    exit_in_s = (bound_bpm - bpm) / slope.bpm_per_s
    return exit_in_s if exit_in_s <= FARTHEST_EXIT_S else None


def cardiac_drift_per_10min(slope: Slope | None) -> float | None:
    """Return the drift in bpm per ten minutes; None unless it is significant."""
    if slope is None or abs(slope.bpm_per_s) < SURE * slope.se_bpm_per_s:
        return None
    return TEN_MIN_S * slope.bpm_per_s
