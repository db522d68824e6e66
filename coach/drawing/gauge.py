"""The gauge: the heart rate's position relative to the band, with the numbers at the band's ends."""

from functools import lru_cache

import msgspec

from coach.domain.zone.zones import Band, Position
from coach.drawing.ink import FAINT, Block, Ink, Line, Span, Tone, line_of

LEAST_SPAN_BPM = 15.0
"""Keeps a narrow band (a tempo effort's is half of Zone 2) from magnifying the beats around it."""

LEAST_CELLS = 24
"""A narrower gauge has no room for its numbers."""

LEAST_APART = 4
"""Cells between the middles of two numbers of three digits with a blank between them."""


class GaugeScale(msgspec.Struct, frozen=True):
    """From beats to cells: one band's width (at least `LEAST_SPAN_BPM`) is shown on either side of the band."""

    band: Band
    width: int

    @property
    def lo_bpm(self) -> float:
        """The left end."""
        return self.band.lo_bpm - max(self.band.width_bpm, LEAST_SPAN_BPM)

    @property
    def hi_bpm(self) -> float:
        """The right end."""
        return self.band.hi_bpm + max(self.band.width_bpm, LEAST_SPAN_BPM)

    def cell(self, bpm: float) -> int:
        """Return the cell of a heart rate; beyond the ends, that of the end."""
        share = (bpm - self.lo_bpm) / (self.hi_bpm - self.lo_bpm)
        return max(0, min(self.width - 1, int(share * self.width)))

    def cell_at(self, bpm: float, position: Position | None) -> int:
        """Return the cell of a heart rate, kept to the side of the bounds that a position names."""
        cell, first, last = self.cell(bpm), self.cell(self.band.lo_bpm), self.cell(self.band.hi_bpm)
        match position:
            case Position.BELOW:
                return min(cell, first - 1)
            case Position.IN:
                return max(first, min(last, cell))
            case Position.ABOVE:
                return max(cell, last + 1)
            case None:
                return cell


@lru_cache(maxsize=8)
def draw_gauge(
    bpm: float | None,
    band: Band | None,
    width: int,
    tone: Tone,
    *,
    rows: int = 3,
    position: Position | None = None,
    expected_bpm: float | None = None,
) -> Block:
    """In three rows the pointer, the bar, the numbers; in two the bounds stand in the bar, in one the pointer as well.

    The bar is heavy inside the band and light outside it, so that it reads without colour. Beyond the ends the pointer
    becomes an arrow. With a `position` the pointer keeps to its side: for some seconds after a crossing the number is
    already on the other one. `expected_bpm` marks where the heart rate is expected in half a minute. Under 24 cells,
    and without a band, there is no gauge.
    """
    if band is None or width < LEAST_CELLS:
        return ()
    scale = GaugeScale(band, width)
    at = None if bpm is None else scale.cell_at(bpm, position)
    if rows == 1:
        return (_bar_with_numbers(scale, at, bpm, tone),)
    pointer = _pointer(at, bpm, expected_bpm, scale, tone)
    if rows == 2:
        return (pointer, _bar_with_numbers(scale, None, None, tone))
    return (pointer, _bar(scale), _numbers(scale, scale.cell(band.lo_bpm), scale.cell(band.hi_bpm)))


def _bar_with_numbers(scale: GaugeScale, at: int | None, bpm: float | None, tone: Tone) -> Line:
    """The bar with the band's bounds just outside its ends; one where the pointer stands goes inside.

    In a band too narrow for that the pointer makes room, outwards: it stays on its side of number and band.
    """
    first, last = scale.cell(scale.band.lo_bpm), scale.cell(scale.band.hi_bpm)
    cells = [(char, span.ink) for span in _bar(scale) for char in span.text]
    strong = Ink(Tone.TEXT, bold=True)
    lo, hi = (f"{bpm}" for bpm in scale.band.whole_bpm)
    lo_start, hi_start = first - len(lo), last + 1
    roomy = last - first >= max(len(lo), len(hi))  # else two numbers would run into one
    if at is not None and lo_start <= at < first:
        lo_start, at = (first, at) if roomy else (lo_start, lo_start - 1)
    if at is not None and hi_start <= at < hi_start + len(hi):
        hi_start, at = (last + 1 - len(hi), at) if roomy else (hi_start, hi_start + len(hi))
    cells[lo_start : lo_start + len(lo)] = [(char, strong) for char in lo]
    cells[hi_start : hi_start + len(hi)] = [(char, strong) for char in hi]
    if at is not None and bpm is not None:
        cells[at] = (_mark(bpm, scale), Ink(tone, bold=True))
    return line_of("".join(char for char, _ in cells), (ink for _, ink in cells))


def _bar(scale: GaugeScale) -> Line:
    first, last = scale.cell(scale.band.lo_bpm), scale.cell(scale.band.hi_bpm)
    return (
        Span("━" * first, Ink(Tone.BELOW)),
        Span("█" * (last - first + 1), Ink(Tone.IN)),
        Span("━" * (scale.width - last - 1), Ink(Tone.ABOVE)),
    )


def _mark(bpm: float, scale: GaugeScale) -> str:
    return "◀" if bpm < scale.lo_bpm else "▶" if bpm > scale.hi_bpm else "▼"


def _pointer(at: int | None, bpm: float | None, expected_bpm: float | None, scale: GaugeScale, tone: Tone) -> Line:
    cells = [" "] * scale.width
    inks = [FAINT] * scale.width
    if at is None or bpm is None:
        return (Span("".join(cells)),)
    if expected_bpm is not None and (to := scale.cell(expected_bpm)) != at:
        step = 1 if to > at else -1
        for cell in range(at + step, to + step, step):
            cells[cell], inks[cell] = "╌", Ink(Tone.MUTED)
        cells[to] = "▸" if step > 0 else "◂"
    cells[at] = _mark(bpm, scale)
    inks[at] = Ink(tone, bold=True)
    return line_of("".join(cells), inks)


def _numbers(scale: GaugeScale, first: int, last: int) -> Line:
    """The band's bounds under its ends, the gauge's ends in the corners where there is room."""
    cells: list[tuple[str, Ink]] = [(" ", FAINT)] * scale.width

    def put(text: str, middle: int, ink: Ink) -> None:
        start = max(0, min(scale.width - len(text), middle - len(text) // 2))
        if all(cell[0] == " " for cell in cells[max(0, start - 1) : start + len(text) + 1]):
            cells[start : start + len(text)] = [(char, ink) for char in text]

    strong = Ink(Tone.TEXT, bold=True)
    lo_bpm, hi_bpm = scale.band.whole_bpm
    spread = max(0, LEAST_APART - (last - first))
    put(f"{lo_bpm}", first - (spread + 1) // 2, strong)
    put(f"{hi_bpm}", last + spread // 2, strong)
    put(f"{scale.lo_bpm:.0f}", 0, Ink(Tone.MUTED))
    put(f"{scale.hi_bpm:.0f} bpm", scale.width - 1, Ink(Tone.MUTED))
    return line_of("".join(char for char, _ in cells), (ink for _, ink in cells))
