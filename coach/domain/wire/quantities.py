"""What sensors measure, in whatever bytes it came. The engine routes these and never sees a payload."""

from typing import NamedTuple

from coach.domain.wire.heart_rate import HeartRateMeasurement


class Speed(NamedTuple):
    """Walking speed, m/s."""

    mps: float


Quantity = HeartRateMeasurement | Speed
