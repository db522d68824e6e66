"""The first questions: age, maximum, heart, safety, first day. Each can be skipped, and corrected later."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType

from coach.domain.programme.safety import URGENT, SafetySign
from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST
from coach.pages.profile import ProfileView
from coach.pages.questions import Answer, Answers, Checklist, Choice, Number, Passage, Question
from coach.tui.screens.form_page import FormPage

SIGNS: tuple[tuple[SafetySign, str], ...] = (
    (SafetySign.CHEST_PAIN, "Chest pain or pressure"),
    (SafetySign.FAINTING, "Fainting, or nearly so"),
    (SafetySign.SADDLE, "Numb between the legs, or bladder or bowel out of control"),
    (SafetySign.LEG_WEAKNESS, "A leg that gets weaker"),
    (SafetySign.FEVER, "Fever, or feeling ill with the back pain"),
    (SafetySign.INJURY, "A recent fall or injury"),
    (SafetySign.PREGNANCY, "Pregnancy"),
    (SafetySign.HEART_MEDICATION, "Medicine for the heart"),
)
"""The short safety screen of the programme (README, "The programme"), in everyday words."""

NOT_A_DEVICE = "Coach is no medical device. It does not diagnose, and replaces no doctor or physiotherapist."


def _signs(answers: Answers) -> tuple[SafetySign, ...]:
    given = answers.get("safety", ())
    return tuple(SIGNS[index][0] for index in given) if isinstance(given, tuple) else ()


def _has_urgent(answers: Answers) -> bool:
    return any(sign in URGENT for sign in _signs(answers))


def _has_other(answers: Answers) -> bool:
    return bool(_signs(answers)) and not _has_urgent(answers)


def starts(today: date) -> tuple[tuple[str, date], ...]:
    """The first days to choose from: today, tomorrow, next Monday."""
    tomorrow, monday = today + timedelta(days=1), today + timedelta(days=7 - today.weekday())
    days = [("Today", today), ("Tomorrow", tomorrow)]
    if monday != tomorrow:
        days.append((f"Monday, {monday:%d %B}", monday))
    return tuple(days)


WELCOME = Passage(
    "welcome",
    "Welcome to Coach",
    text=(
        (
            "Six weeks of walking for your back, guided by your heart rate. A few questions first; "
            "every one can be skipped, and changed later under profile."
        ),
        NOT_A_DEVICE,
    ),
)

HEALTH: tuple[Question, ...] = (
    Checklist(
        "safety",
        "Does any of these hold for you?",
        "Mark what does. None of them: just press enter.",
        items=tuple(text for _, text in SIGNS),
    ),
    Passage(
        "see_now",
        "Please see a doctor first, and soon",
        shown_if=_has_urgent,
        text=(
            (
                "What you marked can have a cause that should be looked at before you start walking for exercise, "
                "and without delay. If it is there right now or getting worse, seek help today."
            ),
            "Coach will be here afterwards. It does not stop you; the choice is yours.",
        ),
    ),
    Passage(
        "see_first",
        "Please talk to a professional first",
        shown_if=_has_other,
        text=(
            (
                "What you marked is a reason to ask a doctor, midwife or physiotherapist whether this programme "
                "fits you, before the first walk. Often the answer is yes."
            ),
            "Coach does not stop you; the choice is yours.",
        ),
    ),
    Choice(
        "medicine",
        "Do you take medicine that slows the heart?",
        "Beta blockers, for example. Formulas are wrong then, and the talk test leads.",
        options=("No", "Yes", "I don't know"),
    ),
    Choice(
        "paced",
        "Do you have a pacemaker?",
        "It may keep one heart rate for long; Coach then does not take the strap for frozen.",
        options=("No", "Yes", "I don't know"),
    ),
    Number(
        "age", "How old are you?", "Only to estimate your highest heart rate.", unit="years", lo=YOUNGEST, hi=OLDEST
    ),
    Number(
        "max_bpm",
        "Your highest heart rate, if it was ever measured",
        "From a hard effort or a test. Skip it when you don't know: the estimate from age is used.",
        unit="bpm",
        lo=100,
        hi=230,
    ),
)
"""What is asked of the walker's health."""


def questions(today: date, *, first: bool, start: date | None = None) -> tuple[Question, ...]:
    """Return the questions: the first time with a welcome, later with the current start as one more choice."""
    days = tuple(name for name, _ in starts(today))
    if start is not None:
        days = (*days, f"Leave it at {start:%d %B %Y}")
    begin = Choice("start", "When do the six weeks begin?", "Weeks are counted from this day.", options=days)
    return (WELCOME, *HEALTH, begin) if first else (*HEALTH, begin)


def answers_of(profile: ProfileView, today: date) -> dict[str, Answer]:
    """Return the existing answers, to begin with."""
    answers: dict[str, Answer] = {}
    if profile.age is not None:
        answers["age"] = profile.age
    if profile.max_bpm is not None:
        answers["max_bpm"] = profile.max_bpm
    if profile.heart_medication is not None:
        answers["medicine"] = int(profile.heart_medication)
    if profile.paced_heart is not None:
        answers["paced"] = int(profile.paced_heart)
    if profile.safety is not None:
        answers["safety"] = tuple(index for index, (sign, _) in enumerate(SIGNS) if sign in profile.safety)
    if profile.start is not None:
        answers["start"] = len(starts(today))
    return answers


def _yes_or_no(answer: Answer | None) -> bool | None:
    """Return a choice of no, yes and not known as what is known."""
    return {0: False, 1: True}.get(answer) if isinstance(answer, int) else None


def profile_of(answers: Mapping[str, Answer], before: ProfileView, today: date) -> ProfileView:
    """Return the profile that the answers make; a skipped start is today, or stays as it was."""
    age, top, start = (answers.get(key) for key in ("age", "max_bpm", "start"))
    days = [day for _, day in starts(today)]
    chosen = days[start] if isinstance(start, int) and start < len(days) else before.start or today
    return replace(
        before,
        asked=True,
        age=age if isinstance(age, int) else None,
        max_bpm=top if isinstance(top, int) else None,
        heart_medication=_yes_or_no(answers.get("medicine")),
        paced_heart=_yes_or_no(answers.get("paced")),
        safety=_signs(answers) if "safety" in answers else before.safety,
        start=chosen,
    )


class FirstRunScreen(FormPage[ProfileView]):
    """Asks, and is dismissed with the profile. Ctrl-C quits: it answers nothing, and skips no question of safety."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "app.quit", show=False)]

    def __init__(self, today: date, profile: ProfileView) -> None:
        super().__init__(questions(today, first=not profile.asked, start=profile.start), answers_of(profile, today))
        self._today = today
        self._before = profile

    def title_text(self) -> str:
        return "Profile" if self._before.asked else "First questions"

    def answered(self, answers: Answers) -> None:
        self.dismiss(profile_of(answers, self._before, self._today))
