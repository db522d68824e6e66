import pytest
from msgspec.structs import replace

from coach.tui.app import CoachApp
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.summary import SummaryScreen
from tests.support import sample_pages
from tests.support.sample_pages import FakeServices
from tests.support.screens import at_every_size, screen_inks, screen_text


@pytest.mark.parametrize("keys", [(), ("t",), ("down", "down")], ids=["list", "trends", "marked"])
async def test_at_every_size(keys, screens):
    assert await at_every_size(lambda: HistoryScreen(FakeServices()), *keys) == screens


async def test_an_empty_history(screens):
    assert await at_every_size(lambda: HistoryScreen(FakeServices(history=sample_pages.EMPTY_HISTORY))) == screens


@pytest.mark.parametrize(("theme", "no_color"), [("light", False), ("dark", True)])
async def test_the_colours(theme, no_color, screens):
    app = CoachApp(lambda: HistoryScreen(FakeServices()), theme=theme, no_color=no_color)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        assert screen_inks(app) + "\n" == screens


async def test_the_marked_walk_is_opened_and_escape_comes_back():
    asked = FakeServices()
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("down", "j", "up", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HistoryScreen)
        assert "▸ 22 Nov" in screen_text(app)
    assert asked.kept == [("look", "w1")]


async def test_the_mark_stops_at_both_ends():
    app = CoachApp(lambda: HistoryScreen(FakeServices()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("up")
        assert "▸ 24 Nov" in screen_text(app)
        await pilot.press(*["down"] * 20)
        assert "▸ 03 Nov" in screen_text(app)


async def test_an_imported_walk_is_marked_and_a_key_lets_it_count():
    imported = replace(sample_pages.row(1), imported="fit", counts=False)
    view = replace(sample_pages.HISTORY, walks=(sample_pages.row(0), imported, replace(imported, counts=True)))
    asked = FakeServices(history=view)
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "c count" in screen_text(app)
        assert "(fit)" in screen_text(app)
        await pilot.press("c", "down", "c")
        await pilot.pause()
        await pilot.press("down", "c")
        await pilot.pause()
    assert asked.kept == [("count", "w1", True), ("count", "w1", False)]


async def test_before_the_programme_a_walk_is_not_shown_as_one_that_counts():
    imported = replace(sample_pages.row(1), imported="fit", counts=True, is_before_start=True)
    app = CoachApp(lambda: HistoryScreen(FakeServices(history=replace(sample_pages.HISTORY, walks=(imported,)))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "(fit)" in screen_text(app)


async def test_without_an_imported_walk_nobody_is_asked_about_one():
    asked = FakeServices()
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "c count" not in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
    assert asked.kept == []
