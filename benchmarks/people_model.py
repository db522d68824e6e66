"""A simulated person: a back, some habits and a calendar, who walks sixteen weeks as people do.

Pain is a level of one's own that wanders by less than a point, and flares for two to seven days (reference: NHS advice
on flare-ups). Everything random comes from the seed, so a diary can be walked again.
"""

import calendar
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from benchmarks.people_coach import REST, Asked, Coach, Told, in_zone_min
from benchmarks.people_kinds import KINDS, WEEK_AWAY_FROM, Kind
from coach.domain.programme.felt import Felt
from coach.domain.programme.own_path import OwnPath
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.domain.workout.steps import WorkoutKind, make

WEEKS = 16

MONDAY = 739_000 - (739_000 - 1) % 7
"""A Monday; which one does not matter."""

WANDERS = 0.35
"""How far pain moves from one day to the next; it stays within `AT_MOST` of the usual, so it is no flare."""

AT_MOST = 0.9
WITH_A_WALK = 1.4
"""Pain during an ordinary walk is at most so much over the usual: rounded a point, under the two of a flare."""

FLARE = ((2.6, 4.5), (2, 7))
"""How high a flare rises over the usual, and how many days it stays; then it fades by half a day after day."""

LEAST_TEMPO_MIN = 30
"""Four efforts with their recoveries, a warm-up and a cool-down: cut shorter it is an ordinary walk."""

AS_IS_COMFORTABLE = (9.0, 25.0)
"""The minutes of a walk to what is tolerated, for who is not stopped earlier."""

REPORTS = 0.4
"""The chance to tell Coach of a day's flare without a walk."""

STAYS_IN_FROM = 7
"""Severe pain (7-10 on the scale): nobody goes for a walk."""


@dataclass
class Back:
    """Pain, day by day."""

    usual: float
    worse_a_day: float
    chance: random.Random
    noise: float = 0.0
    flares: list[tuple[int, float, int]] = field(default_factory=list)
    """The first day, the height, and the days it stays."""

    def wake(self) -> None:
        """Begin a day."""
        self.noise = max(-AT_MOST, min(AT_MOST, self.noise * 0.6 + self.chance.gauss(0.0, WANDERS)))

    def flare_up(self, day: int) -> None:
        """Begin a flare with a walk."""
        heights, lengths = FLARE
        self.flares.append((day, self.chance.uniform(*heights), self.chance.randint(*lengths)))

    def level(self, day: int, days_on: int) -> float:
        """Return the pain of a day without a walk; `days_on` is since the programme began."""
        high = 0.0
        for first, height, length in self.flares:
            over = day - first - length
            high = max(high, height if over <= 0 else height * 0.5**over)
        return self.usual + self.worse_a_day * days_on + self.noise + high


class Person(msgspec.Struct, frozen=True):
    """One person, drawn from a kind."""

    seed: int
    kind: Kind
    start_day: int
    said_day: int
    weekdays: frozenset[int]
    """On which they can walk."""
    usual_pain: int
    adherence: float
    length: float
    in_zone: float
    effort: float
    able_min: float | None
    away: range
    """The days without Coach."""
    bad_weeks: tuple[tuple[int, int], ...]
    """A week of the calendar from 1, and how many of its walks flare."""

    @property
    def said_weekdays(self) -> frozenset[int]:
        """The weekdays that Coach knows; empty is none said."""
        return self.weekdays if self.kind.says_days and self.kind.days is not None else frozenset()

    @property
    def days(self) -> range:
        """The sixteen weeks, from the day on which Coach knows."""
        return range(max(self.start_day, self.said_day), self.start_day + WEEKS * 7)


def person(seed: int, kind: Kind | None = None) -> Person:
    """Draw a person; a thousand seeds in a row have each kind as often."""
    kind = kind or KINDS[seed % len(KINDS)]
    chance = random.Random(f"{kind.name} {seed}")  # noqa: S311 - people, no secret
    start = MONDAY + (chance.randrange(7) if kind.starts is None else kind.starts)
    weekdays = frozenset(kind.weekdays or chance.sample(range(7), kind.days or 7))
    away_from = start + 7 * chance.randint(WEEK_AWAY_FROM, WEEKS - 5) + chance.randrange(7)
    weeks = chance.sample(range(WEEK_AWAY_FROM, WEEKS - 3), len(kind.flares))
    return Person(
        seed=seed,
        kind=kind,
        start_day=start,
        said_day=start + chance.randint(*kind.told_late_days),
        weekdays=weekdays,
        usual_pain=chance.randint(*kind.usual_pain),
        adherence=chance.uniform(*kind.adherence),
        length=chance.uniform(*kind.length),
        in_zone=chance.uniform(*kind.in_zone),
        effort=chance.uniform(*kind.effort),
        able_min=None if kind.able_min is None else chance.uniform(*kind.able_min),
        away=range(away_from, away_from + 7 * kind.away_weeks),
        bad_weeks=tuple(zip(sorted(weeks), kind.flares, strict=True)),
    )


