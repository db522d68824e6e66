"""When "stop and rest" is due, by the truth; and walks that make it due. False stops are counted by the simulator.

A stop is due when the heart has truly been over its maximum for 10 s, or over the ceiling (half way from the band's top
to the maximum, 90 % of it) for 120 s. It is missed when it is not said within 20 s more: 45 s where the source is slow
or the rhythm is irregular. As in the families of hard cases, a second within 1.5 bpm of a limit does not count as over
it, for no belief is that exact. Where the strap told something else than the truth, or nothing, in more than half of
the last 30 s before the limit, nobody could know: such a stop is left out.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAXIMUM_SHARE, CEILING_SHARE = 1.25, 1.125
"""The maximum and the ceiling as multiples of the band's top, which is 80 % of the maximum."""

OVER_BPM = 1.5
MAXIMUM_S, CEILING_S = 10, 120
GRACE_S, LONG_GRACE_S = 20, 45
REPEAT_S = 60
"""A stop is said again at most this often, so one said this long before answers a new need as well."""

KNOWABLE_S = 30
REGULAR = frozenset({"sinus", "paced"})

CLIMBS_S = ((600, 900), (1500, 1800))
CLIMB_BPM = 8.0
"""In these seconds of a climbing walk the effort leads this far over the maximum; hearts take some two minutes."""


def climbing(world: type[Any]) -> type[Any]:
    """Return the simulator's World with two stretches that lead over the maximum, whatever the walker hears."""

    class Climbing(world):  # type: ignore[misc]  # the simulator is not a part of this project
        def _wanted(self, k: int, said: Sequence[str]) -> float:
            demand = float(super()._wanted(k, said))
            if not any(begin <= k < end for begin, end in CLIMBS_S):
                return demand
            return max(demand, MAXIMUM_SHARE * self.P.hi + CLIMB_BPM)

    return Climbing


def grace_s(world: Any) -> int:  # noqa: ANN401 - as above
    """Return how long a stop may take in this world: slow packets, long means and irregular hearts take longer."""
    slow = world.period > 1 or world.S.average_beats is not None
    return LONG_GRACE_S if slow or world.H.pattern not in REGULAR else GRACE_S


def needs(hr: NDArray[np.float64], hi_bpm: float) -> list[tuple[int, int]]:
    """Return for each stretch over the ceiling that needs a stop when it began, and when the stop is due."""
    beyond = _runs(hr > MAXIMUM_SHARE * hi_bpm + OVER_BPM)
    found = []
    for begin, end in _runs(hr > CEILING_SHARE * hi_bpm + OVER_BPM):
        due = [a + MAXIMUM_S for a, b in beyond if begin <= a < end and b - a >= MAXIMUM_S]
        due += [begin + CEILING_S] if end - begin >= CEILING_S else []
        if due:
            found.append((begin, min(due)))
    return found


def missed(world: Any, stops_s: Sequence[float]) -> tuple[int, int]:  # noqa: ANN401 - as above
    """Return how many stops were due in a walk and could be known, and how many of them were not said in time."""
    blind, grace, due, lacking = world.bad | world.nodata, grace_s(world), 0, 0
    for begin, due_s in needs(world.hr_true, world.P.hi):
        until = due_s + grace
        if until >= world.dur or blind[max(0, until - KNOWABLE_S) : until].mean() > 0.5:
            continue
        due += 1
        # What is sent at t tells of the second before it.
        lacking += not any(min(begin, due_s - REPEAT_S) <= at_s - 1 <= until for at_s in stops_s)
    return due, lacking


def _runs(holds: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first second and end (exclusive) of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], holds.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
