"""Lays a file's RR intervals out in time: each is a reading at the beat that ends it.

An interval takes its time whether or not it can be a heartbeat: between two beats the strap may have missed one, or
taken a movement for one. Times beside the intervals are those of their arrival: apps get several at once, so they tell
only where intervals are missing.
"""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from coach.formats.dropped import Dropped
from coach.formats.file_times import LONGEST_SILENCE_S
from coach.formats.laid_out import Point
from coach.limits import HIGHEST_BPM, LONGEST_RR_S, SHORTEST_RR_S
from coach.session.flaws import FlawKind

SECONDS_BELOW = 10.0
"""The typical interval in seconds is below 3, in milliseconds above 200."""

LIKELY_FROM_S, LIKELY_TO_S = 0.25, 2.0
"""Of a heart that walks, runs or sleeps the typical interval lies here (240 to 30 bpm)."""

FEWEST_TO_JUDGE = 10
"""So many numbers that only grow are times or a count: intervals go up and down."""

GROWING_SHARE = 0.85
"""Of intervals about half are longer than the one before, even while a heart calms down; of times in a damaged file,
nearly all."""

LONGEST_LATE_S = 10.0
"""An app gets intervals some seconds late, and all at once: only if a step in the times is longer by this are there
intervals missing. (Of the real files, none has one longer by over 4.9 s.)"""


def unit_s(values: Sequence[float]) -> float | None:
    """Return how many seconds one of the numbers is, judged by all of them; None where they are no intervals.

    Intervals go up and down, and nobody writes them in whole seconds.
    """
    known = [value for value in values if not math.isnan(value)]
    positive = [value for value in known if value > 0]
    if not positive or _only_grow(known):
        return None
    typical = median(positive)
    unit = 1.0 if typical < SECONDS_BELOW else 0.001
    is_counted = unit == 1.0 and all(value.is_integer() for value in map(float, known))
    return unit if LIKELY_FROM_S <= typical * unit <= LIKELY_TO_S and not is_counted else None


def _only_grow(values: Sequence[float]) -> bool:
    if len(values) < FEWEST_TO_JUDGE:
        return False
    return sum(earlier < later for earlier, later in pairwise(values)) > GROWING_SHARE * (len(values) - 1)


@dataclass(slots=True)
class BeatTable:
    """Intervals in the file's order, with what stands beside each."""

    values: "array[float]" = field(default_factory=lambda: array("d"))
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    times_s: "array[float]" = field(default_factory=lambda: array("d"))
    """Of the arrival; not a number where the file has none."""

    def add(self, value: float, line: int, time_s: float = math.nan) -> None:
        """Take one more interval, of that line of the file."""
        self.values.append(value)
        self.lines.append(line)
        self.times_s.append(time_s)


def beat_points(table: BeatTable, unit: float, dropped: Dropped, start_s: float = 0.0) -> list[Point]:
    """Return a point for each interval that a heart can have; the others are counted.

    Args:
        table: the intervals.
        unit: seconds of one unit of their values.
        dropped: takes count of the others.
        start_s: where the first interval begins, where it has no time beside it.
    """
    points: list[Point] = []
    here_s, late_s, is_first = start_s, 0.0, True
    for value, line, time_s in zip(table.values, table.lines, table.times_s, strict=True):
        rr_s = value * unit
        if is_first and not math.isnan(time_s):
            here_s = time_s
        elif 0 < rr_s <= LONGEST_SILENCE_S:
            here_s += rr_s
        is_first = False
        lag_s = time_s - here_s
        if lag_s - late_s > LONGEST_LATE_S:
            here_s += lag_s - late_s
        elif not math.isnan(lag_s):
            late_s = lag_s
        if SHORTEST_RR_S <= rr_s <= LONGEST_RR_S and round(60 / rr_s) <= HIGHEST_BPM:
            points.append(Point(here_s, bpm=round(60 / rr_s), rr_s=(round(rr_s, 6),)))
        else:
            dropped.add(FlawKind.OUT_OF_RANGE, line)
    return points
