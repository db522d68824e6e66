"""Heart-rate recovery: how far the heart rate falls in the minute after a walk.

Mean of the last ten seconds of the walk minus the mean of 55 to 65 s after it: single readings scatter twice as much
(2.2 against 1.7 bpm on a clean strap in simulated stops). After a Zone 2 walk it is a personal trend, not a diagnosis:
published limits belong to maximal tests (Cole 1999).
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from coach.domain.heart.signal_quality import STALE_AFTER_S

BEFORE_S = 10.0
AFTER_S = (55.0, 65.0)

COVERED_SHARE = 0.8
"""At least this share of a window has to be measured, or its mean may be that of one end of a steep fall."""

READING_SHARE = 0.2
"""A reading stands for this share of the source's freshness before and after it: 1 s for a strap of one a second, whose
single late packet is no hole, and half the usual gap of a slower source."""


class _Believed(NamedTuple):
    at_s: float
    bpm: float
    stands_s: float


class RecoveryMeter:
    """Collects the believed heart rate around the end of a walk."""

    def __init__(self) -> None:
        self._before: deque[_Believed] = deque()
        self._ended_at_s: float | None = None
        self._after: list[_Believed] = []

    @property
    def end_bpm(self) -> float | None:
        """The heart rate right after the walk; None before its end, or with too few readings."""
        if self._ended_at_s is None:
            return None
        return _mean(self._before, self._ended_at_s - BEFORE_S, self._ended_at_s)

    def one_minute_bpm(self, now_s: float) -> float | None:
        """Return the heart rate a minute later; None until 65 s after the end, or with too few readings."""
        if self._ended_at_s is None or now_s < self._ended_at_s + AFTER_S[1]:
            return None
        return _mean(self._after, self._ended_at_s + AFTER_S[0], self._ended_at_s + AFTER_S[1])

    def recovery_bpm(self, now_s: float) -> float | None:
        """Return the fall in bpm; None until 65 s after the end, or with too few readings on either side."""
        end_bpm, one_minute_bpm = self.end_bpm, self.one_minute_bpm(now_s)
        return None if end_bpm is None or one_minute_bpm is None else end_bpm - one_minute_bpm

    def believe(self, at_s: float, bpm: float, *, fresh_s: float = STALE_AFTER_S) -> None:
        """Add a believable heart rate, during the walk or after it.

        Args:
            at_s: when.
            bpm: the heart rate.
            fresh_s: how long the source's last number stands.
        """
        believed = _Believed(at_s, bpm, READING_SHARE * fresh_s)
        if self._ended_at_s is None:
            self._before.append(believed)
            while self._before[0].at_s < at_s - BEFORE_S:
                self._before.popleft()
        elif AFTER_S[0] <= at_s - self._ended_at_s <= AFTER_S[1]:
            self._after.append(believed)

    def finish(self, at_s: float) -> None:
        """End the walk, and drop readings from long before."""
        if self._ended_at_s is None:
            self._ended_at_s = at_s
            self._before = deque(item for item in self._before if item.at_s >= at_s - BEFORE_S)


def _mean(readings: Iterable[_Believed], first_s: float, last_s: float) -> float | None:
    """Return the mean of the readings in a window; None when they cover too little of it."""
    covered_s, until_s = 0.0, first_s
    rates: list[float] = []
    for at_s, bpm, stands_s in readings:
        rates.append(bpm)
        covered_s += max(0.0, min(last_s, at_s + stands_s) - max(until_s, at_s - stands_s))
        until_s = max(until_s, at_s + stands_s)
    if covered_s < COVERED_SHARE * (last_s - first_s):
        return None
    return sum(rates) / len(rates)
