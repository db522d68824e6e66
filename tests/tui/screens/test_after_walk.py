"""The page after a walk: four questions, each of which can be left out, by keys and by mouse."""

import pytest
from msgspec import structs
from msgspec.structs import replace
from textual import events
from textual.widgets import Button, Input

from coach.domain.heart.signal_quality import Signal
from coach.domain.programme.felt import Felt
from coach.domain.programme.talk import TalkTest
from coach.tui.app import CoachApp
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.widgets.fields import AnswerField, NoteArea
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import SIZES, at_every_size, screen_inks, screen_text

FINISHED_AT_S = 1230.0
MENDED = Felt(4, 2, 5, 1, 0, TalkTest.WITH_EFFORT, "New [b]shoes[/b].", 1852.3, end_bpm=131.0)
"""What `coach log` and the morning have added stands in it as well."""


def asking(host=None, felt=None):
    return CoachApp(lambda: AfterWalkScreen(host=host, felt=felt, finished_at_s=FINISHED_AT_S))


def at(now, after_s):
    return structs.replace(now, at_s=FINISHED_AT_S + after_s)


async def felt_after(*keys, felt=None, size=(80, 24)):
    app = asking(felt=felt)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    return app.return_value


@pytest.mark.parametrize(
    "keys",
    [(), ("4", "enter", "2"), ("tab", "tab", "2"), (*["tab"] * 3, *"Rain"), ("d", "5"), ("f1",), ("escape",)],
    ids=["first", "answered", "talk", "note", "distance", "help", "rest"],
)
async def test_the_page_at_every_size(keys, screens):
    host = FakeHost(at(scenes.FINISHED, 15.0))
    assert await at_every_size(lambda: AfterWalkScreen(host=host, finished_at_s=FINISHED_AT_S), *keys) == screens


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "none"])
async def test_the_colours(theme, screens):
    app = CoachApp(lambda: AfterWalkScreen(felt=MENDED), theme=theme.replace("none", "dark"), no_color=theme == "none")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "tab", "tab", "shift+home")
        await pilot.pause()
        assert screen_inks(app) + "\n" == screens


async def test_it_asks_four_questions_and_no_more():
    app = asking(FakeHost(at(scenes.FINISHED, 15.0)))
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        shown = screen_text(app)
    title, asked = shown.split("\n", 1)
    assert title.strip() == "Well done. How was it?"
    assert asked.count("?") == 4, "effort, pain, talk, a note"
    assert "before" not in shown
    assert "km" not in shown


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("last", [("enter", "enter"), ("ctrl+s",), ("escape",), ("ctrl+c",)])
async def test_all_answers_by_keys(size, last):
    keys = ("4", "enter", "2", "enter", "1", "enter", *"Rain", "space", "question_mark", *"qd", *last)
    assert await felt_after(*keys, size=size) == Felt(4, pain_after=2, talk_test=TalkTest.COMFORTABLE, note="Rain ?qd")


@pytest.mark.parametrize(
    "keys",
    [
        ("4", "enter", "2", "tab", "1", "enter", *"Rain", "enter", "enter"),
        ("4", "tab", "2", "tab", "1", "tab", *"Rain", "ctrl+s"),
        ("tab", "2", "shift+tab", "4", "tab", "tab", "1", "tab", *"Rain", "escape"),
        (*["tab"] * 3, *"Rain", "shift+tab", "1", "shift+tab", "2", "shift+tab", "4", "ctrl+c"),
    ],
)
async def test_keys_typed_faster_than_the_page_follows_go_where_they_belong(keys):
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
    assert app.return_value == Felt(4, pain_after=2, talk_test=TalkTest.COMFORTABLE, note="Rain")


@pytest.mark.parametrize("size", SIZES)
async def test_all_answers_by_mouse(size):
    app = asking()
    async with app.run_test(size=size) as pilot:
        cells = 3 if size[0] == 40 else 6
        row = 1 if size[1] == 12 else 2
        await pilot.click("#rpe", offset=(2 + 4 * cells, row))
        await pilot.click("#pain_after", offset=(2 + 2 * cells, row))
        await pilot.click("#talk_test", offset=(8, 3))
        app.screen.query_one(NoteArea).scroll_visible(animate=False)
        await pilot.pause()
        await pilot.click(NoteArea)
        await pilot.press(*"Sun")
        app.screen.query_one("#save").scroll_visible(animate=False)
        await pilot.pause()
        await pilot.click("#save")
        await pilot.pause()
    assert app.return_value == Felt(4, pain_after=2, talk_test=TalkTest.CANNOT, note="Sun")


