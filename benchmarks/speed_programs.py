"""Programs that `speed.py` runs: on a pipe or in a terminal, with all processes they start, and what those take.

A walk has a host in a session of its own (`coach/services/detached.py`). What belongs to a program is therefore known
by its home, which each program that is left running has for itself.
"""

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Self

PYTHON = (sys.executable, "-P")  # -P: import nothing from the current folder
COACH = (*PYTHON, "-m", "coach")
INSIDE = (*PYTHON, str(Path(__file__).resolve().with_name("speed_inside.py")))  # one of its programs, in a process
SIZES = ((80, 24), (160, 50))
LIMIT_S = 120  # a program that writes nothing for this long has hung
KEPT_BYTES = 1 << 15  # of what was written: a screen or two, which are looked through at every piece
TICKS_MS = 1000 / os.sysconf("SC_CLK_TCK")
ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|[P\]].*?(\x07|\x1b\\)|[()].|[=>78])", re.DOTALL)


@dataclass(slots=True)
class Program:
    """A program, the end of what it has written, and what it and its processes have taken: user and system time."""

    root: Path
    home: Path
    process: subprocess.Popen[bytes]
    stream: io.FileIO
    began_ns: int
    output: bytearray = field(default_factory=bytearray)
    arrived_ns: list[int] = field(default_factory=list)
    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    rss_mb: float = 0.0
    peak_mb: float = 0.0

    def take(self) -> bool:
        """Read the next piece of output, and note when it arrived; return False at its end."""
        if not select.select([self.stream], (), (), LIMIT_S)[0]:
            self.fail(f"wrote nothing for {LIMIT_S} s")
        self.arrived_ns.append(time.monotonic_ns())
        piece: bytes | None = None
        with suppress(OSError):  # EIO: the other end of the pseudo-terminal is closed
            piece = self.stream.read(1 << 16)
        self.output += piece or b""
        del self.output[:-KEPT_BYTES]
        return bool(piece)

    def text(self) -> str:
        """Return the end of what was written, without escape sequences."""
        return ESCAPES.sub(b"", self.output).decode(errors="replace")

    def fail(self, sentence: str) -> NoReturn:
        """End the measuring with a sentence about this program."""
        sys.exit(f"speed: {self.process.args!r} of {self.root} {sentence}. {self.text()[-500:].strip()}")

    def until(self, shown: str) -> Self:
        """Read until a regular expression is found in the output, and note what the program has taken."""
        while not re.search(shown, self.text()):
            if not self.take():
                self.fail(f"ended before it showed {shown!r}")
        return self.look()

    def look(self) -> Self:
        """Note what the running program and its processes have taken until its latest output."""
        self.wall_ms = (self.arrived_ns[-1] - self.began_ns) / 1e6
        self.cpu_ms = self.rss_mb = self.peak_mb = 0.0
        for pid in family(self.home):
            with suppress(OSError):  # it has ended meanwhile
                self.cpu_ms += 1000 * time.clock_gettime((~pid << 3) | 2)  # as clock_getcpuclockid(3) names it
                of_children = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[13:15]
                self.cpu_ms += TICKS_MS * sum(map(int, of_children))  # those that have ended, such as a host's starter
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
                self.rss_mb += int(status.partition("VmRSS:")[2].split()[0]) / 1024
                self.peak_mb += int(status.partition("VmHWM:")[2].split()[0]) / 1024
        return self


def family(home: Path) -> list[int]:
    """Return the numbers of the processes that were started with this home."""
    mark, found = f"COACH_HOME={home}".encode(), []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended, or is another user's
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
    return found


@contextmanager
def program(
    root: Path,
    home: Path,
    command: Sequence[str],
    size: tuple[int, int] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """Run a program in a terminal of this size, or on a pipe; kill it and all that it started at the end.

    Args:
        root: the checkout.
        home: its walker's.
        command: what to run.
        size: columns and lines.
        settings: environment variables; `PYTHONPATH` is put before the checkout.
    """
    settings = dict(settings or {})
    path = os.pathsep.join(filter(None, (settings.pop("PYTHONPATH", ""), str(root))))
    # Pass only what Coach needs: a setting of the caller's shell must not change a figure.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": path, "LANG": "C.UTF-8"} | settings
    environment |= {"HOME": str(home), "COACH_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    ours, theirs = pty.openpty() if size else os.pipe()
    if size:
        termios.tcsetwinsize(theirs, size[::-1])
    stdin, began_ns = theirs if size else subprocess.DEVNULL, time.monotonic_ns()
    process = subprocess.Popen(  # noqa: S603 - Coach, or a file beside this
        command, stdin=stdin, stdout=theirs, stderr=theirs, cwd=home, env=environment, start_new_session=True
    )
    try:
        os.close(theirs)
        with io.FileIO(ours, "r+" if size else "r") as stream:
            yield Program(root, home, process, stream, began_ns)
    finally:
        while left := family(home):  # until none is left: one may be starting another
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)
        process.wait()


def run(root: Path, home: Path, *command: str, shown: str = "", settings: Mapping[str, str] | None = None) -> Program:
    """Run a command to its end, or in a terminal until this is shown; exit with an error if it fails."""
    with program(root, home, command, SIZES[0] if shown else None, settings) as running:
        if shown:
            return running.until(shown)
        while running.take():
            pass
        _, status, used = os.wait4(running.process.pid, 0)  # Popen does not report what its process has used
        running.wall_ms = (time.monotonic_ns() - running.began_ns) / 1e6
        running.cpu_ms = 1000 * (used.ru_utime + used.ru_stime)
        running.peak_mb = used.ru_maxrss / 1024  # counted from the fork: never less than this process's own
        running.process.returncode = os.waitstatus_to_exitcode(status)
        if running.process.returncode:
            running.fail(f"ended with {running.process.returncode}")
        return running


def watch(programs: Sequence[Program], seconds: float) -> None:
    """Read what programs write for this long; fail when one of them ends meanwhile."""
    until_s = time.monotonic() + seconds
    while (left_s := until_s - time.monotonic()) > 0:
        ready = select.select([running.stream for running in programs], (), (), left_s)[0]
        for running in programs:
            if running.stream in ready and not running.take():
                running.fail("ended early")
