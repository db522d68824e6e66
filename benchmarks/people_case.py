"""What the rules ask of a diary: its flares, its walks, and the numbers of the programme.

Numbers are those of DESIGN.md section 1 and of `reference/clinic.md`, written anew: not those of the code.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from benchmarks.people_model import WEEKS, Day, Diary

Broken = tuple[str, int, str]
"""Rule, day, words."""

LAST_WEEK = 6

ORDINARY_MIN = {1: (15, 20), 2: (15, 20), 3: (25, 35), 4: (25, 35), 5: (30, 45), 6: (30, 45), 7: (30, 45)}
"""Minutes of an ordinary walk, by the week of the programme; 7 is maintenance."""

DAYS = {1: (4, 5), 2: (4, 5), 3: (5, 6), 4: (5, 6), 5: (6, 7), 6: (6, 7), 7: (5, 7)}

LONG_MIN = (40, 45)
"""The longer walk of weeks 3-4 is of 40 minutes or more, and no walk of the programme is over 45."""

TEMPO_MIN = (30, 45)

RISE = 2
"""A flare is a rise by two points (NPRS, JOSPT 2014;44:560) above..."""

FINE = 3
"""...what is fine, or one that is still there the next morning."""

UNSAFE = 6
"""Over 5 of 10 with a walk is unsafe in the pain-monitoring model (Thomeé 1997)."""

WAIT_DAYS = 2
"""48 hours."""

EASY_DAYS = 28
"""So long may walks be shorter than the phase's after a flare: 2-7 days of it, and the steps back."""

HALF = 0.6
"""Half, and a tenth for whole minutes."""

SHORTEST_MIN = 10
"""No walk is asked for that would hardly be one."""

STEP_MIN, STEP_SHARE = 5, 1.6
"""After a flare the next walk is at most so much longer: from a half to three quarters, and from there to all of it."""

WALKS_BACK = 3
"""A half, three quarters, all: then a harder walk may come."""

AS_ASKED = 1.08
"""Who walks no longer than this share of what was asked for did not overdo it."""

SPARE = 1.05
"""Who follows the plan exactly has 5 % to spare."""

MUCH_SPARE = 1.15
"""More than 10 % and a bit would be another plan."""

STUCK_WEEKS = 6
"""Nobody who walks once a week, without flares, stays longer in one week of the programme: it has at most six walks."""

HALF_A_WEEK = 0.5
"""Who moves on has walked this share of a week's minutes since the last step."""

OVER_PLAN = 1.3
"""A good day at 30 % over the plan deserves a gentle word."""

ANSWERS_TO_KNOW = (5, 10)
"""So many answers, of one or two weeks, tell Coach what pain is usual, when nobody said it."""

SEVERE = 7
"""Severe on the numeric scale of pain: 7-10."""

HARD = 7
"""Effort from here on is very hard (CR10)."""

OWN_GOAL_BY_WEEK = 12
"""A calendar week by which fewer days have led through the same steps: twice the six weeks."""


@dataclass(frozen=True)
class Flare:
    """Pain as it was answered: a rise by two points that is more than fine, or one that did not settle."""

    day: int
    """When Coach heard of it."""
    walked: int
    """The walk's day."""
    level: int
    words: str

    @property
    def halves(self) -> bool:
        """Whether the volume is to be halved: unsafe with a walk, or over the fine range on another day."""
        return self.level > FINE and (self.level >= UNSAFE or self.day > self.walked)


def known_usual(diary: Diary) -> tuple[int, int]:
    """Return the lowest and the highest pain that may be taken as usual: the person's own, and what the answers say.

    Who has not said it is known by the first answers, which are a point off at times; a back that gets better has a
    lower one in the end.
    """
    person = diary.person
    answers = [walk.felt.pain_before for walk in diary.walks if walk.felt.pain_before is not None]
    taken = [person.usual_pain]
    if not person.kind.says_pain:
        taken.extend(math.ceil(median(answers[:of])) for of in ANSWERS_TO_KNOW if len(answers) >= of)
    better = min(0, round(person.kind.worse_a_week * WEEKS))
    return max(0, min(taken) + better), max(taken)


