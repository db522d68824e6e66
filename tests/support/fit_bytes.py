"""A FIT file from a list of messages: just enough of the format to read it back."""

import struct
from datetime import UTC, datetime

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
NUMBERS = {"file_id": 0, "record": 20, "event": 21, "hrv": 78, "hr": 132, "session": 18, "lap": 19, "activity": 34}
ENUM, UINT8, UINT16, UINT32 = (0x00, "B"), (0x02, "B"), (0x84, "H"), (0x86, "I")
BYTE = (0x0D, "B")
FIELDS = {
    "file_id": {"type": (0, ENUM), "manufacturer": (1, UINT16)},
    "record": {
        "timestamp": (253, UINT32),
        "heart_rate": (3, UINT8),
        "distance": (5, UINT32),
        "speed": (6, UINT16),
        "enhanced_speed": (73, UINT32),
    },
    "event": {"timestamp": (253, UINT32), "event": (0, ENUM), "event_type": (1, ENUM)},
    "hrv": {"time": (0, UINT16)},
    "hr": {
        "timestamp": (253, UINT32),
        "fractional_timestamp": (0, UINT16),
        "filtered_bpm": (6, UINT8),
        "event_timestamp": (9, UINT32),
        "event_timestamp_12": (10, BYTE),
    },
    "session": {"avg_heart_rate": (16, UINT8), "workout_rpe": (193, UINT8)},
    "lap": {"start_time": (2, UINT32)},
    "activity": {"timestamp": (253, UINT32), "local_timestamp": (5, UINT32)},
}
TIMER, START, STOP_ALL = 0, 0, 4


def fit_file(*messages: tuple[str, dict[str, object]], finished: bool = True) -> bytes:
    """Messages in order, each with a definition of its own; a list of numbers is one field of several."""
    body = b"".join(_message(name, values) for name, values in messages)
    head = struct.pack("<BBHI4s", 14, 0x20, 2100, len(body) if finished else 0, b".FIT")
    data = head + struct.pack("<H", _checksum(head) if finished else 0) + body
    return data + struct.pack("<H", _checksum(data)) if finished else data


def seconds(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())


def _message(name: str, values: dict[str, object]) -> bytes:
    definition, data = b"", b""
    for key, value in values.items():
        number, (kind, letter) = FIELDS[name][key]
        items = value if isinstance(value, list) else [value]
        packed = struct.pack(f"<{len(items)}{letter}", *items)
        definition += bytes([number, len(packed), kind])
        data += packed
    head = struct.pack("<BBBHB", 0x40, 0, 0, NUMBERS[name], len(values))
    return head + definition + b"\x00" + data


def _checksum(data: bytes) -> int:
    """CRC-16/ARC, as the FIT protocol has it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
