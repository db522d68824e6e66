import pytest

from coach.domain.pacing.cue import Cue
from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.pages.ports import Show
from coach.session.commands import AnswerTalkTest
from coach.session.events import BandReason, BandSet, CueRaised
from coach.tui.app import CoachApp
from coach.tui.screens import talk_dialog
from coach.tui.screens.dialogs import HelpScreen
from coach.tui.screens.talk_dialog import READ_ALOUD, TalkTestDialog
from coach.tui.screens.walk import WalkScreen
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import SIZES, at_every_size, screen_text, until


def asked(reason="settled"):
    return CueRaised(at_s=450.0, cue=Cue.TALK_TEST, text="Talk test", speech="Talk test.", reason=reason)


def walking(host, *, show=None):
    return CoachApp(lambda: WalkScreen(host, show=show))


def test_the_text_to_read_aloud_is_about_thirty_words():
    assert 28 <= len(READ_ALOUD.split()) <= 32


async def test_every_dialog_at_every_size(screens):
    assert await at_every_size(lambda: WalkScreen(FakeHost(scenes.LIVE_IN)), "t") == screens


@pytest.mark.parametrize("size", SIZES)
async def test_one_that_comes_by_itself_has_no_answer_ready(size, screens):
    host = FakeHost(scenes.NO_BAND)
    app = walking(host)
    async with app.run_test(size=size) as pilot:
        host.tell(asked())
        await pilot.pause()
        assert isinstance(app.screen, TalkTestDialog)
        await pilot.press("enter", "space")  # meant for the walk
        assert host.sent == []
        assert screen_text(app) + "\n" == screens
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
    assert host.sent == [AnswerTalkTest(TalkTest.WITH_EFFORT)]


async def test_it_waits_for_an_open_question():
    host = FakeHost(scenes.NO_BAND)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        host.tell(asked())
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await until(pilot, screen=TalkTestDialog)


async def test_it_goes_away_by_itself(monkeypatch):
    monkeypatch.setattr(talk_dialog, "ASKED_FOR_S", 0.001)
    host = FakeHost(scenes.NO_BAND)
    app = walking(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(asked())
        await pilot.pause()
        await until(pilot, screen=WalkScreen)
    assert host.sent == []


@pytest.mark.parametrize(("reason", "show"), [("half_way", None), ("settled", Show("replay, x1"))])
async def test_another_talk_test_or_a_replay_opens_nothing(reason, show):
    host = FakeHost(scenes.NO_BAND)
    app = walking(host, show=show)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(asked(reason))
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)


async def test_what_came_of_the_answer_is_said():
    host = FakeHost(scenes.LIVE_IN)
    async with walking(host).run_test(size=(80, 24)) as pilot:
        host.tell(BandSet(at_s=1.0, band=Band(103, 118), reason=BandReason.TALK_TEST))
        await pilot.pause()
        assert "Your zone is now 103-118 bpm, by the talk test." in screen_text(pilot.app)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert "Your zone is now 103-118 bpm." in screen_text(pilot.app)
