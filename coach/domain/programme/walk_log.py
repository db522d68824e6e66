"""What is known of the walks that were done: the log that the programme is judged by.

A day is a number: the proleptic Gregorian ordinal (1 January of year 1 is 1), as `datetime.date.toordinal()` gives it,
of the walker's own calendar. Day 1 was a Monday.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.domain.programme.talk import TalkAnswer
from coach.domain.workout.steps import WorkoutKind

SHORTEST_COUNTED_S = 600.0
"""Ten minutes: two thirds of the programme's shortest walk. So much is a walk, however long it was to be."""

LEAST_COUNTED_S = 450.0
"""Half of the programme's shortest walk, 15 min. Less is a try of the strap, whatever it set out to be."""


def counted_from_s(planned_min: float | None) -> float:
    """From how many seconds of walking on a walk counts: ten minutes, or half of a shorter one, but not a try."""
    if planned_min is None:
        return SHORTEST_COUNTED_S
    return min(SHORTEST_COUNTED_S, max(LEAST_COUNTED_S, planned_min * 60 / 2))


@dataclass(frozen=True, slots=True)
class LoggedWalk:
    """One walk with what was felt; None is "not known". Times are in seconds."""

    walk_id: str
    day: int
    kind: WorkoutKind
    moving_s: float
    z2_s: float
    planned_min: float | None = None
    """What the walk set out to be; None is an endless one."""
    mean_bpm: float | None = None
    excursions: int | None = None
    speed_mps: float | None = None
    felt: Felt = NOTHING_FELT
    talk: tuple[TalkAnswer, ...] = ()

    @property
    def is_counted(self) -> bool:
        """A walk of the programme, not a try: see `counted_from_s`."""
        return self.moving_s >= counted_from_s(self.planned_min)

    @property
    def minutes(self) -> float:
        """Minutes walked."""
        return self.moving_s / 60


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a walker says of daily life, now and then; None is "not answered"."""

    day: int
    limited: bool | None = None
    """Daily activities are still limited."""
    avoids_movement: bool | None = None
    """Movements are avoided out of fear."""
    wants_more: bool | None = None
    """A wish to get back to lifting, running or sport."""


def all_between(walks: Iterable[LoggedWalk], first_day: int, end_day: int) -> tuple[LoggedWalk, ...]:
    """The walks of `first_day <= day < end_day` in order of day, with tries: pain on one is pain."""
    return tuple(sorted((walk for walk in walks if first_day <= walk.day < end_day), key=lambda walk: walk.day))


def between(walks: Iterable[LoggedWalk], first_day: int, end_day: int) -> tuple[LoggedWalk, ...]:
    """The walks that count, of `first_day <= day < end_day`, in order of day."""
    return tuple(walk for walk in all_between(walks, first_day, end_day) if walk.is_counted)


def days_walked(walks: Iterable[LoggedWalk]) -> frozenset[int]:
    """The days with at least one of these walks that counts."""
    return frozenset(walk.day for walk in walks if walk.is_counted)
