"""A whole walk on the real engine and pump, by keys alone, on a simulated strap and a clock that the test moves."""

import asyncio
import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.domain.programme.felt import Felt
from coach.domain.workout import steps
from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import StoreError, StoreProblem
from coach.live.start import host_session
from coach.pages.ports import WalkSetup
from coach.pages.programme import UnaskedView
from coach.session.error_words import error_sentence
from coach.session.events import SessionOver, StepStarted
from coach.session.inputs import EndReason
from coach.session.line_codec import dump_input
from coach.session.plan import SessionPlan
from coach.sources.simulator import SimulatedStrap
from coach.tui.app import CoachApp
from coach.tui.messages import SnapshotReady
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.dialogs import HelpScreen
from coach.tui.screens.summary import SummaryScreen
from coach.tui.screens.walk import WalkScreen
from coach.tui.screens.walk_outcome import WalkOutcome
from coach.tui.screens.whole_walk import NOTHING_HEARD, MissedWalk, WholeWalk, notice_of
from tests.support import scenes
from tests.support.fakes import SUMMARY, FakeHost
from tests.support.manual_clock import ManualClock
from tests.support.memory_sink import MemorySink
from tests.support.sample_pages import FakeServices
from tests.support.screens import at_every_size, screen_text, until


class Recording(MemorySink):
    """Keeps what was written, as lines."""

    @property
    def lines(self):
        return [json.loads(dump_input(item)) for item in self]


class Walk:
    """An app on a simulated walk, and everything it says."""

    def __init__(self, plan):
        self.clock = ManualClock()
        self.recording = Recording()
        self.events = []
        walker = SimulatedStrap(TYPICAL_ZONES.zone_2, self.clock, seed=5)
        self.host = host_session(
            plan, walker, self.clock, sink=self.recording, end_when_finished=False, listeners=[walker, self.hear]
        )
        self.app = CoachApp(lambda: WalkScreen(self.host))

    def hear(self, events, snapshot, *, heard):
        self.events += events

    def started(self):
        return [event.kind for event in self.events if isinstance(event, StepStarted)]

    def recorded(self):
        return [line["event"] for line in self.recording.lines if "event" in line]


@pytest.fixture
def tempo():
    return Walk(SessionPlan(steps.tempo(), TYPICAL_ZONES))


async def test_a_whole_tempo_walk_by_keys_alone(tempo):
    app = tempo.app
    async with app.run_test(size=(80, 24)) as pilot:
        await tempo.clock.pass_time(40)
        await until(pilot, shows="Warm up")
        assert "before 1 of 4" in screen_text(app)

        await pilot.press("space")
        await tempo.clock.pass_time(30)
        await until(pilot, shows="space goes on")
        assert "0:40" in screen_text(app)  # the header's clock stands
        await pilot.press("space", "n")
        await tempo.clock.pass_time(20)
        await until(pilot, shows="Brisk")
        assert "128" in screen_text(app)  # the lower end of the upper half

        await pilot.press("e", "t", "2", "p", "3", "enter", "m", "f", "f", "b", "down", "enter")
        await tempo.clock.pass_time(5)
        for _ in range(6):
            await pilot.press("n")
            await tempo.clock.pass_time(15)
        await until(pilot, shows="4 of 4")
        await tempo.clock.pass_time(285)  # to its end, by itself
        await pilot.press("n")
        await tempo.clock.pass_time(67)
        await until(pilot, shows="beats down in a minute")
        await pilot.press("q")
        while app.return_value is None:
            await pilot.pause(0.02)

    easy_between = [StepKind.EFFORT, StepKind.RECOVERY] * 3
    assert tempo.started() == [StepKind.WARM_UP, *easy_between, StepKind.EFFORT, StepKind.COOL_DOWN]
    assert isinstance(tempo.events[-1], SessionOver)
    assert tempo.events[-1].reason is EndReason.FINISHED
    assert app.return_value.summary == tempo.events[-1].summary
    assert app.return_value.summary.readings > 400
    commands = [name for name in tempo.recorded() if not name.startswith("link")]
    assert commands == [
        "pause",
        "resume",
        "skip_step",
        "extend_step",
        "talk_test",
        "pain",
        "mute",
        "band_changed",
        *["skip_step"] * 7,
        "end",
    ]


async def test_resizing_at_any_moment_keeps_the_walk_going(tempo):
    app = tempo.app
    sizes = [(40, 12), (160, 50), (20, 5), (1, 1), (79, 23), (64, 20), (63, 19), (120, 24), (80, 24)]
    async with app.run_test(size=(80, 24)) as pilot:
        for key, size in zip(["space", "space", "b", "escape", "q", "n", "f", "f", "n"], sizes, strict=True):
            await pilot.press(key)
            await pilot.resize_terminal(*size)
            await tempo.clock.pass_time(20)
            await pilot.pause()
            lines = app.screen._compositor.render_strips()
            assert [line.cell_length for line in lines] == [size[0]] * size[1]
        await until(pilot, shows="1 of 4")
        await pilot.press("q", "q")
        while app.return_value is None:
            await pilot.pause(0.02)
    assert tempo.recorded()[-1] == "end"
    assert sum("hex" in line for line in tempo.recording.lines) > 150