class Day(msgspec.Struct, frozen=True):
    """One day of a diary: what was told, in order, and what was walked."""

    day: int
    told: tuple[Told, ...]
    """In the morning once its pain is answered, and again after a walk or a move; none while away."""
    asked: Asked | None
    """What was asked for when the walk began, or at the end of a day without one."""
    walk: LoggedWalk | None
    moved_to: int | None = None


class Diary(msgspec.Struct, frozen=True):
    """Sixteen weeks of a person."""

    person: Person
    days: tuple[Day, ...]
    walks: tuple[LoggedWalk, ...]
    """With the answers of the next morning."""
    reports: tuple[CheckIn, ...] = ()
    """What was said on days outside a walk."""


class Life:
    """Lives through the sixteen weeks."""

    def __init__(self, who: Person) -> None:
        kind = self._kind = who.kind
        self._who = who
        self._chance = random.Random(f"life of {kind.name} {who.seed}")  # noqa: S311 - people, no secret
        own = OwnPath(
            weekdays=who.said_weekdays,
            with_baseline=kind.with_baseline,
            usual_pain=who.usual_pain if kind.says_pain else None,
        )
        self._coach = Coach(who.start_day, who.said_day, own)
        self._back = Back(float(who.usual_pain), kind.worse_a_week / 7, self._chance)
        self._walks: list[LoggedWalk] = []
        self._check_ins: list[CheckIn] = []
        self._flares_due = dict(who.bad_weeks)

    def diary(self) -> Diary:
        """Live all days."""
        days = tuple(self._live(day) for day in self._who.days)
        return Diary(self._who, days, tuple(self._walks), tuple(self._check_ins))

    def _told(self, day: int) -> Told:
        return self._coach.tells(self._walks, day, self._check_ins)

    def _live(self, day: int) -> Day:
        self._back.wake()
        if day in self._who.away:
            return Day(day, (), None, None)
        self._answer_this_morning(day)
        told = [self._told(day)]
        moved_to = self._move(day, told[-1])
        if moved_to is not None:
            told.append(self._told(day))
        asked = told[-1].today
        if self._reports_flare(day):
            told.append(self._told(day))
            asked = told[-1].today
        minutes = self._wants_to_walk(day, told[-1])
        walk = None
        if minutes is not None:
            walk = self._walk(day, asked, minutes)
            self._walks.append(walk)
            told.append(self._told(day))
        return Day(day, tuple(told), asked, walk, moved_to)

    def _says(self, level: float) -> int | None:
        return max(0, min(10, round(level))) if self._chance.random() < self._kind.answers else None

    def _pain(self, day: int) -> float:
        return self._back.level(day, day - self._who.start_day)

    def _answer_this_morning(self, day: int) -> None:
        if self._walks and self._walks[-1].day == day - 1:
            last = self._walks[-1]
            self._walks[-1] = replace(last, felt=replace(last.felt, pain_next_morning=self._says(self._pain(day))))
        on = day - self._who.start_day
        if on and on % 7 == 3 and self._chance.random() < self._kind.answers:
            self._check_ins.append(
                CheckIn(day, limited=self._kind.limited, avoids_movement=False, wants_more=self._kind.wants_more)
            )

    def _reports_flare(self, day: int) -> bool:
        """Say that the back flares today, as a person does who has made a plan for it."""
        level = self._pain(day)
        if level < self._who.usual_pain + 2.5 or level < 4 or self._chance.random() >= REPORTS * self._kind.answers:
            return False
        self._check_ins.append(CheckIn(day, pain=max(0, min(10, round(level)))))
        return True

    def _can(self, day: int) -> bool:
        return (day - 1) % 7 in self._who.weekdays and day not in self._who.away

    def _move(self, day: int, told: Told) -> int | None:
        """Move today's walk to another day of rest, or tomorrow's to today."""
        if self._chance.random() >= self._kind.moves or told.today.done:
            return None
        free = [item.day for item in told.week if item.day > day and not item.kind]
        later = [item.day for item in told.week if item.day > day and item.kind]
        if told.today.kind and free:
            self._coach.move(day, free[0])
            return free[0]
        if not told.today.kind and later:
            self._coach.move(later[0], day)
            return day
        return None

    def _wants_to_walk(self, day: int, told: Told) -> float | None:
        """Return the minutes of a walk, or None."""
        if not self._can(day) and not told.today.kind:
            return None
        if told.today.done or self._pain(day) >= STAYS_IN_FROM:
            return None
        own_days = self._kind.days is not None and not self._kind.says_days
        share = self._who.adherence if told.today.kind or own_days else self._kind.on_rest_days
        moved_here = self._kind.moves > 0 and bool(told.today.kind)
        if not (self._can(day) or moved_here) or self._chance.random() >= share:
            return None
        if told.today.kind and not told.today.minutes:
            asked_min = self._chance.uniform(*AS_IS_COMFORTABLE)
        else:
            asked_min = told.today.minutes or next((item.minutes for item in told.week if item.kind), 20)
        minutes = asked_min * self._who.length
        if self._who.able_min is not None:
            grown = 1.1 ** ((day - self._who.start_day) / 7)
            minutes = min(minutes, self._who.able_min * grown)
        return minutes

    def _flares_now(self, day: int) -> bool:
        week = (day - self._who.start_day) // 7 + 1
        if self._flares_due.get(week, 0):
            self._flares_due[week] -= 1
            return True
        return self._chance.random() < self._kind.chance_of_flare

    def _walk(self, day: int, asked: Asked, minutes: float) -> LoggedWalk:
        before = self._pain(day)
        usual_now = self._back.usual + self._back.worse_a_day * (day - self._who.start_day)
        calm = before <= usual_now + AT_MOST
        if self._flares_now(day):
            self._back.flare_up(day)
            during = after = self._pain(day)
        else:
            during = before + self._chance.uniform(-0.3, 0.7)
            after = before + self._chance.uniform(-0.5, 0.5)
            if calm:
                during, after = (min(level, usual_now + WITH_A_WALK) for level in (during, after))
        kind = WorkoutKind(asked.kind) if asked.kind else WorkoutKind.STEADY
        is_whole = kind is WorkoutKind.LONG or (kind is WorkoutKind.TEMPO and minutes >= LEAST_TEMPO_MIN)
        z2_min = in_zone_min(make(kind if is_whole else WorkoutKind.STEADY, minutes))
        rpe = self._says(self._who.effort + self._chance.gauss(0.0, 0.5))
        return LoggedWalk(
            walk_id=f"{day}",
            day=day,
            kind=kind,
            moving_s=minutes * 60,
            z2_s=min(minutes, z2_min * self._who.in_zone) * 60,
            planned_min=float(asked.minutes) if asked.minutes else None,
            felt=Felt(
                rpe=rpe,
                pain_before=self._says(before),
                pain_during=self._says(during),
                pain_after=self._says(after),
                talk_test=TalkTest.COMFORTABLE if self._chance.random() < self._kind.answers else None,
            ),
        )


