"""Recordings packed to an eighth with xz: `NAME.jsonl` or, once the walk is over, `NAME.jsonl.xz`, which `xzcat` reads.

A recording keeps its plain name everywhere: in the history, beside its answers, in what is said of it. In which of the
two files it lies is known here. Where both lie there, the plain one is it: a packed one comes after it.
"""

import io
import lzma
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from coach.errors import FileError, FileProblem
from coach.files import open_regular
from coach.limits import MOST_WALK_BYTES

PLAIN, PACKED = ".jsonl", ".jsonl.xz"
"""What the name of a recording ends with."""

XZ = b"\xfd7zXZ\0"
"""A file packed with xz begins so."""

_FILTERS = (
    {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0, "dict_size": 1024 * 1024},
)
"""Lines of text have no alignment (`pb`), and much follows from the character before (`lc`): 4 % less than the preset
alone. A walk of seven hours fits into the dictionary, for which the packer needs eleven times its memory."""

_MOST_MEMORY_BYTES = 128 * 1024 * 1024
"""xz's largest preset needs 65 MB to unpack; a foreign file may ask for any amount."""

_READ_BYTES = 16 * 1024

_PIECE_BYTES = 1024
"""Unpack so much at once: what stands in the same piece as a damage is lost."""

EARLY_END = "unexpected end of data"
"""What is wrong with a file that is cut, in words like zlib's own."""


def packed_path(recording: Path) -> Path:
    """Return where a recording lies once it is packed."""
    return recording.with_name(f"{recording.name.removesuffix(PLAIN)}{PACKED}")


def plain_path(path: Path) -> Path:
    """Return a recording by its plain name, which it has everywhere."""
    return path.with_name(plain_name(path.name)) if path.name.endswith(PACKED) else path


def plain_name(name: str) -> str:
    """Return the plain name of a recording's file."""
    return f"{name.removesuffix(PACKED)}{PLAIN}" if name.endswith(PACKED) else name


def lies_at(recording: Path) -> Path:
    """Return the file that a recording lies in; its plain name where there is none."""
    if recording.name.endswith(PLAIN) and not recording.exists() and (packed := packed_path(recording)).exists():
        return packed
    return recording


def lying_in(folder: Path) -> dict[str, Path]:
    """Return the files that the recordings of a folder lie in, by their plain names, from the root of the disk."""
    found: dict[str, Path] = {}
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder.absolute()) as entries:
        for entry in entries:
            name = plain_name(entry.name)
            path = Path(entry.path)
            if (name == entry.name or name not in found) and path.is_file():  # `entry` would fail at a link to itself
                found[name] = path
    return found


def is_there(recording: Path) -> bool:
    """Return whether a recording lies in a file, packed or not."""
    return lies_at(recording).is_file()


def files_of(recording: Path) -> tuple[Path, ...]:
    """Return the files that a recording lies in: one, or both for as long as it is being packed."""
    return tuple(path for path in (recording, packed_path(recording)) if path.exists())


def open_lying(recording: Path) -> IO[bytes]:
    """Open the file that a recording lies in, as it is; it may be packed at this very moment. Close what this returns.

    Raises:
        FileNotFoundError: when there is neither.
        FileError: when it cannot be opened, or is no regular file.
    """
    try:
        return open_regular(recording)
    except FileNotFoundError:
        if not recording.name.endswith(PLAIN) or not (packed := packed_path(recording)).exists():
            raise
        return open_regular(packed)


def open_recording(recording: Path) -> IO[bytes]:
    """Open what was recorded, packed or not; of a damaged one that is packed, what stands before the damage.

    One that unpacks to more than any recording ends behind that, as too long a one.

    Raises:
        FileNotFoundError: when there is no such recording.
        FileError: when it cannot be read, or is no regular file.
    """
    file = open_lying(recording)
    try:
        is_packed = file.read(len(XZ)) == XZ
        file.seek(0)
        if not is_packed:
            return file
        with file:
            return io.BytesIO(_unpacked(file, MOST_WALK_BYTES + 1))
    except OSError as error:
        file.close()
        raise FileError(FileProblem.UNREADABLE, str(recording), detail=error.strerror or "") from error


def read_recording(recording: Path) -> bytes:
    """Return what was recorded, packed or not; of a damaged one that is packed, what stands before the damage.

    Raises:
        FileNotFoundError: when there is no such recording.
        FileError: when it cannot be read, is no regular file, or is larger than any recording.
    """
    with open_recording(recording) as file:
        try:
            data = file.read(MOST_WALK_BYTES + 1)
        except OSError as error:
            raise FileError(FileProblem.UNREADABLE, str(recording), detail=error.strerror or "") from error
    if len(data) > MOST_WALK_BYTES:
        raise FileError(FileProblem.TOO_LARGE, str(recording), limit=MOST_WALK_BYTES)
    return data


def pack(data: bytes) -> bytes:
    """Return a recording packed: the very bytes come back."""
    return lzma.compress(data, lzma.FORMAT_XZ, filters=_FILTERS)


def unpack(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield how many bytes of a packed file were read so far, and what is unpacked, if anything.

    Raises:
        lzma.LZMAError: when it is damaged, or cut; what was yielded stands before that.
    """
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY_BYTES)
    done = 0
    while not unpacker.eof:
        data = file.read(_READ_BYTES) if unpacker.needs_input else b""
        if unpacker.needs_input and not data:
            raise lzma.LZMAError(EARLY_END)
        done += len(data)
        yield done, unpacker.decompress(data, _PIECE_BYTES)


def _unpacked(file: IO[bytes], most_bytes: int) -> bytes:
    whole = bytearray()
    try:
        for _, piece in unpack(file):
            whole += piece
            if len(whole) >= most_bytes:
                break
    except lzma.LZMAError:
        pass  # what stands before it is good
    return bytes(whole[:most_bytes])
