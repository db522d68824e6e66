"""A program in a pseudo-terminal, as its user has it."""

import fcntl
import os
import select
import struct
import subprocess
import termios
from pathlib import Path

ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
PATIENCE_S = 30.0
ROOT = Path(__file__).parents[2]


class Terminal:
    """Runs `argv`; what it prints is in `output`."""

    def __init__(self, *argv):
        self._main, child = os.openpty()
        self.resize(80, 24)
        self.process = subprocess.Popen(
            argv,
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
