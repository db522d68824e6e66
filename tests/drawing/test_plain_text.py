import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coach.drawing.plain_text import plain_text, strap_label


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Polar H10 1234", "Polar H10 1234"),
        ("[bold red]H10[/]", "[bold red]H10[/]"),
        ("\x1b[2J\x07H10\r\nnext", "[2J H10 next"),
        ("a\u202eb\u2066c\u200fd\u200be\ufeff", "abcde"),
        ("רצועה", "רצועה"),
        ("心拍ストラップ", "心拍ストラップ"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("x" + "\u0301" * 50, "x\u0301\u0301"),
        ("a\u2028b\u2029c", "a b c"),
        ("\ud800\ue000\uffff!", "!"),
        ("  much \t room  ", "much room"),
    ],
)
def test_shown_as_text(text, shown):
    assert plain_text(text) == shown


@pytest.mark.parametrize("name", ["", "\x00\x01", "\u202e\u200b"])
def test_a_strap_without_a_printable_name_still_has_one(name):
    assert strap_label(name) == "unnamed strap"


def test_a_long_name_is_cut():
    assert strap_label("heart " * 50) == "heart heart heart heart hea…"
    assert cell_len(strap_label("心" * 100)) <= 28


@given(text=st.text(), cells=st.integers(0, 60))
def test_whatever_comes_is_one_printable_line_of_the_width(text, cells):
    shown = plain_text(text, cells)
    assert cell_len(shown) <= cells
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(text=st.text())
def test_once_is_enough(text):
    assert plain_text(plain_text(text)) == plain_text(text)
