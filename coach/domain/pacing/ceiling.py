"""Decides when a heart rate has been too high for too long: the one cue that is about safety, not about pace."""

import math
from enum import StrEnum

from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import ZONE_2_SHARE

CEILING_SHARE = 0.5
CEILING_S = 120.0
"""Stop and rest: for two minutes above half way from the zone's top to the maximum (90 % of it)..."""

MAXIMUM_S = 10.0
"""...or above the maximum itself for ten seconds."""

CEILING_LEAST_SHARE = 0.1
"""Take the distance from the zone's top to the maximum as at least a tenth of the top, so that Coach does not stop a
walker whose band reaches up to the known maximum for a beat over the edge."""

BLUR_BPM, BLUR_ERRORS = 2.0, 2.0
"""A believed heart rate dips under a limit that the true one stays above: by so much, or so many of its own errors, it
may. The time of such a dip counts against the time above, and ends nothing."""

LONGEST_HOLE_S = 20.0
"""A shorter hole in the belief neither counts nor ends anything."""


class StopReason(StrEnum):
    """Why to stop and rest, as machines read it."""

    ABOVE_MAXIMUM = "above_maximum"
    HIGH_FOR_LONG = "high_for_long"


class _Spell:
    """Whether a heart rate has been above a limit for long enough."""

    __slots__ = ("_at_s", "_costs", "_enough_s", "_known_at_s", "_lost_s", "_since_s")

    def __init__(self, enough_s: float) -> None:
        self._enough_s = enough_s
        self.restart()

    def restart(self) -> None:
        self._since_s: float | None = None
        self._at_s = self._known_at_s = self._lost_s = 0.0
        self._costs = 0.0  # what a second from the last look on takes from the time above

    def is_long(self, at_s: float, beyond_bpm: float | None, blur_bpm: float) -> bool:
        """Return whether it is above now, and has been for long; `beyond_bpm` is None in a hole."""
        self._lost_s += self._costs * (at_s - self._at_s)
        self._at_s = at_s
        if beyond_bpm is None:
            self._costs = 1.0
            if at_s - self._known_at_s > LONGEST_HOLE_S:
                self._since_s = None
            return False
        self._known_at_s = at_s
        self._costs = 0.0 if beyond_bpm > 0 else 2.0
        if beyond_bpm < -blur_bpm:
            self._since_s = None
        elif beyond_bpm > 0 and self._since_s is None:
            self._since_s, self._lost_s = at_s, 0.0
        if self._since_s is None:
            return False
        above_s = at_s - self._since_s - self._lost_s
        self._lost_s += max(0.0, above_s - self._enough_s)  # what is above in excess pays for no dip
        if above_s < 0:
            self._since_s = None
        return beyond_bpm > 0 and above_s >= self._enough_s


class Ceiling:
    """Watches for a heart rate that is too high for too long.

    Args:
        max_bpm: the walker's maximum heart rate; None while it is not known.
    """

    def __init__(self, max_bpm: float | None) -> None:
        self._max_bpm = max_bpm
        self._high = _Spell(CEILING_S)
        self._beyond = _Spell(MAXIMUM_S)

    def restart(self) -> None:
        """Forget how long the heart rate has been high."""
        self._high.restart()
        self._beyond.restart()

    def update(self, assessment: Assessment, top_bpm: float | None) -> StopReason | None:
        """Return why to stop now; None mostly. A believed heart rate that is not proven is none that is too high.

        `top_bpm` is the top of the band. Without one only the maximum is a limit, without both there is none.
        """
        at_s, bpm = assessment.at_s, assessment.believed_bpm
        if bpm is not None and not assessment.proven:
            self.restart()
            return None
        ceiling_bpm, maximum_bpm = self._limits(top_bpm)
        blur_bpm = max(BLUR_BPM, BLUR_ERRORS * (assessment.sd_bpm or 0.0))
        is_high = self._high.is_long(at_s, None if bpm is None else bpm - ceiling_bpm, blur_bpm)
        is_beyond = self._beyond.is_long(at_s, None if bpm is None else bpm - maximum_bpm, blur_bpm)
        if not (is_high or is_beyond):
            return None
        return StopReason.ABOVE_MAXIMUM if is_beyond else StopReason.HIGH_FOR_LONG

    def _limits(self, top_bpm: float | None) -> tuple[float, float]:
        """Return the ceiling and the maximum; a limit that nothing is known of is infinite."""
        if top_bpm is None:
            return math.inf, math.inf if self._max_bpm is None else self._max_bpm
        max_bpm = top_bpm / ZONE_2_SHARE[1] if self._max_bpm is None else self._max_bpm
        ceiling_bpm = top_bpm + CEILING_SHARE * max(max_bpm - top_bpm, CEILING_LEAST_SHARE * top_bpm)
        # A maximum that is worked out of the band is good for the ceiling, and no reason by itself.
        return ceiling_bpm, math.inf if self._max_bpm is None else max(max_bpm, ceiling_bpm)
