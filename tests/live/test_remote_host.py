"""A walk in another process, as a viewer sees it: the same as one in this process, and never a value that is old."""

import asyncio
import sys

import pytest

from coach.errors import HostError, HostProblem
from coach.live import remote_host as module
from coach.live.remote_host import SILENT_AFTER_S, RemoteHost
from coach.session import wire
from coach.session.commands import Mute, Pause, Resume, SkipStep
from coach.session.events import PauseChanged, SessionOver
from coach.session.inputs import EndReason, MuteChanged, Paused, Resumed, StepSkipped
from coach.session.straps import StrapSeen
from coach.session.wire import Refusal, ViewerRole
from tests.live.test_stopping import another_host
from tests.support.joined import open_walk, until

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows' event loop has no Unix sockets")
both_ways = pytest.mark.parametrize(
    "by_port", [pytest.param(False, marks=posix, id="socket"), pytest.param(True, id="port")]
)


class Viewer:
    """Writes down what it is told."""

    def __init__(self):
        self.events, self.snapshots = [], []
        self.told = asyncio.Event()

    def __call__(self, events, snapshot, *, heard):
        self.events += events
        self.snapshots.append(snapshot)
        self.told.set()

    async def until(self, says):
        """Wait until it was told what is asked for."""
        async with asyncio.timeout(20):
            while not says(self):
                self.told.clear()
                await self.told.wait()


async def joined(walk, role=ViewerRole.TERMINAL, **options):
    return await asyncio.to_thread(lambda: RemoteHost.join(walk.meeting, role, **options))


@both_ways
async def test_a_viewer_elsewhere_sees_what_one_here_sees(by_port):
    async with open_walk(by_port=by_port) as walk:
        await walk.clock.pass_time(10)
        remote = await joined(walk)
        here, there = Viewer(), Viewer()
        walk.host.attach(here)
        remote.start()
        remote.start()
        remote.attach(there)
        for second in range(11, 120):
            await walk.clock.pass_time(1)
            if second == 40:
                walk.host.send(Pause())
            if second == 60:
                walk.host.send(Resume())
            if second == 80:
                walk.host.send(SkipStep())
            await there.until(lambda viewer, second=second: viewer.snapshots[-1].at_s >= second)
        walk.host.end(EndReason.STOPPED)
        summary = await walk.host.over()
        await walk.channel.close()
        assert await remote.over() == summary
        remote.leave()
    assert there.events == here.events
    assert isinstance(there.events[-1], SessionOver)
    # Of states that came in one moment, the newest is told.
    newest = {snapshot.at_s: snapshot for snapshot in here.snapshots}
    assert {snapshot.at_s for snapshot in there.snapshots[1:]} == set(newest) - {10.0}
    assert there.snapshots[-1] == here.snapshots[-1]
    assert remote.latest == here.snapshots[-1]


async def test_what_happens_between_joining_and_starting_is_not_lost():
    """Even the walk's end: who starts late hears of it, and of every fact."""
    async with open_walk() as walk:
        remote = await joined(walk)
        walk.host.send(Pause())
        walk.host.end(EndReason.STOPPED)
        summary = await walk.host.over()
        await walk.channel.close()
        viewer = Viewer()
        remote.attach(viewer)
        assert await remote.over() == summary
        assert [type(event) for event in viewer.events if isinstance(event, PauseChanged | SessionOver)] == [
            PauseChanged,
            SessionOver,
        ]
        remote.leave()


async def test_a_terminal_commands_and_takes_control_back_with_a_command():
    async with open_walk() as walk:
        terminal = await joined(walk)
        assert terminal.control.held
        assert terminal.asks_here
        assert terminal.outlives_viewers
        assert not terminal.has_strap
        second = await joined(walk)
        assert not second.asks_here
        page = await joined(walk, ViewerRole.PAGE)
        for host in (terminal, second, page):
            host.start()
        assert (await terminal.change(Pause())).done
        assert (await page.change(Resume())).done
        viewer = Viewer()
        page.attach(viewer)
        terminal.send(SkipStep())
        terminal.send(Mute(muted=True))
        await viewer.until(lambda seen: seen.snapshots[-1].muted)
        assert terminal.control.held
        assert second.asks_here is False
        assert (await page.change_now(Pause())).done
        assert second.asks_here, "no terminal holds control now"
        terminal.end(EndReason.STOPPED)
        await walk.host.over()
        assert (await page.change(Pause())).why in {Refusal.ENDED, Refusal.NO_CONTROL}
        for host in (terminal, second, page):
            host.leave()
    asked = [item for item in walk.kept if isinstance(item, Paused | Resumed | StepSkipped | MuteChanged)]
    assert [type(item) for item in asked] == [Paused, Resumed, StepSkipped, MuteChanged, Paused]
    assert walk.kept[-1].reason is EndReason.STOPPED


