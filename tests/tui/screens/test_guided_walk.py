import pytest
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.domain.programme.felt import Felt
from coach.domain.programme.pain import PainChoice
from coach.pages.ports import WalkSetup
from coach.session.commands import AnswerPain, ReportPain, StopWorkout
from coach.session.inputs import EndReason, PainMoment
from coach.tui.app import CoachApp
from coach.tui.messages import SnapshotReady
from coach.tui.screens import pain_dialogs
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.dialogs import ConfirmEnd
from coach.tui.screens.guided_walk import GuidedWalk
from coach.tui.screens.pain_dialogs import PainBeforeDialog
from coach.tui.screens.walk_outcome import WalkOutcome
from tests.support import scenes
from tests.support.fakes import SUMMARY, FakeHost
from tests.support.screens import screen_text, until
from tests.tui.screens.test_pain_dialogs import heard


def walking(host, *, begins=False, notice=""):
    return CoachApp(lambda: GuidedWalk(WalkSetup("w", host, 0.0, None, begins=begins, notice=notice)))


def show(app, host, snapshot):
    host.latest = snapshot
    app.screen.post_message(SnapshotReady(snapshot))


async def test_the_questions_come_when_the_last_step_is_over_and_then_the_session_ends():
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        show(app, host, scenes.FINISHED)
        await pilot.pause()
        assert isinstance(app.screen, AfterWalkScreen)
        assert host.ended_by is None  # the strap is still on
        await pilot.press("4", "enter", "escape")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
    assert host.ended_by is EndReason.FINISHED
    assert app.return_value == WalkOutcome(SUMMARY, felt=Felt(rpe=4), asked=True)


async def test_they_are_asked_once():
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        walk = app.screen
        show(app, host, scenes.FINISHED)
        walk.post_message(SnapshotReady(scenes.FINISHED))
        walk.post_message(SnapshotReady(replace(scenes.FINISHED, at_s=1250.0)))
        await pilot.pause()
        assert len(app.screen_stack) == 3


async def test_of_a_walk_without_a_heart_beat_nothing_is_asked():
    host = FakeHost(scenes.WAITING)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        show(app, host, replace(scenes.WAITING, finished=True, step=None))
        await pilot.pause()
        assert isinstance(app.screen, GuidedWalk)
        assert "q ends the walk" in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
    assert host.ended_by is EndReason.FINISHED


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (scenes.FREE, EndReason.FINISHED),
        (scenes.LIVE_IN, EndReason.STOPPED),
        (scenes.IRREGULAR, EndReason.STOPPED),
    ],
    ids=["free", "middle", "irregular"],
)
async def test_a_walk_that_is_ended_is_asked_about_while_the_recovery_is_measured(now, reason):
    host = FakeHost(now)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", "q")
        await pilot.pause()
        assert host.sent == [StopWorkout()]
        assert host.ended_by is None
        show(app, host, scenes.FINISHED)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.press("enter")  # don't wait
        await pilot.pause()
    assert host.ended_by is reason


async def test_pain_is_asked_before_the_walk_and_the_answer_stands_among_the_questions_after_it():
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host, begins=True)
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, PainBeforeDialog)
        await pilot.press("3", "enter")
        await pilot.pause()
        assert host.sent == [ReportPain(3, PainMoment.BEFORE)]
        show(app, host, scenes.FINISHED)
        await pilot.pause()
        await pilot.press("escape", "enter")
        await pilot.pause()
    assert app.return_value.felt == Felt(pain_before=3)


async def test_the_question_before_the_walk_goes_away_by_itself(monkeypatch):
    monkeypatch.setattr(pain_dialogs, "ASKED_FOR_S", 0.001)
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host, begins=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, screen=GuidedWalk)
    assert host.sent == []


async def test_ctrl_c_at_a_question_asks_whether_to_end_the_walk():
    app = walking(FakeHost(scenes.LIVE_IN), begins=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+c")
        await until(pilot, screen=ConfirmEnd)


@pytest.mark.parametrize(
    "now",
    [
        replace(scenes.LIVE_IN, signal=Signal.STALE),
        replace(scenes.FREE, signal=Signal.DISCONNECTED),
        replace(scenes.FREE, moving_s=30.0),
    ],
    ids=["stale", "no signal", "hardly begun"],
)
async def test_else_the_end_is_the_end(now):
    host = FakeHost(now)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q", "q")
        await pilot.pause()
    assert host.sent == []
    assert host.ended_by is EndReason.STOPPED


async def test_what_the_walker_should_know_of_the_files_is_said_on_the_screen():
    app = walking(FakeHost(scenes.LIVE_IN), notice="the history was gone")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "The history was gone." in screen_text(app)


async def test_the_end_because_of_pain_is_asked_about_while_the_recovery_is_measured():
    host = FakeHost(scenes.LIVE_IN)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(heard(8))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert host.sent == [AnswerPain(PainChoice.END)]
        assert host.ended_by is None
        show(app, host, scenes.FINISHED)
        await pilot.pause()
        assert isinstance(app.screen, AfterWalkScreen)
        await pilot.press("escape", "enter")
        await pilot.pause()
    assert host.ended_by is EndReason.STOPPED


async def test_pain_before_the_walk_can_end_it_at_once():
    host = FakeHost(replace(scenes.LIVE_IN, moving_s=5.0))
    app = walking(host, begins=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("8", "enter")
        host.tell(heard(8))
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
    assert host.sent == [ReportPain(8, PainMoment.BEFORE), AnswerPain(PainChoice.END)]
    assert host.ended_by is EndReason.STOPPED
    assert app.return_value.felt == Felt(pain_before=8)
