"""What the sensors of a walk measured, from its inputs: for the writers of other programs' files."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from coach.domain.totals.distance import DistanceSum
from coach.domain.wire.heart_rate import HeartRateMeasurement
from coach.domain.wire.quantities import Speed
from coach.errors import PayloadRejectedError
from coach.limits import HIGHEST_BPM, LONGEST_RR_S, SHORTEST_RR_S
from coach.session.decoders import Decoders
from coach.session.inputs import (
    LinkDown,
    LinkUp,
    Notification,
    Paused,
    Reading,
    Resumed,
    SessionInput,
    SpeedReading,
)

BELT = "belt"
"""A speed's source in a recording: the belt of a treadmill."""


class Beat(msgspec.Struct, frozen=True):
    """A heart rate as strap or watch said it. A zero is none, and is not here."""

    at_s: float
    bpm: int
    rr_ms: tuple[int, ...] = ()
    """Intervals that can be a heart's, oldest first."""


class MeasuredSpeed(msgspec.Struct, frozen=True):
    """A believable speed, and the distance walked until then."""

    at_s: float
    speed_mps: float
    distance_m: float


class MeasuredPause(msgspec.Struct, frozen=True):
    """A pause; `to_s` None is one that the walk ended in."""

    from_s: float
    to_s: float | None


@dataclass(slots=True)
class Measured:
    """A walk's measurements, each in order of time."""

    beats: list[Beat] = field(default_factory=list)
    moves: list[MeasuredSpeed] = field(default_factory=list)
    pauses: list[MeasuredPause] = field(default_factory=list)
    is_on_belt: bool = False
    """Whether more than half of the speeds are a treadmill's."""
    last_s: float = 0.0
    """The time of the last input."""


def measured(inputs: Iterable[SessionInput]) -> Measured:
    """Return what these inputs measure: the strap's own words, decoded, and never what Coach believes of them."""
    return _Listener().heard(inputs)


class _Listener:
    def __init__(self) -> None:
        self._found = Measured()
        self._decoders = Decoders()
        self._distance = DistanceSum()
        self._paused_s: float | None = None
        self._of_belt = 0

    def heard(self, inputs: Iterable[SessionInput]) -> Measured:
        for item in inputs:
            self._hear(item)
            self._found.last_s = item.at_s
        if self._paused_s is not None:
            self._found.pauses.append(MeasuredPause(self._paused_s, None))
        self._found.is_on_belt = self._of_belt * 2 > len(self._found.moves)
        return self._found

    def _hear(self, item: SessionInput) -> None:
        match item:
            case Reading(at_s=at_s, bpm=bpm, rr_s=rr_s):
                self._beat(at_s, bpm, rr_s)
            case Notification():
                self._decode(item)
            case SpeedReading(at_s=at_s, speed_mps=speed_mps, extra=extra):
                self._of_belt += self._move(at_s, speed_mps) and extra.get("source") == BELT
            case LinkUp() | LinkDown():
                self._decoders.forget(item.sensor)
            case Paused(at_s=at_s) if self._paused_s is None:
                self._paused_s = at_s
                self._distance.break_off()
            case Resumed(at_s=at_s) if self._paused_s is not None:
                self._found.pauses.append(MeasuredPause(self._paused_s, at_s))
                self._paused_s = None
            case _:
                pass  # nothing that a sensor measured

    def _decode(self, item: Notification) -> None:
        try:
            quantities = self._decoders.decode(item)
        except PayloadRejectedError:
            return
        for quantity in quantities:
            match quantity:
                case HeartRateMeasurement(bpm=bpm, rr_s=rr_s) if item.of_the_heart:
                    self._beat(item.at_s, bpm, rr_s)
                case Speed(mps=mps):
                    self._move(item.at_s, mps)
                case _:
                    pass  # a heart rate passed on by another sensor: only the strap's counts

    def _beat(self, at_s: float, bpm: int, rr_s: tuple[float, ...]) -> None:
        if 0 < bpm <= HIGHEST_BPM:
            rr_ms = (round(interval_s * 1000) for interval_s in rr_s if SHORTEST_RR_S <= interval_s < LONGEST_RR_S)
            self._found.beats.append(Beat(at_s, bpm, tuple(ms for ms in rr_ms if ms < LONGEST_RR_S * 1000)))

    def _move(self, at_s: float, speed_mps: float) -> bool:
        """Take a speed; return whether it is believed."""
        is_believed = self._paused_s is None and self._distance.add(at_s, speed_mps)
        if is_believed:
            # A zero may be a negative one, whose sign a spreadsheet would take for a formula's beginning.
            self._found.moves.append(MeasuredSpeed(at_s, abs(speed_mps), self._distance.metres or 0.0))
        return is_believed
