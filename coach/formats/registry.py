"""Every format that Coach reads and writes. To add one, add a file beside this one and its line in a table here."""

from collections.abc import Sequence
from pathlib import Path

from coach.errors import FileError, NotARecordingError, RecordingError, RecordingProblem
from coach.files import read_whole
from coach.formats import coach_recording, fit
from coach.formats.file_format import Reader
from coach.limits import MOST_WALK_BYTES
from coach.session.activity import Activity

READERS: Sequence[Reader] = (fit.READER, coach_recording.READER)
"""The first that recognises a file reads it: formats with a signature come before those that guess."""

WRITERS = {writer.suffix.removeprefix("."): writer for writer in (coach_recording.WRITER,)}
"""By the name that an option uses."""

HEAD_BYTES = 512
"""How much of a file a reader gets to recognise it."""


def read_activity(path: Path) -> Activity:
    """Read a file in any format that Coach knows, whatever its name says.

    Raises:
        RecordingError: when it has none of these formats, cannot be read, or a newer Coach wrote it.
        FormatError: when nothing in it is usable.
    """
    try:
        data = read_whole(path, MOST_WALK_BYTES)
    except FileNotFoundError as error:
        raise RecordingError(RecordingProblem.UNREADABLE, name=str(path), detail=error.strerror or "") from error
    except FileError as error:
        problem = RecordingProblem(error.problem.value)
        raise RecordingError(problem, name=str(path), detail=error.detail, limit=error.limit) from error
    head, suffix = data[:HEAD_BYTES], path.suffix.lower()
    reader = next((reader for reader in READERS if reader.sniff(head, suffix)), None)
    if reader is None:
        raise refusal(str(path), data)
    try:
        return reader.read(data, str(path))
    except NotARecordingError as error:
        raise refusal(str(path), data) from error


def refusal(name: str, data: bytes) -> RecordingError:
    """Return the error for a file that no reader knows, with the readable formats.

    Args:
        name: the file's, or nothing for standard input.
        data: the whole file, or the first line of standard input: one that has its end may have others after it.
    """
    if not data.strip() and (name or not data.endswith(b"\n")):
        return RecordingError(RecordingProblem.EMPTY, name=name)
    formats = tuple(reader.name for reader in _own_first())
    return RecordingError(RecordingProblem.UNKNOWN_FORMAT, name=name, formats=formats, line=1)


def kinds_of_files() -> str:
    """Return the formats for a help text: "a recording of Coach, a FIT file of a watch"."""
    return ", ".join(f"a {reader.name} {reader.whose}" for reader in _own_first())


def _own_first() -> list[Reader]:
    return sorted(READERS, key=lambda reader: reader is not coach_recording.READER)
