"""A day of the programme for somebody who wants to see it: today, this week, and why.

`day_plan` puts the parts together, `plan_json` is what `coach plan --json` prints.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.advice import doing_too_much, not_enough
from coach.domain.programme import LONG_LEAST_MIN, WEEKS, Prescription, prescription, week_plan
from coach.domain.progression import Action, ProgrammeStart, Standing, standing
from coach.domain.walk_log import CheckIn, LoggedWalk, between, days_walked

AFTERWARDS = "After week 6 it goes on: 150 to 300 minutes in Zone 2 a week, on five days or more."


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of the week that is shown."""

    day: int
    planned: Prescription
    walked_minutes: float
    """0 when there was no walk."""


@dataclass(frozen=True, slots=True)
class WeekTotals:
    """The week so far."""

    walks: int
    prescribed_walks: tuple[int, int]
    z2_minutes: float
    goal_minutes: tuple[int, int] | None
    """None until week 5."""
    long_walk_done: bool
    has_long_walk: bool


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Everything the programme says of a day."""

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
    """The plan of any day. `today` (default `day`) is how far the log reaches; days after it are taken as planned.

    Raises:
        ValueError: when the programme has not begun on that day.
    """
    now = day if today is None else today
    where = standing(start, walks, day, now)
    done = between(walks, where.first_day, min(day, now) + 1)
    walked = days_walked(done)

    def asked(of: int, reach: int) -> Prescription:
        return prescription(
            where.number,
            where.first_day,
            of,
            walked,
            long_done=any(walk.day < of and is_long(walk) for walk in done),
            eased=where.eased,
            flared_day=where.flared_day,
            today=reach,
        )

    # Seen from the day itself, what lies before it has happened; what comes is taken as planned.
    reach = min(day, now)
    days = tuple(
        PlannedDay(item, asked(item, reach), sum(walk.minutes for walk in done if walk.day == item))
        for item in range(where.first_day, where.first_day + 7)
    )
    return DayPlan(
        standing=where,
        today=days[day - where.first_day].planned,
        days=days,
        week=WeekTotals(
            walks=len(done),
            prescribed_walks=where.week.phase.days,
            z2_minutes=sum(walk.z2_s for walk in done) / 60,
            goal_minutes=where.week.goal_minutes,
            long_walk_done=any(is_long(walk) for walk in done),
            has_long_walk=where.week.long_min is not None,
        ),
        warning=doing_too_much(where, walks),
        not_enough=not_enough(where, walks, check_ins),
    )


def is_long(walk: LoggedWalk) -> bool:
    """Whether this was the week's longer walk: 40 minutes, a minute of tying shoes forgiven."""
    return walk.minutes >= LONG_LEAST_MIN - 1


def plan_json(plan: DayPlan) -> dict[str, object]:
    """What `coach plan --json` prints."""
    today, week = plan.today, plan.week
    return {
        "week": plan.standing.number,
        "phase": today.phase.number,
        "today": {
            "workout": "rest" if today.kind is None else today.kind.value,
            "minutes": today.minutes,
            "steps": []
            if today.workout is None
            else [{"kind": step.kind.value, "duration_s": step.duration_s} for step in today.workout.steps],
            "focus": today.focus,
        },
        "this_week": {
            "walks": week.walks,
            "prescribed_walks": list(week.prescribed_walks),
            "z2_minutes": round(week.z2_minutes, 1),
            "goal_minutes": None if week.goal_minutes is None else list(week.goal_minutes),
            "long_walk_done": week.long_walk_done,
        },
        "decision": {"action": plan.standing.decision.action.value, "reason": plan.standing.decision.reason},
    }


def week_title(number: int) -> str:
    """The week in words: "Week 3 of 6"; afterwards "Week 8"."""
    return f"Week {number} of {WEEKS}" if number <= WEEKS else f"Week {number}"


def not_begun_json(start_day: int, day: int) -> dict[str, object]:
    """The same object for a day before the programme begins: week 0, and nothing asked for."""
    phase = week_plan(1).phase
    days = start_day - day
    wait = f"The programme begins in {days} days." if days != 1 else "The programme begins tomorrow."
    return {
        "week": 0,
        "phase": phase.number,
        "today": {"workout": "rest", "minutes": 0, "steps": [], "focus": wait},
        "this_week": {
            "walks": 0,
            "prescribed_walks": [0, 0],
            "z2_minutes": 0.0,
            "goal_minutes": None,
            "long_walk_done": False,
        },
        "decision": {"action": Action.HOLD.value, "reason": wait},
    }
