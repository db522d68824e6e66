"""The pages of signs: each sign once, as many as have a digit, and skipping answers nothing."""

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.safety import ASKED_AGAIN, SafetyAnswers, SafetySign
from coach.pages.questions import Form
from coach.pages.safety import PAGE, asked_again, safety_of, safety_questions, seen_question, sign_pages, signs_again

SIGNS = st.frozensets(st.sampled_from(SafetySign))
KNOWN = st.builds(lambda asked, marked: SafetyAnswers(asked | marked, marked), SIGNS, SIGNS)


@given(KNOWN, st.booleans())
def test_each_sign_is_on_one_page_and_each_page_is_short(known, mending):
    pages = sign_pages(known, mending=mending)
    shown = [sign for _, signs in pages for sign in signs]
    assert len(shown) == len(set(shown))
    assert set(shown) == (set(SafetySign) if mending else known.unasked)
    assert all(len(signs) <= PAGE for _, signs in pages)
    assert len({key for key, _ in pages}) == len(pages)


@given(KNOWN, st.booleans(), st.data())
def test_what_is_answered_is_known_and_what_is_skipped_is_as_it_was(known, mending, data):
    pages = sign_pages(known, mending=mending)
    answers, expected = {}, known
    for key, signs in pages:
        if data.draw(st.booleans()):
            indices = data.draw(st.sets(st.integers(0, len(signs) - 1)))
            answers[key] = tuple(sorted(indices))
            expected = expected.answered(signs, {signs[index] for index in indices})
    assert safety_of(answers, known, mending=mending) == expected


def test_with_everything_answered_nothing_is_asked():
    known = SafetyAnswers().answered(SafetySign, ())
    assert Form.begin(safety_questions(known)).at is None


def test_what_is_asked_again_is_told_apart():
    form = Form.begin(asked_again("Because."))
    assert form.count == len(ASKED_AGAIN)
    assert signs_again(form.press("3").take().answers) == {SafetySign.LEG_WEAKNESS}
    assert signs_again({}) == frozenset()


def test_who_says_it_was_seen_reads_what_was_marked():
    question = seen_question(frozenset({SafetySign.FEVER, SafetySign.LEG_WEAKNESS}))
    assert "A leg that gets weaker; Fever" in question.help
