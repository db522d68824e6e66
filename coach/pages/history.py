"""Past walks, as screens show them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from coach.domain.programme.change import Change
from coach.domain.programme.felt import Felt
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import ZoneTable
from coach.pages.walk_lessons import WalkLesson
from coach.session.snapshot import TraceView


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
    imported: str = ""
    """The format of the file that an imported walk comes from; empty for one that Coach has recorded."""
    counts: bool = True
    """Whether the walker lets it count in the programme."""
    is_before_start: bool = False
    """Whether it is of another program and before the programme's first day: then it does not count all the same."""


class TrendKind(StrEnum):
    """What is followed; the values are its names in `coach history --json`."""

    Z2_MINUTES = "z2_minutes_a_week"
    SPEED = "speed_at_the_same_heart_rate"
    SPIKES = "spikes"
    EFFORT = "effort_at_the_same_work"
    PAIN = "pain_after"
    FUNCTION = "activities_of_ones_own"


class Better(StrEnum):
    """Which way a trend should go."""

    UP = "up"
    DOWN = "down"


class TrendPoint(NamedTuple):
    """A value and its day: of the walk, or the Monday of the week. None is "not known"."""

    day: date
    value: float | None


class Axis(NamedTuple):
    """The first and the last value of a chart's axis. Every chart of a kind has the same, wherever it is drawn."""

    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class TrendView:
    """A number over time, from old to new."""

    kind: TrendKind
    name: str
    unit: str
    points: tuple[TrendPoint, ...]
    axis: Axis
    better: Better
    missing: str
    """What to do to get this trend, when there are too few points."""
    goal: float | None = None
    """Where the chart has a line."""
    change: Change | None = None
    """What became of it; None where too little is known, or where nothing is estimated but only counted."""
    last_is_open: bool = False
    """Whether the last point is of a week that still goes on."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The walks, newest first, and how things change."""

    walks: tuple[WalkRow, ...]
    trends: tuple[TrendView, ...]


@dataclass(frozen=True, slots=True)
class WalkDetail:
    """A past walk in detail."""

    row: WalkRow
    zones: ZoneTable | None
    """None when no band was known."""
    summary: SessionSummary
    trace: TraceView | None
    """The whole walk; None when its recording is gone."""
    felt: Felt
    comparison: tuple[str, ...]
    """How it compares with the last walks like it, in sentences; empty for the first of its kind."""
    unrecorded_s: float | None = None
    """How much of its end the disk did not take."""
    lesson: WalkLesson | None = None
    """The lesson of a walk of today."""
    advice: str = ""
    """The programme's answer to it, and what is next."""
    file: Path | None = None
    """Where its recording lies; None when that is gone."""
