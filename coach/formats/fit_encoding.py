"""Writes the bytes of a FIT file: messages, each of a kind that is defined before its first one, and check sums.

Source: the FIT protocol's description (developer.garmin.com/fit/protocol), version 2.0.
"""

import struct
from typing import NamedTuple

PROTOCOL = 0x20
"""Version 2.0: four bits before the point, four after it."""

PROFILE = 2100
"""Version 21.00 of the list of messages: every field written here is older."""

LOCAL_KINDS = 16
"""So many kinds of messages can be defined at one time; a further one takes the place of the oldest."""

_DEFINITION = 0x40
"""This bit of a message's first byte says that it defines a kind."""


class BaseType(NamedTuple):
    """How a number is written: its code in a definition, and `struct`'s letter."""

    code: int
    letter: str


ENUM = BaseType(0x00, "B")
UINT8 = BaseType(0x02, "B")
UINT16 = BaseType(0x84, "H")
UINT32 = BaseType(0x86, "I")
TEXT = BaseType(0x07, "s")

NONE_16 = 0xFFFF
"""No value, in a field of 16 bits."""


class Field(NamedTuple):
    """A field of a message; None is not written at all."""

    number: int
    kind: BaseType
    value: int | tuple[int, ...] | bytes | None


class FitBytes:
    """A file so far."""

    def __init__(self) -> None:
        self._body = bytearray()
        self._kinds: dict[tuple[int, ...], int] = {}
        """Local numbers by what they define, the oldest first."""

    def add(self, message: int, *fields: Field) -> None:
        """Write a message of this global number.

        Raises:
            struct.error: when a value does not fit its field.
        """
        written = [(field, _packed(field)) for field in fields if field.value is not None]
        definition = [part for field, data in written for part in (field.number, len(data), field.kind.code)]
        self._body.append(self._local(message, definition))
        for _, data in written:
            self._body += data

    def _local(self, message: int, definition: list[int]) -> int:
        """Return the local number of a kind; define it first where it has none."""
        kind = (message, *definition)
        if kind not in self._kinds:
            number = len(self._kinds)
            if number == LOCAL_KINDS:
                number = self._kinds.pop(next(iter(self._kinds)))
            self._kinds[kind] = number
            # Two zeros: a reserved byte, and "little-endian".
            self._body += struct.pack("<BBBHB", _DEFINITION | number, 0, 0, message, len(definition) // 3)
            self._body += bytes(definition)
        return self._kinds[kind]

    def finished(self) -> bytes:
        """Return the whole file."""
        head = struct.pack("<BBHI4s", 14, PROTOCOL, PROFILE, len(self._body), b".FIT")
        data = head + struct.pack("<H", check_sum(head)) + self._body
        return data + struct.pack("<H", check_sum(data))


def _packed(field: Field) -> bytes:
    if isinstance(field.value, bytes):
        return field.value + b"\0"
    values = field.value if isinstance(field.value, tuple) else (field.value,)
    return struct.pack(f"<{len(values)}{field.kind.letter}", *values)


def _remainders() -> tuple[int, ...]:
    """Return the check sum of each single byte: the polynomial x^16 + x^15 + x^2 + 1, lowest bit first."""
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
        table.append(crc)
    return tuple(table)


_REMAINDERS = _remainders()


def check_sum(data: bytes) -> int:
    """Return the check sum that FIT puts after a header and after a file (CRC-16/ARC)."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _REMAINDERS[(crc ^ byte) & 0xFF]
    return crc
