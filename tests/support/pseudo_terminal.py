"""A Python program in a pseudo-terminal, as its user has it. POSIX only."""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

from coach.clock import monotonic_s

ROOT = Path(__file__).parents[2]
ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
HIDE_CURSOR, SHOW_CURSOR = b"\x1b[?25l", b"\x1b[?25h"
PATIENCE_S = 40.0
"""For a machine with much else to do; nothing here takes a tenth of it."""

_IN_ITS_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # control-C typed there is a signal to this program
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class Terminal:
    """`python ARGUMENTS...` in a terminal of its own; what it writes is in `output`.

    One that is not `controlling` sends it no signals: not for control-C, and not when it is gone.
    """

    def __init__(self, *arguments, columns=80, rows=24, controlling=True, **environ):
        self._main, self._child = os.openpty()
        self.resize(columns, rows)
        self._before = termios.tcgetattr(self._child)
        self.output = b""
        self.process = subprocess.Popen(
            [sys.executable, *(("-IS", "-c", _IN_ITS_TERMINAL) if controlling else ()), *arguments],
            stdin=self._child,
            stdout=self._child,
            stderr=self._child,
            cwd=ROOT,
            env=os.environ | {"TERM": "xterm-256color"} | environ,
            start_new_session=True,
        )

    def resize(self, columns, rows):
        fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys):
        os.write(self._main, keys)

    def read(self, patience_s=PATIENCE_S):
        """What comes; nothing when nothing does for so long."""
        ready, _, _ = select.select([self._main], [], [], patience_s)
        got = os.read(self._main, 65536) if ready else b""
        self.output += got
        return got

    def read_until(self, *wanted, start=0):
        for text in wanted:
            while text not in self.output[start:]:
                assert self.read(), f"no {text!r} in {self.output[-3000:]!r}"

    def read_clock(self, second):
        """Read until a clock shows 0:05, say, or a later second, and return which: a busy machine leaves some out."""
        texts = [(later, f"0:{later:02}".encode()) for later in range(second, 60)]
        while not (shown := [later for later, text in texts if text in self.output]):
            assert self.read(), f"no 0:{second:02} or later in {self.output[-3000:]!r}"
        return shown[0]

    def ends(self):
        """The exit code, once all that was written is read."""
        until_s = monotonic_s() + PATIENCE_S
        while self.process.poll() is None:
            self.read(0.05)
            assert monotonic_s() < until_s, f"it does not end: {self.output[-3000:]!r}"
        while self.read(0.05):
            pass
        return self.process.returncode

    def is_restored(self):
        """Whether the terminal is as it was: its modes, the ordinary screen, the cursor."""
        on_screen = self.output.rfind(ENTER_SCREEN) > self.output.rfind(LEAVE_SCREEN)
        hidden = self.output.rfind(HIDE_CURSOR) > self.output.rfind(SHOW_CURSOR)
        return not on_screen and not hidden and termios.tcgetattr(self._child) == self._before

    def hang_up(self):
        """Close both ends, as a terminal window that is closed does."""
        for end in (self._main, self._child):
            os.close(end)
        self._main = self._child = None

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._main is not None:
            self.hang_up()
