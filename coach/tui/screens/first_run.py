"""The first questions: safety, heart, age, maximum, own days, usual pain, beginning. Each can be skipped or mended."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import ClassVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType

from coach.domain.zone.max_heart_rate import OLDEST, YOUNGEST
from coach.pages.profile import DAY_NAMES, ProfileView
from coach.pages.programme_words import days_sentence
from coach.pages.questions import Answer, Answers, Checklist, Choice, Number, Passage, Question, Scale
from coach.pages.safety import safety_of, safety_questions, sign_pages
from coach.session.names import PAIN_WORDS
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


DAYS = Checklist(
    "days",
    "Which days suit you for walking?",
    "None marked: the programme chooses.",
    items=DAY_NAMES,
)

USUAL_PAIN = Scale(
    "usual_pain",
    "How much does your back hurt on an ordinary day?",
    "As it has been lately. What a walk does to it is judged by this.",
    words=PAIN_WORDS,
)

CHRONIC = range(4, 7)
"""Moderate pain (numeric rating scale, 4-6) that is there on an ordinary day."""

_EASY_WEEK = "one week of walks as long as is comfortable. You begin at four fifths of that, and add a tenth each week."
"""80 %, then 10 % a week; `coach.domain.programme.own_path` names the source."""


def _is_chronic(answers: Answers) -> bool:
    return answers.get("usual_pain") in CHRONIC


BASELINE: tuple[Choice, ...] = (
    Choice(
        "easy_week",
        "Begin with an easy week?",
        f"It suits pain that stays: {_EASY_WEEK}",
        options=("Yes, an easy week first", "No, begin as planned"),
        shown_if=_is_chronic,
    ),
    Choice(
        "fifteen",
        "Can you walk 15 minutes now?",
        f"If not, begin easier: {_EASY_WEEK}",
        options=("Yes", "No, an easy week first", "No, but begin as planned"),
        shown_if=lambda answers: not _is_chronic(answers),
    ),
)
"""Who is offered an easy week: with a usual pain of 4-6, or who cannot walk as long as week 1 asks. One is asked."""

_YES_TO_EASY, _NO_TO_EASY = {"easy_week": 0, "fifteen": 1}, {"easy_week": 1, "fifteen": 0}


def longer_ways() -> tuple[Passage, ...]:
    """Return what fewer days mean, said openly once they are marked."""

    def shown(days: int) -> Callable[[Answers], bool]:
        return lambda answers: len(_marked(answers)) == days

    return tuple(
        Passage(
            f"way_{days}",
            "Your own pace",
            shown_if=shown(days),
            text=(sentence, "The goal fits your days. You can change them at any time, under settings."),
        )
        for days in range(1, 8)
        if (sentence := days_sentence(days))
    )


def _marked(answers: Answers) -> tuple[int, ...]:
    days = answers.get("days", ())
    return days if isinstance(days, tuple) else ()


def _begins(profile: ProfileView, today: date) -> bool:
    """Whether the programme is to begin, or in its first week: later nobody goes back to an easy week."""
    return profile.start is None or today - profile.start < timedelta(days=7)


def questions(today: date, profile: ProfileView) -> tuple[Question, ...]:
    """Return the questions: the first time with a welcome, later with the current start as one more choice."""
    days = tuple(name for name, _ in starts(today))
    if profile.start is not None:
        days = (*days, f"Leave it at {profile.start:%d %B %Y}")
    begin = Choice("start", "When do the six weeks begin?", "Weeks are counted from this day.", options=days)
    baseline = BASELINE if _begins(profile, today) else ()
    own = (DAYS, *longer_ways(), USUAL_PAIN, *baseline)
    asked = (*safety_questions(profile.safety, mending=True), *HEALTH, *own, begin)
    return asked if profile.asked else (WELCOME, *asked)


def answers_of(profile: ProfileView, today: date) -> dict[str, Answer]:
    """Return the existing answers, to begin with."""
    easy = {} if profile.baseline is None else _YES_TO_EASY if profile.baseline else _NO_TO_EASY
    known: dict[str, Answer | None] = {
        "age": profile.age,
        "max_bpm": profile.max_bpm,
        "medicine": _of_yes_or_no(profile.heart_medication),
        "paced": _of_yes_or_no(profile.paced_heart),
        "days": tuple(sorted(profile.weekdays)) or None,
        "usual_pain": profile.usual_pain,
        **easy,
    }
    answers = {key: answer for key, answer in known.items() if answer is not None}
    for key, signs in sign_pages(profile.safety, mending=True):
        if profile.safety.asked.issuperset(signs):
            answers[key] = tuple(index for index, sign in enumerate(signs) if sign in profile.safety.marked)
    if profile.start is not None:
        answers["start"] = len(starts(today))
    return answers


def _of_yes_or_no(known: bool | None) -> int | None:  # noqa: FBT001 - an answer
    return None if known is None else int(known)


def _yes_or_no(answer: Answer | None) -> bool | None:
    """Return a choice of no, yes and not known as what is known."""
    return {0: False, 1: True}.get(answer) if isinstance(answer, int) else None


def profile_of(answers: Mapping[str, Answer], before: ProfileView, today: date) -> ProfileView:
    """Return the profile that the answers make; a skipped start is today, or stays as it was."""
    age, top, pain, start = (answers.get(key) for key in ("age", "max_bpm", "usual_pain", "start"))
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
        weekdays=frozenset(_marked(answers)),
        usual_pain=pain if isinstance(pain, int) else None,
        baseline=_baseline_of(answers) if _begins(before, today) else before.baseline,
    )


def _baseline_of(answers: Answers) -> bool | None:
    """Return whether an easy week comes first; None when that was skipped."""
    key = "easy_week" if _is_chronic(answers) else "fifteen"
    return answers[key] == _YES_TO_EASY[key] if key in answers else None


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
