import asyncio

import pytest

from coach.drawing.ink import Span
from coach.errors import StoreError, StoreProblem
from coach.tui.app import CoachApp
from coach.tui.screens.page import BACK, HELP, KeyCommand, Page
from tests.support.screens import screen_text, until


class Counting(Page[str]):
    TITLE_TEXT = "Counting"
    PAGE_COMMANDS = (KeyCommand("c", "c", "count", "count", "Count", "One more."), HELP, BACK)

    def __init__(self):
        super().__init__()
        self.count = 0

    def body(self, width, height):
        return ((Span(f"counted {self.count}"),),)

    def action_count(self):
        self.count += 1
        self.show()


async def test_a_command_is_a_key_a_word_in_the_footer_and_a_line_in_the_help():
    app = CoachApp(Counting)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "c count" in screen_text(app)
        await pilot.press("c", "c")
        assert "counted 2" in screen_text(app)
        await pilot.press("question_mark")
        assert "Count. One more." in screen_text(app)
        assert "counted" not in screen_text(app)
        await pilot.press("escape")
        assert "counted 2" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_code == 0


async def test_what_comes_for_a_page_that_was_left_meanwhile_is_not_used():
    app = CoachApp(Counting)
    async with app.run_test(size=(80, 24)) as pilot:
        page, got = Counting(), []
        await app.push_screen(page)

        async def leaving():
            page.dismiss("left")
            return "late"

        page.fetch("Reading", leaving, got.append)
        await pilot.pause()
        assert app.screen is not page
    assert got == []


@pytest.mark.parametrize(("after_s", "is_long"), [(0.01, True), (3600.0, False)])
async def test_what_takes_long_shows_progress_and_what_is_quick_does_not(after_s, is_long, monkeypatch):
    monkeypatch.setattr("coach.tui.screens.page.BUSY_AFTER_S", after_s)
    app = CoachApp(Counting)
    async with app.run_test(size=(80, 24)) as pilot:
        page, gate, got = app.screen, asyncio.Event(), []

        async def slow():
            await gate.wait()
            return "done"

        page.fetch("Reading", slow, got.append)
        await until(pilot, shows="Reading" if is_long else "counted")
        assert ("Reading" in screen_text(app)) is is_long
        gate.set()
        await until(pilot, holds=lambda: got)
        await pilot.pause()
        assert got == ["done"]
        assert "Reading" not in screen_text(app)


async def test_what_is_no_longer_wanted_is_dropped_but_only_in_its_own_group():
    app = CoachApp(Counting)
    async with app.run_test(size=(80, 24)) as pilot:
        page, gate, got = app.screen, asyncio.Event(), []

        def asked(value):
            async def ask():
                await gate.wait()
                return value

            return ask

        page.fetch("One", asked(1), got.append)
        page.fetch("Two", asked(2), got.append)
        page.fetch("Three", asked(3), got.append, group="other")
        gate.set()
        await until(pilot, holds=lambda: len(got) == 2)
        await pilot.pause()
        assert sorted(got) == [2, 3]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            StoreError(StoreProblem.RECORDING_STOPPED, detail="the disk is full"),
            "cannot record: the disk is full; Coach keeps the walk and tries again each",
        ),
        (ZeroDivisionError("oh"), "Coach has a fault: ZeroDivisionError('oh')"),
    ],
)
async def test_an_error_is_told_and_the_page_stays(error, told):
    async def fails():
        raise error

    app = CoachApp(Counting)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.fetch("Reading", fails, lambda _: None)
        await until(pilot, shows=told)
        await pilot.press("c")
        assert "counted 1" in screen_text(app)


async def test_a_notice_is_cleaned_and_the_newest_one_stands():
    app = CoachApp(Counting)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.notice("first")
        app.screen.notice("[red]second\x1b[2J\u202e")
        await pilot.pause()
        assert "first" not in screen_text(app)
        assert "[red]second [2J" in screen_text(app)