def flares(diary: Diary, usual: int) -> tuple[Flare, ...]:
    """Return all flares over a usual pain, as Coach heard of them."""
    found: list[Flare] = []
    for walk in diary.walks:
        felt = walk.felt
        for name, level in (("before", felt.pain_before), ("during", felt.pain_during), ("after", felt.pain_after)):
            if level is not None and level - usual >= RISE and level > FINE:
                found.append(Flare(walk.day, walk.day, level, f"{level} {name}, usual {usual}"))
                break
        level = felt.pain_next_morning
        # In the fine range a morning is settled when it is where the walk began, to the one point that no scale tells.
        is_settled = level is not None and level <= min(FINE, (felt.pain_before or 0) + 1)
        if level is not None and level - usual >= RISE and not is_settled:
            found.append(Flare(walk.day + 1, walk.day, level, f"{level} the next morning, usual {usual}"))
    found.extend(
        Flare(item.day, item.day - 1, item.pain, f"{item.pain} reported, usual {usual}")
        for item in diary.reports
        if item.pain is not None and item.pain - usual >= RISE and item.pain > FINE
    )
    return tuple(sorted(found, key=lambda item: item.day))


class Case:
    """A diary with what the rules ask of it again and again."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.person = diary.person
        self.kind = diary.person.kind
        self.days = diary.days
        lowest, highest = known_usual(diary)
        self.flares = flares(diary, highest)
        """By which something must happen."""
        self.flare_days = frozenset(item.day for item in self.flares)
        self.sore_days = frozenset(item.day for item in flares(diary, lowest))
        """On which walks may become shorter."""
        self.walked = {walk.day: walk for walk in diary.walks}
        self.by_day = {item.day: item for item in diary.days}

    @property
    def weeks(self) -> dict[int, tuple[float, int | None]]:
        """The Zone 2 minutes of each calendar week, and its goal at the week's end."""
        found: dict[int, tuple[float, int | None]] = {}
        for day in self.days:
            if day.told:
                week = day.told[-1].calendar_week
                so_far = found.get(week, (0.0, None))[0]
                found[week] = so_far + (day.walk.z2_s / 60 if day.walk else 0.0), day.told[-1].goal_min
        return found

    def flared(self, first: int, last: int) -> bool:
        """Whether a flare was known on one of these days."""
        return any(first <= day <= last for day in self.flare_days)

    def severe(self, first: int, last: int) -> bool:
        """Whether a walk had severe pain, however usual that is."""
        walks = (walk for day, walk in self.walked.items() if first <= day <= last)
        return any(max(walk.felt.pain_levels, default=0) >= SEVERE for walk in walks)

    def walks_since_flare(self, day: int) -> int:
        """Return the walks since the latest flare that was known before a day; many when there was none."""
        latest = max((item.day for item in self.flares if item.day < day and item.halves), default=0)
        return sum(latest <= item < day for item in self.walked) if day - latest <= EASY_DAYS else WALKS_BACK

    def rested(self, day: int) -> bool:
        """Whether the last four weeks hold one without a walk: Coach may lead in."""
        first = max(self.person.days[0], day - EASY_DAYS)
        walks = [first - 1, *(item for item in self.walked if first <= item < day), day]
        return any(later - earlier > 7 for earlier, later in pairwise(walks))

    def is_easy(self, day: int) -> bool:
        """Whether walks may be shorter than the phase's on this day."""
        answers = sum(item < day and walk.felt.pain_before is not None for item, walk in self.walked.items())
        unknown = self.person.usual_pain > FINE - 1 and not self.kind.says_pain and answers <= max(ANSWERS_TO_KNOW)
        worsens = self.kind.worse_a_week > 0
        return (
            self.kind.with_baseline
            or unknown
            or worsens
            or any(day - EASY_DAYS <= sore <= day for sore in self.sore_days)
            or self.severe(day - EASY_DAYS, day)
            or self.rested(day)
            or self.kind.effort[1] >= HARD
        )


def capped(number: int) -> int:
    """Return the week of the programme, all of maintenance as one."""
    return min(number, LAST_WEEK + 1)


def number_of(day: Day) -> int:
    """Return the week of the programme at a day's end."""
    return day.told[-1].number
