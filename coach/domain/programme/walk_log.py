"""The log of past walks, by which the programme judges.

A day is a number: the proleptic Gregorian ordinal (1 January of year 1 is 1), as `datetime.date.toordinal()` gives it,
of the walker's own calendar. Day 1 was a Monday.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAnswer
from coach.domain.workout.steps import WorkoutKind

SHORTEST_COUNTED_S = 600.0
"""Ten minutes: two thirds of the programme's shortest walk. This much counts as a walk, whatever was planned."""

LEAST_COUNTED_S = 450.0
"""Half of the programme's shortest walk, 15 min. A shorter walk is a strap test and is not counted."""


def counted_from_s(planned_min: float | None) -> float:
    """Return the seconds from which a walk counts: ten minutes, or half of a shorter plan, but never a strap test."""
    if planned_min is None:
        return SHORTEST_COUNTED_S
    return min(SHORTEST_COUNTED_S, max(LEAST_COUNTED_S, planned_min * 60 / 2))


@dataclass(frozen=True, slots=True)
class LoggedWalk:
    """One walk with the walker's answers; None is "not known". Times are in seconds."""

    walk_id: str
    day: int
    kind: WorkoutKind
    moving_s: float
    z2_s: float
    planned_min: float | None = None
    """The planned length; None is an endless walk."""
    mean_bpm: float | None = None
    excursions: int | None = None
    speed_mps: float | None = None
    felt: Felt = NOTHING_FELT
    talk: tuple[TalkAnswer, ...] = ()
    pain_choice: PainChoice | None = None
    """What the walker did about pain while walking."""

    @property
    def is_counted(self) -> bool:
        """Return whether this is a walk of the programme, not a strap test: see `counted_from_s`."""
        return self.moving_s >= counted_from_s(self.planned_min)

    @property
    def minutes(self) -> float:
        """Minutes walked."""
        return self.moving_s / 60


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The walker's occasional answers about daily life; None is "not answered"."""

    day: int
    limited: bool | None = None
    """Daily activities are still limited."""
    avoids_movement: bool | None = None
    """The walker avoids movements out of fear."""
    wants_more: bool | None = None
    """A wish to get back to lifting, running or sport."""


def all_between(walks: Iterable[LoggedWalk], first_day: int, end_day: int) -> tuple[LoggedWalk, ...]:
    """Return the walks of `first_day <= day < end_day` by day, strap tests included: pain on one is pain."""
    return tuple(sorted((walk for walk in walks if first_day <= walk.day < end_day), key=lambda walk: walk.day))


def between(walks: Iterable[LoggedWalk], first_day: int, end_day: int) -> tuple[LoggedWalk, ...]:
    """Return the walks that count, of `first_day <= day < end_day`, in order of day."""
    return tuple(walk for walk in all_between(walks, first_day, end_day) if walk.is_counted)


def days_walked(walks: Iterable[LoggedWalk]) -> frozenset[int]:
    """Return the days with at least one of these walks that counts."""
    return frozenset(walk.day for walk in walks if walk.is_counted)
