"""Recordings as a source: inputs read before, or lines on standard input as they come."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from typing import BinaryIO

from coach.errors import RecordingError
from coach.session.inputs import SessionInput
from coach.session.outputs import SessionEvent
from coach.session.ports import SessionClock
from coach.session.recording import Header, parse_line
from coach.session.whole_recording import TimeOrder, first_header

LONGEST_LINE = 1024 * 1024
"""Bytes; a notification's line has about a hundred."""


class ReplaySource:
    """Gives out recorded inputs at their times, as the clock has them."""

    def __init__(self, inputs: Iterable[SessionInput], clock: SessionClock) -> None:
        self._inputs = inputs
        self._clock = clock

    async def inputs(self) -> AsyncIterator[SessionInput]:
        """The inputs, each at its time."""
        for item in self._inputs:
            await self._clock.sleep_until(item.at_s)
            yield item

    def hear(self, event: SessionEvent) -> None:
        """A recording does not listen."""


class LineSource:
    """Gives out inputs from lines as they arrive, one at a time: the next is read when the last has been dealt with.

    The header is the first line and is read before the session starts: `await header()`.
    """

    def __init__(self, stream: BinaryIO, clock: SessionClock, warn: Callable[[str], None]) -> None:
        self._lines = _LineReader(stream)
        self._clock = clock
        self._warn = warn

    async def header(self) -> Header:
        """The first line.

        Raises:
            RecordingError: when it is no header.
        """
        return first_header(await self._lines.next(), "standard input")

    async def inputs(self) -> AsyncIterator[SessionInput]:
        """The inputs as they arrive, until the stream ends."""
        orderly, number = TimeOrder(self._warn), 1
        while line := await self._lines.next():
            number += 1
            if not line.strip():
                continue
            try:
                item = orderly.placed(parse_line(line), number)
            except RecordingError as error:
                self._warn(f"line {number} was left out: {error}")
                continue
            await self._clock.sleep_until(item.at_s)
            yield item

    def hear(self, event: SessionEvent) -> None:
        """A pipe does not listen; who is at its other end reads the lines."""


class _LineReader:
    """Reads lines in a thread of its own, since no system can wait for every kind of standard input otherwise.

    The thread is a daemon: a line that never comes must not keep the program from ending.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._wanted = threading.Semaphore(0)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._read: asyncio.Queue[str] = asyncio.Queue()

    async def next(self) -> str:
        """The next line with its end, or "" when the stream is over."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            threading.Thread(target=self._run, args=(self._loop,), daemon=True, name="standard input").start()
        self._wanted.release()
        return await self._read.get()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            self._wanted.acquire()
            try:
                line = self._stream.readline(LONGEST_LINE).decode("utf-8", errors="replace")
            except (OSError, ValueError):  # closed under us
                line = ""
            try:
                loop.call_soon_threadsafe(self._read.put_nowait, line)
            except RuntimeError:  # the loop has closed: nobody waits any more
                return
            if not line:
                return
