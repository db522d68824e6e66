from hypothesis import assume, given
from hypothesis import strategies as st

from coach.drawing.big_words import largest_words
from coach.drawing.block_font import DigitScale
from coach.drawing.ink import PLAIN, line_width, text_of

TALL = DigitScale(1, 1, tall=True)


def test_one_line_is_taken_where_it_fits_and_two_where_letters_then_fit_at_all():
    one = largest_words(("EASE OFF",), 40, 12)
    two = largest_words(("EASE OFF",), 24, 12)
    assert (one.lines, one.scale) == (("EASE OFF",), TALL)
    assert (two.lines, two.scale) == (("EASE", "OFF"), DigitScale(1, 1))


def test_two_lines_are_broken_as_evenly_as_they_can_be():
    assert largest_words(("SOON: COOL DOWN",), 40, 12).lines == ("SOON:", "COOL DOWN")
    assert largest_words(("A LITTLE MORE",), 34, 12).lines == ("A LITTLE", "MORE")


def test_the_taller_letters_win_then_one_line_then_the_earlier_spelling():
    both = ("▼ EASE OFF", "EASE OFF")
    assert largest_words(both, 38, 8).spelling == "EASE OFF"
    assert largest_words(both, 38, 6).spelling == "▼ EASE OFF"
    assert largest_words(both, 34, 6).spelling == "EASE OFF"
    assert largest_words(both, 24, 12).lines == ("▼ EASE", "OFF")
    assert largest_words(("STOP", "STOP AND REST"), 38, 12).spelling == "STOP"


def test_what_cannot_be_spelt_or_does_not_fit_is_nothing():
    assert largest_words(("é", "", " "), 80, 48) is None
    assert largest_words(("EASE OFF",), 10, 48) is None
    assert largest_words(("EASE OFF",), 80, 4) is None


def test_words_may_begin_half_a_cell_further_down():
    words = largest_words(("I",), 1, 5)
    assert (words.height, text_of(words.drawn(PLAIN))) == (3, "█\n█\n▀")
    assert text_of(words.drawn(PLAIN, lower=True)) == "▄\n█\n█"


@given(
    spellings=st.lists(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 :?é", max_size=20), max_size=4),
    width=st.integers(0, 160),
    half_rows=st.integers(0, 80),
)
def test_whatever_is_spelt_fits_and_is_as_large_as_told(spellings, width, half_rows):
    words = largest_words(tuple(spellings), width, half_rows)
    assume(words is not None)
    block = words.drawn(PLAIN)
    assert len(block) == words.height <= (half_rows + 1) // 2
    assert {line_width(line) for line in block} == {words.width}
    assert words.width <= width
    assert " ".join(words.lines).split() == words.spelling.split()
    assert text_of(block).strip()
