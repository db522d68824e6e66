"""The one table of sensors that Coach knows. To add a sensor, add a file beside this one and a line below."""

from typing import Protocol

import msgspec

from coach.domain.wire import foot_pod, heart_rate
from coach.domain.wire.quantities import Quantity


class Decoder(Protocol):
    """Turns the notifications of one link into quantities; may keep an incomplete record between them."""

    def __call__(self, characteristic: int, payload: bytes) -> tuple[Quantity, ...]:
        """Return what a notification measures; empty while more of the record is to come.

        Args:
            characteristic: which one notified, a 16-bit assigned number.
            payload: its bytes.

        Raises:
            PayloadRejectedError: when bytes are missing.
        """


class MakeDecoder(Protocol):
    """Makes the decoder of a new link, with no memory of the link before."""

    def __call__(self) -> Decoder:
        """Return a fresh decoder."""


class Sensor(msgspec.Struct, frozen=True):
    """A kind of sensor (Bluetooth assigned numbers, 16 bits)."""

    name: str
    """Its name in recordings: "heart_rate"."""
    service: int
    """The service that identifies it on the air."""
    characteristics: tuple[int, ...]
    """The ones to subscribe to, in this order; a device must have the first."""
    decoder: MakeDecoder


HEART_RATE = Sensor(heart_rate.NAME, heart_rate.SERVICE, (heart_rate.MEASUREMENT,), lambda: heart_rate.quantities)
FOOT_POD = Sensor(foot_pod.NAME, foot_pod.SERVICE, (foot_pod.MEASUREMENT,), lambda: foot_pod.quantities)

SENSORS = (HEART_RATE, FOOT_POD)
"""Every sensor that Coach knows."""
