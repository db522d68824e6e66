"""Whether a number that is noted walk by walk has changed: only beyond the least change that matters.

One bad day is no change, and one point of ten is none either (Abbott & Schmitt 2014). So the usual value of the first
walks is compared with that of the last ones, and a smaller difference is not called anything.
"""

from collections.abc import Sequence
from statistics import median

import msgspec

WALKS_AT_EACH_END = 3
"""The median of three: a single odd day neither makes a change nor hides one."""

LEAST_PAIN_CHANGE = 2.0
"""Points of ten: the usual one of those found for the numeric rating scale, 1.5-3.5 (Abbott & Schmitt 2014)."""

LEAST_EFFORT_CHANGE = 2.0
"""Points of ten: as for pain, for effort is answered on the same eleven whole numbers."""

LEAST_SPEED_CHANGE_PCT = 5.0
"""Of the speed at the same heart rate. The heart rate at one pace differs by some 3 % from day to day, so the medians
of two times three walks differ by 3 % by themselves, and nearly twice that is seldom chance (Coach's own estimate)."""

LEAST_SPIKES_CHANGE = 2.0
"""Spikes a walk: one more or less is a traffic light (Coach's own)."""


ROUNDING = 1e-9
"""A difference of two means of thirds that is 2 may come out a little under it."""


class Change(msgspec.Struct, frozen=True):
    """The usual value of the first walks and of the last ones."""

    earlier: float
    later: float
    least: float
    """The least difference that matters, in the same unit."""

    @property
    def is_likely_real(self) -> bool:
        """Whether they differ by at least that."""
        return abs(self.later - self.earlier) >= self.least - ROUNDING


def change_of(values: Sequence[float | None], least: float) -> Change | None:
    """Return what became of a number, from old to new; None is "not known", and before six are known the result."""
    known = [value for value in values if value is not None]
    if len(known) < 2 * WALKS_AT_EACH_END:
        return None
    return Change(median(known[:WALKS_AT_EACH_END]), median(known[-WALKS_AT_EACH_END:]), least)


def speed_change_of(values: Sequence[float | None]) -> Change | None:
    """Return what became of a speed at the same heart rate; what matters of it is a share."""
    change = change_of(values, 0.0)
    return (
        None if change is None else Change(change.earlier, change.later, change.earlier * LEAST_SPEED_CHANGE_PCT / 100)
    )
