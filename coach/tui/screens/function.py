"""Up to three activities of the walker's own: named once, rated now and then."""

from datetime import date

from coach.domain.programme.function import FunctionAnswer, FunctionQuestion
from coach.drawing.plain_text import plain_text
from coach.pages.function import activities_in, first_questions, names_in, rating_questions, word_in
from coach.pages.questions import Answers, Form, Question
from coach.tui.screens.form_page import FormPage


class FunctionScreen(FormPage[FunctionAnswer | None]):
    """Asks for names, where there are none, then for scores. None is "no answer", and it stays on offer."""

    TITLE_TEXT = "Your own activities"
    LEAVING_LABEL = "back"

    def __init__(self, question: FunctionQuestion) -> None:
        rated_on = "" if question.rated_day is None else _day_text(date.fromordinal(question.rated_day))
        super().__init__(first_questions(question) or _scales(question.names, rated_on))
        self._names = question.names

    def answered(self, answers: Answers) -> None:
        if not self._names:
            self._names = names_in(answers)
            if self._names:
                self._become(Form.begin(_scales(self._names)))
                return
        self._give(answers)

    def leave(self) -> None:
        """Keep what was rated; names without a score are none."""
        self._give(self.form.answers)

    def _give(self, answers: Answers) -> None:
        activities = activities_in(answers, self._names)
        self.dismiss(FunctionAnswer(activities) if activities else word_in(answers))


def _scales(names: tuple[str, ...], rated_on: str = "") -> tuple[Question, ...]:
    return rating_questions(tuple(plain_text(name) for name in names), rated_on)


def _day_text(day: date) -> str:
    return f"{day.day} {day:%B}"
