"""The processes that run a home's walks, as the system knows them: none is left when a test is over. Linux only."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event

from coach.clock import monotonic_s

PATIENCE_S = 30.0
"""For the end and the keeping of a walk, on a machine with much else to do."""

NAMES = (b"coach.cli.host_process", b"tests.support.host_program")


def hosts_of(home):
    """The numbers of the processes that run a walk of this home, or are about to."""
    if sys.platform != "linux":
        return []
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError, ValueError):  # it has gone, or is another user's
            number = int(process.name)
            words = (process / "cmdline").read_bytes().split(b"\0")
            environ = (process / "environ").read_bytes().split(b"\0")
            if any(name in words for name in NAMES) and os.fsencode(f"COACH_HOME={home}") in environ:
                found.append(number)
    return found


def host_of(home):
    """The one process that runs the walk."""
    [number] = hosts_of(home)
    return number


def wait_until(holds, what, patience_s=PATIENCE_S):
    """Wait until this is so."""
    until_s = monotonic_s() + patience_s
    while not holds():
        assert monotonic_s() < until_s, f"{what}: not in {patience_s:.0f} s"
        Event().wait(0.02)


def end_hosts(home):
    """End whatever walk still runs, as `kill` does; one that does not end is a fault."""
    for number in hosts_of(home):
        _tell(number, signal.SIGCONT)
        _tell(number, signal.SIGTERM)
    try:
        wait_until(lambda: not hosts_of(home), "the end of the host")
    except AssertionError:
        for number in hosts_of(home):
            _tell(number, signal.SIGKILL)
        raise


def _tell(number, what):
    with suppress(ProcessLookupError):
        os.kill(number, what)
