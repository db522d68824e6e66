import pytest
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Remark
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.errors import HostError, HostProblem, StoreError, StoreProblem
from coach.pages.ports import Show
from coach.session.commands import (
    AnswerTalkTest,
    ChangeBand,
    ExtendStep,
    Mute,
    Pause,
    ReportPain,
    Resume,
    SkipStep,
    SwitchStrap,
)
from coach.session.events import (
    BatteryLow,
    PainChosen,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SignalWeak,
    StrapRemarked,
)
from coach.session.inputs import EndReason
from coach.session.later import unheard
from coach.session.pain_report import after_signs
from coach.session.remark_words import REMARK
from coach.session.straps import StrapId, StrapSeen
from coach.tui.app import CoachApp
from coach.tui.screens.dialogs import Dialog
from coach.tui.screens.pain_dialogs import PainChoiceDialog, SignsDialog
from coach.tui.screens.talk_dialog import TalkTestDialog
from coach.tui.screens.walk import WalkScreen
from tests.support import scenes
from tests.support.fakes import SUMMARY, FakeHost
from tests.support.screens import SIZES, screen_text, until
from tests.tui.screens.test_pain_dialogs import heard
from tests.tui.screens.test_talk_dialog import asked


def app_for(host, **keywords):
    return CoachApp(lambda: WalkScreen(host, **keywords))


async def test_space_pauses_and_goes_on():
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        assert "space goes on" in screen_text(pilot.app)
        await pilot.press("space")
    assert host.sent == [Pause(), Resume()]


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        (["n"], SkipStep()),
        (["plus"], ExtendStep(by_s=60.0)),
        (["e"], ExtendStep(by_s=60.0)),
        (["m"], Mute(muted=True)),
        (["t", "1"], AnswerTalkTest(TalkTest.COMFORTABLE)),
        (["t", "down", "enter"], AnswerTalkTest(TalkTest.WITH_EFFORT)),
        (["t", "3"], AnswerTalkTest(TalkTest.CANNOT)),
        (["p", "3", "enter"], ReportPain(3)),
        (["p", "1", "0", "enter"], ReportPain(10)),
        (["p", "right", "right", "left", "enter"], ReportPain(1)),
    ],
)
async def test_a_key_is_a_command(keys, command):
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
    assert host.sent == [command]


async def test_the_band_moves_and_changes_its_width():
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "up", "up", "left", "enter")
    assert host.sent == [ChangeBand(Band(122, 136))]


@pytest.mark.parametrize("key", ["b", "t", "p"])
async def test_escape_leaves_everything_as_it_was(key):
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press(key, "escape")
        assert isinstance(pilot.app.screen, WalkScreen)
    assert host.sent == []


async def test_q_asks_and_n_keeps_walking():
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        assert "End the walk?" in screen_text(pilot.app)
        await pilot.press("n")
        assert isinstance(pilot.app.screen, WalkScreen)
    assert host.ended_by is None


@pytest.mark.parametrize("keys", [["q", "q"], ["ctrl+c", "ctrl+c"], ["ctrl+q", "ctrl+q"], ["ctrl+q", "y"]])
async def test_the_end_is_asked_for_and_then_the_summary_is_handed_over(keys):
    host = FakeHost(scenes.LIVE_IN)
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert host.ended_by is EndReason.STOPPED
    assert app.return_value.summary is SUMMARY
    assert app.return_value.error is None


async def test_a_finished_walk_ends_without_a_question():
    host = FakeHost(scenes.FINISHED)
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert host.ended_by is EndReason.FINISHED
    assert app.return_value.summary is SUMMARY


DEMO = Show("demo, x10", ("Next: `coach pair` finds your strap, then `coach` has today's walk.", "Next: `coach`."))


