"""Dots in braille cells, two across and four down each, over the zone band: for the trace and the whole walk."""

import numpy as np
from numpy.typing import NDArray

from coach.drawing.ink import MUTED, Ink, Line, Span, Tone, line_of

LABEL_CELLS = 4
"""Left of the dots stand the band's bounds."""

_BLANK = 0x2800
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of a dot in a braille cell, by row (0-3) and column (0-1); Unicode, chapter 21."""


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
    inks = {
        (tone, on): Ink(tone or Tone.FAINT, Tone.BAND if on and not shaded else None, bold=tone is not None)
        for tone in (None, *Tone)
        for on in (False, True)
    }
    lines: list[Line] = []
    for row, grounded in enumerate(grounds.tolist()):
        label = Span(labels.get(row, "").rjust(LABEL_CELLS - 1) + " ", MUTED)
        toned = [tone if code else None for code, tone in zip(codes[row].tolist(), tones[row].tolist(), strict=True)]
        inked = [inks[cell] for cell in zip(toned, grounded, strict=True)]
        lines.append((label, *line_of(chars[row].tobytes().decode("utf-32-le"), inked)))
    return lines
