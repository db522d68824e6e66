"""A whole recording from its lines: what makes no sense is left out, told, and costs nothing else. No files here."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from coach.errors import RecordingError, RecordingVersionError
from coach.session.inputs import SessionEnded, SessionInput
from coach.session.recording import Header, parse_header, parse_line


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, read: its header, its inputs in order of time, and what was wrong with it."""

    header: Header
    inputs: tuple[SessionInput, ...]
    warnings: tuple[str, ...]


def parse_recording(lines: list[str], name: str) -> Recording:
    """The recording in these lines. A line that makes no sense costs that line only.

    Raises:
        RecordingError: when the first line is no header.
    """
    header = first_header(lines[0] if lines else "", name)
    warnings: list[str] = []
    inputs: list[SessionInput] = []
    orderly = TimeOrder(warnings.append)
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


def first_header(line: str, name: str) -> Header:
    """The header in the first line of `name`.

    Raises:
        RecordingError: when it is none, or a newer Coach wrote it.
    """
    if not line.strip():
        raise RecordingError(f"{name} is empty: there is nothing to replay")
    try:
        return parse_header(line.removeprefix("\N{BYTE ORDER MARK}"))
    except RecordingVersionError:
        raise
    except RecordingError as error:
        sentence = f"{name} is not a recording of Coach, nor a FIT file: those two can be replayed"
        raise RecordingError(sentence, line=error.line) from error


class TimeOrder:
    """Keeps time from running backwards: what claims to be earlier than its predecessor happens with it."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._last_s = 0.0
        self._warned = False

    def placed(self, item: SessionInput, number: int) -> SessionInput:
        """The input of this line, not before its predecessor."""
        if item.at_s >= self._last_s:
            self._last_s = item.at_s
            return item
        if not self._warned:
            self._warned = True
            self._warn(f"time runs backwards in line {number}; such lines are taken to follow what stands before them")
        return replace(item, at_s=self._last_s)
