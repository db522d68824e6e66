"""Where the heart rate is going: its trend with the trend's error, and when that leaves the band."""

import math
from collections import deque
from dataclasses import dataclass

from coach.domain.zones import Band, Position

WINDOW_S = 75.0
"""Long enough that 2 bpm of wander (Hunt 2015) average out, short enough to follow a change of effort."""

CORRELATION_S = 10.0
"""Residuals of believed heart rate are alike over about this long; so many seconds count as one observation."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per second with its standard error."""

    bpm_per_s: float
    se_bpm_per_s: float


class Trend:
    """Least-squares slope over the last `WINDOW_S` of believed heart rate; None until there is enough of it."""

    __slots__ = ("_points",)

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque()

    def restart(self) -> None:
        """Forget: a gap is not a trend."""
        self._points.clear()

    def update(self, at_s: float, bpm: float) -> None:
        """One more believed value."""
        self._points.append((at_s, bpm))
        while at_s - self._points[0][0] > WINDOW_S:
            self._points.popleft()

    def slope(self) -> Slope | None:
        """The trend over the window, None before it is 60 % full."""
        count = len(self._points)
        if count < 8 or (span_s := self._points[-1][0] - self._points[0][0]) < 0.6 * WINDOW_S:
            return None
        mean_s = sum(at for at, _ in self._points) / count
        mean_bpm = sum(bpm for _, bpm in self._points) / count
        spread = sum((at - mean_s) ** 2 for at, _ in self._points)
        slope = sum((at - mean_s) * (bpm - mean_bpm) for at, bpm in self._points) / spread
        left = sum((bpm - mean_bpm - slope * (at - mean_s)) ** 2 for at, bpm in self._points)
        independent = max(3.0, span_s / CORRELATION_S)
        return Slope(slope, math.sqrt(max(0.05, left / count) / spread * count / independent))


def exit_time(bpm: float, slope: Slope, band: Band) -> tuple[float, Position] | None:
    """Seconds until the trend leaves the band and on which side; None without a significant trend towards a bound."""
    if not band.lo_bpm <= bpm <= band.hi_bpm or abs(slope.bpm_per_s) < 1.5 * slope.se_bpm_per_s:
        return None
    if slope.bpm_per_s * 60 > 1:
        return (band.hi_bpm - bpm) / slope.bpm_per_s, Position.ABOVE
    if slope.bpm_per_s * 60 < -1:
        return (band.lo_bpm - bpm) / slope.bpm_per_s, Position.BELOW
    return None
