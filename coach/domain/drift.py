"""Where the heart rate is going: its trend with the trend's error, and when that leaves the band."""

import math
from dataclasses import dataclass

from coach.domain.zones import Band, Position

MEMORY_S = 28.0
"""Values count less with age: long enough that 2 bpm of wander (Hunt 2015) average out, short enough to follow a change
of effort. A least-squares line over such a memory is as steady as one over a plain window of about 75 s."""

ENOUGH_S = 45.0
"""No trend before so much was seen."""

CORRELATION_S = 10.0
"""Residuals of believed heart rate are alike over about this long; so many seconds count as one observation."""

SMALLEST_RESIDUAL_BPM = 0.25
"""Nothing is known better than to the rounding of a strap's bpm."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per second with its standard error."""

    bpm_per_s: float
    se_bpm_per_s: float


class Trend:
    """Least-squares line through believed heart rate with exponentially fading weights; memory is constant."""

    __slots__ = ("_at_s", "_began_s", "_bpm", "_t", "_tt", "_tx", "_weight", "_x", "_xx")

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget: a gap is not a trend."""
        self._began_s: float | None = None
        self._at_s = self._bpm = 0.0
        self._weight = self._t = self._tt = self._x = self._tx = self._xx = 0.0

    def update(self, at_s: float, bpm: float) -> None:
        """One more believed value."""
        if self._began_s is None:
            self._began_s, self._at_s, self._bpm = at_s, at_s, bpm
        step_s = at_s - self._at_s
        self._at_s = at_s
        # Times are kept relative to the newest value, so every sum moves back by the step, and then fades.
        fade = math.exp(-step_s / MEMORY_S)
        w, t, x = self._weight, self._t, self._x
        self._tt = fade * (self._tt - 2 * step_s * t + step_s * step_s * w)
        self._tx = fade * (self._tx - step_s * x)
        self._t = fade * (t - step_s * w)
        # One value stands for the time since the last one, so that dense and sparse streams weigh alike.
        share = min(max(step_s, 0.0), 10.0) or 1e-3
        offset = bpm - self._bpm
        self._weight = fade * w + share
        self._x = fade * x + share * offset
        self._xx = fade * self._xx + share * offset * offset

    def slope(self) -> Slope | None:
        """The trend, None before `ENOUGH_S` were seen."""
        if self._began_s is None or self._at_s - self._began_s < ENOUGH_S:
            return None
        w = self._weight
        spread = self._tt - self._t * self._t / w
        cross = self._tx - self._t * self._x / w
        slope = cross / spread
        left = max(0.0, self._xx - self._x * self._x / w - slope * cross) / w
        variance = max(SMALLEST_RESIDUAL_BPM**2, left) * CORRELATION_S / spread
        return Slope(slope, math.sqrt(variance))


def exit_time(bpm: float, slope: Slope, band: Band) -> tuple[float, Position] | None:
    """Seconds until the trend leaves the band and on which side; None without a significant trend towards a bound."""
    if not band.lo_bpm <= bpm <= band.hi_bpm or abs(slope.bpm_per_s) < 1.5 * slope.se_bpm_per_s:
        return None
    if slope.bpm_per_s * 60 > 1:
        return (band.hi_bpm - bpm) / slope.bpm_per_s, Position.ABOVE
    if slope.bpm_per_s * 60 < -1:
        return (band.lo_bpm - bpm) / slope.bpm_per_s, Position.BELOW
    return None
