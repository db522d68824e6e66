"""Decides when to move on: advance, hold or step back at each week's end, from the log alone, with the reason.

The programme's pain-monitoring rule (README, "The programme") judges pain: up to 3 of 10, and back to the level of the
start by the next morning, is fine; more holds, much more steps back. Missed days are never made up and never
reproached: too few walks only repeat the week.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from coach.domain.programme.own_path import AS_WRITTEN, OwnPath
from coach.domain.programme.pain import PAIN_FINE, PainChoice
from coach.domain.programme.walk_log import LoggedWalk, all_between, days_walked
from coach.domain.programme.weeks import (
    MAINTENANCE_WEEK,
    WEEKS,
    WeekPlan,
    first_day_of,
    week_before,
    week_of,
    week_plan,
)

PAIN_STEP_BACK = 6
"""From this level the load was too much: over 5 of 10 is unsafe in the pain-monitoring model (Thomeé 1997)."""

RPE_HARD = 7
"""Zone 2 feels like 3-5 of 10; from 7 on (very hard) the band or the volume is too much."""

RPE_FAR_TOO_HARD = 9

RPE_ANSWERS = 2
RPE_SHARE = 0.5
"""At least this many answers, for at least this share of the walks, say how a week felt; one hard walk is a bad day."""

SHARE_OF_WALKS = 0.75
"""This share of the phase's lower number of days is enough to move on: one missed day does not hold anyone."""

DAYS = 7
"""Days in a week."""

WEEKS_AWAY = 2
"""After this many whole weeks without a walk the next one begins a step lower."""


class Action(StrEnum):
    """The decision at a week's end."""

    ADVANCE = "advance"
    HOLD = "hold"
    STEP_BACK = "step_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """An action, and why in a sentence for the walker."""

    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeStart:
    """When week 1 began, and the day on which the walker said so.

    Weeks that were over by then count as walked: a walker who says "I began two weeks ago" is in week 3.
    """

    start_day: int
    said_day: int
    own: OwnPath = AS_WRITTEN


@dataclass(frozen=True, slots=True)
class WeekRecord:
    """One calendar week of a walker: its week of the programme, and the decision at its end."""

    calendar_week: int
    first_day: int
    number: int
    decision: Decision
    assessment: bool
    """Whether the week was over, and Coach knew of the programme before its end; others count as walked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a walker stands on a day."""

    day: int
    calendar_week: int
    first_day: int
    """First day of the calendar week that holds the day."""
    number: int
    """The week of the programme; over 6 is maintenance."""
    decision: Decision
    """The decision that led here; a flare this week takes precedence, and steps back at once."""
    eased: bool
    """The latest walk of this week hurt too much: walk at the low end of the phase."""
    past: tuple[WeekRecord, ...]
    flared_day: int | None = None
    """The last day of this week on which a walk hurt too much: from there the minutes rise anew."""

    @property
    def week(self) -> WeekPlan:
        """The week's plan."""
        return week_plan(self.number)


_CHOSEN: dict[PainChoice, str] = {
    PainChoice.EASIER: "You made a walk easier",
    PainChoice.SHORTER: "You made a walk shorter",
    PainChoice.END: "You ended a walk",
}


def pain_of(walk: LoggedWalk) -> Decision:
    """Return what one walk's pain decides; a missing answer counts as no pain.

    The walk did not cause pain that was there before it, but a sore back should not do more.
    """
    before, morning = walk.felt.pain_before, walk.felt.pain_next_morning
    worst = max((level for level in (walk.felt.pain_during, walk.felt.pain_after) if level is not None), default=0)
    # Without an answer from before the walk, use the top of the fine range.
    start = PAIN_FINE if before is None else before
    raised = worst > max(PAIN_FINE, start)
    settled = morning is None or morning <= start
    if raised and worst >= PAIN_STEP_BACK:
        return Decision(Action.STEP_BACK, f"Pain reached {worst} of 10 with a walk: one step back until it settles.")
    if not settled and (raised or (morning or 0) >= PAIN_STEP_BACK):
        return Decision(
            Action.STEP_BACK, f"Pain had not settled the morning after a walk ({morning} of 10): one step back."
        )
    held = _held(walk, worst if raised else None, start, None if settled else morning)
    return Decision(Action.HOLD, held) if held else Decision(Action.ADVANCE, "Pain stayed low and settled.")


def _held(walk: LoggedWalk, raised: int | None, start: int, unsettled: int | None) -> str:
    """Return why a walk's pain keeps the step as it is; empty when it does not."""
    if walk.pain_choice is not None:
        return f"{_CHOSEN[walk.pain_choice]} for pain, so the step stays."
    if raised is not None:
        return f"Pain reached {raised} of 10 with a walk; up to {PAIN_FINE} is fine, so the step stays."
    if unsettled is not None:
        return f"Pain was {unsettled} of 10 the morning after a walk, above where it began: the step stays."
    if start > PAIN_FINE:
        return f"Your back was already sore before a walk ({start} of 10), so the step stays until it is not."
    return ""


def judge_week(week: WeekPlan, walks: Sequence[LoggedWalk], *, known_days: int = DAYS) -> Decision:
    """Return what a week's walks decide for the next one; strap tests count for how they felt, not as walks.

    `known_days` is for how many of its last days the log is whole: only that part of the week is required. 0 is a week
    that is not over, or was over before Coach knew of the programme: then only how its walks felt counts.
    """
    pains = [pain_of(walk) for walk in walks]
    for action in (Action.STEP_BACK, Action.HOLD):
        # The walker remembers the latest of the worst.
        found = next((pain for pain in reversed(pains) if pain.action is action), None)
        if found is not None:
            return found
    hard = _effort(walks)
    if hard is not None:
        return hard
    needed = math.ceil(SHARE_OF_WALKS * week.phase.days[0]) * known_days // DAYS
    count = len(days_walked(walks))
    if count < needed:
        return Decision(Action.HOLD, _too_few(count, needed))
    if week.number > WEEKS:
        return Decision(Action.HOLD, "The six weeks are done: keep up 150 to 300 minutes in Zone 2 a week.")
    if not count or not known_days:
        return Decision(Action.ADVANCE, "The next step follows when this week goes as planned.")
    return Decision(Action.ADVANCE, _praise(count, walks))


