"""The questions about signs that a professional should see first: before the first walk, when new ones come, again."""

from collections.abc import Callable

from coach.domain.programme.safety import (
    ASKED_AGAIN,
    LASTING,
    SEE_TODAY,
    SIGN_TEXT,
    SafetyAnswers,
    SafetySign,
    in_order,
    is_urgent,
)
from coach.pages.questions import Answers, Checklist, Choice, Passage, Question

PAGE = 7
"""The most signs on one page: more do not fit the smallest screen, and have no digit as their key."""

AGAIN = "again"
"""The key of the question that is asked again."""


def sign_pages(known: SafetyAnswers, *, mending: bool = False) -> tuple[tuple[str, tuple[SafetySign, ...]], ...]:
    """Return the pages of signs to ask about, each with its key.

    Signs without an answer have pages of their own, so that leaving such a page answers nothing; those with one are
    asked again only for `mending`.
    """
    asked = _pages(known.asked) if mending else ()
    return tuple((f"safety_{number}", signs) for number, signs in enumerate((*asked, *_pages(known.unasked))))


def _pages(signs: frozenset[SafetySign]) -> tuple[tuple[SafetySign, ...], ...]:
    groups = (signs,) if len(signs) <= PAGE else (signs - LASTING, signs & LASTING)
    return tuple(in_order(group) for group in groups if group)


def marked_in(answers: Answers, pages: tuple[tuple[str, tuple[SafetySign, ...]], ...]) -> frozenset[SafetySign]:
    """Return the signs answered with yes."""
    marked: set[SafetySign] = set()
    for key, signs in pages:
        given = answers.get(key, ())
        marked |= {signs[index] for index in given} if isinstance(given, tuple) else set()
    return frozenset(marked)


def safety_questions(known: SafetyAnswers, *, mending: bool = False) -> tuple[Question, ...]:
    """Return the pages, and the advice after them where a sign is marked that nobody has seen to."""
    pages = sign_pages(known, mending=mending)

    def shown(*, urgent: bool) -> Callable[[Answers], bool]:
        def is_shown(answers: Answers) -> bool:
            new = marked_in(answers, pages) - known.seen
            return bool(new) and is_urgent(new) is urgent

        return is_shown

    return (
        *(Checklist(key, _title(signs), _help(known, signs), items=_texts(signs)) for key, signs in pages),
        Passage(
            "see_now",
            "Please see a doctor first, and soon",
            shown_if=shown(urgent=True),
            text=(
                (
                    "What you marked should be looked at before you walk for exercise, and without delay. "
                    "If it is there right now or getting worse, seek help today."
                ),
                f"{_STAYS} Coach does not stop you.",
            ),
        ),
        Passage(
            "see_first",
            "Please talk to a professional first",
            shown_if=shown(urgent=False),
            text=(
                (
                    "Ask a doctor, midwife or physiotherapist whether this programme fits you with what you marked. "
                    "Often the answer is yes."
                ),
                f"{_STAYS} Coach does not stop you.",
            ),
        ),
    )


_STAYS = "Home shows it until you say there, with d, that a professional has seen to it."


def _title(signs: tuple[SafetySign, ...]) -> str:
    return (
        "Do you have any of these, now or lately?" if LASTING.isdisjoint(signs) else "Does any of these hold for you?"
    )


def _help(known: SafetyAnswers, signs: tuple[SafetySign, ...]) -> str:
    is_new = bool(known.asked) and known.asked.isdisjoint(signs)
    return f"{'New questions: mark' if is_new else 'Mark'} what does. None of them: just press enter."


def _texts(signs: tuple[SafetySign, ...]) -> tuple[str, ...]:
    return tuple(SIGN_TEXT[sign] for sign in signs)


def safety_of(answers: Answers, known: SafetyAnswers, *, mending: bool = False) -> SafetyAnswers:
    """Return what is known after the answers; a page that was skipped stays without one."""
    for key, signs in sign_pages(known, mending=mending):
        if key in answers:
            known = known.answered(signs, marked_in(answers, ((key, signs),)))
    return known


def asked_again(why: str) -> tuple[Question, ...]:
    """Return the questions for a jump of pain, as one page and the advice after it; `why` says what jumped."""
    return (
        Checklist(
            AGAIN,
            "Is any of these new?",
            f"{why} None of them: just press enter.",
            items=tuple(text for _, text in ASKED_AGAIN),
        ),
        Passage(
            "see_today",
            "Please see a doctor today",
            shown_if=lambda answers: bool(signs_again(answers)),
            text=(SEE_TODAY, _STAYS),
        ),
    )


def signs_again(answers: Answers) -> frozenset[SafetySign]:
    """Return the signs answered with yes when they were asked again."""
    given = answers.get(AGAIN, ())
    return frozenset(ASKED_AGAIN[index][0] for index in given) if isinstance(given, tuple) else frozenset()


def seen_question(known: frozenset[SafetySign]) -> Choice:
    """Return the question whether a professional has seen to what is marked."""
    marked = "; ".join(SIGN_TEXT[sign] for sign in in_order(known))
    return Choice(
        "seen",
        "Has a professional seen to it?",
        f"You marked: {marked}. Marked by mistake? Then change it in the profile, with r.",
        options=("Yes", "Not yet"),
    )
