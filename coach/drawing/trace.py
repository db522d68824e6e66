"""The last minutes as a line over the band of each moment: gaps stay gaps, cues are marked, what comes is dotted.

The present band's edges fall on the edges of rows, so that a line just above the band is seen just above it.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coach.domain.pacing.cue import Cue
from coach.domain.pacing.tracker import EXPECT_AHEAD_S
from coach.domain.zone.zones import Band
from coach.drawing.bands import BandsOverTime, TraceScale, fit_rows, grounds, tone_of
from coach.drawing.braille import LABEL_CELLS, draw_dots
from coach.drawing.ink import FAINT, MUTED, Block, Ink, Line, Span, Tone
from coach.session.snapshot import TraceView

WINDOWS_S = (120.0, 300.0, 600.0)
"""How much is shown: it grows with the walk in a few steps, because nobody reads a picture that keeps shrinking."""

RECENT_S = 180.0
"""The plot makes room for every point this recent; older ones further off than the band is wide may leave it."""

PLOTTED_BPM = (30.0, 240.0)
"""A course may lead beyond what a heart can do, and beyond what a band can be: the plot does not follow it there."""

BARE_BPM = (80.0, 139.0)
"""What a plot without a band and without a heart rate goes over."""

_AHEAD_CELLS = 6

_MARK: dict[Cue, tuple[str, Tone]] = {
    Cue.SPEED_UP: ("▲", Tone.BELOW),
    Cue.EASE_OFF: ("▼", Tone.ABOVE),
    Cue.DRIFTING_UP: ("↗", Tone.ABOVE),
    Cue.DRIFTING_DOWN: ("↘", Tone.BELOW),
    Cue.HOLD: ("●", Tone.IN),
    Cue.STOP_AND_REST: ("■", Tone.ALARM),
    Cue.STEP: ("┆", Tone.MUTED),
    Cue.SIGNAL_LOST: ("✕", Tone.MUTED),
}
"""The cues that explain the line; a cue mark in a crowd gives way to a more pressing one."""

_PRESSING = tuple(_MARK)


@lru_cache(maxsize=4)
def draw_trace(
    trace: TraceView,
    band: Band | None,
    now_s: float,
    width: int,
    height: int,
    *,
    expected_bpm: float | None = None,
    shaded: bool = False,
) -> Block:
    """The trace in `width` x `height` cells, each stretch over its own band; empty when that is too small.

    `band` is the present one. `shaded` draws bands with a pattern instead of a ground colour, for screens without
    colour.
    """
    if width < LABEL_CELLS + _AHEAD_CELLS + 8 or height < 3:
        return ()
    marks = height >= 5
    axis = height >= 6
    plot = _Plot(width - LABEL_CELLS, height - marks - axis, now_s)
    shown = plot.column(trace.at_s) >= 0
    at_s, bpm = trace.at_s[shown], trace.bpm[shown]
    bands = BandsOverTime(trace.bands or ((0.0, band),))
    seen = [*bands.between(now_s - plot.window_s, now_s), *([] if band is None else [band])]
    scale = _scale(at_s, bpm, seen, plot, expected_bpm)
    dots, tones = _dots(at_s, bpm, bands, scale, plot)
    if expected_bpm is not None and bpm.size and not math.isnan(bpm[-1]):
        _dot_ahead(dots, tones, float(bpm[-1]), expected_bpm, band, scale, plot)
    labels = scale.labels(seen or [scale.band])
    lines = draw_dots(dots, tones, labels, grounds(scale, bands, plot.cell_times()), shaded=shaded)
    if marks:
        lines.insert(0, _marks(trace, plot))
    if axis:
        lines.append(_axis(plot))
    return tuple(lines)


def _scale(
    at_s: NDArray[np.float64], bpm: NDArray[np.float64], seen: list[Band], plot: "_Plot", expected_bpm: float | None
) -> TraceScale:
    """Make room for all recent heart rates, older ones and other bands up to the band's width away from it.

    Without any band the plot goes over whole tens.
    """
    ahead = [] if expected_bpm is None else [expected_bpm]
    if not seen:
        beats = [*bpm[~np.isnan(bpm)].tolist(), *ahead]
        ends_bpm = np.clip([min(beats, default=BARE_BPM[0]), max(beats, default=BARE_BPM[1])], *PLOTTED_BPM) // 10 * 10
        tens = Band(float(ends_bpm[0]), float(ends_bpm[1]) + 10.0)
        return TraceScale(tens, 0, plot.rows, 0)
    band = seen[-1]
    margin_bpm = max(band.width_bpm, 15.0)
    lowest, highest = band.lo_bpm - margin_bpm, band.hi_bpm + margin_bpm
    reach = np.where(at_s >= plot.now_s - RECENT_S, bpm, np.clip(bpm, lowest, highest))
    edges = np.clip([edge for each in seen for edge in (each.lo_bpm, each.hi_bpm)], lowest, highest)
    beats = [*reach[~np.isnan(reach)].tolist(), *edges.tolist(), *ahead]
    return fit_rows(band, plot.rows, min(beats), max(beats), seen[:-1])


class _Plot:
    """From time to columns of dots (two a cell). The last columns are the future."""

    def __init__(self, cells: int, rows: int, now_s: float) -> None:
        self.cells = cells
        self.rows = rows
        self.now_s = now_s
        self.window_s = next((span for span in WINDOWS_S if span >= now_s), WINDOWS_S[-1])
        past_cells = cells - _AHEAD_CELLS
        if cells >= 60 and self.window_s > WINDOWS_S[1]:
            # There is room to give the future its true share as well.
            past_cells = min(past_cells, round(cells * self.window_s / (self.window_s + EXPECT_AHEAD_S)))
        self.past_cells = past_cells
        self._dot_s = self.window_s / (past_cells * 2 - 1)

    def column(self, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns of dots, as a fraction; now is the end of the past.

        The picture moves on by whole columns, so that all points keep their shape while it does.
        """
        columns: NDArray[np.float64] = self.past_cells * 2 - 1 - self.now_s // self._dot_s + at_s / self._dot_s
        return columns

    def cell_times(self) -> NDArray[np.float64]:
        """The time in the middle of each cell; of those ahead it is now."""
        columns = np.arange(self.cells) * 2 + 0.5
        past_s = (columns - self.past_cells * 2 + 1 + self.now_s // self._dot_s) * self._dot_s
        times: NDArray[np.float64] = np.minimum(past_s, self.now_s)
        return times

    def cell(self, at_s: float) -> int:
        """The cell of a time in the past."""
        return int(self.column(np.array([at_s]))[0]) // 2


def _dots(
    at_s: NDArray[np.float64], bpm: NDArray[np.float64], bands: BandsOverTime, scale: TraceScale, plot: _Plot
) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """The line as dots, and the tone of each cell it passes."""
    dots = np.zeros((plot.rows * 4, plot.cells * 2), dtype=bool)
    tones = np.empty((plot.rows, plot.cells), dtype=object)
    known = ~np.isnan(bpm)
    if not known.any():
        return dots, tones
    # Each point draws the line from the one before it; one after a gap only itself.
    ends = np.flatnonzero(known)
    starts = np.where(known[ends - 1] & (ends > 0), ends - 1, ends)
    columns, depths = plot.column(at_s).astype(int), scale.depth(bpm) * 4
    first, last = columns[starts], columns[ends]
    steps = np.maximum(1, last - first)
    falls = (depths[ends] - depths[starts]) / steps
    tone = bands.tones(at_s, bpm)
    # A column draws the line from half a column before it up to itself, so that no steep part has holes.
    which, number = _counted(last - first + 1)
    column = first[which] + number
    to = depths[ends][which] - falls[which] * (last[which] - column)
    since = np.where((number > 0) | (steps[which] == 1), to - falls[which], to)
    top = np.maximum(0, np.floor(np.minimum(to, since))).astype(int)
    bottom = np.minimum(dots.shape[0] - 1, np.floor(np.maximum(to, since))).astype(int)
    segment, number = _counted(np.maximum(0, bottom - top + 1))  # none where it lies beyond the plot's edge
    dots[top[segment] + number, column[segment]] = True
    tones[(top[segment] + number) // 4, column[segment] // 2] = tone[ends][which][segment]  # the later point wins
    return dots, tones


def _counted(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Repeat each index as often as counted; with it, which repetition it is, from 0 on."""
    which = np.repeat(np.arange(counts.size), counts)
    return which, np.arange(which.size) - (np.cumsum(counts) - counts)[which]


def _dot_ahead(
    dots: NDArray[np.bool_],
    tones: NDArray[np.object_],
    from_bpm: float,
    to_bpm: float,
    band: Band | None,
    scale: TraceScale,
    plot: _Plot,
) -> None:
    first, end = plot.past_cells * 2, plot.cells * 2
    for column in range(first + 1, end, 2):
        bpm = from_bpm + (to_bpm - from_bpm) * (column - first + 1) / (end - first)
        depth = int(np.clip(scale.depth(np.array([bpm]))[0] * 4, 0, plot.rows * 4 - 1))
        dots[depth, column] = True
        if tones[depth // 4, column // 2] is None:
            tones[depth // 4, column // 2] = tone_of(bpm, band)


def _marks(trace: TraceView, plot: _Plot) -> Line:
    """Mark where cues were given; of several in one cell the most pressing."""
    cells: dict[int, Cue] = {}
    for at_s, cue in trace.cues:
        if cue not in _MARK or not plot.now_s - plot.window_s <= at_s <= plot.now_s:
            continue
        cell = plot.cell(at_s)
        if cell not in cells or _PRESSING.index(cue) < _PRESSING.index(cells[cell]):
            cells[cell] = cue
    spans = [Span(" " * LABEL_CELLS)]
    end = 0
    for cell in sorted(cells):
        char, tone = _MARK[cells[cell]]
        spans += [Span(" " * (cell - end), MUTED), Span(char, Ink(tone))]
        end = cell + 1
    return (*spans, Span(" " * (plot.cells - end), MUTED))


def _axis(plot: _Plot) -> Line:
    """The time: how far back the left edge is, the middle, now, and the half minute ahead."""
    cells = list(" " * plot.cells)

    def put(text: str, start: int) -> None:
        start = max(0, min(plot.cells - len(text), start))
        if all(char == " " for char in cells[max(0, start - 1) : start + len(text) + 1]):
            cells[start : start + len(text)] = text

    put(f"-{plot.window_s / 60:.0f} min", 0)
    put("now", plot.past_cells - 3)
    put("+30 s", plot.cells - 5)
    half_s = plot.window_s / 2
    put(f"-{half_s / 60:g} min", plot.past_cells // 2 - 3)
    return (Span(" " * LABEL_CELLS), Span("".join(cells), FAINT))
