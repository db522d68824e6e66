"""The rows of a table as they are read: of each column that may matter its values, side by side."""

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from coach.formats.dropped import Dropped
from coach.formats.table_columns import UNITS, Column, Role, letters, with_units
from coach.formats.table_rows import TableHeader, fields_of
from coach.formats.table_times import TimeColumn
from coach.formats.table_values import MINUTE_S, TimeKind, time_in
from coach.formats.text_lines import is_missing, number_in
from coach.limits import MOST_POINTS
from coach.session.flaws import FlawKind

MOST_CANDIDATES = 4
"""More columns than these for one thing are not looked at: nobody could say which one counts."""

NUMBERS = (Role.BPM, Role.SPEED, Role.PACE, Role.DISTANCE)
TIMES = (Role.TIME, Role.ELAPSED)


@dataclass(slots=True)
class NumberColumn:
    """The values of one column, in the table's order; what is no number stands as one that is not."""

    column: Column
    values: "array[float]" = field(default_factory=lambda: array("d"))
    dropped: Dropped = field(default_factory=Dropped)

    def add(self, text: str, line: int) -> None:
        """Take the next row's field."""
        number = number_in(text, decimal_comma=True)
        if number is None and not is_missing(text):
            number = self._pace(text) if self.column.role is Role.PACE else self._with_unit(text)
            if number is None:
                self.dropped.add(FlawKind.NO_NUMBER, line)
        self.values.append(math.nan if number is None else number)

    def _pace(self, text: str) -> float | None:
        """Return a pace like 12:30 in its column's unit: as minutes, unless that is seconds."""
        found = time_in(text)
        if found is None or found.kind is not TimeKind.CLOCK:
            return None
        return found.value if self.column.unit == UNITS[Role.PACE]["skm"] else found.value / MINUTE_S

    def _with_unit(self, text: str) -> float | None:
        """Return the number of a field like "102 bpm", where the unit is the column's."""
        found, _, unit_text = text.strip().partition(" ")
        unit = UNITS[self.column.role].get(letters(unit_text)) if self.column.role else None
        return number_in(found, decimal_comma=True) if unit is not None and unit == (self.column.unit or unit) else None

    def reverse(self) -> None:
        """Put the rows into the other order."""
        self.values.reverse()

    def has_values(self) -> bool:
        """Return whether it has any number."""
        return not all(math.isnan(value) for value in self.values)


@dataclass(slots=True)
class IntervalColumn:
    """The RR intervals of one column: any number of them in a row, parted by blanks or marks."""

    column: Column
    values: "array[float]" = field(default_factory=lambda: array("d"))
    rows: "array[int]" = field(default_factory=lambda: array("q"))
    """The row of each."""
    dropped: Dropped = field(default_factory=Dropped)

    def add(self, text: str, line: int, row: int) -> None:
        """Take the next row's field."""
        whole = number_in(text, decimal_comma=True)
        parts = [text] if whole is not None or is_missing(text) else text.strip("[]() ").replace(";", " ").split()
        for part in parts:
            number = number_in(part.strip(","), decimal_comma=True)
            if number is not None:
                self.values.append(number)
                self.rows.append(row)
            elif not is_missing(part):
                self.dropped.add(FlawKind.NO_NUMBER, line)

    def reverse(self, rows: int) -> None:
        """Put the rows into the other order; those in one row follow one another as they stand there."""
        places = sorted(range(len(self.rows)), key=lambda place: (-self.rows[place], place))
        self.values = array("d", (self.values[place] for place in places))
        self.rows = array("q", (rows - 1 - self.rows[place] for place in places))


