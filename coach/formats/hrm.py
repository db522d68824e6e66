"""Reads Polar's HRM files: sections of lines, `[Params]` first and `[HRData]` last, at even intervals or beat by beat.

Polar published the format up to version 1.07; other programs write it as well, and leave out what they do not know.
"""

import math
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec.structs import replace

from coach.errors import FormatError, FormatProblem
from coach.formats.beats import BeatTable, beat_points
from coach.formats.document import Document
from coach.formats.dropped import Dropped
from coach.formats.file_format import Reader
from coach.formats.laid_out import Collected, Moment, Point, laid_out
from coach.formats.text_lines import TextLines, head_lines, number_in
from coach.limits import FARTHEST_M, FASTEST_MPS, HIGHEST_BPM, MOST_POINTS
from coach.session.activity import Activity
from coach.session.flaws import FlawKind

NAME = "HRM"
SECTION = re.compile(r"\[[A-Za-z][\w -]*\]")

BEAT_BY_BEAT = 238
"""As `Interval`: each line of [HRData] is an RR interval in milliseconds."""

LAPS_ONLY = 204
"""As `Interval`: there is nothing in [HRData], the device kept only its laps."""

OLD_UNTIL = 105
"""Up to this version `Mode` says what is measured, by three digits; then `SMode` does, by eight or nine."""

TENTH_KMH_MPS, TENTH_MPH_MPS = 1 / 36, 0.044704
"""A tenth of a kilometre, or of a mile, an hour."""

TENTH_KM_M, TENTH_MILE_M = 100.0, 160.9344

MOST_LINES_KEPT = 400
"""A section has at most so many lines that matter: a device keeps 99 laps, of five lines each."""

MODELS = {
    2: "Vantage NV", 3: "Accurex Plus", 4: "XTrainer Plus", 6: "S520", 7: "Coach", 8: "S210", 9: "S410", 10: "S510",
    11: "S610", 12: "S710", 13: "S810", 15: "E600", 20: "AXN500", 21: "AXN700", 22: "S625X", 23: "S725", 33: "CS400",
    34: "CS600X", 35: "CS600", 36: "RS400", 37: "RS800", 38: "RS800X",
}  # fmt: skip
"""By Polar's number of the monitor. (1 is the Vantage XL of 1990: programs write it for any device.)"""


def sniff(head: bytes, _suffix: str) -> bool:
    """Return whether a file begins with one of the sections of an HRM file."""
    first = next((line.strip() for line in head_lines(head) if line.strip()), "").lower()
    return first in {"[params]", "[hrdata]"} or (
        SECTION.fullmatch(first) is not None and any(line.strip().lower() == "[params]" for line in head_lines(head))
    )


def read(document: Document) -> Iterable[Activity]:
    """Read the heart rates or RR intervals, speeds and laps.

    Raises:
        FormatError: when there is no heart rate, or nothing says how far apart they are.
    """
    file = _Sections()
    lines = TextLines(document, NAME)
    for line in lines:
        file.take(line.strip(), lines.number)
    if not file.values:
        raise FormatError(FormatProblem.NO_HEART_RATE, NAME, name=document.name)
    start_s = file.start_s() or 0.0
    interval_s = file.interval_s()
    if interval_s is None:
        raise FormatError(FormatProblem.NOT_UNDERSTOOD, NAME, name=document.name)
    points = file.beats(start_s) if interval_s == BEAT_BY_BEAT else file.points(start_s, interval_s)
    laps = [Moment(start_s + lap_s, len(points)) for lap_s in file.laps_s()]
    content = Collected(points, laps=laps, has_zone=False)
    activity = laid_out(content, file.source(), [*lines.flaws, *file.dropped.flaws()])
    return (replace(activity, distance_m=file.distance_m()),)


