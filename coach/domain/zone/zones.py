"""Heart-rate zones as data: a band in beats per minute and the five zones around Zone 2.

Zone 2 is 70-80 % of maximum heart rate here (README, "The programme"); most watches call that band
Zone 3, so Coach always prints the beats per minute.
"""

import math
from bisect import bisect_right
from enum import StrEnum
from itertools import pairwise

import msgspec

TYPICAL_ZONE_2_BPM = (120.0, 135.0)
"""The programme's typical band, for walkers with neither a measured maximum nor an age."""

ZONE_2_SHARE = (0.70, 0.80)
"""Zone 2 as a share of maximum heart rate (README, "The programme")."""

NARROWEST_BPM = 1.0
"""A walker cannot keep a band narrower than a strap resolves."""

ZONE_1_SHARE = 0.60
"""Zone 1 begins at 60 % of maximum, as in every five-zone model."""


class Position(StrEnum):
    """Where a believed heart rate lies relative to the step's band."""

    BELOW = "below"
    IN = "in"
    ABOVE = "above"


class Band(msgspec.Struct, frozen=True):
    """A closed range of heart rate, bpm.

    Raises:
        ValueError: when the range is narrower than 1 bpm or outside 30-250 bpm.
    """

    lo_bpm: float
    hi_bpm: float

    def __post_init__(self) -> None:
        in_order = 30 <= self.lo_bpm < self.hi_bpm <= 250
        if not in_order or self.hi_bpm - self.lo_bpm < NARROWEST_BPM:
            raise ValueError(
                "a band runs from a lower to a higher heart rate between 30 and 250 bpm, "
                f"not {self.lo_bpm:g}-{self.hi_bpm:g}"
            )

    def position(self, bpm: float) -> Position:
        """Return where `bpm` lies; the bounds belong to the band."""
        if bpm < self.lo_bpm:
            return Position.BELOW
        return Position.ABOVE if bpm > self.hi_bpm else Position.IN

    @property
    def whole_bpm(self) -> tuple[int, int]:
        """The bounds as they are printed beside a heart rate in whole beats.

        Half a beat is rounded into the band, since a heart rate of 127.6 is printed as 128: so a number never stands
        on another side of the printed bounds than the heart rate of the exact ones.
        """
        return math.floor(self.lo_bpm + 0.5), math.ceil(self.hi_bpm - 0.5)

    @property
    def middle_bpm(self) -> float:
        """The middle of the band."""
        return (self.lo_bpm + self.hi_bpm) / 2

    @property
    def width_bpm(self) -> float:
        """The distance from the lower to the upper bound."""
        return self.hi_bpm - self.lo_bpm

    @property
    def upper_half(self) -> "Band":
        """Where a tempo effort belongs: brisk, still inside Zone 2 (programme weeks 5-6).

        A band too narrow to halve is its own upper half.
        """
        return self if self.width_bpm < 2 * NARROWEST_BPM else Band(self.middle_bpm, self.hi_bpm)

    @property
    def lower_half(self) -> "Band":
        """What is left of it for a sore back: up to the middle. A band too narrow to halve is its own lower half."""
        return self if self.width_bpm < 2 * NARROWEST_BPM else Band(self.lo_bpm, self.middle_bpm)


class ZoneTable(msgspec.Struct, frozen=True):
    """Five zones by their lower bounds, bpm, and the heart rate taken as the maximum.

    `lower_bounds_bpm` rises strictly and has five entries; Zone 5 is open above. Zone 2 ends where Zone 3 begins.

    Raises:
        ValueError: when the bounds do not rise, or Zone 2 is no `Band`.
    """

    lower_bounds_bpm: tuple[float, float, float, float, float]
    max_bpm: float

    def __post_init__(self) -> None:
        bounds = (*self.lower_bounds_bpm, self.max_bpm)
        if not all(math.isfinite(bound) for bound in bounds) or any(a >= b for a, b in pairwise(bounds)):
            raise ValueError(f"zone bounds must rise: {self.lower_bounds_bpm}, maximum {self.max_bpm}")
        Band(self.lower_bounds_bpm[1], self.lower_bounds_bpm[2])

    @classmethod
    def from_max(cls, max_bpm: float) -> "ZoneTable":
        """Return the five zones of a maximum heart rate: 60, 70, 80 %, and the rest to the maximum in thirds."""
        third = (1 - ZONE_2_SHARE[1]) / 3
        shares = (ZONE_1_SHARE, *ZONE_2_SHARE, ZONE_2_SHARE[1] + third, ZONE_2_SHARE[1] + 2 * third)
        one, two, three, four, five = (share * max_bpm for share in shares)
        return cls((one, two, three, four, five), max_bpm)

    @classmethod
    def from_band(cls, band: Band, max_bpm: float | None = None) -> "ZoneTable":
        """Return zones around the walker's own Zone 2; without a maximum above it, its top is at 80 %."""
        top = band.hi_bpm / ZONE_2_SHARE[1]
        if max_bpm is not None and max_bpm >= band.hi_bpm + NARROWEST_BPM:
            top = max_bpm
        third = (top - band.hi_bpm) / 3
        below = min(band.lo_bpm * ZONE_1_SHARE / ZONE_2_SHARE[0], band.lo_bpm - 1)
        return cls((below, band.lo_bpm, band.hi_bpm, band.hi_bpm + third, band.hi_bpm + 2 * third), top)

    @property
    def zone_2(self) -> Band:
        """The programme's band."""
        return Band(self.lower_bounds_bpm[1], self.lower_bounds_bpm[2])

    def zone(self, bpm: float) -> int:
        """Return 0 under Zone 1, else 1-5. The top of Zone 2 still counts as Zone 2, as the band's bounds do."""
        if bpm == self.lower_bounds_bpm[2]:
            return 2
        return bisect_right(self.lower_bounds_bpm, bpm)


TYPICAL_ZONES = ZoneTable.from_band(Band(*TYPICAL_ZONE_2_BPM))
"""The zones of a walker that Coach knows nothing about."""
