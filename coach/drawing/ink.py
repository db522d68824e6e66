"""Inked text: what a drawing is made of, before a theme gives its tones a colour.

A drawing names tones ("above the zone"), never colours, so that one drawing serves every theme and no colour at all.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

import msgspec
from rich.cells import cell_len

_NARROW = re.compile("[ -~─-▟⠀-⣿]*")
"""What most text is made of, ASCII, lines, blocks and dots: each character takes one cell."""

_ALL, _NOT_BLANK = re.compile(".+"), re.compile("[^ ]+")


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


class Ink(msgspec.Struct, frozen=True, cache_hash=True):
    """How a piece of text is printed; `ground` None is the screen's own background."""

    tone: Tone = Tone.TEXT
    ground: Tone | None = None
    bold: bool = False


PLAIN = Ink()
MUTED = Ink(Tone.MUTED)
FAINT = Ink(Tone.FAINT)
STRONG = Ink(bold=True)


class Span(msgspec.Struct, frozen=True, cache_hash=True):
    """Text in one ink. A screen has hundreds, drawn anew each second: a dataclass takes five times as long to make."""

    text: str
    ink: Ink = PLAIN


Line = tuple[Span, ...]
Block = tuple[Line, ...]


def text_of(block: Iterable[Line]) -> str:
    """The bare text, line by line, without blanks at the ends, for tests to compare."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in block)


def text_width(text: str) -> int:
    """How many cells a text takes.

    What most text is made of need not be looked up: Rich remembers the last four thousand texts, and clocks and traces
    are other ones every second.
    """
    return len(text) if _NARROW.fullmatch(text) else cell_len(text)


def line_width(line: Line) -> int:
    """How many cells a line takes."""
    return sum(text_width(span.text) for span in line)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something is left out."""
    if text_width(text) <= width:
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
        left -= text_width(piece)
        line.append(Span(piece, span.ink))
        if piece != span.text:
            break
    return tuple(line)


def line_of(text: str, inks: Iterable[Ink]) -> Line:
    """The line of a text that has an ink for each character: a span for each stretch of one ink."""
    spans: list[Span] = []
    end = 0
    for ink, stretch in groupby(inks):
        start, end = end, end + len(list(stretch))
        spans.append(Span(text[start:end], ink))
    return tuple(spans)


class Rect(msgspec.Struct, frozen=True):
    """A place on the screen, in cells."""

    x: int
    y: int
    width: int
    height: int


class Canvas:
    """A grid of cells that blocks are put on. What does not fit its place is cut off: nothing can overlap."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._rows: list[list[_Part]] = [[] for _ in range(height)]

    def fill(self, place: Rect, ink: Ink) -> None:
        """Paint a place with the ground of an ink."""
        blank = (Span(" " * place.width, ink),)
        self.put(place, [blank] * place.height)

    def put(self, place: Rect, block: Iterable[Line]) -> None:
        """Put a block at the upper left corner of a place. Blanks without a ground leave what is there."""
        right = min(self._width, place.x + place.width)
        for row, line in zip(self._rows[place.y : place.y + place.height], block, strict=False):
            row.append((place.x, right, line))

    def block(self) -> Block:
        """Return all lines, each exactly as wide as the canvas.

        A blank shows only its ground, so it takes the style of the text beside it: fewer changes of style to print.
        """
        return tuple(_composed(self._width, tuple(row)) for row in self._rows)


_Part = tuple[int, int, Line]
"""A line with the cells where it begins and where it is cut."""


@lru_cache(maxsize=256)
def _composed(width: int, parts: tuple[_Part, ...]) -> Line:
    """A row of the canvas; most are what they were a second ago, and a large screen has some fifty."""
    row = _Row([" "] * width, [PLAIN] * width)
    for x, right, line in parts:
        row.put(x, right, line)
    return row.spans()


class _Row(msgspec.Struct, frozen=True):
    """Cells, each with its ink."""

    chars: list[str]
    inks: list[Ink]

    def put(self, x: int, right: int, line: Line) -> None:
        """Put a line from a cell on, up to `right`."""
        for span in line:
            if _NARROW.fullmatch(span.text):
                self._put_narrow(x, span.text[: max(0, right - x)], span.ink)
                x += len(span.text)
            else:
                x = self._put_any(x, right, span)
            if x > right:
                return

    def _put_narrow(self, x: int, text: str, ink: Ink) -> None:
        """Put a text whose characters take a cell each, and which has room."""
        for run in (_ALL if ink.ground is not None else _NOT_BLANK).finditer(text):
            first, end = x + run.start(), x + run.end()
            self._make_room(first, end)
            self.chars[first:end] = run[0]
            under = self.inks[first:end]
            is_all_ours = ink.ground is not None or under.count(PLAIN) == len(under)
            self.inks[first:end] = [ink] * len(under) if is_all_ours else [_over(ink, each) for each in under]

    def _put_any(self, x: int, right: int, span: Span) -> int:
        """Put a text of any characters; return the cell after it, beyond `right` where it did not fit."""
        for char in span.text:
            width = cell_len(char)
            if x + width > right:
                return right + 1
            if width == 0 and x > 0:  # a combining mark stays with its letter; a blank takes none
                letter = x - 1 if self.chars[x - 1] else x - 2
                self.chars[letter] += char if self.chars[letter] != " " else ""
            elif width and (char != " " or span.ink.ground is not None):
                self._make_room(x, x + width)
                self.chars[x : x + width] = [char, *[""] * (width - 1)]
                self.inks[x : x + width] = [_over(span.ink, self.inks[x])] * width
            x += width
        return x

    def _make_room(self, first: int, end: int) -> None:
        """Blank what is left of wide characters that are written over by half; the second cell of one is empty."""
        if not self.chars[first]:
            self.chars[first - 1] = " "
        if end < len(self.chars) and not self.chars[end]:
            self.chars[end] = " "

    def spans(self) -> Line:
        """The cells as a line."""
        spans: list[Span] = []
        text, ink, x = "", self.inks[0] if self.inks else PLAIN, 0
        for wanted, cells in groupby(self.inks):
            start, x = x, x + len(list(cells))
            piece = "".join(self.chars[start:x])
            if wanted != ink:
                if wanted.ground is ink.ground:  # blanks before it go with what was before
                    more = piece.lstrip(" ")
                    text, piece = text + " " * (len(piece) - len(more)), more
                if not piece:
                    continue
                if not (text.isspace() and wanted.ground is ink.ground):  # else only blanks so far: they take this ink
                    spans.append(Span(text, ink))
                    text = ""
                ink = wanted
            text += piece
        return (*spans, Span(text, ink))


def _over(ink: Ink, under: Ink) -> Ink:
    """The ink of a text on what is there: without a ground of its own it lets that one through."""
    return ink if ink.ground is not None or under.ground is None else Ink(ink.tone, under.ground, ink.bold)