@dataclass(slots=True)
class TableContent:
    """What the rows under a header hold."""

    header: TableHeader
    times: list[TimeColumn] = field(default_factory=list)
    numbers: list[NumberColumn] = field(default_factory=list)
    intervals: list[IntervalColumn] = field(default_factory=list)
    events: list[tuple[int, str]] = field(default_factory=list)
    """The row of each, and its word."""
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    """Of each row."""
    dropped: Dropped = field(default_factory=Dropped)
    people: dict[str, int] = field(default_factory=dict)
    """Up to a few of the marks of whose row it is, and how many rows have each."""
    changes: "array[int]" = field(default_factory=lambda: array("q"))
    """Rows with another mark than the row before."""
    returns: int = 0
    """How often a mark came back after another."""
    samples: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """By its column's place the first field that could be read, else the first that could not."""
    _last_person: str | None = None

    def __post_init__(self) -> None:
        """Make room for the columns."""
        self._make_room()

    def _make_room(self) -> None:
        of_role = self.header.of_role
        self.times = [TimeColumn(column) for role in TIMES for column in of_role(role)[:MOST_CANDIDATES]]
        self.numbers = [NumberColumn(column) for role in NUMBERS for column in of_role(role)[:MOST_CANDIDATES]]
        self.intervals = [IntervalColumn(column) for column in of_role(Role.RR)[:MOST_CANDIDATES]]

    def take(self, lines: Iterable[tuple[int, str]]) -> None:
        """Take the numbered lines under the header, and put the oldest first."""
        self._take_rows(lines)
        if {time.order() for time in self.times} - {0} == {-1}:
            self._reverse()

    def _take_rows(self, lines: Iterable[tuple[int, str]]) -> None:
        for number, line in lines:
            if not line.strip():
                continue
            if len(self.lines) >= MOST_POINTS:
                self.dropped.add(FlawKind.TOO_MANY, number)
                continue
            fields = fields_of(line, self.header.delimiter)
            if not self.lines and self._is_of_units(fields):
                self.header = TableHeader(with_units(self.header.columns, fields), self.header.delimiter)
                self._make_room()
            else:
                self._take_row(fields, number)

    def _reverse(self) -> None:
        """Put the rows of a table with the newest first into the order in which they were."""
        rows = len(self.lines)
        for time in self.times:
            time.reverse()
        for number in self.numbers:
            number.reverse()
        for interval in self.intervals:
            interval.reverse(rows)
        self.events = [(rows - 1 - row, word) for row, word in reversed(self.events)]
        self.lines.reverse()
        self.changes = array("q", (rows - row for row in reversed(self.changes)))

    def _is_of_units(self, fields: list[str]) -> bool:
        """Return whether a row has units where the others have times and numbers."""
        columns = [time.column for time in self.times] + [number.column for number in self.numbers]
        mine = [fields[column.place] for column in columns if column.place < len(fields)]
        return any(not is_missing(text) for text in mine) and all(time_in(text) is None for text in mine)

    def _take_row(self, fields: list[str], line: int) -> None:
        def at(column: Column) -> str:
            return fields[column.place].strip() if column.place < len(fields) else ""

        row = len(self.lines)
        self.lines.append(line)
        for time in self.times:
            found = time_in(at(time.column))
            time.add(found)
            self._remember(time.column, at(time.column), is_read=found is not None)
        for number in self.numbers:
            number.add(at(number.column), line)
            self._remember(number.column, at(number.column), is_read=not math.isnan(number.values[-1]))
        for interval in self.intervals:
            count = len(interval.values)
            interval.add(at(interval.column), line, row)
            self._remember(interval.column, at(interval.column), is_read=len(interval.values) > count)
        for column in self.header.of_role(Role.EVENT)[:1]:
            if word := at(column).lower():
                self.events.append((row, word))
        for column in self.header.of_role(Role.WHO)[:1]:
            person = at(column)
            if person != self._last_person and self._last_person is not None:
                self.changes.append(row)
                self.returns += person in self.people
            self._last_person = person
            if person in self.people or len(self.people) < MOST_CANDIDATES:
                self.people[person] = self.people.get(person, 0) + 1

    def _remember(self, column: Column, text: str, *, is_read: bool) -> None:
        _, was_read = self.samples.get(column.place, ("", False))
        if text and not was_read and (is_read or column.place not in self.samples):
            self.samples[column.place] = (text, is_read)

    def is_of_several(self) -> bool:
        """Return whether these are rows of several people or walks: in turns, or each from its own beginning on.

        A mark that is never the same again numbers the rows, and one that changes now and then numbers the laps.
        """
        if not self.changes or max(self.people.values()) == 1:
            return False
        times = next((time.values for time in self.times if time.kind() is not None), None)
        if self.returns or times is None:
            return True
        return any(times[row] < times[row - 1] for row in self.changes)

    def candidates(self, role: Role) -> list[NumberColumn]:
        """Return the columns of a role that have any value."""
        return [number for number in self.numbers if number.column.role is role and number.has_values()]