@pytest.mark.parametrize("ends", [False, True], ids=["running", "over"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_demo_says_what_it_is_and_what_comes_next(size, ends, screens):
    host = FakeHost(scenes.FINISHED if ends else scenes.LIVE_IN)
    app = app_for(host, show=DEMO)
    async with app.run_test(size=size) as pilot:
        host.tell(BatteryLow(at_s=1.0, percent=9))
        if ends:
            host.end(EndReason.FINISHED)
        await pilot.pause()
        assert screen_text(app) + "\n" == screens


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("scene", ["LIVE_IN", "FINISHED"])
async def test_what_nobody_walks_is_left_without_a_question(key, scene):
    app = app_for(FakeHost(getattr(scenes, scene)), show=Show("replay, x10"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
    assert app.return_value.summary is SUMMARY


async def test_escape_leaves_no_walk():
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, WalkScreen)
    assert host.ended_by is None


async def test_a_session_that_ends_by_itself_stays_on_the_screen_until_q():
    host = FakeHost(scenes.LIVE_IN)
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.end(EndReason.SOURCE_ENDED)
        await pilot.pause()
        assert "q leaves" in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_value.summary is SUMMARY


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreError(StoreProblem.RECORDING_STOPPED, detail="the disk is full"), "the disk is full"),
        (KeyError("[red]oops[/red]"), "Coach has a fault: KeyError('[red]oops[/red]')"),
    ],
)
async def test_a_failure_is_told_and_handed_over(error, told):
    app = app_for(FakeHost(scenes.LIVE_IN, error=error))
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        assert told in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_value.error is error


async def test_f_is_the_far_view():
    async with app_for(FakeHost(scenes.LIVE_IN)).run_test(size=(80, 24)) as pilot:
        assert "Zone 2" in screen_text(pilot.app)
        await pilot.press("f")
        assert "Zone 2" not in screen_text(pilot.app)
        await pilot.press("f")
        assert "Zone 2" in screen_text(pilot.app)


async def test_help_lists_every_key():
    async with app_for(FakeHost(scenes.LIVE_IN)).run_test(size=(90, 40)) as pilot:
        await pilot.press("question_mark")
        text = screen_text(pilot.app)
        for title in ("Pause or go on", "Skip this step", "Swap the strap", "Far view", "ctrl+p"):
            assert title in text
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, WalkScreen)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (BatteryLow(at_s=1.0, percent=9), "battery is at 9 %"),
        (SignalWeak(at_s=1.0, rssi_dbm=-92), "signal is weak"),
        (
            RecordingFailed(at_s=1.0, problem=StoreProblem.RECORDING_STOPPED, detail="the disk is full"),
            "the disk is full",
        ),
        (RecordingRecovered(at_s=1.0), "The whole walk is recorded again"),
    ],
)
async def test_what_the_walker_should_know_is_told_quietly(event, told):
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        host.tell(event)
        await pilot.pause()
        assert told in screen_text(pilot.app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("no_color", [False, True])
async def test_an_irregular_rhythm_is_shown_as_an_average_and_said_whole(size, no_color, screens):
    host = FakeHost(scenes.IRREGULAR)
    app = CoachApp(lambda: WalkScreen(host), no_color=no_color)
    async with app.run_test(size=size) as pilot:
        host.tell(RhythmIrregular(at_s=815.0))
        await pilot.pause()
        assert screen_text(app) + "\n" == screens


@pytest.mark.parametrize("remark", Remark)
async def test_what_a_strap_was_found_to_do_is_said_whole(remark):
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        host.tell(StrapRemarked(at_s=1.0, remark=remark))
        await pilot.pause()
        assert REMARK[remark].line in screen_text(pilot.app)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert REMARK[remark].short in screen_text(pilot.app)


async def test_a_burst_of_states_shows_the_last_one():
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        for minute in range(30):
            host.tell(snapshot=replace(host.latest, moving_s=60.0 * minute))
        await pilot.pause()
        assert "29:00" in screen_text(pilot.app)


class Straps:
    """What is in range, or why that is not known."""

    def __init__(self, seen):
        self.seen = seen

    async def straps_in_range(self):
        if isinstance(self.seen, Exception):
            raise self.seen
        return self.seen


NASTY = "[red]\x1b[31mH10\u202e\n[/red]"


async def test_another_strap_is_chosen_by_hand_and_its_name_is_only_text():
    straps = Straps(
        (
            StrapSeen("Polar H10 1234", "AA:01", -60, 80, True, False, 0.5),
            StrapSeen(NASTY, "AA:02", -80, None, True, False, 1.0),
        )
    )
    host = FakeHost(scenes.LIVE_IN, straps=straps)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        text = screen_text(pilot.app)
        assert "[red] [31mH10 [/red]" in text
        assert "battery 80 %" in text
        await pilot.press("down", "enter")
        await pilot.pause()
    assert host.sent == [SwitchStrap(StrapId(NASTY, "AA:02"))]


async def test_no_strap_in_range_says_what_to_do():
    async with app_for(FakeHost(scenes.LIVE_IN, straps=Straps(()))).run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert "No strap in range" in screen_text(pilot.app)


async def test_a_walk_without_a_strap_has_none_to_swap():
    async with app_for(FakeHost(scenes.LIVE_IN)).run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WalkScreen)
        assert "No strap gives this walk" in screen_text(pilot.app)


