"""The heart-rate trace: appends readings as they come, and gives out views without copying."""

import math

import numpy as np
from numpy.typing import NDArray

from coach.domain.zone.zones import Band

WINDOW_S = 900.0
"""A quarter of an hour: a point every few seconds in a terminal's widest trace."""


class Trace:
    """Believed heart rate over time; NaN where there was none; and the band that was to be kept meanwhile.

    Earlier views stay as they were: the trace only ever appends to its buffer, and replaces it when it is full.
    It grows by 16 bytes a reading, 0.6 MB in ten hours.
    """

    def __init__(self) -> None:
        self._at_s = np.empty(1024)
        self._bpm = np.empty(1024)
        self._n = 0
        self._bands: list[tuple[float, Band | None]] = []

    def add(self, at_s: float, bpm: float | None) -> None:
        """Add one point, in order of time; None breaks the line."""
        value = math.nan if bpm is None else bpm
        if math.isnan(value) and (self._n == 0 or math.isnan(self._bpm[self._n - 1])):
            return
        if self._n == len(self._at_s):
            self._at_s = np.concatenate([self._at_s, np.empty(self._n)])
            self._bpm = np.concatenate([self._bpm, np.empty(self._n)])
        self._at_s[self._n] = at_s
        self._bpm[self._n] = value
        self._n += 1

    def window(self, now_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return times and heart rates of the last `WINDOW_S`, read-only, shape (n,)."""
        return self._since(int(np.searchsorted(self._at_s[: self._n], now_s - WINDOW_S)))

    def whole(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return times and heart rates from the beginning, read-only, shape (n,)."""
        return self._since(0)

    def set_band(self, at_s: float, band: Band | None) -> None:
        """Note the band from now on, in order of time; None while none is known."""
        if not self._bands or self._bands[-1][1] != band:
            self._bands.append((at_s, band))

    def bands(self, since_s: float = 0.0) -> tuple[tuple[float, Band | None], ...]:
        """Return the bands valid since then, each with the time from which on it was."""
        first = max((number for number, (at_s, _) in enumerate(self._bands) if at_s <= since_s), default=0)
        return tuple(self._bands[first:])

    def _since(self, first: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        views = self._at_s[first : self._n], self._bpm[first : self._n]
        for view in views:
            view.flags.writeable = False
        return views
