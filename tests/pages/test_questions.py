import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.pages.questions import Checklist, Choice, Form, Number, Passage, Scale, Words

ALL = (
    Passage("hello", "Hello", text=("Welcome.",)),
    Scale("rpe", "How hard?"),
    Choice("kind", "Which?", options=("a", "b", "c")),
    Checklist("signs", "Any?", items=("x", "y", "z")),
    Number("age", "How old?", unit="years", lo=18, hi=99),
    Number("km", "How far?", unit="km", lo=0.1, hi=42.0, decimals=2, shown_if=lambda answers: "age" in answers),
    Words("note", "Anything?", most=20),
)


def asking(key, answers=None):
    form = Form.begin(ALL, answers)
    while form.question.key != key:
        form = form.skip()
    return form


def typed(form, *keys):
    for key in keys:
        form = form.press(key)
    return form


def test_every_question_can_be_skipped_and_leaves_no_answer():
    form = Form.begin(ALL)
    seen = []
    while form.at is not None:
        seen.append(form.question.key)
        form = form.skip()
    assert seen == ["hello", "rpe", "kind", "signs", "age", "note"]
    assert form.answers == {}
    assert form.question is None


@pytest.mark.parametrize(
    ("keys", "level"),
    [
        (["4"], 4),
        (["0"], 0),
        (["1", "0"], 10),
        (["2", "0"], 0),
        (["right"], 0),
        (["up", "up"], 1),
        (["left"], 0),
        (["9", "right", "right", "right"], 10),
        (["x"], None),
        (["4", "backspace"], None),
        (["4", "delete", "2"], 2),
        ([], None),
    ],
)
def test_a_scale(keys, level):
    assert typed(asking("rpe"), *keys).take().answers.get("rpe") == level


@pytest.mark.parametrize(
    ("keys", "index"), [(["2"], 1), (["down"], 0), (["up"], 2), (["3", "down"], 2), (["4"], None), (["0"], None)]
)
def test_a_choice(keys, index):
    assert typed(asking("kind"), *keys).take().answers.get("kind") == index


def test_a_checklist_where_nothing_marked_is_an_answer_too():
    assert asking("signs").take().answers["signs"] == ()
    assert typed(asking("signs"), "3", "1").take().answers["signs"] == (0, 2)
    assert typed(asking("signs"), "2", "2").take().answers["signs"] == ()
    assert typed(asking("signs"), "down", "space").take().answers["signs"] == (1,)
    assert typed(asking("signs"), "7").answers == {}


def test_a_number_within_its_limits():
    assert typed(asking("age"), "5", "4").take().answers["age"] == 54
    assert typed(asking("age"), "5", "5", "backspace", "4").take().answers["age"] == 54
    assert "age" not in asking("age").take().answers


def test_a_number_out_of_its_limits_stays_and_says_so():
    form = typed(asking("age"), "7").take()
    assert form.question.key == "age"
    assert form.trouble == "Between 18 and 99 years, please; tab skips."
    assert typed(form, "0").take().answers["age"] == 70


@pytest.mark.parametrize(
    ("keys", "km"),
    [
        (["1", "full_stop", "8", "5"], 1.85),
        (["1", "comma", "8", "5", "9"], 1.85),
        (["full_stop", "5"], 0.5),
        (["1", "full_stop", "full_stop", "5"], 1.5),
    ],
)
def test_a_number_with_decimals(keys, km):
    form = typed(asking("age"), "5", "0").take()
    assert form.question.key == "km"
    assert typed(form, *keys).take().answers["km"] == km


def test_words_are_what_stands_in_the_editor():
    form = asking("note").write(" new shoes ")
    assert form.take().answers["note"] == "new shoes"
    assert "note" not in form.write("  ").take().answers
    assert asking("note", {"note": "Rain"}).typed == "Rain"


@pytest.mark.parametrize("key", ["enter", "tab", "shift+tab", "escape", "f1", "ctrl+c", "pageup"])
@pytest.mark.parametrize("question", [question.key for question in ALL if question.key != "km"])
def test_a_key_that_types_nothing_leaves_the_form_to_its_commands(question, key):
    form = asking(question)
    assert form.press(key) is form


def test_back_goes_to_the_question_before_and_shows_what_was_answered():
    form = typed(asking("rpe"), "4").take()
    assert form.question.key == "kind"
    assert form.back().marked == 4
    assert form.back().back().question.key == "hello"
    assert form.back().back().back().question.key == "hello"
    over = asking("note").take()
    assert over.back().question.key == "note"


def test_the_place_counts_what_is_asked():
    assert asking("rpe").place == (2, 6)
    assert typed(asking("age"), "5", "0").take().place == (6, 7)
    assert asking("note").take().place == (6, 6)


def test_answers_given_before_are_there_to_be_mended():
    before = {"rpe": 3, "kind": 2, "signs": (1,), "age": 54, "km": 1.8, "note": "Rain"}
    form = Form.begin(ALL, before)
    while form.at is not None:
        form = form.take()
    assert form.answers == before
    assert asking("km", before).typed == "1.80"
    assert typed(asking("km", before), *["backspace"] * 4).take().answers.get("km") is None


def test_how_many_options_there_are():
    assert [asking(key).count for key in ("hello", "rpe", "kind", "signs", "age")] == [0, 0, 3, 3, 0]


KEYS = st.sampled_from(["1", "0", "9", "up", "down", "left", "right", "space", "full_stop", "backspace", "x", "enter"])


@given(st.lists(st.tuples(st.sampled_from(["press", "take", "skip", "back"]), KEYS), max_size=60))
def test_no_keys_in_any_order_break_a_form(moves):
    form = Form.begin(ALL)
    for move, key in moves:
        form = form.press(key) if move == "press" else getattr(form, move)()
        at, of = form.place
        assert 1 <= at <= of
        assert 0 <= form.answers.get("rpe", 0) <= 10
        assert 18 <= form.answers.get("age", 50) <= 99
