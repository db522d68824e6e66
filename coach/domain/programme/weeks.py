"""The six weeks as data, and the week they lay out: which days, how long, what to attend to (README, "The programme").

A day is an ordinal number (see `walk_log`), a week is seven days from the programme's first day. The week of the
programme that a walker is *in* depends on tolerance (`progression.standing`), not on the calendar alone. Minutes rise
with walks done, never with days passed: a missed day changes nothing and is not made up.
"""

from collections.abc import Collection
from dataclasses import dataclass

from coach.domain.workout.steps import Workout, WorkoutKind, make

WEEKS = 6
MAINTENANCE_WEEK = WEEKS + 1
"""The first week of maintenance."""

GOAL_MINUTES = (150, 300)
"""Zone 2 minutes a week, from week 5 on; a beginner has no goal to fail."""

GOAL_FROM_WEEK = 5

LONG_LEAST_MIN = 40
"""The least minutes of a long walk."""

RISE_AFTER_FLARE_MIN = 5
"""The largest step between two weeks of the programme, from 20 to 25 minutes: enough for one walk after a flare."""

WALKS_BEFORE_HARDER = 2
"""At least this many walks of the week come before its longer walk or its tempo day, else that day is ordinary."""

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Phase:
    """Two weeks of the programme. Ranges are from-to, both included."""

    number: int
    name: str
    days: tuple[int, int]
    minutes: tuple[int, int]
    has_long_walk: bool
    has_tempo_day: bool
    intensity: str
    attend_to: tuple[str, ...]
    """In our own words; one for each walk, in turn."""
    log: tuple[str, ...]
    """What to write down after each walk."""


_LOG = ("How hard it felt, 0 to 10.", "Your heart rate right after, and a minute later.")

RHYTHM = Phase(
    number=1,
    name="Rhythm and routine",
    days=(4, 5),
    minutes=(15, 20),
    has_long_walk=False,
    has_tempo_day=False,
    intensity="Light to moderate, in Zone 2.",
    attend_to=(
        "Let your arms swing loosely from the shoulders.",
        "Take the stride that comes by itself: smooth, not long.",
        "Stay on flat ground.",
        "Breathe through your nose, or in through the nose and out through the mouth.",
    ),
    log=_LOG,
)
CONFIDENCE = Phase(
    number=2,
    name="Volume and confidence",
    days=(5, 6),
    minutes=(25, 35),
    has_long_walk=True,
    has_tempo_day=False,
    intensity="Moderate, still in Zone 2, never out of breath.",
    attend_to=(
        "Find one pace and keep its rhythm from start to end.",
        "Let your trunk turn a little with your arms.",
        "Keep the heart rate even: few spikes, no hurry.",
    ),
    log=_LOG,
)
CAPACITY = Phase(
    number=3,
    name="Capacity",
    days=(6, 7),
    minutes=(30, 45),
    has_long_walk=False,
    has_tempo_day=True,
    intensity="Zone 2; one day of light tempo if you like.",
    attend_to=(
        "Walk briskly and steadily, still able to speak in sentences.",
        "Make the easy parts truly easy.",
        "See whether the same heart rate carries you a little faster.",
    ),
    log=(*_LOG, "Your Zone 2 minutes of the week.", "Your pace at the same heart rate."),
)
MAINTENANCE = Phase(
    number=4,
    name="Keeping it up",
    days=(5, 7),
    minutes=(30, 45),
    has_long_walk=False,
    has_tempo_day=True,
    intensity="Zone 2, 150 to 300 minutes a week.",
    attend_to=(
        "Keep the habit: the same days, the same hour.",
        "Vary the way, keep the effort.",
        "Walk tall, arms loose, and breathe quietly.",
    ),
    log=CAPACITY.log,
)


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One week of the programme: its number of walks, and their minutes from the first to the last."""

    number: int
    phase: Phase
    walks: int
    minutes: tuple[int, int]
    long_min: int | None = None

    @property
    def goal_minutes(self) -> tuple[int, int] | None:
        """Zone 2 minutes to reach; None before week 5."""
        return GOAL_MINUTES if self.number >= GOAL_FROM_WEEK else None

    @property
    def longest_min(self) -> int:
        """The longest walk the week asks for."""
        return max(self.minutes[1], self.long_min or 0)

    @property
    def planned_minutes(self) -> int:
        """The minutes of all its walks as laid out, with the longer one last."""
        ordinary = self.walks - (self.long_min is not None)
        return sum(self.minutes_after(done) for done in range(ordinary)) + (self.long_min or 0)

    @property
    def most_minutes(self) -> int:
        """The minutes of all its walks at their longest, on as many days as the phase has."""
        return self.minutes[1] * (self.phase.days[1] - (self.long_min is not None)) + (self.long_min or 0)

    def minutes_after(self, walks_done: int) -> int:
        """Return an ordinary walk's minutes after this many walks of this week: from the low to the high end."""
        lo, hi = self.minutes
        return min(hi, round(lo + (hi - lo) * walks_done / (self.walks - 1)))


