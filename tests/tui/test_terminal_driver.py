"""A terminal that vanishes takes the program's output with it, and nothing else."""

import errno
import io
import sys

import pytest
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver

from coach.tui.terminal_driver import LastingOutput, lasting


class Gone(io.StringIO):
    def write(self, text):
        raise OSError(errno.EIO, "Input/output error")

    def flush(self):
        raise OSError(errno.EIO, "Input/output error")

    def fileno(self):
        return 7


def test_what_is_written_arrives():
    there = io.StringIO()
    LastingOutput(there).write("124")
    LastingOutput(there).flush()
    assert there.getvalue() == "124"


@pytest.mark.parametrize("closed", [False, True])
def test_what_can_no_longer_be_written_is_dropped(closed):
    gone = Gone()
    output = LastingOutput(gone)
    assert output.fileno() == 7
    if closed:
        gone.close()
    output.write("124")
    output.flush()


def test_only_the_driver_that_would_hang_is_replaced():
    assert lasting(HeadlessDriver) is HeadlessDriver
    if sys.platform != "win32":
        from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415 - only POSIX has it

        assert issubclass(lasting(LinuxDriver), LinuxDriver)
        assert lasting(LinuxDriver) is not LinuxDriver
    assert issubclass(lasting(HeadlessDriver), Driver)
