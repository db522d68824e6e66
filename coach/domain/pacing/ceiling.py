"""Decides when a heart rate has been too high for too long: the one cue that is about safety, not about pace."""

from enum import StrEnum

from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Band

CEILING_SHARE = 0.5
CEILING_S = 120.0
"""Stop and rest: for two minutes above half way from the zone's top to the maximum (90 % of it)..."""

MAXIMUM_S = 10.0
"""...or above the maximum itself for ten seconds."""

CEILING_LEAST_SHARE = 0.1
"""Take the distance from the zone's top to the maximum as at least a tenth of the top, so that Coach does not stop a
walker whose band reaches up to the known maximum for a beat over the edge."""

REST_EVERY_S = 60.0
"""Repeat it this often until the heart rate falls."""


class StopReason(StrEnum):
    """Why to stop and rest, as machines read it."""

    ABOVE_MAXIMUM = "above_maximum"
    HIGH_FOR_LONG = "high_for_long"


class Ceiling:
    """Watches for a heart rate that is too high for too long.

    Args:
        max_bpm: the walker's maximum heart rate.
    """

    def __init__(self, max_bpm: float) -> None:
        self._max_bpm = max_bpm
        self._high_since_s: float | None = None
        self._beyond_since_s: float | None = None
        self._said_at_s: float | None = None

    def restart(self) -> None:
        """Forget how long the heart rate has been high."""
        self._high_since_s = self._beyond_since_s = None

    def update(self, assessment: Assessment, band: Band) -> StopReason | None:
        """Return why to stop now; None mostly. `assessment` has a believed heart rate, which has to be proven."""
        at_s = assessment.at_s
        bpm = (assessment.believed_bpm or 0.0) if assessment.proven else 0.0
        ceiling_bpm = band.hi_bpm + CEILING_SHARE * max(self._max_bpm - band.hi_bpm, CEILING_LEAST_SHARE * band.hi_bpm)
        maximum_bpm = max(self._max_bpm, ceiling_bpm)
        self._high_since_s = _since(self._high_since_s, at_s, holds=bpm > ceiling_bpm)
        self._beyond_since_s = _since(self._beyond_since_s, at_s, holds=bpm > maximum_bpm)
        if self._said_at_s is not None and at_s - self._said_at_s < REST_EVERY_S:
            return None
        if self._beyond_since_s is not None and at_s - self._beyond_since_s >= MAXIMUM_S:
            self._said_at_s = at_s
            return StopReason.ABOVE_MAXIMUM
        if self._high_since_s is not None and at_s - self._high_since_s >= CEILING_S:
            self._said_at_s = at_s
            return StopReason.HIGH_FOR_LONG
        return None


def _since(before_s: float | None, at_s: float, *, holds: bool) -> float | None:
    """Return since when a condition holds."""
    if not holds:
        return None
    return at_s if before_s is None else before_s
