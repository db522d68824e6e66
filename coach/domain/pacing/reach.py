"""Finds out that a walker cannot reach the zone by walking, so that nobody pushes them any more.

Short legs, a fit heart, a band from a wrong maximum: the fastest walk leaves such a heart steady under the band. A push
is answered by a rise, if by anything; three pushes without one are the walker's answer.
"""

import math
from collections import deque

import msgspec

from coach.domain.zone.zones import Band

PUSHES = 3
"""So many pushes without a rise settle it."""

ANSWER_S = 75.0
"""An answer to the last push shows in the mean of the last minute by then (time constant of the heart: 58 s, Hunt
2015)."""

RISE_BPM, RISE_IN_ALL_BPM = 2.5, 4.0
"""It stays where it is when the mean has risen less than this since the last push, and less than this since the third
last: one full answer is 4-9 bpm, the mean of a steady heart wanders by a good 1 bpm, and one that still settles after
the warm-up rises more."""

REACHED_S = 10.0
"""The zone is reached when it has been held for this long: a moment in it is wander. A walker who has reached it in
this walk can: three pushes in vain are then a walker who does not answer, or a halt."""


class OutOfReach(msgspec.Struct, frozen=True):
    """The walker cannot reach the zone by walking: pushes have not raised the heart rate."""

    mean_bpm: float
    """Where it stays."""
    fitting_band: Band
    """A band that fits."""


class Reach:
    """Follows pushes and the mean heart rate, and says when the zone is out of reach."""

    def __init__(self) -> None:
        self._pushes: deque[tuple[float, float]] = deque(maxlen=PUSHES)  # when, and the mean heart rate then
        self._judged = True
        self._in_since_s: float | None = None
        self._has_reached = False
        self._unreached_bpm = math.inf

    def allows(self, band: Band) -> bool:
        """Return whether a push towards this band may be of use: not while the one that settles it is unanswered."""
        settling = len(self._pushes) == PUSHES and not self._judged
        return band.lo_bpm < self._unreached_bpm and not settling

    def give_up(self, band: Band) -> None:
        """Note that this walker is not to be pushed towards the band; reaching it all the same settles that."""
        self._unreached_bpm = min(self._unreached_bpm, band.lo_bpm)

    def restart(self) -> None:
        """Forget the pushes: the demands have changed, or a pause has come between."""
        self._pushes.clear()
        self._in_since_s = None

    def push(self, at_s: float, mean_bpm: float) -> None:
        """Note a push."""
        self._pushes.append((at_s, mean_bpm))
        self._judged = False

    def update(self, at_s: float, mean_bpm: float, band: Band, *, is_in: bool) -> bool:
        """Take the mean heart rate; return whether it has just turned out that the band cannot be reached."""
        self._hold(at_s, band, is_in=is_in)
        if self._judged or len(self._pushes) < PUSHES or at_s - self._pushes[-1][0] < ANSWER_S:
            return False
        self._judged = True
        first_bpm, last_bpm = self._pushes[0][1], self._pushes[-1][1]
        has_risen = mean_bpm - last_bpm >= RISE_BPM or mean_bpm - first_bpm >= RISE_IN_ALL_BPM
        if has_risen or self._has_reached:
            return False
        self._unreached_bpm = min(self._unreached_bpm, band.lo_bpm)
        return True

    def _hold(self, at_s: float, band: Band, *, is_in: bool) -> None:
        if not is_in:
            self._in_since_s = None
            return
        if self._in_since_s is None:
            self._in_since_s = at_s
        if at_s - self._in_since_s >= REACHED_S:
            self._has_reached = True
            self._pushes.clear()
            if band.lo_bpm >= self._unreached_bpm:
                self._unreached_bpm = math.inf


def fitting_band(mean_bpm: float, band: Band) -> Band:
    """Return a band as wide as this one, round the heart rate that the walker keeps, in whole beats."""
    lo_bpm = max(30.0, float(round(mean_bpm - band.width_bpm / 2)))
    return Band(lo_bpm, lo_bpm + band.width_bpm)
