"""What sensors measure, in whatever bytes it came. The engine routes these and never sees a payload."""

from dataclasses import dataclass

from coach.domain.wire.heart_rate import HeartRateMeasurement


@dataclass(frozen=True, slots=True)
class Speed:
    """Walking speed, m/s."""

    mps: float


Quantity = HeartRateMeasurement | Speed
