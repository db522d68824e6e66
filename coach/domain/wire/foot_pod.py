"""The RSC Measurement characteristic (0x2A53) of running and walking sensors, both ways.

Source: Bluetooth SIG, Running Speed and Cadence Service 1.0 and GATT Specification Supplement, section
"RSC Measurement".

Flags, first byte: bit 0 the stride length follows (16 bits, cm); bit 1 the total distance follows (32 bits, dm); bit 2
running, else walking. Then always the speed (16 bits, 1/256 m/s) and the cadence (8 bits, steps a minute). Some
pods count the steps of one foot only, so the cadence is kept as sent.
"""

import struct

import msgspec

from coach.domain.wire.quantities import Speed
from coach.errors import PayloadProblem, PayloadRejectedError

NAME = "foot_pod"
SERVICE = 0x1814
"""Running Speed and Cadence (Bluetooth assigned numbers)."""
MEASUREMENT = 0x2A53
"""RSC Measurement (Bluetooth assigned numbers)."""

SPEED_PER_MPS = 256
"""Speeds count 1/256 m/s."""

_STRIDE, _DISTANCE, _RUNNING = 0x01, 0x02, 0x04
_HEAD = struct.Struct("<BHB")


class FootPodMeasurement(msgspec.Struct, frozen=True):
    """One measurement as the pod sends it. None is "not sent".

    Raises:
        ValueError: when a value does not fit its field.
    """

    speed_mps: float
    """In steps of 1/256 m/s, up to 255.996."""
    cadence_per_min: int
    """0-255."""
    stride_m: float | None = None
    """In steps of 1 cm."""
    distance_m: float | None = None
    """Since the pod began to count, in steps of 10 cm."""
    running: bool = False

    def __post_init__(self) -> None:
        if not 0 <= round(self.speed_mps * SPEED_PER_MPS) <= 0xFFFF:
            raise ValueError(f"a speed fits into 16 bits of 1/256 m/s, {self.speed_mps} m/s does not")
        if not 0 <= self.cadence_per_min <= 0xFF:
            raise ValueError(f"a cadence fits into 8 bits, {self.cadence_per_min} does not")
        if self.stride_m is not None and not 0 <= round(self.stride_m * 100) <= 0xFFFF:
            raise ValueError(f"a stride fits into 16 bits of 1 cm, {self.stride_m} m does not")
        if self.distance_m is not None and not 0 <= round(self.distance_m * 10) <= 0xFFFFFFFF:
            raise ValueError(f"a distance fits into 32 bits of 10 cm, {self.distance_m} m does not")


def decode(payload: bytes) -> FootPodMeasurement:
    """Return the measurement in a payload of 0x2A53; ignore bytes after the last announced field.

    Raises:
        PayloadRejectedError: when bytes that the flags announce are missing.
    """
    if not payload:
        raise PayloadRejectedError(PayloadProblem.EMPTY, payload)
    flags = payload[0]
    stride_at = _HEAD.size
    distance_at = stride_at + (2 if flags & _STRIDE else 0)
    end = distance_at + (4 if flags & _DISTANCE else 0)
    if len(payload) < end:
        raise PayloadRejectedError(PayloadProblem.TOO_SHORT, payload)
    _, speed, cadence = _HEAD.unpack_from(payload)
    return FootPodMeasurement(
        speed / SPEED_PER_MPS,
        cadence,
        struct.unpack_from("<H", payload, stride_at)[0] / 100 if flags & _STRIDE else None,
        struct.unpack_from("<I", payload, distance_at)[0] / 10 if flags & _DISTANCE else None,
        bool(flags & _RUNNING),
    )


def encode(measurement: FootPodMeasurement) -> bytes:
    """Return the payload of a measurement."""
    flags = _RUNNING if measurement.running else 0
    tail = b""
    if measurement.stride_m is not None:
        flags |= _STRIDE
        tail += struct.pack("<H", round(measurement.stride_m * 100))
    if measurement.distance_m is not None:
        flags |= _DISTANCE
        tail += struct.pack("<I", round(measurement.distance_m * 10))
    return _HEAD.pack(flags, round(measurement.speed_mps * SPEED_PER_MPS), measurement.cadence_per_min) + tail


def quantities(characteristic: int, payload: bytes) -> tuple[Speed, ...]:
    """Return what one notification measures; empty for any other characteristic.

    Raises:
        PayloadRejectedError: as `decode`.
    """
    return (Speed(decode(payload).speed_mps),) if characteristic == MEASUREMENT else ()
