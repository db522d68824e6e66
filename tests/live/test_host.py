"""The host: a walk goes on whoever looks on, leaves or fails; all listeners are of one kind."""

import asyncio
import itertools

import pytest

from coach.domain.programme.pain import PainChoice
from coach.live.host import SessionHost
from coach.live.start import host_session
from coach.session.commands import AnswerPain, Pause, Resume, SkipStep, StopWorkout, SwitchStrap
from coach.session.engine import SessionEngine
from coach.session.events import CueRaised, PauseChanged, SessionOver, StepStarted
from coach.session.inputs import EndReason, Paused, Resumed
from coach.session.straps import StrapId
from coach.sources.simulator import SimulatedStrap
from tests.support.manual_clock import ManualClock
from tests.support.memory_sink import MemorySink
from tests.support.sessions import STEADY, beats


class Beats:
    """A heart in the zone, then whatever `then` says."""

    def __init__(self, clock, *, then="beats", count=None):
        self._clock, self._then, self._count = clock, then, count
        self.closed = False

    async def inputs(self):
        try:
            for second in itertools.count(1):
                if self._count is not None and second > self._count:
                    break
                await self._clock.sleep_until(float(second))
                yield beats(125, second, second)[0]
            if self._then == "fail":
                raise RuntimeError("the radio broke")
        finally:
            self.closed = True


class Viewer:
    """Writes down what it is told; raises from the nth call on."""

    def __init__(self, *, raises_from=None):
        self.events, self.snapshots = [], []
        self._raises_from = raises_from

    def __call__(self, events, snapshot, *, heard):
        self.events += events
        self.snapshots.append(snapshot)
        if self._raises_from is not None and len(self.snapshots) >= self._raises_from:
            raise RuntimeError("the screen broke")


class Walk:
    def __init__(self, **options):
        self.clock, self.kept = ManualClock(), MemorySink()
        self.source = Beats(self.clock, **options)
        self.host = SessionHost(source=self.source, engine=SessionEngine(STEADY), clock=self.clock, sink=self.kept)

    async def __aenter__(self):
        self.running = asyncio.create_task(self.host.run())
        await self.clock.pass_time(10)
        return self

    async def __aexit__(self, *_):
        self.host.end(EndReason.STOPPED)
        await asyncio.gather(self.running, return_exceptions=True)


async def test_who_is_attached_is_told_at_once_how_things_stand():
    async with Walk() as walk:
        viewer = Viewer()
        walk.host.attach(viewer)
        assert viewer.events == []
        (now,) = viewer.snapshots
        assert now == walk.host.latest
        assert now.at_s == 10.0
        assert now.cue is not None, "the cue of the first step still stands"


async def test_every_listener_is_told_the_same_until_it_is_detached():
    async with Walk() as walk:
        one, other = Viewer(), Viewer()
        walk.host.attach(one)
        detach = walk.host.attach(other)
        walk.host.send(Pause())
        detach()
        detach()
        walk.host.send(Resume())
    paused = [type(event) for event in one.events]
    assert paused.count(PauseChanged) == 2
    assert [event.paused for event in other.events if isinstance(event, PauseChanged)] == [True]
    assert isinstance(one.events[-1], SessionOver)


@pytest.mark.parametrize("raises_from", [1, 2, 5])
async def test_a_listener_that_raises_is_let_go_and_the_walk_goes_on(raises_from, caplog):
    async with Walk() as walk:
        good, bad = Viewer(), Viewer(raises_from=raises_from)
        walk.host.attach(bad)
        walk.host.attach(good)
        await walk.clock.pass_time(20)
        assert len(bad.snapshots) == raises_from
        assert not walk.running.done()
        assert walk.host.latest.at_s == 30.0
    assert len(good.snapshots) > 20
    assert caplog.text.count("the walk goes on without it") == 1
    assert walk.running.result().readings == 30


async def test_a_viewer_that_stops_waiting_is_nothing_to_the_walk():
    async with Walk() as walk:
        waiting = asyncio.create_task(walk.host.over())
        await walk.clock.pass_time(2)
        waiting.cancel()
        await walk.clock.pass_time(5)
        assert waiting.cancelled()
        assert not walk.running.done()
        again = asyncio.create_task(walk.host.over())
        walk.host.end(EndReason.FINISHED)
        assert (await again).readings == 17


async def test_its_runner_that_is_cancelled_ends_it_properly():
    walk = Walk()
    async with walk:
        walk.running.cancel()
        await asyncio.gather(walk.running, return_exceptions=True)
    assert walk.source.closed
    assert walk.kept[-1].reason is EndReason.INTERRUPTED


async def test_what_breaks_the_walk_off_reaches_everybody_who_waits():
    async with Walk(then="fail", count=12) as walk:
        waiting = asyncio.create_task(walk.host.over())
        await walk.clock.pass_time(5)
        for each in (waiting, walk.running):
            with pytest.raises(RuntimeError, match="the radio broke"):
                await each


async def test_starting_twice_is_one_walk_and_waiting_for_none_is_a_mistake():
    walk = Walk()
    with pytest.raises(RuntimeError, match="not begun"):
        await walk.host.over()
    walk.host.start()
    async with walk:
        walk.host.start()
    assert [item.at_s for item in walk.kept if not isinstance(item, Paused | Resumed)][:3] == [1.0, 2.0, 3.0]


