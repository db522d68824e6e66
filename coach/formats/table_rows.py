"""Finds a table in a text: which character parts its fields, where its header is, what stands before it."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from coach.errors import FormatError, FormatProblem
from coach.formats.document import Document
from coach.formats.table_columns import Column, Role, columns_of, letters
from coach.formats.table_values import DAY_S, TimeKind, TimeValue, time_in
from coach.formats.text_lines import head_lines, number_in

DELIMITERS = ",;\t|"

BLANKS = " "
"""Parts the fields of a table in which nothing else does."""

COMMENT_MARKS = "#% \t"
"""Before a header may stand a mark of a comment."""

NOTHING = ""
"""There is one column."""

MOST_COLUMNS = 5000
"""A line of more fields is no header: a brain with all its channels has some hundred."""

HEADER_WITHIN = 60
"""A table's header is one of its first lines: before it stand a title, the device, the settings."""

MOST_NAMES, LONGEST_NAME = 40, 40
"""So many columns are named to the walker, so long each."""

ROWS_LOOKED_AT = 5
"""So many lines under a header of words tell whether it is one: the first may hold units, or nothing."""

MAPPED = {role.value: role for role in (Role.TIME, Role.ELAPSED, Role.BPM, Role.RR, Role.SPEED, Role.DISTANCE)}
"""What the walker can name a column for."""

TIMES = {Role.TIME, Role.ELAPSED}
"""A heart rate needs one of these: else it is one for a whole lap or walk. Intervals are times themselves."""

LONGEST_PREAMBLE = 4096
"""So much of a line before the table is looked at."""

START_NAMES = """
    start starttime startedat starttid startzeit beginn begin date datum fecha data day tag time datetime timestamp
    recordingstart recordingstarttime recordingdate measurementdate sessiondate sessionstart heuredebut horadeinicio
    inicio datededebut startdate startdatetime dateandtime"""
"""Names of a date or a time of day before the table, as `letters` has them."""

TOTAL_NAMES = {"totaldistance", "gesamtdistanz", "distanciatotal", "distancetotale"}


def fields_of(line: str, delimiter: str) -> list[str]:
    """Return the fields of a line. One with a quote that never ends costs this line only."""
    if delimiter == NOTHING:
        return [line]
    if delimiter == BLANKS:
        return line.split()
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a field longer than its limit
        return []


class TableHeader(msgspec.Struct, frozen=True):
    """What a table's header says."""

    columns: Sequence[Column]
    delimiter: str

    by_role: Mapping[Role | None, Sequence[Column]] = {}
    """Made of the columns, whatever is given: rows are asked for it."""

    def __post_init__(self) -> None:
        """Sort the columns by what they hold."""
        by_role: dict[Role | None, list[Column]] = {}
        for column in self.columns:
            by_role.setdefault(column.role, []).append(column)
        msgspec.structs.force_setattr(self, "by_role", by_role)

    def is_of_words(self) -> bool:
        """Return whether it is one column, or several that only blanks part: a title could be the same."""
        return self.delimiter in {BLANKS, NOTHING}

    def of_role(self, role: Role | None) -> Sequence[Column]:
        """Return the columns that hold something; of None, those that are not known."""
        return self.by_role.get(role, ())


def header_of(line: str) -> TableHeader | None:
    """Return the header that a line is: it has intervals, or a heart rate and a time, and none of it is a number."""
    line = line.strip(COMMENT_MARKS)
    if not line:
        return None
    if not any(mark in line for mark in DELIMITERS):
        return _header_of_words(line)
    best: TableHeader | None = None
    for delimiter in DELIMITERS:
        names = fields_of(line, delimiter)
        if len(names) > MOST_COLUMNS or (best is not None and len(names) <= len(best.columns)):
            continue
        columns = columns_of(names)
        roles = {column.role for column in columns}
        has_heart = Role.RR in roles or (Role.BPM in roles and roles & TIMES)
        if has_heart and not any(map(_is_a_number, names)):
            best = TableHeader(columns, delimiter)
    return best


def _is_a_number(text: str) -> bool:
    return number_in(text) is not None


def _header_of_words(line: str) -> TableHeader | None:
    """Return the header of one column, or of several that blanks part: each word is a name then, or it is a title."""
    whole = columns_of([line])
    if whole[0].role is Role.RR:
        return TableHeader(whole, NOTHING)
    words = line.split(maxsplit=MOST_COLUMNS)
    columns = columns_of(words) if len(words) < MOST_COLUMNS else []
    roles = {column.role for column in columns}
    has_heart = Role.RR in roles or (Role.BPM in roles and roles & TIMES)
    return TableHeader(columns, BLANKS) if has_heart and None not in roles else None


def find_header(lines: Sequence[str]) -> TableHeader | None:
    """Return the header of a table, which is among its first lines."""
    for place, line in enumerate(lines[:HEADER_WITHIN]):
        header = header_of(line)
        if header is not None and is_over(header, lines[place + 1 :]):
            return header
    return None


def is_over(header: TableHeader, lines: Sequence[str]) -> bool:
    """Return whether a header stands over rows that it fits; one of mere words is a title if none of them does."""
    if not header.is_of_words():
        return True
    rows = [row for row in lines[:ROWS_LOOKED_AT] if row.strip()]
    if any(below is not None and not below.is_of_words() for below in map(header_of, rows)):
        return False
    return not rows or any(_fits(header, fields_of(row, header.delimiter)) for row in rows)


def _fits(header: TableHeader, fields: Sequence[str]) -> bool:
    """Return whether a row has a number where the header has the heart's."""
    places = [column.place for role in (Role.BPM, Role.RR) for column in header.of_role(role)]
    texts = [fields[place] for place in places if place < len(fields)]
    return any(_is_a_number(part) for text in texts for part in text.strip("[]() ").replace(";", " ").split()[:1])


