"""Writes a recording as it happens: one line for each input, appended, never rewritten."""

import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from coach.errors import StoreError, StoreProblem
from coach.files import PRIVATE_FILE, make_folder
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header, dump_header, dump_input
from coach.store.file_lock import lock


class RecordingWriter:
    """A recording file that only its owner can read, locked while open, so that other processes see a walk under way.

    It hands every line to the operating system at once, so that a crash or kill -9 costs nothing; `flush` syncs the
    lines to the disk, against power cuts.

    Args:
        path: the file. A new one must not exist yet: two walks in one file would lose the second.
        header: of a new recording; None appends to an existing one (a walk that goes on after a power cut).

    Raises:
        FileExistsError: when a new recording's file exists already.
        StoreError: when the file cannot be opened or written, or the walk to go on with is under way elsewhere.
    """

    def __init__(self, path: Path, header: Header | None) -> None:
        self.path = path
        is_new = header is not None
        try:
            make_folder(path.parent)
            how = os.O_CREAT | os.O_EXCL if is_new else 0
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | how, PRIVATE_FILE)
        except FileExistsError as error:
            if not path.exists():  # a file has the folder's name
                raise _no_file(path, error) from error
            raise
        except OSError as error:
            raise _no_file(path, error) from error
        self._file = os.fdopen(descriptor, "ab", buffering=0)
        # On a new file, another process can hold the lock only for a moment, to check it.
        if not lock(descriptor, wait=is_new):
            self._file.close()
            raise StoreError(StoreProblem.RECORDING_UNDER_WAY, path=str(path))
        if header is not None:
            self._put(dump_header(header))
        elif not _ends_with_newline(path):
            self._put("")  # keep a line cut off by a power cut apart from the next

    def write(self, item: SessionInput) -> None:
        """Append one input."""
        self._put(dump_input(item))

    def _put(self, line: str) -> None:
        data = f"{line}\n".encode("utf-8", "replace")  # half a surrogate pair has no bytes of its own
        try:
            # One write call for each line: other processes see an appended line whole or not at all.
            written = self._file.write(data)
        except (OSError, ValueError) as error:
            raise _stopped(error) from error
        if written != len(data):
            raise _stopped(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))  # the last bytes of a full disk

    def flush(self) -> None:
        """Sync what was written to the disk."""
        if self._file.closed:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _stopped(error) from error

    def close(self) -> None:
        """Flush and close; calling it again does nothing."""
        if not self._file.closed:
            try:
                self.flush()
            finally:
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _no_file(path: Path, error: OSError) -> StoreError:
    return StoreError(StoreProblem.RECORDING_NOT_OPENED, path=str(path), detail=error.strerror or "")


def _stopped(error: OSError | ValueError) -> StoreError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return StoreError(StoreProblem.RECORDING_STOPPED, detail=str(why))


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read(1) in {b"\n", b""}
