"""Past walks, as screens show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coach.domain.programme.felt import Felt
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import ZoneTable
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
    advice: str = ""
    """The programme's answer to it, and what is next."""
