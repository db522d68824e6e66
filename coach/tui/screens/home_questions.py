"""The home screen's own questions: this morning, daily life, another band, a long walk."""

from coach.pages.questions import Answers, Checklist, Choice, Scale
from coach.session.names import PAIN_WORDS
from coach.tui.screens.form_page import FormPage


class MorningScreen(FormPage[int | None]):
    """How the back was the morning after a walk."""

    TITLE_TEXT = "This morning"

    def __init__(self) -> None:
        question = Scale(
            "pain",
            "How much did your back hurt this morning?",
            "Soreness that is gone by the next morning is fine; more than that holds the programme back.",
            words=PAIN_WORDS,
        )
        super().__init__((question,))

    def answered(self, answers: Answers) -> None:
        level = answers.get("pain")
        self.dismiss(level if isinstance(level, int) else None)


class AnywayScreen(FormPage[bool]):
    """Whether to walk more than the programme's next step."""

    TITLE_TEXT = "That is a lot"

    def __init__(self, warning: str) -> None:
        super().__init__((Choice("sure", "Start it all the same?", warning, options=("Start", "Leave it")),))

    def answered(self, answers: Answers) -> None:
        self.dismiss(answers.get("sure") == 0)


class BandScreen(FormPage[bool | None]):
    """Whether to take another Zone 2, which the talk tests suggest."""

    TITLE_TEXT = "Your Zone 2"

    def __init__(self, proposal: str) -> None:
        super().__init__((Choice("take", "Take the new band?", proposal, options=("Take it", "Keep mine")),))

    def answered(self, answers: Answers) -> None:
        answer = answers.get("take")
        self.dismiss(answer == 0 if answer is not None else None)


class CheckInScreen(FormPage[tuple[int, ...] | None]):
    """How daily life goes, once a week."""

    TITLE_TEXT = "This week"
    ITEMS = (
        "Daily activities are still limited",
        "I avoid movements because I am afraid of them",
        "I want to get back to lifting, running or sport",
    )

    def __init__(self) -> None:
        super().__init__(
            (Checklist("life", "What holds for you now?", "Nothing: just press enter.", items=self.ITEMS),)
        )

    def answered(self, answers: Answers) -> None:
        marked = answers.get("life")
        self.dismiss(marked if isinstance(marked, tuple) else None)
