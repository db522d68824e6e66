from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.function import FunctionQuestion
from coach.domain.programme.safety import FIRST_LIST, SafetyAnswers, SafetySign
from coach.domain.programme.walk_log import LONGEST_NAME
from coach.drawing.form import draw_question
from coach.drawing.ink import Tone, text_of
from coach.pages.function import first_questions, rating_questions
from coach.pages.profile import ProfileView
from coach.pages.questions import Checklist, Choice, Form, Number, Passage, Scale, Words
from coach.pages.safety import asked_again, safety_questions, seen_question
from coach.tui.screens import after_walk, first_run, walk_choice
from tests.support.fitting import WIDTHS, any_size, assert_fits
from tests.support.sample_pages import TODAY

SKIPPED = (
    *safety_questions(SafetyAnswers(FIRST_LIST)),
    *asked_again("Pain of 7 out of 10 this morning is more than usual."),
    seen_question(frozenset(SafetySign)),
)
QUESTIONS = (
    *first_run.questions(TODAY, ProfileView(asked=False)),
    *SKIPPED,
    *after_walk.QUESTIONS,
    *first_questions(FunctionQuestion(3, (), None, may_end=True)),
    *rating_questions(("sleep", "x" * LONGEST_NAME), "23 November"),
    *walk_choice.QUESTIONS,
)


def asking(question, *keys):
    form = Form.begin((question,))
    for key in keys:
        form = form.press(key, key if len(key) == 1 else None)
    return form


def text(form, width=76, height=20):
    return text_of(draw_question(form, width, height))


@any_size
@given(st.sampled_from(QUESTIONS), WIDTHS, st.integers(3, 70), st.lists(st.sampled_from("1579"), max_size=4))
def test_every_question_fits_any_size(question, width, height, keys):
    assert_fits(draw_question(asking(replace(question, shown_if=None), *keys), width, height), width, height)


@pytest.mark.parametrize("size", [(38, 10), (76, 20)])
@pytest.mark.parametrize("page", [question for question in QUESTIONS if isinstance(question, Checklist)])
def test_the_safety_questions_are_never_cut(page, size):
    seen = ""
    for number in range(1, len(page.items) + 1):
        seen += " ".join(text(asking(page, str(number)), *size).split())
    for item in page.items:
        assert item in seen
    assert "…" not in seen


@pytest.mark.parametrize("page", [question for question in QUESTIONS if isinstance(question, Passage)])
def test_what_to_do_is_whole_on_the_smallest_screen(page):
    told = " ".join(text(asking(replace(page, shown_if=None)), 38, 10).split())
    for words in (page.title, *page.text):
        assert words in told


def test_the_marked_answer_is_in_sight():
    long = Choice("c", "Which?", options=tuple(f"the answer with the number {number}" for number in range(1, 9)))
    for number in range(1, 9):
        told = text(asking(long, str(number)), 30, 6)
        assert f"▸ {number} " in told
        assert "more" in told


def test_a_scale_shows_its_word_and_before_that_what_to_do():
    scale = Scale("s", "How?", words=tuple(f"word {level}" for level in range(11)))
    assert "Press a number, or skip." in text(asking(scale))
    assert "7  word 7" in text(asking(scale, "7"))


def test_of_a_scale_on_which_10_is_wished_for_no_level_warns():
    for high_is_good, tones in ((True, {Tone.IN}), (False, {Tone.IN, Tone.ABOVE, Tone.ALARM})):
        scale = Scale("s", "How?", words=("word",) * 11, high_is_good=high_is_good)
        form = replace(Form.begin((scale,)), marked=10)
        drawn = {span.ink.tone for line in draw_question(form, 76, 20) for span in line}
        assert drawn & {Tone.IN, Tone.ABOVE, Tone.ALARM} == tones


def test_a_number_is_large_where_there_is_room():
    number = Number("n", "How old?", unit="years", lo=1, hi=99)
    assert "██" in text(asking(number, "5"))
    assert " 5▏ years" in text(asking(number, "5"), 38, 6)


def test_trouble_is_told():
    number = Number("n", "How old?", unit="years", lo=18, hi=99)
    assert "Between 18 and 99 years" in text(asking(number, "7").take())


def test_marks_text_and_words():
    told = text(asking(Checklist("l", "Any?", items=("one", "two")), "2"))
    assert "1 [ ] one" in told
    assert "▸ 2 [x] two" in told
    assert "Second part." in text(asking(Passage("t", "Hear", text=("First part.", "Second part."))))
    words = asking(Words("w", "Anything?")).press("paste", "\x1b[31mred\u202e")
    assert "\x1b" not in text(words)
    assert "red ▏" in text(words)


def test_after_the_last_question_nothing_is_drawn():
    assert draw_question(asking(Words("w", "Anything?")).take(), 76, 20) == ()