async def test_the_palette_has_our_commands():
    host = FakeHost(scenes.LIVE_IN)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        commands = {command.title: command.callback for command in pilot.app.get_system_commands(pilot.app.screen)}
        await commands["Skip this step"]()
        commands["Theme: light"]()
        assert pilot.app.theme == "coach-light"
        await pilot.press("ctrl+p")
        for _ in range(50):  # the palette gathers its commands in a worker of its own
            await pilot.pause()
            if "A minute more" in screen_text(pilot.app):
                break
        assert "A minute more" in screen_text(pilot.app)
    assert host.sent == [SkipStep()]


QUESTIONS = {"pain": (heard(4), PainChoiceDialog), "talk": (asked(), TalkTestDialog)}


@pytest.mark.parametrize("question", QUESTIONS)
async def test_while_another_screen_leads_a_question_waits_until_control_is_back(question):
    event, dialog = QUESTIONS[question]
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.asks_here = False
        await until(pilot, shows="Another screen has control now")
        host.tell(event)
        await pilot.pause(0.6)  # the screen has looked twice by then
        assert isinstance(app.screen, WalkScreen)
        host.asks_here = True
        await until(pilot, screen=dialog)
        await pilot.press("escape")
        await pilot.pause(0.6)
        assert isinstance(app.screen, WalkScreen)  # it is asked once


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("pain", PainChosen(at_s=610.0, choice=PainChoice.EASIER)),
        ("talk", Reported(at_s=610.0, talk_test=TalkTest.COMFORTABLE)),
    ],
)
async def test_a_question_that_another_screen_has_answered_is_not_asked_again(question, answer):
    event, _ = QUESTIONS[question]
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    host.asks_here = False
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        host.tell(event)
        host.tell(answer)
        await pilot.pause()
        host.asks_here = True
        await pilot.pause(0.6)
        assert isinstance(app.screen, WalkScreen)


@pytest.mark.parametrize("signs", [True, False])
async def test_a_question_is_asked_where_control_goes_and_by_who_joins_late(signs):
    """The window that showed it has closed, or another took control: whoever takes over asks it."""
    host = FakeHost(replace(scenes.LIVE_IN, asks=heard(8, signs=signs)), outlives_viewers=True)
    host.asks_here = False
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.6)
        assert isinstance(pilot.app.screen, WalkScreen)
        host.asks_here = True
        await until(pilot, screen=SignsDialog if signs else PainChoiceDialog)


async def test_a_question_that_another_screen_answers_is_closed_here_and_the_next_one_opens():
    host = FakeHost(replace(scenes.LIVE_IN, asks=heard(8, signs=True)), outlives_viewers=True)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await until(pilot, screen=SignsDialog)
        host.tell(snapshot=replace(host.latest, asks=after_signs(host.latest.asks, ())))
        await until(pilot, screen=PainChoiceDialog)
        host.tell(snapshot=scenes.LIVE_IN)
        await until(pilot, screen=WalkScreen)
    assert host.sent == []


class Slow(FakeHost):
    """Another terminal has control until the walk's own process has answered."""

    def send(self, command):
        self.pending = command

    def answered(self):
        self.asks_here = True
        super().send(self.pending)
        self.tell()


