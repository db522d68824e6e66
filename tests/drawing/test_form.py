import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.function import FunctionQuestion
from coach.domain.programme.safety import FIRST_LIST, SafetyAnswers, SafetySign
from coach.domain.programme.walk_log import LONGEST_NAME
from coach.drawing.form import draw_field, draw_question, editor_place, field_option_at
from coach.drawing.ink import Tone, text_of
from coach.pages.after_walk import BELT_SPEED, DISTANCE
from coach.pages.function import first_questions, rating_questions
from coach.pages.profile import ProfileView
from coach.pages.questions import Checklist, Choice, Form, Number, Passage, Scale, Words
from coach.pages.safety import asked_again, safety_questions, seen_question
from coach.tui.screens import after_walk, first_run, walk_choice
from tests.support.fitting import WIDTHS, any_size, assert_fits
from tests.support.sample_pages import TODAY

AFTER_WALK = (after_walk.EFFORT, after_walk.PAIN, after_walk.TALK)
NOTE = Words("w", "Anything to remember?", "Shoes, weather, sleep, what helped: in your own words.")
SKIPPED = (
    *safety_questions(SafetyAnswers(FIRST_LIST)),
    *asked_again("Pain of 7 out of 10 this morning is more than usual."),
    seen_question(frozenset(SafetySign)),
)
QUESTIONS = (
    *first_run.questions(TODAY, ProfileView(asked=False)),
    *SKIPPED,
    *AFTER_WALK,
    DISTANCE,
    BELT_SPEED,
    NOTE,
    *first_questions(FunctionQuestion(3, (), None, may_end=True)),
    *rating_questions(("sleep", "x" * LONGEST_NAME), "23 November"),
    *walk_choice.QUESTIONS,
)


def asking(question, *keys):
    form = Form.begin((question,))
    for key in keys:
        form = form.press(key)
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


@any_size
@given(st.sampled_from(AFTER_WALK), WIDTHS, st.integers(1, 6), st.sampled_from(["", "2", "9"]), st.booleans())
def test_a_field_fits_its_place_whatever_is_marked(question, width, height, key, here):
    drawn = draw_field(asking(question, *key), width, height, here=here)
    assert_fits(drawn, width)
    assert ("▸ " in text_of(drawn[:1])) is here or width < 3


@given(st.sampled_from(AFTER_WALK), st.integers(36, 160), st.sampled_from([2, 3, 4]), st.integers(0, 10))
def test_what_the_mouse_points_at_is_what_is_marked(question, width, height, option):
    """The cell in which an answer stands marks that answer; the title and the room beside it mark nothing."""
    form = asking(question)
    options = form.count or 11
    option %= options
    lines = text_of(draw_field(form, width, height, here=False)).splitlines()
    name = str(option + 1 if form.count else option)
    [(x, y)] = [
        (found.start(), y)
        for y, line in enumerate(lines)
        if y == (1 + option if form.count else height - 1 if height < 4 else 2)
        for found in re.finditer(rf"(?<![0-9]){name}(?![0-9])", line)
    ]
    assert field_option_at(form, x, y, width, max(height, len(lines))) == option
    assert field_option_at(form, x, 0, width, height) is None
    assert field_option_at(form, x, len(lines) + 9, width, height) is None
    assert form.point(option).take().answers == {question.key: option}


def test_a_field_says_its_answer_beside_its_title():
    assert text_of(draw_field(asking(after_walk.EFFORT), 76, 3, here=False)).startswith(
        "  How hard was the walk?  0 no effort, 10 the hardest ever"
    )
    assert "Effort  4  somewhat hard" in text_of(draw_field(asking(after_walk.EFFORT, "4"), 38, 2, here=False))
    assert draw_field(asking(DISTANCE), 38, 2, here=False) == ()
    assert field_option_at(asking(DISTANCE), 4, 1, 38, 2) is None


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


@any_size
@given(st.sampled_from([NOTE, replace(NOTE, help="")]), WIDTHS, st.integers(3, 70))
def test_an_editor_has_its_place_beside_its_bar(question, width, height):
    drawn = draw_question(asking(question), width, height)
    place = editor_place(drawn, width)
    assert place.y >= 0
    assert place.y + place.height <= max(len(drawn), 1)
    assert place.width >= 1
    bars = [y for y, line in enumerate(text_of(drawn).splitlines()) if line.startswith("│")]
    assert bars == list(range(place.y, place.y + place.height)) or not bars


def test_after_the_last_question_nothing_is_drawn():
    assert draw_question(asking(Words("w", "Anything?")).take(), 76, 20) == ()
