"""A page that asks: its keys belong to the question, and what was answered is kept however it is left."""

import pytest
from msgspec.structs import replace
from textual import events

from coach.drawing.pages import ROOMY_WIDTH
from coach.pages.questions import Checklist, Choice, Number, Passage, Scale, Words
from coach.tui.app import CoachApp
from coach.tui.screens.form_page import FormPage
from coach.tui.widgets.fields import NoteArea
from tests.support.screens import SIZES, screen_text

NOTE = Words("note", "Anything to remember?")
WAY = Choice("way", "Which way?", options=("Left", "Right"))
HARD = Scale("hard", "How hard?", words=("not at all",) * 11)
AGE = Number("age", "How old?", unit="years", lo=18, hi=90)
HOLDS = Checklist("holds", "What holds?", items=("Sun", "Wind", "Rain"))
READ = Passage("read", "Please read", text=("Something long.",))


class Asking(FormPage[dict]):
    def answered(self, answers):
        self.dismiss(dict(answers))


async def answers_after(questions, *keys, answers=None):
    app = CoachApp(lambda: Asking(questions, answers))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    return app.return_value


async def shown_after(questions, *keys, answers=None, size=(80, 24)):
    app = CoachApp(lambda: Asking(questions, answers))
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return screen_text(app)


async def test_each_question_is_answered_in_turn_and_the_last_answer_ends_it():
    keys = ["2", "enter", "7", "enter", "5", "4", "enter", "1", "3", "enter"]
    answers = await answers_after((WAY, HARD, AGE, HOLDS), *keys)
    assert answers == {"way": 1, "hard": 7, "age": 54, "holds": (0, 2)}


async def test_keys_that_mean_something_on_other_pages_are_typed():
    answers = await answers_after((NOTE,), *"jkq", "question_mark", "space", "b", "enter")
    assert answers == {"note": "jkq? b"}


async def test_a_pasted_text_is_typed_in_one_line():
    app = CoachApp(lambda: Asking((NOTE,)))
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste("easy\nand sunny\x1b"))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_value == {"note": "easy and sunny"}


