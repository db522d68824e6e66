"""Decides when to move on: advance, hold or step back at each week's end, from the log alone, with the reason.

Pain decides first (`tolerance`), then effort, then walks. Missed days are never made up and never reproached: too few
walks only give the step another week, and what was walked counts on.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from statistics import fmean, median

import msgspec
from msgspec.structs import replace

from coach.domain.programme.layout import fitted
from coach.domain.programme.own_path import AS_WRITTEN, DAYS, OwnPath
from coach.domain.programme.pain import PAIN_FINE
from coach.domain.programme.place import BASELINE_SHARE, LEAST_LEAD_IN_MIN, Place, lead_in
from coach.domain.programme.prescription import NO_EASING, Easing
from coach.domain.programme.tolerance import (
    FLARE_DAYS,
    Action,
    Decision,
    Flare,
    Judged,
    Why,
    flare_of,
    hurting,
    pain_of,
    reported_flares,
    usual_pains,
)
from coach.domain.programme.walk_log import SHORT_WALK_S, CheckIn, LoggedWalk
from coach.domain.programme.weeks import (
    WEEKS,
    WeekPlan,
    first_day_of,
    week_of,
)

RPE_HARD = 7
"""Zone 2 feels like 3-5 of 10; from 7 on (very hard) the band or the volume is too much."""

RPE_FAR_TOO_HARD = 9

HARD_WEEKS = 2
"""So many weeks in a row are held for effort alone; then the minutes go on, slower, while the back takes them well:
minutes come first, the zone second, and nobody stays in a step for ever."""

RPE_ANSWERS = 2
RPE_SHARE = 0.5
"""At least this many answers, for at least this share of the walks, say how a week felt; one hard walk is a bad day."""

STEP_SHARE = 0.5
"""A walk of less than half of its minutes is a walk, but says nothing about longer ones (Coach's own)."""

WEEKS_AWAY = 2
"""After this many whole weeks without a walk the next one begins a step lower."""

BASELINE_WALKS = 2
"""Two walks of the baseline week say what is tolerated: one is a good or a bad day."""

BASELINE_UNKNOWN_MIN = 10.0
"""What a look at weeks to come takes the baseline to be: two thirds of the programme's shortest walk."""


class ProgrammeStart(msgspec.Struct, frozen=True):
    """When week 1 began, the day on which the walker said so, and what is the walker's own.

    Weeks that were over by then count as walked: a walker who says "I began two weeks ago" is in week 3.
    """

    start_day: int
    said_day: int
    own: OwnPath = AS_WRITTEN


class WeekRecord(msgspec.Struct, frozen=True):
    """One calendar week of a walker: its week of the programme, and the decision at its end."""

    calendar_week: int
    first_day: int
    number: int
    decision: Decision
    assessment: bool
    """Whether the week was over, and Coach knew of the programme before its end; others count as walked."""


class Standing(msgspec.Struct, frozen=True):
    """Where a walker stands on a day."""

    day: int
    calendar_week: int
    first_day: int
    """First day of the calendar week that holds the day."""
    number: int
    """The week of the programme; over 6 is maintenance, 0 before week 1."""
    week: WeekPlan
    """That week, on the walker's days."""
    following: WeekPlan
    """The programme's next step, on the walker's days."""
    own: OwnPath
    decision: Decision
    """The decision that led here; a flare this week takes precedence, and steps back at once."""
    easing: Easing
    past: tuple[WeekRecord, ...]
    flare: Flare | None = None
    """The latest flare, until the volume is whole again."""
    usual_pain: float | None = None
    """The walker's usual pain, where it is known."""

    @property
    def start_day(self) -> int:
        """The first day of the programme."""
        return self.first_day - DAYS * (self.calendar_week - 1)

    @property
    def is_flaring(self) -> bool:
        """Whether the latest flare may still go on: for a week, or until a walk went well."""
        return self.flare is not None and not self.flare.walks_since and self.day - self.flare.day < FLARE_DAYS


def is_walk_of(week: WeekPlan, walk: LoggedWalk) -> bool:
    """Return whether a walk counts for a week; before week 1 one that is shorter than the programme's does, too."""
    return walk.is_counted or (week.number == 0 and walk.moving_s >= SHORT_WALK_S)


def is_of_the_step(walk: LoggedWalk) -> bool:
    """Return whether a walk counts for moving on: from half of what was planned, for the next step asks for more."""
    return walk.planned_min is None or walk.minutes >= STEP_SHARE * walk.planned_min


def judge_week(week: WeekPlan, judged: Judged, *, known_days: int = DAYS, step: Place | None = None) -> Decision:
    """Return what a week's walks decide for the next one; strap tests count for how they felt, not as walks.

    `known_days` is for how many of its last days the log is whole: only that part of the week is required. 0 is a week
    that is not over, or was over before Coach knew of the programme: then only how its walks felt counts. `step` has
    what the calendar weeks before it have walked at the same step.
    """
    walks = [walk for walk, _ in judged]
    against = _worst(judged) or _effort(walks)
    if against is not None:
        return against
    walked = [walk for walk in walks if is_walk_of(week, walk)]
    count = len({walk.day for walk in walked if is_of_the_step(walk)})
    before = step or Place(week.number)
    needed = week.needed * known_days // DAYS
    if needed and not count:
        return Decision(Action.HOLD, Why.SHORT_WALKS if walked else Why.WEEK_OFF)
    if week.number > WEEKS:
        return Decision(Action.HOLD, Why.KEEP_GOING, count=week.number - WEEKS)
    if before.walks + count < needed:
        days = week.walks if week.walks < needed else None
        return Decision(Action.HOLD, Why.MORE_WALKS, count=before.walks + count, needed=needed, days=days)
    if not known_days or not count:
        return Decision(Action.ADVANCE, Why.GOES_AS_PLANNED)
    return _praise(before, count, walks)


def _worst(judged: Judged) -> Decision | None:
    """Return the latest of the worst that pain decides: what the walker remembers; None when all of it was fine."""
    for action in (Action.STEP_BACK, Action.HOLD):
        found = next((pain for _, pain in reversed(judged) if pain.action is action), None)
        if found is not None:
            return found
    return None


def _effort(walks: Sequence[LoggedWalk]) -> Decision | None:
    """Return the decision for too much effort, if there are enough answers to say so; else None."""
    efforts = [walk.felt.rpe for walk in walks if walk.felt.rpe is not None]
    if len(efforts) < max(RPE_ANSWERS, RPE_SHARE * sum(walk.is_counted for walk in walks)):
        return None
    usual = median(efforts)
    if usual < RPE_HARD:
        return None
    return Decision(Action.STEP_BACK if usual >= RPE_FAR_TOO_HARD else Action.HOLD, Why.HARD, effort=usual)


def _praise(step: Place, count: int, walks: Sequence[LoggedWalk]) -> Decision:
    efforts = [walk.felt.rpe for walk in walks if walk.felt.rpe is not None]
    levels = [level for walk in walks for level in walk.felt.pain_levels]
    return Decision(
        Action.ADVANCE,
        Why.WALKED_SLOWLY if step.walks else Why.WALKED,
        count=step.walks + count,
        effort=median(efforts) if efforts else None,
        is_calm=bool(levels) and max(levels) <= PAIN_FINE,
    )


def _judge_baseline(step: Place, judged: Judged) -> tuple[Place, Decision]:
    """Return what a baseline week leads to: 80 % of what was tolerated, or the same week once more."""
    new = (walk.minutes for walk, pain in judged if walk.moving_s >= SHORT_WALK_S and not pain.is_flare)
    tolerated = (*step.tolerated_min, *new)
    again = replace(step, tolerated_min=tolerated)
    flares = [pain for _, pain in judged if pain.is_flare]
    if flares:
        return again, replace(flares[-1], action=Action.HOLD)
    if len(tolerated) < BASELINE_WALKS:
        why = Why.MORE_WALKS if tolerated else Why.BASELINE_BEGINS
        return again, Decision(Action.HOLD, why, count=len(tolerated), needed=BASELINE_WALKS)
    found = lead_in(max(LEAST_LEAD_IN_MIN, BASELINE_SHARE * fmean(tolerated)))
    why = Why.BASELINE_ENOUGH if found.number else Why.BASELINE_KNOWN
    return found, Decision(Action.ADVANCE, why, count=round(fmean(tolerated)))


def standing(
    start: ProgrammeStart,
    walks: Sequence[LoggedWalk],
    day: int,
    today: int | None = None,
    check_ins: Sequence[CheckIn] = (),
) -> Standing:
    """Return where a walker stands on `day`, as a pure function of the log.

    `today` (default `day`) is how far the log reaches: weeks that are not over by then count as walked as planned, as
    do those before Coach knew of the programme. Walks and reports after `day` do not count. Pain that needs a step back
    takes effect on the day itself; every other decision falls at a week's end. The week in which Coach learnt of the
    programme requires walks only in proportion to its days from then on.

    Raises:
        ValueError: when the programme has not begun on that day.
    """
    return Standings(start, walks, check_ins).on(day, today)


class Standings:
    """Where a walker stands on any day, by one log: each walk is judged once, and so is each way through the weeks.

    Args:
        start: when the programme began.
        walks: the log.
        check_ins: the answers outside walks.
    """

    def __init__(self, start: ProgrammeStart, walks: Sequence[LoggedWalk], check_ins: Sequence[CheckIn] = ()) -> None:
        self._start = start
        self._walks = sorted((walk for walk in walks if walk.day >= start.start_day), key=_day)
        self._usual = usual_pains(self._walks, start.own.usual_pain)
        pains = map(pain_of, self._walks, self._usual)
        self._judged = tuple(zip(self._walks, pains, strict=True))
        self._reports = [item for item in check_ins if item.day >= start.start_day]
        self._ways: dict[tuple[int, int], _Way] = {}

    def on(self, day: int, today: int | None = None) -> Standing:
        """Return where the walker stands; see `standing`."""
        today = day if today is None else today
        reach = min(day, today)
        return self._standing(day, today, reach + 1, reach + 1)

    def before_walks(self, day: int, *, has_reports: bool) -> Standing:
        """Return where the walker stood before the day's walks: with its reports or, in the morning, without them."""
        return self._standing(day, day, day, day + has_reports)

    def _standing(self, day: int, today: int, walks_end: int, reports_end: int) -> Standing:
        """Return where the walker stands, by the walks and reports before these days."""
        start, own = self._start, self._start.own
        current = week_of(start.start_day, day)
        if current < 1:
            raise ValueError("the programme has not begun on that day")
        first_day = first_day_of(start.start_day, current)
        known = bisect_left(self._walks, walks_end, key=_day)
        judged, usual = self._judged[:known], self._usual[: known + 1]
        reports = [item for item in self._reports if item.day < reports_end]
        reported = reported_flares(reports, self._walks[:known], usual)
        # All days before the week are known on each of its days.
        way = current, min(today, first_day)
        if way not in self._ways:
            self._ways[way] = _fold(start, judged, reported, current, today)
        step, decision, past = self._ways[way]
        this_week = judged[bisect_left(self._walks, first_day, hi=known, key=_day) :]
        too_much = {walk.day: pain for walk, pain in this_week if pain.action is Action.STEP_BACK}
        too_much |= {of: flare for of, flare in reported.items() if of >= first_day}
        if too_much:  # a step back takes effect at once, and lasts until the week's end
            step, decision = step.after(Action.STEP_BACK), too_much[max(too_much)]
        flare = flare_of(judged, reported)
        hurts = hurting(this_week)
        if flare is not None and flare.is_over:
            flare = None
        latest = hurts or decision
        if flare is not None and flare.day >= first_day and not flare.walks_since:
            latest = flare.decision
        return Standing(
            day,
            current,
            first_day,
            step.number,
            fitted(step.week, own),
            fitted(step.after(Action.ADVANCE).week, own),
            own,
            latest,
            _easing(this_week, hurts, flare),
            past,
            flare,
            usual[-1],
        )


def _day(walk: LoggedWalk) -> int:
    return walk.day


_Way = tuple[Place, Decision, tuple[WeekRecord, ...]]
"""Where the weeks have led, why, and what became of each."""


def _fold(start: ProgrammeStart, judged: Judged, reported: Mapping[int, Decision], current: int, today: int) -> _Way:
    """Go through the calendar weeks before the current one."""
    by_week: dict[int, list[tuple[LoggedWalk, Decision]]] = {}
    for item in judged:
        by_week.setdefault(week_of(start.start_day, item[0].day), []).append(item)
    flares = {week_of(start.start_day, day): decision for day, decision in sorted(reported.items())}
    begins = Why.BASELINE_BEGINS if start.own.with_baseline else Why.BEGINS
    step, decision = Place(0 if start.own.with_baseline else 1), Decision(Action.HOLD, begins)
    past: list[WeekRecord] = []
    away = 0
    for calendar_week in range(1, current):
        first_day = first_day_of(start.start_day, calendar_week)
        done = by_week.get(calendar_week, [])
        is_over = first_day + DAYS <= today
        known_days = max(0, min(DAYS, first_day + DAYS - start.said_day)) if is_over else 0
        number, before = step.number, step
        step, decision = _after_week(step, done, known_days, start.own, is_over=is_over)
        if calendar_week in flares and decision.action is not Action.STEP_BACK:
            step, decision = before.after(Action.STEP_BACK), flares[calendar_week]
        elif start.said_day >= first_day + DAYS and not done and not before.is_baseline:
            decision = Decision(Action.ADVANCE, Why.TAKEN_AS_WALKED)
        is_away = known_days == DAYS and not any(is_walk_of(before.week, walk) for walk, _ in done)
        away = away + 1 if is_away else 0
        if away >= WEEKS_AWAY and number > 1:
            decision = Decision(Action.STEP_BACK, Why.WEEKS_AWAY, count=away)
            step = before.after(Action.STEP_BACK)
        if decision.action is Action.STEP_BACK and (step.number, step.lead_in_min) == (number, before.lead_in_min):
            decision = replace(decision, is_lowest=True)
        past.append(WeekRecord(calendar_week, first_day, number, decision, known_days > 0))
    if past and decision.is_lowest:
        decision = replace(decision, action=Action.HOLD)
    return step, decision, tuple(past)


def _after_week(step: Place, done: Judged, known_days: int, own: OwnPath, *, is_over: bool) -> tuple[Place, Decision]:
    """Return the step after a calendar week, and why."""
    if step.is_baseline:
        if not is_over:
            return lead_in(BASELINE_SHARE * BASELINE_UNKNOWN_MIN), Decision(Action.ADVANCE, Why.GOES_AS_PLANNED)
        return _judge_baseline(step, done)
    decision = judge_week(fitted(step.week, own), done, known_days=known_days, step=step)
    is_held_for_effort = decision.why is Why.HARD and decision.action is Action.HOLD
    if is_held_for_effort and step.hard_weeks >= HARD_WEEKS:
        decision = Decision(Action.ADVANCE, Why.HARD_BUT_CALM, effort=decision.effort)
    following = step.after(decision.action)
    if is_held_for_effort and decision.action is Action.HOLD:
        following = replace(following, hard_weeks=step.hard_weeks + 1)
    if decision.why in {Why.MORE_WALKS, Why.WEEK_OFF, Why.SHORT_WALKS}:
        following = replace(following, walks=decision.count or step.walks)
    return following, decision


def _easing(this_week: Judged, hurts: Decision | None, flare: Flare | None) -> Easing:
    """Return what the walker's back leaves of this week."""
    hurt = [walk.day for walk, pain in this_week if pain.action is not Action.ADVANCE]
    if not hurt and flare is None:
        return NO_EASING
    return Easing(hurts is not None, max(hurt, default=None), None if flare is None else flare.share)
