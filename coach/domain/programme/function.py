"""Function, not only pain: up to three activities of the walker's own, rated now and then, and what became of them.

A back can hurt as before and carry the shopping again: who walks for that should see it. Which activities matter is
the walker's own choice, as in the patient-specific score that clinics use (Stratford 1995; in Coach's own words).
"""

from collections.abc import Iterable
from statistics import fmean

import msgspec

from coach.domain.programme.change import Change
from coach.domain.programme.walk_log import CheckIn, OwnActivity

EARLY_EVERY_WEEKS, LATER_EVERY_WEEKS = 3, 6
"""Rated in weeks 0, 3 and 6 since the start, while most changes, and then each six weeks."""

OFFERED_DAYS = 14
"""So long it is asked for: no question stands for more than two weeks."""

LEAST_DAYS_BETWEEN = 14
"""Who rated late is not asked again at once: in less than two weeks little changes."""

BEFORE_START_DAYS = 7
"""A rating in the week before the first day is where the walker began; an older one is of another time."""

LEAST_FUNCTION_CHANGE = 2.0
"""Points of ten, of the mean. A smaller change of the mean may be chance (Stratford 1995: 2 points, 90 %); it also lies
between a small change that people notice, 1.3, and a middling one, 2.3 (Abbott & Schmitt 2014)."""


class FunctionQuestion(msgspec.Struct, frozen=True):
    """What is due: the names of last time, to be rated anew, or no names yet."""

    week: int
    """Since the start: 0, 3, 6, 12, ..."""
    names: tuple[str, ...]
    rated_day: int | None
    """When they were rated last. The scores of that day are not shown again before the new ones are given: the form
    that clinics use reads out date and activities alone, for a shown score pulls the new one towards it."""
    may_end: bool
    """Whether to offer never to be asked again: not the first time, when nobody knows yet what it is like."""


class FunctionAnswer(msgspec.Struct, frozen=True):
    """Activities with their scores; or none, which is "not now" or, when not to be asked again, "never"."""

    activities: tuple[OwnActivity, ...]
    asks_again: bool = True

    def as_check_in(self, day: int) -> CheckIn:
        """Return it as an answer of that day."""
        return CheckIn(day, function=self.activities, asks_function=self.asks_again)


def latest_due_week(week: int) -> int:
    """Return the latest week, since the start, in which activities are rated: `week` itself or one before it."""
    every = EARLY_EVERY_WEEKS if week < LATER_EVERY_WEEKS else LATER_EVERY_WEEKS
    return week // every * every


def wants_function(start_day: int, day: int, check_ins: Iterable[CheckIn]) -> FunctionQuestion | None:
    """Return what to ask for on a day of the programme that began on `start_day`; None when nothing is due."""
    if day < start_day:
        return None
    week = latest_due_week((day - start_day) // 7)
    due_day = start_day + 7 * week
    known = sorted((item for item in check_ins if item.day <= day), key=lambda item: item.day)
    rated = [item for item in known if item.function]
    replied = [item for item in known if item.function or item.asks_function is not None]
    last = rated[-1] if rated else None
    from_day = due_day if last is None else max(due_day, last.day + LEAST_DAYS_BETWEEN)
    if not from_day <= day < from_day + OFFERED_DAYS:
        return None
    answered_from = due_day if week else start_day - BEFORE_START_DAYS
    if replied and (replied[-1].day >= answered_from or _is_over(replied)):
        return None
    return FunctionQuestion(
        week,
        () if last is None else tuple(item.name for item in last.function),
        None if last is None else last.day,
        may_end=bool(replied),
    )


def _is_over(replied: Iterable[CheckIn]) -> bool:
    """Return whether the walker's last word is not to be asked again."""
    words = [item.asks_function for item in replied if item.asks_function is not None]
    return bool(words) and words[-1] is False


def function_means(check_ins: Iterable[CheckIn]) -> tuple[tuple[int, float], ...]:
    """Return the day and the mean score of each rating, from old to new.

    The mean is of the activities that were rated both first and last, or a new activity would look like a change; a
    day that lacks one of them is left out. Without any in common there is the last rating alone.
    """
    rated = [
        (item.day, {activity.name: activity.score for activity in item.function})
        for item in sorted(check_ins, key=lambda item: item.day)
        if item.function
    ]
    if not rated:
        return ()
    names = rated[0][1].keys() & rated[-1][1].keys() or rated[-1][1].keys()
    return tuple((day, fmean(scores[name] for name in names)) for day, scores in rated if names <= scores.keys())


def function_change(check_ins: Iterable[CheckIn]) -> Change | None:
    """Return what became of the activities since they were rated first; None before they were rated twice."""
    means = function_means(check_ins)
    return Change(means[0][1], means[-1][1], LEAST_FUNCTION_CHANGE) if len(means) > 1 else None
