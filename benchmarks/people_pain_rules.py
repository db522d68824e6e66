"""What must hold after a flare, for everybody."""

from collections.abc import Iterator

from benchmarks.people_case import (
    EASY_DAYS,
    HALF,
    ORDINARY_MIN,
    SHORTEST_MIN,
    STEP_MIN,
    STEP_SHARE,
    WAIT_DAYS,
    Broken,
    Case,
    Flare,
    capped,
    number_of,
)
from benchmarks.people_coach import Told
from benchmarks.people_model import Day


def advanced(case: Case) -> Iterator[Broken]:
    """Nobody is advanced, or given more, within 48 hours of a flare."""
    before: Told | None = None
    most_min = 0
    for day in case.days:
        recent = [item for item in case.flares if 0 <= day.day - item.day <= WAIT_DAYS]
        for told in day.told:
            # A walk's own flare is known once it was walked: told last on that day.
            known = [item for item in recent if item.day < day.day or item.walked < day.day or told is day.told[-1]]
            if before is not None and known:
                if capped(told.number) > capped(before.number):
                    words = f"week {before.number} to {told.number} after {known[-1].words}"
                    yield "advanced within 48 h of a flare", day.day, words
                if told.today.minutes > most_min and not told.today.done:
                    words = f"{told.today.minutes} min, never over {most_min} before, after {known[-1].words}"
                    yield "heavier within 48 h of a flare", day.day, words
            before = told
        if day.asked is not None:
            most_min = max(most_min, day.asked.minutes)


def _asked(case: Case, first: int, last: int) -> list[Day]:
    return [item for item in case.days if first <= item.day <= last and item.asked and item.asked.minutes]


def halved(case: Case) -> Iterator[Broken]:
    """After a flare the next walk is half as long, and the minutes return by steps."""
    quiet_until = 0
    for flare in case.flares:
        if flare.day < quiet_until or not flare.halves:
            continue
        quiet_until = flare.day + EASY_DAYS
        earlier = _asked(case, flare.day - EASY_DAYS // 2, flare.day - 1)
        before = [item.asked.minutes for item in earlier if item.asked and item.asked.kind == "steady"]
        same_day_walk = case.walked.get(flare.day) is not None and flare.walked == flare.day
        later = _asked(case, flare.day + same_day_walk, flare.day + EASY_DAYS)
        if not before or not later or (case.kind.with_baseline and max(before) <= 15):
            continue
        # Of two weeks, for the latest walks may already be halved.
        usual_min = max(before)
        first = later[0].asked
        if first is not None and first.minutes > max(SHORTEST_MIN, HALF * usual_min):
            words = f"{first.kind} {first.minutes} min after {usual_min} and {flare.words}"
            yield "not halved after a flare", later[0].day, words
        yield from _by_steps(case, flare, later, usual_min)


def _by_steps(case: Case, flare: Flare, later: list[Day], usual_min: int) -> Iterator[Broken]:
    last, day = 0, 0
    for item in later:
        minutes = 0 if item.asked is None else item.asked.minutes
        # A walk on a day of rest is a step as well.
        walks = max(1, sum(day <= at < item.day for at in case.walked))
        if last and minutes > max(last + STEP_MIN * walks, last * STEP_SHARE**walks) and last < usual_min:
            yield "back in one leap after a flare", item.day, f"{last} to {minutes} min; {flare.words}"
        if last and last >= usual_min:
            return
        last, day = minutes, item.day
    walked = sum(flare.day < day <= flare.day + EASY_DAYS for day in case.walked)
    again = any(flare.day + 7 < item.day <= flare.day + EASY_DAYS for item in case.flares)
    if walked >= 10 and not again and last < min(usual_min, ORDINARY_MIN[capped(number_of(later[-1]))][0]):
        yield "not back four weeks after a flare", later[-1].day, f"{last} of {usual_min} min; {flare.words}"


RULES = (
    advanced,
    halved,
)
