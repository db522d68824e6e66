"""The talk test: how the walker speaks, and what that says about the band.

Full sentences are possible in Zone 2. An answer that contradicts the band changes the walk at once (`lowered_band`);
where speech and heart rate disagree on several walks the band is wrong rather than the walker, and Coach proposes
another one for the walker to accept. A heart that medicine slows has no other band than that of the talk test
(`found_band`).
"""

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple

import msgspec

from coach.domain.zone.zones import NARROWEST_BPM, TYPICAL_ZONE_2_BPM, Band, Position


class TalkTest(StrEnum):
    """How the walker speaks right now."""

    COMFORTABLE = "comfortable"
    WITH_EFFORT = "with_effort"
    CANNOT = "cannot"


WALKS_NEEDED = 2
"""One answer may be a bad day; the same on two walks is a pattern."""

WALKS_UNDER = 3
"""Speaking comfortably under the band says less, since it is easy there for everybody: three walks that get no further
are a pattern."""

WALKS_LOOKED_AT = 6
"""About a week: an older answer belongs to another fitness."""

WELL_ABOVE_BPM = 5.0
"""Above the band by more than the calm judgement's own error (95 % of seconds lie within 2.5 bpm)."""

LARGEST_BAND_SHIFT_BPM = 10.0
"""A proposal moves the band by at most this: the error of one formula is about as large. (A walker whose heart stays
under the band is offered one round it, however far.)"""

SMALLEST_SHIFT_BPM = 2.0
"""A smaller shift is not worth a question."""

LIMITS_BPM = (50.0, 190.0)
"""A shifted band stays inside these limits, whatever the answers say."""

LEAST_BPM = 30.0
"""No band begins lower (`Band`)."""

FIRST_WIDTH_BPM = TYPICAL_ZONE_2_BPM[1] - TYPICAL_ZONE_2_BPM[0]
"""A band from the talk test alone is as wide as the typical one."""

TOP_FROM_ANSWER_BPM: dict[TalkTest, float] = {
    TalkTest.COMFORTABLE: FIRST_WIDTH_BPM / 2,
    TalkTest.WITH_EFFORT: 0.0,
    TalkTest.CANNOT: -WELL_ABOVE_BPM,
}
"""Where such a band ends, from the heart rate of the answer: comfortable speech is in the middle of it, speech with
effort marks its top (Foster 2008: the equivocal stage is the threshold), and without speech it is above."""

_AGREES: dict[TalkTest, frozenset[Position]] = {
    TalkTest.COMFORTABLE: frozenset({Position.BELOW, Position.IN}),
    TalkTest.WITH_EFFORT: frozenset({Position.IN}),
    TalkTest.CANNOT: frozenset({Position.ABOVE}),
}
"""Where each answer is as it should be."""


class TalkAt(NamedTuple):
    """An answer to the talk test with a believed heart rate."""

    at_s: float
    answer: TalkTest
    bpm: float


class TalkAnswer(msgspec.Struct, frozen=True):
    """One answer: on which day (see `weeks.week_of`), on which walk, at which heart rate."""

    day: int
    walk_id: str
    answer: TalkTest
    bpm: float


class BandProposal(msgspec.Struct, frozen=True):
    """Another band, and why, in a sentence for the walker to accept or not."""

    band: Band
    evidence: str


def lowered_band(band: Band, over_bpm: float) -> Band:
    """Return a band for a walker who cannot speak `over_bpm` under the top: as wide, ending 5 bpm lower than that.

    Never under 30 bpm: there it is narrower or, at last, the band itself.
    """
    hi_bpm = band.hi_bpm - over_bpm - WELL_ABOVE_BPM
    lo_bpm = max(LEAST_BPM, hi_bpm - band.width_bpm)
    return band if hi_bpm - lo_bpm < NARROWEST_BPM else Band(lo_bpm, hi_bpm)


def found_band(known: Band | None, answer: TalkTest, bpm: float) -> Band | None:
    """Return the band that an answer at a heart rate finds where no formula holds, in whole beats.

    `known` is what earlier answers have found; an answer that agrees with it leaves it as it is.
    """
    if known is not None and known.position(bpm) in _AGREES[answer]:
        return known
    whole = math.floor if answer is TalkTest.CANNOT else math.ceil  # the answer is to agree with its band
    hi_bpm = float(whole(bpm + TOP_FROM_ANSWER_BPM[answer]))
    lo_bpm = max(LEAST_BPM, hi_bpm - FIRST_WIDTH_BPM)
    return known if hi_bpm - lo_bpm < NARROWEST_BPM else Band(lo_bpm, hi_bpm)


