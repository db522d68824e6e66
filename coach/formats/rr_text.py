"""Reads lists of RR intervals: a number a line, pairs with a time beside each, or many in one line.

Whether they are seconds or milliseconds, and which of two columns they are, is judged by all of them. Numbers that
cannot be the intervals of a heart are no recording.
"""

import math
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec

from coach.errors import NotARecordingError
from coach.formats.beats import BeatTable, beat_points, unit_s
from coach.formats.csv_table import read_table
from coach.formats.document import Document
from coach.formats.dropped import Dropped
from coach.formats.file_format import Reader
from coach.formats.laid_out import Collected, laid_out
from coach.formats.table_columns import Role
from coach.formats.table_rows import HEADER_WITHIN, Preamble, columns_unknown, find_header
from coach.formats.table_values import TimeKind, TimeValue, time_in
from coach.formats.text_lines import TextLines, head_lines, number_in
from coach.limits import MOST_POINTS
from coach.session.activity import Activity
from coach.session.flaws import FlawKind

NAME = "RR"

COMMENTS = ("#", "%", "//", "*")

NUMBERS_SHARE = 0.5
"""A list of numbers has at least this share of them, after its title."""

PAIR = 2
"""An interval and its time: more columns than these are a table, which needs a header, or many intervals in a line."""

SAME_SHARES = (0.5, 20.0)
"""Times beside intervals go on as these do, or longer where intervals are missing."""

_STAMPED = re.compile(r"(?=.{0,12}[-:/.]|\d{9,})(.+?)[;,\t|]\s*([^;,\t|]+)[;,\t|]?", re.ASCII)
_PARTS = re.compile(r"[\s;|]+")


class _Row(msgspec.Struct, frozen=True):
    """The fields of a line."""

    fields: tuple[str, ...]
    stamp: TimeValue | None = None
    """Day and time of day before them."""

    def is_of_numbers(self) -> bool:
        """Return whether it begins with a number; of many fields all are numbers."""
        checked = self.fields if len(self.fields) > PAIR else self.fields[:1]
        return bool(checked) and all(_number(text) is not None for text in checked)


def _number(text: str) -> float | None:
    return number_in(text, decimal_comma=True)


