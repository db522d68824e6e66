"""Lays a file's records out in time, whatever its device's clock did. Every reader of other programs' files uses it.

The order in the file is the truth: a device writes as it goes, while its clock may never have been set, be set on the
way, be put back by seconds or hours, or get a date wrong. So a time is believed only as far as it follows the one
before. Every record keeps its place, and where the clock jumped the next record follows after the usual time.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise, zip_longest
from statistics import median

import msgspec
from msgspec.structs import replace

from coach.limits import EARLIEST_YEAR, LATEST_S, LATEST_YEAR

LONGEST_STEP_S = 20.0
"""Records this near each other follow one another. (Watches that record only changes leave up to 18 s between two.)"""

LONGEST_PAUSE_S = 24 * 3600.0
"""A walk of several days has a night in it, but no day without a record: a longer gap is a wrong date."""

LONGEST_SILENCE_S = 600.0
"""A device whose timer runs writes a record long before this. (Of 33 real files, none was silent for over 20 s without
a stop or a start of its timer.) Where it says when it was stopped, a longer silence without a stop is a wrong clock."""

LONGEST_RETURN_S = 300.0
"""Take a clock for right again after wrong times only where no more of the walk than this is missing between."""

RETURN_SHARE = 0.1
"""And no more than this share of how far the clock was off, or any pause would do."""

USUAL_STEPS = 3
"""At each change of the clock so many usual steps may be missing: records of changes alone are not evenly apart."""

RUNS_BACK = 20
"""Look this many runs back for the one whose clock a run continues: a damaged file may have as many as records."""

LARGEST_TIME_S = 1e11
"""A larger number is no time (it would be the year 5138), and seconds get lost in it."""

USUAL_STEP_S = 1.0
"""The usual step where no two records follow one another: most devices write one a second."""

_DATED_FROM_S = datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC).timestamp()
_DATED_TO_S = datetime(LATEST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()


class _Run(msgspec.Struct):
    """Records that follow one another by their own times."""

    items: list[tuple[int, float]]
    """Their places in the file, and times by the device."""
    at_s: float = 0.0
    """Of the first record, in the walk."""
    clock: int = 0
    """Runs of the same number have the same setting of the device's clock."""

    @property
    def from_s(self) -> float:
        """The device's time of the first record."""
        return self.items[0][1]

    @property
    def to_s(self) -> float:
        """The device's time of the last record."""
        return self.items[-1][1]

    @property
    def lasted_s(self) -> float:
        return self.to_s - self.from_s

    @property
    def until_s(self) -> float:
        """The end, in the walk."""
        return self.at_s + self.lasted_s


class WalkTimes(msgspec.Struct, frozen=True):
    """Where a file's records lie in the walk."""

    at_s: tuple[float, ...]
    """Of each record, in the file's order: never less than the one before."""
    began_s: float | None
    """The walk's beginning in Unix seconds, by the clock of most records; None while no record has a date."""
    odd: int
    """Records whose time is missing or does not fit the others'."""
    _runs: list[_Run] = msgspec.field(default_factory=list)
    _by_device: list[int] = msgspec.field(default_factory=list)
    """The runs in order of their beginnings by the device."""

    def later(self, by_s: float) -> "WalkTimes":
        """Return the same, for a walk that began so much earlier."""
        return replace(
            self,
            at_s=tuple(round(at_s + by_s, 3) for at_s in self.at_s),
            began_s=None if self.began_s is None else self.began_s - by_s,
            _runs=[replace(run, at_s=run.at_s + by_s) for run in self._runs],
        )

    def at(self, device_s: float, before: int) -> float | None:
        """Return where the device's time lies in the walk (below 0: before it), None where it was another day.

        Args:
            device_s: the time, in Unix seconds.
            before: how many records stand before it in the file: the clock is that of one beside it, if this fits.
        """
        after = bisect_right(self._runs, before, key=lambda run: run.items[0][0])
        place = bisect_right(self._by_device, device_s, key=lambda number: self._runs[number].from_s)
        near = [after - 1, after, *self._by_device[max(place - 1, 0) : place + 1]]
        best = min(
            (number for number in near if 0 <= number < len(self._runs)),
            key=lambda number: _distance_s(self._runs[number], device_s),
            default=None,
        )
        if best is None or _distance_s(self._runs[best], device_s) > LONGEST_PAUSE_S:
            return None
        run = self._runs[best]
        earliest_s = self._runs[best - 1].until_s if best else -LATEST_S
        latest_s = self._runs[best + 1].at_s if best + 1 < len(self._runs) else LATEST_S
        return round(max(earliest_s, min(run.at_s + device_s - run.from_s, latest_s)), 3)


def _distance_s(run: _Run, device_s: float) -> float:
    return max(run.from_s - device_s, device_s - run.to_s, 0.0)


