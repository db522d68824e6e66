"""The six weeks as data: how many walks, how long, what to attend to, which goal (README, "The programme").

A day is an ordinal number (see `walk_log`), a week is seven days from the programme's first day. The week of the
programme that a walker is *in* depends on tolerance (`progression.standing`), not on the calendar alone. Minutes rise
with walks done, never with days passed: a missed day changes nothing and is not made up.
"""

import math
from enum import StrEnum

import msgspec
from msgspec.structs import replace

WEEKS = 6
MAINTENANCE_WEEK = WEEKS + 1
"""The first week of maintenance."""

GOAL_MINUTES = (150, 300)
"""Zone 2 minutes a week, from week 5 on; a beginner has no goal to fail."""

GOAL_FROM_WEEK = 5

LONG_LEAST_MIN = 40
"""The least minutes of a long walk."""

SHARE_OF_WALKS = 0.75
"""This share of the phase's lower number of days is enough to move on: one missed day does not hold anyone."""

NO_MORE = 1.05
"""A twentieth more in a week is no more: maintenance leads back to week 5 (207 minutes for 200), not to week 3."""

LEAST_DAYS_FOR_LONG, LEAST_DAYS_FOR_TEMPO = 2, 3
"""On fewer days a week, its harder walk would be (nearly) all of it (Coach's own)."""


class AttendTo(StrEnum):
    """What to attend to in a walk (README, "The programme")."""

    COMFORT = "comfort"
    ARMS = "arms"
    STRIDE = "stride"
    FLAT_GROUND = "flat_ground"
    BREATH = "breath"
    RHYTHM = "rhythm"
    TRUNK = "trunk"
    EVEN_HEART = "even_heart"
    BRISK = "brisk"
    EASY_PARTS = "easy_parts"
    PACE = "pace"
    HABIT = "habit"
    VARIETY = "variety"
    TALL = "tall"


class Phase(msgspec.Struct, frozen=True):
    """Two weeks of the programme. Ranges are from-to, both included."""

    number: int
    name: str
    days: tuple[int, int]
    minutes: tuple[int, int]
    has_long_walk: bool
    has_tempo_day: bool
    intensity: str
    attend_to: tuple[AttendTo, ...]
    """One for each walk, in turn."""


BASELINE = Phase(
    number=0,
    name="Finding your measure",
    days=(3, 4),
    minutes=(5, 15),
    has_long_walk=False,
    has_tempo_day=False,
    intensity="As is comfortable; the zone does not matter yet.",
    attend_to=(AttendTo.COMFORT,),
)
"""Walks to what is tolerated, 3-4 in a week (EPIPHA-KNEE 2021)."""

LEAD_IN = replace(
    BASELINE,
    name="Building up",
    intensity="Comfortable to moderate, in Zone 2 where that comes by itself.",
    attend_to=(AttendTo.COMFORT, AttendTo.ARMS, AttendTo.STRIDE, AttendTo.BREATH),
)
"""From 80 % of the baseline to the programme's 15 minutes, by a tenth a week (the same source)."""

RHYTHM = Phase(
    number=1,
    name="Rhythm and routine",
    days=(4, 5),
    minutes=(15, 20),
    has_long_walk=False,
    has_tempo_day=False,
    intensity="Light to moderate, in Zone 2.",
    attend_to=(AttendTo.ARMS, AttendTo.STRIDE, AttendTo.FLAT_GROUND, AttendTo.BREATH),
)
CONFIDENCE = Phase(
    number=2,
    name="Volume and confidence",
    days=(5, 6),
    minutes=(25, 35),
    has_long_walk=True,
    has_tempo_day=False,
    intensity="Moderate, still in Zone 2, never out of breath.",
    attend_to=(AttendTo.RHYTHM, AttendTo.TRUNK, AttendTo.EVEN_HEART),
)
CAPACITY = Phase(
    number=3,
    name="Capacity",
    days=(6, 7),
    minutes=(30, 45),
    has_long_walk=False,
    has_tempo_day=True,
    intensity="Zone 2; one day of light tempo if you like.",
    attend_to=(AttendTo.BRISK, AttendTo.EASY_PARTS, AttendTo.PACE),
)
MAINTENANCE = Phase(
    number=4,
    name="Keeping it up",
    days=(5, 7),
    minutes=(30, 45),
    has_long_walk=False,
    has_tempo_day=True,
    intensity="Zone 2, as you have come to know it.",
    attend_to=(AttendTo.HABIT, AttendTo.VARIETY, AttendTo.TALL),
)


