"""How things change, as screens and commands show it."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from coach.domain.programme.change import Change


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


class TrendView(msgspec.Struct, frozen=True):
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
