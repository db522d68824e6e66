import asyncio
import os
import signal

import pytest
from textual.screen import Screen

from coach.errors import ConfigError, ConfigProblem, HostError, HostProblem
from coach.live.host import SessionHost
from coach.pages.ports import Show, WalkSetup
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason, LinkUp
from coach.session_time import RunningClock
from coach.tui import app as module
from coach.tui.app import CoachApp
from coach.tui.screens.dialogs import ConfirmEnd
from coach.tui.screens.home import HomeScreen
from coach.tui.screens.walk import WalkScreen
from coach.tui.screens.whole_walk import WholeWalk
from coach.tui.themes import THEME_NAMES
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.memory_sink import MemorySink
from tests.support.sample_pages import HOME, FakeServices
from tests.support.screens import screen_inks, screen_text, until
from tests.support.sessions import STEADY


class NoStraps:
    """Meets `coach.session.ports.StrapSwitch`, with nothing in range."""

    async def straps_in_range(self):
        return ()


@pytest.mark.parametrize(
    ("theme", "no_color"), [("dark", False), ("light", False), ("contrast", False), ("dark", True)]
)
@pytest.mark.parametrize("state", ["in", "above", "lost"])
async def test_the_colours(state, theme, no_color, screens):
    host = FakeHost(scenes.STATES[state])
    app = CoachApp(lambda: WalkScreen(host), theme=theme, no_color=no_color)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert screen_inks(app) + "\n" == screens


async def test_no_color_prints_no_colour_at_all():
    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.ABOVE)), no_color=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("b", "escape", "t", "escape", "p", "escape", "q", "n", "question_mark"):
            await pilot.press(key)
            for strip in app.screen._compositor.render_strips():
                for _, style, _ in strip:
                    assert style is None or not (style.color and not style.color.is_default), (key, style)
                    assert style is None or not (style.bgcolor and not style.bgcolor.is_default), (key, style)


@pytest.mark.parametrize("value", [None, "", "1"])
async def test_the_caller_decides_about_colour_and_not_the_environment(monkeypatch, value):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if value is not None:
        monkeypatch.setenv("NO_COLOR", value)
    assert not CoachApp(Screen).no_color
    assert CoachApp(Screen, no_color=True).no_color
    assert os.environ.get("NO_COLOR") == value


async def test_a_theme_is_chosen_in_the_palette_and_remembered():
    chosen = []

    async def keep(name):
        chosen.append(name)

    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN)), theme="light", theme_chosen=keep)
    async with app.run_test(size=(80, 24)) as pilot:
        before = screen_inks(app)
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        assert {f"Theme: {name}" for name in THEME_NAMES} <= set(commands)
        commands["Theme: contrast"]()
        await pilot.pause()
        assert screen_inks(app) != before
    assert chosen == ["contrast"]


async def test_a_theme_that_cannot_be_remembered_ends_no_walk():
    async def keep(name):
        raise ConfigError(ConfigProblem.UNWRITABLE, "theme", detail="the disk is full")

    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN)), theme_chosen=keep)
    async with app.run_test(size=(80, 24)) as pilot:
        app.choose_theme("light")
        await pilot.pause()
        assert app.theme == "coach-light"
        assert isinstance(app.screen, WalkScreen)
    assert app.fault is None


async def test_a_theme_that_knows_no_zones_gets_their_colours():
    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN)))
    async with app.run_test(size=(80, 24)) as pilot:
        for theme in ("nord", "textual-light"):
            app.theme = theme
            await pilot.pause()
            assert "Polar H10 1234" in screen_text(app)


async def test_a_signal_ends_the_session_and_leaves_with_its_exit_code():
    host = FakeHost(scenes.LIVE_IN)
    app = CoachApp(lambda: WalkScreen(host))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")  # whatever dialog is open
        app._signalled(15)
        await pilot.pause()
    assert host.ended_by is EndReason.INTERRUPTED
    assert app.return_code == 143


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_a_signal_that_was_ignored_stays_so(name):
    if not hasattr(signal, name):
        pytest.skip("this system has no such signal")
    before = signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        async with CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN))).run_test():
            assert signal.getsignal(getattr(signal, name)) is signal.SIG_IGN
    finally:
        signal.signal(getattr(signal, name), before)


async def test_a_screen_without_a_session_is_left_by_the_usual_keys():
    app = CoachApp(Screen)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
    assert app.return_code == 0


@pytest.mark.parametrize("opens", ["b", "t", "p", "s", "question_mark", "ctrl+p"])
@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_over_a_walk_the_keys_that_quit_close_what_is_open_and_ask_once(key, opens):
    host = FakeHost(scenes.LIVE_IN, straps=NoStraps())
    app = CoachApp(lambda: WalkScreen(host))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(opens, key)
        await until(pilot, screen=ConfirmEnd)
        assert [type(screen) for screen in app.screen_stack[1:]] == [WalkScreen, ConfirmEnd]
        await app.action_quit()
        await pilot.pause()
    assert host.ended_by is EndReason.STOPPED


async def test_the_shell_is_reached_whatever_is_open(monkeypatch):
    stopped = []
    monkeypatch.setattr(CoachApp, "action_suspend_process", lambda app: stopped.append(type(app.screen)))
    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN, straps=NoStraps())))
    async with app.run_test(size=(80, 24)) as pilot:
        for opens in ("f", "b", "t", "p", "s", "q", "question_mark", "ctrl+p"):
            await pilot.press(opens, "ctrl+z", "escape")
            await until(pilot, screen=WalkScreen)
    assert len(set(stopped)) == len(stopped) == 8


