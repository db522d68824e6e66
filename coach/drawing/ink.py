"""Inked text: what a drawing is made of, before a theme gives its tones a colour.

A drawing names tones ("above the zone"), never colours, so that one drawing serves every theme and no colour at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len


class Tone(StrEnum):
    """What a colour means. The values are the names of theme variables in `coach.tui.themes`."""

    TEXT = "walk-text"
    MUTED = "walk-muted"
    FAINT = "walk-faint"
    KEY = "walk-key"
    BELOW = "walk-below"
    IN = "walk-in"
    ABOVE = "walk-above"
    ALARM = "walk-alarm"
    EASY = "walk-easy"
    BAND = "walk-band"
    GROUND = "walk-ground"


@dataclass(frozen=True, slots=True)
class Ink:
    """How a piece of text is printed; `ground` None is the screen's own background."""

    tone: Tone = Tone.TEXT
    ground: Tone | None = None
    bold: bool = False


PLAIN = Ink()
MUTED = Ink(Tone.MUTED)
FAINT = Ink(Tone.FAINT)
STRONG = Ink(bold=True)


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one ink."""

    text: str
    ink: Ink = PLAIN


Line = tuple[Span, ...]
Block = tuple[Line, ...]


def text_of(block: Iterable[Line]) -> str:
    """The bare text, line by line, without blanks at the ends, for tests to compare."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in block)


def line_width(line: Line) -> int:
    """How many cells a line takes."""
    return sum(cell_len(span.text) for span in line)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something is left out."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = "", 0
    for char in text:
        used += cell_len(char)
        if used > width - 1:
            break
        kept += char
    return kept.rstrip() + "…"


def fit_line(width: int, *choices: Sequence[Span]) -> Line:
    """The first of the choices that fits into `width`; the last one, cut, when none does."""
    for choice in choices:
        if line_width(tuple(choice)) <= width:
            return tuple(choice)
    left, line = width, []
    for span in choices[-1]:
        piece = cut(span.text, left)
        left -= cell_len(piece)
        line.append(Span(piece, span.ink))
        if piece != span.text:
            break
    return tuple(line)


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the screen, in cells."""

    x: int
    y: int
    width: int
    height: int


class Canvas:
    """A grid of cells that blocks are put on. What does not fit its place is cut off: nothing can overlap."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height
        self._cells: list[list[tuple[str, Ink]]] = [[(" ", PLAIN)] * width for _ in range(height)]

    def fill(self, place: Rect, ink: Ink) -> None:
        """Paint a place with one ink."""
        for y in range(max(0, place.y), min(self._height, place.y + place.height)):
            for x in range(max(0, place.x), min(self._width, place.x + place.width)):
                self._cells[y][x] = (" ", ink)

    def put(self, place: Rect, block: Iterable[Line]) -> None:
        """Put a block at the upper left corner of a place. Blanks without a ground leave what is there."""
        right = min(self._width, place.x + place.width)
        for y, line in zip(range(place.y, min(self._height, place.y + place.height)), block, strict=False):
            x = place.x
            for char, ink in _chars(line):
                # Most are a plain letter or a block: it is asked for each.
                plain = (char.isascii() and char.isprintable()) or "▀" <= char <= "█"
                width = 1 if plain else cell_len(char)
                if x + width > right:
                    break
                if width == 0:
                    self._join(x - 1, y, char)
                    continue
                if char != " " or ink.ground is not None:
                    under = self._cells[y][x][1]
                    shown = ink if ink.ground is not None else Ink(ink.tone, under.ground, ink.bold)
                    self._cells[y][x] = (char, shown)
                    for more in range(1, width):
                        self._cells[y][x + more] = ("", shown)
                x += width

    def _join(self, x: int, y: int, mark: str) -> None:
        """Add a combining mark to the cell of its letter."""
        if x >= 0:
            char, ink = self._cells[y][x]
            self._cells[y][x] = (char + mark, ink)

    def block(self) -> Block:
        """Return all lines, each exactly as wide as the canvas.

        A blank shows only its ground, so it takes the style of the text beside it: fewer changes of style to print.
        """
        return tuple(_spans(row) for row in self._cells)


def _spans(row: list[tuple[str, Ink]]) -> Line:
    spans: list[Span] = []
    text, ink = "", row[0][1] if row else PLAIN
    for char, wanted in row:
        if wanted is not ink and wanted != ink and (char != " " or wanted.ground is not ink.ground):
            if text.isspace() and wanted.ground is ink.ground:
                ink = wanted  # only blanks so far: they take the ink that follows
            else:
                spans.append(Span(text, ink))
                text, ink = "", wanted
        text += char
    return (*spans, Span(text, ink))


def _chars(line: Line) -> Iterator[tuple[str, Ink]]:
    for span in line:
        for char in span.text:
            yield char, span.ink
