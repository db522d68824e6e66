"""The fields of a page of questions, each alone: keys, mouse, cursor, paste."""

import pytest
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from coach.pages.after_walk import BELT_SPEED, DISTANCE
from coach.pages.questions import Choice, Scale
from coach.tui.app import CoachApp
from coach.tui.widgets.fields import AnswerField, MeasureField, NoteArea, NoteField
from tests.support.screens import screen_text

HARD = Scale("hard", "How hard?", "0 is easy", words=tuple(f"word {level}" for level in range(11)))
WAY = Choice("way", "Which way?", options=("Left", "Right", "On"))


class One(Screen):
    """A field, alone."""

    def __init__(self, field):
        super().__init__()
        self.field = field

    def compose(self):
        yield self.field


def showing(make):
    return CoachApp(lambda: One(make()))


def scale(marked=None):
    field = AnswerField(HARD, marked)
    field.styles.height = 3
    return field


def choice(marked=None):
    field = AnswerField(WAY, marked)
    field.styles.height = 4
    return field


@pytest.mark.parametrize(
    ("make", "keys", "marked"),
    [
        (scale, ("7",), 7),
        (scale, ("1", "0"), 10),
        (scale, ("7", "left"), 6),
        (scale, ("7", "backspace"), None),
        (scale, ("x", "tab"), None),
        (choice, ("2",), 1),
        (choice, ("2", "down"), 2),
        (choice, ("9",), None),
        (lambda: scale(4), (), 4),
        (lambda: choice(0), ("delete",), None),
    ],
)
async def test_keys_mark_an_answer(make, keys, marked):
    app = showing(make)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert app.screen.field.marked == marked


@pytest.mark.parametrize(
    ("make", "at", "marked"),
    [(scale, (2 + 6 * 7 + 2, 2), 7), (scale, (2 + 6 * 7 + 2, 1), 7), (scale, (4, 0), None), (choice, (9, 3), 2)],
)
async def test_the_mouse_marks_an_answer(make, at, marked):
    app = showing(make)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(AnswerField, offset=at)
        assert app.screen.field.marked == marked
        assert app.screen.field.has_focus


async def test_the_answer_and_the_keys_place_are_shown():
    app = showing(scale)
    async with app.run_test(size=(80, 24)) as pilot:
        assert screen_text(app).startswith("▸ How hard?  0 is easy")
        await pilot.press("7")
        assert screen_text(app).startswith("▸ How hard?  7  word 7")
        app.screen.set_focus(None)
        await pilot.pause()
        assert screen_text(app).startswith("  How hard?  7  word 7")


def note(text=""):
    return NoteField(text, title="Anything?", placeholder="What helped")


async def test_a_note_has_a_cursor_that_goes_into_its_middle():
    app = showing(lambda: note("Rain today"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["left"] * 5, *"all ", "ctrl+right", "exclamation_mark")
        assert app.screen.field.text == "Rain all today!"
        await pilot.press("shift+home", "delete")
        assert app.screen.field.text == ""


async def test_a_note_is_pointed_at_and_selected_with_the_mouse():
    app = showing(lambda: note("Rain today"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(NoteArea, offset=(4, 0))
        await pilot.press("s")
        assert app.screen.field.text == "Rains today"
        await pilot.mouse_down(NoteArea, offset=(0, 0))
        await pilot.hover(NoteArea, offset=(5, 0))
        await pilot.mouse_up(NoteArea, offset=(5, 0))
        await pilot.press(*"Sun")
        assert app.screen.field.text == "Sun today"


async def test_what_is_pasted_is_one_line_of_text_at_the_cursor():
    app = showing(lambda: note("()"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left")
        app.post_message(events.Paste("easy\nand [b]sunny\x1b[2J\u202e"))
        await pilot.pause()
        assert app.screen.field.text == "(easy and [b]sunny [2J )"
        assert "[b]sunny" in screen_text(app)
        assert "\u202e" not in screen_text(app)


async def test_enter_is_no_letter():
    app = showing(lambda: note("Rain"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert app.screen.field.text == "Rain"


async def test_a_note_is_as_long_as_it_may_be_and_an_older_one_as_long_as_it_is():
    app = showing(note)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste("x" * 1000))
        await pilot.pause()
        await pilot.press("y")
        assert app.screen.field.text == "x" * NoteField.MOST
        await pilot.press("backspace", "y")
        assert app.screen.field.text == "x" * (NoteField.MOST - 1) + "y"
    app = showing(lambda: note("z" * 900))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("backspace", "y", "y")
        assert app.screen.field.text == "z" * 899 + "y"


async def test_what_was_removed_comes_back_whole():
    app = showing(lambda: note("Rain today"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(NoteArea).action_delete_word_left()
        await pilot.pause()
        app.screen.query_one(NoteArea).undo()
        assert app.screen.field.text == "Rain today"


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (13, 2), (80, 24)])
async def test_a_note_is_written_in_a_window_of_any_size(size):
    app = showing(note)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*"two words", "up", "down", "pagedown", "end")
        app.post_message(events.Paste("more " * 60))
        await pilot.resize_terminal(40, 12)
        await pilot.resize_terminal(*size)
        assert app.screen.field.text.startswith("two wordsmore ")


@pytest.mark.parametrize(
    ("keys", "text", "measure"),
    [
        (("1", "comma", "8", "5", "9"), "1,85", DISTANCE),
        (("up", "5", "full_stop", "4"), "5.4", BELT_SPEED),
        (("5", "left", "4", "down", "up"), "45", DISTANCE),
        ((*"x-1e", "full_stop", "full_stop"), "1.", DISTANCE),
    ],
)
async def test_a_number_and_what_it_measures(keys, text, measure):
    app = showing(lambda: MeasureField("", DISTANCE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert (app.screen.field.text, app.screen.field.measure) == (text, measure)
        assert measure.title in screen_text(app)


async def test_the_head_changes_what_is_measured_by_mouse():
    app = showing(lambda: MeasureField("5", BELT_SPEED))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "▸ How fast did the belt run, in km/h?  ↑↓ distance" in screen_text(app)
        await pilot.click("FieldHead")
        assert "▸ How far was it, in km?  ↑↓ belt speed" in screen_text(app)
        await pilot.click(Input)
        assert app.screen.field.measure is DISTANCE
