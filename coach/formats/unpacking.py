"""Unpacks a deflated file, or one of xz, as it is read: piece by piece, never onto the disk, and never without end."""

import io
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import msgspec

from coach.errors import FormatError, FormatProblem
from coach.limits import MOST_UNPACKED_TIMES, UNPACKED_FREELY_BYTES
from coach.packing import EARLY_END, unpack
from coach.session.flaws import Flaw, FlawKind

PACKED_BYTES = 16 * 1024
"""Unpack so many bytes at once; where they are damaged, the damage's place is looked for byte by byte."""

PIECE_BYTES = 256 * 1024
"""Hold so much of what is unpacked at once."""

GZIP = b"\x1f\x8b\x08"
"""A gzip file begins so; the third byte says deflate, the only packing there is."""

DEFLATED, GZIPPED = -15, 31
"""zlib's `wbits` for a part of a zip file, and for a gzip file, whose check sum zlib compares itself."""

WRONG_SUM = "incorrect data check"
"""What is wrong with a file, in words like zlib's own."""


class Stream(io.BufferedIOBase):
    """A file of pieces, each made when it is asked for."""

    def __init__(self, pieces: Iterable[bytes], closes: IO[bytes] | None = None) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._closes = closes
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return some of the next bytes, none at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(piece)
        count = len(self._left) if size is None or size < 0 else size
        data, self._left = bytes(self._left[:count]), self._left[count:]
        return data

    def close(self) -> None:
        """Close it, and the file it is made of."""
        if self._closes is not None:
            self._closes.close()
        super().close()


def stream(pieces: Iterable[bytes], closes: IO[bytes] | None = None) -> IO[bytes]:
    """Return a file of pieces; closing it closes the other one."""
    return io.BufferedReader(Stream(pieces, closes), PIECE_BYTES)


class Part(io.BufferedIOBase):
    """Some bytes of a file, as a file; a file that is shorter ends earlier."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._at = file, start, 0
        self._size = max(min(size, file.seek(0, io.SEEK_END) - start), 0)

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in the part."""
        self._at = max(offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence], 0)
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes, none at the part's end."""
        left = max(self._size - self._at, 0)
        self._file.seek(self._start + self._at)
        data = self._file.read(left if size is None or size < 0 else min(size, left))
        self._at += len(data)
        return data

    def close(self) -> None:
        """Close it, and the file it is a part of."""
        self._file.close()
        super().close()


def part(file: IO[bytes], start: int, size: int) -> IO[bytes]:
    """Return some bytes of a file as a file; closing it closes the whole."""
    return io.BufferedReader(Part(file, start, size), PIECE_BYTES)


class Packing(msgspec.Struct, frozen=True):
    """How a file is packed."""

    wbits: int | None
    """In zlib's number; None where it is stored as it is."""
    packed_bytes: int
    """How long it is packed; as it says itself, so it may be shorter."""
    crc: int | None = None
    """Its check sum when unpacked, where that stands elsewhere."""


def unpacked(
    packed: IO[bytes], how: Packing, name: str, flaws: list[Flaw], on_progress: Callable[[int], None]
) -> Iterator[bytes]:
    """Yield what a packed file holds. A damage ends it, and is noted in `flaws`; what stands before it is good.

    Raises:
        FormatError: when it unpacks to more than any recording does.
    """
    pieces = _stored(packed, how.packed_bytes) if how.wbits is None else _inflated(packed, how.wbits)
    return _checked(pieces, how.crc, name, flaws, on_progress)


def unpacked_xz(packed: IO[bytes], name: str, flaws: list[Flaw], on_progress: Callable[[int], None]) -> Iterator[bytes]:
    """Yield what a file packed with xz holds, as `unpacked` does; xz compares its check sum itself."""
    return _checked(unpack(packed), None, name, flaws, on_progress)


def _checked(
    pieces: Iterable[tuple[int, bytes]],
    expected_crc: int | None,
    name: str,
    flaws: list[Flaw],
    on_progress: Callable[[int], None],
) -> Iterator[bytes]:
    size, crc = 0, 0
    try:
        for done, piece in pieces:
            on_progress(done)
            size += len(piece)
            if size > max(done * MOST_UNPACKED_TIMES, UNPACKED_FREELY_BYTES):
                raise FormatError(FormatProblem.BOMB, "", name=name, limit=MOST_UNPACKED_TIMES)
            crc = zlib.crc32(piece, crc)
            if piece:
                yield piece
    except (zlib.error, lzma.LZMAError) as error:
        _note(str(error), flaws)
    else:
        if expected_crc not in {None, crc}:
            _note(WRONG_SUM, flaws)


def _note(damage: str, flaws: list[Flaw]) -> None:
    """Note a damage once, though a file is read more than once."""
    flaw = Flaw(FlawKind.DAMAGED, detail=damage)
    if flaw not in flaws:
        flaws.append(flaw)


def _stored(file: IO[bytes], size: int) -> Iterator[tuple[int, bytes]]:
    done = 0
    while piece := file.read(PIECE_BYTES):
        done += len(piece)
        yield done, piece
    if done < size:
        raise zlib.error(EARLY_END)


def _inflated(file: IO[bytes], wbits: int) -> Iterator[tuple[int, bytes]]:
    """Yield how much was read so far, and what is unpacked, if anything."""
    inflater = zlib.decompressobj(wbits)
    done = 0
    while data := file.read(PACKED_BYTES):
        done += len(data)
        while data or inflater.eof:
            if inflater.eof:
                # A gzip file may be several, one after the other, and have zeros behind it.
                data = _next_gzip(file, inflater.unused_data) if wbits == GZIPPED else b""
                if not data:
                    return
                inflater = zlib.decompressobj(wbits)
            before = inflater.copy()
            try:
                piece = inflater.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                yield done, _before_damage(before, data)
                raise error from None
            yield done, piece
            data = inflater.unconsumed_tail
    while piece := inflater.decompress(b"", PIECE_BYTES):
        yield done, piece
    if not inflater.eof:
        raise zlib.error(EARLY_END)


def _next_gzip(file: IO[bytes], rest: bytes) -> bytes:
    """Return the beginning of the next gzip file, or nothing."""
    rest = rest.lstrip(b"\0")
    if len(rest) < len(GZIP):
        rest = (rest + file.read(PACKED_BYTES)).lstrip(b"\0")
    return rest if rest.startswith(GZIP) else b""


def _before_damage(inflater: "zlib._Decompress", data: bytes) -> bytes:
    parts: list[bytes] = []
    try:
        for byte in data:
            parts.append(inflater.decompress(bytes((byte,))))  # noqa: PERF401 - up to the first that fails
    except zlib.error:
        pass
    return b"".join(parts)
