"""The heart-rate trace: appends readings as they come, and gives out views without copying."""

import math
from bisect import bisect_left, bisect_right
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from coach.domain.zone.zones import Band

WINDOW_S = 900.0
"""A quarter of an hour: a point every few seconds in a terminal's widest trace."""

FIRST_POINTS = 1024
"""Room for a window of a reading a second."""

_since = itemgetter(0)


class Trace:
    """Believed heart rate over time; NaN where there was none; and the band that was to be kept meanwhile.

    Earlier views stay as they were: the trace only ever appends to its buffer, and replaces it when it is full, by one
    twice as long as what it still needs.

    Args:
        reach_s: how far back it reaches at least; older points may be forgotten.
    """

    def __init__(self, reach_s: float = WINDOW_S) -> None:
        self._reach_s = reach_s
        self._n = 0
        self._is_broken = True
        self._bands: list[tuple[float, Band | None]] = []
        self._take_room(np.empty(0), np.empty(0))

    def _take_room(self, at_s: NDArray[np.float64], bpm: NDArray[np.float64]) -> None:
        """Go on with these points in a new buffer."""
        self._n = len(at_s)
        spare = np.empty(max(FIRST_POINTS - self._n, self._n))
        self._at_s, self._bpm = np.concatenate([at_s, spare]), np.concatenate([bpm, spare])
        self._times_s = self._at_s.data  # numpy would make an array of each time that it seeks
        self._views = self._at_s.view(), self._bpm.view()
        for view in self._views:
            view.flags.writeable = False

    def add(self, at_s: float, bpm: float | None) -> None:
        """Add one point, in order of time; None breaks the line."""
        if bpm is None and self._is_broken:
            return
        if self._n == len(self._at_s):
            self._take_room(*self._from(at_s - self._reach_s))
        self._at_s[self._n] = at_s
        self._bpm[self._n] = math.nan if bpm is None else bpm
        self._n += 1
        self._is_broken = bpm is None

    def window(self, now_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return times and heart rates of the last `WINDOW_S`, read-only, shape (n,)."""
        return self._from(now_s - WINDOW_S)

    def whole(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return times and heart rates as far back as they are kept, read-only, shape (n,)."""
        return self._from(-math.inf)

    def _from(self, since_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        at_s, bpm = self._views
        n = self._n
        first = bisect_left(self._times_s, since_s, hi=n)
        return at_s[first:n], bpm[first:n]

    def set_band(self, at_s: float, band: Band | None) -> None:
        """Note the band from now on, in order of time; None while none is known."""
        if not self._bands or self._bands[-1][1] != band:
            self._bands.append((at_s, band))

    def bands(self, since_s: float = 0.0) -> tuple[tuple[float, Band | None], ...]:
        """Return the bands valid since then, each with the time from which on it was."""
        first = max(0, bisect_right(self._bands, since_s, key=_since) - 1)
        return tuple(self._bands[first:])
