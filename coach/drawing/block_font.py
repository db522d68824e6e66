"""Big letters and digits from a 3x5 bitmap, scaled to the room there is.

A pixel is `across` cells wide and `down` half cells high (half blocks), so it is about square when both are equal: a
terminal's cell is about twice as high as wide.
"""

from dataclasses import dataclass

from coach.drawing.ink import PLAIN, Block, Ink, Span

ROWS = 5

_GLYPHS = {
    "0": "### #.# #.# #.# ###", "1": ".#. ##. .#. .#. ###", "2": "### ..# ### #.. ###", "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#", "5": "### #.. ### ..# ###", "6": "### #.. ### #.# ###", "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###", "9": "### #.# ### ..# ###",
    "A": "### #.# ### #.# #.#", "B": "##. #.# ##. #.# ##.", "C": "### #.. #.. #.. ###", "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..", "G": "### #.. #.# #.# ###", "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #", "J": "..# ..# ..# #.# ###", "K": "#.# #.# ##. #.# #.#", "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#", "O": "### #.# #.# #.# ###",
    "P": "### #.# ### #.. #..", "Q": "### #.# #.# ### ..#", "R": "##. #.# ##. #.# #.#", "S": "### #.. ### ..# ###",
    "T": "### .#. .#. .#. .#.", "U": "#.# #.# #.# #.# ###", "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#", "X": "#.# #.# .#. #.# #.#", "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    " ": ". . . . .", ":": ". # . # .", ".": ". . . . #", "-": "... ... ### ... ...", "!": "# # # . #",
    "'": "# # . . .", "+": "... .#. ### .#. ...", "?": "### ..# .## ... .#.",
    "▲": "..#.. .###. #.#.# ..#.. ..#..", "▼": "..#.. ..#.. #.#.# .###. ..#..",
    "↗": ".#### ...## ..#.# .#..# #....", "↘": "#.... .#..# ..#.# ...## .####",
    "●": ".##. #### #### #### .##.", "✓": "....# ....# #..#. .##.. ..#..", "‖": "##.## ##.## ##.## ##.## ##.##",
    "→": "..#.. ...#. ##### ...#. ..#..", "■": "##### ##### ##### ##### #####", "✕": "#...# .#.#. ..#.. .#.#. #...#",
    "…": "..... ..... ..... ..... #.#.#",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DigitScale:
    """Size of a pixel: `across` cells wide, `down` half cells high."""

    across: int
    down: int

    @property
    def height(self) -> int:
        """Cells from top to bottom of a letter."""
        return (ROWS * self.down + 1) // 2


def can_spell(text: str) -> bool:
    """Whether every character has a bitmap."""
    return all(char in _GLYPHS for char in text)


def pixels_across(text: str) -> int:
    """Width in pixels, one pixel of room between letters."""
    return sum(len(_GLYPHS[char].split()[0]) for char in text) + max(0, len(text) - 1)


def width_of(text: str, scale: DigitScale) -> int:
    """Width in cells."""
    return pixels_across(text) * scale.across


def largest_scale(text: str, width: int, height: int, *, most_down: int = 99) -> DigitScale | None:
    """The largest scale at which `text` fits into `width` x `height` cells; None when not even the smallest does.

    Letters may be stretched a quarter beyond square, or squeezed to three quarters: height counts most for reading
    from afar.
    """
    pixels = pixels_across(text)
    for down in range(min(2 * height // ROWS, most_down), 0, -1):
        across = min(width // pixels, down + down // 4) if pixels else down
        if across >= max(1, -(-3 * down // 4)):
            return DigitScale(across, down)
    return None


def draw_big(text: str, scale: DigitScale, ink: Ink = PLAIN) -> Block:
    """The text in big letters.

    Raises:
        KeyError: for a character without a bitmap; ask `can_spell` first.
    """
    glyphs = [_GLYPHS[char].split() for char in text]
    pixel_rows = [".".join(glyph[row] for glyph in glyphs) for row in range(ROWS)]
    half_rows = [row for row in pixel_rows for _ in range(scale.down)]
    if len(half_rows) % 2:
        half_rows.append("." * len(half_rows[0]))
    pairs = zip(half_rows[::2], half_rows[1::2], strict=True)
    halves = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}
    return tuple(
        (Span("".join(halves[both] * scale.across for both in zip(upper, lower, strict=True)), ink),)
        for upper, lower in pairs
    )
