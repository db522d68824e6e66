"""The pump: raw before anything else, however the source, the disk or the listener fails; and how a session ends."""

import asyncio

import pytest

from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live import pump
from coach.live.pump import SessionPump
from coach.session.commands import ExtendStep, Pause, Resume, SkipStep
from coach.session.engine import SessionEngine
from coach.session.events import RecordingFailed, RecordingRecovered, SessionOver, StepStarted
from coach.session.inputs import (
    EndReason,
    LineLeftOut,
    Paused,
    Reading,
    Resumed,
    SessionEnded,
    StepExtended,
    StepSkipped,
)
from coach.session.plan import SessionPlan
from coach.session.snapshot import RecordingState
from tests.support.manual_clock import ManualClock
from tests.support.memory_sink import MemorySink
from tests.support.sessions import STEADY, beats

SHORT = SessionPlan(make(WorkoutKind.FREE, 1), TYPICAL_ZONES)


class StandingClock:
    """Time that stands unless a source moves it."""

    paced = False

    def __init__(self):
        self.at_s = 0.0

    def now_s(self):
        return self.at_s


class ListSource:
    """Gives out a list, then ends, fails or goes on for ever."""

    def __init__(self, inputs=(), *, then="end"):
        self._inputs = inputs
        self._then = then
        self.closed = False

    async def inputs(self):
        try:
            for item in self._inputs:
                yield item
                await asyncio.sleep(0)
            if self._then == "fail":
                raise RuntimeError("the radio broke")
            if self._then == "wait":
                await asyncio.Event().wait()
        finally:
            self.closed = True


class Watcher:
    """A listener that writes down, and may fail at one moment or from then on."""

    def __init__(self, sink=None, *, fails_at=None):
        self.told = []
        self.calls = []
        self.recording = []
        self._sink = sink
        self._fails_at = fails_at

    def __call__(self, events, snapshot, *, heard):
        self.told.extend(events)
        self.recording.append(snapshot.recording)
        self.calls.append((snapshot.at_s, heard, None if self._sink is None else len(self._sink)))
        if self._fails_at is not None and snapshot.at_s >= self._fails_at:
            raise RuntimeError("the screen broke")

    def of(self, kind):
        return [event for event in self.told if isinstance(event, kind)]


def made(source, *, sink=None, watcher=None, clock=None, plan=STEADY, end_when_finished=False):
    return SessionPump(
        source=source,
        engine=SessionEngine(plan),
        sink=sink,
        clock=clock or StandingClock(),
        listener=watcher or Watcher(),
        end_when_finished=end_when_finished,
    )


async def turns(count=20):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_each_input_is_kept_before_it_is_told():
    sink = MemorySink()
    watcher = Watcher(sink)
    inputs = beats(125, 1, 5)
    summary = await made(ListSource(inputs), sink=sink, watcher=watcher).run()
    assert sink == [*inputs, SessionEnded(at_s=5.0, reason=EndReason.SOURCE_ENDED)]
    assert [call for call in watcher.calls if call[1]] == [(float(n), True, n) for n in range(1, 6)] + [(5.0, True, 6)]
    assert summary.readings == 5


async def test_the_first_step_is_told_before_any_input():
    watcher = Watcher()
    await made(ListSource(), watcher=watcher).run()
    assert isinstance(watcher.told[0], StepStarted)
    assert watcher.calls[0][:2] == (0.0, False)


async def test_a_source_hears_what_is_said():
    source, watcher = ListSource(beats(125, 1, 30)), Watcher()
    await made(source, watcher=watcher).run()


class Disk(MemorySink):
    """Full from the first to the last of these inputs, counted from 1."""

    def __init__(self, full_from, full_to=None):
        super().__init__()
        self._span = full_from, full_to

    def write(self, item):
        first, last = self._span
        self.full = len(self) + 1 >= first and (last is None or len(self) + 1 < last)
        super().write(item)