_WEEKS = (
    WeekPlan(1, RHYTHM, 4, (15, 17)),
    WeekPlan(2, RHYTHM, 5, (18, 20)),
    WeekPlan(3, CONFIDENCE, 5, (25, 29), long_min=40),
    WeekPlan(4, CONFIDENCE, 6, (30, 35), long_min=45),
    WeekPlan(5, CAPACITY, 6, (30, 37)),
    WeekPlan(6, CAPACITY, 6, (38, 45)),
)


def week_plan(number: int) -> WeekPlan:
    """Return a week of the programme, from 1; every week after week 6 is maintenance.

    Raises:
        ValueError: when the number is under 1.
    """
    if number < 1:
        raise ValueError(f"the programme's weeks are counted from 1, not {number}")
    if number <= WEEKS:
        return _WEEKS[number - 1]
    # Five walks of 40 minutes are about 160 in Zone 2, without warm-up and cool-down: just inside the goal.
    return WeekPlan(number, MAINTENANCE, 5, (40, 40))


def week_before(number: int) -> int:
    """Return the week that a step back leads to: the nearest earlier one with no more total and no longer walk.

    Weeks do not rise in every respect: week 4 has a longer walk than week 5, and maintenance is less than week 6.
    Walks of up to `LONG_LEAST_MIN` always pass, so week 5, whose longest is 37 minutes, can lead to a week with one.
    The first week leads to itself.
    """
    here = week_plan(number)
    longest_min = max(here.longest_min, LONG_LEAST_MIN)
    for earlier in range(min(number, MAINTENANCE_WEEK) - 1, 1, -1):
        week = week_plan(earlier)
        if week.planned_minutes <= here.planned_minutes and week.longest_min <= longest_min:
            return earlier
    return 1


def weekday(day: int) -> int:
    """Return the day of the week; 0 is Monday."""
    return (day - 1) % 7


def week_of(start_day: int, day: int) -> int:
    """Return the calendar week of the programme, 1 in its first seven days; 0 and less before it begins."""
    return (day - start_day) // 7 + 1


def first_day_of(start_day: int, week: int) -> int:
    """Return the first day of a calendar week of the programme."""
    return start_day + (week - 1) * 7


_WALK_DAYS: dict[int, tuple[int, ...]] = {4: (0, 2, 4, 6), 5: (0, 1, 3, 4, 6), 6: (0, 1, 2, 4, 5, 6)}
"""Days of a week with a walk, counted from its first: rest in between, never three days of rest in a row."""


