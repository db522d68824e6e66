"""Reads a whole recording from its lines. Reports and leaves out each line that makes no sense. No files here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from coach.errors import NotARecordingError, RecordingError, RecordingProblem, RecordingVersionError
from coach.limits import LONGEST_LINE_BYTES
from coach.session.activity import Activity
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import SessionEnded, SessionInput
from coach.session.line_codec import Header, parse_header, parse_line

FAR_AHEAD_S = 10.0
"""Lines of several sensors may be some seconds out of order, and then share a time; more is a wrong time."""

LINES_AHEAD = 20
"""Check a line's time against this many lines after it: that finds up to nine wrong ones in a row."""


BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}".encode()
"""Some editors put it before the first line."""


def parse_recording(lines: Sequence[bytes]) -> Activity:
    """Return the recording in these lines (UTF-8). A line that makes no sense costs that line only.

    Raises:
        NotARecordingError: when the first line is not a header.
        RecordingVersionError: when a newer Coach wrote it.
    """
    header = first_header(lines[0] if lines else b"")
    flaws: list[Flaw] = []
    numbered: list[tuple[int, SessionInput]] = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            item = parse_raw_line(line)
        except RecordingError as error:
            # Whole lines end with a newline, so only the last piece can be cut off.
            is_cut = number == len(lines)
            flaws.append(Flaw(FlawKind.LINE_LEFT_OUT, line=number, is_cut=is_cut, error=error))
            continue
        if item is not None:
            numbered.append((number, item))
        if isinstance(item, SessionEnded):
            break
    return Activity(header, tuple(_in_order(numbered, flaws.append)), tuple(flaws))


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


def _in_order(numbered: Sequence[tuple[int, SessionInput]], report: Callable[[Flaw], None]) -> list[SessionInput]:
    """Return the inputs of a whole recording in order of time, without those whose time is impossible."""
    orderly = TimeOrder(report)
    kept: list[SessionInput] = []
    times_s = [item.at_s for _, item in numbered]
    for index, (number, item) in enumerate(numbered):
        following_s = times_s[index + 1 : index + 1 + LINES_AHEAD]
        between = [at_s for at_s in following_s if orderly.last_s <= at_s < item.at_s - FAR_AHEAD_S]
        if len(between) > len(following_s) / 2:
            # Without it most of the following lines are in order; with it all of them would be held at its time.
            report(Flaw(FlawKind.TIME_FAR_AHEAD, line=number, at_s=item.at_s))
        else:
            kept.append(orderly.placed(item, number))
    return kept


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