class WeekPlan(msgspec.Struct, frozen=True):
    """One week of the programme: its number of walks, and their minutes from the first to the last."""

    number: int
    phase: Phase
    walks: int
    minutes: tuple[int, int]
    long_min: int | None = None

    @property
    def goal_minutes(self) -> tuple[int, int] | None:
        """Zone 2 minutes to reach; None before week 5.

        Who walks on fewer days than the phase has a goal of their own: as much a day as the phase's fewest days need.
        """
        if self.number < GOAL_FROM_WEEK:
            return None
        fewest = self.phase.days[0]
        lo, hi = (minutes * min(self.walks, fewest) // fewest for minutes in GOAL_MINUTES)
        return lo, hi

    @property
    def needed(self) -> int:
        """How many walks are enough to move on, in as many calendar weeks as they take."""
        return math.ceil(SHARE_OF_WALKS * self.phase.days[0])

    def on_days(self, days: int) -> "WeekPlan":
        """Return this week on this many days: fewer walks of the same length, or the same minutes in more walks."""
        if days == self.walks:
            return self
        long_min = self.long_min if days >= LEAST_DAYS_FOR_LONG else None
        if days < self.walks:
            return replace(self, walks=days, long_min=long_min)
        has_long = self.long_min is not None
        share = (self.walks - has_long) / (days - has_long)
        lo, hi = (max(self.phase.minutes[0], math.ceil(minutes * share)) for minutes in self.minutes)
        return replace(self, walks=days, minutes=(lo, hi))

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
        ordinary_steps = self.walks - 1
        return min(hi, round(lo + (hi - lo) * (walks_done / ordinary_steps if ordinary_steps else 0.5)))


_WEEKS = (
    WeekPlan(1, RHYTHM, 4, (15, 17)),
    WeekPlan(2, RHYTHM, 5, (18, 20)),
    WeekPlan(3, CONFIDENCE, 5, (25, 29), long_min=40),
    WeekPlan(4, CONFIDENCE, 6, (30, 35), long_min=45),
    # Six walks of 31-38 minutes, one of them tempo, are about 162 in Zone 2: the goal with 5-10 % to spare.
    WeekPlan(5, CAPACITY, 6, (31, 38)),
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
    # Five walks of 40 minutes are about 162 in Zone 2, without warm-up and cool-down: the goal with 5-10 % to spare.
    return WeekPlan(number, MAINTENANCE, 5, (40, 40))


def week_before(number: int) -> int:
    """Return the week that a step back leads to: the nearest earlier one with no more total and no longer walk.

    Weeks do not rise in every respect: week 4 has a longer walk than week 5, and maintenance is less than week 6.
    Walks of up to `LONG_LEAST_MIN` always pass, so week 5, whose longest is 38 minutes, can lead to a week with one.
    The first week leads to itself.
    """
    here = week_plan(number)
    longest_min = max(here.longest_min, LONG_LEAST_MIN)
    for earlier in range(min(number, MAINTENANCE_WEEK) - 1, 1, -1):
        week = week_plan(earlier)
        if week.planned_minutes <= here.planned_minutes * NO_MORE and week.longest_min <= longest_min:
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


def lead_in_week(minutes: float | None) -> WeekPlan:
    """Return a week before week 1: walks of so many minutes, or with None as long as is comfortable."""
    if minutes is None:
        return WeekPlan(0, BASELINE, BASELINE.days[1], (0, 0))
    whole = round(minutes)
    return WeekPlan(0, LEAD_IN, LEAD_IN.days[1], (whole, whole))


def weeks_needed(days: int) -> int:
    """Return how many calendar weeks the six steps take on so many days a week, all going well.

    Raises:
        ValueError: when it is no number of days.
    """
    if not 1 <= days <= 7:
        raise ValueError(f"a week has one to seven days with a walk, not {days}")
    return sum(math.ceil(week_plan(number).needed / days) for number in range(1, WEEKS + 1))
