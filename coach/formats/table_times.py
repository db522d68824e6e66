"""The times of a table's rows, out of whichever of its columns tell them.

A column is taken for what all of its values say; where two columns tell the time and disagree, neither is believed.
"""

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import msgspec

from coach.formats.table_columns import Column, Role
from coach.formats.table_rows import Preamble
from coach.formats.table_values import DAY_S, MINUTE_S, TimeKind, TimeValue

KINDS = tuple(TimeKind)
NO_KIND = len(KINDS)

MILLISECONDS_FROM = 100.0
"""Heart rates in milliseconds are seldom nearer each other than ten in a second."""

SHORTEST_STEP_S = 0.05
"""Records nearer each other are in another unit: parts of a day in a spreadsheet, minutes."""

LONGEST_STEP_S = 300.0
"""Records typically further apart than five minutes are no walk, but a diary."""

LONGEST_WALK_S = 24 * 3600.0
"""In seconds, times without a unit do not go on for longer than a day: else they are a thousandth of it."""

SHORTEST_WALK_S = 60.0
"""In milliseconds, times without a unit that also could be seconds go on for a minute at least."""

SAME_S = 1.5
"""Two columns of whole seconds tell the same time if they never differ by more."""

NEAR_START_S = 3600.0
"""A first time so near the start's time of day is one itself."""

LATEST_FIRST_S = 60.0
"""A time since the start begins before this."""

STEPS_TO_ONE_AGAINST = 20
"""Times go one way if at most one step in so many goes the other, as where a clock was set."""


@dataclass(slots=True)
class TimeColumn:
    """The values of one column, in the table's order."""

    column: Column
    values: "array[float]" = field(default_factory=lambda: array("d"))
    kinds: bytearray = field(default_factory=bytearray)
    offset_s: float | None = None
    """Of the first value that names a zone."""
    zoned: int = 0
    shorts: bytearray = field(default_factory=bytearray)
    """Which have two parts only."""
    is_day_certain: bool = True

    def add(self, time: TimeValue | None) -> None:
        """Take the next row's."""
        self.values.append(math.nan if time is None else time.value)
        self.kinds.append(NO_KIND if time is None else KINDS.index(time.kind))
        self.shorts.append(time is not None and time.is_short)
        if time is not None:
            self.is_day_certain = self.is_day_certain and time.is_day_certain
            if time.offset_s is not None:
                self.zoned += 1
                self.offset_s = time.offset_s if self.offset_s is None else self.offset_s

    def kind(self) -> TimeKind | None:
        """Return what most of its values are."""
        counts = Counter(self.kinds)
        del counts[NO_KIND]
        return KINDS[counts.most_common(1)[0][0]] if counts else None

    def reverse(self) -> None:
        """Put the rows into the other order."""
        self.values.reverse()
        self.kinds.reverse()
        self.shorts.reverse()

    def order(self) -> int:
        """Return 1 where the times go on from row to row, -1 where they go back, 0 where neither can be said."""
        kind = self.kind()
        if kind is None:
            return 0
        if kind is TimeKind.CLOCK:
            return _order(self.times_of_day(), DAY_S / 2)
        return _order(self.of_kind(kind), math.inf)

    def of_kind(self, kind: TimeKind) -> "array[float]":
        """Return the values of that kind; the others are no numbers."""
        number = KINDS.index(kind)
        return array(
            "d", (value if here == number else math.nan for value, here in zip(self.values, self.kinds, strict=True))
        )

    def times_of_day(self) -> "array[float]":
        """Return the clocks' seconds since midnight: two parts are hours and minutes, if a day has so many."""
        clocks = self.of_kind(TimeKind.CLOCK)
        if any(short and value * MINUTE_S >= DAY_S for value, short in zip(clocks, self.shorts, strict=True)):
            return clocks
        return array(
            "d", (value * MINUTE_S if short else value for value, short in zip(clocks, self.shorts, strict=True))
        )


class RowTimes(msgspec.Struct, frozen=True):
    """When each row was."""

    times_s: Sequence[float]
    """In Unix seconds, or from some moment on where there is no day; no number where a row has none."""
    has_zone: bool = False
    offset_s: float = 0.0
    """Of the zone, for showing."""


class Unclear(msgspec.Struct, frozen=True):
    """Which columns leave it open when the rows were."""

    names: tuple[str, ...]


