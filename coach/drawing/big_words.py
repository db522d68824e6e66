"""Words in block letters, as large as their place allows, over two lines where that makes them larger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.drawing.block_font import DigitScale, can_spell, draw_lines, rows_of, scales_of, width_of
from coach.drawing.ink import Block, Ink


@dataclass(frozen=True, slots=True)
class BigWords:
    """A spelling in lines of block letters at a scale."""

    spelling: str
    lines: tuple[str, ...]
    scale: DigitScale

    @property
    def width(self) -> int:
        """Cells of the widest line."""
        return max(width_of(line, self.scale) for line in self.lines)

    @property
    def height(self) -> int:
        """Cells from top to bottom."""
        return rows_of(len(self.lines), self.scale)

    def drawn(self, ink: Ink) -> Block:
        """The lines, one under the other."""
        return draw_lines(self.lines, self.scale, ink)


def largest_words(spellings: Sequence[str], width: int, height: int) -> BigWords | None:
    """The spelling whose letters are the tallest in `width` x `height` cells; None when none fits.

    Of letters equally tall the earlier spelling is taken, and one line before two.
    """
    known = [spelling for spelling in spellings if spelling.strip() and can_spell(spelling)]
    for scale in scales_of(height):
        for spelling in known:
            for lines in _ways(spelling):
                words = BigWords(spelling, lines, scale)
                if words.height <= height and words.width <= width:
                    return words
    return None


def _ways(spelling: str) -> Iterator[tuple[str, ...]]:
    """The spelling in one line, and broken at its blanks into two, the most even first."""
    yield (spelling,)
    parts = spelling.split()
    breaks = [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
    yield from sorted(breaks, key=lambda lines: max(map(len, lines)))
