"""When to move on: advance, hold or step back, decided at each week's end from the log alone, with the reason.

Pain is judged by the pain-monitoring rule of the programme (section 1): up to 3 of 10, and back to the level of the
start by the next morning, is fine; more holds, much more steps back. Days that were missed are never made up and never
reproached: too few walks repeat the week, no more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from coach.domain.programme import (
    MAINTENANCE_WEEK,
    WEEKS,
    WeekPlan,
    first_day_of,
    week_of,
    week_plan,
)
from coach.domain.walk_log import LoggedWalk, between, days_walked

PAIN_FINE = 3
"""Up to here pain during and after a walk is fine, when it settles (programme, section 1)."""

PAIN_STEP_BACK = 6
"""From here on the load was too much: over 5 of 10 is the unsafe range of the pain-monitoring model (Thomeé 1997)."""

RPE_HARD = 7
"""Zone 2 is felt as 3-5 of 10; from 7 on (very hard) the band or the volume is too much."""

RPE_FAR_TOO_HARD = 9

SHARE_OF_WALKS = 0.75
"""So much of the phase's lower number of days is enough to move on: one missed day does not hold anyone."""

WEEKS_AWAY = 2
"""After so many whole weeks without a walk the next one begins a step lower."""


class Action(StrEnum):
    """What happens at a week's end."""

    ADVANCE = "advance"
    HOLD = "hold"
    STEP_BACK = "step_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens, and why in a sentence for the walker."""

    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeStart:
    """When week 1 began, and the day on which Coach was told so.

    Weeks that were over when Coach was told are taken as walked: who says "I began two weeks ago" is in week 3.
    """

    start_day: int
    said_day: int


@dataclass(frozen=True, slots=True)
class WeekRecord:
    """One calendar week of a walker: what week of the programme it was, and what its end decided."""

    calendar_week: int
    first_day: int
    number: int
    decision: Decision
    judged: bool
    """Whether the week was over and in the log; others are taken as walked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a walker stands on a day."""

    day: int
    calendar_week: int
    first_day: int
    """Of the calendar week the day is in."""
    number: int
    """The week of the programme; over 6 is maintenance."""
    decision: Decision
    """What led here; a flare this week comes first, and steps back at once."""
    eased: bool
    """The latest walk of this week hurt too much: walk at the low end of the phase."""
    past: tuple[WeekRecord, ...]
    flared_day: int | None = None
    """The last day of this week on which a walk hurt too much: from there the minutes rise anew."""

    @property
    def week(self) -> WeekPlan:
        """The week's plan."""
        return week_plan(self.number)


def pain_of(walk: LoggedWalk) -> Decision:
    """What one walk's pain says; what was not answered speaks for nothing bad."""
    worst = max((level for level in (walk.pain_during, walk.pain_after) if level is not None), default=0)
    morning, before = walk.pain_next_morning, walk.pain_before
    # Without a level of the start, the fine range stands in for it.
    settled = morning is None or morning <= (PAIN_FINE if before is None else before)
    if worst >= PAIN_STEP_BACK:
        return Decision(Action.STEP_BACK, f"Pain reached {worst} of 10 with a walk: one step back until it settles.")
    if not settled and (worst > PAIN_FINE or (morning or 0) >= PAIN_STEP_BACK):
        return Decision(
            Action.STEP_BACK, f"Pain had not settled the morning after a walk ({morning} of 10): one step back."
        )
    if worst > PAIN_FINE:
        return Decision(
            Action.HOLD, f"Pain reached {worst} of 10 with a walk; up to {PAIN_FINE} is fine, so the step stays."
        )
    if not settled:
        return Decision(
            Action.HOLD, f"Pain was {morning} of 10 the morning after a walk, above where it began: the step stays."
        )
    return Decision(Action.ADVANCE, "Pain stayed low and settled.")


