"""The process that runs a walk: its order, its answer, its end, and when its viewers learn of that."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from coach.cli.host_process import begin, run
from coach.domain.workout import steps
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import WalkUnavailableError
from coach.live.remote_host import RemoteHost
from coach.services.detached import HostAnswer, HostOrder
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.session.commands import SkipStep
from coach.session.inputs import EndReason
from coach.session.plan import SessionPlan
from coach.session.wire import End, ViewerRole
from coach.session_time import RunningClock
from tests.cli.conftest import ROOT
from tests.support.hosts import host_of, hosts_of, wait_until
from tests.support.walks_elsewhere import ask, walk_elsewhere

SPEED = 50.0
ORDER = HostOrder(plan=SessionPlan(steps.free(), TYPICAL_ZONES).to_json(), simulated=True)


@pytest.fixture
def services(home):
    def clock(start_s):
        return RunningClock(SPEED, start_s)

    with Diary(None) as diary:
        made = DiaryServices(diary, None, own_process=True, audible=False, clock=clock)
        yield made
        made.close()


def the_walk():
    with Diary(None) as diary:
        [session] = diary.history.sessions()
    return session


async def until(holds):
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - time itself makes it so
            await asyncio.sleep(0.01)


async def joined(services):
    viewer = await asyncio.to_thread(RemoteHost.join, services.walks.meeting, ViewerRole.OTHER)
    viewer.start()
    return viewer


async def test_the_order_is_answered_once_viewers_can_join_who_learn_of_the_end_when_the_walk_is_kept(services):
    answered = asyncio.get_running_loop().create_future()
    walked = begin(ORDER, services)
    walking = asyncio.create_task(run(walked, services, answered.set_result))
    assert await answered == HostAnswer(walked.session.session_id)
    viewer = await joined(services)
    await until(lambda: viewer.latest.at_s > 5)
    await viewer.change(End())
    summary = await viewer.over()
    assert the_walk().summary.as_summary().readings == summary.readings
    await walking
    assert not services.walks.meeting.is_held
    assert the_walk().end_reason == "stopped"


async def test_a_walk_that_breaks_is_kept_and_its_viewers_are_told_why(services, monkeypatch):
    walked = begin(ORDER, services)
    walking = asyncio.create_task(run(walked, services, lambda _: None))
    viewer = await joined(services)
    await until(lambda: viewer.latest.at_s > 5)

    def fail(_at_s):
        raise RuntimeError("a fault of the engine")

    monkeypatch.setattr(walked.host._pump._engine, "advance", fail)
    with pytest.raises(RuntimeError, match="a fault of the engine"):
        await walking
    with pytest.raises(Exception, match="a fault of the engine"):
        await viewer.over()
    assert the_walk().ended_at is not None


async def test_a_walk_with_no_viewer_ends_when_its_recovery_is_measured(services):
    """At fifty times life's pace: the look at it once a second is fifty seconds of the walk."""
    walked = begin(ORDER, services)
    walking = asyncio.create_task(run(walked, services, lambda _: None))
    await until(lambda: walked.host.latest.at_s > 90)
    walked.host.send(SkipStep())
    await walking
    assert the_walk().end_reason == EndReason.FINISHED
    assert the_walk().summary.as_summary().recovery_bpm is not None


def test_a_walk_that_is_gone_cannot_be_gone_on_with(services):
    with pytest.raises(WalkUnavailableError):
        begin(HostOrder(go_on="2001-01-01-0000"), services)


async def test_a_walk_that_nobody_waits_for_any_more_does_not_begin(services, home):
    def nobody(_):
        raise BrokenPipeError

    await run(begin(ORDER, services), services, nobody)
    with Diary(None) as diary:
        assert diary.history.sessions() == ()
    assert not list(home.rglob("*.jsonl"))
    assert not services.walks.meeting.is_held


# The process


def ordered(order, **environ):
    """The program with this order on its standard input, until it lets go of its output."""
    return subprocess.run(
        [sys.executable, "-m", "coach.cli.host_process"],
        cwd=ROOT,
        env=os.environ | environ,
        input=order,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_an_order_that_cannot_be_carried_out_is_refused_in_a_sentence(home):
    done = ordered(msgspec.json.encode(HostOrder(go_on="2001-01-01-0000")))
    refused = msgspec.json.decode(done.stdout, type=HostAnswer)
    assert (refused.walk, refused.refused) == (
        None, "that walk can no longer be continued; it is kept as it is, and `coach walk` begins a new one"
    )  # fmt: skip
    wait_until(lambda: not hosts_of(home), "its end")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is let go of in another way there")
def test_a_host_whose_starter_has_gone_walks_unseen_by_nobody(home):
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "coach.cli.host_process"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    os.close(writing)
    os.close(reading)
    process.communicate(msgspec.json.encode(ORDER), timeout=60)
    wait_until(lambda: not hosts_of(home), "its end")
    assert not list(home.rglob("*.jsonl"))


@pytest.mark.parametrize("order", [b"", b"{}}", b'{"plan": 3}', b'{"simulated": "yes"}'])
def test_what_is_no_order_begins_nothing(home, order):
    assert ordered(order).returncode != 0
    assert not list(home.rglob("*.jsonl"))
    assert hosts_of(home) == []


@pytest.mark.parametrize(("name", "ends"), [("SIGHUP", False), ("SIGTERM", True), ("SIGINT", True)])
def test_a_host_is_deaf_to_a_closed_terminal_and_ends_its_walk_on_other_signals(home, name, ends):
    with walk_elsewhere(home):
        ask(ready=lambda now: now.at_s > 5)
        os.kill(host_of(home), getattr(signal, name))
        if ends:
            wait_until(lambda: not hosts_of(home), "its end")
            assert the_walk().end_reason == "interrupted"
        else:
            now_s = [0.0]
            ask(ready=lambda now: now_s.append(now.at_s) or now.at_s > now_s[1] + 20)
            assert hosts_of(home)


@pytest.mark.skipif(sys.platform != "linux", reason="only there processes tell what they hold")
def test_a_host_has_no_terminal_and_none_of_its_starters_files(home):
    with walk_elsewhere(home):
        host = host_of(home)
        opened = {int(each.name): str(each.readlink()) for each in Path(f"/proc/{host}/fd").iterdir()}
        assert [opened[number] for number in (0, 1, 2)] == [os.devnull] * 3
        assert not [what for what in opened.values() if what.startswith(("pipe:", "/dev/pts", "/dev/tty"))]
        assert os.getsid(host) not in (host, os.getsid(0))
