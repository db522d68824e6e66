"""The bands of a walk over time, on the rows and cells of a plot: each stretch has the band that was valid then."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.domain.zone.zones import Band
from coach.drawing.ink import Tone

ALIGNED_ROWS = 0.2
"""An edge this near to a row's is drawn at it; a larger miss shows a line over the band that was in it."""


_TONES = np.array([Tone.BELOW, Tone.IN, Tone.ABOVE, Tone.TEXT], dtype=object)


class BandsOverTime(msgspec.Struct, frozen=True):
    """Bands, each with the time from which on it was valid; None is "not known". Earlier times have the first one."""

    steps: tuple[tuple[float, Band | None], ...]

    def indexes(self, at_s: NDArray[np.float64]) -> list[int]:
        """Which step is valid at each time."""
        starts = np.array([from_s for from_s, _ in self.steps])
        found: list[int] = np.maximum(np.searchsorted(starts, at_s, side="right") - 1, 0).tolist()
        return found

    def at(self, at_s: NDArray[np.float64]) -> list[Band | None]:
        """The band at each time."""
        return [self.steps[index][1] for index in self.indexes(at_s)]

    def tones(self, at_s: NDArray[np.float64], bpm: NDArray[np.float64]) -> NDArray[np.object_]:
        """The tone of each heart rate against the band of its time, as `tone_of`; that of NaN says nothing."""
        bounds = np.array(
            [(math.nan, math.nan) if band is None else (band.lo_bpm, band.hi_bpm) for _, band in self.steps]
        )
        lo_bpm, hi_bpm = bounds[self.indexes(at_s)].T
        numbers = np.where(np.isnan(lo_bpm), 3, 1 + (bpm > hi_bpm) - 1 * (bpm < lo_bpm))
        return _TONES[numbers]

    def between(self, from_s: float, to_s: float) -> list[Band]:
        """The known bands that were valid in a stretch of time, the earliest first."""
        first, last = self.indexes(np.array([from_s, to_s]))
        return [band for _, band in self.steps[first : last + 1] if band is not None]


class TraceScale(msgspec.Struct, frozen=True):
    """Rows of a plot and their beats. `band_rows` rows in the middle are the band, exactly."""

    band: Band
    above_rows: int
    band_rows: int
    below_rows: int

    @property
    def rows(self) -> int:
        """All rows of the plot."""
        return self.above_rows + self.band_rows + self.below_rows

    @property
    def row_bpm(self) -> float:
        """Beats in one row."""
        return self.band.width_bpm / self.band_rows

    @property
    def top_bpm(self) -> float:
        """The heart rate at the upper edge of the plot."""
        return self.band.hi_bpm + self.above_rows * self.row_bpm

    def depth(self, bpm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows below the upper edge of the plot, as a fraction."""
        depth: NDArray[np.float64] = (self.top_bpm - bpm) / self.row_bpm
        return depth

    def rows_of(self, band: Band) -> range:
        """The rows that show a band: at least one while it is in the plot, and exact for the scale's own."""
        top, bottom = ((self.top_bpm - bpm) / self.row_bpm for bpm in (band.hi_bpm, band.lo_bpm))
        first, last = math.floor(top + 0.5), math.floor(bottom + 0.5)
        if last <= first:
            first = math.floor((top + bottom) / 2)
            last = first + 1
        return range(max(0, first), min(self.rows, last))

    def labels(self, bands: Sequence[Band]) -> dict[int, str]:
        """The bounds at the edges of bands, those of the last first; of a band of one row above and below it."""
        labels: dict[int, str] = {}
        for band in reversed(bands):
            rows = self.rows_of(band)
            if not rows:
                continue
            one = 1 if len(rows) == 1 else 0
            lo_bpm, hi_bpm = band.whole_bpm
            for row, bpm in ((rows[0] - one, hi_bpm), (rows[-1] + one, lo_bpm)):
                if 0 <= row < self.rows and f"{bpm}" not in labels.values():
                    labels.setdefault(row, f"{bpm}")
        return labels


def fit_rows(band: Band, rows: int, lo_bpm: float, hi_bpm: float, also: Sequence[Band] = ()) -> TraceScale:
    """Give the band the most rows, up to three fifths, that let `lo_bpm`-`hi_bpm` fit; else one, and cut the rest.

    Of those a half as many or more are taken, if then the edges of the other bands are edges of rows as well.
    """
    if rows < 3:
        return TraceScale(band, 0, max(1, rows), 0)
    fitting = [
        scale
        for band_rows in range(max(1, rows * 3 // 5), 0, -1)
        if (scale := _scale(band, rows, band_rows, lo_bpm, hi_bpm)) is not None
    ]
    if fitting:
        aligned = (scale for scale in fitting if 2 * scale.band_rows >= fitting[0].band_rows and _aligned(scale, also))
        return next(aligned, fitting[0])
    # Cut what does not fit at the plot's edge, on the side that has more of it.
    above = 1 if band.lo_bpm - lo_bpm >= hi_bpm - band.hi_bpm else rows - 2
    return TraceScale(band, above, 1, rows - 1 - above)


def _scale(band: Band, rows: int, band_rows: int, lo_bpm: float, hi_bpm: float) -> TraceScale | None:
    row_bpm = band.width_bpm / band_rows
    below = max(1, math.ceil((band.lo_bpm - lo_bpm) / row_bpm))
    above = max(1, math.ceil((hi_bpm - band.hi_bpm) / row_bpm))
    spare = rows - below - above - band_rows
    return None if spare < 0 else TraceScale(band, above + spare // 2, band_rows, below + spare - spare // 2)


def _aligned(scale: TraceScale, bands: Sequence[Band]) -> bool:
    edges = scale.depth(np.array([bpm for band in bands for bpm in (band.lo_bpm, band.hi_bpm)]))
    return bool(np.all(np.abs(edges - np.round(edges)) <= ALIGNED_ROWS))


def grounds(scale: TraceScale, bands: BandsOverTime, cells_at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The cells that are a band, shape (rows, cells): each column of cells has the band of its time."""
    ground = np.zeros((scale.rows, cells_at_s.size), dtype=bool)
    indexes = np.array(bands.indexes(cells_at_s), dtype=int)
    for index in set(indexes.tolist()):
        band = bands.steps[index][1]
        if band is not None:
            shown = scale.rows_of(band)
            ground[shown.start : shown.stop, indexes == index] = True
    return ground


def tone_of(bpm: float, band: Band | None) -> Tone:
    """The tone of a heart rate, against the plain bounds; without a band it has none of the three."""
    if band is None:
        return Tone.TEXT
    return Tone.BELOW if bpm < band.lo_bpm else Tone.ABOVE if bpm > band.hi_bpm else Tone.IN
