"""Walks in processes of their own: begun, gone on with, refused, and where none can be had."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.clock import monotonic_s
from coach.domain.workout import steps
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import HostError, HostProblem
from coach.live.meeting import Meeting
from coach.services import detached, host_program
from coach.services.detached import (
    Detached,
    HostAnswer,
    HostOrder,
    WhyNotDetached,
    launch,
    why_not_detached,
)
from coach.services.walks import HeartSource
from coach.session.error_words import error_sentence
from coach.session.plan import SessionPlan
from coach.session.wire import ViewerRole
from coach.sources.bluetooth.discovery import WantedDevice
from tests.support.hosts import end_hosts, host_of, hosts_of, wait_until
from tests.support.recorded_walks import record

SIMULATED = HeartSource(simulated=True)
FREE = SessionPlan(steps.free(), TYPICAL_ZONES)

own_process = pytest.mark.skipif(sys.platform == "darwin", reason="macOS has walks in the process of their screen")

IN_SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "XDG_RUNTIME_DIR": "/run/user/1", "USER": "nobody-we-know"}


@pytest.mark.parametrize(
    ("environ", "system", "why"),
    [
        ({}, "linux", None),
        ({}, "darwin", WhyNotDetached.MACOS),
        (IN_SSH, "win32", None),
        (IN_SSH, "linux", WhyNotDetached.LOGOUT),
        (IN_SSH | {"XDG_RUNTIME_DIR": ""}, "linux", None),
        ({"XDG_RUNTIME_DIR": "/run/user/1"}, "linux", None),
    ],
)
def test_where_a_walk_has_a_process_of_its_own(tmp_path, environ, system, why):
    assert why_not_detached(Meeting(tmp_path), environ, system) is why


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_a_disk_that_takes_no_file_has_no_such_process(tmp_path, system):
    (tmp_path / "data").write_text("a file in the folder's place", encoding="utf-8")
    assert why_not_detached(Meeting(tmp_path / "data"), {}, system) is WhyNotDetached.NO_PLACE


def test_a_system_without_a_folder_for_a_socket_has_no_such_process(monkeypatch, tmp_path):
    def none(_environ):
        raise OSError

    monkeypatch.setattr(detached, "runtime_folder", none)
    assert why_not_detached(Meeting(tmp_path), {}, "linux") is WhyNotDetached.NO_FOLDER


NAMES = st.none() | st.text()
ORDERS = st.builds(
    HostOrder,
    profile=NAMES,
    plan=st.none() | st.just(FREE.to_json()),
    go_on=NAMES,
    strap=st.none() | st.tuples(st.text(), st.text()),
    simulated=st.booleans(),
    audible=st.booleans(),
    debug=st.booleans(),
)


@given(order=ORDERS)
def test_an_order_is_the_same_for_its_reader(order):
    assert msgspec.json.decode(msgspec.json.encode(order), type=HostOrder) == order


def test_an_order_says_where_the_heart_rate_comes_from():
    assert HostOrder(simulated=True).heart == SIMULATED
    assert HostOrder(strap=("H10", "AA")).heart == HeartSource(WantedDevice("H10", "AA"))
    assert HostOrder().heart == HeartSource()


@given(walk=NAMES, refused=st.text(), no_place=st.booleans())
def test_an_answer_is_the_same_for_its_reader(walk, refused, no_place):
    answer = HostAnswer(walk, refused, no_place)
    assert msgspec.json.decode(msgspec.json.encode(answer), type=HostAnswer) == answer


@pytest.fixture
def begin(diary, home, monkeypatch):
    """A way to begin walks, which end with the test."""
    monkeypatch.setenv("HOST_SPEED", "20")
    monkeypatch.setattr(host_program, "PROGRAM", "tests.support.host_program")
    yield Detached(None, Meeting(diary.folders.data))
    end_hosts(home)


@own_process
async def test_a_walk_is_begun_in_another_process_and_joined(begin, diary, home):
    viewer = begin.begin(FREE, SIMULATED)
    assert host_of(home) != os.getpid()
    viewer.start()
    [session] = diary.history.sessions()
    assert viewer.hello.walk == session.session_id
    assert os.getpgid(host_of(home)) != os.getpgid(0)
    with pytest.raises(HostError) as refused:
        begin.begin(FREE, SIMULATED)
    assert refused.value.problem is HostProblem.RUNS_ALREADY
    viewer.leave()
    again = detached.join(Meeting(diary.folders.data))
    assert (again.hello.walk, again.control.holder) == (session.session_id, ViewerRole.TERMINAL)
    again.leave()


@own_process
def test_a_walk_that_was_never_ended_is_gone_on_with_or_refused_in_its_own_words(begin, diary, home):
    name = record(home, ago=timedelta(minutes=12), minutes=5, ends=False)
    viewer = begin.go_on(name, SIMULATED)
    assert viewer.hello.walk == name
    assert viewer.latest.at_s >= 12 * 60 - 1
    viewer.leave()
    end_hosts(home)
    with pytest.raises(HostError) as refused:
        begin.go_on(name, SIMULATED)
    assert refused.value.problem is HostProblem.FAILED
    assert "can no longer be continued" in error_sentence(refused.value)
    wait_until(lambda: not hosts_of(home), "the end of what refused it")


@own_process
@pytest.mark.parametrize("in_the_way", ["walk.lock", "walk.address"])
def test_where_nobody_would_find_the_walk_none_is_begun_and_nothing_is_left(begin, diary, home, in_the_way):
    """The lock is looked at before a host is launched; the address is the host's to write."""
    (diary.folders.data / in_the_way / "x").mkdir(parents=True)
    with pytest.raises(HostError) as refused:
        begin.begin(FREE, SIMULATED)
    assert refused.value.problem is HostProblem.NO_PLACE
    wait_until(lambda: not hosts_of(home), "the end of what refused it")
    assert diary.history.sessions() == ()
    assert not list(home.rglob("*.jsonl"))


