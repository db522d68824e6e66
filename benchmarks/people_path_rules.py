"""What must hold of sixteen weeks: goals are reached, nobody is stuck, nobody is hurried."""

from collections.abc import Iterator
from itertools import pairwise

from benchmarks.people_case import (
    AS_ASKED,
    DAYS,
    HALF_A_WEEK,
    HARD,
    LAST_WEEK,
    OVER_PLAN,
    OWN_GOAL_BY_WEEK,
    STUCK_WEEKS,
    Broken,
    Case,
    capped,
)
from benchmarks.people_coach import NOT_ENOUGH, REASON, WARNING
from benchmarks.people_model import Day


def reaches(case: Case) -> Iterator[Broken]:
    """Tolerant people who walk what is asked reach their goal: 150 by week 6, or an own one by twice that."""
    if not case.kind.tolerates:
        return
    few = 0 < len(case.person.said_weekdays) <= 4
    weeks = case.weeks
    reached = [week for week, (z2_min, goal) in weeks.items() if goal and z2_min >= goal]
    limit = OWN_GOAL_BY_WEEK if few else LAST_WEEK
    last = case.days[-1].day
    if not reached or reached[0] > limit:
        most = max(z2_min for z2_min, _ in weeks.values())
        yield "no goal reached in time", last, f"first in week {reached[:1]}, most {most:.0f}, by week {limit}"
    for week, (z2_min, goal) in weeks.items():
        first = case.person.start_day + 7 * (week - 1)
        if goal and z2_min < goal and not case.flared(first - 7, first + 7):
            yield "a goal not reached by who walks all", first, f"{z2_min:.0f} of {goal}"


def stuck(case: Case) -> Iterator[Broken]:
    """Nobody who walks once a week, without flares, stays in a week of the programme for ever."""
    run, state = 0, (0, 0)
    for week in range((case.days[0].day - case.person.start_day) // 7, 16):
        first = case.person.start_day + 7 * week
        told = [item.told[-1] for item in case.days if first <= item.day < first + 7 and item.told]
        efforts = [case.walked[day].felt.rpe or 0 for day in range(first, first + 7) if day in case.walked]
        calm = efforts and max(efforts) < HARD and not case.flared(first, first + 6)
        if not told or not calm or told[-1].number > LAST_WEEK:
            run, state = 0, (0, 0)
            continue
        now = told[0].number, max(item.minutes for item in told[0].week)
        run = run + 1 if now == state or (now[0] == state[0] and now[1] <= state[1]) else 1
        state = now
        if run == STUCK_WEEKS + 1:
            yield "stays in a week for ever", first, f"{run} weeks in week {now[0]} ({told[-1].action})"


def _is_over(day: Day) -> bool:
    if day.walk is None or day.asked is None or not day.asked.minutes:
        return False
    return day.walk.minutes >= OVER_PLAN * day.asked.minutes + 1


def scolded(case: Case) -> Iterator[Broken]:
    """Who walked what was asked for, in all of a week, hears no warning of too much."""
    as_asked, week = True, 0
    for day in case.days:
        now = (day.day - case.person.start_day) // 7
        as_asked, week = as_asked or now != week, now
        if day.walk is not None and day.asked is not None:
            is_free = day.asked.kind == "free"
            as_asked &= bool(day.asked.kind) and (is_free or day.walk.minutes <= AS_ASKED * day.asked.minutes + 1)
        warning = next((told.says[WARNING] for told in day.told if WARNING in told.says), None)
        if as_asked and warning is not None:
            yield "a warning for who walks as asked", day.day, warning


def overdone(case: Case) -> Iterator[Broken]:
    """Who walks 30 % more than the plan hears a gentle word in that week."""
    weeks: dict[int, list[Day]] = {}
    for day in case.days:
        weeks.setdefault((day.day - case.person.start_day) // 7, []).append(day)
    for days in weeks.values():
        over = [item for item in days if _is_over(item)]
        words = [told.says[WARNING] for item in days for told in item.told if WARNING in told.says]
        if len(over) >= 2 and not words:
            walk, asked = over[0].walk, over[0].asked
            if walk is not None and asked is not None:
                yield "no gentle word at 30 % over the plan", over[0].day, f"{walk.minutes:.0f} for {asked.minutes}"


def leaps(case: Case) -> Iterator[Broken]:
    """A week holds at most 30 % more than was walked, except for the programme's own steps, which are earned.

    Who cannot walk as long as is asked for does what can be done, and the first questions offer a baseline week.
    """
    entered, number = case.days[0].day, 0
    for day in case.days:
        told = day.told[0] if day.told else None
        if told is None or told.first_day != day.day:
            continue
        planned = sum(item.minutes for item in told.week)
        walked = [sum(walk.minutes for at, walk in case.walked.items() if end - 7 <= at < end)
                  for end in (day.day, day.day - 7, day.day - 14)]  # fmt: skip
        since = sum(walk.minutes for at, walk in case.walked.items() if entered <= at < day.day)
        if number and capped(told.number) > capped(number) and planned > OVER_PLAN * max(walked) and max(walked):
            asked = max((sum(item.minutes for item in one.told[0].week) for one in case.days
                         if one.told and one.day == day.day - 7), default=0)  # fmt: skip
            if since < HALF_A_WEEK * asked and case.kind.able_min is None:
                yield (
                    "advanced without having walked a week",
                    day.day,
                    f"{since:.0f} min in week {number}, now {planned}",
                )
        if max(walked) == 0 and capped(told.number) > 1 and case.rested(day.day) and told.number >= number > 0:
            yield "no step lower after weeks away", day.day, f"week {told.number}, {planned} min"
        if told.number != number:
            entered, number = day.day, told.number


def held(case: Case) -> Iterator[Broken]:
    """Who walks all that is asked, on the programme's days and without a flare, takes a step each week."""
    if not case.kind.tolerates or case.flares or 0 < len(case.person.said_weekdays) < DAYS[1][1]:
        return
    for earlier, later in pairwise(
        item.told[0] for item in case.days if item.told and item.told[0].first_day == item.day
    ):
        if later.number <= earlier.number <= LAST_WEEK:
            words = f"week {earlier.number} again ({later.action}): {later.says.get(REASON)}"
            yield "held without a flare", later.first_day, words
            return


def moves(case: Case) -> Iterator[Broken]:
    """A moved walk is asked for on its new day."""
    for day in case.days:
        if day.moved_to is not None:
            there = next((item for item in day.told[1].week if item.day == day.moved_to), None)
            if there is None or not there.kind:
                yield "a moved walk is lost", day.day, f"to day {day.moved_to}"


def rehab(case: Case) -> Iterator[Broken]:
    """Who gets worse, is limited, or wants more hears that walking is not all; who is well never does."""
    heard = [item.day for item in case.days for told in item.told if NOT_ENOUGH in told.says]
    kind = case.kind
    if (kind.worse_a_week > 0 or kind.limited or kind.wants_more) and kind.answers and not heard:
        yield "a plateau without a word of rehab", case.days[-1].day, kind.name
    if kind.tolerates and heard and not case.flares:
        yield "rehab for who is well", heard[0], case.by_day[heard[0]].told[-1].says.get(NOT_ENOUGH, "")


RULES = (reaches, stuck, held, scolded, overdone, leaps, moves, rehab)
