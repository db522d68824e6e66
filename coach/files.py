"""Whole files: read within limits, and written whole or not at all, for their owner only.

Everything that comes from outside is read here, so that no file can stop, fill or slow the program.
"""

import os
import stat
from pathlib import Path
from typing import IO

from coach.errors import FileError, FileProblem

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
"""Walks are health data, and the names of folders are people's: only their owner may read them."""

_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a named pipe waits for its other end; Windows has no such pipes, but changes line ends."""


def read_whole(path: Path, most_bytes: int) -> bytes:
    """Return a file's bytes.

    Raises:
        FileNotFoundError: when there is no such file.
        FileError: when it cannot be read, is no regular file (a pipe may never end), or has more than `most_bytes`.
    """
    with open_regular(path) as file:
        try:
            data = file.read(most_bytes + 1)
        except OSError as error:
            raise FileError(FileProblem.UNREADABLE, str(path), detail=_words(error)) from error
    if len(data) > most_bytes:
        raise FileError(FileProblem.TOO_LARGE, str(path), limit=most_bytes)
    return data


def open_regular(path: Path) -> IO[bytes]:
    """Open a file to read it; close what this returns.

    Raises:
        FileNotFoundError: when there is no such file.
        FileError: when it cannot be opened, or is no regular file (a pipe may never end).
    """
    try:
        if path.is_dir():
            raise FileError(FileProblem.NOT_A_FILE, str(path))
        file = os.fdopen(os.open(path, os.O_RDONLY | _WITHOUT_WAITING), "rb")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        raise FileError(FileProblem.UNREADABLE, str(path), detail=_words(error)) from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileError(FileProblem.NOT_A_FILE, str(path))
    return file


def is_regular(path: Path) -> bool:
    """Return whether there is a regular file (or a link to one) of that name."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def state_of(path: Path) -> tuple[int, int] | None:
    """Return a file's size in bytes and when it changed, in nanoseconds; None when it is gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None when it is gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def write_whole(path: Path, data: bytes) -> None:
    """Write a file and sync it to the disk; it replaces an existing one at once, or not at all.

    Raises:
        OSError: when it cannot be written.
    """
    make_folder(path.parent)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(beside, flags, PRIVATE_FILE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it where they are missing, each for its owner only.

    Raises:
        OSError: when it cannot be made.
    """
    for folder in [item for item in reversed((path, *path.parents)) if not item.exists()]:
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)  # something else may have its name


def _words(error: OSError | ValueError) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error)