@dataclass(slots=True)
class _Sections:
    """What the lines said so far."""

    section: str = ""
    params: dict[str, str] = field(default_factory=dict)
    laps: list[str] = field(default_factory=list)
    trip: list[str] = field(default_factory=list)
    values: "array[float]" = field(default_factory=lambda: array("d"))
    """The first column of [HRData]: heart rates, or intervals."""
    speeds: "array[float]" = field(default_factory=lambda: array("d"))
    """The second; not a number where there is none."""
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    dropped: Dropped = field(default_factory=Dropped)

    def take(self, line: str, number: int) -> None:
        """Take one line of the file."""
        if not line:
            return
        if SECTION.fullmatch(line):
            self.section = line[1:-1].lower()
        elif self.section == "hrdata":
            self._take_data(line, number)
        elif self.section == "params":
            key, _, value = line.partition("=")
            if len(self.params) < MOST_LINES_KEPT:
                self.params.setdefault(key.strip().lower(), value.strip())
        elif self.section == "inttimes" and ":" in line and len(self.laps) < MOST_LINES_KEPT:
            self.laps.append(line.split(maxsplit=1)[0])
        elif self.section == "trip" and len(self.trip) < MOST_LINES_KEPT:
            self.trip.append(line)

    def _take_data(self, line: str, number: int) -> None:
        if len(self.values) >= MOST_POINTS:
            self.dropped.add(FlawKind.TOO_MANY, number)
            return
        columns = line.replace(";", "\t").split()
        value = number_in(columns[0], decimal_comma=True) if columns else None
        if value is None:
            self.dropped.add(FlawKind.NO_NUMBER, number)
        # A line that cannot be read took its time like the others: it holds its place, without a value.
        speed = number_in(columns[1], decimal_comma=True) if len(columns) > 1 else None
        self.values.append(float("nan") if value is None else value)
        self.speeds.append(float("nan") if speed is None else speed)
        self.lines.append(number)

    def _has(self, place: int, old_place: int) -> bool:
        """Return whether a digit of the mode is set: by its place in `SMode`, or in `Mode` of an old version."""
        version = number_in(self.params.get("version", ""))
        is_old = "smode" not in self.params and version is not None and version <= OLD_UNTIL
        digits, digit = (self.params.get("mode", ""), old_place) if is_old else (self.params.get("smode", ""), place)
        return digits[digit : digit + 1] == "1"

    def interval_s(self) -> float | None:
        """Return the time from line to line, `BEAT_BY_BEAT`, or None where nothing says it."""
        stated = number_in(self.params.get("interval", ""))
        if stated == LAPS_ONLY:
            return None
        if stated is not None and stated > 0:
            return stated
        length_s = _clock_s(self.params.get("length", ""))
        # The length is that of the exercise, to the tenth of a second; devices keep a value each so many whole seconds.
        return float(round(length_s / len(self.values))) or None if length_s else None

    def start_s(self) -> float | None:
        """Return the start by the device's local time, as if that were UTC; None where it has no date."""
        day = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", self.params.get("date", ""), re.ASCII)
        if day is None:
            return None
        try:
            year, month, date = (int(part) for part in day.groups())
            midnight = datetime(year, month, date, tzinfo=UTC)
        except ValueError:
            return None
        return midnight.timestamp() + (_clock_s(self.params.get("starttime", "")) or 0.0)

    def points(self, start_s: float, interval_s: float) -> list[Point]:
        """Return a point for each line, `interval_s` apart."""
        unit_mps = TENTH_MPH_MPS if self._has(7, 2) else TENTH_KMH_MPS
        has_speed = self._has(0, 1)
        points: list[Point] = []
        for place, (value, speed) in enumerate(zip(self.values, self.speeds, strict=True)):
            bpm = round(value) if 0 <= value <= HIGHEST_BPM else None
            if bpm is None and not math.isnan(value):
                self.dropped.add(FlawKind.OUT_OF_RANGE, self.lines[place])
            speed_mps = speed * unit_mps if has_speed and 0 <= speed * unit_mps <= FASTEST_MPS else None
            points.append(Point(start_s + place * interval_s, bpm=bpm, speed_mps=speed_mps))
        return points

    def beats(self, start_s: float) -> list[Point]:
        """Return a point for each interval."""
        table = BeatTable()
        for value, line in zip(self.values, self.lines, strict=True):
            if not math.isnan(value):
                table.add(value, line)
        return beat_points(table, 0.001, self.dropped, start_s)

    def laps_s(self) -> list[float]:
        """Return where each lap ended."""
        return [lap_s for lap in self.laps if (lap_s := _clock_s(lap)) is not None]

    def distance_m(self) -> float | None:
        """Return the distance as the device sums it: the first line of [Trip]; 0 where it has no wheel and no pod."""
        tenths = number_in(self.trip[0]) if self.trip else None
        distance_m = (tenths or 0.0) * (TENTH_MILE_M if self._has(7, 2) else TENTH_KM_M)
        return distance_m if 0 < distance_m <= FARTHEST_M else None

    def source(self) -> dict[str, object]:
        """Return maker and model."""
        number = number_in(self.params.get("monitor", ""))
        model = MODELS.get(int(number)) if number is not None and number < max(MODELS) + 1 else None
        return {"maker": "Polar", "model": model} if model else {"maker": "Polar"}


def _clock_s(text: str) -> float | None:
    """Return the seconds of "h:mm:ss.s"."""
    found = re.fullmatch(r"(\d{1,3}):(\d{1,2}):(\d{1,2}(?:[.,]\d{1,3})?)", text.strip(), re.ASCII)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


READER = Reader("hrm", "Polar HRM file", "of a watch", sniff, read)
