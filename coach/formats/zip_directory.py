"""Finds the files in a zip file: by the directory at its end, and where that is damaged or missing, one by one.

Names are data: nothing is ever opened or made by one. So this reads no more than lengths and places, and each of them
is only a claim: a file lies within its archive, and no two lie in the same place.
"""

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

import msgspec

from coach.limits import MOST_MEMBERS

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64, _AFTER = b"PK\x06\x06", b"PK\x07\x08"
"""What each part of a zip file begins with (APPNOTE 6.3.10, section 4.3)."""

_ANY_LOCAL = re.compile(re.escape(LOCAL))
_ANY = re.compile(b"|".join(re.escape(mark) for mark in (LOCAL, CENTRAL, END, _END_64, _AFTER)))

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END_OF_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_OF_64 = struct.Struct("<4sIQI")

_LONGEST_COMMENT = 0xFFFF
_IN_64 = 0xFFFFFFFF
"""A number that stands in the entry's "extra" instead, with 64 bits."""

_ENCRYPTED, _SIZES_AFTER, _UTF_8 = 0x1, 0x8, 0x800
"""Bits of an entry's flags."""

STORED, DEFLATE = 0, 8
"""The two ways of packing that every program knows."""

LONGEST_NAME = 1000
"""Bytes of a name that are kept, to be shown."""

_STEP_BYTES = 64 * 1024
"""Look through so much at once for the next entry; the entries may be many, and short."""


class Entry(msgspec.Struct, frozen=True):
    """A file in a zip file."""

    name: str
    """As it says, and cut where it is long."""
    start: int
    """Where its own header begins."""
    data_start: int
    """Where its data begin."""
    packed_bytes: int
    method: int
    is_encrypted: bool
    crc: int | None
    """Of what is packed; None where nothing says."""


@dataclass(slots=True)
class Directory:
    """The files in a zip file."""

    entries: list[Entry]
    """In the order of their places; none of them overlaps another."""
    overlapping: int
    """So many share bytes with others. No packer does that, but a small file that unpacks without end is made so."""
    has_more: bool
    """There are more than any archive of recordings has."""
    is_damaged: bool
    """It has no directory, or one that leads nowhere: its files were found one by one."""


def directory(file: IO[bytes]) -> Directory:
    """Return the files in a zip file; folders are left out."""
    size = file.seek(0, io.SEEK_END)
    listed = _by_directory(file, size)
    entries = list(islice(_one_by_one(file, size), MOST_MEMBERS + 1)) if listed is None else listed
    apart = _apart(entries[:MOST_MEMBERS])
    return Directory(
        apart, len(entries[:MOST_MEMBERS]) - len(apart), len(entries) > MOST_MEMBERS, is_damaged=listed is None
    )


def _by_directory(file: IO[bytes], size: int) -> list[Entry] | None:
    """Return what the directory says, up to one file more than there may be; None when it cannot be followed."""
    place = _place_of_directory(file, size)
    if place is None:
        return None
    at, end, shift = place
    entries: list[Entry] = []
    while at < end and len(entries) <= MOST_MEMBERS:
        file.seek(at)
        head = file.read(_CENTRAL.size)
        if len(head) < _CENTRAL.size or not head.startswith(CENTRAL):
            return None
        _, _, _, flags, method, _, _, crc, packed, unpacked, *lengths, _, _, _, start = _CENTRAL.unpack(head)
        name, extra = file.read(lengths[0]), file.read(lengths[1])
        at += _CENTRAL.size + sum(lengths)
        packed, start = _in_64_bits(extra, (unpacked, packed, start))
        data_start = _data_start(file, start + shift)
        if data_start is None:
            return None
        if not name.endswith(b"/"):
            encrypted = bool(flags & _ENCRYPTED)
            entries.append(Entry(_name(name, flags), start + shift, data_start, packed, method, encrypted, crc))
    return entries


