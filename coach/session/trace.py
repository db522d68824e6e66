"""The heart-rate trace: appends readings as they come, and gives out views without copying."""

import math

import numpy as np
from numpy.typing import NDArray

WINDOW_S = 900.0
"""A quarter of an hour: a point every few seconds in a terminal's widest trace."""


class Trace:
    """Believed heart rate over time; NaN where there was none.

    Earlier views stay as they were: the trace only ever appends to its buffer, and replaces it when it is full.
    It grows by 16 bytes a reading, 0.6 MB in ten hours.
    """

    def __init__(self) -> None:
        self._at_s = np.empty(1024)
        self._bpm = np.empty(1024)
        self._n = 0

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

    def _since(self, first: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        views = self._at_s[first : self._n], self._bpm[first : self._n]
        for view in views:
            view.flags.writeable = False
        return views
