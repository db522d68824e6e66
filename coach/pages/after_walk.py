"""The page of questions after a walk, as a value: what stands in its fields, and what that says of the walk.

Four are asked: effort, pain, talk, a note. Distance or the belt's speed is one field more, for who asks for it. Pain
before the walk is asked as it begins.
"""

from typing import Any

import msgspec
from msgspec.structs import replace

from coach.domain.programme.felt import Felt
from coach.domain.programme.talk import TalkTest
from coach.pages.questions import Number

DISTANCE = Number("distance_m", "How far was it, in km?", brief="Distance, km", unit="km", lo=0.1, hi=42.0, decimals=2)
BELT_SPEED = Number(
    "belt_speed_mps",
    "How fast did the belt run, in km/h?",
    brief="Belt speed, km/h",
    unit="km/h",
    lo=0.5,
    hi=12.0,
    decimals=1,
)
"""Either makes the pace at the same heart rate known. Key: the field of `Felt`. Limits: a walk is no longer than a
marathon, and no faster than a race walker is."""

FACTOR = {DISTANCE.key: 1000.0, BELT_SPEED.key: 1 / 3.6}
"""From the unit on the page to the one that is kept."""

ANSWERED = ("rpe", "pain_after", "talk_test")
"""The fields of `Felt` that are kept as they are chosen."""


class AfterWalkSheet(msgspec.Struct, frozen=True):
    """What stands in the fields. `measured` is the text beside the unit of `measure`; empty is no answer."""

    rpe: int | None = None
    pain_after: int | None = None
    talk_test: TalkTest | None = None
    note: str = ""
    measured: str = ""
    measure: Number = DISTANCE

    @property
    def number(self) -> float | None:
        """The measured number; None where none can be read or it is beyond the limits."""
        try:
            number = float(self.measured.replace(",", "."))
        except ValueError:
            return None
        return number if self.measure.lo <= number <= self.measure.hi else None


def one_line(text: str) -> str:
    """Return a text as a field shows it: line breaks and what cannot be printed become blanks."""
    return "".join(char if char.isprintable() else " " for char in text)


def sheet_of(felt: Felt) -> AfterWalkSheet:
    """Return the fields with what was answered before."""
    measure = BELT_SPEED if felt.distance_m is None and felt.belt_speed_mps is not None else DISTANCE
    kept = getattr(felt, measure.key)
    measured = "" if kept is None else f"{kept / FACTOR[measure.key]:.{measure.decimals}f}"
    answered = {key: getattr(felt, key) for key in ANSWERED}
    return AfterWalkSheet(**answered, note=one_line(felt.note or ""), measured=measured, measure=measure)


def trouble_of(sheet: AfterWalkSheet, before: Felt) -> str:
    """Say why the measured number cannot be taken; empty where it can, or where nobody has changed it."""
    if not sheet.measured or sheet.number is not None or not _is_changed(sheet, before):
        return ""
    return f"Between {sheet.measure.lo:g} and {sheet.measure.hi:g} {sheet.measure.unit}, please; or leave it empty."


def felt_of(sheet: AfterWalkSheet, before: Felt) -> Felt:
    """Return what the fields say. What is asked elsewhere stays; what nobody changed stays to the last digit."""
    changed: dict[str, Any] = {key: getattr(sheet, key) for key in ANSWERED}
    opened = sheet_of(before)
    if sheet.note != opened.note:
        changed["note"] = sheet.note.strip() or None
    if _is_changed(sheet, before):
        if sheet.number is not None:
            changed |= dict.fromkeys(FACTOR) | {sheet.measure.key: round(sheet.number * FACTOR[sheet.measure.key], 3)}
        elif not sheet.measured:
            changed[opened.measure.key] = None
    return replace(before, **changed)


def _is_changed(sheet: AfterWalkSheet, before: Felt) -> bool:
    opened = sheet_of(before)
    return (sheet.measured, sheet.measure) != (opened.measured, opened.measure)
