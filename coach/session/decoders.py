"""Decodes the notifications of every known sensor, each with a decoder of its own."""

from collections.abc import Sequence

from coach.domain.wire.quantities import Quantity
from coach.domain.wire.sensors import SENSORS, Decoder
from coach.session.inputs import Notification

_SENSORS = {sensor.name: sensor for sensor in SENSORS}


class Decoders:
    """The decoders of one session; a decoder remembers what its sensor has sent since its link came up."""

    def __init__(self) -> None:
        self._of: dict[str, Decoder] = {}

    def forget(self, sensor: str) -> None:
        """Begin anew with a sensor: its link has come up or gone down."""
        self._of.pop(sensor, None)

    def decode(self, item: Notification) -> Sequence[Quantity]:
        """Return what a notification says; nothing for a sensor that this version does not know.

        Raises:
            PayloadRejectedError: when it is no measurement of its sensor.
        """
        sensor = _SENSORS.get(item.sensor)
        if sensor is None:
            return ()  # the recording keeps its notifications
        decode = self._of.get(item.sensor) or self._of.setdefault(item.sensor, sensor.decoder())
        return decode(item.characteristic, item.payload)
