"""Advice beside the plan: too much too soon, and when walking isn't enough (README, "The programme")."""

from collections.abc import Sequence
from statistics import fmean

from coach.domain.programme.pain import PAIN_FINE
from coach.domain.programme.progression import Action, Standing
from coach.domain.programme.walk_log import CheckIn, LoggedWalk, all_between, between, days_walked
from coach.domain.programme.weeks import WEEKS, week_plan

TOLERANCE = 1.1
"""Ten per cent over is a walk that took the long way home."""

STUCK_WEEKS = 3
"""This many weeks in a row held or sent back are a plateau, not a bad week."""

STUCK_LEAST_DAYS = 3
"""Days walked in each of those weeks: enough for the first phase to move on, so too few walks were not the reason."""

PLATEAU_FROM_WEEK = 5
"""Four weeks are enough to tell whether walking changes the pain."""

WANTS_MORE = "For getting back to lifting, running or sport"
NOT_ENOUGH = (
    "walking alone isn't enough: individual rehab or strength work with a physiotherapist is the next step. "
    "Keep walking beside it."
)


def planning_too_much(standing: Standing, minutes: float | None) -> str | None:
    """Return a warning before a walk of this many minutes, if that exceeds the programme's next step; else None."""
    allowed = _longest_min(standing)
    if minutes is None or minutes <= allowed:
        return None
    return (
        f"{minutes:.0f} minutes is more than the programme's next step ({allowed}). "
        "Too much too soon is what hurts; shorter and more often does more."
    )


def doing_too_much(standing: Standing, walks: Sequence[LoggedWalk]) -> str | None:
    """Return a warning about this week's walks so far, if they exceed the programme's next step; else None."""
    week, after = standing.week, week_plan(standing.number + 1)
    done = between(walks, standing.first_day, standing.day + 1)
    longest = max((walk.minutes for walk in done), default=0.0)
    allowed = _longest_min(standing)
    if longest > allowed * TOLERANCE:
        return (
            f"A walk of {longest:.0f} minutes is more than the programme's next step ({allowed}): "
            "go easy on the next days, and let the minutes grow week by week."
        )
    total = sum(walk.minutes for walk in done)
    most = max(week.most_minutes, after.most_minutes)
    if total > most * TOLERANCE:
        return (
            f"{total:.0f} minutes this week is more than the programme's next step ({most}): "
            "a day of rest now is worth more than another walk."
        )
    days = len(days_walked(done))
    if days > week.phase.days[1]:
        return f"Walks on {days} days; this phase has {week.phase.days[1]} at most. Rest is part of it."
    return None


def _longest_min(standing: Standing) -> int:
    """Return the longest advisable walk: this week's or the next one's; in maintenance, the phase's."""
    if standing.number > WEEKS:
        return standing.week.phase.minutes[1]
    return max(standing.week.longest_min, week_plan(standing.number + 1).longest_min)


def not_enough(standing: Standing, walks: Sequence[LoggedWalk], check_ins: Sequence[CheckIn] = ()) -> str | None:
    """Return the "walking isn't enough" message, when there is a reason for it; else None.

    Reasons: a wish for more than walking; limits or fear in the last two check-ins at least a week apart; pain after
    four weeks no lower than at the start; three weeks in a row held or sent back although there were walks.
    """
    asked = (item for item in check_ins if item.day <= standing.day and item.is_about_daily_life)
    known = sorted(asked, key=lambda item: item.day)
    if known and known[-1].wants_more:
        return f"{WANTS_MORE}, {NOT_ENOUGH}"
    earlier = [item for item in known if known[-1].day - item.day >= 7]
    if earlier and known[-1].limited and earlier[-1].limited:
        return f"Daily life is still limited, so {NOT_ENOUGH}"
    if earlier and known[-1].avoids_movement and earlier[-1].avoids_movement:
        return f"Some movements are still avoided, so {NOT_ENOUGH}"
    if _pain_stays(standing, walks):
        return f"The pain is no lower than when you began, so {NOT_ENOUGH}"
    if _stuck(standing, walks):
        return f"The last {STUCK_WEEKS} weeks did not move on for pain or effort, so {NOT_ENOUGH}"
    return None


def _stuck(standing: Standing, walks: Sequence[LoggedWalk]) -> bool:
    last = standing.past[-STUCK_WEEKS:]
    return len(last) == STUCK_WEEKS and all(
        record.assessment
        and record.number <= WEEKS
        and record.decision.action is not Action.ADVANCE
        and len(days_walked(between(walks, record.first_day, record.first_day + 7))) >= STUCK_LEAST_DAYS
        for record in last
    )


def _pain_stays(standing: Standing, walks: Sequence[LoggedWalk]) -> bool:
    if standing.calendar_week < PLATEAU_FROM_WEEK:
        return False
    start_day = standing.first_day - 7 * (standing.calendar_week - 1)
    first = _pains(all_between(walks, start_day, start_day + 14))
    last = _pains(all_between(walks, standing.day - 13, standing.day + 1))
    # Three answers each: fewer say more about the day than about the back.
    return len(first) >= 3 and len(last) >= 3 and fmean(last) > PAIN_FINE and fmean(last) >= fmean(first)


def _pains(walks: Sequence[LoggedWalk]) -> list[int]:
    return [walk.felt.pain_before for walk in walks if walk.felt.pain_before is not None]
