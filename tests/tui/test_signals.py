"""The screen in a real terminal: a signal ends the walk properly, a stop does not."""

import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
PATIENCE_S = 30.0

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and pseudo-terminals are POSIX's")
ROOT = Path(__file__).parents[2]


class Terminal:
    """The program in a pseudo-terminal."""

    def __init__(self, recording):
        self._main, child = os.openpty()
        self.resize(80, 24)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.tui.terminal_program", str(recording)],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(child)
        self.output = b""

    def resize(self, columns, rows):
        fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys):
        os.write(self._main, keys)

    def read(self):
        """What comes, or nothing once the program has closed its end."""
        ready, _, _ = select.select([self._main], [], [], PATIENCE_S)
        assert ready, f"nothing more on the screen; so far: {self.output[-500:]!r}"
        try:
            got = os.read(self._main, 65536)
        except OSError:
            got = b""
        self.output += got
        return got

    def read_until(self, wanted, start=0):
        while wanted not in self.output[start:]:
            assert self.read(), f"the program ended before {wanted!r}: {self.output[-2000:]!r}"

    def read_to_end(self):
        while self.read():
            pass

    def hang_up(self):
        if self._main is not None:
            os.close(self._main)
            self._main = None

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hang_up()


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path / "walk.jsonl")
    yield terminal
    terminal.close()


def recorded(tmp_path):
    return [json.loads(line) for line in (tmp_path / "walk.jsonl").read_text().splitlines()]


def ends_properly(terminal, tmp_path, number):
    terminal.process.send_signal(number)
    terminal.read_to_end()
    assert terminal.process.wait(PATIENCE_S) == 128 + number
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


@pytest.mark.parametrize("by_key", [False, True])
def test_a_stop_and_a_resume_keep_the_session(terminal, tmp_path, by_key):
    terminal.read_until(b"connected")
    if by_key:
        terminal.send(b"\x1a")
    else:
        terminal.process.send_signal(signal.SIGTSTP)
    terminal.read_until(LEAVE_SCREEN)
    _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    before, seen = len(recorded(tmp_path)), len(terminal.output)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.read_until(ENTER_SCREEN, seen)
    while len(recorded(tmp_path)) < before + 20:
        terminal.read()
    ends_properly(terminal, tmp_path, signal.SIGTERM)


def test_a_terminal_that_is_gone_ends_the_walk_as_well(terminal, tmp_path):
    terminal.read_until(b"connected")
    while sum("hex" in line for line in recorded(tmp_path)) < 3:
        terminal.read()
    terminal.hang_up()
    terminal.process.send_signal(signal.SIGHUP)
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
    terminal.read_to_end()
    assert terminal.process.wait(PATIENCE_S) == 0
    assert LEAVE_SCREEN in terminal.output
    events = [line.get("event") for line in recorded(tmp_path)]
    assert "skip_step" in events
    assert events[-1] == "end"