def _place_of_directory(file: IO[bytes], size: int) -> tuple[int, int, int] | None:
    """Return where the directory begins and ends, and how many bytes stand before the archive in the file."""
    tail_start = max(size - _END.size - _LONGEST_COMMENT, 0)
    file.seek(tail_start)
    tail = file.read(_END.size + _LONGEST_COMMENT)
    found = tail.rfind(END)
    if found < 0 or len(tail) - found < _END.size:
        return None
    *_, length, start, _ = _END.unpack_from(tail, found)
    end = tail_start + found
    if _IN_64 in {length, start}:
        file.seek(max(end - _LOCATOR_OF_64.size - _END_OF_64.size, 0))
        parts = file.read(_END_OF_64.size)
        if len(parts) < _END_OF_64.size or not parts.startswith(_END_64):
            return None
        *_, length, start = _END_OF_64.unpack(parts)
        end -= _LOCATOR_OF_64.size + _END_OF_64.size
    begin = end - length
    return None if begin < start else (begin, end, begin - start)


def _in_64_bits(extra: bytes, numbers: tuple[int, int, int]) -> tuple[int, int]:
    """Return an entry's packed size and place; where they take 64 bits they stand in its "extra", in this order."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(
                struct.unpack(f"<{length // 8}Q", extra[at + 4 : at + 4 + length // 8 * 8].ljust(length // 8 * 8))
            )
            _, packed, start = (next(wide, number) if number == _IN_64 else number for number in numbers)
            return packed, start
        at += 4 + length
    return numbers[1], numbers[2]


def _data_start(file: IO[bytes], start: int) -> int | None:
    """Return where the data of the entry that begins here begin; None where none begins."""
    file.seek(start)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(LOCAL):
        return None
    lengths: tuple[int, int] = _LOCAL.unpack(head)[-2:]
    return start + _LOCAL.size + sum(lengths)


def _one_by_one(file: IO[bytes], size: int) -> Iterator[Entry]:
    """Yield the files of an archive that lost its directory, as one that was cut off."""
    at: int | None = _next(file, 0, size, _ANY_LOCAL)
    while at is not None and (data_start := _data_start(file, at)) is not None:
        file.seek(at)
        head = file.read(data_start - at)
        _, _, flags, method, _, _, crc, packed, unpacked, name_bytes, _ = _LOCAL.unpack_from(head)
        name, extra = head[_LOCAL.size :][:name_bytes], head[_LOCAL.size :][name_bytes:]
        if flags & _SIZES_AFTER:
            # What it is and how long it is stands behind its data.
            packed = (_next(file, data_start, size, _ANY) or size) - data_start
        else:
            packed, _ = _in_64_bits(extra, (unpacked, packed, 0))
        if name and not name.endswith(b"/"):
            encrypted = bool(flags & _ENCRYPTED)
            known_crc = None if flags & _SIZES_AFTER else crc
            yield Entry(_name(name, flags), at, data_start, packed, method, encrypted, known_crc)
        at = _next(file, data_start + packed, size, _ANY_LOCAL)


def _next(file: IO[bytes], at: int, size: int, what: re.Pattern[bytes]) -> int | None:
    """Return where the next part of the archive begins."""
    while at < size:
        file.seek(at)
        data = file.read(_STEP_BYTES)
        if found := what.search(data):
            return at + found.start()
        at += max(len(data) - len(LOCAL) + 1, 1)
    return None


def _apart(entries: list[Entry]) -> list[Entry]:
    """Return the entries that share no byte with another one, in the order of their places."""
    ordered = sorted(entries, key=lambda entry: entry.start)
    shared: set[int] = set()
    last, last_end = 0, 0
    for number, entry in enumerate(ordered):
        if entry.start < last_end:
            shared |= {last, number}
        if (end := entry.data_start + entry.packed_bytes) > last_end:
            last, last_end = number, end
    return [entry for number, entry in enumerate(ordered) if number not in shared]


def _name(name: bytes, flags: int) -> str:
    """Return a name, as text to be shown."""
    text = name[:LONGEST_NAME].decode("utf-8" if flags & _UTF_8 else "cp437", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
