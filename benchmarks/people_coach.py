"""The programme as a simulated person meets it: the one place here that knows how it is called.

What a person is told on a day is data of plain types, so that people and rules (`people_model`, `people_rules`) stay as
they are when the programme changes.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import asdict

from benchmarks.people_shares import in_zone_s
from coach.domain.programme.day_plan import DayPlan, day_plan
from coach.domain.programme.own_path import Move, OwnPath
from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.domain.workout.steps import Workout
from coach.pages.programme_words import sayings

REASON, FOCUS, REST, WARNING, NOT_ENOUGH = "reason", "focus", "rest", "warning", "not_enough"
"""Where sentences stand: the fields of `Sayings`, and the text of a day of rest in place of the focus."""


class Asked(msgspec.Struct, frozen=True):
    """What is asked for on a day of the week shown: rest has no kind, a walk as far as is comfortable no minutes."""

    day: int
    kind: str = ""
    minutes: int = 0
    z2_min: float = 0.0
    """What an ordinary walker has of it in Zone 2."""
    done: bool = False


class Told(msgspec.Struct, frozen=True):
    """A day of the programme, as it is told."""

    number: int
    """The week of the programme; over 6 is maintenance, 0 before week 1."""
    calendar_week: int
    first_day: int
    today: Asked
    week: tuple[Asked, ...]
    goal_min: int | None
    """Zone 2 minutes to reach in this week; None without a goal."""
    action: str
    says: Mapping[str, str]
    """The sentences that are shown, by where they stand."""


def in_zone_min(workout: Workout) -> float:
    """Return the Zone 2 minutes of a walk, as an ordinary walker has them."""
    return sum(in_zone_s(step.kind, step.duration_s) for step in workout.steps if step.duration_s is not None) / 60


def _says(plan: DayPlan) -> dict[str, str]:
    said = asdict(sayings(plan))
    if plan.today.is_rest:
        said[REST] = said.pop(FOCUS)
    return {where: sentence for where, sentence in said.items() if sentence}


class Coach:
    """The programme of one person, who says when it began and what is their own."""

    def __init__(self, start_day: int, said_day: int, own: OwnPath) -> None:
        self._start = ProgrammeStart(start_day, said_day, own)

    def move(self, from_day: int, to_day: int) -> None:
        """Move a walk."""
        start = self._start
        self._start = ProgrammeStart(start.start_day, start.said_day, start.own.with_move(Move(from_day, to_day)))

    def tells(self, walks: Sequence[LoggedWalk], day: int, check_ins: Sequence[CheckIn]) -> Told:
        """Return what it says on a day."""
        plan = day_plan(self._start, walks, day, today=day, check_ins=check_ins)
        week = tuple(
            Asked(item.day)
            if item.planned.workout is None
            else Asked(
                item.day,
                item.planned.workout.kind.value,
                item.planned.minutes,
                in_zone_min(item.planned.workout),
                item.planned.done,
            )
            for item in plan.days
        )
        where = plan.standing
        goal = plan.week.goal_minutes
        return Told(
            number=where.number,
            calendar_week=where.calendar_week,
            first_day=where.first_day,
            today=next(item for item in week if item.day == day),
            week=week,
            goal_min=None if goal is None else goal[0],
            action=where.decision.action.value,
            says=_says(plan),
        )
