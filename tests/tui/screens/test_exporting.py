"""A walk as a file: from the home screen, the history and the look back."""

import pytest
from msgspec.structs import replace

from coach.errors import ExportError, ExportProblem
from coach.pages.exporting import FILES
from coach.tui.app import CoachApp
from coach.tui.screens.exporting import ExportScreen
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.home import HomeScreen
from coach.tui.screens.summary import SummaryScreen
from tests.support import sample_pages
from tests.support.sample_pages import FakeServices
from tests.support.screens import at_every_size, screen_text, until


async def test_the_question_at_every_size(screens):
    assert await at_every_size(ExportScreen) == screens


async def test_where_the_file_is_at_every_size(screens):
    assert await at_every_size(lambda: HistoryScreen(FakeServices()), "x", "3", "enter") == screens


PAGES = {
    "home": (HomeScreen, ("e",), "w0"),
    "history": (HistoryScreen, ("down", "x"), "w1"),
    "summary": (lambda services: SummaryScreen(services, sample_pages.DETAIL), ("x",), "w0"),
}


@pytest.mark.parametrize("place", range(len(FILES)))
@pytest.mark.parametrize("page", PAGES)
async def test_the_chosen_file_is_written_and_the_page_says_where_it_is(page, place):
    make, keys, walk_id = PAGES[page]
    asked = FakeServices()
    app = CoachApp(lambda: make(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await until(pilot, screen=ExportScreen)
        await pilot.press(str(place + 1), "enter")
        await until(pilot, shows=f"{walk_id}.{FILES[place][0]} is in ~/Downloads now.")
    assert asked.kept == [("export", walk_id, FILES[place][0])]


@pytest.mark.parametrize("leave", ["escape", "tab", "enter"])
async def test_nothing_is_written_unless_it_is_chosen(leave):
    asked = FakeServices()
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("x")
        await until(pilot, screen=ExportScreen)
        await pilot.press(leave)
        await until(pilot, screen=HistoryScreen)
    assert asked.kept == []


async def test_a_disk_that_takes_nothing_is_said():
    asked = FakeServices()
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked.error = ExportError(ExportProblem.UNWRITABLE, "w0.fit", detail="No space left on device")
        await pilot.press("x", "1", "enter")
        await until(pilot, shows="cannot write w0.fit: No space left on device")


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: HomeScreen(FakeServices(sample_pages.NEW)), "e"),
        (lambda: HistoryScreen(FakeServices(history=sample_pages.EMPTY_HISTORY)), "x"),
        (lambda: SummaryScreen(FakeServices(), replace(sample_pages.DETAIL, file=None)), "x"),
    ],
    ids=["home", "history", "summary"],
)
async def test_without_a_recording_there_is_nothing_to_export(make, key):
    app = CoachApp(make)
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(app.screen, ExportScreen)
        assert f"{key} export" not in screen_text(app)