@pytest.mark.parametrize("keys", [("enter",) * 5, ("tab",) * 4 + ("enter",), ("ctrl+s",), ("escape",), ("ctrl+c",)])
async def test_every_question_can_be_left_out(keys):
    assert await felt_after(*keys) == Felt()


async def test_tab_goes_through_all_and_back():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        seen = []
        for key in (*["tab"] * 6, *["shift+tab"] * 6):
            seen.append(app.screen.focused.id or type(app.screen.focused).__name__)
            await pilot.press(key)
    there = ["rpe", "pain_after", "talk_test", "NoteArea", "save", "more"]
    assert seen == [*there, "rpe", *reversed(there[1:])]


async def test_the_field_that_the_keys_go_to_is_in_sight_in_a_small_window():
    app = asking()
    async with app.run_test(size=(40, 12)) as pilot:
        for _ in range(6):
            at = app.screen.focused
            fields = app.screen.query_one("#fields").region
            assert fields.contains_region(at.region), at
            assert isinstance(at, Button) or "▸ " in screen_text(app)
            await pilot.press("tab")
            await pilot.pause()


async def test_what_was_answered_stands_there_and_is_changed_in_its_middle():
    mended = await felt_after(*["tab"] * 3, *["left"] * 10, "exclamation_mark", "ctrl+s", felt=MENDED)
    assert mended == replace(MENDED, note="New [b]!shoes[/b].")
    assert await felt_after("backspace", "tab", "right", "escape", felt=MENDED) == replace(
        MENDED, rpe=None, pain_after=2
    )


@pytest.mark.parametrize("key", ["escape", "ctrl+s"])
async def test_nothing_changed_changes_nothing(key):
    assert await felt_after(key, felt=MENDED) == MENDED


async def test_markup_in_a_note_is_text():
    app = asking(felt=MENDED)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "New [b]shoes[/b]." in screen_text(app)


async def test_a_note_is_pasted_in_one_line():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste("7"))  # a scale takes none
        await pilot.press(*["tab"] * 3)
        app.post_message(events.Paste("easy\nand sunny\x1b"))
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value == Felt(note="easy and sunny")


async def test_ctrl_c_copies_what_is_selected_and_else_leaves():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["tab"] * 3, *"Rain", "shift+home", "ctrl+c")
        await pilot.pause()
        assert app.clipboard == "Rain"
        assert isinstance(app.screen, AfterWalkScreen)
        await pilot.press("end", "ctrl+c")
        await pilot.pause()
    assert app.return_value == Felt(note="Rain")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "felt"),
    [
        (("1", "full_stop", "8", "5", "ctrl+s"), Felt(distance_m=1850.0)),
        (("up", "5", "comma", "4", "enter", "enter"), Felt(belt_speed_mps=1.5)),
        (("1", "escape"), Felt(distance_m=1000.0)),
        (("9", "9", "escape"), Felt()),
    ],
)
async def test_distance_or_belt_speed_is_asked_where_it_is_asked_for(keys, felt, size):
    assert await felt_after("d", *keys, size=size) == felt


async def test_the_field_is_unfolded_with_the_mouse_as_well_and_stands_there_where_it_was_answered():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#more")
        await pilot.pause()
        assert "How far was it" in screen_text(app)
        assert isinstance(app.screen.focused, Input)
        assert not app.screen.query_one("#more").display
    app = asking(felt=MENDED)
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        assert "1.85" in screen_text(app)
        assert "d distance" not in screen_text(app)


async def test_a_number_that_cannot_be_is_not_taken_and_the_page_says_why():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "9", "9", "shift+tab", "ctrl+s")
        await pilot.pause()
        assert "Between 0.1 and 42 km, please" in screen_text(app)
        assert isinstance(app.screen.focused, Input)
        await pilot.press("backspace", "ctrl+s")
        await pilot.pause()
    assert app.return_value == Felt(distance_m=9000.0)


