import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.drawing.block_font import DigitScale, can_spell, draw_big, largest_scale, width_of
from coach.drawing.ink import line_width, text_of


def test_the_smallest_digits_are_three_cells_by_three():
    assert text_of(draw_big("142", DigitScale(1, 1))) == "▄█  █ █ ▀▀█\n █  ▀▀█ █▀▀\n▀▀▀   ▀ ▀▀▀"


def test_two_to_a_pixel_are_whole_blocks():
    assert text_of(draw_big("7", DigitScale(2, 2))) == "██████\n    ██\n    ██\n    ██\n    ██"


@given(
    text=st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ: ▲▼", min_size=1, max_size=12),
    across=st.integers(1, 5),
    down=st.integers(1, 5),
)
def test_every_line_is_as_wide_and_the_whole_as_high_as_told(text, across, down):
    scale = DigitScale(across, down)
    block = draw_big(text, scale)
    assert len(block) == scale.height
    assert {line_width(line) for line in block} == {width_of(text, scale)}


@given(width=st.integers(1, 200), height=st.integers(1, 60))
def test_the_largest_scale_fits_and_is_not_far_from_square(width, height):
    scale = largest_scale("888", width, height)
    if scale is None:
        assert width < 11 or height < 3
        return
    assert width_of("888", scale) <= width
    assert scale.height <= height
    assert 0.75 <= scale.across / scale.down <= 1.25


@pytest.mark.parametrize(("text", "known"), [("EASE OFF", True), ("ease", False), ("É", False)])
def test_what_can_be_spelt(text, known):
    assert can_spell(text) is known


def test_every_glyph_is_five_rows_of_one_width():
    for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ :.-!'+?▲▼↗↘●✓‖→■✕…":
        block = draw_big(char, DigitScale(1, 2))
        assert len(block) == 5, char
        assert len({line_width(line) for line in block}) == 1, char
