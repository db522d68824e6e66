"""A terminal that vanishes takes the program's output with it, and nothing else."""

import errno
import io
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver

from coach.tui.terminal_driver import LastingOutput, ReadingEnds, lasting


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


@pytest.fixture
def hung_up():
    """The SIGHUPs that this process sends to itself."""
    heard = []
    before = signal.signal(signal.SIGHUP, lambda number, _frame: heard.append(number))
    yield heard
    signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_keys_are_read_until_the_terminal_is_gone_which_is_said_once(hung_up):
    window, terminal = os.openpty()
    ends = ReadingEnds(terminal)
    assert not ends.is_set()
    os.write(window, b"key\n")
    assert not ends.is_set()
    os.close(window)
    assert (ends.is_set(), ends.is_set(), hung_up) == (True, True, [signal.SIGHUP])
    os.close(terminal)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_the_reader_and_who_ends_it_may_ask_at_once():
    window, terminal = os.openpty()
    ends = ReadingEnds(terminal)

    def ask(_):
        return any(ends.is_set() for _ in range(5000))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [False] * 4
    for end in (window, terminal):
        os.close(end)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_keys_are_read_until_the_program_says_so(hung_up):
    window, terminal = os.openpty()
    ends = ReadingEnds(terminal)
    ends.set()
    assert ends.is_set()
    ends.clear()
    assert not ends.is_set()
    for end in (window, terminal):
        os.close(end)
    assert hung_up == []


def test_only_the_driver_that_would_hang_is_replaced():
    assert lasting(HeadlessDriver) is HeadlessDriver
    if sys.platform != "win32":
        from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415 - only POSIX has it

        assert issubclass(lasting(LinuxDriver), LinuxDriver)
        assert lasting(LinuxDriver) is not LinuxDriver
    assert issubclass(lasting(HeadlessDriver), Driver)
