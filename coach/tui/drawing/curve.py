"""Numbers over time: a whole walk as a line over the zone band, a trend as columns. Gaps stay gaps."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coach.domain.zones import Band
from coach.tui.drawing.ink import FAINT, MUTED, Block, Ink, Line, Span, Tone

JOIN_S = 5.0
"""Points further apart have a gap between them: the age at which a heart rate is stale."""

LEAST_BPM = 30.0
"""A heart rate that hardly moved is not blown up to fill the picture."""

_BRAILLE = 0x2800
_DOT = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of a dot in a braille cell, by row (0-3) and column (0-1); Unicode, chapter 21."""

_LABEL_CELLS = 4


def draw_walk_curve(
    at_s: NDArray[np.float64], bpm: NDArray[np.float64], band: Band, width: int, height: int, *, shaded: bool = False
) -> Block:
    """The heart rate of a whole walk over its band, the minutes under it; nothing where there is no room."""
    cells, rows = width - _LABEL_CELLS, height - 1
    known = bpm[~np.isnan(bpm)]
    if cells < 12 or rows < 2 or not known.size:
        return ()
    lo, hi = min(float(known.min()), band.lo_bpm) - 2, max(float(known.max()), band.hi_bpm) + 2
    spare = max(0.0, LEAST_BPM - (hi - lo)) / 2
    lo, hi = lo - spare, hi + spare
    end_s = float(at_s[-1])
    heights = _column_means(at_s, bpm, end_s, cells * 2)
    dots = np.zeros((rows * 4, cells * 2), dtype=bool)
    before: int | None = None
    joined = max(1, math.ceil(JOIN_S / max(end_s, 1.0) * cells * 2))
    last_column = -joined
    for column, value in enumerate(heights):
        if math.isnan(value):
            continue
        depth = min(rows * 4 - 1, max(0, int((hi - value) / (hi - lo) * rows * 4)))
        start = depth if before is None or column - last_column > joined else before
        dots[min(start, depth) : max(start, depth) + 1, column] = True
        before, last_column = depth, column
    return (*_lines(dots, band, lo, hi, shaded=shaded), _minutes_axis(end_s, cells))


def _column_means(at_s: NDArray[np.float64], bpm: NDArray[np.float64], end_s: float, columns: int) -> list[float]:
    """The mean of what falls into each column of dots; NaN where nothing does."""
    index = np.minimum(columns - 1, (at_s / max(end_s, 1.0) * columns).astype(int))
    known = ~np.isnan(bpm)
    count = np.bincount(index[known], minlength=columns)
    total = np.bincount(index[known], weights=bpm[known], minlength=columns)
    return [float(total[i] / count[i]) if count[i] else math.nan for i in range(columns)]


def _lines(dots: NDArray[np.bool_], band: Band, lo: float, hi: float, *, shaded: bool) -> list[Line]:
    rows, cells = dots.shape[0] // 4, dots.shape[1] // 2
    row_bpm = (hi - lo) / rows
    top, bottom = round((hi - band.hi_bpm) / row_bpm), round((hi - band.lo_bpm) / row_bpm) - 1
    bottom = max(top, bottom)
    labels = {top: f"{band.hi_bpm:.0f}"}
    labels[bottom if bottom > top else bottom + 1] = f"{band.lo_bpm:.0f}"
    lines: list[Line] = []
    for row in range(rows):
        in_band = top <= row <= bottom
        ground = Tone.BAND if in_band and not shaded else None
        tone = Tone.IN if in_band else Tone.ABOVE if row < top else Tone.BELOW
        spans = [Span(labels.get(row, "").rjust(_LABEL_CELLS - 1) + " ", MUTED)]
        for cell in range(cells):
            code = sum(_DOT[y][x] for y in range(4) for x in range(2) if dots[row * 4 + y, cell * 2 + x])
            blank = "░" if in_band and shaded else " "
            spans.append(
                Span(
                    chr(_BRAILLE + code) if code else blank, Ink(tone if code else Tone.FAINT, ground, bold=bool(code))
                )
            )
        lines.append(tuple(spans))
    return lines


def _minutes_axis(end_s: float, cells: int) -> Line:
    row = list(" " * cells)
    whole = f"{end_s / 60:.0f} min"
    for text, start in (("0", 0), (whole, cells - len(whole)), (f"{end_s / 120:.0f}", cells // 2 - 1)):
        if start >= 0 and all(char == " " for char in row[max(0, start - 1) : start + len(text) + 1]):
            row[start : start + len(text)] = text
    return (Span(" " * _LABEL_CELLS), Span("".join(row), FAINT))


def draw_columns(values: Sequence[float | None], width: int, height: int, tone: Tone) -> Block:
    """The last values as columns, from a base somewhat under the least of them; a dot where there is none."""
    cells = 3 if width >= 3 * min(len(values), 12) and len(values) <= 12 else 2
    shown = list(values)[-max(1, width // cells) :]
    known = [value for value in shown if value is not None]
    if not known or height < 1:
        return ()
    top = max(known)
    base = max(0.0, min(known) - max((top - min(known)) / 2, top * 0.08))
    levels = [None if value is None else round((value - base) / max(top - base, 1e-9) * height * 8) for value in shown]
    lines: list[Line] = []
    for row in range(height - 1, -1, -1):
        spans: list[Span] = []
        for position, level in enumerate(levels):
            last = position == len(levels) - 1
            ink = Ink(tone, bold=last) if last else Ink(Tone.MUTED)
            if level is None:
                spans.append(Span(("·" if row == 0 else " ") + " " * (cells - 1), FAINT))
                continue
            part = max(0, min(8, max(1, level) - row * 8))
            spans.append(Span(" ▁▂▃▄▅▆▇█"[part] * (cells - 1) + " ", ink))
        lines.append(tuple(spans))
    return tuple(lines)
