"""Every format that Coach reads and writes. To add one, add a file beside this one and its line in a table here."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO

import msgspec
from msgspec.structs import replace

from coach.errors import (
    CoachError,
    FileError,
    FormatError,
    FormatProblem,
    NotARecordingError,
    RecordingError,
    RecordingProblem,
)
from coach.formats import coach_recording
from coach.formats.archives import files_in
from coach.formats.content_hash import ContentHash
from coach.formats.document import NO_COLUMNS, Document, unwatched
from coach.formats.file_format import Reader, Writer
from coach.packing import open_lying
from coach.session.activity import Activity
from coach.session.inputs import Reading

READERS = ("coach_recording", "fit", "apple_health", "tcx", "gpx", "hrm", "rr_text", "csv_table")
"""The modules with a READER. The first that recognises a file reads it: formats with a signature come before those that
guess. Each is loaded when its turn comes: a recording of Coach, the first, needs no other."""

WRITERS = {"fit": "fit_writer", "tcx": "tcx_writer", "csv": "csv_writer", "jsonl": "coach_recording"}
"""The modules with a WRITER, by the suffix of its files without the dot, which is the name that an option uses."""

PACKED = "packed"
"""What an archive, or a file in one, is called beside a FIT file."""


def readers() -> Iterator[Reader]:
    """Yield what reads files, each loaded when it is asked for."""
    return (import_module(f"coach.formats.{name}").READER for name in READERS)


def writer_of(to: str) -> Writer:
    """Return what writes files of a format, by its name in `WRITERS`."""
    writer: Writer = import_module(f"coach.formats.{WRITERS[to]}").WRITER
    return writer


class Found(msgspec.Struct, frozen=True):
    """A walk in a file, or why there is none."""

    name: str
    """The file's for the walker; inside an archive, with the name there."""
    format: str
    """Its format's key; empty when no reader knows it."""
    outcome: Activity | CoachError
    document: Document | None = None
    """Of a recording of Coach, whose bytes are taken as they are."""


def read_walks(
    path: Path, columns: Mapping[str, str] = NO_COLUMNS, on_progress: Callable[[int], None] = unwatched
) -> Iterator[Found]:
    """Yield what is in a file of any format that Coach knows, whatever its name says, and in the files of an archive.

    What is no recording, as the photographs of an export, is found to be of an unknown format.

    Args:
        path: the file.
        columns: what the walker says of a table's columns: the name there, by ours.
        on_progress: is called with the number of bytes read so far, at least once a second.
    """
    furthest = 0

    def onward(done: int) -> None:
        """Never go back: some files are read more than once."""
        nonlocal furthest
        furthest = max(furthest, done)
        on_progress(furthest)

    yield from _found_in(Document(str(path), path.suffix.lower(), partial(_opened, path), columns, onward))


def read_activity(path: Path) -> Activity:
    """Read the first walk of a file in any format that Coach knows, whatever its name says.

    Raises:
        RecordingError: when it has none of these formats, cannot be read, or a newer Coach wrote it.
        FormatError: when nothing in it is usable.
    """
    return first_walk(read_walks(path))


def first_walk(walks: Iterator[Found]) -> Activity:
    """Return the first walk, and leave the others.

    Raises:
        CoachError: the first error about a recording, when there is no walk; else one about a table, which may be one.
    """
    error: CoachError | None = None
    for found in walks:
        if isinstance(found.outcome, Activity):
            return found.outcome
        if error is None or _likely_a_recording(found.outcome) > _likely_a_recording(error):
            error = found.outcome
    raise error or RecordingError(RecordingProblem.EMPTY)


def _likely_a_recording(error: CoachError) -> int:
    """Return how likely a file that is refused was meant: exports have photographs, and tables about everything."""
    if _is_of_unknown_format(error):
        return 0
    return 1 if isinstance(error, FormatError) and error.problem is FormatProblem.COLUMNS_UNKNOWN else 2


def _opened(path: Path) -> IO[bytes]:
    try:
        return open_lying(path)
    except FileNotFoundError as error:
        raise RecordingError(RecordingProblem.UNREADABLE, name=str(path), detail=error.strerror or "") from error
    except FileError as error:
        problem = RecordingProblem(error.problem.value)
        raise RecordingError(problem, name=str(path), detail=error.detail, limit=error.limit) from error


