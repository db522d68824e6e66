"""A session's facts, each stamped with its own time. A later fact never replaces an earlier one."""

from enum import StrEnum

import msgspec

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.pacing.cue import Cue
from coach.domain.programme.pain import PainChoice, PainQuestion
from coach.domain.programme.talk import TalkTest
from coach.domain.totals.summary import SessionSummary
from coach.domain.wire import heart_rate
from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Band, Position
from coach.errors import PayloadProblem, StoreError, StoreProblem
from coach.session.inputs import EndReason, LinkState
from coach.session.link_facts import LinkFact


class SessionEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all facts; `at_s` is seconds since the session began."""

    at_s: float


class CueRaised(SessionEvent, frozen=True, kw_only=True):
    """A cue for the walker.

    `text` is for the screen, in a word or two; `speech` for a voice; `reason` is a machine's word for why.
    """

    cue: Cue
    text: str
    speech: str
    reason: str


class Offer(StrEnum):
    """What may help a walker who cannot reach the zone by walking."""

    BAND = "band"
    """A band that fits."""
    INCLINE = "incline"
    """Uphill, or a treadmill's incline."""
    MINUTES = "minutes"
    """Minutes as the goal."""


class ZoneOutOfReach(SessionEvent, frozen=True, kw_only=True):
    """The walker cannot reach the zone by walking; raised at most once a walk.

    Nothing pushes into this zone from then on, unless it is reached after all.

    `mean_bpm` is where the heart rate stays; `text` and `speech` are as in a cue.
    """

    mean_bpm: float
    fitting_band: Band
    text: str
    speech: str
    offers: tuple[Offer, ...] = tuple(Offer)


class PositionChanged(SessionEvent, frozen=True, kw_only=True):
    """The calm judgement changed; None is "no believable heart rate"."""

    before: Position | None
    after: Position | None


class StepStarted(SessionEvent, frozen=True, kw_only=True):
    """A step began. `index` counts from 1; `duration_s` None is endless."""

    index: int
    of: int
    kind: StepKind
    duration_s: float | None
    band: Band | None
    """None while no band is known."""


class StepCountdown(SessionEvent, frozen=True, kw_only=True):
    """The step ends in `seconds`: time for the beeps before a change."""

    seconds: float


class WorkoutFinished(SessionEvent, frozen=True, kw_only=True):
    """The last step is over; the session goes on until its end, to measure recovery."""


class SignalChange(StrEnum):
    """What a change of the signal means to the walker."""

    LOST = "signal_lost"
    """There was a heart rate, and it is gone."""
    BACK = "signal_back"
    """It had been lost, and is there again."""
    CHANGED = "signal_changed"
    """Any other change: the first reading, the wait for the next one after a pause, another reason for having none."""


class SignalChanged(SessionEvent, frozen=True, kw_only=True):
    """The signal changed; `reason` says why there is no believable heart rate, where that is known."""

    before: Signal
    after: Signal
    reason: str | None
    change: SignalChange


class RhythmIrregular(SessionEvent, frozen=True, kw_only=True):
    """The heart's rhythm is irregular, so an average is shown; reported once."""


class StrapRemarked(SessionEvent, frozen=True, kw_only=True):
    """The strap was found to do something that is worth saying; each is reported once."""

    remark: Remark


class LinkStateChanged(SessionEvent, frozen=True, kw_only=True):
    """The connection changed; `said` is why, as a fact or a recorded sentence, or the name of the connected device."""

    state: LinkState
    attempt: int
    said: LinkFact | str


class MeasurementRejected(SessionEvent, frozen=True, kw_only=True):
    """A payload, or its odd tail, that is not a measurement of its sensor; the recording keeps it."""

    sensor: str = heart_rate.NAME
    payload: bytes
    problem: PayloadProblem


class BatteryLow(SessionEvent, frozen=True, kw_only=True):
    """The strap's battery is low; reported once."""

    percent: int


class SignalWeak(SessionEvent, frozen=True, kw_only=True):
    """The strap's radio signal is weak; reported once."""

    rssi_dbm: int


class PauseChanged(SessionEvent, frozen=True, kw_only=True):
    """The walker paused, or went on."""

    paused: bool


class BandReason(StrEnum):
    """What changes the band of a walk, besides the walker."""

    TALK_TEST = "talk_test"
    PAIN = "pain"


class BandSet(SessionEvent, frozen=True, kw_only=True):
    """The walk has another Zone 2 from now on."""

    band: Band
    reason: BandReason | None = None
    """What has changed it; None is the walker."""


class MuteSet(SessionEvent, frozen=True, kw_only=True):
    """Pacing cues went off or on."""

    muted: bool


class Reported(SessionEvent, frozen=True, kw_only=True):
    """The walker's report: a talk test, pain or a note. One of the three."""

    talk_test: TalkTest | None = None
    pain: int | None = None
    note: str | None = None


class PainHeard(SessionEvent, frozen=True, kw_only=True):
    """Pain is more than fine: the walker is asked to choose what to do about it, and is not pushed any more."""

    question: PainQuestion
    text: str
    speech: str


class PainChosen(SessionEvent, frozen=True, kw_only=True):
    """What the walker has chosen to do about pain."""

    choice: PainChoice


class SignsMarked(SessionEvent, frozen=True, kw_only=True):
    """The walker was asked again about signs that should not wait; empty when there is none."""

    signs: tuple[str, ...]


class SessionOver(SessionEvent, frozen=True, kw_only=True):
    """The end, with the sums. `unrecorded_s` is how much of the walk's end the disk did not take; the pump adds it."""

    reason: EndReason
    summary: SessionSummary
    unrecorded_s: float | None = None


class RecordingFailed(SessionEvent, frozen=True, kw_only=True):
    """The disk does not take the recording, and the walk goes on; raised once, until it does again.

    The pump raises it, since the engine knows no disk. `problem`, `path` and `detail` are those of the StoreError.
    """

    problem: StoreProblem
    path: str = ""
    detail: str = ""

    @property
    def error(self) -> StoreError:
        """The error with which the disk failed."""
        return StoreError(self.problem, path=self.path, detail=self.detail)


class RecordingRecovered(SessionEvent, frozen=True, kw_only=True):
    """The disk has the whole recording again: nothing is missing in it. The pump raises it."""
