"""The talk test: how the walker speaks, and what that says about the band.

Full sentences are possible in Zone 2. Where speech and heart rate disagree on several walks, the
band is wrong rather than the walker, and Coach proposes another band for the walker to accept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from coach.domain.zone.zones import Band


class TalkTest(StrEnum):
    """How the walker speaks right now."""

    COMFORTABLE = "comfortable"
    WITH_EFFORT = "with_effort"
    CANNOT = "cannot"


WALKS_NEEDED = 2
"""One answer may be a bad day; the same on two walks is a pattern."""

WALKS_LOOKED_AT = 6
"""About a week: an older answer belongs to another fitness."""

WELL_ABOVE_BPM = 5.0
"""Above the band by more than the calm judgement's own error (95 % of seconds lie within 2.5 bpm)."""

LARGEST_BAND_SHIFT_BPM = 10.0
"""A proposal moves the band by at most this: the error of one formula is about as large."""

SMALLEST_SHIFT_BPM = 2.0
"""A smaller shift is not worth a question."""

LIMITS_BPM = (80.0, 190.0)
"""A proposed band stays inside these limits, whatever the answers say."""


class TalkAt(NamedTuple):
    """An answer to the talk test with a believed heart rate."""

    at_s: float
    answer: TalkTest
    bpm: float


@dataclass(frozen=True, slots=True)
class TalkAnswer:
    """One answer: on which day (see `weeks.week_of`), on which walk, at which heart rate."""

    day: int
    walk_id: str
    answer: TalkTest
    bpm: float


@dataclass(frozen=True, slots=True)
class BandProposal:
    """Another band, and why, in a sentence for the walker to accept or not."""

    band: Band
    evidence: str


def propose_band(band: Band, answers: Sequence[TalkAnswer]) -> BandProposal | None:
    """Return another band where the talk test contradicts this one on at least two walks; else None.

    Speaking comfortably well above the band moves it up, not being able to speak inside it (or below) moves it down;
    the width stays. Answers that contradict each other propose nothing. Only the latest six walks count. Answers given
    under an older band count as well, by the heart rate at which they were given.
    """
    recent = list(dict.fromkeys(answer.walk_id for answer in sorted(answers, key=lambda answer: -answer.day)))
    looked_at = set(recent[:WALKS_LOOKED_AT])
    easy: dict[str, float] = {}
    hard: dict[str, float] = {}
    for answer in answers:
        if answer.walk_id not in looked_at:
            continue
        if answer.answer is TalkTest.COMFORTABLE and answer.bpm >= band.hi_bpm + WELL_ABOVE_BPM:
            easy[answer.walk_id] = max(answer.bpm, easy.get(answer.walk_id, answer.bpm))
        elif answer.answer is TalkTest.CANNOT and answer.bpm <= band.hi_bpm:
            hard[answer.walk_id] = min(answer.bpm, hard.get(answer.walk_id, answer.bpm))
    if easy and hard:
        return None
    if len(easy) >= WALKS_NEEDED:
        return _shifted(band, median(easy.values()) - band.hi_bpm, "you spoke comfortably at", easy)
    if len(hard) >= WALKS_NEEDED:
        # The top of the band has to lie below the heart rate at which speaking was not possible.
        return _shifted(band, median(hard.values()) - WELL_ABOVE_BPM - band.hi_bpm, "you could not speak at", hard)
    return None


def _shifted(band: Band, by_bpm: float, what: str, seen: dict[str, float]) -> BandProposal | None:
    shift_bpm = round(max(-LARGEST_BAND_SHIFT_BPM, min(LARGEST_BAND_SHIFT_BPM, by_bpm)))
    lo_bpm, hi_bpm = band.lo_bpm + shift_bpm, band.hi_bpm + shift_bpm
    if abs(shift_bpm) < SMALLEST_SHIFT_BPM or lo_bpm < LIMITS_BPM[0] or hi_bpm > LIMITS_BPM[1]:
        return None
    rates = sorted(round(bpm) for bpm in seen.values())
    span = f"{rates[0]}" if rates[0] == rates[-1] else f"{rates[0]}-{rates[-1]}"
    return BandProposal(
        Band(lo_bpm, hi_bpm),
        f"On {len(seen)} walks {what} {span} bpm, and your band is {band.lo_bpm:.0f}-{band.hi_bpm:.0f}: "
        f"{lo_bpm:.0f}-{hi_bpm:.0f} would fit how it feels.",
    )
