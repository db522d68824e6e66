"""The plan of one day, from the week, the days walked, and how the back is.

Minutes rise with walks done, never with days passed: a missed day changes nothing and is not made up.
"""

from collections.abc import Collection

import msgspec

from coach.domain.programme.layout import fitted, layout, walks_before_harder
from coach.domain.programme.own_path import AS_WRITTEN, DAYS, OwnPath
from coach.domain.programme.weeks import AttendTo, Phase, WeekPlan
from coach.domain.workout.steps import Workout, WorkoutKind, make

RISE_AFTER_FLARE_MIN = 5
"""The largest step between two weeks of the programme, from 20 to 25 minutes: enough for one walk after a flare."""

LEAST_MIN = 5
"""The shortest walk that is asked for, after a flare or before week 1: shorter ones are a try of the strap."""


class Prescription(msgspec.Struct, frozen=True):
    """The plan of one day."""

    day: int
    week: int
    """The week of the programme, by tolerance; over 6 is maintenance, 0 before week 1."""
    phase: Phase
    kind: WorkoutKind | None
    """None is a day of rest."""
    minutes: int
    """The whole walk; 0 on a day of rest, and for a walk as long as is comfortable."""
    workout: Workout | None
    """None on a day of rest."""
    focus: AttendTo | None
    """What to attend to; None on a day of rest."""
    walks_before: int
    """The walks of this week before this day, those to come as planned."""
    optional: bool = False
    """True on a tempo day, which may instead be an ordinary walk of the same minutes."""
    done: bool = False
    """Whether the day already has a walk."""
    eased: bool = False
    """Whether it is reduced because of the walker's back."""

    @property
    def is_rest(self) -> bool:
        """Return whether the day has no walk."""
        return self.kind is None


class Easing(msgspec.Struct, frozen=True):
    """What the walker's back leaves of the week."""

    eased: bool = False
    """The latest walk hurt: every walk is an ordinary one at the low end of the phase."""
    flared_day: int | None = None
    """The last day of this week on which a walk hurt: from there the minutes rise anew, and nothing harder comes."""
    share: float | None = None
    """After a flare, the share of the minutes, up to the first walk with all of them; then None."""

    @property
    def is_plain(self) -> bool:
        """Whether a longer walk or a tempo day may come."""
        return not self.eased and self.flared_day is None and self.share is None


NO_EASING = Easing()


def prescription(
    week: WeekPlan,
    first_day: int,
    day: int,
    walked: Collection[int] = (),
    *,
    own: OwnPath = AS_WRITTEN,
    long_done: bool = False,
    easing: Easing = NO_EASING,
    today: int | None = None,
) -> Prescription:
    """Return the plan of a day in a week of the programme that began on `first_day`.

    `walked` are the days with a walk, of any week. Days from `today` (default: `day`) up to `day` count as walked as
    planned. A walk on the day itself does not change the day's plan. `long_done`: the longer walk took place earlier
    this week.

    Raises:
        ValueError: when the day is not in the week.
    """
    if not first_day <= day < first_day + DAYS:
        raise ValueError(f"day {day} is not in the week from {first_day}")
    week = fitted(week, own)
    plan = layout(week, first_day, own)
    planned = range(max(first_day, day if today is None else today), day)
    days = {item for item in walked if first_day <= item < day}
    days.update(item for item in planned if plan[item - first_day] is not None)
    done = len(days)
    kind = plan[day - first_day]
    if kind is None or done >= most_walks(week, own):
        return Prescription(
            day, week.number, week.phase, None, 0, None, None, done, done=day in walked, eased=easing.eased
        )
    if kind in {WorkoutKind.LONG, WorkoutKind.TEMPO} and (
        not easing.is_plain or done < walks_before_harder(week.walks) or (kind is WorkoutKind.LONG and long_done)
    ):
        kind = WorkoutKind.STEADY
    minutes = _minutes(week, kind, done, sum(item > (easing.flared_day or 0) for item in days), easing)
    return Prescription(
        day,
        week.number,
        week.phase,
        kind,
        minutes,
        make(kind, minutes or None),
        week.phase.attend_to[done % len(week.phase.attend_to)],
        done,
        optional=kind is WorkoutKind.TEMPO,
        done=day in walked,
        eased=easing.eased or (easing.share or 1.0) < 1,
    )


def most_walks(week: WeekPlan, own: OwnPath) -> int:
    """Return after how many walks the rest of a week is rest: the phase's most, or as many as the walker has days."""
    return week.walks if own.weekdays else week.phase.days[1]


def _minutes(week: WeekPlan, kind: WorkoutKind, done: int, since: int, easing: Easing) -> int:
    """Return a walk's minutes after `done` walks of this week, `since` of them after the day that hurt."""
    if kind is WorkoutKind.FREE:
        return 0
    if kind is WorkoutKind.LONG and week.long_min is not None:
        return week.long_min
    if easing.share is not None:  # up to the first whole walk, which is the week's shortest
        return max(LEAST_MIN, round(week.minutes[0] * easing.share))
    lowest = week.phase.minutes[0] if week.number else week.minutes[0]
    if easing.eased:
        return lowest
    if easing.flared_day is not None:
        # The first walk that is well again is no step up: two days are too soon for one.
        rises = max(0, since - 1)
        return min(week.minutes_after(rises), lowest + RISE_AFTER_FLARE_MIN * rises)
    return week.minutes_after(done)