async def test_a_full_disk_is_told_once_and_the_walk_goes_on_with_every_input_kept():
    sink, watcher = Disk(full_from=4), Watcher()
    summary = await made(ListSource(beats(125, 1, 10)), sink=sink, watcher=watcher).run()
    assert [event.detail for event in watcher.of(RecordingFailed)] == ["the disk is full"]
    assert (summary.readings, len(sink)) == (10, 11)
    assert watcher.recording == [RecordingState.OK] * 4 + [RecordingState.FAILING] * 8


async def test_what_the_disk_did_not_take_at_the_end_is_in_the_sums():
    sink, watcher = Disk(full_from=4), Watcher()
    await made(ListSource(beats(125, 1, 10)), sink=sink, watcher=watcher).run()
    (over,) = watcher.of(SessionOver)
    assert over.unrecorded_s == 10.0 - 4.0
    assert sink.flushes == 1  # a last try
    assert watcher.of(RecordingRecovered) == []


async def test_a_disk_that_takes_the_end_in_the_last_try_has_everything():
    sink, watcher = Disk(full_from=4, full_to=11), Watcher()
    await made(ListSource(beats(125, 1, 10)), sink=sink, watcher=watcher).run()
    (over,) = watcher.of(SessionOver)
    assert (over.unrecorded_s, sink.on_disk) == (None, 11)
    assert [type(event) for event in watcher.told if isinstance(event, RecordingFailed | RecordingRecovered)] == [
        RecordingFailed,
        RecordingRecovered,
    ]
    assert watcher.told[-1] is over, "the sums come last"


async def test_a_disk_that_has_room_again_is_told_once(monkeypatch):
    monkeypatch.setattr(pump, "FLUSH_EVERY_S", 0.0)
    sink, watcher = MemorySink(full=True), Watcher()
    running = made(ListSource(beats(125, 1, 3), then="wait"), sink=sink, watcher=watcher)
    task = asyncio.create_task(running.run())
    while sink.flushes < 3:
        await turns(1)
    assert (len(watcher.of(RecordingFailed)), watcher.of(RecordingRecovered)) == (1, [])
    assert running.snapshot().recording is RecordingState.FAILING
    sink.full = False
    while not watcher.of(RecordingRecovered):
        await turns(1)
    again = sink.flushes + 3
    while sink.flushes < again:
        await turns(1)
    assert (len(watcher.of(RecordingFailed)), len(watcher.of(RecordingRecovered))) == (1, 1)
    assert (sink.on_disk, running.snapshot().recording) == (3, RecordingState.OK)
    running.end(EndReason.STOPPED)
    await task
    assert watcher.of(SessionOver)[0].unrecorded_s is None


async def test_without_a_recording_nothing_is_said_of_one():
    watcher = Watcher()
    await made(ListSource(beats(125, 1, 3)), watcher=watcher).run()
    assert set(watcher.recording) == {None}


async def test_what_was_written_is_flushed_every_second(monkeypatch):
    assert pump.FLUSH_EVERY_S <= 1.0
    asked = []
    sleep = asyncio.sleep

    async def at_once(seconds):
        asked.append(seconds)
        await sleep(0)

    monkeypatch.setattr(pump.asyncio, "sleep", at_once)
    sink = MemorySink()
    running = made(ListSource(beats(125, 1, 3), then="wait"), sink=sink)
    task = asyncio.create_task(running.run())
    while sink.flushes < 3:
        await sleep(0)
    running.end(EndReason.STOPPED)
    await task
    assert set(asked) <= {pump.FLUSH_EVERY_S, 0}
    assert asked.count(pump.FLUSH_EVERY_S) >= 3