@pytest.mark.parametrize("program", ["tests.support.hosts", "tests.no_module_of_this_name"])
def test_a_program_that_does_not_answer_is_silent(home, monkeypatch, program):
    monkeypatch.setattr(host_program, "PROGRAM", program)
    with pytest.raises(HostError) as failed:
        launch(HostOrder(simulated=True))
    assert failed.value.problem is HostProblem.SILENT


@own_process
@pytest.mark.parametrize("leaves", [True, False])
def test_a_program_that_hangs_is_waited_for_no_longer_than_said(home, monkeypatch, tmp_path, leaves):
    """It stands for a machine so busy that the host begins too late: it finds nobody then, or is ended before."""
    found = tmp_path / "found"
    (tmp_path / "late_host.py").write_text(
        "import os, pathlib, sys, time\n"
        "sys.stdin.buffer.read()\n"
        f"if {leaves} and os.fork():\n    os._exit(0)\n"
        f"pathlib.Path({str(tmp_path / 'number')!r}).write_text(str(os.getpid()))\n"
        "time.sleep(1.5)\n"
        "try:\n    sys.stdout.write('too late'); sys.stdout.flush()\n"
        f"except OSError:\n    pathlib.Path({str(found)!r}).write_text('nobody')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(host_program, "PROGRAM", "late_host")
    monkeypatch.setattr(detached, "BEGIN_S", 0.5)
    began_s = monotonic_s()
    with pytest.raises(HostError) as late:
        launch(HostOrder(simulated=True))
    assert late.value.problem is HostProblem.SILENT
    assert monotonic_s() < began_s + 1.5
    if leaves:
        wait_until(found.exists, "what it found")
    else:
        assert not Path(f"/proc/{(tmp_path / 'number').read_text()}").exists()


@own_process
def test_ctrl_c_while_a_walk_is_joined_ends_it(begin, diary, home, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(detached, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        begin.begin(FREE, SIMULATED)
    wait_until(lambda: not hosts_of(home), "the end of the walk")
    assert not Meeting(diary.folders.data).is_held