def _too_few(count: int, needed: int) -> str:
    if count == 0:
        return "A week off: you go on where you were. Nothing has to be made up."
    s = "" if count == 1 else "s"
    return f"{count} walk{s} last week: the same week once more, from {needed} on you move up. Nothing is made up."


def _effort(walks: Sequence[LoggedWalk]) -> Decision | None:
    """Return the decision for too much effort, if there are enough answers to say so; else None."""
    efforts = [walk.felt.rpe for walk in walks if walk.felt.rpe is not None]
    if len(efforts) < max(RPE_ANSWERS, RPE_SHARE * sum(walk.is_counted for walk in walks)):
        return None
    usual = median(efforts)
    if usual < RPE_HARD:
        return None
    action = Action.STEP_BACK if usual >= RPE_FAR_TOO_HARD else Action.HOLD
    what = "one step back" if action is Action.STEP_BACK else "the step stays"
    return Decision(action, f"Most walks felt hard ({usual:g} of 10): {what} until they feel easier.")


def _praise(count: int, walks: Sequence[LoggedWalk]) -> str:
    efforts = [walk.felt.rpe for walk in walks if walk.felt.rpe is not None]
    felt = f", felt as {median(efforts):g} of 10" if efforts else ""
    levels = [level for walk in walks for level in walk.felt.pain_levels]
    calm = " and pain stayed low" if levels and max(levels) <= PAIN_FINE else ""
    s = "" if count == 1 else "s"
    return f"{count} walk{s} done{felt}{calm}: on to the next step."


def standing(start: ProgrammeStart, walks: Sequence[LoggedWalk], day: int, today: int | None = None) -> Standing:
    """Return where a walker stands on `day`, as a pure function of the log.

    `today` (default `day`) is how far the log reaches: weeks that are not over by then count as walked as planned, as
    do those before Coach knew of the programme. Walks after `day` do not count. Pain that needs a step back takes
    effect on the day itself; every other decision falls at a week's end. The week in which Coach learnt of the
    programme requires walks only in proportion to its days from then on.

    Raises:
        ValueError: when the programme has not begun on that day.
    """
    current = week_of(start.start_day, day)
    if current < 1:
        raise ValueError("the programme has not begun on that day")
    today = day if today is None else today
    known = all_between(walks, start.start_day, min(day, today) + 1)
    number, away = 1, 0
    past: list[WeekRecord] = []
    by_week: dict[int, list[LoggedWalk]] = {}
    for walk in known:
        by_week.setdefault(week_of(start.start_day, walk.day), []).append(walk)
    decision = Decision(Action.HOLD, "The programme begins: how these walks feel decides the next step.")
    for calendar_week in range(1, current):
        first_day = first_day_of(start.start_day, calendar_week)
        done = by_week.get(calendar_week, [])
        is_over = first_day + DAYS <= today
        known_days = max(0, min(DAYS, first_day + DAYS - start.said_day)) if is_over else 0
        decision = judge_week(week_plan(number), done, known_days=known_days)
        if start.said_day >= first_day + DAYS and not done:
            decision = Decision(Action.ADVANCE, "Taken as walked: it was over when you told Coach of the programme.")
        away = away + 1 if known_days == DAYS and not days_walked(done) else 0
        if away >= WEEKS_AWAY and number > 1:
            decision = Decision(Action.STEP_BACK, f"{away} weeks without a walk: you begin again a step lower.")
        past.append(WeekRecord(calendar_week, first_day, number, decision, known_days > 0))
        number = _next_number(number, decision.action)
    if past and number == past[-1].number and decision.action is Action.STEP_BACK:
        decision = Decision(Action.HOLD, f"{decision.reason} This is the lowest step already: take it gently.")
    first_day = first_day_of(start.start_day, current)
    this_week = by_week.get(current, [])
    too_much = [pain for walk in this_week if (pain := pain_of(walk)).action is Action.STEP_BACK]
    if too_much:  # a step back takes effect at once, and lasts until the week's end
        number, decision = _next_number(number, Action.STEP_BACK), too_much[-1]
    flare = _flare(this_week)
    return Standing(
        day,
        current,
        first_day,
        number,
        flare or decision,
        eased=flare is not None,
        past=tuple(past),
        flared_day=max((walk.day for walk in this_week if pain_of(walk).action is not Action.ADVANCE), default=None),
    )


def _next_number(number: int, action: Action) -> int:
    if action is Action.STEP_BACK:
        return week_before(number)
    if number >= MAINTENANCE_WEEK:  # maintenance weeks are all alike, so only the number grows
        return number + 1
    return number + (action is Action.ADVANCE)


def _flare(walks: Sequence[LoggedWalk]) -> Decision | None:
    """Return the decision of the latest walk with an answer about pain, if that was not fine; else None."""
    for walk in reversed(walks):
        pain = pain_of(walk)
        if pain.action is not Action.ADVANCE:
            return pain
        felt = walk.felt
        if any(level is not None for level in (felt.pain_during, felt.pain_after, felt.pain_next_morning)):
            return None
    return None
