"""Reads tables: a row a record, their columns known by the header, or said by the walker.

A column that is not known is named and not read, and where two columns could be one thing and disagree, neither is.
A table without a heart rate, without times, with rows of several people or of averages is no recording.
"""

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import islice, pairwise

from msgspec.structs import replace

from coach.errors import FormatError, FormatProblem, NotARecordingError
from coach.formats.beats import BeatTable, beat_points, unit_s
from coach.formats.csv_writer import COLUMNS
from coach.formats.document import Document
from coach.formats.dropped import Dropped
from coach.formats.epson import is_of_epson, read_epson
from coach.formats.file_format import Reader
from coach.formats.file_times import walk_times
from coach.formats.laid_out import Collected, Moment, Point, Switch, laid_out_at
from coach.formats.table_columns import Role
from coach.formats.table_content import IntervalColumn, NumberColumn, TableContent
from coach.formats.table_rows import (
    DELIMITERS,
    HEADER_WITHIN,
    LONGEST_PREAMBLE,
    ROWS_LOOKED_AT,
    Preamble,
    TableHeader,
    columns_unknown,
    find_header,
    header_of,
    is_over,
    mapped_header_of,
    names_in,
    shown,
)
from coach.formats.table_times import LONGEST_STEP_S, RowTimes, Unclear, row_times, typical_step
from coach.formats.text_lines import TextLines, head_lines
from coach.limits import FARTHEST_M, FASTEST_MPS, HIGHEST_BPM, LONGEST_RR_S, SHORTEST_RR_S
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind

NAME = "CSV"

WIDE = 50
"""A first line of so many fields, longer than the head of a file, is a header."""

SLOWEST_MPS = 0.05
"""Slower on the average than this, a distance without a unit is not in metres. (Kilometres would be over 180 km/h.)"""

SAME_SHARE = 0.01
"""Two columns of one distance, in different units, differ by less than this at the end."""

OLDEST_RR_S = 15.0
"""Intervals of rows without a heart rate belong to the next one that has it, unless it comes later than this."""

LATEST_FIRST_S = 3600.0
"""A recording of ours that has its first reading later than this after the start has lost its beginning."""

SWITCHES = {"pause": True, "paused": True, "resume": False, "resumed": False}
"""Words of the column `event`, and whether the walk stops there."""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file is a table: it has a header with a heart rate, or several lines of as many fields."""
    lines = head_lines(head)
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith(("{", "<")) or any(ord(letter) < ord("\t") for line in lines for letter in line):
        return False
    has_header = find_header(lines) is not None
    is_wide = len(lines) == 1 and max(map(lines[0].count, DELIMITERS)) >= WIDE
    return has_header or is_of_epson(lines) or is_wide or bool(names_in(lines))


def read(document: Document) -> Iterable[Activity]:
    """Read the records of a table.

    Raises:
        NotARecordingError: when it is no table.
        FormatError: when its columns are not known, or leave open what they hold; when there is no heart rate.
    """
    if is_of_epson(head_lines(document.head())):
        return (read_epson(document, NAME),)
    return (read_table(document, NAME),)


def read_table(document: Document, format_name: str) -> Activity:
    """As `read`; a list of intervals with a header is a table as well."""
    lines = TextLines(document, format_name)
    stream = _Ahead((lines.number, line) for line in lines)
    preamble = Preamble()
    content = TableContent(_header(stream, preamble, document, format_name))
    content.take(stream)
    walk = _Walk(document, format_name, content, preamble)
    return walk.activity(lines.flaws)


class _Ahead:
    """A file's numbered lines, of which the next ones can be looked at before they are taken."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._waiting: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._waiting.popleft() if self._waiting else next(self._lines)

    def next_lines(self, count: int) -> list[str]:
        """Return the lines that come next, without taking them."""
        self._waiting.extend(islice(self._lines, max(count - len(self._waiting), 0)))
        return [line for _, line in islice(self._waiting, count)]


