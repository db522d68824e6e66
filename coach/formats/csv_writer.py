"""Writes a walk as a table, for a spreadsheet and whoever counts with one: RFC 4180, in UTF-8.

A row holds a heart rate with its intervals, a speed with the distance until then, or an event: nothing is averaged, and
a time without a measurement has no row. Every cell is a number, a time or one of our own words, so none can be taken
for a formula: nothing that a walker or a device has named is in it.
"""

import heapq
from collections.abc import Iterator
from datetime import timedelta

from coach.formats.file_format import Writer
from coach.formats.measured import Measured, measured
from coach.formats.written_walk import Written, WrittenLap, WrittenWalk

COLUMNS = ("time", "at_s", "bpm", "rr_ms", "speed_mps", "distance_m", "event")
"""`time` is the walker's, with its zone; `at_s` counts from the beginning; `rr_ms` are several, with blanks between."""

START, END, PAUSE, RESUME, LAP = "start", "end", "pause", "resume", "lap"
"""Events; a lap that is a step of Coach's has its kind after a colon."""

LINE_END = "\r\n"

Row = tuple[float, int, dict[str, object]]
"""The time, the order within it, and what stands in which column."""


def write(walk: WrittenWalk) -> Written:
    """Return the walk as a table, without names and notes of the walker's."""
    found = measured(walk.activity.inputs)
    lines = [",".join(COLUMNS)]
    for at_s, _, cells in heapq.merge(_events(walk, found), _beats(found), _speeds(found), key=lambda row: row[:2]):
        at_ms = round(at_s * 1000)
        time = walk.started_at + timedelta(milliseconds=at_ms)
        shown = {"time": time.isoformat(timespec="milliseconds"), "at_s": f"{at_ms / 1000:.3f}", **cells}
        lines.append(",".join(str(shown.get(column, "")) for column in COLUMNS))
    return Written("".join(f"{line}{LINE_END}" for line in lines).encode(), len(found.beats))


def _events(walk: WrittenWalk, found: Measured) -> Iterator[Row]:
    """Yield the events in order. Of one moment, what begins comes before the measurements, and what ends after them."""
    rows: list[Row] = [(0.0, -2, {"event": START})]
    rows += [(lap.from_s, -1, {"event": _lap(lap)}) for lap in walk.laps]
    for pause in found.pauses:
        rows.append((pause.from_s, 2, {"event": PAUSE}))
        if pause.to_s is not None:
            rows.append((pause.to_s, 2 if pause.to_s == pause.from_s else -1, {"event": RESUME}))
    rows.append((max(walk.lasts_s, found.last_s), 3, {"event": END}))
    yield from sorted(rows, key=lambda row: row[:2])


def _lap(lap: WrittenLap) -> str:
    return f"{LAP}:{lap.name}" if lap.name else LAP


def _beats(found: Measured) -> Iterator[Row]:
    for beat in found.beats:
        yield beat.at_s, 0, {"bpm": beat.bpm, "rr_ms": " ".join(map(str, beat.rr_ms))}


def _speeds(found: Measured) -> Iterator[Row]:
    for speed in found.moves:
        yield speed.at_s, 1, {"speed_mps": f"{speed.speed_mps:.3f}", "distance_m": f"{speed.distance_m:.2f}"}


WRITER = Writer(".csv", write)
