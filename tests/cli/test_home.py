"""Everything from the first question to the walk in the history, by keys alone, on a real diary."""

import pytest

from coach.config import load_profile
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.sources.simulator import SimulatedStrap
from coach.tui.app import CoachApp
from coach.tui.screens.guided_walk import GuidedWalk
from coach.tui.screens.home import HomeScreen
from coach.tui.screens.pain_dialogs import PainBeforeDialog
from coach.tui.screens.summary import SummaryScreen
from tests.support.manual_clock import ManualClock
from tests.support.screens import screen_text, until


class Radio:
    """Every strap is a simulated walker."""

    def source(self, clock, wanted):
        return SimulatedStrap(TYPICAL_ZONES.zone_2, clock, seed=5)

    async def straps(self, *, everything):
        yield ()


class Morning:
    """The app, its diary, and the clock of its walks."""

    def __init__(self, diary):
        self.clock = ManualClock()
        self.diary = diary
        self.services = DiaryServices(diary, None, radio=Radio(), clock=lambda _start_s: self.clock, audible=False)
        self.app = CoachApp(lambda: HomeScreen(self.services))


@pytest.fixture
def morning(home):
    with Diary(None) as diary:
        yield Morning(diary)


async def test_from_the_first_question_to_the_walk_in_the_history(morning):
    app = morning.app
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Welcome to Coach")
        await pilot.press(
            "enter",
            "enter",
            "enter",
            "1",
            "enter",
            "1",
            "enter",
            "5",
            "4",
            "enter",
            "enter",
            *["tab"] * 3,
            "1",
            "enter",
        )
        await until(pilot, shows="week 1 of 6")

        await pilot.press("enter")
        await until(pilot, screen=PainBeforeDialog)
        await pilot.press("2", "enter")
        await until(pilot, screen=GuidedWalk)
        for _ in range(15):
            await morning.clock.pass_time(61)
        await until(pilot, shows="How hard was the walk?")
        await pilot.press("3", "tab", "1", "tab", "1", "tab", *"Sun", "shift+tab", "d", "1", "full_stop", "2", "ctrl+s")
        await morning.clock.pass_time(66)
        await until(pilot, screen=SummaryScreen, shows="in the minute after")
        assert "“Sun”" in screen_text(app)

        await pilot.press("escape")
        await until(pilot, screen=HomeScreen, shows="✓ 15")
        await pilot.press("h")
        await until(pilot, shows="1 walk")
        await pilot.press("escape", "q")
        await pilot.pause()

    [session] = morning.diary.history.sessions()
    felt = session.felt
    assert (felt.rpe, felt.pain_after, felt.distance_m, felt.note) == (3, 1, 1200.0, "Sun")
    assert session.summary.recovery_bpm is not None
    assert session.end_reason == "finished"
    assert load_profile(morning.diary.folders.profile_file).age == 54


async def test_a_free_walk_ends_with_its_recovery(morning):
    app = morning.app
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Welcome to Coach")
        await pilot.press("escape")
        await until(pilot, shows="week 1 of 6")
        await pilot.press("o", "1", "enter")
        await until(pilot, screen=PainBeforeDialog)
        await pilot.press("2", "enter")
        await until(pilot, screen=GuidedWalk)
        await morning.clock.pass_time(300)
        await pilot.press("q", "q")
        await until(pilot, shows="How hard was the walk?")
        await pilot.press("escape")
        await morning.clock.pass_time(66)
        await until(pilot, screen=SummaryScreen, shows="in the minute after")


async def test_leaving_in_the_middle_of_a_walk_keeps_it(morning):
    app = morning.app
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Welcome to Coach")
        await pilot.press("escape")
        await until(pilot, shows="week 1 of 6")
        await pilot.press("enter")
        await until(pilot, screen=PainBeforeDialog)
        await pilot.press("2", "enter")
        await until(pilot, screen=GuidedWalk)
        await morning.clock.pass_time(120)
        app._signalled(15)
        await pilot.pause()
    morning.services.close()
    assert app.return_code == 143
    [session] = morning.diary.history.sessions()
    assert session.end_reason == "interrupted"
    assert session.summary.elapsed_s == pytest.approx(120.0, abs=1.0)


async def test_the_theme_is_remembered(morning):
    await morning.services.remember_theme("light")
    assert load_profile(morning.diary.folders.profile_file).theme == "light"