@pytest.mark.parametrize("key", ["f1", "escape", "enter", "ctrl+s"])
async def test_the_help_covers_the_fields_and_gives_them_back(key):
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "tab", "question_mark")
        await pilot.pause()
        assert "Leave the rest. What was answered is kept." in screen_text(app)
        assert "How hard" not in screen_text(app)
        await pilot.press("7", "tab", "shift+tab", "d", *"xy")
        app.post_message(events.Paste("hidden"))
        await pilot.press(key)
        await pilot.pause()
        assert "How hard was the walk?  4" in screen_text(app)
        assert app.screen.focused.id == "pain_after"
        await pilot.press("2", "escape")
        await pilot.pause()
    assert app.return_value == Felt(4, pain_after=2)


async def test_the_palette_opened_over_the_help_gives_the_fields_back():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1", "ctrl+p")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert "How hard was the walk?" in screen_text(app)
        await pilot.press("4", "escape")
        await pilot.pause()
    assert app.return_value == Felt(4)


async def test_the_footer_names_the_keys_of_the_field():
    app = asking()
    async with app.run_test(size=(100, 24)) as pilot:
        for keys, told, untold in (
            ((), "0-10 mark", "1-3"),
            (("tab", "tab"), "1-3 mark", "0-10"),
            (("tab",), "^s save", "d distance"),
            (("tab",), "d distance", "mark"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            footer = screen_text(app).splitlines()[-1]
            assert told in footer
            assert untold not in footer


async def test_the_recovery_is_watched_while_the_questions_are_asked():
    host = FakeHost(at(scenes.FINISHED, 15.0))
    app = asking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "♥ 104  stand still: recovery is measured, 0:50 left" in screen_text(app)
        await pilot.press("tab", "tab", "tab", *"Rai")
        host.latest = structs.replace(at(scenes.FINISHED, 70.0), recovery_bpm=23.6)
        app.screen._watch()
        await pilot.pause()
        assert "Fell 24 beats in the minute after the walk." in screen_text(app)
        await pilot.press("n", "escape")
        await pilot.pause()
    assert app.return_value == Felt(note="Rain")


@pytest.mark.parametrize("keys", [(), ("escape",)], ids=["question", "rest"])
async def test_an_average_is_called_one_while_the_recovery_is_measured(keys, screens):
    host = FakeHost(structs.replace(at(scenes.FINISHED, 15.0), signal=Signal.IRREGULAR))
    assert await at_every_size(lambda: AfterWalkScreen(host=host, finished_at_s=FINISHED_AT_S), *keys) == screens


@pytest.mark.parametrize("key", ["escape", "ctrl+s"])
async def test_after_the_questions_the_measuring_is_waited_for(key):
    host = FakeHost(at(scenes.FINISHED, 40.0))
    app = asking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", key)
        await pilot.pause()
        assert "0:25 left" in screen_text(app)
        assert "How hard" not in screen_text(app)
        assert app.return_value is None
        await pilot.press("7", "d", "tab")
        host.latest = structs.replace(at(scenes.FINISHED, 66.0), recovery_bpm=24.0)
        app.screen._watch()
        await pilot.pause()
    assert app.return_value == Felt(rpe=4)


@pytest.mark.parametrize("key", ["enter", "escape", "ctrl+s", "ctrl+c"])
async def test_nobody_has_to_wait(key):
    app = asking(FakeHost(at(scenes.FINISHED, 10.0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "escape")
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
    assert app.return_value == Felt(rpe=4)


async def test_a_recovery_that_could_not_be_measured_is_not_waited_for():
    host = FakeHost(at(scenes.FINISHED, 67.0))
    app = asking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "♥" not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value == Felt()


async def test_a_window_of_any_size_keeps_what_was_answered():
    app = asking(FakeHost(at(scenes.FINISHED, 15.0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", *["tab"] * 3, *"Rain")
        for size in ((1, 1), (20, 6), (3, 40), (160, 50), (40, 12)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert screen_text(app).count("▸ ") == 1
        assert app.screen.query_one("#fields").region.contains_region(app.screen.focused.region)
        assert all(field.size.width <= 38 for field in app.screen.query(AnswerField))
        await pilot.press("escape", "escape")
        await pilot.pause()
    assert app.return_value == Felt(rpe=4, note="Rain")
