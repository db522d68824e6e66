"""The screen in a real terminal: a signal ends the walk properly, a stop does not."""

import json
import os
import signal

import pytest

from tests.support.pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, PATIENCE_S


@pytest.fixture
def terminal(python, tmp_path, request):
    program = ("-m", "tests.support.walk_program", str(tmp_path / "walk.jsonl"))
    return python(*program, controlling=getattr(request, "param", True))


def recorded(tmp_path):
    return [json.loads(line) for line in (tmp_path / "walk.jsonl").read_text().splitlines()]


def ends_properly(terminal, tmp_path, number):
    terminal.process.send_signal(number)
    assert terminal.ends() == 128 + number
    assert LEAVE_SCREEN in terminal.output
    lines = recorded(tmp_path)
    assert lines[-1]["event"] == "end"
    assert lines[-1]["reason"] == "interrupted"
    assert sum("hex" in line for line in lines) >= 3


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_walk_with_its_recording_whole_and_the_terminal_restored(terminal, tmp_path, name):
    terminal.read_until(ENTER_SCREEN)
    terminal.read_until(b"connected")
    while sum("hex" in line for line in recorded(tmp_path)) < 3:
        terminal.read()
    ends_properly(terminal, tmp_path, getattr(signal, name))


@pytest.mark.parametrize(
    ("by_key", "opens", "shows"),
    [
        (False, b"", b""),
        (True, b"", b""),
        (True, b"b", b"Your Zone 2 from now on"),
        (True, b"p", b"Pain now"),
        (True, b"q", b"End the walk?"),
        (True, b"?", b"Pause or go on"),
        (True, b"\x10", b"A minute more"),
    ],
    ids=["signal", "key", "band", "pain", "end", "help", "palette"],
)
def test_a_stop_and_a_resume_keep_the_session_and_what_is_open(terminal, tmp_path, by_key, opens, shows):
    terminal.read_until(b"connected")
    terminal.send(opens)
    terminal.read_until(shows)
    if by_key:
        terminal.send(b"\x1a")
    else:
        terminal.process.send_signal(signal.SIGTSTP)
    terminal.read_until(LEAVE_SCREEN)
    _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    before, seen = len(recorded(tmp_path)), len(terminal.output)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.read_until(ENTER_SCREEN, shows, start=seen)
    while len(recorded(tmp_path)) < before + 20:
        terminal.read()
    ends_properly(terminal, tmp_path, signal.SIGTERM)


@pytest.mark.parametrize("terminal", [True, False], ids=["controlling", "not controlling"], indirect=True)
def test_a_terminal_that_is_gone_ends_the_walk_as_well(terminal, tmp_path):
    terminal.read_until(b"connected")
    while sum("hex" in line for line in recorded(tmp_path)) < 3:
        terminal.read()
    terminal.hang_up()
    assert terminal.process.wait(PATIENCE_S) == 128 + signal.SIGHUP
    assert recorded(tmp_path)[-1]["event"] == "end"


def test_keys_and_sizes_in_a_real_terminal(terminal, tmp_path):
    terminal.read_until(b"connected")
    for size in ((40, 12), (5, 2), (160, 50), (80, 24)):
        terminal.resize(*size)
        os.kill(terminal.process.pid, signal.SIGWINCH)
        terminal.read()
    terminal.send(b"n")
    terminal.send(b"q")
    terminal.read_until(b"End the walk?")
    terminal.send(b"q")
    assert terminal.ends() == 0
    assert LEAVE_SCREEN in terminal.output
    events = [line.get("event") for line in recorded(tmp_path)]
    assert "skip_step" in events
    assert events[-1] == "end"
