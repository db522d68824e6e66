"""The questions about signs that a professional should see: what was not answered yet, what is new, what was seen."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from coach.domain.programme.safety import SafetyAnswers, SafetySign
from coach.pages.questions import Answers
from coach.pages.safety import asked_again, safety_of, safety_questions, seen_question, signs_again
from coach.tui.screens.form_page import FormPage


class SafetyScreen(FormPage[SafetyAnswers | None]):
    """What was never answered, before a walk. A skipped page stays unanswered; Ctrl-C quits, as in the first questions.

    Dismissed with what is known then.
    """

    TITLE_TEXT = "First, your health"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "app.quit", show=False)]

    def __init__(self, known: SafetyAnswers) -> None:
        super().__init__(safety_questions(known))
        self._known = known

    def answered(self, answers: Answers) -> None:
        self.dismiss(safety_of(answers, self._known))


class AskedAgainScreen(FormPage[frozenset[SafetySign]]):
    """The urgent signs once more, when pain has jumped; dismissed with those that are there."""

    TITLE_TEXT = "Because of the pain"

    def __init__(self, why: str) -> None:
        super().__init__(asked_again(why))

    def answered(self, answers: Answers) -> None:
        self.dismiss(signs_again(answers))


class SeenScreen(FormPage[bool]):
    """Whether a professional has seen to the signs that are open."""

    TITLE_TEXT = "What you marked"

    def __init__(self, signs: frozenset[SafetySign]) -> None:
        super().__init__((seen_question(signs),))

    def answered(self, answers: Answers) -> None:
        self.dismiss(answers.get("seen") == 0)
