"""Recordings as a source: inputs read before, or lines on standard input as they come."""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable, Iterable

from coach.errors import RecordingError
from coach.limits import LONGEST_LINE_BYTES
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import LineLeftOut, SessionInput
from coach.session.line_codec import Header
from coach.session.ports import SessionClock
from coach.session.recording import TimeOrder, first_header, parse_raw_line

CHUNK_BYTES = 64 * 1024
"""The capacity of a Linux pipe."""


class ReplaySource:
    """Yields recorded inputs at their times by the clock."""

    def __init__(self, inputs: Iterable[SessionInput], clock: SessionClock) -> None:
        self._inputs = inputs
        self._clock = clock

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """The inputs, each at its time."""
        for item in self._inputs:
            await self._clock.sleep_until(item.at_s)
            yield item


class LineSource:
    """Yields inputs from lines as they arrive, one at a time: it reads the next when the last has been handled.

    Each line gives one input, so that each is answered: one that holds none gives a `LineLeftOut`. The header is the
    first line and is read before the session starts: `await header()`.

    Args:
        descriptor: where the lines come from, as the operating system numbers it.
        clock: is moved by the lines.
        report: is called with what was wrong with a line.
    """

    def __init__(self, descriptor: int, clock: SessionClock, report: Callable[[Flaw], None]) -> None:
        self._lines = _LineReader(descriptor)
        self._clock = clock
        self._report = report
        self.first_line = b""
        """The raw line, once it has arrived."""

    async def header(self) -> Header:
        """Read the header from the first line.

        Raises:
            NotARecordingError: when that is no header; see `first_line`.
            RecordingVersionError: when a newer Coach wrote it.
        """
        self.first_line = await self._lines.next()
        return first_header(self.first_line)

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """The inputs as they arrive, until the stream ends."""
        orderly, number = TimeOrder(self._report), 1
        while line := await self._lines.next():
            number += 1
            item: SessionInput | None = None
            try:
                item = parse_raw_line(line)
            except RecordingError as error:
                self._report(Flaw(FlawKind.LINE_LEFT_OUT, line=number, error=error))
            placed = LineLeftOut(at_s=orderly.last_s) if item is None else orderly.placed(item, number)
            await self._clock.sleep_until(placed.at_s)
            yield placed


class _LineReader:
    """Reads lines in a thread of its own, since no system can wait for every kind of standard input otherwise.

    The thread is a daemon: a line that never comes must not keep the program from ending. It reads the descriptor and
    not `sys.stdin`, whose lock it would hold while it waits, and which the interpreter takes when it ends.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._wanted = threading.Semaphore(0)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._read = bytearray()
        self._over = False

    async def next(self) -> bytes:
        """Return the next line with its end, or nothing when the stream is over.

        Over-long lines are truncated just past the limit, so the parser rejects them.
        """
        kept = bytearray()
        while True:
            end = self._read.find(b"\n") + 1
            part = self._read[:end] if end else self._read[:]
            kept += part[: LONGEST_LINE_BYTES + 1 - len(kept)]
            del self._read[: len(part)]
            if end or self._over:
                return bytes(kept)
            self._read += await self._chunk()

    async def _chunk(self) -> bytes:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            threading.Thread(target=self._run, args=(self._loop,), daemon=True, name="standard input").start()
        self._wanted.release()
        chunk = await self._chunks.get()
        self._over = not chunk
        return chunk

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            self._wanted.acquire()
            try:
                chunk = os.read(self._descriptor, CHUNK_BYTES)
            except OSError:  # closed meanwhile
                chunk = b""
            try:
                loop.call_soon_threadsafe(self._chunks.put_nowait, chunk)
            except RuntimeError:  # the loop has closed: nobody waits any more
                return
            if not chunk:
                return