def row_times(columns: Sequence[TimeColumn], preamble: Preamble, *, is_mapped: bool) -> RowTimes | Unclear | None:
    """Return when each row was; None where no column tells.

    Args:
        columns: those that may tell it.
        preamble: what stands before the table.
        is_mapped: whether the walker said which column it is: then its name promises nothing.
    """
    kinds = [(column, column.kind()) for column in columns]
    stamps = [column for column, kind in kinds if kind is TimeKind.STAMP]
    if stamps:
        return _of_stamps(stamps, [column for column, kind in kinds if kind in {TimeKind.CLOCK, TimeKind.NUMBER}])
    days = [column for column, kind in kinds if kind is TimeKind.DAY]
    others = [column for column, kind in kinds if kind in {TimeKind.CLOCK, TimeKind.NUMBER}]
    clocks = [column for column in others if column.kind() is TimeKind.CLOCK and column.column.role is Role.TIME]
    if days and clocks:
        return _of_days(days, clocks)
    # With its unit in its name, a stamp says what it counts: since the start, if not since 1970.
    promised = [column for column in others if column.column.is_dated and column.column.unit is None]
    promised = [column for column in promised if column.kind() is TimeKind.NUMBER]
    if promised and not is_mapped:
        return Unclear(tuple(column.column.name for column in promised))
    return _of_elapsed(others, preamble, is_mapped=is_mapped) if others else None


def _of_stamps(stamps: Sequence[TimeColumn], others: Sequence[TimeColumn]) -> RowTimes | Unclear:
    values = [column.of_kind(TimeKind.STAMP) for column in stamps]
    if not all(_agree(values[0], other) for other in values[1:]):
        return Unclear(tuple(column.column.name for column in stamps))
    best = next((place for place, column in enumerate(stamps) if column.zoned), 0)
    column, times_s = stamps[best], values[best]
    for other in others:
        elapsed_s = _elapsed_s(other)
        if elapsed_s is not None and _is_finer(elapsed_s, times_s) and _agree(times_s, elapsed_s):
            times_s = _moved(elapsed_s, times_s)
            break
    if not column.is_day_certain:
        return RowTimes(_without_day(times_s))
    count = sum(not math.isnan(value) for value in values[best])
    return RowTimes(times_s, column.column.is_utc or column.zoned == count, column.offset_s or 0.0)


def _of_days(days: Sequence[TimeColumn], clocks: Sequence[TimeColumn]) -> RowTimes | Unclear:
    if len(days) > 1 or len(clocks) > 1:
        return Unclear(tuple(column.column.name for column in (*days, *clocks)))
    times_s = array(
        "d",
        (
            day_s + clock_s
            for day_s, clock_s in zip(days[0].of_kind(TimeKind.DAY), clocks[0].times_of_day(), strict=True)
        ),
    )
    return RowTimes(times_s if days[0].is_day_certain else _without_day(times_s), clocks[0].column.is_utc)


def _of_elapsed(others: Sequence[TimeColumn], preamble: Preamble, *, is_mapped: bool) -> RowTimes | Unclear:
    # Where the values could be either, the walker's word decides: `at_s` are seconds, `time` is a time of day.
    units = [1.0 if is_mapped and column.column.role is Role.ELAPSED else None for column in others]
    all_s = [_elapsed_s(column, unit) for column, unit in zip(others, units, strict=True)]
    found = [(column, values) for column, values in zip(others, all_s, strict=True) if values is not None]
    if not found:
        return Unclear(tuple(column.column.name for column in others))
    if not all(_agree(found[0][1], values) for _, values in found[1:]):
        return Unclear(tuple(column.column.name for column, _ in found))
    column, values = max(found, key=lambda pair: pair[0].column.role is Role.ELAPSED)
    if column.column.role is Role.TIME and column.kind() is TimeKind.CLOCK:
        clocks = _clocks(column, values, preamble, is_mapped=is_mapped)
        if clocks is None:
            return Unclear((column.column.name,))
        values = clocks
    if column.kind() is TimeKind.CLOCK and _is_time_of_day(_first(values), preamble):
        day_s = preamble.day_s()
        return RowTimes(values if day_s is None else _later(values, day_s))
    start_s = preamble.start_s()
    return RowTimes(values) if start_s is None else RowTimes(_later(values, start_s), preamble.has_zone())