def walk_times(device_s: Sequence[float | None], switched_s: Sequence[float] | None = None) -> WalkTimes:
    """Return where records lie in the walk: in the file's order, one usual step apart where the clock jumped.

    Args:
        device_s: their times by the device, in Unix seconds and in the file's order; None for one without a time.
        switched_s: when the device's timer was stopped or started, None where the device does not say.
    """
    device_s = [time_s if time_s is not None and abs(time_s) < LARGEST_TIME_S else None for time_s in device_s]
    runs = _runs(device_s)
    steps_s = [later - earlier for run in runs for (_, earlier), (_, later) in pairwise(run.items) if later > earlier]
    step_s = median(steps_s) if steps_s else USUAL_STEP_S
    _place(runs, step_s, None if switched_s is None else sorted(switched_s))
    lead_s = step_s * sum(time_s is None for time_s in device_s[: runs[0].items[0][0]]) if runs else 0.0
    placed: list[float | None] = [None] * len(device_s)
    for run in runs:
        run.at_s += lead_s
        for item, time_s in run.items:
            placed[item] = run.at_s + time_s - run.from_s
    counts = Counter[int]()
    for run in runs:
        counts[run.clock] += len(run.items)
    best = max(runs, key=lambda run: (_is_dated(run), counts[run.clock]), default=None)
    return WalkTimes(
        tuple(_filled(placed, step_s, lead_s)),
        best.from_s - best.at_s if best is not None and _is_dated(best) else None,
        len(device_s) - (counts[best.clock] if best is not None else 0),
        runs,
        sorted(range(len(runs)), key=lambda number: runs[number].from_s),
    )


def _is_dated(run: _Run) -> bool:
    """A clock that was never set counts from an epoch long ago, or from when it was switched on."""
    return _DATED_FROM_S <= run.from_s < _DATED_TO_S


def _follows(earlier: tuple[int, float], later: tuple[int, float], timed_between: int = 0) -> bool:
    """Return whether two records follow one another; each without a time between them took its time as well."""
    untimed = later[0] - earlier[0] - 1 - timed_between
    return 0.0 <= later[1] - earlier[1] <= LONGEST_STEP_S * (1 + untimed)


def _runs(device_s: Sequence[float | None]) -> list[_Run]:
    """Return the runs, without single records whose neighbours follow one another without them."""
    timed = [(item, time_s) for item, time_s in enumerate(device_s) if time_s is not None]
    runs: list[_Run] = []
    strays = 0
    for here, following in zip_longest(timed, timed[1:]):
        last = runs[-1].items[-1] if runs else None
        if last is not None and _follows(last, here, strays):
            runs[-1].items.append(here)
            strays = 0
        elif last is None or following is None or following[1] == last[1] or not _follows(last, following, strays + 1):
            runs.append(_Run([here]))
            strays = 0
        elif len(runs[-1].items) == 1 and _follows(here, following):
            # Either of a file's first two may be the stray one: by the later one the walk is whole.
            runs[-1] = _Run([here])
        else:
            strays += 1
    return runs


def _place(runs: list[_Run], step_s: float, switched_s: Sequence[float] | None) -> None:
    """Give each run its place in the walk and its clock."""
    clocks = 0
    for number in range(1, len(runs)):
        last, run = runs[number - 1], runs[number]
        away_s = run.from_s - last.to_s
        if (known := _known_again(runs, number, step_s)) is not None:
            clocks = _lay_between(runs, known, number, clocks)
        elif 0 < away_s <= _longest_gap_s(last.to_s, run.from_s, switched_s) and last.until_s + away_s <= LATEST_S:
            run.at_s, run.clock = last.until_s + away_s, last.clock
        else:
            clocks += 1
            run.at_s, run.clock = last.until_s + step_s, clocks


def _longest_gap_s(from_s: float, to_s: float, switched_s: Sequence[float] | None) -> float:
    if switched_s is None or bisect_right(switched_s, to_s) > bisect_right(switched_s, from_s - LONGEST_STEP_S):
        return LONGEST_PAUSE_S
    return LONGEST_SILENCE_S


def _known_again(runs: list[_Run], number: int, step_s: float) -> int | None:
    """Return an earlier run after which this one follows by the clock, with only wrong times in between."""
    last, run = runs[number - 1], runs[number]
    between_s = 0.0
    for earlier in range(number - 2, max(number - 2 - RUNS_BACK, -1), -1):
        known = runs[earlier]
        between_s += runs[earlier + 1].lasted_s
        if run.from_s > last.to_s and known.clock == last.clock:
            continue  # a gap, by one clock
        off_s = abs(last.to_s - known.to_s - between_s)
        missing_s = run.from_s - known.to_s - between_s
        usual_s = USUAL_STEPS * step_s * (number - earlier)
        if -usual_s <= missing_s <= max(usual_s, min(LONGEST_RETURN_S, RETURN_SHARE * off_s)):
            return earlier
    return None


def _lay_between(runs: list[_Run], known: int, number: int, clocks: int) -> int:
    """Lay the runs after a known one up to this one evenly between the two, and return the newest clock's number."""
    before, run = runs[known], runs[number]
    between = runs[known + 1 : number]
    missing_s = max(run.from_s - before.to_s - sum(wrong.lasted_s for wrong in between), 0.0)
    until_s = before.until_s
    for wrong in between:
        if wrong.clock == before.clock:
            wrong.clock = clocks + 1
        wrong.at_s = until_s + missing_s / (len(between) + 1)
        until_s = wrong.until_s
    run.at_s, run.clock = until_s + missing_s / (len(between) + 1), before.clock
    return clocks + 1


def _filled(placed: Sequence[float | None], step_s: float, lead_s: float) -> list[float]:
    """Return the times, with those of no run spread evenly between their neighbours, and step by step at the ends."""
    known = [(item, at_s) for item, at_s in enumerate(placed) if at_s is not None]
    if not known:
        return [step_s * item for item in range(len(placed))]
    filled: list[float] = [min(step_s * item, lead_s) for item in range(known[0][0])]
    for (item, at_s), (next_item, next_s) in pairwise(known):
        filled += [at_s + (next_s - at_s) * part / (next_item - item) for part in range(next_item - item)]
    last_item, last_s = known[-1]
    filled += [last_s + step_s * part for part in range(len(placed) - last_item)]
    return [round(at_s, 3) for at_s in filled]
