"""What Coach says once in a walk about a heart, a walker or a strap: a sentence, and shorter ones for small screens."""

from typing import NamedTuple

from coach.domain.heart.signal_quality import Remark
from coach.domain.zone.zones import Band
from coach.session.cue_words import out_of_reach_speech


class Spellings(NamedTuple):
    """One thing to say, the longest first."""

    sentence: str
    """For a voice, a log, other programs, and a wide screen."""
    line: str
    """For a terminal of 80 cells."""
    short: str
    """For a terminal of 40 cells."""


IRREGULAR = Spellings(
    "An irregular rhythm: shown as an average; if this is new to you, tell your doctor",
    "Irregular rhythm, shown as an average; if it is new to you, tell your doctor",
    "Irregular rhythm: if new, see a doctor",
)

REMARK: dict[Remark, Spellings] = {
    Remark.CONTACT_BIT: Spellings(
        "The strap says that it has no skin contact, but its beats are flawless, so they count",
        "The strap says it has no skin contact; its beats are flawless, so they count",
        "Strap denies contact; its beats count",
    ),
    Remark.INTERVAL_UNIT: Spellings(
        "The strap's beat intervals and its own number differ by a constant ratio: the number is believed",
        "The strap's intervals and number differ by a fixed ratio: the number counts",
        "Strap's intervals off: number counts",
    ),
    Remark.CONSTANT: Spellings(
        "The strap repeats one number: it may have frozen, or your heart is paced; then say so in the profile",
        "The strap repeats one number: frozen, or is your heart paced? See profile",
        "One number: frozen? Paced: see profile",
    ),
}


def out_of_reach_spellings(fitting: Band) -> Spellings:
    """Return what is shown to a walker who cannot reach the zone by walking."""
    band = f"{fitting.lo_bpm:.0f}-{fitting.hi_bpm:.0f}"
    return Spellings(
        out_of_reach_speech(fitting),
        f"You walk well. A band that fits: {band} (key b); or an incline; or minutes",
        f"You walk well. b: {band}, or minutes",
    )
