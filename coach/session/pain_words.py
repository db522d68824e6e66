"""The words about pain that is more than fine: one sentence with a choice."""

from coach.domain.programme.pain import PainChoice, PainQuestion

CHOICE_TEXT: dict[PainChoice, str] = {
    PainChoice.EASIER: "Easier: slower, as many minutes",
    PainChoice.SHORTER: "Shorter: cool down now",
    PainChoice.END: "End the walk here",
}
"""The choices, in the order in which they are offered."""

CHOSEN: dict[PainChoice, str] = {
    PainChoice.EASIER: "An easier walk from here: no brisk parts, and a lower top",
    PainChoice.SHORTER: "A shorter walk: the cool-down begins",
    PainChoice.END: "The walk ends here",
}


def question_text(question: PainQuestion) -> str:
    """Return the question for a screen."""
    if question.advises_end:
        return f"Pain {question.level} of 10 is much: better end here. Or easier, or shorter?"
    return f"Pain {question.level} of 10: easier, shorter, or end?"


def question_speech(question: PainQuestion) -> str:
    """Return the question for a voice."""
    if question.advises_end:
        return f"Pain {question.level} of 10 is much. Better end the walk here. Or make it easier, or shorter?"
    return f"Pain {question.level} of 10. Make the walk easier, shorter, or end it?"
