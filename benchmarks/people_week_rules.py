"""What must hold of each walk and week that is asked for."""

from collections.abc import Iterator
from itertools import pairwise

from benchmarks.people_case import (
    DAYS,
    LAST_WEEK,
    LONG_MIN,
    MUCH_SPARE,
    ORDINARY_MIN,
    SPARE,
    TEMPO_MIN,
    WALKS_BACK,
    Broken,
    Case,
    capped,
)


def bounds(case: Case) -> Iterator[Broken]:
    """Each walk that is asked for is one of the programme."""
    for day in case.days:
        for told in day.told[:-1] if day.walk else day.told:
            asked = told.today
            week = capped(max(1, told.number))
            lo, hi = {"long": LONG_MIN, "tempo": TEMPO_MIN}.get(asked.kind, ORDINARY_MIN[week])
            if not asked.kind or (asked.kind == "free" and case.kind.with_baseline and told.number < 1):
                continue
            what = f"{asked.kind} {asked.minutes} in week {told.number}"
            if asked.minutes > hi:
                yield "longer than the phase's", day.day, what
            if asked.minutes < lo and (asked.kind != "steady" or not case.is_easy(day.day)):
                yield "shorter than the phase's without a reason", day.day, what
            if (asked.kind == "long" and week not in {3, 4}) or (asked.kind == "tempo" and week < 5):
                yield "a harder walk before its phase", day.day, what
            if asked.kind != "steady" and case.walks_since_flare(day.day) < WALKS_BACK:
                yield "a harder walk before three since a flare", day.day, what


def weeks(case: Case) -> Iterator[Broken]:
    """Each week has the phase's days, on the weekdays that suit, with one harder walk at most."""
    said = case.person.said_weekdays
    known: set[int] = set()
    for day in case.days:
        if not day.told or day.told[0].first_day in known:
            continue
        told = day.told[0]
        known.add(told.first_day)
        walks = [item for item in told.week if item.kind]
        week = capped(max(1, told.number))
        lo, hi = DAYS[week]
        if len(walks) > hi:
            yield "more days than the phase's", day.day, f"{len(walks)} in week {told.number}"
        whole = told.first_day == day.day and not case.is_easy(day.day)
        if whole and len(walks) < min(lo, len(said) or lo):
            yield "fewer days than suit and the phase has", day.day, f"{len(walks)} of {len(said) or lo}, week {week}"
        if len(said) == 7 and whole and week in {5, 6} and len(walks) < 7:
            yield "fewer than seven days for who walks seven", day.day, f"{len(walks)} in week {told.number}"
        off = [item.day for item in walks if said and (item.day - 1) % 7 not in said]
        if off and not case.kind.moves:
            yield "a walk on a weekday that does not suit", day.day, f"day {off[0]}, suits {sorted(said)}"
        for kind in ("long", "tempo"):
            if sum(item.kind == kind for item in walks) > 1:
                yield "two harder walks in a week", day.day, kind


def steps(case: Case) -> Iterator[Broken]:
    """Nobody takes two steps at once."""
    for earlier, later in pairwise(item.told[-1] for item in case.days if item.told):
        if capped(later.number) - capped(earlier.number) > max(1, later.calendar_week - earlier.calendar_week):
            yield "two steps at once", later.today.day, f"week {earlier.number} to {later.number}"


def sums(case: Case) -> Iterator[Broken]:
    """A goal is reached by who walks the plan exactly, with 5-10 % to spare."""
    for day in case.days:
        told = day.told[0] if day.told else None
        if told is None or told.goal_min is None or told.first_day != day.day or case.is_easy(day.day):
            continue
        planned = sum(item.z2_min for item in told.week)
        words = (
            f"week {told.number}: {planned:.0f} planned for {told.goal_min}, on {sum(bool(x.kind) for x in told.week)}"
        )
        if planned < SPARE * told.goal_min:
            yield "the plan does not reach its goal", day.day, words
        if planned > MUCH_SPARE * told.goal_min and told.number != LAST_WEEK and len(case.person.weekdays) < 7:
            yield "the plan is far over its goal", day.day, words


RULES = (bounds, weeks, steps, sums)
