"""Each command that runs a session, in a terminal: signals, keys, closed output, and what is left behind."""

import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from coach.cli.main import run
from tests.support.pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, ROOT
from tests.support.recorded_walks import record, texts_in

SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"]


def recorded(home):
    return [json.loads(line) for text in texts_in(home) for line in text.splitlines()]


def wait_for_beats(shown, home, count=3):
    while sum("hex" in line for line in recorded(home)) < count:
        shown.read(0.1)
        assert shown.process.poll() is None, shown.output[-2000:]


def assert_kept_until_interrupted(home, capsys):
    assert (recorded(home)[-1]["event"], recorded(home)[-1]["reason"]) == ("end", "interrupted")
    assert run(["history", "--json"]) == 0
    (walk,) = json.loads(capsys.readouterr().out)
    assert (walk["end_reason"], walk["summary"]["readings"] >= 3) == ("interrupted", True)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_a_demo_and_restores_the_terminal(coach, home, name):
    shown = coach("demo")
    shown.read_until(ENTER_SCREEN, b"Warm")
    shown.process.send_signal(getattr(signal, name))
    assert shown.ends() == 128 + getattr(signal, name)
    assert LEAVE_SCREEN in shown.output
    assert shown.is_restored()
    assert b"Traceback" not in shown.output
    assert recorded(home) == []


def test_control_c_from_elsewhere_ends_a_walk_on_the_screen_and_the_walk_is_kept(coach, asked, home, capsys):
    shown = coach("walk", "--simulate")
    shown.read_until(ENTER_SCREEN)
    wait_for_beats(shown, home)
    shown.process.send_signal(signal.SIGINT)
    assert shown.ends() == 128 + signal.SIGINT
    assert shown.is_restored()
    assert b"Traceback" not in shown.output
    assert_kept_until_interrupted(home, capsys)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_ends_a_walk_without_a_screen_and_the_walk_is_kept(coach, home, capsys, name):
    printed = coach("walk", "--simulate", "--no-screen")
    wait_for_beats(printed, home)
    printed.process.send_signal(getattr(signal, name))
    assert printed.ends() == 128 + getattr(signal, name)
    assert printed.is_restored()
    assert ENTER_SCREEN not in printed.output
    assert b'"type": "summary"' in printed.output
    assert_kept_until_interrupted(home, capsys)


def test_control_c_typed_without_a_screen_is_an_interruption(coach, home, capsys):
    printed = coach("walk", "--simulate", "--plain")
    wait_for_beats(printed, home)
    printed.send(b"\x03")
    assert printed.ends() == 130
    assert b"Walked 0:0" in printed.output
    assert_kept_until_interrupted(home, capsys)


HEADER = '{"format": "coach-recording", "version": 1}\n'


