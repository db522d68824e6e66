"""What sensors measure, whatever bytes it came in. The engine routes these and knows no payload."""

from dataclasses import dataclass

from coach.domain.wire.heart_rate import HeartRateMeasurement


@dataclass(frozen=True, slots=True)
class Speed:
    """Walking speed, m/s."""

    mps: float


Quantity = HeartRateMeasurement | Speed
