"""A whole walk as a line over the zone band. Gaps stay gaps."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coach.domain.zone.zones import Band
from coach.drawing.bands import BandsOverTime, TraceScale, fit_rows, grounds, tone_of
from coach.drawing.braille import LABEL_CELLS, draw_dots
from coach.drawing.ink import FAINT, Block, Line, Span

REACH, LEAST_BPM = 2.0, 15.0
"""The plot makes room for twice the band's width under it: a warm-up from rest may begin under the edge."""


def draw_walk_curve(
    at_s: NDArray[np.float64],
    bpm: NDArray[np.float64],
    band: Band,
    width: int,
    height: int,
    *,
    bands: Sequence[tuple[float, Band | None]] = (),
    shaded: bool = False,
) -> Block:
    """The heart rate of a whole walk over its band, the minutes under it; empty when there is no room.

    `bands` are those valid in the walk, each with the time from which on it was; without them `band` held throughout.
    The last time is the end of the walk. A gap is where `bpm` is NaN; other points are joined, however far apart.
    """
    cells, rows = width - LABEL_CELLS, height - 1
    known = bpm[~np.isnan(bpm)]
    if cells < 12 or rows < 3 or not known.size:
        return ()
    lo_bpm = max(float(known.min()), band.lo_bpm - REACH * max(band.width_bpm, LEAST_BPM))
    scale = fit_rows(band, rows, lo_bpm, float(known.max()))
    end_s = float(at_s[-1])
    over_time = BandsOverTime(tuple(bands) or ((0.0, band),))
    columns_s = (np.arange(cells * 2) + 0.5) * end_s / (cells * 2)
    dots, tones = _dots(*_columns(at_s, bpm, end_s, cells * 2), over_time.at(columns_s), scale)
    ground = grounds(scale, over_time, columns_s[::2])
    return (
        *draw_dots(dots, tones, _edge_labels(scale) | scale.labels([band]), ground, shaded=shaded),
        _minutes_axis(end_s, cells),
    )


def _edge_labels(scale: TraceScale) -> dict[int, str]:
    """What the plot's upper and lower edges are."""
    top_bpm = scale.band.hi_bpm + scale.above_rows * scale.row_bpm
    bottom_bpm = scale.band.lo_bpm - scale.below_rows * scale.row_bpm
    return {0: f"{top_bpm:.0f}", scale.rows - 1: f"{max(0.0, bottom_bpm):.0f}"}


def _dots(
    means: NDArray[np.float64], beginnings: frozenset[int], bands: Sequence[Band | None], scale: TraceScale
) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """The line as dots, and the tone of each cell it passes; the part under the plot's edge is left out."""
    lowest = scale.rows * 4 - 1
    dots = np.zeros((lowest + 1, means.size), dtype=bool)
    tones = np.empty((scale.rows, means.size // 2), dtype=object)
    before = 0
    for column, (mean, depth) in enumerate(zip(means.tolist(), (scale.depth(means) * 4).tolist(), strict=True)):
        if math.isnan(mean):
            continue
        here = max(0, math.floor(depth))
        start = here if column in beginnings else before
        before = here
        top, bottom = min(start, here), min(lowest, max(start, here))
        if top > lowest:
            continue
        dots[top : bottom + 1, column] = True
        for row in range(top // 4, bottom // 4 + 1):
            tones[row, column // 2] = tone_of(mean, bands[column])
    return dots, tones


def _columns(
    at_s: NDArray[np.float64], bpm: NDArray[np.float64], end_s: float, columns: int
) -> tuple[NDArray[np.float64], frozenset[int]]:
    """The height of the line in each column of dots, NaN in a gap; and the columns where it begins after one.

    A column has the mean of its points; one without a point lies on the line between its neighbours.
    """
    index = np.minimum(columns - 1, (at_s / max(end_s, 1.0) * columns).astype(int))
    known = np.flatnonzero(~np.isnan(bpm))
    after_gap = np.diff(known, prepend=-2) > 1
    with_points, first, count = np.unique(index[known], return_index=True, return_counts=True)
    means = np.full(columns, np.nan)
    means[with_points] = np.add.reduceat(bpm[known], first) / count
    beginnings = frozenset(with_points[after_gap[first]].tolist())
    for left, right in pairwise(with_points.tolist()):
        if right not in beginnings:
            means[left : right + 1] = np.linspace(means[left], means[right], right - left + 1)
    return means, beginnings


def _minutes_axis(end_s: float, cells: int) -> Line:
    row = list(" " * cells)
    whole = f"{end_s / 60:.0f} min"
    middle_min = round(end_s / 120)
    middle_at = round(middle_min * 60 / max(end_s, 1.0) * cells) - 1
    for text, start in (("0", 0), (whole, cells - len(whole)), (f"{middle_min}", middle_at)):
        if start >= 0 and all(char == " " for char in row[max(0, start - 1) : start + len(text) + 1]):
            row[start : start + len(text)] = text
    return (Span(" " * LABEL_CELLS), Span("".join(row), FAINT))
