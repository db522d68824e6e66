"""A walk other than today's."""

from coach.domain.workout.steps import LONGEST_WALK_MIN, SHORTEST_WALK_MIN, WorkoutKind
from coach.pages.questions import Answers, Choice, Number, Question
from coach.tui.screens.form_page import FormPage

KINDS: tuple[tuple[WorkoutKind, str], ...] = (
    (WorkoutKind.FREE, "Free: in Zone 2, as long as you like"),
    (WorkoutKind.STEADY, "Steady: warm up, Zone 2, cool down"),
    (WorkoutKind.LONG, "Long: the week's long walk"),
    (WorkoutKind.TEMPO, "Tempo: 4 x 5 min brisk, from week 5"),
)

SHORTEST_TEMPO_MIN = 30
"""26 minutes of intervals and four around them."""


def _not_free(answers: Answers) -> bool:
    return answers.get("kind") not in {None, 0}


QUESTIONS: tuple[Question, ...] = (
    Choice("kind", "Which walk?", options=tuple(text for _, text in KINDS)),
    Number(
        "minutes",
        "How many minutes in all?",
        "Skip it for the usual length.",
        unit="min",
        lo=SHORTEST_WALK_MIN,
        hi=LONGEST_WALK_MIN,
        shown_if=lambda answers: _not_free(answers) and answers.get("kind") != 3,
    ),
    Number(
        "tempo_minutes",
        "How many minutes in all?",
        "At least 30: the intervals take 26. Skip it for the usual 34.",
        unit="min",
        lo=SHORTEST_TEMPO_MIN,
        hi=60,
        shown_if=lambda answers: answers.get("kind") == 3,
    ),
)


class WalkChoice(FormPage[tuple[WorkoutKind, int | None] | None]):
    """Asks for kind and length; None when nothing was chosen."""

    TITLE_TEXT = "Another walk"
    LEAVING_LABEL = "cancel"

    def __init__(self) -> None:
        super().__init__(QUESTIONS)

    def answered(self, answers: Answers) -> None:
        kind = answers.get("kind")
        if not isinstance(kind, int):
            self.dismiss(None)
            return
        minutes = answers.get("tempo_minutes" if kind == 3 else "minutes")
        self.dismiss((KINDS[kind][0], minutes if isinstance(minutes, int) else None))

    def leave(self) -> None:
        self.dismiss(None)
