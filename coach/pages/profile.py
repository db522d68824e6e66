"""The walker's profile, as screens show it and ask for it."""

from datetime import date

import msgspec

from coach.domain.programme.safety import SafetyAnswers
from coach.domain.zone.zones import Band

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The days of the week, in the programme's order."""


class ProfileView(msgspec.Struct, frozen=True):
    """What is known of the walker. None is "not said"."""

    age: int | None = None
    max_bpm: int | None = None
    heart_medication: bool | None = None
    paced_heart: bool | None = None
    safety: SafetyAnswers = msgspec.field(default_factory=SafetyAnswers)
    """The signs to look out for before walking."""
    start: date | None = None
    asked: bool = True
    """Whether the first questions were asked."""
    weekdays: frozenset[int] = frozenset()
    """The days that suit, 0 is Monday; with none the programme chooses."""
    usual_pain: int | None = None
    """The pain of an ordinary day before the programme, 0-10."""
    baseline: bool | None = None
    """Whether an easy week comes first."""
    flare_plan: str = ""
    """What to do when pain flares, in the walker's own words; empty is "not written yet"."""


class SettingsView(msgspec.Struct, frozen=True):
    """What is set on one page beside the colours: how Coach sounds, when and in which zone the walker walks."""

    sound: bool = True
    """Tones."""
    speech: bool = True
    volume_percent: int = 80
    weekdays: frozenset[int] = frozenset()
    """As in `ProfileView`."""
    band: Band | None = None
    """A Zone 2 of the walker's own."""
    zone_source: str = ""
    """What Zone 2 goes by."""
    strap: str | None = None
    """The remembered strap's name."""


def band_from(text: str) -> Band:
    """Return the band that is typed as LO-HI, with a dash of any length.

    Raises:
        ValueError: when it is none.
    """
    lo, hi = text.replace("\N{EN DASH}", "-").split("-")
    return Band(float(lo), float(hi))


def band_typed(band: Band) -> str:
    """Return a band as it is typed, to the digit."""
    return f"{band.lo_bpm:g}-{band.hi_bpm:g}"
