from itertools import combinations, zip_longest

import pytest

from coach.drawing.glyphs import BOLD, NARROW, TALL

FACES = {"bold": BOLD, "tall": TALL, "narrow": NARROW}


def difference(face, one, other):
    """The pixels in which two glyphs differ, laid upon each other at their left edges."""
    rows = zip(face.glyphs[one], face.glyphs[other], strict=True)
    return sum(a != b for row in rows for a, b in zip_longest(*row, fillvalue="."))


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_a_glyph_is_pixels_in_rows_of_one_width(face):
    for char, glyph in face.glyphs.items():
        assert len(glyph) == face.rows, char
        assert len(set(map(len, glyph))) == 1, char
        assert set("".join(glyph)) <= set("#."), char


def test_every_face_spells_the_same_letters():
    assert set(BOLD.glyphs) == set(TALL.glyphs) == set(NARROW.glyphs)
    assert set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ :-?") < set(BOLD.glyphs)


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_no_two_glyphs_are_the_same(face):
    assert len(set(face.glyphs.values())) == len(face.glyphs)


@pytest.mark.parametrize("face", [BOLD, TALL], ids=["bold", "tall"])
def test_the_finer_faces_tell_all_glyphs_apart(face):
    glyphs = [char for char in face.glyphs if char != " "]
    alike = [pair for pair in combinations(glyphs, 2) if difference(face, *pair) < 3]
    assert alike == []
    assert min(len(glyph[0]) for char, glyph in face.glyphs.items() if char.isdigit()) >= 3
    assert face.rows >= 7


@pytest.mark.parametrize("pair", ["Z2", "S5", "O0", "I1", "B8", "G6"])
def test_what_is_easily_mixed_up_differs_more(pair):
    assert difference(TALL, *pair) >= 6
    assert difference(BOLD, *pair) >= 11


def test_round_letters_are_wide_and_digits_are_all_as_wide_or_narrower():
    for face in (BOLD, TALL):
        widths = {char: len(glyph[0]) for char, glyph in face.glyphs.items()}
        assert widths["O"] > widths["0"]
        assert max(widths[digit] for digit in "0123456789") == widths["8"]
