"""The words around activities of one's own."""

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.felt import SCALE
from coach.domain.programme.function import FunctionQuestion
from coach.domain.programme.walk_log import LONGEST_NAME, MOST_ACTIVITIES
from coach.pages.function import (
    EXAMPLES,
    NEVER,
    SCORE_WORDS,
    activities_in,
    first_questions,
    names_in,
    rating_questions,
    word_in,
)
from coach.pages.questions import Form, Scale, Words

KEYS = st.lists(st.sampled_from(["enter", "tab", "1", "2", "3", "0", "x", " ", "\x1b", "ß", "☃", "shift+tab"]))


def after(questions, keys):
    form = Form.begin(questions)
    for key in keys:
        if form.at is None:
            break
        form = {"enter": form.take, "tab": form.skip, "shift+tab": form.back}.get(
            key, lambda form=form, key=key: typed(form, key)
        )()
    return form


def typed(form, key):
    """A key as the page takes it: an editor has the text of words."""
    return form.write(form.typed + key) if isinstance(form.question, Words) else form.press(key)


def test_each_score_has_a_word_and_each_activity_an_example():
    assert len(SCORE_WORDS) == len(set(SCORE_WORDS)) == len(SCALE)
    assert len(EXAMPLES) == MOST_ACTIVITIES


def test_never_is_offered_only_to_who_knows_what_it_is():
    for may_end in (False, True):
        whether = first_questions(FunctionQuestion(0, (), None, may_end=may_end))[0]
        assert (NEVER in whether.options) is may_end
    assert first_questions(FunctionQuestion(3, ("sleep",), 1, may_end=True)) == ()


@given(KEYS)
def test_whatever_is_typed_names_are_names_and_no_word_is_both(keys):
    form = after(first_questions(FunctionQuestion(3, (), None, may_end=True)), keys)
    names = names_in(form.answers)
    assert len(set(names)) == len(names) <= MOST_ACTIVITIES
    assert all(name.isprintable() and 0 < len(name) <= LONGEST_NAME for name in names)
    assert not names or word_in(form.answers) is None or form.answers["whether"] != 0


@given(KEYS, st.sampled_from(["", "23 November"]))
def test_what_is_rated_is_on_its_scale_and_then_no_word_stands_against_it(keys, rated_on):
    names = ("sleep", "garden")
    form = after(rating_questions(names, rated_on), keys)
    rated = activities_in(form.answers, names)
    assert all(item.name in names and item.score in SCALE for item in rated)
    if form.at is None and rated:
        assert "instead" not in form.answers or "shift+tab" in keys


def test_ten_is_what_one_wishes_for_and_the_old_number_stays_hidden():
    scale = rating_questions(("sleep",), "23 November")[0]
    assert isinstance(scale, Scale)
    assert scale.high_is_good
    assert "23 November" in scale.help
    assert "stays hidden" in scale.help
    assert all(question.most == LONGEST_NAME for question in first_questions(
        FunctionQuestion(0, (), None, may_end=False)) if isinstance(question, Words))  # fmt: skip
