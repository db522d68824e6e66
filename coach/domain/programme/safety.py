"""The short screen before the first walk (README, "The programme"). It advises; it does not diagnose or forbid."""

from collections.abc import Collection
from enum import StrEnum


class SafetySign(StrEnum):
    """The signs to ask about before the first walk."""

    CHEST_PAIN = "chest_pain"
    FAINTING = "fainting"
    SADDLE = "saddle"
    """New numbness in the saddle area, or loss of bladder or bowel control."""
    LEG_WEAKNESS = "leg_weakness"
    """Leg weakness that gets worse."""
    FEVER = "fever"
    INJURY = "injury"
    """A recent fall or injury."""
    PREGNANCY = "pregnancy"
    HEART_MEDICATION = "heart_medication"


URGENT = frozenset(
    {SafetySign.CHEST_PAIN, SafetySign.FAINTING, SafetySign.SADDLE, SafetySign.LEG_WEAKNESS, SafetySign.FEVER}
)
"""Signs that should not wait for an appointment in a week or two."""


def advice(signs: Collection[SafetySign]) -> str | None:
    """Return what to do before walking, in a sentence; None when no sign holds."""
    if not signs:
        return None
    if any(sign in URGENT for sign in signs):
        return (
            "What you marked should be looked at by a doctor before you walk for exercise, and without delay; "
            "if it is there right now or getting worse, seek help today."
        )
    return (
        "What you marked is a reason to ask a doctor, midwife or physiotherapist before the first walk "
        "whether this programme fits you; often the answer is yes."
    )