def _header(stream: _Ahead, preamble: Preamble, document: Document, format_name: str) -> TableHeader:
    """Return the header, which is among the first lines; what stands before it goes to the preamble."""
    before = []
    for _, line in stream:
        header = mapped_header_of(line, document.columns) if document.columns else header_of(line)
        if header is not None and (document.columns or is_over(header, stream.next_lines(ROWS_LOOKED_AT))):
            return header
        preamble.take(line)
        before.append(line[:LONGEST_PREAMBLE])
        if len(before) >= HEADER_WITHIN:
            break
    names = names_in(before)
    if not names:
        raise NotARecordingError
    raise columns_unknown(document, format_name, names)


@dataclass(slots=True)
class _Walk:
    """Makes a walk of a table's content."""

    document: Document
    format_name: str
    content: TableContent
    preamble: Preamble
    dropped: Dropped = field(default_factory=Dropped)
    unread: list[str] = field(default_factory=list)
    """Names of columns that are not read."""

    @property
    def is_mapped(self) -> bool:
        return bool(self.document.columns)

    @property
    def is_ours(self) -> bool:
        """Whether Coach wrote it: then each column is what its name says, however few rows there are."""
        return tuple(column.name for column in self.content.header.columns) == COLUMNS

    def activity(self, flaws: Sequence[Flaw]) -> Activity:
        """Return the walk."""
        content = self.content
        derived = {column.name for column in content.header.of_role(Role.DERIVED)}
        if not self.is_mapped and (len(derived) > 1 or content.is_of_several()):
            raise self._unclear([column.name for column in content.header.columns])
        hearts = self._one_of(content.candidates(Role.BPM))
        times = self._times(is_needed=hearts is not None)
        collected = self._records(hearts, times) if hearts is not None else self._beats(times)
        collected.has_zone = times.has_zone
        # Where the table has pauses, silences without one are none the less silences: no switches here.
        laid = walk_times([point.time_s for point in collected.points])
        laid = laid.later(self._first_at_s(times))
        activity = laid_out_at(laid, collected, {}, [*flaws, *self._flaws()], ())
        return self._finished(activity, times)

    def _unclear(self, names: Sequence[str]) -> FormatError:
        """Return the error for columns that leave it open what they hold; of a named one, with a value."""
        samples = self.content.samples
        said = [column for column in self.content.header.columns if column.name in names and column.place in samples]
        if self.is_mapped and said:
            column = min(said, key=lambda one: samples[one.place][1])
            value, title = shown([samples[column.place][0]]), shown([column.name])
            return FormatError(
                FormatProblem.VALUES_UNCLEAR, self.format_name, name=self.document.name, detail=value, column=title
            )
        return columns_unknown(self.document, self.format_name, shown(names))

    def _one_of(self, candidates: Sequence[NumberColumn]) -> NumberColumn | None:
        """Return the column of the heart rate; several are one where they say the same."""
        if any(_differ(candidates[0], other) for other in candidates[1:]):
            raise self._unclear([candidate.column.name for candidate in candidates])
        return candidates[0] if candidates else None

    def _times(self, *, is_needed: bool) -> RowTimes:
        """Return when each row was; of intervals nobody needs to know."""
        found = row_times(self.content.times, self.preamble, is_mapped=self.is_mapped)
        if isinstance(found, RowTimes):
            step_s = typical_step(found.times_s)
            if self.is_ours or not is_needed:
                return found
            if step_s is None:
                # One moment is a walk only if there is one row.
                is_clear = sum(not math.isnan(time_s) for time_s in found.times_s) <= 1
            else:
                is_clear = self.is_mapped or step_s <= LONGEST_STEP_S
            if is_clear:
                return found
            raise self._unclear([column.column.name for column in self.content.times])
        names = found.names if isinstance(found, Unclear) else self._names_of_times()
        if is_needed:
            raise self._unclear(names)
        if found is not None:
            self.unread.extend(names)
        return RowTimes([math.nan] * len(self.content.lines))

    def _names_of_times(self) -> list[str]:
        """Return the columns without a time: those that should have one, or all that the walker can choose of."""
        columns = [time.column for time in self.content.times] if self.is_mapped else self.content.header.columns
        return [column.name for column in columns]

    def _records(self, hearts: NumberColumn, times: RowTimes) -> Collected:
        """Return a point for each row that has a time."""
        content = self.content
        self.dropped.take(hearts.dropped)
        distances = self._distances(times)
        # Where there is a distance, it gives the speeds.
        speeds = () if distances else self._speeds()
        intervals = self._intervals_by_row()
        collected = Collected()
        waiting: list[tuple[float, float]] = []
        events = dict(content.events)
        for row, time_s in enumerate(times.times_s):
            value = hearts.values[row]
            if math.isnan(time_s):
                if not math.isnan(value):
                    self.dropped.add(FlawKind.NO_TIME, content.lines[row])
                continue
            bpm = None if math.isnan(value) else self._within(value, HIGHEST_BPM, content.lines[row])
            waiting.extend((time_s, rr_s) for rr_s in intervals.get(row, ()))
            rr_s = tuple(rr_s for at_s, rr_s in waiting if time_s - at_s <= OLDEST_RR_S) if bpm is not None else ()
            waiting = [] if bpm is not None else waiting
            speed_mps = self._optional(speeds, row, FASTEST_MPS)
            distance_m = self._optional(distances, row, FARTHEST_M)
            self._mark(collected, events.get(row, ""), time_s)
            collected.points.append(Point(time_s, None if bpm is None else round(bpm), rr_s, speed_mps, distance_m))
        return collected

    def _mark(self, collected: Collected, word: str, time_s: float) -> None:
        if word in SWITCHES:
            collected.switches.append(Switch(time_s, len(collected.points), SWITCHES[word]))
        elif word.partition(":")[0] == "lap":  # a step of ours has its kind after a colon
            collected.laps.append(Moment(time_s, len(collected.points)))

    def _within(self, value: float, highest: float, line: int) -> float | None:
        if value >= 0 and round(value) <= highest:
            return value
        self.dropped.add(FlawKind.OUT_OF_RANGE, line)
        return None

    def _optional(self, values: Sequence[float], row: int, highest: float) -> float | None:
        if not values or math.isnan(values[row]):
            return None
        return self._within(values[row], highest, self.content.lines[row])

    def _beats(self, times: RowTimes) -> Collected:
        """Return a point for each interval of a table that has nothing else of the heart."""
        candidates = [column for column in self.content.intervals if column.values]
        if not candidates:
            hearts = [number.column.name for number in self.content.numbers if number.column.role is Role.BPM]
            intervals = [interval.column.name for interval in self.content.intervals]
            if self.is_mapped and self.content.lines:
                raise self._unclear([*hearts, *intervals])
            raise FormatError(FormatProblem.NO_HEART_RATE, self.format_name, name=self.document.name)
        if len(candidates) > 1:
            raise self._unclear([candidate.column.name for candidate in candidates])
        found = candidates[0]
        self.dropped.take(found.dropped)
        table = BeatTable()
        for place, (value, row) in enumerate(zip(found.values, found.rows, strict=True)):
            is_last = place + 1 == len(found.rows) or found.rows[place + 1] != row
            table.add(value, self.content.lines[row], times.times_s[row] if is_last else math.nan)
        start_s = self.preamble.start_s() if all(math.isnan(time_s) for time_s in table.times_s) else None
        return Collected(beat_points(table, self._unit_s(found), self.dropped, start_s or 0.0))

    def _unit_s(self, found: IntervalColumn) -> float:
        unit = found.column.unit or unit_s(found.values)
        if unit is None:
            raise self._unclear([found.column.name])
        return unit

    def _intervals_by_row(self) -> dict[int, list[float]]:
        """Return the intervals that stand beside heart rates."""
        candidates = [column for column in self.content.intervals if column.values]
        if len(candidates) != 1 or (candidates[0].column.unit or unit_s(candidates[0].values)) is None:
            self.unread.extend(candidate.column.name for candidate in candidates)
            return {}
        found = candidates[0]
        self.dropped.take(found.dropped)
        unit = self._unit_s(found)
        by_row: dict[int, list[float]] = {}
        for value, row in zip(found.values, found.rows, strict=True):
            if SHORTEST_RR_S <= value * unit <= LONGEST_RR_S:
                by_row.setdefault(row, []).append(round(value * unit, 6))
            else:
                self.dropped.add(FlawKind.OUT_OF_RANGE, self.content.lines[row])
        return by_row

    def _distances(self, times: RowTimes) -> Sequence[float]:
        """Return the distance in metres at each row, or nothing."""
        found = []
        for candidate in self.content.candidates(Role.DISTANCE):
            if not any(value > 0 for value in candidate.values):
                continue  # it never measured anything
            unit = candidate.column.unit or (1.0 if self.is_mapped else _metre(candidate, times))
            if unit is None or not _is_a_sum(candidate.values):
                self.unread.append(candidate.column.name)
            else:
                found.append((candidate, [value * unit for value in candidate.values]))
        totals = [max(value for value in values if not math.isnan(value)) for _, values in found]
        if found and max(totals) - min(totals) > SAME_SHARE * max(totals):
            self.unread.extend(candidate.column.name for candidate, _ in found)
            return ()
        if not found:
            return ()
        self.dropped.take(found[0][0].dropped)
        return found[0][1]

    def _speeds(self) -> Sequence[float]:
        """Return the speed in metres a second at each row, or nothing."""
        for candidate in (*self.content.candidates(Role.SPEED), *self.content.candidates(Role.PACE)):
            unit = candidate.column.unit or (1.0 if self.is_mapped else None)
            if unit is None:
                self.unread.append(candidate.column.name)
            else:
                self.dropped.take(candidate.dropped)
                return _speeds_of(candidate, unit)
        return ()

    def _flaws(self) -> list[Flaw]:
        self.dropped.take(self.content.dropped)
        unknown = [column.name for column in self.content.header.of_role(None)]
        names = list(dict.fromkeys([*unknown, *self.unread]))
        said = [Flaw(FlawKind.UNKNOWN_COLUMN, count=len(names), detail=shown(names))] if names else []
        return [*self.dropped.flaws(), *said]

    def _first_at_s(self, times: RowTimes) -> float:
        """Return when the first row was since the start, where `at_s` says it: in our own tables it does."""
        for column in self.content.times:
            if column.column.role is Role.ELAPSED and (self.is_mapped or column.column.name == Role.ELAPSED.value):
                known = zip(column.values, times.times_s, strict=True)
                first_s = next((at_s for at_s, time_s in known if not math.isnan(time_s) and not math.isnan(at_s)), 0.0)
                return first_s if 0 < first_s <= LATEST_FIRST_S else 0.0
        return 0.0

    def _finished(self, activity: Activity, times: RowTimes) -> Activity:
        """Return the walk with its zone, and with the distance that stands before the table, if there is no other."""
        header = activity.header
        if times.has_zone and times.offset_s and header.started_at:
            zone = timezone(timedelta(seconds=times.offset_s))
            began = datetime.fromisoformat(header.started_at).astimezone(zone)
            header = replace(header, started_at=began.isoformat())
        distance_m = activity.distance_m
        if distance_m is None:
            distance_m = self.preamble.distance_m
        return replace(activity, header=header, distance_m=distance_m)


