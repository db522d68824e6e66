"""A terminal that may vanish: a window that is closed, a connection that breaks."""

import contextlib
import sys
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

    return LastingDriver