def judge_week(week: WeekPlan, walks: Sequence[LoggedWalk], *, complete: bool = True) -> Decision:
    """What a week's walks say of the next one.

    A week that is not `complete` (not over, or not in the log from its first day) is judged by how its walks felt, not
    by how many there were.
    """
    pains = [pain_of(walk) for walk in walks]
    for action in (Action.STEP_BACK, Action.HOLD):
        # The latest of the worst is what the walker remembers.
        found = next((pain for pain in reversed(pains) if pain.action is action), None)
        if found is not None:
            return found
    efforts = [walk.rpe for walk in walks if walk.rpe is not None]
    usual = median(efforts) if efforts else 0
    if usual >= RPE_HARD:
        action = Action.STEP_BACK if usual >= RPE_FAR_TOO_HARD else Action.HOLD
        told = "one step back" if action is Action.STEP_BACK else "the step stays"
        return Decision(action, f"Most walks felt hard ({usual:g} of 10): {told} until they feel easier.")
    needed = math.ceil(SHARE_OF_WALKS * week.phase.days[0])
    count = len(days_walked(walks))
    if complete and count < needed:
        if count == 0:
            return Decision(Action.HOLD, "A week off: you go on where you were. Nothing has to be made up.")
        s = "" if count == 1 else "s"
        return Decision(
            Action.HOLD,
            f"{count} walk{s} last week: the same week once more, from {needed} on you move up. Nothing is made up.",
        )
    if week.number > WEEKS:
        return Decision(Action.HOLD, "The six weeks are done: keep up 150 to 300 minutes in Zone 2 a week.")
    return Decision(Action.ADVANCE, _praise(count, efforts, pains, complete=complete))


def _praise(count: int, efforts: Sequence[int], pains: Sequence[Decision], *, complete: bool) -> str:
    if not complete or not count:
        return "The next step follows when this week goes as planned."
    felt = f", felt as {median(efforts):g} of 10" if efforts else ""
    calm = " and pain stayed low" if pains else ""
    return f"{count} walks done{felt}{calm}: on to the next step."


def standing(start: ProgrammeStart, walks: Sequence[LoggedWalk], day: int, today: int | None = None) -> Standing:
    """Where a walker stands on `day`, as a pure function of the log.

    `today` (default `day`) is how far the log reaches: weeks that are not over by then are taken as walked as planned,
    as are those before Coach was told of the programme. Walks after `day` are not looked at. Pain that asks for a step
    back is heeded on the day itself; all else is decided at a week's end.

    Raises:
        ValueError: when the programme has not begun on that day.
    """
    current = week_of(start.start_day, day)
    if current < 1:
        raise ValueError("the programme has not begun on that day")
    today = day if today is None else today
    known = between(walks, start.start_day, min(day, today) + 1)
    number, away = 1, 0
    past: list[WeekRecord] = []
    by_week: dict[int, list[LoggedWalk]] = {}
    for walk in known:
        by_week.setdefault(week_of(start.start_day, walk.day), []).append(walk)
    decision = Decision(Action.HOLD, "The programme begins: how these walks feel decides the next step.")
    for calendar_week in range(1, current):
        first_day = first_day_of(start.start_day, calendar_week)
        done = by_week.get(calendar_week, [])
        was_told = start.said_day <= first_day
        is_over = first_day + 7 <= today
        decision = judge_week(week_plan(number), done, complete=was_told and is_over)
        if not was_told and not done:
            decision = Decision(Action.ADVANCE, "Taken as walked: it was over when you told Coach of the programme.")
        away = away + 1 if was_told and is_over and not done else 0
        if away >= WEEKS_AWAY and number > 1:
            decision = Decision(Action.STEP_BACK, f"{away} weeks without a walk: you begin again a step lower.")
        past.append(WeekRecord(calendar_week, first_day, number, decision, was_told and is_over))
        number = _next_number(number, decision.action)
    if past and number == past[-1].number and decision.action is Action.STEP_BACK:
        decision = Decision(Action.HOLD, f"{decision.reason} This is the lowest step already: take it gently.")
    first_day = first_day_of(start.start_day, current)
    this_week = by_week.get(current, [])
    too_much = [pain for walk in this_week if (pain := pain_of(walk)).action is Action.STEP_BACK]
    if too_much:  # a step back does not wait for the week's end, and stands until then
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
    if number >= MAINTENANCE_WEEK:  # weeks of maintenance are alike, so they only count on
        return WEEKS if action is Action.STEP_BACK else number + 1
    return max(1, number + {Action.ADVANCE: 1, Action.HOLD: 0, Action.STEP_BACK: -1}[action])


def _flare(walks: Sequence[LoggedWalk]) -> Decision | None:
    """What the latest of these walks with an answer about pain says, when it was not fine."""
    for walk in reversed(walks):
        pain = pain_of(walk)
        if pain.action is not Action.ADVANCE:
            return pain
        if any(level is not None for level in (walk.pain_during, walk.pain_after, walk.pain_next_morning)):
            return None
    return None