def _clocks(
    column: TimeColumn, since_start_s: "array[float]", preamble: Preamble, *, is_mapped: bool
) -> "array[float] | None":
    """Return a column's clocks: of two parts they are hours and minutes if they begin like the start or beside a day.

    Without either, and when they do not begin at nothing, they could be minutes as well, and nobody knows.
    """
    of_day_s = _over_midnight(column.times_of_day())
    first_s = _first(of_day_s)
    if first_s == _first(since_start_s) or _first(since_start_s) < LATEST_FIRST_S:
        return since_start_s
    clock_s = preamble.clock_s()
    if clock_s is None:
        return of_day_s if is_mapped or preamble.day_s() is not None else None
    return of_day_s if abs(first_s - clock_s) < NEAR_START_S else since_start_s


def _is_time_of_day(first_s: float, preamble: Preamble) -> bool:
    """Return whether a clock shows the time of day, by the first time: else it runs since the start."""
    clock_s = preamble.clock_s()
    return first_s >= LATEST_FIRST_S and (clock_s is None or abs(first_s - clock_s) < NEAR_START_S)


def _elapsed_s(column: TimeColumn, in_doubt: float | None = None) -> "array[float] | None":
    """Return a column's times in seconds, or None where their unit is not clear; `in_doubt` is it between two."""
    if column.kind() is TimeKind.CLOCK:
        return _over_midnight(column.of_kind(TimeKind.CLOCK))
    values = column.of_kind(TimeKind.NUMBER)
    unit = column.column.unit
    if unit is None:
        unit = _unit_of(values, in_doubt)
    if unit is None:
        return None
    return array("d", (value * unit for value in values))


def _unit_of(values: Sequence[float], in_doubt: float | None) -> float | None:
    """Return how many seconds one is, by the walk that this makes; None where nobody can say.

    Seconds make a walk of a day at most, with heart rates some minutes apart at most; milliseconds one of a minute at
    least. Where both do, `in_doubt` is taken.
    """
    step = typical_step(values)
    if step is None:
        return 1.0
    if step < SHORTEST_STEP_S:
        return None
    known = [value for value in values if not math.isnan(value)]
    lasts = max(known) - min(known)
    if step < MILLISECONDS_FROM:
        return 1.0
    may_be_seconds = step <= LONGEST_STEP_S and lasts <= LONGEST_WALK_S
    if not may_be_seconds:
        return 0.001
    return in_doubt if lasts >= SHORTEST_WALK_S * 1000 else 1.0


def typical_step(values: Sequence[float]) -> float | None:
    """Return how far apart values typically are, without those that repeat; None where none follows another."""
    known = [value for value in values if not math.isnan(value)]
    steps = [later - earlier for earlier, later in pairwise(known) if later > earlier]
    return median(steps) if steps else None


def _order(values: Sequence[float], longest_s: float) -> int:
    """Return which way most steps go; those longer than `longest_s` are of a clock at midnight."""
    known = [value for value in values if not math.isnan(value)]
    steps = [later - earlier for earlier, later in pairwise(known) if abs(later - earlier) <= longest_s]
    rises, falls = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    if max(rises, falls) < max(1, min(rises, falls) * STEPS_TO_ONE_AGAINST):
        return 0
    return 1 if rises > falls else -1


def _over_midnight(values: "array[float]") -> "array[float]":
    days, last = 0, -math.inf
    for place, value in enumerate(values):
        if math.isnan(value):
            continue
        days += value < last - DAY_S / 2
        last = value
        values[place] = value + days * DAY_S
    return values


def _first(values: Sequence[float]) -> float:
    return next((value for value in values if not math.isnan(value)), 0.0)


def _without_day(times_s: Sequence[float]) -> "array[float]":
    return _later(times_s, -_first(times_s))


def _later(times_s: Sequence[float], by_s: float) -> "array[float]":
    return array("d", (time_s + by_s for time_s in times_s))


def _pairs(one: Sequence[float], other: Sequence[float]) -> list[tuple[float, float]]:
    return [
        (here, there) for here, there in zip(one, other, strict=True) if not math.isnan(here) and not math.isnan(there)
    ]


def _agree(one: Sequence[float], other: Sequence[float]) -> bool:
    """Return whether two columns tell the same time, but for where they count from."""
    apart = [here - there for here, there in _pairs(one, other)]
    return not apart or max(apart) - min(apart) <= SAME_S


def _is_finer(one: Sequence[float], other: Sequence[float]) -> bool:
    parts = [any(value % 1.0 for value in values if not math.isnan(value)) for values in (one, other)]
    return parts[0] and not parts[1]


def _moved(elapsed_s: Sequence[float], times_s: Sequence[float]) -> "array[float]":
    pairs = _pairs(elapsed_s, times_s)
    by_s = pairs[0][1] - pairs[0][0] if pairs else 0.0
    return _later(elapsed_s, by_s)
