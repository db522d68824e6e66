"""The program that runs a walk, started early: handed over once, and never left behind."""

import sys
from contextlib import suppress

import msgspec
import pytest

from coach.services import host_program
from coach.services.detached import HostAnswer, HostOrder, launch
from coach.services.host_program import EarlyHost, can_be_started, start_host
from tests.support.hosts import hosts_of, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="macOS has walks in the process of their screen")

NO_WALK = HostOrder(go_on="2001-01-01-0000")


@pytest.fixture
def started(monkeypatch):
    """All programs that were started; none may be left."""
    programs = []

    def starting():
        programs.append(start_host())
        return programs[-1]

    monkeypatch.setattr(host_program, "start_host", starting)
    yield programs
    left = [program for program in programs if program.poll() is None]
    for program in left:
        program.kill()
        program.communicate()
    assert left == []


def end(program):
    program.kill()
    program.communicate()


def test_what_was_started_early_is_handed_over_once(home, started):
    with EarlyHost(wanted=True) as early:
        [first] = started
        assert early.take() is first
        second = early.take()
        assert second is started[1]
        assert second is not first
    assert first.poll() is None  # it is its taker's now
    end(first)
    end(second)


def test_what_nobody_took_is_ended_at_once(home, started):
    with suppress(KeyboardInterrupt), EarlyHost(wanted=True):
        assert started[0].poll() is None
        raise KeyboardInterrupt
    assert started[0].poll() is not None
    assert hosts_of(home) == []


def test_none_is_started_before_it_is_wanted(home, started):
    with EarlyHost(wanted=False) as early:
        assert started == []
        end(early.take())
    assert len(started) == 1


def test_none_is_started_early_where_a_walk_has_no_process_of_its_own(home, started, monkeypatch):
    assert not can_be_started("darwin")
    monkeypatch.setattr(host_program, "can_be_started", lambda: False)
    with EarlyHost(wanted=True):
        assert started == []


def test_one_that_has_ended_is_replaced(home, started):
    with EarlyHost(wanted=True) as early:
        started[0].kill()
        started[0].wait()
        end(early.take())
    assert len(started) == 2


def test_a_system_that_starts_none_says_so_to_who_needs_one(monkeypatch):
    def none():
        raise BlockingIOError

    monkeypatch.setattr(host_program, "start_host", none)
    with EarlyHost(wanted=True) as early, pytest.raises(BlockingIOError):
        early.take()


def test_it_takes_its_order_as_one_that_is_started_with_it(home, started):
    with EarlyHost(wanted=True) as early:
        answers = [launch(NO_WALK, early.take), launch(NO_WALK)]
    assert answers[0] == answers[1]
    assert answers[0].walk is None
    wait_until(lambda: not hosts_of(home), "its end")


def test_one_whose_starter_is_killed_ends_without_a_word(home):
    program = start_host()
    said, _ = program.communicate()  # the end of its input is all that it gets
    assert said == b""
    assert program.returncode == 1
    assert not list(home.rglob("*.jsonl"))


def test_a_file_of_the_current_folder_takes_no_module_s_place(home, tmp_path, monkeypatch):
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "__init__.py").write_text("raise SystemExit('another coach')")
    monkeypatch.chdir(tmp_path)
    program = start_host()
    said, _ = program.communicate(msgspec.json.encode(NO_WALK))
    assert msgspec.json.decode(said, type=HostAnswer).refused
