"""What the screens ask of the outside, and what they are shown: the disk, the radio and the programme stay behind this.

Everything that touches disk or radio is asynchronous, so that no screen can block. Everything shown is frozen.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from coach.domain.safety import SafetySign
from coach.domain.summary import SessionSummary
from coach.domain.workout import Step, WorkoutKind
from coach.domain.zones import Band, ZoneTable
from coach.session.inputs import TalkTest
from coach.session.ports import StartSession, StrapSeen, StrapSwitch
from coach.session.snapshot import TraceView


@dataclass(frozen=True, slots=True)
class Prescription:
    """A walk that can be started now."""

    kind: WorkoutKind
    minutes: int | None
    """The whole walk; None is endless."""
    steps: tuple[Step, ...]
    band: Band
    warning: str = ""
    """More than the programme's next step: told before it begins."""


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the week that is shown, Monday first."""

    day: date
    planned: WorkoutKind | None
    """None is a day of rest."""
    planned_minutes: int
    walked_minutes: int
    """0 when there was no walk."""
    is_today: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """The week that is shown."""

    days: tuple[DayView, ...]
    walks: int
    prescribed_walks: tuple[int, int]
    z2_minutes: float
    goal_minutes: tuple[int, int] | None
    """None until week 5: a beginner has no goal to fail."""
    long_walk_done: bool | None
    """None in weeks without a longer walk."""


@dataclass(frozen=True, slots=True)
class StrapView:
    """The remembered strap, as it was when it was last worn."""

    name: str
    address: str
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True)
class UnfinishedView:
    """A walk that never ended, under half an hour old: the power went, or the program was killed."""

    walk_id: str
    started_at: datetime
    walked_minutes: int


@dataclass(frozen=True, slots=True)
class HomeView:
    """Today."""

    today: date
    profile_name: str | None
    week_number: int | None
    """1-6; None before the programme begins and after it ends."""
    phase_name: str
    walk: Prescription | None
    """None on a day of rest, or when today's walk is done."""
    headline: str
    """In place of the walk when there is none: "Rest today", "Done for today"."""
    focus: str
    """What to attend to this week."""
    reason: str
    """Why the programme goes on, holds or steps back; empty when there is nothing to say."""
    warning: str
    """Too much too soon, or walking isn't enough; empty for most people on most days."""
    week: WeekView
    strap: StrapView | None
    unfinished: UnfinishedView | None
    ask_morning_pain: str | None = None
    """The walk of the day before, while nobody has said how the back was the morning after."""
    proposed_band: Band | None = None
    """Another Zone 2, which the talk test speaks for; the walker decides."""
    proposal: str = ""
    """The evidence for it."""
    ask_check_in: bool = False
    """A week has passed since anyone asked how daily life goes."""
    band_note: str = ""
    """Where the band comes from: "estimate from your age, ± 7"."""


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One row of the six weeks."""

    number: int
    phase: int
    phase_name: str
    days: tuple[int, int]
    minutes: tuple[int, int]
    long_minutes: int | None
    tempo: bool
    walks: int
    """Walked so far in that week."""
    z2_minutes: float


@dataclass(frozen=True, slots=True)
class PlanView:
    """The six weeks, and where the walker is in them."""

    today: date
    weeks: tuple[PlannedWeek, ...]
    current: int | None
    """1-6; None before and after the programme."""
    afterwards: str
    """What comes after week 6."""
    week: WeekView
    focus: str
    reason: str


@dataclass(frozen=True, slots=True)
class WalkRow:
    """One walk of the history. None is "not known"."""

    walk_id: str
    started_at: datetime
    kind: WorkoutKind
    minutes: float
    z2_minutes: float
    mean_bpm: float | None
    rpe: int | None
    pain: int | None


class Better(StrEnum):
    """Which way a trend should go."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class TrendView:
    """A number over time; None where it was not measured. `points` from old to new, each with a short label."""

    name: str
    unit: str
    points: tuple[tuple[str, float | None], ...]
    better: Better
    missing: str = ""
    """What to do to get this trend, when there are too few points."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The walks, newest first, and how things change."""

    walks: tuple[WalkRow, ...]
    trends: tuple[TrendView, ...]