async def test_commands_are_stamped_recorded_and_after_the_end_nothing():
    async with Walk() as walk:
        walk.host.send(Pause())
        await walk.clock.pass_time(5)
        walk.host.send(Resume())
        walk.host.send(SwitchStrap(StrapId("Polar", "AA")))  # no strap gives this walk its heart rate
    walk.host.send(SkipStep())
    asked = [item for item in walk.kept if isinstance(item, Paused | Resumed)]
    assert asked == [Paused(at_s=10.0), Resumed(at_s=15.0)]
    assert walk.kept[-1].reason is EndReason.STOPPED
    assert not walk.host.has_strap
    assert await walk.host.straps_in_range() == ()


async def test_at_the_end_listeners_let_go_in_a_hurry_only_when_it_broke_off():
    hurries = []

    async def close(*, hurried):
        hurries.append(hurried)

    async def clumsy(*, hurried):
        raise RuntimeError("the loudspeaker broke")

    for options in ({}, {"then": "fail", "count": 12}):
        async with Walk(**options) as walk:
            walk.host.attach(Viewer(), at_end=clumsy)
            walk.host.attach(Viewer(), at_end=close)
            await walk.clock.pass_time(5)
    assert hurries == [False, True]


async def test_a_second_viewer_joins_a_running_demo_leaves_and_fails_and_the_demo_walks_on():
    """A walker who follows the cues is a listener too, so a demo without one would walk another way."""
    clock = ManualClock()
    walker = SimulatedStrap(STEADY.zones.zone_2, clock, seed=5)
    host = host_session(STEADY, walker, clock, end_when_finished=True, listeners=[walker])
    first, second, broken = Viewer(), Viewer(), Viewer(raises_from=3)
    host.attach(first)
    running = asyncio.create_task(host.run())
    await clock.pass_time(60)
    leave = host.attach(second)
    host.attach(broken)
    await clock.pass_time(60)
    leave()
    seen = len(second.snapshots)
    await clock.pass_time(STEADY.workout.duration_s)
    summary = await running
    assert (len(second.snapshots), len(broken.snapshots)) == (seen, 3)
    assert seen > 50
    assert summary.elapsed_s == STEADY.workout.duration_s
    assert [event.index for event in first.events if isinstance(event, StepStarted)] == [1, 2, 3]
    assert any(isinstance(event, CueRaised) for event in first.events)


async def test_a_listener_that_ends_the_walk_is_told_in_order_with_all_others():
    async with Walk() as walk:

        def ends(events, _snapshot, *, heard):
            if any(isinstance(event, PauseChanged) for event in events):
                walk.host.end(EndReason.STOPPED)

        viewer = Viewer()
        walk.host.attach(ends)
        walk.host.attach(viewer)
        walk.host.send(Pause())
        await asyncio.gather(walk.running)
    kinds = [type(event) for event in viewer.events if isinstance(event, PauseChanged | SessionOver)]
    assert kinds == [PauseChanged, SessionOver]
    assert [snapshot.ended for snapshot in viewer.snapshots[-2:]] == [False, True]


async def test_who_is_detached_while_others_are_told_is_told_no_more():
    async with Walk() as walk:
        leaves, viewer = [], Viewer()

        def shows_out(events, _snapshot, *, heard):
            for leave in leaves:
                leave()

        walk.host.attach(shows_out)
        leaves.append(walk.host.attach(viewer))
        walk.host.send(Pause())
    assert viewer.events == []


async def test_a_walk_broken_off_from_outside_leaves_nobody_waiting():
    async with Walk() as walk:
        waiting = asyncio.create_task(walk.host.over())
        await walk.clock.pass_time(1)
        walk.running.cancel()
        with pytest.raises(RuntimeError, match="broken off from outside"):
            await waiting


@pytest.mark.parametrize(
    ("commands", "asked", "kept"),
    [
        ([StopWorkout()], EndReason.FINISHED, EndReason.STOPPED),
        ([AnswerPain(PainChoice.END)], EndReason.FINISHED, EndReason.STOPPED),
        ([AnswerPain(PainChoice.EASIER)], EndReason.FINISHED, EndReason.FINISHED),
        ([StopWorkout()], EndReason.INTERRUPTED, EndReason.INTERRUPTED),
        ([SkipStep()] * 9, EndReason.FINISHED, EndReason.FINISHED),
        ([], EndReason.FINISHED, EndReason.FINISHED),
    ],
)
async def test_a_workout_that_was_cut_short_is_stopped_whoever_ends_the_walk(commands, asked, kept):
    async with Walk() as walk:
        for command in commands:
            walk.host.send(command)
        walk.host.end(asked)
        await walk.running
    assert walk.kept[-1].reason is kept


async def test_a_strap_is_not_switched_after_the_end():
    switched = []

    class Straps:
        def switch_to(self, device):
            switched.append(device)

    clock = ManualClock()
    host = SessionHost(source=Beats(clock), engine=SessionEngine(STEADY), clock=clock, straps=Straps())
    running = asyncio.create_task(host.run())
    await clock.pass_time(2)
    host.send(SwitchStrap(StrapId("Polar", "AA")))
    host.end(EndReason.STOPPED)
    await running
    host.send(SwitchStrap(StrapId("Garmin", "BB")))
    assert switched == [StrapId("Polar", "AA")]
