"""Reads the tables of Epson's running watches: sections in brackets, and in them a line for each quantity.

A line has a name and then all its values, at even intervals from the start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from msgspec.structs import replace

from coach.errors import FormatError, FormatProblem
from coach.formats.document import Document
from coach.formats.dropped import Dropped
from coach.formats.laid_out import Collected, Moment, Point, laid_out
from coach.formats.table_rows import fields_of
from coach.formats.table_values import TimeKind, time_in
from coach.formats.text_lines import TextLines, is_missing, number_in
from coach.limits import FARTHEST_M, HIGHEST_BPM, MOST_POINTS
from coach.session.activity import Activity
from coach.session.flaws import FlawKind

FIRST_LINE = "[[training]]"

HEARTS, DISTANCES = "heartrate", "graphdistance"
INTERVALS = {HEARTS: "hrinterval", DISTANCES: "loginterval"}

NO_HEART_RATE = 255
"""The watch's mark for none."""

MOST_ROWS = 1000
"""Laps and settings; a watch keeps some hundred laps."""


def is_of_epson(lines: Sequence[str]) -> bool:
    """Return whether a file that begins with these lines is one of Epson's."""
    return next((line.strip().lower() for line in lines if line.strip()), "") == FIRST_LINE


def read_epson(document: Document, format_name: str) -> Activity:
    """Return the walk.

    Raises:
        FormatError: when there is no heart rate in it.
    """
    lines = TextLines(document, format_name)
    file = _Sections()
    for line in lines:
        file.take(line.strip(), lines.number)
    hearts, distances = file.series(HEARTS, HIGHEST_BPM), file.series(DISTANCES, FARTHEST_M)
    if not hearts:
        raise FormatError(FormatProblem.NO_HEART_RATE, format_name, name=document.name)
    start_s, offset_s = file.start()
    every = sorted({*hearts, *distances})
    points = [
        Point(start_s + at_s, None if (bpm := hearts.get(at_s)) is None else round(bpm), distance_m=distances.get(at_s))
        for at_s in every
    ]
    laps = [Moment(start_s + lap_s, len(points)) for lap_s in file.laps_s()]
    collected = Collected(points, laps=laps, has_zone=False)
    activity = laid_out(collected, {"maker": "Epson"}, [*lines.flaws, *file.dropped.flaws()])
    began = activity.header.started_at
    if began and offset_s is not None:
        zone = timezone(timedelta(seconds=offset_s))
        began = datetime.fromisoformat(began).replace(tzinfo=zone).isoformat()
    return replace(activity, header=replace(activity.header, started_at=began))


@dataclass(slots=True)
class _Sections:
    """What the lines said so far."""

    section: str = ""
    names: list[str] = field(default_factory=list)
    """The header of the section, where it is a table."""
    rows: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)
    lists: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    """The values of each quantity, and their line."""
    dropped: Dropped = field(default_factory=Dropped)

    def take(self, line: str, number: int) -> None:
        """Take a line of the file."""
        if line.startswith("["):
            self.section, self.names = line.strip("[]").lower(), []
            return
        name, _, rest = line.partition(",")
        if self.section == "graphdata":
            key = name.strip().lower()
            if key in {HEARTS, DISTANCES, *INTERVALS.values()}:
                self.lists.setdefault(key, (number, rest.split(",", MOST_POINTS)))
            return
        fields = fields_of(line, ",") or [""]
        if self.names and number_in(fields[0]) is not None:
            rows = self.rows.setdefault(self.section, [])
            if len(rows) < MOST_ROWS:
                rows.append(dict(zip(self.names, fields, strict=False)))
        else:
            self.names = [field.strip().lower() for field in fields]

    def series(self, name: str, highest: float) -> dict[float, float]:
        """Return the values of a quantity by their seconds since the start."""
        line, values = self.lists.get(name, (0, []))
        if len(values) > MOST_POINTS:
            self.dropped.add(FlawKind.TOO_MANY, line)
        _, interval = self.lists.get(INTERVALS[name], (0, ["1"]))
        step_s = number_in(interval[0]) or 1.0
        found: dict[float, float] = {}
        for place, text in enumerate(values[:MOST_POINTS]):
            value = number_in(text)
            if value is None:
                if not is_missing(text):
                    self.dropped.add(FlawKind.NO_NUMBER, line)
            elif name == HEARTS and value == NO_HEART_RATE:
                continue
            elif 0 <= value <= highest:
                found[place * step_s] = value
            else:
                self.dropped.add(FlawKind.OUT_OF_RANGE, line)
        return found

    def start(self) -> tuple[float, float | None]:
        """Return the start as if its local time were UTC, and its zone's offset where that is certain."""
        result = next(iter(self.rows.get("trainingresult", ())), {})
        time = time_in(f"{result.get('startday', '')} {result.get('starttime', '')}")
        if time is None or time.kind is not TimeKind.STAMP:
            return 0.0, None
        minutes = number_in(result.get("timezoneoffset", ""))
        # Whether the offset has the summer hour in it is not known.
        is_certain = minutes is not None and abs(minutes) < 24 * 60 and result.get("daylightsavingstime") == "0"
        return time.value, minutes * 60 if minutes is not None and is_certain else None

    def laps_s(self) -> list[float]:
        """Return where each lap ended, in seconds since the start: they are kept in hundredths."""
        numbers = (number_in(row.get("lapsplittime", "")) for row in self.rows.get("lapdata", ()))
        return [number / 100 for number in numbers if number is not None]
