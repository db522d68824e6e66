"""The sentences of the programme, for screens and for `coach plan`: what stands below as facts, said to the walker.

What may hold for long is said in several ways, in turn by the calendar week: a sentence that never changes is not read
any more. Nobody is told to have done too little: what was walked is said, and what comes next.
"""

from collections.abc import Sequence

import msgspec

from coach.domain.programme.advice import Limit, TooMuch
from coach.domain.programme.day_plan import DayPlan
from coach.domain.programme.progression import Standing
from coach.domain.programme.tolerance import Action, Decision, Why
from coach.domain.programme.weeks import MAINTENANCE, MAINTENANCE_WEEK, WEEKS, WeekPlan, week_plan, weeks_needed
from coach.domain.workout.steps import WorkoutKind
from coach.pages.programme_texts import (
    ATTEND_TO,
    BACK,
    CHOSEN,
    LIMIT,
    LOWER,
    NOT_ENOUGH,
    REST,
    SHORTER,
    STAYS,
    TOO_MUCH,
    WEEK_DONE,
    WHY,
)

WEEKS_A_MONTH = 52 / 12


class Sayings(msgspec.Struct, frozen=True):
    """What a day's plan says; empty is "nothing"."""

    reason: str
    """Why the programme goes on, holds or steps back."""
    focus: str
    """What to attend to, or that it is a day of rest."""
    warning: str
    """Too much too soon."""
    not_enough: str
    """Walking isn't enough."""
    hint: str
    """That the plan had better fit the days that are walked."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them that say something."""
        return tuple(filter(None, (self.reason, self.focus, self.warning, self.not_enough, self.hint)))


def sayings(plan: DayPlan) -> Sayings:
    """Return what a day's plan says to the walker."""
    turn = plan.standing.calendar_week
    days = None if plan.standing.is_flaring else plan.fewer_days
    return Sayings(
        decision_sentence(plan.standing.decision, turn, settled=plan.standing.flare is None),
        focus_sentence(plan, turn),
        "" if plan.warning is None else too_much_sentence(plan.warning, turn),
        "" if plan.not_enough is None else limit_sentence(plan.not_enough, turn),
        "" if days is None else _fewer_days(days, turn),
    )


def _one_of(texts: Sequence[str], turn: int) -> str:
    return texts[turn % len(texts)]


def focus_sentence(plan: DayPlan, turn: int) -> str:
    """Return what to attend to today, or that it is a day of rest."""
    today = plan.today
    if today.focus is None:
        is_open = plan.standing.own.weekdays and today.walks_before >= plan.standing.week.walks
        return _one_of(WEEK_DONE if is_open else REST, turn)
    return _one_of(ATTEND_TO[today.focus], turn)


def decision_sentence(decision: Decision, turn: int, *, settled: bool = False) -> str:
    """Return a decision in a sentence for the walker; `turn` is the calendar week of the programme.

    `settled`: a flare that it tells of is over, and the volume is whole again.
    """
    then: tuple[str, ...] = STAYS
    if decision.action is Action.STEP_BACK or decision.is_lowest:
        then = LOWER if settled and not decision.is_lowest else BACK
    elif decision.is_flare and not settled:
        then = SHORTER
    said = _one_of(WHY[decision.why], turn).format(
        level=decision.level,
        needed=decision.needed,
        count=decision.count,
        walks=_times(decision.count or 0, "walk"),
        minutes=_times(decision.count or 0, "minute"),
        effort="" if decision.effort is None else f"{decision.effort:g}",
        felt="" if decision.effort is None else f", felt as {decision.effort:g} of 10",
        calm=" and pain stayed low" if decision.is_calm else "",
        chose="" if decision.choice is None else CHOSEN[decision.choice],
        then=_one_of(then, turn),
    )
    return " ".join(filter(None, (_months(decision), said, _own_days(decision), _lowest(decision))))


def _months(decision: Decision) -> str:
    months = int((decision.count or 0) / WEEKS_A_MONTH) if decision.why is Why.KEEP_GOING else 0
    return f"{_times(months, 'month')} beyond the six weeks." if months else ""


def _own_days(decision: Decision) -> str:
    return "" if decision.days is None else f"On {_times(decision.days, 'day')} a week a step may take longer."


def _lowest(decision: Decision) -> str:
    return "This is the lowest step already: take it gently." if decision.is_lowest else ""


def too_much_sentence(found: TooMuch, turn: int = 0) -> str:
    """Return a warning of too much too soon."""
    return _one_of(TOO_MUCH[found.kind], turn).format(done=found.done, enough=found.enough)


def limit_sentence(limit: Limit, turn: int) -> str:
    """Return why walking isn't enough, and what is the next step."""
    # The two lists turn at different paces, so that the whole changes each week.
    return f"{_one_of(LIMIT[limit], turn // 2)} {_one_of(NOT_ENOUGH, turn)}"


def _fewer_days(days: int, turn: int) -> str:
    walks = _times(days, "day")
    return _one_of(
        (
            f"Most of your weeks have walks on {walks}. Say which days suit you, and the plan and its goal fit them.",
            f"You walk on about {walks} a week: choose your days in the settings, and the steps are laid out for them.",
        ),
        turn,
    )


def path_sentence(standing: Standing) -> str:
    """Return what walking on the walker's own days means, while it goes on; empty where it changes nothing."""
    days = len(standing.own.weekdays)
    said = days_sentence(days) if days and standing.number <= WEEKS else ""
    return f"From week 1 on: {said[0].lower()}{said[1:]}" if said and not standing.number else said


def days_sentence(days: int) -> str:
    """Return what so many days a week mean; empty where they change nothing."""
    weeks = weeks_needed(days)
    if weeks <= WEEKS:
        return ""
    return f"{_times(days, 'day').capitalize()} a week: the same steps, in about {weeks} weeks instead of {WEEKS}."


def goal_sentence(week: WeekPlan, *, is_walked: bool = False) -> str:
    """Return the weekly goal in words, in minutes walked or in the zone; empty before week 5."""
    if week.goal_minutes is None:
        return ""
    lo, hi = week.goal_minutes
    own = f" on your {_times(week.walks, 'day')}" if week.walks < week.phase.days[0] else ""
    return f"Goal{own}: {lo}-{hi} minutes {'of walking' if is_walked else 'in Zone 2'} a week."


def afterwards_sentence(standing: Standing, *, is_walked: bool = False) -> str:
    """Return what comes after week 6, on the walker's days; empty once it has come."""
    days = len(standing.own.weekdays)
    if standing.number > WEEKS:
        return ""
    of = "of walking" if is_walked else "in Zone 2"
    if not days or days >= MAINTENANCE.days[0]:
        return f"After week 6 it goes on: 150 to 300 minutes {of} a week, on five days or more, for months."
    lo, _ = week_plan(MAINTENANCE_WEEK).on_days(days).goal_minutes or (0, 0)
    return f"After week 6 it goes on for months: {lo} minutes {of} a week, on your {_times(days, 'day')}."


def length_text(minutes: int, kind: WorkoutKind | None) -> str:
    """Return a day's walk as it is planned: "30 min", "as is comfortable"."""
    return "as is comfortable" if kind is WorkoutKind.FREE and not minutes else f"{minutes} min"


_NUMBER = ("no", "one", "two", "three", "four", "five", "six", "seven")


def _times(count: int, what: str) -> str:
    number = _NUMBER[count] if what == "day" and count < len(_NUMBER) else str(count)
    return f"{number} {what}{'' if count == 1 else 's'}"
