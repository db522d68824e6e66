"""Every format that Coach reads and writes. A new one is a file beside this one, and its line in a table here."""

from collections.abc import Sequence
from pathlib import Path

from coach.errors import NotARecordingError, RecordingError
from coach.formats import coach_recording, fit
from coach.formats.file_format import Reader
from coach.session.activity import Activity

READERS: Sequence[Reader] = (fit.READER, coach_recording.READER)
"""The first that recognises a file reads it: what is sure of itself by its first bytes comes before what guesses."""

WRITERS = {writer.suffix.removeprefix("."): writer for writer in (coach_recording.WRITER,)}
"""By name, as an option names them."""

MOST_BYTES = 256 * 1024 * 1024
"""A day of heartbeats is about 10 MB; a file this large is something else."""

HEAD_BYTES = 512
"""So much of a file a reader sees to recognise it."""

_NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


def read_activity(path: Path) -> Activity:
    """Read a file in any format that Coach knows, whatever its name says.

    Raises:
        RecordingError: when it is in none of them, cannot be read, or a newer Coach wrote it.
        FormatError: when nothing in it can be used.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordingError(f"{path} is larger than any walk ({MOST_BYTES // 2**20} MB)")
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror}") from error
    head, suffix = data[:HEAD_BYTES], path.suffix.lower()
    reader = next((reader for reader in READERS if reader.sniff(head, suffix)), None)
    if reader is None:
        raise refusal(str(path), data)
    try:
        return reader.read(data, str(path))
    except NotARecordingError as error:
        raise refusal(str(path), data) from error


def refusal(name: str, data: bytes) -> RecordingError:
    """Why a file that no reader knows is refused, with what can be read."""
    if not data.split(b"\n", 1)[0].strip():
        return RecordingError(f"{name} is empty: there is nothing to replay")
    own, *others = (reader.name for reader in _own_first())
    rest = "".join(f", nor a {other}" for other in others)
    count = _NUMBER_WORDS.get(len(READERS), str(len(READERS)))
    return RecordingError(f"{name} is not a {own} of Coach{rest}: those {count} can be replayed", line=1)


def piped_refusal(first_line: bytes) -> RecordingError:
    """The same of standard input, where only recordings of Coach arrive line by line."""
    if not first_line.strip():
        return RecordingError("standard input is empty: there is nothing to replay")
    others = " or ".join(f"a {reader.name}" for reader in READERS if reader is not coach_recording.READER)
    return RecordingError(
        "standard input is not a recording of Coach, and nothing else can be piped; "
        f"give {others} by its name: coach replay FILE",
        line=1,
    )


def kinds_of_files() -> str:
    """The formats in a help text: "a recording of Coach, a FIT file of a watch"."""
    return ", ".join(f"a {reader.name} {reader.whose}" for reader in _own_first())


def _own_first() -> list[Reader]:
    return sorted(READERS, key=lambda reader: reader is not coach_recording.READER)