def _found_in(document: Document) -> Iterator[Found]:
    """Yield what is in a file, or in the files of an archive."""
    try:
        for file in files_in(document):
            if isinstance(file, Document):
                yield from _read(file, document)
            else:
                name, error = file
                yield Found(name, "", _named(error, name))
    except (CoachError, OSError) as error:
        yield Found(document.name, "", _ours(error, document))


def _read(document: Document, outermost: Document) -> Iterator[Found]:
    """Yield the walks in a file that is no archive; the outermost may be one."""
    key, head = "", b""
    try:
        head = document.head()
        reader = next((reader for reader in readers() if reader.sniff(head, document.suffix)), None)
        if reader is None:
            raise refusal(document.name, head)
        key = reader.key
        content = ContentHash(document)
        for activity in reader.read(content.document):
            own = document if reader is coach_recording.READER else None
            yield Found(document.name, key, _marked(activity, reader, content, _base(document, outermost)), own)
    except NotARecordingError:
        yield Found(document.name, "", refusal(document.name, head))
    except (CoachError, OSError) as error:
        yield Found(document.name, key, _ours(error, document))


def _ours(error: CoachError | OSError, document: Document) -> CoachError:
    """Return why a file cannot be read; where what it is packed in is damaged, that is why."""
    if isinstance(error, OSError):
        detail = error.strerror or str(error)
        return RecordingError(RecordingProblem.UNREADABLE, name=document.name, detail=detail)
    if document.flaws and not _is_of_unknown_format(error):
        return FormatError(FormatProblem.DAMAGED, PACKED, name=document.name, detail=document.flaws[0].detail)
    return _named(error, document.name)


def _named(error: CoachError, name: str) -> CoachError:
    """Return an error about a file with the file's name in it: most readers do not need to know the name."""
    if isinstance(error, FormatError | RecordingError) and not error.name:
        error.name = name
    return error


def _is_of_unknown_format(error: CoachError) -> bool:
    return isinstance(error, RecordingError) and error.problem is RecordingProblem.UNKNOWN_FORMAT


def _marked(activity: Activity, reader: Reader, content: ContentHash, file: str) -> Activity | CoachError:
    """Return a walk with its flaws and its source; one of another program needs a heart's heart rate."""
    document = content.document
    activity = replace(activity, flaws=(*activity.flaws, *document.flaws))
    if reader is coach_recording.READER:
        return activity
    if not any(item.bpm > 0 for item in activity.inputs if isinstance(item, Reading)):
        return FormatError(FormatProblem.NOTHING_BELIEVABLE, reader.name, name=document.name)
    source = {"kind": "file", "format": reader.key, "file": file, "sha256": content.hexdigest()}
    return replace(activity, header=replace(activity.header, source={**source, **activity.header.source}))


def _base(document: Document, outermost: Document) -> str:
    """Return a file's name without the folders before it, of whatever system, and the archives around it."""
    name = document.name
    if document.name != outermost.name:
        name = name.removeprefix(f"{outermost.name}: ").rpartition(": ")[2]
    return re.split(r"[/\\]", name)[-1]


def refusal(name: str, head: bytes) -> RecordingError:
    """Return the error for a file that no reader knows, with the readable formats.

    Args:
        name: the file's, or nothing for standard input.
        head: the file's beginning, or the first line of standard input: one that has its end may have others after it.
    """
    if not head.strip() and (name or not head.endswith(b"\n")):
        return RecordingError(RecordingProblem.EMPTY, name=name)
    formats = tuple(reader.name for reader in readers())
    return RecordingError(RecordingProblem.UNKNOWN_FORMAT, name=name, formats=formats, line=1)


def kinds_of_files() -> str:
    """Return the formats for a help text: "a recording of Coach, a FIT file of a watch"."""
    return ", ".join(f"a {reader.name} {reader.whose}" for reader in readers())


def kind_of_file(key: str) -> str:
    """Return what a file of a format is, by the format's key: "a FIT file"; a newer Coach may know others."""
    known = next((reader.name for reader in readers() if reader.key == key), f"{key} file".strip())
    return f"a {known}"
