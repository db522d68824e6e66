from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coach.drawing.ink import (
    Canvas,
    Ink,
    Rect,
    Span,
    Tone,
    cut,
    fit_line,
    line_of,
    line_width,
    text_of,
    text_width,
)


def test_what_does_not_fit_its_place_is_cut_off():
    canvas = Canvas(6, 2)
    canvas.put(Rect(0, 0, 3, 1), ((Span("abcdef"),), (Span("ghi"),)))
    canvas.put(Rect(3, 0, 9, 9), ((Span("123456"),), (Span("78"),), (Span("9"),)))
    assert text_of(canvas.block()) == "abc123\n   78"


def test_a_wide_character_never_stands_half_on_the_edge():
    canvas = Canvas(4, 1)
    canvas.put(Rect(0, 0, 4, 1), ((Span("a心心"),),))
    [line] = canvas.block()
    assert text_of([line]) == "a心"
    assert line_width(line) == 4


def test_blanks_leave_what_is_there_and_the_ground_shines_through():
    canvas = Canvas(3, 1)
    canvas.fill(Rect(0, 0, 3, 1), Ink(ground=Tone.BAND))
    canvas.put(Rect(0, 0, 3, 1), ((Span("x y", Ink(Tone.IN)),),))
    [line] = canvas.block()
    assert [(span.text, span.ink.tone, span.ink.ground) for span in line] == [
        ("x y", Tone.IN, Tone.BAND),
    ]


def test_blanks_go_with_the_text_beside_them_but_keep_their_ground():
    canvas = Canvas(8, 1)
    canvas.fill(Rect(6, 0, 2, 1), Ink(ground=Tone.BAND))
    canvas.put(Rect(2, 0, 6, 1), ((Span("a", Ink(Tone.IN)), Span(" "), Span("b", Ink(Tone.ABOVE))),))
    [line] = canvas.block()
    assert [(span.text, span.ink) for span in line] == [
        ("  a ", Ink(Tone.IN)),
        ("b ", Ink(Tone.ABOVE)),
        ("  ", Ink(ground=Tone.BAND)),
    ]


def test_a_combining_mark_stays_with_its_letter():
    canvas = Canvas(2, 1)
    canvas.put(Rect(0, 0, 2, 1), ((Span("x\u0301y"),),))
    assert text_of(canvas.block()) == "x\u0301y"


def test_the_first_choice_that_fits_is_taken():
    assert text_of([fit_line(5, [Span("longer")], [Span("short")])]) == "short"
    assert text_of([fit_line(4, [Span("longer")], [Span("sho"), Span("rter")])]) == "sho…"


class Cells:
    """A canvas as simple as can be: one cell after the other."""

    def __init__(self, width, height):
        self.right, self.bottom = width, height
        self.cells = [[(" ", Ink())] * width for _ in range(height)]

    def put(self, place, block):
        right = min(self.right, place.x + place.width)
        for y, line in zip(range(place.y, min(self.bottom, place.y + place.height)), block, strict=False):
            x = place.x
            for char, ink in ((char, span.ink) for span in line for char in span.text):
                width = cell_len(char)
                if x + width > right:
                    break
                if width == 0 and x > 0:
                    letter = max(cell for cell in range(x) if self.cells[y][cell][0])
                    if self.cells[y][letter][0] != " ":
                        self.cells[y][letter] = (self.cells[y][letter][0] + char, self.cells[y][letter][1])
                elif width and (char != " " or ink.ground is not None):
                    shown = Ink(ink.tone, ink.ground or self.cells[y][x][1].ground, ink.bold)
                    for cell in range(x, x + width + 1):
                        self.halve(y, cell)
                    self.cells[y][x : x + width] = [(char, shown)] + [("", shown)] * (width - 1)
                x += width

    def halve(self, y, cell):
        """Blank both cells of a wide letter whose second cell is this one."""
        if cell < self.right and not self.cells[y][cell][0]:
            self.cells[y][cell - 1 : cell + 1] = [(" ", ink) for _, ink in self.cells[y][cell - 1 : cell + 1]]

    def block(self):
        return tuple(map(self._line, self.cells))

    @staticmethod
    def _line(row):
        spans, text, ink = [], "", row[0][1]
        for char, wanted in row:
            if wanted != ink and (char != " " or wanted.ground is not ink.ground):
                if not (text.isspace() and wanted.ground is ink.ground):
                    spans.append(Span(text, ink))
                    text = ""
                ink = wanted
            text += char
        return (*spans, Span(text, ink))


INKS = st.builds(
    Ink, st.sampled_from([Tone.TEXT, Tone.IN]), st.sampled_from([None, None, Tone.BAND, Tone.GROUND]), st.booleans()
)
TEXTS = st.text(st.sampled_from("  ab█▀⠁⣿─♥▲…心計\u0301\u200d"), max_size=9)


@given(
    puts=st.lists(
        st.tuples(
            st.integers(0, 13),
            st.integers(0, 3),
            st.integers(0, 13),
            st.integers(0, 3),
            st.lists(st.lists(st.builds(Span, TEXTS, INKS), max_size=4).map(tuple), max_size=3),
        ),
        max_size=5,
    )
)
def test_a_canvas_is_what_putting_one_cell_after_the_other_makes(puts):
    canvas, cells = Canvas(12, 3), Cells(12, 3)
    for x, y, width, height, block in puts:
        canvas.put(Rect(x, y, width, height), block)
        cells.put(Rect(x, y, width, height), block)
    assert canvas.block() == cells.block()
    assert [sum(cell_len(char) for span in line for char in span.text) for line in canvas.block()] == [12] * 3


def test_a_wide_letter_that_is_written_over_by_half_leaves_a_blank():
    canvas = Canvas(6, 1)
    canvas.put(Rect(0, 0, 6, 1), [(Span("心計心"),)])
    canvas.put(Rect(1, 0, 2, 1), [(Span("ab"),)])
    assert text_of(canvas.block()) == " ab 心"


def test_a_line_has_a_span_for_each_stretch_of_one_ink():
    line = line_of("aabc", [Ink(), Ink(), Ink(Tone.IN), Ink()])
    assert line == (Span("aa"), Span("b", Ink(Tone.IN)), Span("c"))


@given(text=st.text(), width=st.integers(0, 40))
def test_cut_is_never_wider(text, width):
    assert cell_len(cut(text, width)) <= width


@given(
    pieces=st.lists(
        st.tuples(st.text(max_size=8), st.integers(-2, 12), st.integers(-1, 5), st.integers(0, 9)), max_size=6
    ),
    width=st.integers(1, 10),
    height=st.integers(1, 4),
)
def test_a_canvas_keeps_its_size(pieces, width, height):
    canvas = Canvas(width, height)
    for text, x, y, room in pieces:
        canvas.put(Rect(max(0, x), max(0, y), room, 2), ((Span(text),), (Span(text),)))
    assert [line_width(line) for line in canvas.block()] == [width] * height


@given(st.text())
def test_a_text_is_as_wide_as_rich_says(text):
    assert text_width(text) == cell_len(text)


@given(st.text(st.sampled_from("az 09~─┆▀█░▲▼⠀⡇⣿")))
def test_what_most_text_is_made_of_is_as_wide_as_rich_says(text):
    assert text_width(text) == cell_len(text)


def test_a_clock_and_a_trace_leave_nothing_in_rich_s_memory(monkeypatch):
    monkeypatch.setattr("coach.drawing.ink.cell_len", None)
    assert text_width("Zone 2  1:02:33  ▀▀█  ⣀⣠⡤ ░░ ─") == 30
