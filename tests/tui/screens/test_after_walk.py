from dataclasses import replace

import pytest

from coach.domain.heart.signal_quality import Signal
from coach.domain.programme.felt import Felt
from coach.domain.programme.talk import TalkTest
from coach.tui.app import CoachApp
from coach.tui.screens.after_walk import AfterWalkScreen, asked_of, felt_of
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import at_every_size, screen_text

FINISHED_AT_S = 1230.0
ANSWERED = ("4", "enter", "2", "enter", "3", "enter", "1", "enter", "tab", "5", "full_stop", "4", "enter")


def asking(host=None, felt=None):
    return CoachApp(lambda: AfterWalkScreen(host=host, felt=felt, finished_at_s=FINISHED_AT_S))


def at(now, after_s):
    return replace(now, at_s=FINISHED_AT_S + after_s)


@pytest.mark.parametrize(
    "keys",
    [(), ("4",), ("tab",), ("tab",) * 3, ("tab",) * 4, ("tab",) * 5, ("tab",) * 6, ("tab",) * 7],
    ids=["first", "rpe", "pain", "talk", "km", "belt", "note", "rest"],
)
async def test_every_question_at_every_size(keys, screens):
    host = FakeHost(at(scenes.FINISHED, 15.0))
    assert await at_every_size(lambda: AfterWalkScreen(host=host, finished_at_s=FINISHED_AT_S), *keys) == screens


async def test_all_answers():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*ANSWERED, *"Rain", "space", "q", "enter")
        await pilot.pause()
    felt = app.return_value
    assert felt == Felt(
        rpe=4,
        pain_after=2,
        pain_before=3,
        talk_test=TalkTest.COMFORTABLE,
        belt_speed_mps=1.5,
        note="Rain q",
    )


async def test_every_question_can_be_skipped():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["tab"] * 7)
        await pilot.pause()
    assert app.return_value == Felt()


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_the_rest_is_skipped_and_what_stands_there_is_kept(key):
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "enter", "6", key)
        await pilot.pause()
    assert app.return_value == Felt(rpe=4, pain_after=6)


async def test_a_number_that_cannot_be_is_not_kept_when_the_rest_is_skipped():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "enter", "tab", "tab", "tab", "9", "9", "escape")
        await pilot.pause()
    assert app.return_value == Felt(rpe=4)


async def test_a_distance_makes_the_belts_speed_needless():
    app = asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "tab", "tab", "tab", "1", "full_stop", "8", "5", "enter")
        assert "Anything to remember?" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_value == Felt(distance_m=1850.0)


async def test_the_recovery_is_watched_while_the_questions_are_asked():
    host = FakeHost(at(scenes.FINISHED, 15.0))
    app = asking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "♥ 104  stand still: recovery is measured, 0:50 left" in screen_text(app)
        host.latest = replace(at(scenes.FINISHED, 70.0), recovery_bpm=23.6)
        app.screen._watch()
        await pilot.pause()
        assert "Fell 24 beats in the minute after the walk." in screen_text(app)
        await pilot.press("4", "escape")
        await pilot.pause()
    assert app.return_value == Felt(rpe=4)


@pytest.mark.parametrize("keys", [(), ("tab",) * 7], ids=["question", "rest"])
async def test_an_average_is_called_one_while_the_recovery_is_measured(keys, screens):
    host = FakeHost(replace(at(scenes.FINISHED, 15.0), signal=Signal.IRREGULAR))
    assert await at_every_size(lambda: AfterWalkScreen(host=host, finished_at_s=FINISHED_AT_S), *keys) == screens


async def test_after_the_last_question_the_measuring_is_waited_for():
    host = FakeHost(at(scenes.FINISHED, 40.0))
    app = asking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "escape")
        await pilot.pause()
        assert "0:25 left" in screen_text(app)
        assert app.return_value is None
        host.latest = replace(at(scenes.FINISHED, 66.0), recovery_bpm=24.0)
        app.screen._watch()
        await pilot.pause()
    assert app.return_value == Felt(rpe=4)


@pytest.mark.parametrize("key", ["enter", "escape"])
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
        assert "♥" not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value == Felt()


def test_what_was_said_before_comes_back_the_same():
    for felt in (
        Felt(),
        Felt(3, 2, 5, 1, 0, TalkTest.CANNOT, "New shoes.", 1850.0, end_bpm=131.0),
        Felt(10, 10, None, 10, 10, TalkTest.WITH_EFFORT, None, None, 1.5),
    ):
        assert felt_of(asked_of(felt), felt) == felt
