"""The log of past walks, by which the programme judges.

A day is a number: the proleptic Gregorian ordinal (1 January of year 1 is 1), as `datetime.date.toordinal()` gives it,
of the walker's own calendar. Day 1 was a Monday.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import fields, replace

from coach.domain.programme.felt import NOTHING_FELT, SCALE, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAnswer
from coach.domain.workout.steps import WorkoutKind
from coach.errors import AnswerOutOfRangeError

SHORTEST_COUNTED_S = 600.0
"""Ten minutes: two thirds of the programme's shortest walk. This much counts as a walk, whatever was planned."""

LEAST_COUNTED_S = 450.0
"""Half of the programme's shortest walk, 15 min."""

SHORT_WALK_S = 240.0
"""After a flare, or before week 1, the plan itself is shorter: five minutes at least, of which this is nearly all.
A shorter walk is a try of the strap."""

SHORT_WALK_SHARE = 0.8
"""So much of a plan of less than 15 minutes is the walk that was asked for."""


def counted_from_s(planned_min: float | None) -> float:
    """Return the seconds from which a walk counts: ten minutes, or half of a shorter plan, but never a strap test.

    Of a plan of less than the programme's shortest walk it is nearly all.
    """
    if planned_min is None:
        return SHORTEST_COUNTED_S
    least_s = min(LEAST_COUNTED_S, max(SHORT_WALK_S, planned_min * 60 * SHORT_WALK_SHARE))
    return min(SHORTEST_COUNTED_S, max(least_s, planned_min * 60 / 2))


class LoggedWalk(msgspec.Struct, frozen=True):
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
    is_imported: bool = False
    """Whether another program or device has recorded it."""

    @property
    def is_counted(self) -> bool:
        """Return whether this is a walk of the programme, not a strap test: see `counted_from_s`."""
        return self.moving_s >= counted_from_s(self.planned_min)

    @property
    def minutes(self) -> float:
        """Minutes walked."""
        return self.moving_s / 60


MOST_ACTIVITIES = 3
"""Three of one's own: few enough to be asked in a minute, and their mean does not hang on one of them."""

LONGEST_NAME = 60
"""Characters of an activity's name: "carry the shopping home from the bus stop" has 41."""


def activity_name(text: str) -> str:
    """Return the walker's words as a name: one line without control characters, cut at `LONGEST_NAME`."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(line.split())[:LONGEST_NAME].rstrip()


class OwnActivity(msgspec.Struct, frozen=True):
    """Something that the walker wants to do again as before, in the walker's own words.

    Raises:
        ValueError: when the name is none.
        AnswerOutOfRangeError: when the score is off its scale.
    """

    name: str
    score: int
    """From 0, cannot do it, to 10, as well as before the trouble."""

    def __post_init__(self) -> None:
        if not self.name or self.name != activity_name(self.name):
            raise ValueError(f"an activity's name is one short line, not {self.name!r}")
        if self.score not in SCALE:
            raise AnswerOutOfRangeError("function", self.score, SCALE[0], SCALE[-1])


class CheckIn(msgspec.Struct, frozen=True):
    """The walker's occasional answers outside a walk, of one day; None, or no activity, is "not answered".

    Raises:
        ValueError: when there are too many activities.
        AnswerOutOfRangeError: when pain is off its scale.
    """

    day: int
    limited: bool | None = None
    """Daily activities are still limited."""
    avoids_movement: bool | None = None
    """The walker avoids movements out of fear."""
    wants_more: bool | None = None
    """A wish to get back to lifting, running or sport."""
    pain: int | None = None
    """Pain of that day that was reported outside a walk, 0-10: a flare."""
    function: tuple[OwnActivity, ...] = ()
    """Up to three activities, rated that day (see `function`)."""
    asks_function: bool | None = None
    """Whether to ask about activities when they are due again; without any rated, the walker said "not now"."""

    def __post_init__(self) -> None:
        if self.pain is not None and self.pain not in SCALE:
            raise AnswerOutOfRangeError("pain", self.pain, SCALE[0], SCALE[-1])
        if len(self.function) > MOST_ACTIVITIES:
            raise ValueError(f"{MOST_ACTIVITIES} activities are rated, not {len(self.function)}")

    @property
    def answers(self) -> dict[str, Any]:
        """The given answers by field name."""
        named = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "day"}
        return {name: value for name, value in named.items() if value is not None and value != ()}

    @property
    def is_about_daily_life(self) -> bool:
        """Whether one of the three questions about daily life was answered: pain alone, or a rating, is none."""
        return not {"limited", "avoids_movement", "wants_more"}.isdisjoint(self.answers)

    def and_then(self, later: "CheckIn") -> "CheckIn":
        """Return the answers of a day after some more were given: the later word on each question stands.

        Raises:
            ValueError: when they are of another day.
        """
        if later.day != self.day:
            raise ValueError(f"answers of day {later.day} do not continue those of day {self.day}")
        return replace(self, **later.answers)  # what was not asked again stays


def by_day(check_ins: Iterable[CheckIn]) -> tuple[CheckIn, ...]:
    """Return the check-ins, one a day, from old to new; of two of one day, the one given later here is the later."""
    days: dict[int, CheckIn] = {}
    for item in check_ins:
        days[item.day] = days[item.day].and_then(item) if item.day in days else item
    return tuple(days[day] for day in sorted(days))


def all_between(walks: Iterable[LoggedWalk], first_day: int, end_day: int) -> tuple[LoggedWalk, ...]:
    """Return the walks of `first_day <= day < end_day` by day, strap tests included: pain on one is pain."""
    return tuple(sorted((walk for walk in walks if first_day <= walk.day < end_day), key=lambda walk: walk.day))


def between(walks: Iterable[LoggedWalk], first_day: int, end_day: int) -> tuple[LoggedWalk, ...]:
    """Return the walks that count, of `first_day <= day < end_day`, in order of day."""
    return tuple(walk for walk in all_between(walks, first_day, end_day) if walk.is_counted)


def days_walked(walks: Iterable[LoggedWalk]) -> frozenset[int]:
    """Return the days with at least one of these walks that counts."""
    return frozenset(walk.day for walk in walks if walk.is_counted)
