"""Reads a whole recording from its bytes. Reports and leaves out each line that makes no sense. No files here."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import overload

from msgspec.structs import replace

from coach.errors import NotARecordingError, RecordingError, RecordingProblem, RecordingVersionError
from coach.limits import LONGEST_LINE_BYTES, MOST_FLAWS, MOST_HELD_BYTES, MOST_LINES
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import SessionEnded, SessionInput
from coach.session.line_codec import Header, parse_header, parse_line

FAR_AHEAD_S = 10.0
"""Lines of several sensors may be some seconds out of order, and then share a time; more is a wrong time."""

LINES_AHEAD = 20
"""A time is wrong where most of this many lines after it lie far before: that finds up to ten wrong ones in a row."""


BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}".encode()
"""Some editors put it before the first line."""


def parse_recording(data: bytes) -> Activity:
    """Return the recording in these bytes (UTF-8). A line that makes no sense costs that line only.

    Its inputs are a tuple; those of one over `MOST_HELD_BYTES` are parsed anew whenever they are iterated, for in
    memory they would take many times as much as their lines.

    Raises:
        NotARecordingError: when the first line is not a header.
        RecordingVersionError: when a newer Coach wrote it.
    """
    header = first_header(next(_lines(data), (b"", False))[0])
    flaws = _Flaws()
    inputs = _Reparsed(data, flaws.add) if len(data) > MOST_HELD_BYTES else tuple(_inputs(data, flaws.add))
    return Activity(header, inputs, flaws.found())


class _Flaws:
    """The first flaws of a file, in its order, and the number of the others."""

    def __init__(self) -> None:
        self._first: list[Flaw] = []
        self._more = 0

    def add(self, flaw: Flaw) -> None:
        if len(self._first) < MOST_FLAWS:
            self._first.append(flaw)
        else:
            self._more += 1

    def found(self) -> tuple[Flaw, ...]:
        more = (Flaw(FlawKind.MORE, count=self._more),) if self._more else ()
        return (*sorted(self._first, key=lambda flaw: flaw.line or 0), *more)


class _Reparsed(Sequence[SessionInput]):
    """The inputs of a large recording, parsed anew at each use."""

    def __init__(self, data: bytes, report: Callable[[Flaw], None]) -> None:
        self._data = data
        self._count = 0
        self._last: SessionInput | None = None
        for item in _inputs(data, report):
            self._count += 1
            self._last = item

    def __iter__(self) -> Iterator[SessionInput]:
        return _inputs(self._data, lambda _flaw: None)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> SessionInput: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[SessionInput]: ...

    def __getitem__(self, index: int | slice) -> SessionInput | Sequence[SessionInput]:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = range(self._count)[index]
        if self._last is not None and place == self._count - 1:
            return self._last
        return next(islice(self, place, None))


def _lines(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield each line with its end, and whether that was cut off; over-long lines end just past their limit."""
    begin = 0
    while begin < len(data):
        end = data.find(b"\n", begin) + 1
        is_cut = not end
        end = end or len(data)
        yield data[begin : min(end, begin + LONGEST_LINE_BYTES + 2)], is_cut
        begin = end


def _inputs(data: bytes, report: Callable[[Flaw], None]) -> Iterator[SessionInput]:
    """Yield the inputs in order of time, without those whose time is impossible."""
    orderly = TimeOrder(report)
    waiting: deque[tuple[int, SessionInput]] = deque()
    for numbered in _numbered(data, report):
        waiting.append(numbered)
        if len(waiting) > LINES_AHEAD:
            yield from _placed(waiting, orderly, report)
    while waiting:
        yield from _placed(waiting, orderly, report)


def _numbered(data: bytes, report: Callable[[Flaw], None]) -> Iterator[tuple[int, SessionInput]]:
    """Yield the inputs with the numbers of their lines, up to the session's end."""
    for number, (line, is_cut) in islice(enumerate(_lines(data), start=1), 1, MOST_LINES):
        try:
            item = parse_raw_line(line)
        except RecordingError as error:
            report(Flaw(FlawKind.LINE_LEFT_OUT, line=number, is_cut=is_cut, error=error.with_traceback(None)))
            continue
        if item is not None:
            yield number, item
        if isinstance(item, SessionEnded):
            return
    if (more := data.count(b"\n") - MOST_LINES) > 0:
        report(Flaw(FlawKind.TOO_MANY, line=MOST_LINES + 1, count=more))


def _placed(
    waiting: deque[tuple[int, SessionInput]], orderly: "TimeOrder", report: Callable[[Flaw], None]
) -> Iterator[SessionInput]:
    """Yield the first input that waits, at its place in time, unless those behind it say that its time is wrong."""
    number, item = waiting.popleft()
    between = [later for _, later in waiting if orderly.last_s <= later.at_s < item.at_s - FAR_AHEAD_S]
    if len(between) > len(waiting) / 2:
        # Without it most of the following lines are in order; with it all of them would be held at its time.
        report(Flaw(FlawKind.TIME_FAR_AHEAD, line=number, at_s=item.at_s))
    else:
        yield orderly.placed(item, number)


def first_header(line: bytes) -> Header:
    """Return the header in the first line.

    Raises:
        NotARecordingError: when the line is not a header.
        RecordingVersionError: when a newer Coach wrote it.
    """
    try:
        return parse_header(_decoded(line.removeprefix(BYTE_ORDER_MARK)))
    except RecordingVersionError:
        raise
    except RecordingError as error:
        raise NotARecordingError from error


def parse_raw_line(line: bytes) -> SessionInput | None:
    """Return the input of one line after the header, None for a blank one.

    Raises:
        RecordingError: when the line holds no input, or is over `LONGEST_LINE_BYTES`.
    """
    return parse_line(_decoded(line)) if line.strip() else None


def _decoded(line: bytes) -> str:
    line = line.removesuffix(b"\n")
    if len(line) > LONGEST_LINE_BYTES:
        raise RecordingError(RecordingProblem.LINE_TOO_LONG, limit=LONGEST_LINE_BYTES)
    return line.decode("utf-8", errors="replace")


class TimeOrder:
    """Keeps time from running backwards: an input earlier than its predecessor takes the predecessor's time."""

    def __init__(self, report: Callable[[Flaw], None]) -> None:
        self._report = report
        self._reported = False
        self.last_s = 0.0
        """The time of the last input."""

    def placed(self, item: SessionInput, number: int) -> SessionInput:
        """Return the input of this line, at its predecessor's time at the earliest."""
        if item.at_s >= self.last_s:
            self.last_s = item.at_s
            return item
        if not self._reported:
            self._reported = True
            self._report(Flaw(FlawKind.TIME_BACKWARDS, line=number))
        return replace(item, at_s=self.last_s)
