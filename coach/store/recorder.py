"""Writes a recording as it happens: one line for each input, appended, and kept in memory until the disk has it.

A disk may be full, read-only or gone for a while, and a folder may be renamed under a walk. So the writer keeps the
whole recording (a day is 10 MB), and every `flush` writes what the file lacks, into a new file where the old is gone.
"""

import errno
import os
import threading
from collections import deque
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from coach.errors import FileError, StoreError, StoreProblem
from coach.files import PRIVATE_FILE, make_folder, read_whole
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header, dump_header, dump_input
from coach.store.file_lock import lock

_AS_IT_IS = os.O_RDWR | getattr(os, "O_BINARY", 0)


class RecordingWriter:
    """A recording file that only its owner can read, locked while open, so that other processes see a walk under way.

    It hands every line to the operating system at once, so that a crash or kill -9 costs nothing; `flush` syncs the
    lines to the disk, against power cuts. `flush` may run in a thread beside `write`.

    Args:
        path: the file. A new one must not exist yet: two walks in one file would lose the second.
        header: of a new recording; None appends to an existing one (a walk that goes on after a power cut).

    Raises:
        FileExistsError: when a new recording's file exists already.
        StoreError: when a recording to go on with cannot be opened, or its walk is under way elsewhere. Where a new
            one cannot be opened, `trouble` says why, and every `flush` tries again.
    """

    def __init__(self, path: Path, header: Header | None) -> None:
        self.path = path
        self.trouble: StoreError | None = None
        """Why the disk lacks a part of the recording; None while it has everything."""
        self._changes: deque[StoreError | None] = deque()
        self._kept = bytearray()
        self._in_file = 0  # so many bytes of `_kept` were handed to the system,
        self._synced = 0  # and so many the disk has for certain
        self._unsynced: deque[tuple[int, float]] = deque()  # where a line ends in `_kept`, and its input's `at_s`
        self._closed = False
        self._flushing = threading.Lock()
        self._writing = threading.Lock()  # never held during a sync: a slow disk must not keep lines waiting
        self._file: FileIO | None = None
        if header is None:
            self._file = self._existing()
        else:
            self._kept += _encoded(dump_header(header))
            try:
                self._file = _created(path)
                self._put_rest(self._file)
            except OSError as error:
                if isinstance(error, FileExistsError) and path.exists():  # and no file has the folder's name
                    raise
                self._fail(_not_opened(path, error))

    def _existing(self) -> FileIO:
        try:
            file = FileIO(os.open(self.path, _AS_IT_IS), "r+")
        except OSError as error:
            raise _not_opened(self.path, error) from error
        if not lock(file.fileno(), wait=False):
            file.close()
            raise StoreError(StoreProblem.RECORDING_UNDER_WAY, path=str(self.path))
        self._kept += file.readall()
        self._in_file = self._synced = len(self._kept)
        if self._kept and not self._kept.endswith(b"\n"):
            self._kept += b"\n"  # keep a line cut off by a power cut apart from the next
        return file

    def write(self, item: SessionInput) -> None:
        """Append one input. While there is `trouble` it stays in memory, until a `flush` brings it to the disk.

        Raises:
            ValueError: when the recording is closed.
        """
        if self._closed:
            raise ValueError("a closed recording takes no more inputs")
        self._kept += _encoded(dump_input(item))
        self._unsynced.append((len(self._kept), item.at_s))
        # Wait for no disk here: this is the event loop. If a flush holds the lock, this line goes out with it, or with
        # the next input or flush.
        if self._file is not None and self.trouble is None and self._writing.acquire(blocking=False):
            try:
                self._put_rest(self._file)
            except OSError as error:
                self._fail(_stopped(error))
            finally:
                self._writing.release()

    def flush(self) -> None:
        """Write what the file lacks, into a new file where the old one is gone, and sync it to the disk."""
        with self._flushing:
            if self._closed:
                return
            try:
                self._write_and_sync()
            except OSError as error:
                with self._writing:
                    # After a failed sync, the system may have dropped what it had taken: write it again.
                    self._in_file = min(self._in_file, self._synced)
                self._fail(_stopped(error))
            else:
                if self.trouble is not None:
                    self.trouble = None
                    self._changes.append(None)

    def _write_and_sync(self) -> None:
        refusal: OSError | None = None
        with self._writing:
            file = self._file = self._file_at_its_path()
            # Another program may have shortened it.
            self._in_file = min(self._in_file, os.fstat(file.fileno()).st_size)
            try:
                self._put_rest(file)
            except OSError as error:
                refusal = error  # a full disk still syncs what it has
            in_file = self._in_file
        os.fsync(file.fileno())
        self._synced = in_file
        while self._unsynced and self._unsynced[0][0] <= in_file:
            self._unsynced.popleft()
        if refusal is not None:
            raise refusal

    def changes(self) -> tuple[StoreError | None, ...]:
        """Return, in order, what began to fail since the last call (an error), and what is well again (None)."""
        return tuple(self._changes.popleft() for _ in range(len(self._changes)))

    @property
    def unrecorded_from_s(self) -> float | None:
        """When the first input happened that the disk lacks, after a flush that failed; None when it has all."""
        if self.trouble is None:
            return None
        return self._unsynced[0][1] if self._unsynced else 0.0

    @property
    def content(self) -> bytes:
        """The whole recording, what the disk lacks included."""
        return bytes(self._kept)

    def close(self) -> None:
        """Flush for the last time, and close; calling it again does nothing."""
        self.flush()
        with self._flushing:
            self._closed = True
            if self._file is not None:
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _put_rest(self, file: FileIO) -> None:
        """Hand to the system what it has not taken yet: in one call, so that others see a line whole or not at all."""
        while self._in_file < len(self._kept):
            file.seek(self._in_file)
            taken = file.write(bytes(self._kept[self._in_file :]))
            if not taken:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._in_file += taken

    def _file_at_its_path(self) -> FileIO:
        """Return the file, or a new one when it was removed, or its folder renamed or unmounted.

        Raises:
            OSError: when a new one cannot be made.
        """
        if self._file is not None:
            if _is_at(self._file, self.path):
                return self._file
            self._fail(StoreError(StoreProblem.RECORDING_GONE, path=str(self.path)))
            self._file.close()
            self._file = None
            self._unsynced.appendleft((1, 0.0))  # until another file has the first byte, nothing is recorded
        self._in_file = self._synced = 0
        number = 1
        path = self.path
        while True:
            try:
                file = _created(path)
            except FileExistsError:
                if not path.exists():  # a file has the folder's name
                    raise
                copy = self._as_a_copy(path)
                if copy is not None:
                    return copy
                number += 1
                path = self.path.with_stem(f"{self.path.stem}-{number}")
            else:
                self.path = path
                return file

    def _as_a_copy(self, path: Path) -> FileIO | None:
        """Return the file that stands at our path when it is our beginning: a copy that took the original's place."""
        try:
            there = read_whole(path, len(self._kept))
            if not there or not self._kept.startswith(there):
                return None
            file = FileIO(os.open(path, _AS_IT_IS), "r+")
        except (FileError, OSError):
            return None
        lock(file.fileno(), wait=True)
        self.path, self._in_file = path, len(there)
        return file

    def _fail(self, error: StoreError) -> None:
        if self.trouble is None:
            self._changes.append(error)
        self.trouble = error


def _created(path: Path) -> FileIO:
    make_folder(path.parent)
    file = FileIO(os.open(path, _AS_IT_IS | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "r+")
    lock(file.fileno(), wait=True)  # another process holds the lock of a new file only for a moment, to check it
    return file


def _is_at(file: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _encoded(line: str) -> bytes:
    return f"{line}\n".encode("utf-8", "replace")  # half a surrogate pair has no bytes of its own


def _not_opened(path: Path, error: OSError) -> StoreError:
    return StoreError(StoreProblem.RECORDING_NOT_OPENED, path=str(path), detail=error.strerror or "")


def _stopped(error: OSError) -> StoreError:
    return StoreError(StoreProblem.RECORDING_STOPPED, detail=error.strerror or str(error))
