"""The short screen before the first walk (README, "The programme"). It advises; it does not diagnose or forbid."""

from collections.abc import Collection
from enum import StrEnum


class SafetySign(StrEnum):
    """The signs to ask about before the first walk. Names are stored: they are only added to."""

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
    BOTH_LEGS = "both_legs"
    """New pain or tingling in both legs at once."""
    CANCER = "cancer"
    """A history of cancer: the strongest single hint that back pain has another cause (Verhagen 2016)."""
    WEIGHT_LOSS = "weight_loss"
    """Weight lost without meaning to."""
    WEAK_IMMUNITY = "weak_immunity"
    """Steroids for long, or a weakened immune system: brittle bones and infections, which may come without fever."""


URGENT = frozenset(
    {
        SafetySign.CHEST_PAIN,
        SafetySign.FAINTING,
        SafetySign.SADDLE,
        SafetySign.LEG_WEAKNESS,
        SafetySign.BOTH_LEGS,
        SafetySign.FEVER,
    }
)
"""Signs that should not wait for an appointment in a week or two.

Both legs belong to them: with numbness or a bladder out of control they speak for a squeezed cauda equina, where hours
count, and they often come first (Finucane 2020, IFOMPT). Cancer, weight loss and immunity are for the doctor too, but
are a reason to look closer, not an emergency.
"""

ASKED_AGAIN: tuple[tuple[SafetySign, str], ...] = (
    (SafetySign.SADDLE, "Numb between the legs or around the bottom"),
    (SafetySign.SADDLE, "Bladder or bowel not as usual"),
    (SafetySign.LEG_WEAKNESS, "A leg that gets weaker"),
    (SafetySign.BOTH_LEGS, "Pain or tingling in both legs"),
)
"""What is asked again when pain jumps, each with the sign that a yes stands for; in words short enough for a dialog.

The first line of defence against a squeezed cauda equina is to ask when it may begin, not only before the first walk.
Numbness and the bladder are one sign and two questions: whoever has one of them need not have the other.
"""

ADVICE_WHEN_ASKED_AGAIN = "End the walk, and have this looked at by a doctor today; at a hospital, if no other is open."
"""What to do at one yes to `ASKED_AGAIN`. Hours count: so "today", whatever the pain does."""


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
