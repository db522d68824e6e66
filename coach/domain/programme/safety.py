"""The short screen before the first walk (README, "The programme"). It advises; it does not diagnose or forbid."""

from collections.abc import Collection
from enum import StrEnum

import msgspec
from msgspec.structs import replace


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

SEE_TODAY = "Have this looked at by a doctor today; at a hospital, if no other is open."
"""What to do at one yes to `ASKED_AGAIN`. Hours count: so "today", whatever the pain does."""

ADVICE_WHEN_ASKED_AGAIN = f"End the walk. {SEE_TODAY}"
"""The same during a walk."""

FIRST_LIST = frozenset(
    {
        SafetySign.CHEST_PAIN,
        SafetySign.FAINTING,
        SafetySign.SADDLE,
        SafetySign.LEG_WEAKNESS,
        SafetySign.FEVER,
        SafetySign.INJURY,
        SafetySign.PREGNANCY,
        SafetySign.HEART_MEDICATION,
    }
)
"""What Coach asked about before it kept what it had asked: a profile with signs and no such list answered these."""

SIGN_TEXT: dict[SafetySign, str] = {
    SafetySign.CHEST_PAIN: "Chest pain or pressure",
    SafetySign.FAINTING: "Fainting, or nearly so",
    SafetySign.SADDLE: "Numb between the legs, or bladder or bowel out of control",
    SafetySign.LEG_WEAKNESS: "A leg that gets weaker",
    SafetySign.BOTH_LEGS: "New pain or tingling in both legs",
    SafetySign.FEVER: "Fever, or feeling ill with the back pain",
    SafetySign.INJURY: "A recent fall or injury",
    SafetySign.CANCER: "Cancer, now or at any time before",
    SafetySign.WEIGHT_LOSS: "Losing weight without meaning to",
    SafetySign.WEAK_IMMUNITY: "Steroids (cortisone), or a weak immune system",
    SafetySign.PREGNANCY: "Pregnancy",
    SafetySign.HEART_MEDICATION: "Medicine for the heart",
}
"""Each sign in everyday words, in the order in which they are asked: what is there now before what has long been."""

LASTING = frozenset(
    {
        SafetySign.CANCER,
        SafetySign.WEIGHT_LOSS,
        SafetySign.WEAK_IMMUNITY,
        SafetySign.PREGNANCY,
        SafetySign.HEART_MEDICATION,
    }
)
"""What belongs to a person's history rather than to the last days: a page of its own."""

_SHORT: dict[SafetySign, str] = {
    SafetySign.CHEST_PAIN: "chest pain",
    SafetySign.FAINTING: "fainting",
    SafetySign.SADDLE: "numbness or bladder",
    SafetySign.LEG_WEAKNESS: "a weaker leg",
    SafetySign.BOTH_LEGS: "pain in both legs",
    SafetySign.FEVER: "fever",
    SafetySign.INJURY: "a fall or injury",
    SafetySign.CANCER: "cancer",
    SafetySign.WEIGHT_LOSS: "losing weight",
    SafetySign.WEAK_IMMUNITY: "weak immunity",
    SafetySign.PREGNANCY: "pregnancy",
    SafetySign.HEART_MEDICATION: "heart medicine",
}
"""The same in so few words that the sentence of `flag` fits two lines of the smallest screen."""


class SafetyAnswers(msgspec.Struct, frozen=True):
    """What is known of the signs: which were answered at all, which with yes, and which a professional has seen."""

    asked: frozenset[SafetySign] = frozenset()
    """Answered with yes or no."""
    marked: frozenset[SafetySign] = frozenset()
    """Answered with yes."""
    seen: frozenset[SafetySign] = frozenset()
    """Of those, the ones that a doctor or another professional has seen to, as the walker says."""
    seen_day: int | None = None
    """The day on which the walker said so last, an ordinal (see `walk_log`)."""

    @property
    def unasked(self) -> frozenset[SafetySign]:
        """Signs without an answer: they are asked at the next start."""
        return frozenset(SafetySign) - self.asked

    @property
    def open(self) -> frozenset[SafetySign]:
        """Signs answered with yes that nobody has seen to: they stay in sight."""
        return self.marked - self.seen

    def answered(self, about: Collection[SafetySign], marked: Collection[SafetySign]) -> "SafetyAnswers":
        """Return this with the signs in `about` answered: yes for those in `marked`, no for the others."""
        stay = self.marked - frozenset(about) | frozenset(marked)
        return replace(self, asked=self.asked | frozenset(about), marked=stay, seen=self.seen & stay)

    def noticed(self, signs: Collection[SafetySign]) -> "SafetyAnswers":
        """Return this with signs that are new, or there again: nobody has seen to them, whatever was seen before."""
        new = frozenset(signs)
        return replace(self, asked=self.asked | new, marked=self.marked | new, seen=self.seen - new)

    def seen_to(self, day: int) -> "SafetyAnswers":
        """Return this with all that is open seen by a professional; with nothing open the first day stays."""
        is_said = not self.open and self.seen_day is not None
        return self if is_said or not self.marked else replace(self, seen=self.marked, seen_day=day)

    def not_seen_to(self) -> "SafetyAnswers":
        """Return this with nothing seen, as for a key that was pressed by mistake."""
        return replace(self, seen=frozenset(), seen_day=None)


def in_order(signs: Collection[SafetySign]) -> tuple[SafetySign, ...]:
    """Return signs in the order in which they are asked."""
    return tuple(sign for sign in SIGN_TEXT if sign in signs)


def is_urgent(signs: Collection[SafetySign]) -> bool:
    """Whether one of the signs should not wait."""
    return not URGENT.isdisjoint(signs)


def question_again() -> str:
    """Return what is asked again in one sentence, for where nothing can be marked."""
    asked = "; ".join(f"{text[0].lower()}{text[1:]}" for _, text in ASKED_AGAIN)
    return f"Is any of these new: {asked}? {SEE_TODAY}"


def flag(signs: Collection[SafetySign]) -> str:
    """Return the short sentence that stays in sight while signs are open; empty when none is.

    The first urgent one is named: it is the reason to go.
    """
    if not signs:
        return ""
    first = min(in_order(signs), key=lambda sign: sign not in URGENT)
    more = f" and {len(signs) - 1} more" if len(signs) > 1 else ""
    verb = "see" if is_urgent(signs) else "ask"
    return f"You marked {_SHORT[first]}{more}: {verb} a doctor before you walk."


def advice(signs: Collection[SafetySign]) -> str | None:
    """Return what to do before walking, in a sentence; None when no sign holds."""
    if not signs:
        return None
    if is_urgent(signs):
        return (
            "What you marked should be looked at by a doctor before you walk for exercise, and without delay; "
            "if it is there right now or getting worse, seek help today."
        )
    return (
        "What you marked is a reason to ask a doctor, midwife or physiotherapist before the first walk "
        "whether this programme fits you; often the answer is yes."
    )
