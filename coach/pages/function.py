"""The questions about activities of one's own, in words. The scale's ends are those of clinics, the words are ours."""

from functools import partial

from coach.domain.programme.function import FunctionAnswer, FunctionQuestion
from coach.domain.programme.walk_log import LONGEST_NAME, MOST_ACTIVITIES, OwnActivity, activity_name
from coach.pages.questions import Answers, Choice, Question, Scale, Words

SCORE_WORDS = (
    "not at all",
    "hardly",
    "with great trouble",
    "with much trouble",
    "with trouble",
    "about half as well",
    "with some trouble",
    "fairly well",
    "well",
    "nearly as well as before",
    "as well as before the trouble",
)
"""How well one can do it, from 0 to 10."""

WHY = (
    "Pain is one side, what you can do is the other. Name up to three things that your back makes hard and that you "
    "would like to do well again, such as gardening or sitting through a film. Coach asks about them every few weeks."
)

NOW, LATER, NEVER = "Name them now", "Not now", "Don't ask again"

EXAMPLES = ("Such as: carry the shopping home.", "Such as: play on the floor with the children.", "One more, or enter.")

_WHETHER, _INSTEAD = "whether", "instead"


def first_questions(question: FunctionQuestion) -> tuple[Question, ...]:
    """Return what is asked before anything can be rated: nothing when there are names already."""
    if question.names:
        return ()
    options = (NOW, LATER, NEVER) if question.may_end else (NOW, LATER)
    return (
        Choice(_WHETHER, "Three activities of your own", WHY, options=options),
        *(
            Words(
                f"name {number}",
                ("What would you like to do well again?", "And a second one?", "And a third one?")[number],
                EXAMPLES[number],
                shown_if=partial(_is_named_so_far, number),
                most=LONGEST_NAME,
            )
            for number in range(MOST_ACTIVITIES)
        ),
    )


def _is_named_so_far(number: int, answers: Answers) -> bool:
    return answers.get(_WHETHER) == 0 and all(f"name {before}" in answers for before in range(number))


def names_in(answers: Answers) -> tuple[str, ...]:
    """Return the names that were given, each once."""
    given = (answers.get(f"name {number}") for number in range(MOST_ACTIVITIES))
    names = (activity_name(name) for name in given if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in names if name))


_SAID = ((_WHETHER, 1, True), (_WHETHER, 2, False), (_INSTEAD, 0, True), (_INSTEAD, 1, False))
"""Which option of which question says what about being asked again."""


def word_in(answers: Answers) -> FunctionAnswer | None:
    """Return "not now" or "never", where one of them was the answer."""
    for key, option, asks_again in _SAID:
        if answers.get(key) == option:
            return FunctionAnswer((), asks_again=asks_again)
    return None


def rating_questions(names: tuple[str, ...], rated_on: str = "") -> tuple[Question, ...]:
    """Return a scale for each activity; who rates none of those of `rated_on` (a date) may say so for good."""
    since = f" You rated it on {rated_on}. That number stays hidden, so that it does not sway you." if rated_on else ""
    scales = tuple(
        Scale(
            f"score {number}",
            f"How well can you do it today: {name}?",
            f"0 is not at all, 10 as well as before the trouble.{since}",
            words=SCORE_WORDS,
            high_is_good=True,
        )
        for number, name in enumerate(names)
    )
    if not rated_on:
        return scales
    none_rated = Choice(
        _INSTEAD,
        "None of them today?",
        "They come back every few weeks, as long as you like.",
        shown_if=lambda answers: not any(scale.key in answers for scale in scales),
        options=(LATER, NEVER),
    )
    return (*scales, none_rated)


def activities_in(answers: Answers, names: tuple[str, ...]) -> tuple[OwnActivity, ...]:
    """Return the activities that were rated."""
    scores = ((name, answers.get(f"score {number}")) for number, name in enumerate(names))
    return tuple(OwnActivity(name, score) for name, score in scores if isinstance(score, int))