async def test_a_command_is_not_lost_when_another_viewer_took_control_in_between():
    """It is refused before this viewer has been told who holds control, and then repeated: a key was pressed once."""
    async with open_walk() as walk:
        terminal, page = await joined(walk), await joined(walk, ViewerRole.PAGE)
        terminal.start()
        not_told_yet = terminal.control
        assert not_told_yet.held
        for number, ask in enumerate((terminal.send, terminal.change), 1):
            assert (await page.change(Mute(muted=True))).done
            await until(lambda: not terminal.control.held)
            terminal.control = not_told_yet
            asked = ask(SkipStep())
            assert asked is None or (await asked).done
            await until(lambda number=number: sum(isinstance(item, StepSkipped) for item in walk.kept) == number)
            await until(lambda: terminal.control.held and not page.control.held)
        assert (await page.change(Pause())).done
        await until(lambda: not terminal.control.held)
        terminal.control = not_told_yet
        terminal.end(EndReason.STOPPED)
        await walk.host.over()
        terminal.leave()
        page.leave()


async def test_a_viewer_that_was_suspended_comes_back_to_the_walk_as_it_is():
    async with open_walk() as walk:
        remote = await joined(walk)
        here, there = Viewer(), Viewer()
        walk.host.attach(here)
        for _ in range(40):
            await walk.clock.pass_time(30)
            walk.host.send(Pause())
            await walk.clock.pass_time(5)
            walk.host.send(Resume())
        remote.start()
        remote.attach(there)
        await there.until(lambda viewer: viewer.snapshots[-1].at_s >= 1400)
        assert remote.latest.at_s == pytest.approx(1400, abs=20)
        assert there.events == here.events
        assert len(there.snapshots) < len(here.snapshots)
        assert there.snapshots[-1].trace == walk.host.latest.trace
        remote.leave()


async def test_a_command_before_the_start_is_carried_out_with_it():
    async with open_walk() as walk:
        remote = await joined(walk)
        remote.send(Pause())
        assert (await remote.change(Mute(muted=True))).done
        assert walk.host.latest.paused
        remote.leave()


async def test_a_command_for_now_is_not_left_with_a_host_that_does_not_answer(monkeypatch):
    async with open_walk() as walk:
        page = await joined(walk, ViewerRole.PAGE)
        page.start()
        monkeypatch.setattr(page, "_write", (said := []).append)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(page.change_now(Pause()), 0.05)
        assert [b"take_control" in line for line in said] == [True]
        page.leave()


async def test_straps_are_asked_for_and_a_failure_is_told():
    class Straps:
        found = (StrapSeen("Polar", "AA", -60, 80, True, False, 0.5),)

        async def straps_in_range(self):
            if not self.found:
                raise RuntimeError("the radio broke")
            return self.found

    straps = Straps()
    async with open_walk(straps=straps) as walk:
        remote = await joined(walk)
        assert remote.has_strap
        assert await remote.straps_in_range() == Straps.found
        straps.found = ()
        with pytest.raises(HostError, match="radio broke") as failed:
            await remote.straps_in_range()
        assert failed.value.problem is HostProblem.FAILED
        remote.leave()


async def test_the_bell_is_rung_here():
    rung = asyncio.Event()
    async with open_walk() as walk:
        remote = await joined(walk, bell=rung.set)
        remote.start()
        walk.channel.ring()
        async with asyncio.timeout(10):
            await rung.wait()
        remote.leave()


async def test_a_listener_that_raises_or_leaves_is_told_no_more(caplog):
    async with open_walk() as walk:
        remote = await joined(walk)
        remote.start()
        good, left = Viewer(), Viewer()

        def bad(_events, _snapshot, *, heard):
            raise RuntimeError("the screen broke")

        remote.attach(bad)
        leave = remote.attach(left)
        remote.attach(good)
        leave()
        leave()
        await walk.clock.pass_time(3)
        await good.until(lambda viewer: viewer.snapshots[-1].at_s >= 3)
        assert len(left.snapshots) == 1
        assert caplog.text.count("a listener failed") == 1
        remote.leave()


async def test_after_three_silent_seconds_no_heart_is_shown(monkeypatch):
    now_s = [1000.0]
    monkeypatch.setattr(module, "monotonic_s", lambda: now_s[0])
    async with open_walk() as walk:
        await walk.clock.pass_time(30)
        remote = await joined(walk)
        known = remote.latest
        assert known.believed_bpm is not None
        now_s[0] += SILENT_AFTER_S - 0.1
        assert remote.latest.believed_bpm == known.believed_bpm
        assert remote.latest.at_s == pytest.approx(known.at_s + SILENT_AFTER_S - 0.1), "its clocks run on"
        now_s[0] += 0.2
        assert (remote.latest.believed_bpm, remote.latest.sent_bpm, remote.latest.zone) == (None, None, None)
        viewer = Viewer()
        remote.attach(viewer)
        assert viewer.snapshots[0].believed_bpm is None, "who looks now is shown none either"
        remote.start()
        await walk.clock.pass_time(1)
        await viewer.until(lambda seen: seen.snapshots[-1].believed_bpm is not None)
        assert remote.latest.believed_bpm is not None
        remote.leave()