def mapped_header_of(line: str, names: Mapping[str, str]) -> TableHeader | None:
    """Return the header that a line is, where it has the columns that the walker named; the others are not read."""
    for delimiter in (*DELIMITERS, BLANKS, NOTHING):
        fields = fields_of(line, delimiter)
        if len(fields) > MOST_COLUMNS:
            continue
        columns = columns_of(fields)
        places = {column.name: column for column in reversed(columns)}
        if all(name.strip() in places for name in names.values()):
            roles = {places[name.strip()].place: MAPPED[ours] for ours, name in names.items() if ours in MAPPED}
            return TableHeader([_mapped(column, roles.get(column.place)) for column in columns], delimiter)
    return None


def _mapped(column: Column, role: Role | None) -> Column:
    if role is None:
        return Column(column.place, column.name, Role.UNUSED)
    return Column(column.place, column.name, role, column.unit if column.role is role else None, column.is_utc)


def names_in(lines: Sequence[str]) -> str:
    """Return the names of the columns of a table that has no header known to Coach, for a sentence; "" for no table."""
    lines = [line[:LONGEST_PREAMBLE] for line in lines[:HEADER_WITHIN] if line.strip()]
    rows = [names for line in lines if len(names := max((fields_of(line, mark) for mark in DELIMITERS), key=len)) > 1]
    widths = [len(row) for row in rows]
    if len(rows) < 2 or widths.count(max(widths)) < 2 or len(rows) * 2 < len(lines):
        return ""
    return shown(rows[widths.index(max(widths))])


def columns_unknown(document: Document, format_name: str, columns: str) -> FormatError:
    """Return the error for a table whose columns are not known, with those that the walker named and no line has."""
    error = FormatError(FormatProblem.COLUMNS_UNKNOWN, format_name, name=document.name, detail=columns)
    if document.columns:
        lines = head_lines(document.head())[:HEADER_WITHIN]
        error.missing = tuple(
            theirs
            for ours, theirs in document.columns.items()
            if not any(mapped_header_of(line, {ours: theirs}) for line in lines)
        )
    return error


def shown(names: Sequence[str]) -> str:
    """Return names for a sentence: printable, on one line, and not too many."""
    plain = ["".join(letter if letter.isprintable() else " " for letter in name).strip() for name in names]
    kept = [name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…" for name in plain if name]
    return ", ".join(kept[:MOST_NAMES]) + (", …" if len(kept) > MOST_NAMES else "")


@dataclass(slots=True)
class Preamble:
    """What stands before a table's header: of all that, Coach takes the start and the distance."""

    day: TimeValue | None = None
    clock: TimeValue | None = None
    stamp: TimeValue | None = None
    distance_m: float | None = None
    _before: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Take a line: names over values, or a name and its value."""
        line = line[:LONGEST_PREAMBLE]
        fields = [part.strip() for part in fields_of(line, max(DELIMITERS, key=line.count))]
        for name, value in zip(self._before, fields, strict=False):
            self._take(name, value)
        self._take_parts(dict(zip(map(letters, fields[::2]), fields[1::2], strict=False)))
        if len(fields) >= 2:
            self._take(fields[0], fields[1])
        found = re.match(r"[#%/* ]*([^:=,;\t]{1,40})[:=]\s*(.{1,60})", line)
        if found is not None:
            self._take(found[1], found[2])
        self._before = fields

    def _take_parts(self, parts: Mapping[str, str]) -> None:
        """Take a start whose year, month and so on stand each beside its name."""
        numbers = [number_in(parts.get(name, "")) for name in ("year", "month", "day", "hour", "minute", "second")]
        known = [int(number) for number in numbers if number is not None]
        if len(known) == len(numbers):
            self._take("start", "{}-{}-{} {}:{}:{}".format(*known))

    def _take(self, name: str, value: str) -> None:
        column = columns_of([name])[0]
        key = letters(name.partition("(")[0])
        if key in START_NAMES.split() and (time := time_in(value.strip(' "'))) is not None:
            if time.kind is TimeKind.DAY:
                self.day = self.day or time
            elif time.kind is TimeKind.CLOCK and (clock_s := time.as_time_of_day_s()) is not None:
                self.clock = self.clock or TimeValue(TimeKind.CLOCK, clock_s)
            elif time.kind is TimeKind.STAMP:
                self.stamp = self.stamp or time
        elif key in TOTAL_NAMES and column.unit is not None:
            number = number_in(value, decimal_comma=True)
            if number is not None and number > 0:
                self.distance_m = number * column.unit

    def start_s(self) -> float | None:
        """Return the start in Unix seconds, as if local time were UTC; None where it has no day, or not surely."""
        if self.stamp is not None:
            return self.stamp.value if self.stamp.is_day_certain else None
        if self.day is None or not self.day.is_day_certain or self.clock is None:
            return None
        return self.day.value + self.clock.value

    def day_s(self) -> float | None:
        """Return the local midnight before the start."""
        if self.stamp is not None:
            local_s = self.stamp.value + (self.stamp.offset_s or 0.0)
            return local_s - local_s % DAY_S if self.stamp.is_day_certain else None
        return self.day.value if self.day is not None and self.day.is_day_certain else None

    def clock_s(self) -> float | None:
        """Return the local time of day of the start."""
        if self.stamp is not None:
            return (self.stamp.value + (self.stamp.offset_s or 0.0)) % DAY_S
        return None if self.clock is None else self.clock.value

    def has_zone(self) -> bool:
        """Return whether the start is in UTC."""
        return self.stamp is not None and self.stamp.offset_s is not None