@dataclass(frozen=True, slots=True)
class Felt:
    """What the walker says after a walk. None is "not answered"; every question can be skipped."""

    rpe: int | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    pain_next_morning: int | None = None
    talk_test: TalkTest | None = None
    distance_m: float | None = None
    belt_speed_mps: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WalkDetail:
    """A walk, looked back on."""

    row: WalkRow
    zones: ZoneTable
    summary: SessionSummary
    trace: TraceView | None
    """The whole walk; None when its recording is gone."""
    felt: Felt
    comparison: tuple[str, ...]
    """How it compares with the last walks like it, in sentences; empty for the first of its kind."""
    advice: str = ""
    """What the programme makes of it, and what is next."""


@dataclass(frozen=True, slots=True)
class Week:
    """This week's Zone 2 time before this walk, and what the programme asks for; None asks for nothing yet."""

    z2_s: float
    goal_min: int | None = None


@dataclass(frozen=True, slots=True)
class WalkSetup:
    """A walk that is ready to run."""

    walk_id: str
    start: StartSession
    straps: StrapSwitch | None
    today_z2_s: float
    week: Week | None
    begins: bool = True
    """False for a walk that goes on: pain was asked at its start."""


class ProofState(StrEnum):
    """How far the proof of a strap has come."""

    CONNECTING = "connecting"
    LISTENING = "listening"
    BEATING = "beating"
    PROVEN = "proven"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StrapProof:
    """A strap being tried: does it send heart beats? None is "not known (yet)"."""

    state: ProofState
    text: str
    """A plain sentence: what goes on, or what went wrong and what to do next."""
    bpm: int | None = None
    readings: int = 0
    wanted: int = 5
    battery_percent: int | None = None
    location: str = ""
    manufacturer: str = ""


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What is known of the walker. None is "not said"."""

    age: int | None = None
    max_bpm: int | None = None
    heart_medication: bool | None = None
    safety: tuple[SafetySign, ...] | None = None
    """The signs that were answered with yes; None while the question was never answered."""
    start: date | None = None
    asked: bool = True
    """Whether the first questions were asked."""


class CoachServices(Protocol):
    """Everything the screens ask for. A CoachError is told to the walker as it is."""

    def today(self) -> date:
        """The day it is for the walker."""

    async def profile(self) -> ProfileView:
        """What is known of the walker."""

    async def save_profile(self, profile: ProfileView) -> None:
        """Keep the answers; what was not said gets a safe default."""

    async def home(self) -> HomeView:
        """Today."""

    async def plan(self) -> PlanView:
        """The six weeks."""

    async def history(self) -> HistoryView:
        """All walks and their trends."""

    async def walk(self, walk_id: str) -> WalkDetail:
        """One walk, looked back on."""

    async def prescription(self, kind: WorkoutKind, minutes: int | None) -> Prescription:
        """Another walk than today's."""

    async def start_walk(self, walk: Prescription) -> WalkSetup:
        """Make everything ready for a walk; the recording begins with the session."""

    async def continue_walk(self, walk_id: str) -> WalkSetup:
        """Go on with a walk that never ended."""

    async def close_walk(self, walk_id: str) -> None:
        """Take a walk that never ended as ended when its recording stops."""

    async def finish_walk(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        """Keep a walk and what was felt; None when there was too little of it to look back on."""

    async def save_felt(self, walk_id: str, felt: Felt) -> WalkDetail:
        """Change what was felt."""

    async def save_morning_pain(self, walk_id: str, level: int) -> None:
        """How the back was the morning after a walk, 0-10."""

    async def decide_band(self, band: Band, *, take: bool) -> None:
        """Take a proposed band as one's own, or leave it and not be asked again."""

    async def save_check_in(self, *, limited: bool, avoids_movement: bool, wants_more: bool) -> None:
        """How daily life goes."""

    def watch_straps(self, *, everything: bool) -> AsyncGenerator[tuple[StrapSeen, ...], None]:
        """The straps in range, nearest first, again and again until it is closed.

        `everything` also shows devices that do not say they measure heart rate.
        """

    def prove_strap(self, strap: StrapSeen) -> AsyncGenerator[StrapProof, None]:
        """Connect and show real beats; ends after PROVEN (the strap is remembered then) or FAILED."""

    async def remembered_strap(self) -> StrapView | None:
        """The strap that walks use."""

    async def forget_strap(self) -> None:
        """Use no strap until another is chosen."""