def layout(week: WeekPlan, first_day: int) -> tuple[WorkoutKind | None, ...]:
    """Return what each of the seven days from `first_day` is for; None is rest.

    The longer walk lies on the last weekend day that has two walks before it, else it is the week's last. The tempo day
    is the first walk after the rest in the middle of the week.
    """
    offsets = _WALK_DAYS[week.walks]
    kinds: list[WorkoutKind | None] = [WorkoutKind.STEADY if day in offsets else None for day in range(7)]
    if week.long_min is not None:
        later = offsets[WALKS_BEFORE_HARDER:]
        weekend = [day for day in later if weekday(first_day + day) in {SATURDAY, SUNDAY}]
        kinds[weekend[-1] if weekend else later[-1]] = WorkoutKind.LONG
    if week.phase.has_tempo_day:
        kinds[next(day for day in offsets[WALKS_BEFORE_HARDER:] if kinds[day - 1] is None)] = WorkoutKind.TEMPO
    return tuple(kinds)


@dataclass(frozen=True, slots=True)
class Prescription:
    """The plan of one day."""

    day: int
    week: int
    """The week of the programme, by tolerance; over 6 is maintenance."""
    phase: Phase
    kind: WorkoutKind | None
    """None is a day of rest."""
    minutes: int
    """The whole walk; 0 on a day of rest."""
    workout: Workout | None
    """None on a day of rest."""
    focus: str
    """What to attend to, in a sentence."""
    optional: bool = False
    """True on a tempo day, which may instead be an ordinary walk of the same minutes."""
    done: bool = False
    """Whether the day already has a walk."""
    eased: bool = False
    """Whether it is reduced to the low end of the phase, because of the walker's back."""

    @property
    def is_rest(self) -> bool:
        """Return whether the day has no walk."""
        return self.kind is None


def prescription(
    number: int,
    first_day: int,
    day: int,
    walked: Collection[int] = (),
    *,
    long_done: bool = False,
    eased: bool = False,
    flared_day: int | None = None,
    today: int | None = None,
) -> Prescription:
    """Return the plan of a day in week `number` of the programme; that week began on `first_day`.

    `walked` are the days with a walk, of any week. Days from `today` (default: `day`) up to `day` count as walked as
    planned. A walk on the day itself does not change the day's plan. `long_done`: the longer walk took place earlier
    this week. `eased`: after a flare, every walk is an ordinary one at the low end of the phase. Once it has settled,
    the minutes rise anew with the walks since `flared_day`, and nothing harder comes that week.

    Raises:
        ValueError: when the day is not in the week.
    """
    if not first_day <= day < first_day + 7:
        raise ValueError(f"day {day} is not in the week from {first_day}")
    week = week_plan(number)
    plan = layout(week, first_day)
    planned = range(max(first_day, day if today is None else today), day)
    days = {item for item in walked if first_day <= item < day}
    days.update(item for item in planned if plan[item - first_day] is not None)
    done = len(days)
    focus = week.phase.attend_to[done % len(week.phase.attend_to)]
    kind = plan[day - first_day]
    if kind is None or done >= week.phase.days[1]:
        rest = "Rest today: the body gets stronger between walks."
        return Prescription(day, number, week.phase, None, 0, None, rest, done=day in walked, eased=eased)
    is_harder = kind is not WorkoutKind.STEADY
    if is_harder and (
        eased or flared_day is not None or done < WALKS_BEFORE_HARDER or (kind is WorkoutKind.LONG and long_done)
    ):
        kind = WorkoutKind.STEADY
    minutes = week.phase.minutes[0] if eased else week.minutes_after(done)
    if flared_day is not None and not eased:
        since = sum(item > flared_day for item in days)
        minutes = min(week.minutes_after(since), week.phase.minutes[0] + RISE_AFTER_FLARE_MIN * since)
    if kind is WorkoutKind.LONG and week.long_min is not None:
        minutes = week.long_min
    return Prescription(
        day,
        number,
        week.phase,
        kind,
        minutes,
        make(kind, minutes),
        focus,
        optional=kind is WorkoutKind.TEMPO,
        done=day in walked,
        eased=eased,
    )
