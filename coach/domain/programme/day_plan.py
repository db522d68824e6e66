"""Builds a day of the programme for display: today, this week, and why."""

from collections.abc import Sequence

import msgspec

from coach.domain.programme.advice import Limit, TooMuch, doing_too_much, fewer_days, not_enough
from coach.domain.programme.layout import layout
from coach.domain.programme.own_path import Move
from coach.domain.programme.prescription import Prescription, most_walks, prescription
from coach.domain.programme.progression import ProgrammeStart, Standing, Standings, is_walk_of
from coach.domain.programme.walk_log import CheckIn, LoggedWalk, all_between
from coach.domain.programme.weeks import LONG_LEAST_MIN, WEEKS

GOAL_WALKS = 10
GOAL_LEAST_SHARE = 0.1
"""Who has not been in the zone for a tenth of the last ten walks, about two weeks, has no band or cannot reach it: then
minutes walked are the goal (minutes first, zone second)."""


class PlannedDay(msgspec.Struct, frozen=True):
    """One day of the displayed week."""

    day: int
    planned: Prescription
    walked_minutes: float
    """0 when there was no walk."""


class WeekTotals(msgspec.Struct, frozen=True):
    """The week so far."""

    walks: int
    """Days with a walk, as the programme counts them."""
    prescribed_walks: tuple[int, int]
    """The phase's days, or the walker's own."""
    minutes: float
    """Walked in all, strap tests included."""
    z2_minutes: float
    """Of all walks, strap tests included."""
    goal_minutes: tuple[int, int] | None
    """None until week 5; on fewer days than the programme's a goal of one's own."""
    long_walk_done: bool
    has_long_walk: bool
    goal_is_walked: bool = False
    """Whether the goal is in minutes walked, for somebody whose walks are hardly ever in the zone."""


class DayPlan(msgspec.Struct, frozen=True):
    """Everything the programme says about a day."""

    standing: Standing
    today: Prescription
    days: tuple[PlannedDay, ...]
    """The seven days of the week, from its first."""
    week: WeekTotals
    warning: TooMuch | None
    """Too much too soon."""
    not_enough: Limit | None
    """Walking isn't enough."""
    fewer_days: int | None = None
    """On how many days the walker walks, when the plan had better fit them."""


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
    standings = Standings(start, walks, check_ins)
    where = standings.on(day, now)
    # Seen from the day itself, earlier days have happened; later ones count as planned.
    reach = min(day, now)
    every = all_between(walks, where.first_day, reach + 1)
    done = [walk for walk in every if is_walk_of(where.week, walk)]
    walked = frozenset(walk.day for walk in done)

    def asked(of: int, *, that_morning: bool = False) -> Prescription:
        # Show a past day as it was planned that morning, whatever a later flare made of the week.
        then = where
        if of < reach or that_morning:
            then = standings.before_walks(of, has_reports=not that_morning)
        return prescription(
            then.week,
            then.first_day,
            of,
            walked,
            own=start.own,
            long_done=any(walk.day < of and is_long(walk) for walk in done),
            easing=then.easing,
            today=reach,
        )

    days = tuple(
        PlannedDay(item, asked(item), sum(walk.minutes for walk in done if walk.day == item))
        for item in range(where.first_day, where.first_day + 7)
    )
    planned = {item.day: item.planned.minutes for item in days if item.day < reach}
    planned[reach] = asked(reach, that_morning=True).minutes
    return DayPlan(
        standing=where,
        today=days[day - where.first_day].planned,
        days=days,
        week=_totals(where, every, done, goal_is_walked=_is_rarely_in_zone(walks, reach)),
        warning=doing_too_much(where, walks, planned),
        not_enough=not_enough(where, walks, check_ins),
        fewer_days=fewer_days(where, walks),
    )


def _is_rarely_in_zone(walks: Sequence[LoggedWalk], reach: int) -> bool:
    last = sorted((walk for walk in walks if walk.is_counted and walk.day <= reach), key=lambda walk: walk.day)
    last = last[-GOAL_WALKS:]
    share = sum(walk.z2_s for walk in last) / (sum(walk.moving_s for walk in last) or 1.0)
    return len(last) == GOAL_WALKS and share < GOAL_LEAST_SHARE


def _totals(
    where: Standing, every: Sequence[LoggedWalk], done: Sequence[LoggedWalk], *, goal_is_walked: bool
) -> WeekTotals:
    """Return the week so far; `done` are those of its walks (`every`) that count."""
    week = where.week
    return WeekTotals(
        walks=len({walk.day for walk in done}),
        prescribed_walks=(week.walks, week.walks) if where.own.weekdays else week.phase.days,
        minutes=sum(walk.minutes for walk in every),
        z2_minutes=sum(walk.z2_s for walk in every) / 60,
        goal_minutes=week.goal_minutes,
        long_walk_done=any(is_long(walk) for walk in done),
        has_long_walk=week.long_min is not None,
        goal_is_walked=goal_is_walked,
    )


def movable(plan: DayPlan) -> Move | None:
    """Return how the day's walk can move within its week: to the next free day, or the next walk to a free day.

    The latest move of this day is taken back first. None when there is no such day, and after the day's walk.
    """
    today, where = plan.today, plan.standing
    if today.done:
        return None
    kinds = layout(where.week, where.first_day, where.own)
    has_walk = {where.first_day + day: kind is not None for day, kind in enumerate(kinds)}
    later = [day for day, walks in has_walk.items() if day > today.day and walks is not has_walk[today.day]]
    latest = [move for move in where.own.moves if today.day in {move.from_day, move.to_day}][-1:]
    later.sort(key=lambda day: not any(day in {move.from_day, move.to_day} for move in latest))
    if not later or today.walks_before >= most_walks(where.week, where.own):
        return None
    return Move(today.day, later[0]) if has_walk[today.day] else Move(later[0], today.day)


def is_long(walk: LoggedWalk) -> bool:
    """Return whether this was the week's longer walk: 40 minutes, less a minute for tying shoes."""
    return walk.minutes >= LONG_LEAST_MIN - 1


def week_title(number: int) -> str:
    """Return the week in words: "Week 3 of 6"; afterwards "Week 8"."""
    if number < 1:
        return "Before week 1"
    return f"Week {number} of {WEEKS}" if number <= WEEKS else f"Week {number}"
