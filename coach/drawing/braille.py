"""Dots in braille cells, two across and four down each, over the zone band: for the trace and the whole walk."""

from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from coach.drawing.ink import MUTED, Ink, Line, Span, Tone

LABEL_CELLS = 4
"""Left of the dots stand the band's bounds."""

_BLANK = 0x2800
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of a dot in a braille cell, by row (0-3) and column (0-1); Unicode, chapter 21."""

_TONES = (None, *Tone)
_NUMBER_OF = {tone: number for number, tone in enumerate(_TONES)}
_INKS = [Ink(tone or Tone.FAINT, ground, bold=tone is not None) for tone, ground in product(_TONES, (None, Tone.BAND))]
"""Of a cell, by twice the number of its tone, and one more on the band's ground."""


def draw_dots(
    dots: NDArray[np.bool_],
    tones: NDArray[np.object_],
    labels: dict[int, str],
    grounds: NDArray[np.bool_],
    *,
    shaded: bool,
) -> list[Line]:
    """Lines of cells.

    Args:
        dots: shape (4 * rows, 2 * cells).
        tones: the tone of each cell that has a dot, shape (rows, cells).
        labels: what stands left of a row.
        grounds: the cells that are the band, shape (rows, cells).
        shaded: draw the band with a pattern instead of a ground colour.
    """
    rows, cells = dots.shape[0] // 4, dots.shape[1] // 2
    codes = np.einsum("rycx,yx->rc", dots.reshape(rows, 4, cells, 2), _BITS)
    blanks = np.where(grounds & shaded, ord("░"), ord(" "))
    chars = np.where(codes > 0, _BLANK + codes, blanks).astype("<u4")
    numbers = np.zeros((rows, cells), dtype=int)
    numbers[codes > 0] = [_NUMBER_OF[tone] for tone in tones[codes > 0].tolist()]
    numbers = 2 * numbers + (grounds & (not shaded))
    starts = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()  # of stretches of one ink, row after row
    text = chars.tobytes().decode("utf-32-le")
    lines = [[Span(labels.get(row, "").rjust(LABEL_CELLS - 1) + " ", MUTED)] for row in range(rows)]
    for (start, end), number in zip(pairwise([*starts, rows * cells]), numbers.ravel()[starts].tolist(), strict=True):
        lines[start // cells].append(Span(text[start:end], _INKS[number]))
    return [*map(tuple, lines)]