def _row(line: str) -> _Row:
    """Part a line: by blanks and marks, or by commas where there are several; one may be a decimal comma."""
    stamped = _STAMPED.fullmatch(line)
    if stamped is not None:
        time = time_in(stamped[1])
        if time is not None and time.kind is TimeKind.STAMP:
            return _Row((stamped[2],), time)
    parts = [part for part in _PARTS.split(line.strip("[](){} ")) if part.strip(",")]
    if len(parts) == 1 and parts[0].count(",") == 1:
        return _Row(tuple(parts))
    several = any(part.count(",") > 1 for part in parts)
    fields = [text for part in parts for text in (part.split(",") if several else [part.strip(",")])]
    return _Row(tuple(text for text in fields if text))


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file is a list of numbers, or a table of intervals without heart rates."""
    lines = [line.strip() for line in head_lines(head)]
    header = find_header(lines)
    if header is not None:
        return not header.of_role(Role.BPM)
    lines = [line for line in lines if line and not line.startswith(COMMENTS)]
    are_numbers = [_row(line).is_of_numbers() for line in lines]
    if True not in are_numbers[:HEADER_WITHIN]:
        return False
    first = are_numbers.index(True)
    has_names = first > 0 and any(mark in lines[first - 1] and mark in lines[first] for mark in ",;\t|")
    if has_names or are_numbers[first:].count(True) < NUMBERS_SHARE * len(are_numbers[first:]):
        return False
    numbers = _Numbers()
    for line in lines[first:]:
        numbers.take(line, 0)
    return numbers.are_intervals()


def read(document: Document) -> Iterable[Activity]:
    """Read a reading for each interval.

    Raises:
        NotARecordingError: when these are no intervals.
        FormatError: when two columns could be the intervals.
    """
    if document.columns or find_header(head_lines(document.head())) is not None:
        return (read_table(document, NAME),)
    numbers, lines = _Numbers(), TextLines(document, NAME)
    for line in lines:
        numbers.take(line.strip(), lines.number)
    table, unit = numbers.intervals(document)
    is_timed = not math.isnan(table.times_s[0])
    start_s = None if is_timed else numbers.preamble.start_s()
    points = beat_points(table, unit, numbers.dropped, start_s or 0.0)
    has_zone = numbers.is_zoned if is_timed else numbers.preamble.has_zone()
    flaws = [*lines.flaws, *numbers.dropped.flaws()]
    return (laid_out(Collected(points, has_zone=has_zone), {}, flaws),)


@dataclass(slots=True)
class _Numbers:
    """The numbers of a list, row by row; what is not there is not a number."""

    first: "array[float]" = field(default_factory=lambda: array("d"))
    second: "array[float]" = field(default_factory=lambda: array("d"))
    whole: "array[float]" = field(default_factory=lambda: array("d"))
    """The row as one number: a comma in it marks its decimals."""
    stamps_s: "array[float]" = field(default_factory=lambda: array("d"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    is_zoned: bool = True
    preamble: Preamble = field(default_factory=Preamble)
    dropped: Dropped = field(default_factory=Dropped)

    def take(self, line: str, number: int) -> None:
        """Take a line of the file."""
        if len(self.lines) >= MOST_POINTS:
            self.dropped.add(FlawKind.TOO_MANY, number)
            return
        row = _row(line)
        if not row.is_of_numbers():
            if not self.lines:
                self.preamble.take(line)
            elif line and not line.startswith(COMMENTS):
                self.dropped.add(FlawKind.NO_NUMBER, number)
        elif len(row.fields) > PAIR:
            for text in row.fields:
                self._add(number, _Row((text,)))
        else:
            self._add(number, row)

    def _add(self, line: int, row: _Row) -> None:
        if len(self.lines) >= MOST_POINTS:
            self.dropped.add(FlawKind.TOO_MANY, line)
            return
        whole = _number(row.fields[0]) if len(row.fields) == 1 else None
        columns = row.fields[0].split(",") if len(row.fields) == 1 else row.fields
        numbers = [_number(text) for text in columns]
        first, second = numbers[0], numbers[1] if len(numbers) > 1 else None
        for values, value in ((self.whole, whole), (self.first, first), (self.second, second)):
            values.append(math.nan if value is None else value)
        self.stamps_s.append(math.nan if row.stamp is None else row.stamp.value)
        self.is_zoned = self.is_zoned and (row.stamp is None or row.stamp.offset_s is not None)
        self.lines.append(line)

    def intervals(self, document: Document) -> tuple[BeatTable, float]:
        """Return the intervals and their unit.

        Raises:
            NotARecordingError: when there are none.
            FormatError: when it is not clear which numbers they are.
        """
        whole, first, second = self._units()
        if whole is not None:
            return self._table(self.whole, self.stamps_s), whole
        if second is not None and (first is None or self._are_times(second)):
            return self._table(self.second, self._times_s(second)), second
        if first is None:
            raise NotARecordingError
        if second is not None:
            raise columns_unknown(document, NAME, "1,2")
        return self._table(self.first, self.stamps_s), first

    def are_intervals(self) -> bool:
        """Return whether there are any."""
        return any(unit is not None for unit in self._units())

    def _units(self) -> tuple[float | None, float | None, float | None]:
        """Return the units of the rows as one number each, and of their columns, where these can be intervals."""
        is_whole = sum(map(math.isnan, self.whole)) * 2 < len(self.whole)
        return unit_s(self.whole) if is_whole else None, unit_s(self.first), unit_s(self.second)

    def _table(self, values: "array[float]", times_s: "array[float]") -> BeatTable:
        table = BeatTable()
        for value, line, time_s in zip(values, self.lines, times_s, strict=True):
            if math.isnan(value):
                self.dropped.add(FlawKind.NO_NUMBER, line)
            else:
                table.add(value, line, time_s)
        return table

    def _are_times(self, unit: float) -> bool:
        return not all(map(math.isnan, self._times_s(unit)))

    def _times_s(self, unit: float) -> "array[float]":
        """Return the first column as times, if it goes on as the second does, in seconds or milliseconds."""
        times = [value for value in self.first if not math.isnan(value)]
        lasts_s = sum(value for value in self.second if not math.isnan(value)) * unit
        if any(later < earlier for earlier, later in pairwise(times)):
            times = []
        for unit_of_times in (1.0, 0.001):
            ratio = (times[-1] - times[0]) * unit_of_times / lasts_s if times and lasts_s > 0 else 0.0
            if SAME_SHARES[0] <= ratio <= SAME_SHARES[1]:
                return array("d", (value * unit_of_times for value in self.first))
        return array("d", [math.nan] * len(self.first))


READER = Reader("rr", "list of RR intervals", "of an app", sniff, read)
