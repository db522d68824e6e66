"""Past walks on the walk screen: from the history and from the look back, and back again."""

import pytest

from coach.errors import WalkProblem, WalkUnavailableError
from coach.tui.app import CoachApp
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.replaying import REPLAY_SPEED
from coach.tui.screens.summary import SummaryScreen
from coach.tui.screens.walk import WalkScreen
from tests.support import sample_pages
from tests.support.sample_pages import FakeServices
from tests.support.screens import screen_text, until


@pytest.mark.parametrize("leave", ["escape", "q", "ctrl+q"])
@pytest.mark.parametrize(
    ("page", "make", "keys", "walk_id"),
    [
        (HistoryScreen, HistoryScreen, ("down", "r"), "w1"),
        (SummaryScreen, lambda services: SummaryScreen(services, sample_pages.DETAIL), ("r",), "w0"),
    ],
    ids=["history", "summary"],
)
async def test_the_walk_is_shown_again_and_leaving_it_comes_back(page, make, keys, walk_id, leave):
    asked = FakeServices()
    app = CoachApp(lambda: make(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await until(pilot, screen=WalkScreen)
        assert "replay, x10" in screen_text(app)
        await pilot.press(leave)
        await until(pilot, screen=page)
        await pilot.press(keys[-1])
        await until(pilot, screen=WalkScreen)
    assert asked.kept == [("replay", walk_id, REPLAY_SPEED)] * 2


async def test_a_recording_that_is_gone_is_said_on_the_history_and_not_offered_on_the_look_back():
    asked = FakeServices()
    asked.error = None
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        asked.error = WalkUnavailableError(WalkProblem.RECORDING_GONE, "w0")
        await pilot.press("r")
        await until(pilot, shows="the recording of w0 is gone")
        assert isinstance(app.screen, HistoryScreen)
    app = CoachApp(lambda: SummaryScreen(FakeServices(), sample_pages.FIRST_DETAIL))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)
        assert "r replay" not in screen_text(app)


async def test_without_a_walk_there_is_nothing_to_replay():
    asked = FakeServices(history=sample_pages.EMPTY_HISTORY)
    app = CoachApp(lambda: HistoryScreen(asked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
    assert asked.kept == []
