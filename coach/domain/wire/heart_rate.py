"""The Heart Rate Measurement characteristic (0x2A37) and the Body Sensor Location (0x2A38), both ways.

Source: Bluetooth SIG, Heart Rate Service 1.0 and GATT Specification Supplement, section "Heart Rate Measurement".

Flags, first byte: bit 0 the rate has 16 bits; bit 1 contact is detected; bit 2 contact is supported; bit 3 energy
expended follows (16 bits, kJ); bit 4 RR intervals follow (16 bits each, 1/1024 s). Bits 5-7 are reserved and ignored.
"""

import struct
from enum import IntEnum
from typing import NamedTuple, Self

from coach.errors import PayloadProblem, PayloadRejectedError

NAME = "heart_rate"
SERVICE = 0x180D
"""Heart Rate (Bluetooth assigned numbers)."""
MEASUREMENT = 0x2A37
"""Heart Rate Measurement (Bluetooth assigned numbers)."""

RR_PER_S = 1024
"""RR intervals count 1/1024 s."""

_WIDE, _CONTACT, _CONTACT_SUPPORTED, _ENERGY, _RR = 0x01, 0x02, 0x04, 0x08, 0x10
_HEAD, _WIDE_HEAD = struct.Struct("<xB"), struct.Struct("<xH")
_MOST_16_BIT = 0xFFFF


class HeartRateMeasurement(NamedTuple):
    """One measurement as the strap sends it."""

    bpm: int
    """0-65535; straps send 0 when they have no heart rate."""
    contact: bool | None = None
    """Skin contact; None when the strap does not say."""
    energy_kj: int | None = None
    """Energy expended since the strap's last reset; None when it does not say."""
    rr_s: tuple[float, ...] = ()
    """Intervals between beats, oldest first, in steps of 1/1024 s; none at all from many optical sensors."""
    tail: bytes = b""
    """The byte after the last whole field: half an RR interval, as captured from a strap. It has no meaning."""


def decode(payload: bytes) -> HeartRateMeasurement:
    """Return the measurement in a payload of 0x2A37.

    Raises:
        PayloadRejectedError: when bytes that the flags announce are missing. Half an RR interval at the end does not
            spoil the fields before it: it comes back as `tail`.
    """
    if not payload:
        raise PayloadRejectedError(PayloadProblem.EMPTY, payload)
    flags = payload[0]
    head = _WIDE_HEAD if flags & _WIDE else _HEAD
    energy_at = head.size
    rr_at = energy_at + (2 if flags & _ENERGY else 0)
    if len(payload) < rr_at:
        raise PayloadRejectedError(PayloadProblem.TOO_SHORT, payload)
    (bpm,) = head.unpack_from(payload)
    energy_kj = struct.unpack_from("<H", payload, energy_at)[0] if flags & _ENERGY else None
    rr_end = rr_at + (len(payload) - rr_at) // 2 * 2 if flags & _RR else rr_at
    rr_s = tuple([units / RR_PER_S for (units,) in struct.iter_unpack("<H", payload[rr_at:rr_end])])
    contact = bool(flags & _CONTACT) if flags & _CONTACT_SUPPORTED else None
    return HeartRateMeasurement(bpm, contact, energy_kj, rr_s, bytes(payload[rr_end:]))


def encode(measurement: HeartRateMeasurement, *, wide: bool = False) -> bytes:
    """Return a measurement's payload; `wide` takes 16 bits for a rate that would fit into 8, as some straps do.

    Raises:
        ValueError: when a value does not fit its field.
    """
    _check(measurement)
    wide = wide or measurement.bpm > 0xFF
    flags = _WIDE if wide else 0
    body = struct.pack("<H" if wide else "<B", measurement.bpm)
    if measurement.contact is not None:
        flags |= _CONTACT_SUPPORTED | (_CONTACT if measurement.contact else 0)
    if measurement.energy_kj is not None:
        flags |= _ENERGY
        body += struct.pack("<H", measurement.energy_kj)
    if measurement.rr_s:
        flags |= _RR
        body += b"".join(struct.pack("<H", round(rr_s * RR_PER_S)) for rr_s in measurement.rr_s)
    return bytes([flags]) + body + measurement.tail


def _check(measurement: HeartRateMeasurement) -> None:
    if not 0 <= measurement.bpm <= _MOST_16_BIT:
        raise ValueError(f"a heart rate fits into 16 bits, {measurement.bpm} does not")
    if measurement.energy_kj is not None and not 0 <= measurement.energy_kj <= _MOST_16_BIT:
        raise ValueError(f"energy expended fits into 16 bits, {measurement.energy_kj} does not")
    for rr_s in measurement.rr_s:
        if not 0 <= round(rr_s * RR_PER_S) <= _MOST_16_BIT:
            raise ValueError(f"an RR interval fits into 16 bits of 1/1024 s, {rr_s} s does not")
    if measurement.rr_s and len(measurement.tail) > 1:
        raise ValueError("after RR intervals at most half of one is left over")


def quantities(characteristic: int, payload: bytes) -> tuple[HeartRateMeasurement, ...]:
    """Return what one notification measures; empty for any other characteristic.

    Raises:
        PayloadRejectedError: as `decode`.
    """
    return (decode(payload),) if characteristic == MEASUREMENT else ()


class BodySensorLocation(IntEnum):
    """Where the sensor sits (0x2A38). Values that the standard does not name survive as `UNKNOWN_n`."""

    OTHER = 0
    CHEST = 1
    WRIST = 2
    FINGER = 3
    HAND = 4
    EAR_LOBE = 5
    FOOT = 6

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or not 0 <= value <= 0xFF:
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member


def decode_location(payload: bytes) -> BodySensorLocation:
    """Return the location in a payload of 0x2A38.

    Raises:
        PayloadRejectedError: when it is empty.
    """
    if not payload:
        raise PayloadRejectedError(PayloadProblem.EMPTY, payload)
    return BodySensorLocation(payload[0])
