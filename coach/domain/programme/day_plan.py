"""Builds a day of the programme for display: today, this week, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.programme.advice import doing_too_much, not_enough
from coach.domain.programme.progression import ProgrammeStart, Standing, standing
from coach.domain.programme.walk_log import CheckIn, LoggedWalk, all_between, between, days_walked
from coach.domain.programme.weeks import LONG_LEAST_MIN, WEEKS, Prescription, prescription

AFTERWARDS = "After week 6 it goes on: 150 to 300 minutes in Zone 2 a week, on five days or more."


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of the displayed week."""

    day: int
    planned: Prescription
    walked_minutes: float
    """0 when there was no walk."""


@dataclass(frozen=True, slots=True)
class WeekTotals:
    """The week so far."""

    walks: int
    """Days with a walk, as the programme counts them."""
    prescribed_walks: tuple[int, int]
    z2_minutes: float
    """Of all walks, strap tests included."""
    goal_minutes: tuple[int, int] | None
    """None until week 5."""
    long_walk_done: bool
    has_long_walk: bool


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Everything the programme says about a day."""

    standing: Standing
    today: Prescription
    days: tuple[PlannedDay, ...]
    """The seven days of the week, from its first."""
    week: WeekTotals
    warning: str | None
    """Too much too soon."""
    not_enough: str | None
    """Walking isn't enough."""


def day_plan(
    start: ProgrammeStart,
    walks: Sequence[LoggedWalk],
    day: int,
    *,
    today: int | None = None,
    check_ins: Sequence[CheckIn] = (),
) -> DayPlan:
    """Return the plan of any day. `today` (default `day`) is how far the log reaches; later days count as planned.

    Raises:
        ValueError: when the programme has not begun on that day.
    """
    now = day if today is None else today
    where = standing(start, walks, day, now)
    done = between(walks, where.first_day, min(day, now) + 1)
    walked = days_walked(done)

    # Seen from the day itself, earlier days have happened; later ones count as planned.
    reach = min(day, now)

    def asked(of: int) -> Prescription:
        # Show a past day as it was planned that morning, whatever a later flare made of the week.
        then = where if of >= reach else standing(start, [walk for walk in walks if walk.day < of], of)
        return prescription(
            then.number,
            then.first_day,
            of,
            walked,
            long_done=any(walk.day < of and is_long(walk) for walk in done),
            eased=then.eased,
            flared_day=then.flared_day,
            today=reach,
        )

    days = tuple(
        PlannedDay(item, asked(item), sum(walk.minutes for walk in done if walk.day == item))
        for item in range(where.first_day, where.first_day + 7)
    )
    return DayPlan(
        standing=where,
        today=days[day - where.first_day].planned,
        days=days,
        week=WeekTotals(
            walks=len(walked),
            prescribed_walks=where.week.phase.days,
            z2_minutes=sum(walk.z2_s for walk in all_between(walks, where.first_day, min(day, now) + 1)) / 60,
            goal_minutes=where.week.goal_minutes,
            long_walk_done=any(is_long(walk) for walk in done),
            has_long_walk=where.week.long_min is not None,
        ),
        warning=doing_too_much(where, walks),
        not_enough=not_enough(where, walks, check_ins),
    )


def is_long(walk: LoggedWalk) -> bool:
    """Return whether this was the week's longer walk: 40 minutes, less a minute for tying shoes."""
    return walk.minutes >= LONG_LEAST_MIN - 1


def week_title(number: int) -> str:
    """Return the week in words: "Week 3 of 6"; afterwards "Week 8"."""
    return f"Week {number} of {WEEKS}" if number <= WEEKS else f"Week {number}"
