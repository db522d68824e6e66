"""An address as a QR code: a camera reads from the terminal what stands beside it."""

import pytest

from coach.web.qr import BORDER, qr_lines, qr_modules

ADDRESS = "http://192.168.178.120:26224/#abcdefghijklmnopqrstuvwxyz"
FINDER = [
    "1111111",
    "1000001",
    "1011101",
    "1011101",
    "1011101",
    "1000001",
    "1111111",
]
"""ISO/IEC 18004: the pattern in three corners, by which a camera finds a code."""


def corner(rows, top, left):
    return ["".join("1" if module else "0" for module in row[left : left + 7]) for row in rows[top : top + 7]]


def test_a_code_has_its_three_corners_and_a_light_border():
    rows = qr_modules(ADDRESS)
    side = len(rows)
    assert {len(row) for row in rows} == {side}
    far = side - BORDER - 7
    assert corner(rows, BORDER, BORDER) == corner(rows, BORDER, far) == corner(rows, far, BORDER) == FINDER
    rim = [*rows[:BORDER], *rows[-BORDER:], *(row[:BORDER] + row[-BORDER:] for row in rows)]
    assert not any(module for row in rim for module in row)


def test_it_fits_a_terminal_of_the_usual_size():
    lines = qr_lines(ADDRESS)
    assert len(lines) <= 19, "with four lines of words: 24"
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("text", [ADDRESS, "http://127.0.0.1/#a"])
def test_its_lines_are_its_modules(text):
    rows, lines = qr_modules(text), qr_lines(text)
    upper = {"█": False, "▀": False, "▄": True, " ": True}
    lower = {"█": False, "▀": True, "▄": False, " ": True}
    drawn = [tuple(half[character] for character in line) for line in lines for half in (upper, lower)]
    assert tuple(drawn[: len(rows)]) == rows
    assert all(all(row) for row in drawn[len(rows) :]), "what is under the last row is ground, as dark as the terminal"
