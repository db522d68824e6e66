"""Past walks, as screens show them."""

from datetime import datetime
from pathlib import Path

import msgspec

from coach.domain.programme.felt import Felt
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import ZoneTable
from coach.pages.trends import TrendView
from coach.pages.walk_lessons import WalkLesson
from coach.session.snapshot import TraceView


class WalkRow(msgspec.Struct, frozen=True):
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


class HistoryView(msgspec.Struct, frozen=True):
    """The walks, newest first, and how things change."""

    walks: tuple[WalkRow, ...]
    trends: tuple[TrendView, ...]


class WalkDetail(msgspec.Struct, frozen=True):
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
