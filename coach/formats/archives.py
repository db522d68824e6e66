"""Opens archives: a file packed with gzip or xz, a zip file, and what is packed in that once more.

Each file in one is read where it lies; nothing is unpacked onto the disk, so no name in an archive leads anywhere.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from msgspec.structs import replace

from coach.errors import CoachError, FormatError, FormatProblem, RecordingError, RecordingProblem
from coach.formats.document import Document, unwatched
from coach.formats.unpacking import DEFLATED, GZIP, GZIPPED, Packing, part, stream, unpacked, unpacked_xz
from coach.formats.zip_directory import DEFLATE, END, LOCAL, STORED, Directory, Entry, directory
from coach.limits import MOST_INNER_ZIP_BYTES, MOST_MEMBERS
from coach.packing import XZ
from coach.session.flaws import Flaw

ZIPS_DEEP = 2
"""A zip file in a zip file is opened, as in a copy of all one's data from Garmin; one that holds itself has no end."""

NAME = "zip"


def files_in(document: Document) -> Iterator[Document | tuple[str, CoachError]]:
    """Yield a file itself, or the files in it where it is an archive: each, or its name and why it cannot be read."""
    yield from _files_in(document, ZIPS_DEEP)


def _files_in(document: Document, zips: int) -> Iterator[Document | tuple[str, CoachError]]:
    head = document.head()
    if head.startswith((GZIP, XZ)):
        inner = _alone(document, is_xz=head.startswith(XZ))
        if _is_packed(inner.head()):
            yield document.name, FormatError(FormatProblem.NESTED, NAME, name=document.name)
        else:
            yield inner
    elif not head.startswith((LOCAL, END)):
        yield document
    elif not zips:
        yield document.name, FormatError(FormatProblem.NESTED, NAME, name=document.name)
    else:
        for file in _members(document):
            try:
                if isinstance(file, Document):
                    yield from _files_in(file, zips - 1)
                else:
                    yield file
            except CoachError as error:
                yield file.name if isinstance(file, Document) else document.name, error


def _is_packed(head: bytes) -> bool:
    return head.startswith((GZIP, XZ, LOCAL, END))


def _alone(document: Document, *, is_xz: bool) -> Document:
    """Return the one file that is packed in another."""

    def opened() -> IO[bytes]:
        file = document.open()
        whose = document.name, document.flaws, document.on_progress
        return stream(unpacked_xz(file, *whose) if is_xz else unpacked(file, Packing(GZIPPED, 0), *whose), file)

    name = PurePosixPath(document.name.rpartition(": ")[2])
    is_named_so = name.suffix.lower() in {".gz", ".gzip", ".xz"}
    suffix = PurePosixPath(name.stem).suffix.lower() if is_named_so else document.suffix
    return replace(document, suffix=suffix, open=opened, on_progress=unwatched)


def _members(document: Document) -> Iterator[Document | tuple[str, CoachError]]:
    """Yield the files in a zip file, and then what else is to be said of it."""
    source = _seekable(document)
    with source.open() as file:
        found = directory(file)
    unreadable: dict[FormatProblem, int] = {FormatProblem.OVERLAPPING: found.overlapping}
    for entry in found.entries:
        problem = _problem(entry)
        if problem is None:
            yield _member(source, entry)
        else:
            unreadable[problem] = unreadable.get(problem, 0) + 1
    for problem, count in unreadable.items():
        if count:
            yield document.name, FormatError(problem, NAME, name=document.name, detail=str(count))
    yield from ((document.name, error) for error in _said_of(document, found))


def _problem(entry: Entry) -> FormatProblem | None:
    if entry.is_encrypted:
        return FormatProblem.ENCRYPTED
    return None if entry.method in {STORED, DEFLATE} else FormatProblem.PACKING_UNKNOWN


def _said_of(document: Document, found: Directory) -> Iterator[CoachError]:
    if found.has_more:
        yield FormatError(FormatProblem.TOO_MANY_FILES, NAME, name=document.name, limit=MOST_MEMBERS)
    if found.is_damaged:
        yield FormatError(FormatProblem.CUT_OFF, NAME, name=document.name)
    elif not found.entries and not found.overlapping:
        yield RecordingError(RecordingProblem.EMPTY, name=document.name)


def _member(document: Document, entry: Entry) -> Document:
    flaws: list[Flaw] = []
    name = f"{document.name}: {entry.name}"

    def on_progress(done: int) -> None:
        document.on_progress(entry.start + min(done, entry.packed_bytes))

    def opened() -> IO[bytes]:
        packed = part(document.open(), entry.data_start, entry.packed_bytes)
        if entry.method == STORED:
            is_zip = packed.read(len(LOCAL)) == LOCAL
            packed.seek(0)
            if is_zip:
                # It can be read from anywhere; its own files have check sums.
                return packed
        how = Packing(None if entry.method == STORED else DEFLATED, entry.packed_bytes, entry.crc)
        return stream(unpacked(packed, how, name, flaws, on_progress), packed)

    return Document(name, PurePosixPath(entry.name).suffix.lower(), opened, document.columns, flaws=flaws)


def _seekable(document: Document) -> Document:
    """Return a zip file that can be read from anywhere: one packed in another one is held in memory.

    Raises:
        FormatError: when that is too much of it.
    """
    with document.open() as file:
        if file.seekable():
            return document
        data = file.read(MOST_INNER_ZIP_BYTES + 1)
    if len(data) > MOST_INNER_ZIP_BYTES:
        raise FormatError(FormatProblem.NESTED, NAME, name=document.name)
    return replace(document, open=lambda: BytesIO(data))