async def test_the_end_is_recorded_told_once_and_everything_is_let_go():
    sink, source, watcher = MemorySink(), ListSource(beats(125, 1, 3), then="wait"), Watcher()
    running = made(source, sink=sink, watcher=watcher)
    task = asyncio.create_task(running.run())
    await turns()
    running.end(EndReason.STOPPED)
    running.end(EndReason.INTERRUPTED)
    running.send(Pause())
    summary = await task
    assert [over.reason for over in watcher.of(SessionOver)] == [EndReason.STOPPED]
    assert sink[-1] == SessionEnded(at_s=3.0, reason=EndReason.STOPPED)
    assert source.closed
    assert summary.readings == 3
    assert len(asyncio.all_tasks()) == 1


async def test_a_recorded_end_is_the_end():
    ended = SessionEnded(at_s=4.0, reason=EndReason.INTERRUPTED)
    source, watcher = ListSource([*beats(125, 1, 3), ended, Reading(at_s=5.0, bpm=99)], then="wait"), Watcher()
    await made(source, watcher=watcher).run()
    assert [over.reason for over in watcher.of(SessionOver)] == [EndReason.INTERRUPTED]
    assert source.closed


async def test_an_end_before_the_beginning_ends_at_once():
    watcher = Watcher()
    running = made(ListSource(then="wait"), watcher=watcher)
    running.end(EndReason.INTERRUPTED)
    await running.run()
    assert [over.reason for over in watcher.of(SessionOver)] == [EndReason.INTERRUPTED]


async def test_cancelling_ends_the_session_properly():
    sink, source = MemorySink(), ListSource(beats(125, 1, 3), then="wait")
    task = asyncio.create_task(made(source, sink=sink).run())
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sink[-1].reason is EndReason.INTERRUPTED
    assert source.closed


async def test_a_source_that_breaks_ends_the_session_and_says_why():
    sink, watcher = MemorySink(), Watcher()
    source = ListSource(beats(125, 1, 3), then="fail")
    with pytest.raises(RuntimeError, match="the radio broke"):
        await made(source, sink=sink, watcher=watcher).run()
    assert sink[-1].reason is EndReason.FAILED
    assert [over.reason for over in watcher.of(SessionOver)] == [EndReason.FAILED]


async def test_a_listener_that_breaks_loses_no_input_and_leaves_nothing_running():
    sink, source = MemorySink(), ListSource(beats(125, 1, 5), then="wait")
    with pytest.raises(RuntimeError, match="the screen broke"):
        await made(source, sink=sink, watcher=Watcher(fails_at=2.0)).run()
    assert [type(item).__name__ for item in sink] == ["Notification", "Notification", "SessionEnded"]
    assert source.closed
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize("end_when_finished", [True, False])
async def test_the_last_step_ends_the_session_only_where_that_is_wanted(end_when_finished):
    watcher = Watcher()
    source = ListSource(beats(125, 1, 80))
    await made(source, watcher=watcher, plan=SHORT, end_when_finished=end_when_finished).run()
    (over,) = watcher.of(SessionOver)
    expected = (EndReason.FINISHED, 60.0) if end_when_finished else (EndReason.SOURCE_ENDED, 80.0)
    assert (over.reason, over.at_s) == expected


@pytest.mark.parametrize("late_s", [0.004, 3.0])
async def test_a_finished_walk_ends_at_its_own_time_however_late_that_is_noticed(late_s):
    watcher, sink = Watcher(), MemorySink()
    source = ListSource([*beats(125, 1, 59), Reading(at_s=60.0 + late_s, bpm=125)], then="wait")
    await made(source, sink=sink, watcher=watcher, plan=SHORT, end_when_finished=True).run()
    assert sink[-2:] == [beats(125, 59, 59)[0], SessionEnded(at_s=60.0, reason=EndReason.FINISHED)]
    assert watcher.of(SessionOver)[0].summary.elapsed_s == 60.0


