"""Words in block letters, as large as their place allows, over two lines where that makes them larger."""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from coach.drawing.block_font import DigitScale, can_spell, draw_lines, half_rows_of, scales_of, width_of
from coach.drawing.ink import Block, Ink


class BigWords(msgspec.Struct, frozen=True):
    """A spelling in lines of block letters at a scale."""

    spelling: str
    lines: tuple[str, ...]
    scale: DigitScale

    @property
    def width(self) -> int:
        """Cells of the widest line."""
        return max(width_of(line, self.scale) for line in self.lines)

    @property
    def half_rows(self) -> int:
        """Half cells from top to bottom."""
        return half_rows_of(len(self.lines), self.scale)

    @property
    def height(self) -> int:
        """Cells from top to bottom."""
        return (self.half_rows + 1) // 2

    def drawn(self, ink: Ink, *, lower: bool = False) -> Block:
        """The lines, one under the other; `lower` begins half a cell further down."""
        return draw_lines(self.lines, self.scale, ink, lower=lower)


@lru_cache(maxsize=64)
def largest_words(spellings: tuple[str, ...], width: int, half_rows: int) -> BigWords | None:
    """The spelling whose letters are the tallest in `width` cells by `half_rows` half cells; None when none fits.

    Of letters equally tall one line is taken before two, and of those the earlier spelling.
    """
    known = [spelling for spelling in spellings if spelling.strip() and can_spell(spelling)]
    for scale in scales_of(half_rows):
        for lines in (1, 2):
            for spelling in known:
                for way in _ways(spelling, lines):
                    words = BigWords(spelling, way, scale)
                    if words.half_rows <= half_rows and words.width <= width:
                        return words
    return None


def _ways(spelling: str, lines: int) -> Iterator[tuple[str, ...]]:
    """The spelling in one line, or broken at its blanks into two, the most even first."""
    if lines == 1:
        yield (spelling,)
        return
    parts = spelling.split()
    breaks = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    yield from sorted(breaks, key=lambda broken: max(map(len, broken)))
