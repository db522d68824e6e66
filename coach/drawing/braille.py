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
    grounds: NDArray[np.bool_],
    *,
    shaded: bool,
) -> list[Line]:
    """Lines of cells.

    Args:
        dots: shape (4 * rows, 2 * cells).
        tones: of each cell with a dot, by row and cell.
        labels: what stands left of a row.
        grounds: the cells that are the band, shape (rows, cells).
        shaded: draw the band with a pattern instead of a ground colour.
    """
    rows, cells = dots.shape[0] // 4, dots.shape[1] // 2
    codes = np.einsum("rycx,yx->rc", dots.reshape(rows, 4, cells, 2), _BITS).tolist()
    grounded = grounds.tolist()
    blanks = {False: Span(" ", Ink(Tone.FAINT)), True: Span("░", Ink(Tone.FAINT))}
    if not shaded:
        blanks[True] = Span(" ", Ink(Tone.FAINT, Tone.BAND))
    inks = {
        (tone, on): Ink(tone, Tone.BAND if on and not shaded else None, bold=True) for tone in Tone for on in blanks
    }
    lines: list[Line] = []
    for row in range(rows):
        spans = [Span(labels.get(row, "").rjust(LABEL_CELLS - 1) + " ", MUTED)]
        for cell, (code, on) in enumerate(zip(codes[row], grounded[row], strict=True)):
            spans.append(Span(chr(_BLANK + code), inks[tones[row, cell], on]) if code else blanks[on])
        lines.append(tuple(spans))
    return lines
