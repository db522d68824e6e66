"""The distance that measured speeds add up to."""

from coach.domain.heart.signal_quality import STALE_AFTER_S

GAP_S = STALE_AFTER_S
"""How long a number stands where the caller does not know the source's rhythm."""

FASTEST_MPS = 12.0
"""Faster than the fastest runner: a sensor's error."""


class DistanceSum:
    """Adds up a walk's speeds as they come."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None
        self.metres: float | None = None
        """None until two speeds followed one another."""

    def add(self, at_s: float, speed_mps: float) -> bool:
        """Add a speed; the distance grows by the time between speeds no further apart than a gap.

        Returns:
            Whether it is believed: a negative speed, or one that nobody walks, is not.
        """
        if not 0 <= speed_mps <= FASTEST_MPS:
            self._last = None
            return False
        if self._last is not None and 0 < (span_s := at_s - self._last[0]) <= GAP_S:
            self.metres = (self.metres or 0.0) + span_s * (self._last[1] + speed_mps) / 2
        self._last = (at_s, speed_mps)
        return True

    def break_off(self) -> None:
        """Start a new span at the next speed, after a pause."""
        self._last = None
