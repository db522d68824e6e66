"""Workouts as data: steps with a kind, a length and a band to keep.

The tempo day is exactly 4 x 5 min brisk with 2 min easy *between* them: four efforts, three recoveries, 26 minutes of
the walk, a warm-up before and a cool-down after (README, "The programme").
"""

from enum import StrEnum
from typing import assert_never

import msgspec

from coach.domain.zone.zones import Band
from coach.errors import WorkoutLengthError

EFFORTS = 4
EFFORT_S = 300.0
RECOVERY_S = 120.0
"""The tempo day: 4 x 5 min with 2 min between (programme weeks 5-6)."""

WARM_UP_S = 300.0
"""Five minutes: heart rate answers effort with a time constant near 60 s (Hunt 2015), so it has settled well before."""

COOL_DOWN_S = 180.0
"""Three minutes of easy walking let the heart rate fall most of its way (the same 60 s time constant)."""

WARM_UP_SHARE = 0.2
COOL_DOWN_SHARE = 0.125
"""Of a walk under 25 min, so that a short one is still two thirds walking in Zone 2 (Coach's own)."""

LEAST_PART_S = 120.0
"""A steady part under two minutes would be over before the heart rate has answered it."""

LEAST_AROUND_S = 240.0
"""Four minutes, the least that still holds a warm-up and a cool-down around the intervals."""

SHORTEST_WALK_MIN = 1.0
LONGEST_WALK_MIN = 180.0
"""Limits of a walk: a minute is enough to test a strap; over three hours is not this programme."""

LONGEST_STEP_S = 86400.0
"""A day: the most that a recording's header may ask for. A larger number is a mistake."""


class WorkoutKind(StrEnum):
    """The kind of a walk."""

    STEADY = "steady"
    LONG = "long"
    TEMPO = "tempo"
    FREE = "free"


class StepKind(StrEnum):
    """What a step is for."""

    WARM_UP = "warm_up"
    STEADY = "steady"
    LONG = "long"
    EFFORT = "effort"
    RECOVERY = "recovery"
    COOL_DOWN = "cool_down"
    FREE = "free"

    @property
    def is_easy(self) -> bool:
        """Return whether it has no lower bound: Coach never pushes in a warm-up, a recovery or a cool-down."""
        return self in _EASY


_EASY = frozenset({StepKind.WARM_UP, StepKind.RECOVERY, StepKind.COOL_DOWN})


class Step(msgspec.Struct, frozen=True):
    """One part of a workout; `duration_s` None means until the walker ends it.

    Raises:
        ValueError: when the length is not positive, or longer than a day.
    """

    kind: StepKind
    duration_s: float | None

    def __post_init__(self) -> None:
        if self.duration_s is not None and not 0 < self.duration_s <= LONGEST_STEP_S:
            raise ValueError(f"a step lasts from over 0 to {LONGEST_STEP_S:g} s, not {self.duration_s}")

    def band(self, zone_2: Band) -> Band:
        """Return the band to keep: the upper half of Zone 2 for a brisk tempo effort, else Zone 2."""
        return zone_2.upper_half if self.kind is StepKind.EFFORT else zone_2


class Workout(msgspec.Struct, frozen=True):
    """A walk's steps in order.

    Raises:
        ValueError: when there is no step, or an endless step is not the last.
    """

    kind: WorkoutKind
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a workout has at least one step")
        if any(step.duration_s is None for step in self.steps[:-1]):
            raise ValueError("only the last step can be endless")

    @property
    def duration_s(self) -> float | None:
        """The whole walk, or None when it is endless."""
        total = 0.0
        for step in self.steps:
            if step.duration_s is None:
                return None
            total += step.duration_s
        return total

    @property
    def eased(self) -> "Workout":
        """The same walk with its brisk parts steady: as many minutes, in as many steps."""
        steps = (
            Step(StepKind.STEADY, step.duration_s) if step.kind is StepKind.EFFORT else step for step in self.steps
        )
        return Workout(self.kind, tuple(steps))

    def cooled_after(self, index: int) -> "Workout":
        """Return this walk with its cool-down right after step `index` (from 0): its own one, or the usual length."""
        done, left = self.steps[: index + 1], self.steps[index + 1 :]
        own = [step for step in left if step.kind is StepKind.COOL_DOWN]
        last = done[-1]
        # An endless step ends here: it has no length of its own, and only a walk's last step may be endless.
        ended = last if last.duration_s is not None else Step(last.kind, LONGEST_STEP_S)
        return Workout(self.kind, (*done[:-1], ended, *(own[-1:] or (Step(StepKind.COOL_DOWN, COOL_DOWN_S),))))