def live(who: Person) -> Diary:
    """Return the diary of a person's sixteen weeks."""
    return Life(who).diary()


def line_of(day: Day, person_start: int) -> str:
    """Return a day of a diary as a line to read."""
    week, weekday = (day.day - person_start) // 7 + 1, calendar.day_abbr[(day.day - 1) % 7]
    if not day.told:
        return f"w{week:02} {weekday} away"
    told, felt = day.told[-1], day.walk.felt if day.walk else None
    asked = f"{day.asked.kind} {day.asked.minutes}" if day.asked and day.asked.kind else "rest"
    done = "-"
    if day.walk and felt:
        pains = "/".join("?" if level is None else str(level) for level in
                         (felt.pain_before, felt.pain_during, felt.pain_after, felt.pain_next_morning))  # fmt: skip
        done = f"walked {day.walk.minutes:.0f} z2 {day.walk.z2_s / 60:.0f} pain {pains} rpe {felt.rpe}"
    says = " | ".join(f"{where}: {sentence}" for where, sentence in told.says.items() if where != REST)
    return f"w{week:02} {weekday} week {told.number} goal {told.goal_min} {asked:10} {done:42} {told.action}: {says}"


def read(diary: Diary, days: Sequence[int] = ()) -> str:
    """Return a diary as text; only these days, where any are given."""
    mornings = {walk.day: walk for walk in diary.walks}
    return "\n".join(
        line_of(replace(day, walk=mornings.get(day.day)), diary.person.start_day)
        for day in diary.days
        if not days or day.day in days
    )
