"""Keys typed faster than the palette opens, searches and closes; they reach the app as a terminal sends them."""

import asyncio

import pytest
from textual import events

from coach.pages.ports import Show
from coach.session.commands import SkipStep
from coach.tui.app import CoachApp
from coach.tui.screens.dialogs import ConfirmEnd
from coach.tui.screens.palette import CoachPalette
from coach.tui.screens.walk import WalkScreen
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import until


def typed_ahead(app, *keys):
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.fixture
def host():
    return FakeHost(scenes.LIVE_IN)


@pytest.fixture
def app(host):
    return CoachApp(lambda: WalkScreen(host))


@pytest.mark.parametrize("key", ["pageup", "pagedown"])
@pytest.mark.parametrize("size", [(80, 24), (1, 1)])
async def test_it_pages_before_its_list_is_there(app, key, size):
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        typed_ahead(app, "ctrl+p", key, key)
        for _ in range(20):
            await asyncio.sleep(0)
            typed_ahead(app, key)
        await pilot.pause()
        assert isinstance(app.screen, CoachPalette)


async def test_it_pages_through_its_list(app):
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, shows="A minute more")
        chosen = app.screen.query_one("CommandList")
        await pilot.press("pagedown", "pagedown")
        assert chosen.highlighted > 2
        await pilot.press("pageup", "pageup", "pageup", "pageup", "pageup", "pageup")
        assert chosen.highlighted == 0


async def test_it_is_open_once_and_opens_while_the_last_one_closes(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "ctrl+p")
        for _ in range(5):
            app.screen.dismiss()
            typed_ahead(app, "ctrl+p", "ctrl+p")
            await until(pilot, screen=CoachPalette)
            assert [type(screen) for screen in app.screen_stack[1:]] == [WalkScreen, CoachPalette]


async def test_it_closes_while_it_opens_and_while_it_searches(app):
    async with app.run_test(size=(80, 24)) as pilot:
        for turns in range(30):
            app.action_command_palette()
            typed_ahead(app, "e")
            for _ in range(turns):
                await asyncio.sleep(0)
            app.screen.dismiss()
            await pilot.pause()
            assert isinstance(app.screen, WalkScreen)


async def test_control_c_in_it_asks_about_the_end_of_the_walk(app, host):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "e", "ctrl+c")
        await until(pilot, screen=ConfirmEnd)
        assert not any(isinstance(screen, CoachPalette) for screen in app.screen_stack)
    assert host.ended_by is None


async def test_a_second_enter_does_not_do_the_command_again(app, host):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"skip")
        await until(pilot, shows="Skip this step")
        typed_ahead(app, "enter", "enter", "enter")
        await until(pilot, screen=WalkScreen)
        await pilot.pause()
    assert host.sent == [SkipStep()]


async def test_the_end_of_the_walk_is_asked_for_once_by_hasty_fingers(app, host):
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"end")
        await until(pilot, shows="End the walk")
        typed_ahead(app, "enter", "enter")
        await until(pilot, screen=ConfirmEnd)
        await pilot.press("escape")
        await until(pilot, screen=WalkScreen)
    assert host.ended_by is None


@pytest.mark.parametrize("turns", range(12))
async def test_it_opens_over_a_screen_that_is_leaving(host, turns):
    app = CoachApp(lambda: WalkScreen(host, show=Show("replay, x10")))
    async with app.run_test(size=(80, 24)) as pilot:
        typed_ahead(app, "escape")
        for _ in range(turns):
            await asyncio.sleep(0)
        typed_ahead(app, "ctrl+p", "ctrl+p")
        await pilot.pause()
    assert app.fault is None
