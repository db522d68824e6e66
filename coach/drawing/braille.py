"""Dots in braille cells, two across and four down each, over the zone band: for the trace and the whole walk."""

import numpy as np
from numpy.typing import NDArray

from coach.drawing.ink import MUTED, Ink, Line, Span, Tone

LABEL_CELLS = 4
"""Left of the dots stand the band's bounds."""

_BLANK = 0x2800
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of a dot in a braille cell, by row (0-3) and column (0-1); Unicode, chapter 21."""


def draw_dots(
    dots: NDArray[np.bool_],
    tones: dict[tuple[int, int], Tone],
    labels: dict[int, str],
    band_rows: range,
    *,
    shaded: bool,
) -> list[Line]:
    """Lines of cells.

    Args:
        dots: shape (4 * rows, 2 * cells).
        tones: of each cell with a dot, by row and cell.
        labels: what stands left of a row.
        band_rows: the rows that are the band.
        shaded: draw the band with a pattern instead of a ground colour.
    """
    rows, cells = dots.shape[0] // 4, dots.shape[1] // 2
    codes = np.einsum("rycx,yx->rc", dots.reshape(rows, 4, cells, 2), _BITS).tolist()
    lines: list[Line] = []
    for row in range(rows):
        ground = Tone.BAND if row in band_rows and not shaded else None
        blank = Span("░" if row in band_rows and shaded else " ", Ink(Tone.FAINT, ground))
        inks = {tone: Ink(tone, ground, bold=True) for tone in (Tone.BELOW, Tone.IN, Tone.ABOVE)}
        spans = [Span(labels.get(row, "").rjust(LABEL_CELLS - 1) + " ", MUTED)]
        for cell, code in enumerate(codes[row]):
            spans.append(Span(chr(_BLANK + code), inks[tones[row, cell]]) if code else blank)
        lines.append(tuple(spans))
    return lines
