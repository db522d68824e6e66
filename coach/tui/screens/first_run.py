"""The first questions: age, maximum, heart, safety, first day. Each can be skipped, and corrected later."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType

from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST
from coach.pages.profile import ProfileView
from coach.pages.questions import Answer, Answers, Choice, Number, Passage, Question
from coach.pages.safety import safety_of, safety_questions, sign_pages
from coach.tui.screens.form_page import FormPage

NOT_A_DEVICE = "Coach is no medical device. It does not diagnose, and replaces no doctor or physiotherapist."


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
        "age", "How old are you?", "Only to estimate your maximum heart rate.", unit="years", lo=YOUNGEST, hi=OLDEST
    ),
    Number(
        "max_bpm",
        "Your maximum heart rate, if it was ever measured",
        "From a hard effort or a test. Skip it when you don't know: the estimate from age is used.",
        unit="bpm",
        lo=100,
        hi=230,
    ),
)
"""What is asked of the walker's health beside the signs."""


def questions(today: date, profile: ProfileView) -> tuple[Question, ...]:
    """Return the questions: the first time with a welcome, later with the current start as one more choice."""
    days = tuple(name for name, _ in starts(today))
    if profile.start is not None:
        days = (*days, f"Leave it at {profile.start:%d %B %Y}")
    begin = Choice("start", "When do the six weeks begin?", "Weeks are counted from this day.", options=days)
    asked = (*safety_questions(profile.safety, mending=True), *HEALTH, begin)
    return asked if profile.asked else (WELCOME, *asked)


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
    for key, signs in sign_pages(profile.safety, mending=True):
        if profile.safety.asked.issuperset(signs):
            answers[key] = tuple(index for index, sign in enumerate(signs) if sign in profile.safety.marked)
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
        safety=safety_of(answers, before.safety, mending=True),
        start=chosen,
    )


class FirstRunScreen(FormPage[ProfileView]):
    """Asks, and is dismissed with the profile. Ctrl-C quits: it answers nothing, and skips no question of safety."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "app.quit", show=False)]

    def __init__(self, today: date, profile: ProfileView) -> None:
        super().__init__(questions(today, profile), answers_of(profile, today))
        self._today = today
        self._before = profile

    def title_text(self) -> str:
        return "Profile" if self._before.asked else "First questions"

    def answered(self, answers: Answers) -> None:
        self.dismiss(profile_of(answers, self._before, self._today))
