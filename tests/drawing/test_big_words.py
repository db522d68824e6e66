from hypothesis import given
from hypothesis import strategies as st

from coach.drawing.big_words import largest_words
from coach.drawing.block_font import DigitScale
from coach.drawing.ink import PLAIN, line_width, text_of

TALL = DigitScale(1, 1, tall=True)


def test_one_line_is_taken_where_it_fits_and_two_where_letters_then_fit_at_all():
    one = largest_words(("EASE OFF",), 40, 6)
    two = largest_words(("EASE OFF",), 24, 6)
    assert (one.lines, one.scale) == (("EASE OFF",), TALL)
    assert (two.lines, two.scale) == (("EASE", "OFF"), DigitScale(1, 1))


def test_two_lines_are_broken_as_evenly_as_they_can_be():
    assert largest_words(("SOON: COOL DOWN",), 40, 6).lines == ("SOON:", "COOL DOWN")
    assert largest_words(("A LITTLE MORE",), 34, 6).lines == ("A LITTLE", "MORE")


def test_the_taller_letters_win_and_of_equal_ones_the_earlier_spelling():
    assert largest_words(("▼ EASE OFF", "EASE OFF"), 38, 4).spelling == "EASE OFF"
    assert largest_words(("▼ EASE OFF", "EASE OFF"), 38, 3).spelling == "▼ EASE OFF"
    assert largest_words(("STOP", "STOP AND REST"), 38, 6).spelling == "STOP"


def test_what_cannot_be_spelt_or_does_not_fit_is_nothing():
    assert largest_words(("é", "", " "), 80, 24) is None
    assert largest_words(("EASE OFF",), 10, 24) is None
    assert largest_words(("EASE OFF",), 80, 2) is None


@given(
    spellings=st.lists(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 :?é", max_size=20), max_size=4),
    width=st.integers(0, 160),
    height=st.integers(0, 40),
)
def test_whatever_is_spelt_fits_and_is_as_large_as_told(spellings, width, height):
    words = largest_words(spellings, width, height)
    if words is None:
        return
    block = words.drawn(PLAIN)
    assert len(block) == words.height <= height
    assert {line_width(line) for line in block} == {words.width}
    assert words.width <= width
    assert " ".join(words.lines).split() == words.spelling.split()
    assert text_of(block).strip()
