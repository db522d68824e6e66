import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.drawing.block_font import (
    DigitScale,
    can_spell,
    draw_big,
    draw_lines,
    half_rows_of,
    largest_scale,
    scales_of,
    width_of,
)
from coach.drawing.ink import line_width, text_of


def test_the_smallest_digits_are_three_cells_by_three():
    assert text_of(draw_big("142", DigitScale(1, 1))) == "▄█  █ █ ▀▀█\n █  ▀▀█ █▀▀\n▀▀▀   ▀ ▀▀▀"


def test_from_two_cells_to_a_stroke_on_letters_have_curves_and_slopes():
    assert text_of(draw_big("7", DigitScale(2, 2))) == "██████\n    ██\n  ▄██▀\n  ██\n  ██"
    assert text_of(draw_big("O", DigitScale(2, 2))) == " ▄████▄\n██▀  ▀██\n██    ██\n██▄  ▄██\n ▀████▀"


def test_tall_letters_are_finer_than_the_smallest_and_hardly_higher():
    assert text_of(draw_big("SO", DigitScale(1, 1, tall=True))) == "▄▀▀▀ ▄▀▀▀▄\n▀▄▄  █   █\n   █ █   █\n▀▀▀   ▀▀▀"


@given(across=st.integers(1, 9), down=st.integers(1, 9), tall=st.booleans())
def test_every_stroke_is_as_thick_as_the_scale_says(across, down, tall):
    scale = DigitScale(across, down, tall)
    letter = text_of(draw_big("H", scale)).splitlines()
    assert letter[0].count("█") == 2 * across or down == 1
    assert width_of("I", scale) == across
    assert scale.half_rows == (7 if tall else 5) * down


def test_lines_under_each_other_have_a_stroke_of_room_between_them():
    scale = DigitScale(1, 1)
    assert text_of(draw_lines(("I", "II"), scale)) == "█\n█\n▀\n█ █\n█ █\n▀ ▀"
    assert text_of(draw_lines(("I",), scale, lower=True)) == "▄\n█\n█"
    assert len(draw_lines(("EASE", "OFF"), scale)) == (half_rows_of(2, scale) + 1) // 2 == 6
    assert {line_width(line) for line in draw_lines(("EASE", "OFF"), scale)} == {width_of("EASE", scale)}


@given(half_rows=st.integers(1, 80))
def test_scales_come_from_the_tallest_down_and_all_fit_the_height(half_rows):
    scales = list(scales_of(half_rows))
    assert all(scale.half_rows <= half_rows for scale in scales)
    assert [scale.half_rows for scale in scales] == sorted((scale.half_rows for scale in scales), reverse=True)
    assert (DigitScale(1, 1) in scales) is (half_rows >= 5)


@given(
    text=st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ: ▲▼", min_size=1, max_size=12),
    across=st.integers(1, 5),
    down=st.integers(1, 5),
    tall=st.booleans(),
)
def test_every_line_is_as_wide_and_the_whole_as_high_as_told(text, across, down, tall):
    scale = DigitScale(across, down, tall)
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