def _rounded(seconds: float) -> float:
    """Round to a quarter of a minute, at least one: a length that is easy to say and remember."""
    return max(1, round(seconds / 15.0)) * 15.0


def _between(first_s: float, middle: tuple[Step, ...], last_s: float) -> tuple[Step, ...]:
    return (Step(StepKind.WARM_UP, first_s), *middle, Step(StepKind.COOL_DOWN, last_s))


def steady(minutes: float) -> Workout:
    """Return a walk of this many minutes in all: warm-up, steady in Zone 2, cool-down."""
    return _even(WorkoutKind.STEADY, StepKind.STEADY, minutes)


def long(minutes: float) -> Workout:
    """Return the week's longer walk: as `steady`, only longer."""
    return _even(WorkoutKind.LONG, StepKind.LONG, minutes)


def _even(kind: WorkoutKind, middle: StepKind, minutes: float) -> Workout:
    total_s = _checked(minutes) * 60
    warm_s = _rounded(min(WARM_UP_S, total_s * WARM_UP_SHARE))
    cool_s = _rounded(min(COOL_DOWN_S, total_s * COOL_DOWN_SHARE))
    return Workout(kind, _between(warm_s, (Step(middle, total_s - warm_s - cool_s),), cool_s))


def tempo(minutes: float | None = None) -> Workout:
    """Return 4 x 5 min brisk with 3 x 2 min easy between, warm-up and cool-down around.

    `minutes` is the whole walk; None is 34, with the usual warm-up and cool-down. In a longer one a steady part comes
    before the first effort, for more warm-up would only be time out of the zone; in a shorter one the two shrink in
    their proportion.

    Raises:
        WorkoutLengthError: when the walk is too short to hold the intervals with a warm-up and a cool-down.
    """
    intervals_s = EFFORTS * EFFORT_S + (EFFORTS - 1) * RECOVERY_S
    usual_s = WARM_UP_S + COOL_DOWN_S
    spare_s = usual_s if minutes is None else _checked(minutes) * 60 - intervals_s
    if spare_s < LEAST_AROUND_S:
        least_min = (intervals_s + LEAST_AROUND_S) / 60
        raise WorkoutLengthError(minutes or 0.0, least_min, LONGEST_WALK_MIN, WorkoutKind.TEMPO.value)
    around_s = usual_s if spare_s >= usual_s + LEAST_PART_S else spare_s
    warm_s = _rounded(around_s * WARM_UP_S / usual_s)
    effort, recovery = Step(StepKind.EFFORT, EFFORT_S), Step(StepKind.RECOVERY, RECOVERY_S)
    before = (Step(StepKind.STEADY, spare_s - around_s),) if spare_s > around_s else ()
    middle = (*before, effort, *((recovery, effort) * (EFFORTS - 1)))
    return Workout(WorkoutKind.TEMPO, _between(warm_s, middle, around_s - warm_s))


def free(minutes: float | None = None) -> Workout:
    """Return one step in Zone 2, endless or of this many minutes."""
    return Workout(
        WorkoutKind.FREE,
        (Step(StepKind.FREE, None if minutes is None else _checked(minutes) * 60),),
    )


def make(kind: WorkoutKind, minutes: float | None) -> Workout:
    """Return a workout by kind and whole length; without a length the kind's usual one (20, 40, 34 min, endless).

    Raises:
        WorkoutLengthError: when the kind cannot be walked in that time.
    """
    match kind:
        case WorkoutKind.STEADY:
            return steady(20.0 if minutes is None else minutes)
        case WorkoutKind.LONG:
            return long(40.0 if minutes is None else minutes)
        case WorkoutKind.TEMPO:
            return tempo(minutes)
        case WorkoutKind.FREE:
            return free(minutes)
        case _:
            assert_never(kind)


def _checked(minutes: float) -> float:
    if not SHORTEST_WALK_MIN <= minutes <= LONGEST_WALK_MIN:
        raise WorkoutLengthError(minutes, SHORTEST_WALK_MIN, LONGEST_WALK_MIN)
    return minutes
