"""Intervals in another unit than the bpm beside them: milliseconds sent where 1/1024 s belong, or an odd clock.

A strap makes both numbers of the same beats, so over a minute they agree within a few thousandths. A constant ratio is
the strap's, not a heart's; the bpm is what the strap shows its owner, so it is the one that is right.
"""

from collections import deque
from statistics import median

RATIOS = 60
"""The median of this many decides: a minute of a strap of one packet a second."""

ENOUGH, MANY = 4, 25
"""Decide from `ENOUGH` ratios on, anew at each, so that a wrong decision lasts for some seconds; from `MANY` on the
factor is settled."""

PACKETS = 4
"""Compare the mean over this many packets, for the strap's own number is a mean as well. (One over twice as many is so
late that a heart on its way up seemed to have another clock.)"""

SMALLEST, LARGEST = 0.018, 0.12
"""Under 1.8 % the bpm's rounding and lag explain it; milliseconds make 2.4 %. Over 12 % it is no clock."""

LOOK_EVERY = 5
"""Once it is settled, decide at every fifth ratio only: the median takes longer than all else."""

SPREAD = 0.015
"""A constant ratio keeps within this, half of the time."""


class IntervalUnit:
    """Finds the factor that makes the intervals agree with the bpm."""

    __slots__ = ("_counted", "_ratios", "_since_look", "factor")

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=RATIOS)
        self._counted: deque[float] = deque(maxlen=PACKETS)
        self._since_look = 0
        self.factor = 1.0
        """Multiply the intervals by this."""

    def compare(self, bpm: int, counted_bpm: float) -> None:
        """Take a packet's bpm, and the heart rate of the intervals with it, as sent."""
        self._counted.append(counted_bpm)
        self._ratios.append(sum(self._counted) / len(self._counted) / bpm)
        self._since_look += 1
        count = len(self._ratios)
        if count < ENOUGH or (count >= MANY and self._since_look < LOOK_EVERY):
            return
        self._since_look = 0
        middle = median(self._ratios)
        is_off = SMALLEST <= abs(middle - 1) <= LARGEST
        is_constant = median([abs(ratio - middle) for ratio in self._ratios]) <= SPREAD / 2
        self.factor = middle if is_off and is_constant else 1.0

    @property
    def is_known(self) -> bool:
        """Return whether the factor has been decided at all; until then the strap's own number is the better one."""
        return len(self._ratios) >= ENOUGH

    @property
    def is_settled(self) -> bool:
        """Return whether the factor is sure."""
        return len(self._ratios) >= MANY