def _differ(one: NumberColumn, other: NumberColumn) -> bool:
    pairs = zip(one.values, other.values, strict=True)
    return any(round(here) != round(there) for here, there in pairs if not math.isnan(here) and not math.isnan(there))


def _speeds_of(candidate: NumberColumn, unit: float) -> list[float]:
    """Return a column's speeds in metres a second; a pace is the time for a distance, and who stands still has none."""
    if candidate.column.role is Role.SPEED:
        return [value * unit for value in candidate.values]
    return [1 / (value * unit) if value > 0 else math.nan for value in candidate.values]


def _metre(candidate: NumberColumn, times: RowTimes) -> float | None:
    """Return 1 if a distance without a unit is in metres, by the speed that this makes; else nobody knows."""
    known = [time_s for time_s in times.times_s if not math.isnan(time_s)]
    total = max(value for value in candidate.values if not math.isnan(value))
    lasts_s = max(known) - min(known) if known else 0.0
    return 1.0 if lasts_s > 0 and SLOWEST_MPS <= total / lasts_s <= FASTEST_MPS else None


def _is_a_sum(values: Sequence[float]) -> bool:
    """Return whether distances are summed since the start, not from row to row."""
    known = [value for value in values if not math.isnan(value)]
    falls = sum(later < earlier for earlier, later in pairwise(known))
    return falls * 20 <= len(known)


READER = Reader("csv", "CSV table", "of a program", sniff, read)