STALE = structs.replace(scenes.LIVE_IN, signal=Signal.STALE)
"""Its recovery cannot be measured, so its end is the end."""


def flow(asked, host, **setup):
    return CoachApp(lambda: WholeWalk(asked, WalkSetup("w", host, 0.0, None, **{"begins": False, **setup})))


async def test_a_screen_that_goes_away_takes_no_walk_with_it(tempo):
    """The host runs it: another screen shows it where it is by then, and what was recorded has no gap."""
    app = tempo.app
    async with app.run_test(size=(80, 24)) as pilot:
        await tempo.clock.pass_time(40)
        await until(pilot, shows="Warm up")
        first = app.screen
        await first.remove()
        app.push_screen(HelpScreen())
        await tempo.clock.pass_time(60)
        assert not tempo.host.latest.ended
        app.push_screen(WalkScreen(tempo.host))
        await until(pilot, shows="1:40")
        await pilot.press("space")
        await until(pilot, shows="space goes on")
        await tempo.clock.pass_time(5)
        tempo.host.end(EndReason.STOPPED)
        await tempo.host.over()
    beats = [line["t"] for line in tempo.recording.lines if "hex" in line]
    assert max(b - a for a, b in itertools.pairwise(beats)) < 1.5
    assert beats[-1] > 100.0
    assert tempo.recorded() == ["link_up", "pause", "end"]


async def test_a_walk_that_is_over_is_asked_about_kept_and_looked_back_on():
    host, asked = FakeHost(scenes.LIVE_IN), FakeServices()
    app = flow(asked, host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        host.latest = scenes.FINISHED
        app.screen.post_message(SnapshotReady(scenes.FINISHED))
        await pilot.pause()
        assert "How hard was the walk?" in screen_text(app)
        await pilot.press("3", "enter", "escape", "escape")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)
        await pilot.press("escape")
        await pilot.pause()
    assert asked.kept == [("finish", "w", Felt(rpe=3))]
    assert app.return_value == WalkOutcome(SUMMARY, felt=Felt(rpe=3), asked=True)


async def test_a_walk_that_is_stopped_early_is_asked_about_as_well():
    host, asked = FakeHost(STALE), FakeServices()
    app = flow(asked, host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "q")
        await pilot.pause()
        assert "How hard was the walk?" in screen_text(app)
        await pilot.press("6", "escape")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)
    assert host.ended_by is EndReason.STOPPED
    assert asked.kept == [("finish", "w", Felt(rpe=6))]