@contextmanager
def piped():
    """A replay of standard input that stays open, as under a program that has more to say."""
    with subprocess.Popen(
        [sys.executable, "-m", "coach", "replay", "-"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        yield program


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("more", ["", '{"t": 1, "bpm": 120}\n'])
def test_a_signal_ends_a_replay_of_a_pipe_that_stays_open(home, name, more):
    with piped() as program:
        program.stdin.write(HEADER + more)
        program.stdin.flush()
        program.stdout.readline()
        program.send_signal(getattr(signal, name))
        assert program.wait(60) == 128 + getattr(signal, name)
        assert program.stderr.read() == ""
        assert '"type": "summary"' in program.stdout.read()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to see by that signals are taken")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_waiting_for_the_first_line(home, name):
    number = getattr(signal, name)
    with piped() as program:
        while (
            not int(re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{program.pid}/status").read_text())[1], 16)
            >> (number - 1)
            & 1
        ):
            assert program.poll() is None
        program.send_signal(number)
        assert program.wait(60) == 128 + number
        assert (program.stdout.read(), program.stderr.read()) == ("", "")


def test_a_reader_that_goes_ends_a_replay_of_a_pipe_that_stays_open(home):
    with piped() as program:
        program.stdin.write(HEADER)
        program.stdin.flush()
        program.stdout.readline()
        program.stdout.close()
        program.stdin.write('{"t": 2, "bpm": 121}\n' * 2)
        program.stdin.flush()
        assert program.wait(60) == 1
        assert program.stderr.read() == ""


def test_a_recording_is_shown_on_the_screen_and_left_with_q(coach):
    shown = coach("replay", "fixtures/tempo.jsonl", "--speed", "20")
    shown.read_until(ENTER_SCREEN, b"Warm up", b"120")
    shown.send(b"q")
    assert shown.ends() == 0
    assert shown.is_restored()


def test_a_recording_that_is_none_never_opens_a_screen(coach, tmp_path):
    (tmp_path / "walk.jsonl").write_text("hello\n", encoding="utf-8")
    shown = coach("replay", str(tmp_path / "walk.jsonl"))
    assert shown.ends() == 1
    assert ENTER_SCREEN not in shown.output
    assert b"is not a recording of Coach" in shown.output


def test_a_rebuild_shows_how_far_it_is(coach, home):
    for ago in (3, 2):
        record(home, ago=timedelta(days=ago), minutes=11)
    shown = coach("history", "--rebuild")
    assert shown.ends() == 0
    assert b"Reading" in shown.output
    assert b"100%" in shown.output
    assert b"2 walks computed again" in shown.output


@pytest.mark.parametrize(("answer", "goes_on"), [(b"y\r", True), (b"n\r", False)])
def test_a_walk_that_never_ended_is_asked_about(coach, asked, home, capsys, answer, goes_on):
    record(home, ago=timedelta(minutes=12), minutes=5, ends=False)
    shown = coach("walk", "--workout", "free")
    shown.read_until(b"A walk of 4:59, begun at", b"Go on with it?")
    shown.send(answer)
    shown.read_until(ENTER_SCREEN, b"135")
    shown.process.send_signal(signal.SIGINT)
    assert shown.ends() == 128 + signal.SIGINT
    assert len(list((home / "data" / "recordings").iterdir())) == (1 if goes_on else 2)
    assert run(["history", "--json"]) == 0
    (walk,) = json.loads(capsys.readouterr().out)
    assert (walk["end_reason"], walk["summary"]["readings"]) == ("interrupted" if goes_on else None, 299)


@pytest.mark.parametrize("arguments", [("demo", "--json"), ("demo", "--plain"), ("replay", "fixtures/tempo.jsonl")])
def test_a_reader_that_has_seen_enough_is_no_fault(home, arguments):
    with subprocess.Popen(
        [sys.executable, "-m", "coach", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    ) as program:
        assert program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(60) == 1


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_without_a_cursor_gets_no_screen(coach, term):
    shown = coach(TERM=term)
    assert shown.ends() == 1
    assert shown.output.startswith(b"coach: the home screen needs a terminal; ")
    assert shown.output.count(b"\n") == 1
    demo = coach("demo", "--speed", "max", TERM=term)
    assert demo.ends() == 0
    *_, last_line, next_steps = demo.output.splitlines()
    assert last_line.startswith(b'{"type": "summary"')
    assert b"Next: `coach pair`" in next_steps
    assert b"\x1b" not in shown.output + demo.output


IGNORING = """
import os, signal, sys
signal.signal(getattr(signal, sys.argv[1]), signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-m", "coach", *sys.argv[2:]])
"""


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_that_was_ignored_from_the_start_does_not_end_the_screen_of_a_walk(python, asked, home, capsys, name):
    shown = python("-c", IGNORING, name, "walk", "--simulate")
    shown.read_until(ENTER_SCREEN)
    wait_for_beats(shown, home, 1)
    shown.process.send_signal(getattr(signal, name))
    wait_for_beats(shown, home, sum("hex" in line for line in recorded(home)) + 2)
    last = signal.SIGTERM if name == "SIGINT" else signal.SIGINT
    shown.process.send_signal(last)
    assert shown.ends() == 128 + last
    assert shown.is_restored()
    if last == signal.SIGINT:
        assert_kept_until_interrupted(home, capsys)