async def test_a_heartbeat_alone_keeps_what_was_told_true(monkeypatch):
    now_s = [1000.0]
    monkeypatch.setattr(module, "monotonic_s", lambda: now_s[0])
    async with open_walk() as walk:
        await walk.clock.pass_time(30)
        remote = await joined(walk)
        now_s[0] += SILENT_AFTER_S + 1
        remote._take(wire.host_line(wire.AliveLine(34.0)))
        assert remote.latest.believed_bpm is not None
        remote.leave()


async def test_a_host_that_dies_is_lost_to_everybody_who_waits():
    async with open_walk() as walk:
        remote = await joined(walk)
        remote.start()
        over = asyncio.create_task(remote.over())
        (viewer,) = walk.channel._viewers
        walk.channel._carry_out = lambda *_: asyncio.Future()  # it answers no more
        asking = asyncio.create_task(remote.straps_in_range())
        await asyncio.sleep(0)
        viewer.writer.transport.abort()
        for each in (over, asking):
            with pytest.raises(HostError) as lost:
                await each
            assert lost.value.problem is HostProblem.LOST
        with pytest.raises(HostError):
            await remote.straps_in_range()
        remote.send(Pause())
        remote.leave()


async def test_a_walk_that_was_broken_off_says_why():
    async with open_walk() as walk:
        remote = await joined(walk)
        remote.start()
        await walk.channel.close(RuntimeError("the radio broke"))
        with pytest.raises(HostError, match="the radio broke") as failed:
            await remote.over()
        assert failed.value.problem is HostProblem.FAILED
        remote.leave()


async def test_leaving_leaves_the_walk_running():
    async with open_walk() as walk:
        for starts in (False, True):
            remote = await joined(walk)
            if starts:
                remote.start()
                await asyncio.sleep(0)
            remote.leave()
            await until(lambda: not walk.channel._viewers)
        await walk.clock.pass_time(5)
        assert walk.host.latest.at_s == 5.0


# Hosts that cannot be joined


async def test_without_a_host_there_is_none(tmp_path):
    with pytest.raises(HostError) as none:
        RemoteHost.join(module.Meeting(tmp_path), ViewerRole.TERMINAL)
    assert none.value.problem is HostProblem.NONE


async def test_a_walk_that_is_over_cannot_be_joined():
    async with open_walk() as walk:
        walk.host.end(EndReason.STOPPED)
        await walk.host.over()
        with pytest.raises(HostError) as none:
            await joined(walk)
        assert none.value.problem is HostProblem.NONE


async def test_one_viewer_too_many_is_told_so(monkeypatch):
    monkeypatch.setattr("coach.live.channel.MOST_VIEWERS", 2)
    async with open_walk() as walk:
        remotes = [await joined(walk) for _ in range(2)]
        with pytest.raises(HostError) as full:
            await joined(walk)
        assert full.value.problem is HostProblem.FULL
        for remote in remotes:
            remote.leave()


@posix
def test_another_version_says_which():
    hello = b'{"type":"hello","protocol":99,"coach":"9.1","walk":"w","begun_at":"x","has_strap":"of another kind"}\n'
    with another_host([hello]) as (meeting, _), pytest.raises(HostError) as other:
        RemoteHost.join(meeting, ViewerRole.TERMINAL, patience_s=5.0)
    assert (other.value.problem, other.value.detail) == (HostProblem.OTHER_VERSION, "9.1")


@posix
@pytest.mark.parametrize(
    "answers",
    [[], [b"\xff nonsense\n"], [b'{"type":"hello"}\n'], [b'{"type":"future"}\n'], [None],
     [b'{"type":"answer","id":1,"done":true}\n{"type":"snapshot","snapshot":7}\n']],
    ids=["silent", "nonsense", "half a hello", "future", "gone", "no state"],
)  # fmt: skip
def test_a_host_that_does_not_answer_is_named_by_its_process(answers):
    with another_host(answers) as (meeting, _), pytest.raises(HostError) as silent:
        RemoteHost.join(meeting, ViewerRole.TERMINAL, patience_s=0.3)
    assert silent.value.problem is HostProblem.SILENT
    assert silent.value.detail.isdecimal()


async def test_a_host_that_is_just_beginning_is_waited_for():
    async with open_walk() as walk:
        true = walk.meeting._address
        looks = []
        walk.meeting._address = lambda: looks.append(1) or (None if len(looks) < 4 else true())
        remote = await joined(walk)
        assert len(looks) >= 4
        remote.leave()


async def test_what_is_no_line_is_a_lost_host(caplog):
    async with open_walk() as walk:
        remote = await joined(walk)
        remote.start()
        (viewer,) = walk.channel._viewers
        viewer.writer.write(b"\xff\n")
        with pytest.raises(HostError) as lost:
            await remote.over()
        assert lost.value.problem is HostProblem.LOST
        remote.leave()
