"""The program that runs a walk, started; it loads no more than that takes, so that the two can load side by side."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import coach

PROGRAM = "coach.cli.host_process"
"""The host's program: `python -m` with an order on its standard input."""

HostProgram = subprocess.Popen[bytes]

StartHost = Callable[[], HostProgram]
"""Starts it, or hands over one that was started before."""


def can_be_started(system: str = sys.platform) -> bool:
    """Whether a walk can have a process of its own on this system at all.

    macOS lets the terminal's own programs use Bluetooth, and asks nobody for others.
    """
    return system != "darwin"


def start_host() -> HostProgram:
    """Start the program, which waits for its order.

    Raises:
        OSError: when the system starts none.
    """
    home = os.environ.get("COACH_HOME")
    environ = os.environ | ({"COACH_HOME": str(Path(home).expanduser().absolute())} if home else {})
    return subprocess.Popen(  # noqa: S603 - this Python, and a module of ours
        [sys.executable, "-m", PROGRAM],
        # `-m` looks for modules here first: a file in the walker's current folder must not take the place of one.
        cwd=Path(coach.__file__).parents[1],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=_APART,
    )


class EarlyHost:
    """A host that is started before there is an order for it; it is ended on leaving, if none came.

    Should this process be killed, the host reads the end of its input in place of an order, and ends by itself.

    Args:
        wanted: whether a walk is likely to need one; otherwise it is started when it is taken.
    """

    def __init__(self, *, wanted: bool) -> None:
        self._program: HostProgram | None = None
        if wanted and can_be_started():
            with suppress(OSError):  # whoever takes it tries again, and says why
                self._program = start_host()

    def take(self) -> HostProgram:
        """Return the program, or a new one where it was taken before or has ended.

        Raises:
            OSError: when the system starts none.
        """
        if self._program is not None and self._program.poll() is not None:
            self._end()
        program, self._program = self._program, None
        return program or start_host()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        if self._program is not None:
            self._program.kill()
            self._program.communicate()  # closes its pipes, and waits for its end
            self._program = None


_APART = (
    getattr(subprocess, "DETACHED_PROCESS", 0)
    | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    | getattr(subprocess, "CREATE_BREAKAWAY_FROM_JOB", 0)
)