async def test_a_text_is_mended_in_its_middle_and_the_mouse_sets_the_cursor():
    app = CoachApp(lambda: Asking((WAY, NOTE), {"note": "Rain today"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", *["left"] * 5, *"all ")
        await pilot.click(NoteArea, offset=(0, 0))
        await pilot.press("A", "space", "shift+right", "r", "enter")
        await pilot.pause()
    assert app.return_value == {"note": "A rain all today"}


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_text_is_wrapped_in_its_place_and_stands_there_again(size):
    text = "walked by the river " * 12
    app = CoachApp(lambda: Asking((NOTE, WAY)))
    async with app.run_test(size=size) as pilot:
        app.post_message(events.Paste(text))
        await pilot.pause()
        await pilot.press("enter", "shift+tab")
        await pilot.pause()
        shown = screen_text(app)
        assert "Anything to remember?" in shown
        assert "river" in shown
        assert max(map(len, shown.splitlines())) <= size[0]
        await pilot.press("x", "f1")
        await pilot.pause()
        assert "river" not in screen_text(app)
        await pilot.press("y", "f1", "z", "enter", "2", "enter")
        await pilot.pause()
    assert app.return_value == {"note": text.strip() + "xz", "way": 1}


async def test_keys_typed_faster_than_the_page_follows_belong_to_their_question():
    app = CoachApp(lambda: Asking((WAY, HARD, NOTE, AGE, replace(NOTE, key="more"))))
    keys = [
        "2",
        "enter",
        "7",
        "enter",
        "R",
        "a",
        "i",
        "n",
        "enter",
        "5",
        "4",
        "enter",
        "S",
        "u",
        "n",
        "shift+tab",
        "9",
        "backspace",
        "shift+tab",
        "tab",
        "enter",
        "W",
        "enter",
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for typed in keys:
            key = typed.replace("\n", "enter")
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
    assert app.return_value == {"way": 1, "hard": 7, "note": "Rain", "age": 54, "more": "W"}


async def test_leaving_keeps_what_is_being_written():
    assert await answers_after((NOTE, WAY), *"Rain", "escape") == {"note": "Rain"}
    assert await answers_after((WAY, NOTE), "tab", *"Rain", "ctrl+c") == {"note": "Rain"}
    assert await answers_after((WAY, NOTE), "tab", *"Rain", "tab") == {}, "a skipped question stays as it was"


async def test_each_text_has_its_own_editor():
    other = Words("other", "Anything else?", most=10)
    answers = await answers_after((NOTE, other), *"Rain", "enter", *"Sun and much more", "enter")
    assert answers == {"note": "Rain", "other": "Sun and mu"}


async def test_a_key_that_types_nothing_visible_types_nothing():
    app = CoachApp(lambda: Asking((NOTE,)))
    async with app.run_test(size=(80, 24)) as pilot:
        for key, character in (("a", "a"), ("ctrl+a", "\x01"), ("b", "b")):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_value == {"note": "ab"}


async def test_a_skipped_question_keeps_its_answer_and_one_goes_back_to_it():
    known = {"way": 0}
    assert await answers_after((WAY, HARD), "2", "tab", "tab", answers=known) == known
    assert await answers_after((WAY, HARD), "tab", "shift+tab", "2", "enter", "tab", answers=known) == {"way": 1}


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_leaving_keeps_what_was_answered_so_far(key):
    assert await answers_after((WAY, HARD, AGE), "1", "enter", "5", key) == {"way": 0}


async def test_a_number_outside_its_limits_stays_with_the_reason():
    shown = await shown_after((AGE, WAY), "7", "enter")
    assert "How old?" in shown
    assert "Between 18 and 90 years, please" in shown
    assert "Which way?" in await shown_after((AGE, WAY), "7", "enter", "0", "enter")


async def test_it_says_how_far_one_is_unless_there_is_one_question_only():
    assert "2 of 3" in await shown_after((WAY, HARD, AGE), "tab")
    assert "1 of 1" not in await shown_after((WAY,))


@pytest.mark.parametrize(
    ("question", "way"),
    [(WAY, "1-2 choose"), (HOLDS, "1-3 mark"), (HARD, "0-10 choose"), (AGE, "0-9 type"), (NOTE, None), (READ, None)],
)
async def test_the_footer_names_the_keys_of_the_question(question, way):
    footer = (await shown_after((question, WAY), size=(120, 24))).splitlines()[-1]
    assert way is None or way in footer
    assert ("go on" in footer) is (question is READ), "there is nothing to take in a text"
    assert ("enter take" in footer) is (question is not READ)
    assert "question before" not in footer.lower()
    assert ("tab skip" in footer) is (question is not READ)
    assert "f1 help" in footer


async def test_back_is_offered_from_the_second_question_on():
    first, second = [await shown_after((WAY, HARD), *keys) for keys in ((), ("tab",))]
    assert "before" not in first.splitlines()[-1]
    assert "before" in second.splitlines()[-1]


@pytest.mark.parametrize(("width", "label"), [(ROOMY_WIDTH, "skip the rest"), (ROOMY_WIDTH - 1, "done")])
async def test_leaving_is_named_at_length_where_there_is_room(width, label):
    footer = (await shown_after((WAY, HARD), size=(width, 24))).splitlines()[-1]
    assert f"esc {label}" in footer


@pytest.mark.parametrize("key", ["f1", "escape", "enter"])
async def test_the_help_shows_the_keys_and_is_closed_before_anything_is_answered(key):
    shown = await shown_after((WAY, HARD), "f1")
    assert "Which way?" not in shown
    assert "Skip all the rest. What was answered is kept." in shown
    assert "Which way?" in await shown_after((WAY, HARD), "f1", key)


async def test_a_help_that_is_longer_than_the_screen_is_scrolled():
    small = {"size": (40, 12)}
    assert "Take it." in await shown_after((WAY, HARD), "tab", "f1", **small)
    below = await shown_after((WAY, HARD), "tab", "f1", "pagedown", "pagedown", **small)
    assert "Take it." not in below
    assert "Skip all the rest." in below
    assert "Take it." in await shown_after((WAY, HARD), "tab", "f1", "pagedown", "pageup", **small)


@pytest.mark.parametrize("hidden", [("tab",), ("shift+tab",), ("7",), ("tab", "tab", "tab")])
async def test_nothing_reaches_the_question_behind_the_help(hidden):
    shown = await shown_after((WAY, HARD, NOTE), "2", "enter", "f1", *hidden, "enter")
    assert shown == await shown_after((WAY, HARD, NOTE), "2", "enter", "f1", "enter")
    assert "How hard?" in shown


async def test_nothing_is_pasted_behind_the_help():
    app = CoachApp(lambda: Asking((NOTE,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        app.post_message(events.Paste("hidden"))
        await pilot.pause()
        await pilot.press("f1", "enter")
        await pilot.pause()
    assert app.return_value == {}
