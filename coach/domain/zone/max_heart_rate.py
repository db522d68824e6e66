"""Derives the zones: from a measured maximum first, an age second, else from the programme's typical band.

| formula | bpm | error |
|---|---|---|
| Tanaka 2001 | 208 - 0.7 age | sd about 10 bpm |
| Fox 1971 | 220 - age | sd 10-12 bpm; Robergs & Landwehr 2002 find no scientific merit |
| Gellish 2007 | 207 - 0.7 age | 908 tests of 132 people; no better than 10 bpm for one person |
| Nes 2013 (HUNT study) | 211 - 0.64 age | standard error 10.8 bpm, n = 3320 |

With an error of 10.8 bpm the middle of the computed zone lies outside the true zone in 29 % of people: so Coach always
shows a formula as an estimate, and the talk test corrects it. Medicines that lower the heart rate make every formula
useless (errors of 18 bpm, Brawner 2004), so with them Coach uses only a measured maximum or the walker's own band.
"""

from enum import StrEnum

import msgspec

from coach.domain.zone.zones import TYPICAL_ZONES, ZONE_2_SHARE, Band, ZoneTable

YOUNGEST, OLDEST = 18, 100
"""The approximate age range behind the formulas."""


class Formula(StrEnum):
    """A published formula for maximum heart rate from age."""

    TANAKA = "tanaka"
    FOX = "fox"
    GELLISH = "gellish"
    HUNT = "hunt"


class _Line(msgspec.Struct, frozen=True):
    at_birth_bpm: float
    per_year_bpm: float
    error_bpm: float


_LINES: dict[Formula, _Line] = {
    Formula.TANAKA: _Line(208.0, 0.7, 10.0),
    Formula.FOX: _Line(220.0, 1.0, 11.0),
    Formula.GELLISH: _Line(207.0, 0.7, 10.0),
    Formula.HUNT: _Line(211.0, 0.64, 10.8),
}


class MaxEstimate(msgspec.Struct, frozen=True):
    """A maximum heart rate and its published error, one standard deviation."""

    max_bpm: float
    error_bpm: float


def estimate(age: int, formula: Formula = Formula.TANAKA) -> MaxEstimate:
    """Return the estimated maximum heart rate at that age.

    Raises:
        ValueError: when the formulas do not cover that age.
    """
    if not YOUNGEST <= age <= OLDEST:
        raise ValueError(f"the formulas hold for {YOUNGEST} to {OLDEST} years, not for {age}")
    line = _LINES[formula]
    return MaxEstimate(line.at_birth_bpm - line.per_year_bpm * age, line.error_bpm)


RESERVE_SHARE = (0.50, 0.65)
"""Zone 2 as a share of the reserve. 70-80 % of maximum is about 50-65 % of the reserve at a rest of 60-70 bpm: the same
effort, adapted to the resting heart rate."""


class ZoneModel(StrEnum):
    """What the 70-80 % is a share of."""

    MAXIMUM = "maximum"
    RESERVE = "reserve"
    """Of the reserve above the resting heart rate (Karvonen 1957)."""


NO_BAND_YET = "No zone yet: with heart medicine no formula holds. Your talk test finds it as you walk."
"""Of the walker whose band is to be found: a whole sentence, for it says what happens next."""


class Zones(msgspec.Struct, frozen=True):
    """A walker's zones, and a phrase that says where they come from."""

    table: ZoneTable | None
    """None while none can be known: with medicine that slows the heart, before the talk test has found a band."""
    source: str

    @property
    def allows_speed_up(self) -> bool:
        """Whether Coach may push at the lower bound: not towards one that a single answer finds."""
        return self.table is not None


def zones_for(
    *,
    own_band: Band | None = None,
    measured_max_bpm: float | None = None,
    age: int | None = None,
    formula: Formula = Formula.TANAKA,
    resting_bpm: float | None = None,
    model: ZoneModel = ZoneModel.MAXIMUM,
    slowing_medication: bool = False,
) -> Zones:
    """Return the zones from the first known of: own band, measured maximum, estimate from age, typical band.

    Medicine that slows the heart leaves only the own band: neither a formula nor a maximum from before it holds.

    Raises:
        ValueError: when no person can have these numbers.
    """
    if own_band is not None:
        table = ZoneTable.from_band(own_band, measured_max_bpm)
        return Zones(table, f"your own band, {_text(own_band)} bpm")
    if slowing_medication:
        return Zones(None, NO_BAND_YET)
    if measured_max_bpm is not None:
        source = f"your measured maximum, {measured_max_bpm:.0f} bpm"
        return _from_max(measured_max_bpm, resting_bpm, model, source)
    if age is not None:
        found = estimate(age, formula)
        name = formula.value.capitalize()
        source = f"your age ({name}: {found.max_bpm:.0f} bpm, an estimate, \u00b1 {found.error_bpm:.0f})"
        return _from_max(found.max_bpm, resting_bpm, model, source)
    return Zones(TYPICAL_ZONES, "the typical band, until Coach knows your age or your maximum")


def _from_max(max_bpm: float, resting_bpm: float | None, model: ZoneModel, source: str) -> Zones:
    if model is ZoneModel.RESERVE and resting_bpm is not None:
        if not 30 <= resting_bpm < max_bpm - 40:
            raise ValueError(f"a resting heart rate of {resting_bpm:.0f} does not go with a maximum of {max_bpm:.0f}")
        reserve_bpm = max_bpm - resting_bpm
        band = Band(resting_bpm + RESERVE_SHARE[0] * reserve_bpm, resting_bpm + RESERVE_SHARE[1] * reserve_bpm)
        return Zones(ZoneTable.from_band(band, max_bpm), f"{source}, and your resting heart rate, {resting_bpm:.0f}")
    return Zones(ZoneTable.from_max(max_bpm), f"{source}, of which {ZONE_2_SHARE[0]:.0%} to {ZONE_2_SHARE[1]:.0%}")


def _text(band: Band) -> str:
    return f"{band.lo_bpm:.0f}-{band.hi_bpm:.0f}"
