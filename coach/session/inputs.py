"""The inputs of a session. Strap, simulator and replay all make the same ones.

Every input carries `at_s`, monotonic seconds since the session began. Keys of a recorded line that this version does
not know travel in `extra`, so that reading a line and writing it again loses nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.wire import heart_rate
from coach.domain.zone.zones import Band
from coach.session.link_facts import LinkFact

NOTHING_MORE: Mapping[str, object] = MappingProxyType({})


class LinkState(StrEnum):
    """The state of the connection to the strap."""

    SEARCHING = "searching"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    LIVE = "live"
    STALE = "stale"
    LOST = "lost"
    ADAPTER_OFF = "adapter_off"
    NO_ADAPTER = "no_adapter"
    NO_SERVICE = "no_service"
    NOT_PERMITTED = "not_permitted"
    CHOOSE = "choose"
    """The remembered strap is out of range and others are not: the walker has to choose."""


class EndReason(StrEnum):
    """Why a session ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    SOURCE_ENDED = "source_ended"
    FAILED = "failed"


class PainMoment(StrEnum):
    """The moment of a walk that a pain belongs to."""

    BEFORE = "before"
    DURING = "during"


class SessionInput(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all inputs; `at_s` is monotonic seconds since the session began."""

    at_s: float
    extra: Mapping[str, object] = msgspec.field(default_factory=lambda: NOTHING_MORE)


class SensorInput(SessionInput, frozen=True, kw_only=True):
    """Base of inputs from a sensor or its link; `sensor` is a name in `coach.domain.wire.sensors` or a newer Coach.

    The default is the heart-rate sensor: recordings of version 1 knew no other.
    """

    sensor: str = heart_rate.NAME

    @property
    def of_the_heart(self) -> bool:
        """Whether it comes from the heart-rate sensor."""
        return self.sensor == heart_rate.NAME


class Notification(SensorInput, frozen=True, kw_only=True):
    """One notification of a sensor, as it came; `characteristic` is its 16-bit assigned number."""

    payload: bytes
    characteristic: int = heart_rate.MEASUREMENT


class Reading(SessionInput, frozen=True, kw_only=True):
    """A heart rate from a device that kept no raw bytes; 0 bpm is "no reading", as from a strap."""

    bpm: int
    rr_s: tuple[float, ...] = ()


class SpeedReading(SessionInput, frozen=True, kw_only=True):
    """Walking speed from a foot pod, a treadmill or a watch, m/s."""

    speed_mps: float


class LinkUp(SensorInput, frozen=True, kw_only=True):
    """A sensor is connected and subscribed. `address` is a MAC, or on macOS an identifier of this computer only."""

    name: str = ""
    address: str = ""


class LinkDown(SensorInput, frozen=True, kw_only=True):
    """The connection is gone; `said` is why: a fact, or the sentence of a recording without a fact known here."""

    said: LinkFact | str


class LinkChanged(SensorInput, frozen=True, kw_only=True):
    """A step of the way to a sensor: for the screen, and for later diagnosis.

    `attempt` counts the attempts since it was last live, from 1. `said` describes it: a fact, or the sentence of a
    recording without a fact that this version knows; an empty sentence says nothing.
    """

    state: LinkState
    attempt: int = 0
    said: LinkFact | str = ""


class BatteryRead(SensorInput, frozen=True, kw_only=True):
    """The sensor's battery (0x2A19), percent."""

    percent: int


class SignalStrengthRead(SensorInput, frozen=True, kw_only=True):
    """The sensor's radio signal as last advertised, dBm."""

    rssi_dbm: int


class Paused(SessionInput, frozen=True, kw_only=True):
    """The walker pauses: the step's clock stops, no cue, no time credited; the recording keeps the readings."""


class Resumed(SessionInput, frozen=True, kw_only=True):
    """The walker goes on."""


class LapMarked(SessionInput, frozen=True, kw_only=True):
    """A lap of another device begins; the first one begins with the walk and has no mark."""


class StepSkipped(SessionInput, frozen=True, kw_only=True):
    """The walker goes to the next step now; in the last step this finishes the workout."""


class WorkoutStopped(SessionInput, frozen=True, kw_only=True):
    """The walker stops walking, whatever steps are left: the workout is over, the session goes on until it ends."""


class StepExtended(SessionInput, frozen=True, kw_only=True):
    """The walker makes the current step longer, by `by_s` seconds."""

    by_s: float = 60.0


class BandChanged(SessionInput, frozen=True, kw_only=True):
    """The walker's Zone 2 from now on."""

    band: Band


class MuteChanged(SessionInput, frozen=True, kw_only=True):
    """Pacing cues off or on; step changes and safety cues always come."""

    muted: bool


class NoteAdded(SessionInput, frozen=True, kw_only=True):
    """A note in the walker's words."""

    text: str


class TalkTestAnswered(SessionInput, frozen=True, kw_only=True):
    """The walker's answer to the talk test."""

    answer: TalkTest


class PainReported(SessionInput, frozen=True, kw_only=True):
    """Pain, 0-10."""

    level: int
    moment: PainMoment | None = None
    """None in recordings that do not say: see `coach.session.analysis.moment_of`."""


class PainAnswered(SessionInput, frozen=True, kw_only=True):
    """What the walker does about pain that is more than fine."""

    choice: PainChoice


class SignsAnswered(SessionInput, frozen=True, kw_only=True):
    """The signs that the walker has marked, asked again because pain has jumped; empty when there is none.

    A name that this version does not know is a newer one's sign.
    """

    signs: tuple[str, ...]


class SessionEnded(SessionInput, frozen=True, kw_only=True):
    """The session is over; no input follows."""

    reason: EndReason = EndReason.FINISHED


class UnknownEvent(SessionInput, frozen=True, kw_only=True):
    """An event this version does not know: kept, and ignored except for its time. All its keys are in `extra`."""

    name: str


class UnknownReading(SessionInput, frozen=True, kw_only=True):
    """A reading of an unknown sensor: kept, and ignored except for its time. Its keys are in `extra`."""


class LineLeftOut(SessionInput, frozen=True, kw_only=True):
    """A line of standard input that held no input: ignored, and never recorded.

    A peer that waits for a state after every line gets one here too (README, "Your files").
    """
