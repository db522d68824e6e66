"""Advice beside the plan: too much too soon, days that suit, and when walking isn't enough (README, "The programme").

These are facts; `coach.pages.programme_words` has the sentences.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from statistics import fmean, mode
from types import MappingProxyType

import msgspec

from coach.domain.programme.pain import PAIN_FINE
from coach.domain.programme.progression import Standing
from coach.domain.programme.tolerance import Action
from coach.domain.programme.walk_log import CheckIn, LoggedWalk, all_between, between, days_walked
from coach.domain.programme.weeks import WEEKS, week_plan

TOLERANCE = 1.1
"""Ten per cent over is a walk that took the long way home."""

GOOD_DAY = 1.3
"""From 30 % over the plan on, a sore day often follows a good one: boom and bust (NHS advice on flare-ups)."""

STUCK_WEEKS = 3
"""This many weeks in a row held or sent back are a plateau, not a bad week."""

STUCK_LEAST_DAYS = 3
"""Days walked in each of those weeks: enough for the first phase to move on, so too few walks were not the reason."""

PLATEAU_FROM_WEEK = 5
"""Four weeks are enough to tell whether walking changes the pain."""

WANTS_MORE_DAYS = 14
"""How long a wish for more than walking is answered: then the walker has heard it."""

FEW_DAYS_WEEKS = 3
"""So many weeks in a row on few days are a habit, which the plan had better fit."""


NOTHING_PLANNED: Mapping[int, int] = MappingProxyType({})


class TooMuchKind(StrEnum):
    """What is more than the programme's next step."""

    PLANNED = "planned"
    LONGEST = "longest"
    WEEK = "week"
    DAYS = "days"
    GOOD_DAY = "good_day"


class TooMuch(msgspec.Struct, frozen=True):
    """More than the programme's next step: so many minutes or days, where so many are enough."""

    kind: TooMuchKind
    done: int
    enough: int


class Limit(StrEnum):
    """Why walking alone isn't enough."""

    WANTS_MORE = "wants_more"
    LIMITED = "limited"
    AVOIDS_MOVEMENT = "avoids_movement"
    PAIN_STAYS = "pain_stays"
    PLATEAU = "plateau"


def planning_too_much(standing: Standing, minutes: float | None) -> TooMuch | None:
    """Return a warning before a walk of this many minutes, if that exceeds the programme's next step; else None."""
    allowed = _longest_min(standing)
    if minutes is None or minutes <= allowed or not standing.week.longest_min:
        return None
    return TooMuch(TooMuchKind.PLANNED, round(minutes), allowed)


def doing_too_much(
    standing: Standing, walks: Sequence[LoggedWalk], planned: Mapping[int, int] = NOTHING_PLANNED
) -> TooMuch | None:
    """Return a warning about this week's walks so far, if they exceed the programme's next step; else None.

    A day at 30 % over what was planned for it is one as well: the gentlest. `planned` has the minutes of each day as
    they stood that morning: what Coach asked for is never too much, whatever became of the plan since. In a baseline
    week there is no too much.
    """
    week = standing.week
    if not week.longest_min:
        return None
    done = between(walks, standing.first_day, standing.day + 1)
    allowed = _longest_min(standing)
    longest = max((walk for walk in done), key=lambda walk: walk.minutes, default=None)
    if longest is not None and longest.minutes > max(allowed, planned.get(longest.day, 0)) * TOLERANCE:
        return TooMuch(TooMuchKind.LONGEST, round(longest.minutes), allowed)
    total = sum(walk.minutes for walk in done)
    asked = sum(minutes for day, minutes in planned.items() if day <= standing.day)
    most = max(week.most_minutes, standing.following.most_minutes, asked)
    if total > most * TOLERANCE:
        return TooMuch(TooMuchKind.WEEK, round(total), most)
    days = len(days_walked(done))
    if days > week.phase.days[1]:
        return TooMuch(TooMuchKind.DAYS, days, week.phase.days[1])
    today = sum(walk.minutes for walk in done if walk.day == standing.day)
    planned_min = planned.get(standing.day, 0)
    if planned_min and today > planned_min * GOOD_DAY:
        return TooMuch(TooMuchKind.GOOD_DAY, round(today), planned_min)
    return None


def _longest_min(standing: Standing) -> int:
    """Return the longest advisable walk: this week's or the next one's; in maintenance, the phase's."""
    if standing.number > WEEKS:
        return standing.week.phase.minutes[1]
    return max(standing.week.longest_min, standing.following.longest_min, standing.week.phase.minutes[0])


def fewer_days(standing: Standing, walks: Sequence[LoggedWalk]) -> int | None:
    """Return on how many days a week the walker walks, when that is a habit and fewer than the plan has; else None."""
    if standing.own.weekdays or standing.calendar_week <= FEW_DAYS_WEEKS:
        return None
    weeks = standing.past[-FEW_DAYS_WEEKS:]
    counts = [len(days_walked(between(walks, week.first_day, week.first_day + 7))) for week in weeks]
    fewer = (
        week.number and 0 < count < week_plan(week.number).phase.days[0]
        for week, count in zip(weeks, counts, strict=True)
    )
    return mode(counts) if all(fewer) else None


def not_enough(standing: Standing, walks: Sequence[LoggedWalk], check_ins: Sequence[CheckIn] = ()) -> Limit | None:
    """Return why walking isn't enough, when there is a reason for it; else None.

    Reasons: a wish for more than walking; limits or fear in the last two check-ins at least a week apart; pain after
    four weeks no lower than at the start; three weeks in a row held or sent back although there were walks.
    """
    answered = (item for item in check_ins if item.day <= standing.day and item.is_about_daily_life)
    known = sorted(answered, key=lambda item: item.day)
    if known and known[-1].wants_more and standing.day - known[-1].day < WANTS_MORE_DAYS:
        return Limit.WANTS_MORE
    earlier = [item for item in known if known[-1].day - item.day >= 7]
    if earlier and known[-1].limited and earlier[-1].limited:
        return Limit.LIMITED
    if earlier and known[-1].avoids_movement and earlier[-1].avoids_movement:
        return Limit.AVOIDS_MOVEMENT
    if _pain_stays(standing, walks):
        return Limit.PAIN_STAYS
    return Limit.PLATEAU if _stuck(standing, walks) else None


def _stuck(standing: Standing, walks: Sequence[LoggedWalk]) -> bool:
    last = standing.past[-STUCK_WEEKS:]
    return len(last) == STUCK_WEEKS and all(
        record.assessment
        and record.number <= WEEKS
        and record.decision.action is not Action.ADVANCE
        and record.decision.count is None
        and len(days_walked(between(walks, record.first_day, record.first_day + 7))) >= STUCK_LEAST_DAYS
        for record in last
    )


def _pain_stays(standing: Standing, walks: Sequence[LoggedWalk]) -> bool:
    if standing.calendar_week < PLATEAU_FROM_WEEK or not standing.number:
        return False
    first = _pains(all_between(walks, standing.start_day, standing.start_day + 14))
    last = _pains(all_between(walks, standing.day - 13, standing.day + 1))
    # Three answers each: fewer say more about the day than about the back.
    return len(first) >= 3 and len(last) >= 3 and fmean(last) > PAIN_FINE and fmean(last) >= fmean(first)


def _pains(walks: Sequence[LoggedWalk]) -> list[int]:
    return [walk.felt.pain_before for walk in walks if walk.felt.pain_before is not None]
