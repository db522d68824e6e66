"""Recordings as a source: a file of Coach's own, a FIT file of a watch, or lines on standard input as they come."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from coach.errors import FormatError, RecordingError, RecordingVersionError
from coach.formats.fit import is_fit, read_fit
from coach.session.inputs import Reading, SessionEnded, SessionInput
from coach.session.outputs import SessionEvent
from coach.session.ports import SessionClock
from coach.session.recording import Header, parse_header, parse_line

LONGEST_LINE = 1024 * 1024
"""Bytes; a notification's line has about a hundred."""

MOST_BYTES = 256 * 1024 * 1024
"""A day of heartbeats is about 10 MB; a file this large is something else."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, read: its header, its inputs in order of time, and what was wrong with it."""

    header: Header
    inputs: tuple[SessionInput, ...]
    warnings: tuple[str, ...]


def read_recording(path: Path) -> Recording:
    """Read a recording of Coach or a FIT file, whatever its name says.

    Raises:
        RecordingError: when the file is neither, cannot be read, or a newer Coach wrote it.
        FormatError: when it is a FIT file without anything to replay.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordingError(f"{path} is larger than any walk ({MOST_BYTES // 2**20} MB)")
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror}") from error
    if is_fit(data):
        activity = read_fit(data)
        if not any(isinstance(item, Reading) for item in activity.inputs):
            raise FormatError(f"{path} has no heart rate in it")
        header = Header(activity.started_at, source={"kind": "fit", "name": activity.device})
        return Recording(header, activity.inputs, activity.warnings)
    return parse_recording(data.decode("utf-8", errors="replace").split("\n"), str(path))


def parse_recording(lines: list[str], name: str) -> Recording:
    """The recording in these lines. A line that makes no sense costs that line only.

    Raises:
        RecordingError: when the first line is no header.
    """
    header = _header(lines[0] if lines else "", name)
    warnings: list[str] = []
    inputs: list[SessionInput] = []
    orderly = _Order(warnings.append)
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            item = parse_line(line)
        except RecordingError as error:
            # Whole lines end with a newline, so what is not whole is the last piece.
            cut = " (cut off, as by a power cut)" if number == len(lines) else ""
            warnings.append(f"line {number} was left out{cut}: {error}")
            continue
        inputs.append(orderly.placed(item, number))
        if isinstance(item, SessionEnded):
            break
    return Recording(header, tuple(inputs), tuple(warnings))


def _header(line: str, name: str) -> Header:
    if not line.strip():
        raise RecordingError(f"{name} is empty: there is nothing to replay")
    try:
        return parse_header(line.removeprefix("\N{BYTE ORDER MARK}"))
    except RecordingVersionError:
        raise
    except RecordingError as error:
        sentence = f"{name} is neither a recording of Coach nor a FIT file; `coach import` reads other formats"
        raise RecordingError(sentence, line=error.line) from error


class _Order:
    """Keeps time from running backwards: what claims to be earlier than its predecessor happens with it."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._last_s = 0.0
        self._warned = False

    def placed(self, item: SessionInput, number: int) -> SessionInput:
        if item.at_s >= self._last_s:
            self._last_s = item.at_s
            return item
        if not self._warned:
            self._warned = True
            self._warn(f"time runs backwards in line {number}; such lines are taken to follow what stands before them")
        return replace(item, at_s=self._last_s)


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
        return _header(await self._lines.next(), "standard input")

    async def inputs(self) -> AsyncIterator[SessionInput]:
        """The inputs as they arrive, until the stream ends."""
        orderly, number = _Order(self._warn), 1
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