async def test_a_tick_that_comes_late_ends_it_at_its_own_time_too():
    clock, sink = ManualClock(), MemorySink()
    running = made(ListSource(then="wait"), sink=sink, clock=clock, plan=SHORT, end_when_finished=True)
    task = asyncio.create_task(running.run())
    await turns()
    clock._now_s = 60.2  # a computer that was busy elsewhere
    await clock.pass_time(0.1)
    await task
    assert sink == [SessionEnded(at_s=60.0, reason=EndReason.FINISHED)]


async def test_what_was_due_before_an_input_is_told_before_it():
    watcher = Watcher()
    await made(ListSource([*beats(125, 1, 5), Reading(at_s=310.0, bpm=125)]), watcher=watcher).run()
    assert [call[:2] for call in watcher.calls if 5.0 < call[0] <= 310.0][-3:] == [
        (300.0, False), (310.0, True), (310.0, True),
    ]  # fmt: skip


async def test_an_input_before_which_telling_fails_is_kept_and_so_is_the_end():
    sink = MemorySink()
    late = Reading(at_s=310.0, bpm=125)
    with pytest.raises(RuntimeError, match="the screen broke"):
        await made(ListSource([late], then="wait"), sink=sink, watcher=Watcher(fails_at=1.0)).run()
    assert [type(item) for item in sink] == [Reading, SessionEnded]


async def test_a_line_without_an_input_is_answered_and_not_kept():
    sink, watcher = MemorySink(), Watcher()
    await made(ListSource([LineLeftOut(at_s=0.0)]), sink=sink, watcher=watcher).run()
    assert [type(item) for item in sink] == [SessionEnded]
    assert [call[:2] for call in watcher.calls] == [(0.0, False), (0.0, True), (0.0, True)]


async def test_time_alone_ends_a_walk_without_a_strap():
    clock, watcher, sink = ManualClock(), Watcher(), MemorySink()
    running = made(ListSource(then="wait"), sink=sink, watcher=watcher, clock=clock, plan=SHORT, end_when_finished=True)
    task = asyncio.create_task(running.run())
    await clock.pass_time(61.0)
    await task
    assert sink == [SessionEnded(at_s=60.0, reason=EndReason.FINISHED)]
    assert watcher.of(SessionOver)[0].summary.moving_s == 60.0


# Time and commands


async def test_a_deadline_is_told_at_most_a_tick_late_and_stamped_with_its_own_time():
    clock, watcher = ManualClock(), Watcher()
    running = made(ListSource(then="wait"), watcher=watcher, clock=clock)
    task = asyncio.create_task(running.run())
    await clock.pass_time(301.0)
    assert [event.at_s for event in watcher.of(StepStarted)] == [0.0, 300.0]
    running.end(EndReason.STOPPED)
    await task


async def test_what_was_stamped_before_the_last_deadline_happens_now_and_is_recorded_so():
    clock, sink = ManualClock(), MemorySink()
    running = made(ListSource(then="wait"), sink=sink, clock=clock)
    task = asyncio.create_task(running.run())
    await clock.pass_time(10.0)
    running._handle(Reading(at_s=9.0, bpm=120))
    assert sink[-1].at_s == running.snapshot().at_s >= 9.5
    running.end(EndReason.STOPPED)
    await task


async def test_commands_carry_the_clock_s_time_and_are_recorded():
    clock, sink = ManualClock(), MemorySink()
    running = made(ListSource(then="wait"), sink=sink, clock=clock)
    task = asyncio.create_task(running.run())
    await clock.pass_time(5.0)
    running.send(Pause())
    await clock.pass_time(5.0)
    running.send(Resume())
    running.send(ExtendStep(by_s=120.0))
    running.send(SkipStep())
    assert sink == [
        Paused(at_s=5.0), Resumed(at_s=10.0), StepExtended(at_s=10.0, by_s=120.0), StepSkipped(at_s=10.0),
    ]  # fmt: skip
    assert running.snapshot().moving_s == 5.0
    running.end(EndReason.STOPPED)
    await task