async def test_after_a_sign_the_choice_comes_although_another_terminal_had_control():
    host = Slow(replace(scenes.LIVE_IN, asks=heard(8, signs=True)), outlives_viewers=True)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await until(pilot, screen=SignsDialog)
        host.asks_here = False
        await pilot.pause(0.3)
        await pilot.press("1", "enter")
        host.answered()
        await until(pilot, screen=PainChoiceDialog, shows="End the walk.")


@pytest.mark.parametrize("key", ["b", "t", "p", "s"])
async def test_a_question_of_the_walk_closes_with_its_end(key):
    host = FakeHost(scenes.LIVE_IN, straps=Straps(()), outlives_viewers=True)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dialog)
        host.end(EndReason.SOURCE_ENDED)
        await until(pilot, screen=WalkScreen)


async def test_a_walk_that_was_ended_elsewhere_says_so():
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        host.asks_here = False
        host.end(EndReason.STOPPED)
        await until(pilot, shows="The walk was ended elsewhere.")
        await pilot.pause(0.6)
        assert "Another screen" not in screen_text(pilot.app)


async def test_while_another_screen_asks_after_the_walk_q_leaves_it_alone():
    host = FakeHost(scenes.FINISHED, outlives_viewers=True)
    host.asks_here = False
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert host.ended_by is None
    assert app.return_value.left_running


async def test_that_another_screen_leads_is_said_once_and_fits_a_small_window():
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    async with app_for(host).run_test(size=(40, 12)) as pilot:
        host.asks_here = False
        await until(pilot, shows="Another screen leads.")
        host.tell(BatteryLow(at_s=1.0, percent=9))
        await until(pilot, shows="9 %")
        await pilot.pause(0.6)
        assert "Another screen" not in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (160, 50), (24, 2)])
@pytest.mark.parametrize("problem", [HostProblem.LOST, HostProblem.FAILED])
async def test_a_walk_whose_program_was_lost_shows_no_number_and_is_left_by_q(size, problem):
    error = HostError(problem)
    host = FakeHost(scenes.LIVE_IN, error=error, outlives_viewers=True)
    app = app_for(host)
    async with app.run_test(size=size) as pilot:
        await until(pilot, shows="STOPPED" if size[1] == 2 else "q leaves")
        await pilot.pause(0.6)
        shown = app.screen._view.snapshot
        assert (shown.sent_bpm, shown.believed_bpm, shown.zone) == (None, None, None)
        assert size[1] > 2 or "128" not in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
    assert app.return_value.error is error
    assert not app.return_value.left_running


class Lost(FakeHost):
    """Its program is killed at some time."""

    def kill(self):
        self._over.set()

    async def over(self):
        await self._over.wait()
        raise HostError(HostProblem.LOST)


@pytest.mark.parametrize("key", ["q", "question_mark", "t", "b", "p"])
async def test_no_question_and_no_cut_sentence_stands_over_a_walk_whose_program_was_lost(key):
    host = Lost(scenes.LIVE_IN, outlives_viewers=True)
    async with app_for(host).run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dialog)
        host.kill()
        await until(pilot, screen=WalkScreen, shows="The program that runs the walk was ended. q leaves")
        assert "…" not in screen_text(pilot.app)


async def test_the_number_goes_as_soon_as_the_host_says_that_nothing_is_heard():
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = app_for(host)
    async with app.run_test(size=(24, 2)) as pilot:
        await until(pilot, shows="128")
        host.latest = unheard(scenes.LIVE_IN)
        for _ in range(100):
            await pilot.pause(0.02)
            if "128" not in screen_text(app):
                break
        assert "128" not in screen_text(app)


async def test_leaving_a_walk_that_has_ended_meanwhile_is_its_end():
    """Between the question and its answer the walk may end by itself."""
    host = FakeHost(scenes.LIVE_IN, outlives_viewers=True)
    app = app_for(host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        host.end(EndReason.SOURCE_ENDED)
        await pilot.pause()
        await pilot.press("l")
        await pilot.pause()
    assert app.return_value.summary is SUMMARY
    assert not app.return_value.left_running
