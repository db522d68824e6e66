"""Big letters and digits from bitmaps, scaled to the room there is.

A stroke is `across` cells wide and `down` half cells high (half blocks), so it is about square when both are equal: a
terminal's cell is about twice as high as wide. Half blocks are the finest that every terminal font draws without seams.
"""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from coach.drawing.glyphs import BOLD, NARROW, TALL, Face
from coach.drawing.ink import PLAIN, Block, Ink, Line, Span

_HALVES = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}


class DigitScale(msgspec.Struct, frozen=True):
    """Size of a stroke: `across` cells wide, `down` half cells high. A letter has five strokes, a `tall` one seven."""

    across: int
    down: int
    tall: bool = False

    @property
    def face(self) -> Face:
        """The finest face whose pixels are whole half cells at this scale."""
        if self.tall:
            return TALL
        return BOLD if min(self.across, self.down) >= BOLD.stroke else NARROW

    @property
    def half_rows(self) -> int:
        """Half cells from top to bottom of a letter."""
        return self.face.rows // self.face.stroke * self.down

    @property
    def height(self) -> int:
        """Cells from top to bottom of a letter."""
        return (self.half_rows + 1) // 2


SMALLEST = DigitScale(1, 1)


def can_spell(text: str) -> bool:
    """Whether every character has a bitmap."""
    return all(char in BOLD.glyphs for char in text)


def width_of(text: str, scale: DigitScale) -> int:
    """Width in cells, one stroke of room between letters."""
    glyphs = scale.face.glyphs
    letters = sum(sum(_pixel_sizes(len(glyphs[char][0]), scale.across, scale.face.stroke)) for char in text)
    return letters + max(0, len(text) - 1) * scale.across


def _pixel_sizes(pixels: int, stroke_size: int, stroke: int) -> list[int]:
    """How many cells each pixel takes, when a stroke of one or two pixels takes `stroke_size`.

    Every stroke has the same thickness. Where one does not divide evenly its outer pixel is the smaller one, on both
    sides of the letter, so that round corners stay alike.
    """
    if stroke == 1:
        return [stroke_size] * pixels
    outer, inner = stroke_size // 2, stroke_size - stroke_size // 2
    strokes, odd = divmod(pixels, 2)
    first = (strokes + 1) // 2
    return [outer, inner] * first + [outer] * odd + [inner, outer] * (strokes - first)


@lru_cache(maxsize=64)
def largest_scale(text: str, width: int, height: int, *, most_down: int = 99) -> DigitScale | None:
    """The largest scale at which `text` fits into `width` x `height` cells; None when not even the smallest does.

    Letters may be stretched a quarter beyond square, or squeezed to three quarters: height counts most for reading
    from afar.
    """
    scales = scales_of(2 * height, most_down=most_down)
    return next((scale for scale in scales if not scale.tall and width_of(text, scale) <= width), None)


def scales_of(half_rows: int, *, most_down: int = 99) -> Iterator[DigitScale]:
    """All scales of letters at most that many half cells high, the tallest first, of one height the widest first."""
    scales = [
        DigitScale(across, down, tall)
        for down in range(1, min(half_rows // 5, most_down) + 1)
        for across in range(-(-3 * down // 4), down + down // 4 + 1)
        for tall in (False, True)
        if not tall or across == down <= 2
    ]
    fitting = (scale for scale in scales if scale.half_rows <= half_rows)
    return iter(sorted(fitting, key=lambda scale: (scale.half_rows, scale.across), reverse=True))


def half_rows_of(lines: int, scale: DigitScale) -> int:
    """Half cells from the top of the first to the bottom of the last of some lines, a stroke of room between them."""
    return lines * scale.half_rows + (lines - 1) * scale.down


def draw_big(text: str, scale: DigitScale, ink: Ink = PLAIN) -> Block:
    """The text in big letters.

    Raises:
        KeyError: for a character without a bitmap; ask `can_spell` first.
    """
    return draw_lines((text,), scale, ink)


@lru_cache(maxsize=64)
def draw_lines(texts: tuple[str, ...], scale: DigitScale, ink: Ink = PLAIN, *, lower: bool = False) -> Block:
    """Lines of big letters under each other, all as wide as the widest; `lower` begins half a cell further down.

    Raises:
        KeyError: as `draw_big`.
    """
    width = max(width_of(text, scale) for text in texts)
    half_rows: list[str] = ["." * width] * lower
    for number, text in enumerate(texts):
        if number:
            half_rows += ["." * width] * scale.down
        half_rows += [row.ljust(width, ".") for row in _half_rows(text, scale)]
    if len(half_rows) % 2:
        half_rows.append("." * width)
    pairs = zip(half_rows[::2], half_rows[1::2], strict=True)
    return tuple(_line(pair, ink) for pair in pairs)


def _line(half_rows: tuple[str, str], ink: Ink) -> Line:
    return (Span("".join(_HALVES[both] for both in zip(*half_rows, strict=True)), ink),)


def _half_rows(text: str, scale: DigitScale) -> list[str]:
    """The text as rows of half cells."""
    face = scale.face
    gap = "." * scale.across
    rows: list[str] = []
    for row, times in enumerate(_pixel_sizes(face.rows, scale.down, face.stroke)):
        drawn = gap.join(_stretched(face.glyphs[char][row], scale.across, face.stroke) for char in text)
        rows += [drawn] * times
    return rows


def _stretched(pixels: str, stroke_size: int, stroke: int) -> str:
    sizes = _pixel_sizes(len(pixels), stroke_size, stroke)
    return "".join(pixel * size for pixel, size in zip(pixels, sizes, strict=True))
