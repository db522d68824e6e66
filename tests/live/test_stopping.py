"""Ending a walk: whatever version runs it, whoever holds control, and without waiting for a host that is dead."""

import asyncio
import json
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from coach.errors import HostError, HostProblem
from coach.live.meeting import Meeting
from coach.live.stopping import stop_walk
from coach.session.inputs import EndReason, Notification
from tests.support.joined import open_walk, until

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows' event loop has no Unix sockets")
both_ways = pytest.mark.parametrize(
    "by_port", [pytest.param(False, marks=posix, id="socket"), pytest.param(True, id="port")]
)


@both_ways
async def test_a_walk_is_ended_whoever_holds_control(by_port):
    async with open_walk(by_port=by_port) as walk:
        await walk.clock.pass_time(20)
        terminal = await walk.follower("terminal")
        stopping = asyncio.create_task(asyncio.to_thread(stop_walk, walk.meeting))
        summary = await terminal.until("summary")
        assert await stopping == ("2026-11-29T07-30", summary)
        assert summary["readings"] == 20
    assert walk.kept[-1].reason is EndReason.STOPPED
    assert sum(isinstance(item, Notification) for item in walk.kept) == 20


async def test_a_walk_that_is_over_already_has_no_sums_to_tell():
    async with open_walk() as walk:
        walk.host.end(EndReason.STOPPED)
        await walk.host.over()
        stopping = asyncio.create_task(asyncio.to_thread(stop_walk, walk.meeting))
        await until(lambda: walk.channel._viewers)
        await walk.channel.close()
        assert await stopping == ("2026-11-29T07-30", {})


@contextmanager
def another_host(answers):
    """A host of another make, that answers each line that it hears with these bytes, in turn; None closes."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = Meeting(Path(folder) / "data", {"XDG_RUNTIME_DIR": folder})
        heard = []
        with meeting.held():
            listening, address = meeting.listen()
            listening.setblocking(True)

            def serve():
                joined, _ = listening.accept()
                with joined, joined.makefile("rb") as lines:
                    for answer in answers:
                        heard.append(lines.readline())
                        if answer is None:
                            return
                        joined.sendall(answer)
                    heard.extend(lines)  # until the viewer goes

            serving = Thread(target=serve)
            serving.start()
            try:
                yield meeting, heard
            finally:
                serving.join(10)
                listening.close()
                meeting.leave(address)


HELLO = b'{"type":"hello","protocol":99,"coach":"9.1","walk":"tomorrow","shape":{"of":"tomorrow"}}\n'
SUMMARY = b'{"type":"summary","elapsed_s":61.0,"of tomorrow":[]}\n'


@posix
def test_a_host_of_any_version_is_ended():
    with another_host([HELLO + b'\xff no line\n[]\n{"type":"snapshot","snapshot":7}\n', SUMMARY]) as (meeting, heard):
        walk, summary = stop_walk(meeting, 5.0)
    assert walk == "tomorrow"
    assert summary["elapsed_s"] == 61.0
    assert [json.loads(line)["command"] for line in heard] == ["take_control", "end"]


@posix
def test_control_that_another_viewer_took_in_between_is_taken_back():
    refused = b'{"type":"answer","id":2,"done":false,"why":"no_control"}\n'
    with another_host([HELLO, refused, b"", SUMMARY]) as (meeting, heard):
        assert stop_walk(meeting, 5.0)[1]["elapsed_s"] == 61.0
    assert [json.loads(line)["command"] for line in heard] == ["take_control", "end"] * 2


@posix
@pytest.mark.parametrize("answers", [[], [HELLO], [b"\n" * 1000]], ids=["silent", "hello alone", "nonsense"])
def test_a_host_that_does_not_answer_is_named_by_its_process(answers):
    with another_host(answers) as (meeting, _):
        with pytest.raises(HostError) as silent:
            stop_walk(meeting, 0.3)
        assert (silent.value.problem, silent.value.detail) == (HostProblem.SILENT, meeting.process)


@posix
def test_a_host_that_goes_without_a_summary_has_ended():
    with another_host([HELLO, None]) as (meeting, _):
        assert stop_walk(meeting, 5.0) == ("tomorrow", {})


def test_without_a_walk_there_is_nothing_to_end(tmp_path):
    with pytest.raises(HostError) as none:
        stop_walk(Meeting(tmp_path))
    assert none.value.problem is HostProblem.NONE