def spares(answer: TalkTest, bpm: float, band: Band) -> bool:
    """Return whether an answer under the band says not to push towards it: effort already, or ease far under it."""
    far_bpm = WELL_ABOVE_BPM if answer is TalkTest.COMFORTABLE else 0.0
    return bpm < band.lo_bpm - far_bpm


def propose_band(band: Band | None, answers: Sequence[TalkAnswer]) -> BandProposal | None:
    """Return another band where the talk test contradicts this one on several walks; else None.

    Speaking comfortably well above the band moves it up, not being able to speak inside it (or below) moves it down,
    each on at least two walks; the width stays. Speaking comfortably well under it on the latest three walks, and never
    inside it or above in them, offers a band round the heart rate that the walker keeps. Answers that contradict each
    other propose nothing. Only the latest six walks count. Answers given under an older band count as well, by the
    heart rate at which they were given. Without a band the answers themselves find one, from the first on.
    """
    recent = list(dict.fromkeys(answer.walk_id for answer in sorted(answers, key=lambda answer: -answer.day)))
    looked_at = [answer for answer in answers if answer.walk_id in set(recent[:WALKS_LOOKED_AT])]
    if band is None:
        return _found(looked_at)
    easy: dict[str, float] = {}
    hard: dict[str, float] = {}
    for answer in looked_at:
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
    low = _well_under(band, [answer for answer in looked_at if answer.walk_id in set(recent[:WALKS_UNDER])])
    if len(low) >= WALKS_UNDER:
        lo_bpm = max(LEAST_BPM, round(median(low.values()) - band.width_bpm / 2))
        return _proposed(band, Band(lo_bpm, lo_bpm + round(band.width_bpm)), "you spoke comfortably at", low)
    return None


def _well_under(band: Band, answers: Sequence[TalkAnswer]) -> dict[str, float]:
    """Return for each walk the highest heart rate of comfortable speech, when none of the answers is of the zone."""
    far_bpm = band.lo_bpm - WELL_ABOVE_BPM
    if any(answer.bpm >= band.lo_bpm or answer.answer is TalkTest.CANNOT for answer in answers):
        return {}
    low = [answer for answer in answers if answer.answer is TalkTest.COMFORTABLE and answer.bpm <= far_bpm]
    return {answer.walk_id: max(each.bpm for each in low if each.walk_id == answer.walk_id) for answer in low}


def _found(answers: Iterable[TalkAnswer]) -> BandProposal | None:
    """Return the band that the answers find, from old to new."""
    found: Band | None = None
    for answer in sorted(answers, key=lambda answer: answer.day):
        found = found_band(found, answer.answer, answer.bpm)
    if found is None:
        return None
    return BandProposal(found, f"Your talk test says that {_text(found)} bpm is your Zone 2.")


def _shifted(band: Band, by_bpm: float, what: str, seen: dict[str, float]) -> BandProposal | None:
    shift_bpm = round(max(-LARGEST_BAND_SHIFT_BPM, min(LARGEST_BAND_SHIFT_BPM, by_bpm)))
    lo_bpm, hi_bpm = band.lo_bpm + shift_bpm, band.hi_bpm + shift_bpm
    if abs(shift_bpm) < SMALLEST_SHIFT_BPM or lo_bpm < LIMITS_BPM[0] or hi_bpm > LIMITS_BPM[1]:
        return None
    return _proposed(band, Band(lo_bpm, hi_bpm), what, seen)


def _proposed(before: Band, band: Band, what: str, seen: dict[str, float]) -> BandProposal:
    rates = sorted(round(bpm) for bpm in seen.values())
    span = f"{rates[0]}" if rates[0] == rates[-1] else f"{rates[0]}-{rates[-1]}"
    return BandProposal(
        band,
        f"On {len(seen)} walks {what} {span} bpm, and your band is {_text(before)}: "
        f"{_text(band)} would fit how it feels.",
    )


def _text(band: Band) -> str:
    return f"{band.lo_bpm:.0f}-{band.hi_bpm:.0f}"
