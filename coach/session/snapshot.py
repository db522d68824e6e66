"""The whole session at one moment, frozen: the screen depends on this alone."""

from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from coach.domain.heart.signal_quality import STALE_AFTER_S, Signal
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind, WorkoutKind
from coach.domain.zone.zones import Band, Position, ZoneTable
from coach.session.events import CueRaised, PainHeard
from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFact


class StepView(msgspec.Struct, frozen=True):
    """The current step of the workout. `index` counts from 1; `remaining_s` None is endless."""

    kind: StepKind
    index: int
    of: int
    band: Band | None
    elapsed_s: float
    remaining_s: float | None
    next_kind: StepKind | None
    next_duration_s: float | None


class LinkView(msgspec.Struct, frozen=True):
    """The way to the strap. `said` describes it, as in the link's inputs; None is "not known"."""

    state: LinkState
    attempt: int
    said: LinkFact | str
    strap_name: str
    battery_percent: int | None
    rssi_dbm: int | None


class TraceView(msgspec.Struct, frozen=True, eq=False):
    """The last minutes: believed heart rate over time, read-only, shape (n,).

    `bpm` is NaN where there was no believable heart rate: a gap stays a gap, and points without a NaN between them are
    one line, however far apart the source sends them. `cues` are the cues given, by time. `bands` are the bands to
    keep, each with the time from which on it was valid, None for "not known"; the first may begin before the points.
    """

    at_s: NDArray[np.float64]
    bpm: NDArray[np.float64]
    cues: tuple[tuple[float, Cue], ...]
    bands: tuple[tuple[float, Band | None], ...] = ()

    def __eq__(self, other: object) -> bool:
        """Return whether every point is equal, gaps included."""
        return (
            isinstance(other, TraceView)
            and np.array_equal(self.at_s, other.at_s)
            and np.array_equal(self.bpm, other.bpm, equal_nan=True)
            and self.cues == other.cues
            and self.bands == other.bands
        )

    def __hash__(self) -> int:
        return hash((self.at_s.size, self.cues, self.bands))


class RecordingState(StrEnum):
    """Whether the disk has everything of a walk that is recorded."""

    OK = "ok"
    FAILING = "failing"


class SessionSnapshot(msgspec.Struct, frozen=True):
    """One moment of a session. None means "not known"; no number ever stands for it."""

    at_s: float
    """Seconds since the session began, pauses included."""
    moving_s: float
    """Seconds since the session began, without pauses."""
    workout: WorkoutKind
    step: StepView | None
    """None once the workout is finished."""
    finished: bool
    ended: bool
    paused: bool
    muted: bool

    sent_bpm: int | None
    """The last reading as the strap sent it; None when it is old or there is none."""
    believed_bpm: float | None
    """The believed heart rate."""
    zone: int | None
    """0-5, by the plain bounds of the zone table."""
    position: Position | None
    """The quick judgement, which cues use."""
    shown_position: Position | None
    """The calm judgement, for colour and word."""
    signal: Signal
    signal_reason: str | None
    exit_in_s: float | None
    """Seconds until the trend leaves the band; None where that is not meaningful."""
    expected_bpm: float | None
    """The expected heart rate in half a minute."""
    cardiac_drift_bpm_per_10min: float | None
    """The slow rise or fall on a long walk in the zone, where it is significant."""

    band: Band | None
    """The current step's band; None while no band is known."""
    zones: ZoneTable | None
    """The session's zones; `zones.zone_2` is what time in zone counts. None with the band."""
    z2_s: float | None
    zone_s: tuple[float, float, float, float, float, float]
    """Seconds in zones 0 (under Zone 1) to 5."""
    speed_mps: float | None
    recovery_bpm: float | None
    """The fall in the first minute after the walk, once that has been measured."""

    standing: Cue | None
    """`STOP_AND_REST` while it stands: until the heart has calmed, or the walker ends the walk. Else None."""
    cue: CueRaised | None
    """The cue that is on screen: the one that stands, or else the last one while it applies."""
    link: LinkView
    trace: TraceView
    recording: RecordingState | None = None
    """None where nothing is recorded, as in a replay. The pump adds it: the engine knows no disk."""
    fresh_s: float = STALE_AFTER_S
    """How old the source's last packet may be before the signal counts as lost: its own rhythm decides."""
    asks: PainHeard | None = None
    """The question about pain that is open, for whichever screen can ask it; it asks for signs until they are answered.
    None once the walker has chosen, and after the last step."""

    @property
    def has_steps_left(self) -> bool:
        """Whether the workout has steps after this one."""
        return self.step is not None and self.step.next_kind is not None