async def test_of_a_walk_that_counts_without_a_heart_beat_all_is_asked():
    app = flow(FakeServices(), FakeHost(scenes.WAITING, summary=replace(SUMMARY, readings=0, moving_s=900.0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "q")
        await until(pilot, shows="How hard was the walk?")


async def test_of_a_try_without_a_heart_beat_nothing_is_asked_or_kept():
    class Forgetting(FakeServices):
        async def finish_walk(self, walk_id, felt):
            await super().finish_walk(walk_id, felt)

    host, asked = FakeHost(scenes.WAITING, summary=replace(SUMMARY, readings=0, moving_s=90.0)), Forgetting()
    app = flow(asked, host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "q")
        await pilot.pause()
        await pilot.pause()
    assert not app.return_value.kept
    assert notice_of(app.return_value)[0] == NOTHING_HEARD


async def test_a_session_that_failed_is_kept_as_far_as_it_went():
    error = StoreError(StoreProblem.RECORDING_STOPPED, detail="the disk is full")
    asked = FakeServices()
    app = flow(asked, FakeHost(scenes.LIVE_IN, error=error))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "the disk is full" in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
        await pilot.pause()
    assert asked.kept == [("finish", "w", Felt())]
    assert app.return_value.error is error
    assert notice_of(app.return_value)[0] == error_sentence(error)
    assert "fault" in notice_of(WalkOutcome(None, ZeroDivisionError()))[0]
    assert notice_of(WalkOutcome(SUMMARY))[0] == ""


async def test_a_walk_that_cannot_be_kept_says_why_and_can_be_left():
    class Full(FakeServices):
        async def finish_walk(self, walk_id, felt):
            raise StoreError(StoreProblem.HISTORY_DAMAGED, path="history.sqlite3", detail="malformed")

    app = flow(Full(), FakeHost(STALE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "q")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert "`coach history --rebuild`" in " ".join(screen_text(app).split())
        await pilot.press("escape")
        await pilot.pause()
    assert app.return_value == WalkOutcome(SUMMARY)


@pytest.mark.parametrize("key", ["escape", "q", "ctrl+q"])
async def test_keys_while_a_walk_is_being_kept_carry_off_nothing(key):
    class Slow(FakeServices):
        async def finish_walk(self, walk_id, felt):
            await self._reached()
            return await super().finish_walk(walk_id, felt)

    asked = Slow()
    asked.hold = asyncio.Event()
    app = flow(asked, FakeHost(STALE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "q")
        await until(pilot, shows="How hard was the walk?")
        await pilot.press("6", "escape", key, key)
        await pilot.pause()
        assert app.is_running
        assert asked.kept == []
        asked.hold.set()
        await until(pilot, screen=SummaryScreen)
    assert asked.kept == [("finish", "w", Felt(rpe=6))]


async def test_quitting_among_the_questions_after_a_walk_keeps_what_was_answered():
    asked = FakeServices()
    app = flow(asked, FakeHost(STALE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "q")
        await until(pilot, shows="How hard was the walk?")
        await pilot.press("6", "ctrl+q")
        await until(pilot, screen=SummaryScreen)
    assert asked.kept == [("finish", "w", Felt(rpe=6))]


@pytest.mark.parametrize("unasked", [True, False])
async def test_of_a_walk_that_another_screen_was_asked_about_nothing_is_asked_again(unasked):
    """A second terminal's answers would overwrite those of the first."""
    host, asked = FakeHost(scenes.LIVE_IN, outlives_viewers=True), FakeServices()
    asked.unasked = unasked
    app = flow(asked, host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        host.end(EndReason.STOPPED)
        await pilot.pause()
        await pilot.press("q")
        await until(pilot, screen=AfterWalkScreen if unasked else SummaryScreen)
    assert asked.kept == ([] if unasked else [("finish", "w", Felt())])


async def test_a_signal_among_the_questions_ends_the_session():
    host = FakeHost(scenes.LIVE_IN)
    app = flow(FakeServices(), host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        host.latest = scenes.FINISHED
        app.screen.post_message(SnapshotReady(scenes.FINISHED))
        await pilot.pause()
        app._signalled(15)
        await pilot.pause()
    assert host.ended_by is EndReason.INTERRUPTED
    assert app.return_code == 143


@pytest.mark.parametrize("moment", ["LIVE_IN", "FREE", "WAITING"])
async def test_of_a_walk_that_is_left_running_nothing_is_asked_or_kept(moment):
    host, asked = FakeHost(getattr(scenes, moment), outlives_viewers=True), FakeServices()
    app = flow(asked, host)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("q", "l")
        for _ in range(3):
            await pilot.pause()
    assert app.return_value == WalkOutcome(None, left_running=True)
    assert asked.kept == []
    assert host.ended_by is None
    assert notice_of(app.return_value)[0] == ""


MISSED = UnaskedView("w-missed", datetime(2026, 11, 25, 7, 12, tzinfo=UTC))


def missed(asked):
    return CoachApp(lambda: MissedWalk(asked, MISSED))


async def test_a_walk_that_ended_unseen_is_asked_about_by_its_time_kept_and_looked_back_on():
    asked = FakeServices()
    app = missed(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="Your walk at 07:12: how was it?")
        await pilot.press("6", "escape")
        await until(pilot, screen=SummaryScreen)
        await pilot.press("escape")
        await pilot.pause()
    assert asked.kept == [("finish", "w-missed", Felt(rpe=6))]
    assert app.return_value == WalkOutcome(None)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+s"])
async def test_whatever_leaves_the_questions_about_a_missed_walk_keeps_what_was_answered(key):
    asked = FakeServices()
    app = missed(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="how was it?")
        await pilot.press("6", key)
        await until(pilot, screen=SummaryScreen)
    assert asked.kept == [("finish", "w-missed", Felt(rpe=6))]


async def test_a_missed_walk_of_which_there_was_too_little_is_left_at_once():
    class Forgetting(FakeServices):
        async def finish_walk(self, walk_id, felt):
            await super().finish_walk(walk_id, felt)

    asked = Forgetting()
    app = missed(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows="how was it?")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.pause()
    assert not app.return_value.kept
    assert asked.kept == [("finish", "w-missed", Felt())]


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (0, "Your walk at 07:12: how was it?"),
        (1, "Your walk yesterday at 07:12: how was it?"),
    ],
)
async def test_a_missed_walk_is_named_by_its_day_and_its_pain_is_that_after_it(days, title):
    unasked = replace(MISSED, started_at=MISSED.started_at - timedelta(days=days))
    app = CoachApp(lambda: MissedWalk(FakeServices(), unasked))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows=title)
        assert "hurt after it?" in screen_text(app)
        assert "hurt now?" not in screen_text(app)


async def test_the_questions_about_a_missed_walk_at_every_size(screens):
    assert await at_every_size(lambda: MissedWalk(FakeServices(), MISSED)) == screens
