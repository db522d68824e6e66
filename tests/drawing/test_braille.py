"""Dots in braille cells: each dot is its own bit, and the band shows with and without colour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.drawing.braille import LABEL_CELLS, draw_dots
from coach.drawing.ink import Tone


def drawn(dots, *, labels=None, band_rows=range(0), shaded=False):
    rows, cells = dots.shape[0] // 4, dots.shape[1] // 2
    tones = np.array([[Tone.IN] * cells] * rows, dtype=object)
    grounds = np.zeros((rows, cells), dtype=bool)
    grounds[band_rows.start : band_rows.stop] = True
    return draw_dots(dots, tones, labels or {}, grounds, shaded=shaded)


@pytest.mark.parametrize(
    ("row", "column", "character"),
    [(0, 0, "⠁"), (1, 0, "⠂"), (2, 0, "⠄"), (3, 0, "⡀"), (0, 1, "⠈"), (1, 1, "⠐"), (2, 1, "⠠"), (3, 1, "⢀")],
)
def test_each_dot_is_where_it_belongs(row, column, character):
    dots = np.zeros((4, 2), dtype=bool)
    dots[row, column] = True
    (line,) = drawn(dots)
    assert line[-1].text == character


@given(data=st.data(), rows=st.integers(1, 4), cells=st.integers(1, 6))
def test_a_cell_is_blank_only_without_dots(data, rows, cells):
    flat = data.draw(st.lists(st.booleans(), min_size=rows * cells * 8, max_size=rows * cells * 8))
    dots = np.array(flat).reshape(rows * 4, cells * 2)
    for row, line in enumerate(drawn(dots)):
        text = "".join(span.text for span in line)
        assert len(text) == LABEL_CELLS + cells
        for cell in range(cells):
            some = dots[row * 4 : row * 4 + 4, cell * 2 : cell * 2 + 2].any()
            assert (text[LABEL_CELLS + cell] != " ") == some


def test_the_band_has_a_ground_or_a_pattern_and_a_label_stands_left():
    dots = np.zeros((8, 4), dtype=bool)
    coloured = drawn(dots, labels={0: "135"}, band_rows=range(1))
    assert [line[1].ink.ground for line in coloured] == [Tone.BAND, None]
    assert coloured[0][0].text == "135 "
    shaded = drawn(dots, band_rows=range(1), shaded=True)
    assert [line[1].text for line in shaded] == ["░░", "  "]
