"""A terminal that may vanish: a window that is closed, a connection that breaks."""

import contextlib
import select
import signal
import sys
from threading import Event
from typing import IO, Any

from textual.driver import Driver


class LastingOutput:
    """Textual's output to the terminal. It drops what can no longer be written.

    Textual's writer would end at the first failure, and its queue, which then nothing empties, would hold the program
    for ever (seen with a window closed during a walk).
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, as long as the terminal is there."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Flush, as long as the terminal is there."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()


class ReadingEnds(Event):
    """Textual's sign that it shall read no more keys: set by the program, or because the terminal is gone.

    A terminal that is gone is readable for ever, and nothing is read; Textual takes it for an empty pipe and asks
    again at once, on a whole core. The system sends SIGHUP then, but only where the terminal was the program's
    controlling one. So the program sends it to itself: whoever listens to it or ignores it has decided what it means.

    Args:
        fileno: the terminal's descriptor.
    """

    def __init__(self, fileno: int) -> None:
        super().__init__()
        self._fileno = fileno

    def is_set(self) -> bool:
        """Return whether to read no more. Textual asks ten times a second and after every key."""
        asking = select.poll()  # one of its own: it may be asked by two threads at once, when the program ends
        asking.register(self._fileno, 0)  # for no more than what is always told: that the other end is gone
        if not super().is_set() and any(events & select.POLLHUP for _, events in asking.poll(0)):
            self.set()
            signal.raise_signal(signal.SIGHUP)
        return super().is_set()


def lasting(driver_class: type[Driver]) -> type[Driver]:
    """Return the same driver for a terminal that may vanish; unchanged where Textual writes otherwise (Windows)."""
    if sys.platform == "win32":
        return driver_class
    from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415 - only POSIX has it

    if driver_class is not LinuxDriver:
        return driver_class

    class LastingDriver(LinuxDriver):
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Textual's own
            super().__init__(*args, **kwargs)
            self._file: Any = LastingOutput(self._file)
            self.exit_event = ReadingEnds(self.fileno)

    return LastingDriver