async def test_what_the_first_screen_is_dismissed_with_is_what_the_app_returns():
    app = CoachApp(Screen)
    async with app.run_test() as pilot:
        app.screen.dismiss("a result")
        await pilot.pause()
    assert app.return_value == "a result"


async def test_a_fault_of_ours_closes_the_screen_without_a_traceback(monkeypatch):
    """Textual's own way of leaving is private: this notices when it changes."""
    monkeypatch.setattr("coach.tui.widgets.drawn.draw_walk", lambda *_: 1 / 0)
    host = FakeHost(scenes.LIVE_IN)
    app = CoachApp(lambda: WalkScreen(host))
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
    assert isinstance(app.fault, ZeroDivisionError)
    assert app.return_code == 1
    assert app._exit_renderables == []


@pytest.mark.parametrize("fault", [True, False], ids=["fault", "exit"])
async def test_whatever_closes_the_app_the_walk_ends_properly_and_lets_its_strap_go(fault):
    closed_by_us = []

    class Slow:
        """A strap whose link takes a moment to close."""

        async def inputs(self):
            try:
                yield LinkUp(at_s=0.0, name="Polar")
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0.05)
                closed_by_us.append("disconnected")

    class Closing(WalkScreen):
        def on_snapshot_ready(self, message):
            if fault:
                raise KeyError("a fault of ours")
            self.app.exit()

    kept = MemorySink()
    host = SessionHost(source=Slow(), engine=SessionEngine(STEADY), clock=RunningClock(), sink=kept)
    app = CoachApp(lambda: Closing(host))
    await app.run_async(headless=True, size=(80, 24))
    assert isinstance(app.fault, KeyError) is fault
    assert kept[-1].reason is EndReason.INTERRUPTED
    assert closed_by_us == ["disconnected"]


def whole(host):
    return CoachApp(lambda: WholeWalk(FakeServices(), WalkSetup("w", host, 0.0, None, begins=False)))


DIALOGS = ("", "b", "t", "p", "s", "q", "w", "question_mark", "ctrl+p")


@pytest.mark.parametrize("opens", DIALOGS)
@pytest.mark.parametrize("elsewhere", [False, True])
async def test_control_c_ends_a_real_walk_whatever_is_open(opens, elsewhere):
    host = FakeHost(scenes.LIVE_IN, straps=NoStraps(), outlives_viewers=elsewhere)
    app = whole(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*filter(None, [opens]), "ctrl+c")
        for _ in range(200):
            await pilot.pause(0.02)
            if app._exit:
                break
    assert host.ended_by is EndReason.INTERRUPTED
    assert app.return_code == 128 + signal.SIGINT


async def test_control_c_over_the_first_question_of_a_walk_ends_it_as_well():
    host = FakeHost(scenes.LIVE_IN)
    app = CoachApp(lambda: WholeWalk(FakeServices(), WalkSetup("w", host, 0.0, None)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Before you walk")
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert host.ended_by is EndReason.INTERRUPTED
    assert app.return_code == 130


@pytest.mark.parametrize("mark", ["demo, x10", "replay, x10"])
async def test_control_c_only_leaves_what_nobody_walks(mark):
    app = CoachApp(lambda: WalkScreen(FakeHost(scenes.LIVE_IN), show=Show(mark)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert app.return_code == 0


@pytest.mark.parametrize(("number", "ends"), [(signal.SIGINT, True), (signal.SIGTERM, False), (1, False)])
async def test_a_closed_terminal_leaves_a_walk_running_that_outlives_it(number, ends):
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = whole(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app._signalled(number)
        await pilot.pause()
    assert host.ended_by is (EndReason.INTERRUPTED if ends else None)
    assert app.return_value.left_running is not ends
    assert app.return_code == 128 + number


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_the_apps_own_end_ends_only_a_walk_of_this_program(elsewhere):
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=elsewhere)

    class Closing(WalkScreen):
        def on_snapshot_ready(self, message):
            self.app.exit()

    await CoachApp(lambda: Closing(host)).run_async(headless=True, size=(80, 24))
    assert host.ended_by is (None if elsewhere else EndReason.INTERRUPTED)


async def test_a_walk_that_was_left_running_is_no_longer_ended_by_this_program():
    services = FakeServices(HOME)
    services.host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = CoachApp(lambda: HomeScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Steady walk")
        await pilot.press("enter")
        await until(pilot, screen=WalkScreen)
        await pilot.press("q", "l")
        await until(pilot, screen=HomeScreen)
        app._signalled(signal.SIGINT)
        await pilot.pause()
    assert services.host.ended_by is None


async def test_control_c_leaves_a_walk_whose_program_stands_still(monkeypatch):
    class Still(FakeHost):
        def end(self, reason):
            self.ended_by = reason

    monkeypatch.setattr(module, "LEAVE_WALK_S", 0.05)
    host = Still(scenes.LIVE_IN, outlives_viewers=True)
    app = whole(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+c")
        for _ in range(200):
            await pilot.pause(0.02)
            if app._exit:
                break
    assert host.ended_by is EndReason.INTERRUPTED
    assert app.return_code == 130
    assert isinstance(app.return_value.error, HostError)
    assert app.return_value.error.problem is HostProblem.SILENT
