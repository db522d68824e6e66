"""How the back takes the walks: what one walk's pain decides, pain that is usual for somebody, and flares.

The programme's pain-monitoring rule (README, "The programme"): up to 3 of 10, and back to the level of the start by the
next morning, is fine; more holds, much more steps back. For a back that always hurts at 4-6, a rise by two points, or
one that lasts, takes the place of those limits (EPIPHA-KNEE 2021, table 3).
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from statistics import median

import msgspec

from coach.domain.programme.pain import MUCH, OVER_USUAL, PAIN_FINE, RISE, PainChoice, fine_level
from coach.domain.programme.walk_log import SHORT_WALK_S, CheckIn, LoggedWalk

PAIN_STEP_BACK = 6
"""From this level the load was too much: over 5 of 10 is unsafe in the pain-monitoring model (Thomeé 1997)."""

USUAL_OF = 5
"""The usual pain is the median of this many walks: about a week."""

FIRST_OF = 10
"""At the beginning it is the higher one of the first five's and the first ten's: one good week is not usual yet."""

MOST_USUAL = MUCH - 1
"""Pain that stays may be moderate (4-6); much pain, from 7 on, is nobody's usual, whatever was said."""

USUAL_LEAST = 3
"""Fewer answers than this say more about a day than about a back."""

SHARES = (1 / 2, 2 / 3, 5 / 6)
"""After a flare the first walk is half as long, the next ones come back by a sixth (Coach's own; that the volume falls
and returns by steps is common advice: Cambridge University Hospitals, flare-up plan)."""

FLARE_DAYS = 7
"""A flare lasts two to seven days (Cambridge University Hospitals); so long it is the reason that is given."""


class Action(StrEnum):
    """The decision at a week's end."""

    ADVANCE = "advance"
    HOLD = "hold"
    STEP_BACK = "step_back"


class Why(StrEnum):
    """The reason for a decision; `Decision` has the numbers, and `coach.pages.programme_words` the sentences."""

    BEGINS = "begins"
    BASELINE_BEGINS = "baseline_begins"
    BASELINE_KNOWN = "baseline_known"
    BASELINE_ENOUGH = "baseline_enough"
    GOES_AS_PLANNED = "goes_as_planned"
    WALKED = "walked"
    WALKED_SLOWLY = "walked_slowly"
    TAKEN_AS_WALKED = "taken_as_walked"
    WEEK_OFF = "week_off"
    WEEKS_AWAY = "weeks_away"
    MORE_WALKS = "more_walks"
    KEEP_GOING = "keep_going"
    PAIN_FINE = "pain_fine"
    PAIN_REACHED = "pain_reached"
    PAIN_UNSETTLED = "pain_unsettled"
    PAIN_CHOICE = "pain_choice"
    SORE_BEFORE = "sore_before"
    FLARE_REPORTED = "flare_reported"
    SHORT_WALKS = "short_walks"
    HARD = "hard"
    HARD_BUT_CALM = "hard_but_calm"


class Decision(msgspec.Struct, frozen=True):
    """An action, its reason, and the numbers of that reason; None is "has none"."""

    action: Action
    why: Why
    level: int | None = None
    """Pain, 0-10."""
    count: int | None = None
    """Walks, weeks or months: see the reason."""
    needed: int | None = None
    """Walks that are enough."""
    days: int | None = None
    """The days a week that the walker has, where they are fewer than the programme's."""
    effort: float | None = None
    """The usual effort, 0-10."""
    is_calm: bool = False
    """Whether somebody said that pain stayed low."""
    choice: PainChoice | None = None
    is_lowest: bool = False
    """A step back from the lowest step, which stays."""

    is_flare: bool = False
    """Pain that was much too much, or over 3 and two points over the walker's usual (the change that people notice)."""


Judged = Sequence[tuple[LoggedWalk, Decision]]
"""Walks in order of day, with what the pain of each decides."""


def pain_of(walk: LoggedWalk, usual: float | None = None) -> Decision:
    """Return what one walk's pain decides; a missing answer counts as no pain.

    The walk did not cause pain that was there before it, but a sore back should not do more. `usual` is the walker's
    usual pain (`usual_pains`), where it is known.
    """
    felt = walk.felt
    worst = max((level for level in (felt.pain_during, felt.pain_after) if level is not None), default=0)
    return _decision(felt.pain_before, worst, felt.pain_next_morning, walk.pain_choice, usual)


@lru_cache(maxsize=1024)  # the walks of years have few different answers
def _decision(
    before: int | None, worst: int, morning: int | None, choice: PainChoice | None, usual: float | None
) -> Decision:
    """Return what the pain before a walk, the worst with or after it, and that of the next morning decide."""
    # Severe pain too is judged by its rise here; within a walk it is always asked about (`pain.fine_level`).
    fine = max(PAIN_FINE, math.ceil(min(usual or 0.0, MOST_USUAL) + RISE) - 1)
    # Without an answer from before the walk, use the top of the fine range.
    start = fine if before is None else before
    raised = worst > max(fine, start)
    # After a walk that raised nothing, a point more in the morning is no change: no scale is finer.
    began = max(start, usual or 0.0)
    settled = morning is None or morning <= (began if raised else max(began, min(fine, began + OVER_USUAL)))
    too_much = PAIN_STEP_BACK if fine == PAIN_FINE else max(PAIN_STEP_BACK, fine + 1)
    if raised and worst >= too_much:
        return Decision(Action.STEP_BACK, Why.PAIN_REACHED, level=worst, is_flare=True)
    if not settled and (raised or (morning or 0) >= too_much):
        return Decision(Action.STEP_BACK, Why.PAIN_UNSETTLED, level=morning, is_flare=True)
    if choice is not None:
        return Decision(Action.HOLD, Why.PAIN_CHOICE, choice=choice)
    holding: tuple[tuple[bool, Why, int | None], ...] = (
        (raised, Why.PAIN_REACHED, worst),
        (not settled, Why.PAIN_UNSETTLED, morning),
        (start > fine, Why.SORE_BEFORE, start),
    )
    why, level = next(((why, level) for holds, why, level in holding if holds), (None, None))
    if why is None or level is None:
        return Decision(Action.ADVANCE, Why.PAIN_FINE)
    # While nobody knows what is usual, a walk is compared with its own beginning.
    is_flare = level > PAIN_FINE and level >= (began if usual is None else min(usual, MOST_USUAL)) + RISE
    return Decision(Action.HOLD, why, level=level, is_flare=is_flare)


def usual_pains(walks: Sequence[LoggedWalk], said: int | None) -> tuple[float | None, ...]:
    """Return the usual pain as it was known before each walk, and after the last; `walks` are in order of day.

    It is what the walker said at the start, or the median of the first answers where that is more. It follows down a
    back that is better by the two points that matter, and never up one that gets worse.
    """
    answers: list[int] = []
    began, lowest = float(said or 0), math.inf
    found: list[float | None] = [said]
    for walk in walks:
        if walk.felt.pain_before is not None:
            answers.append(walk.felt.pain_before)
            if USUAL_LEAST <= len(answers) <= FIRST_OF:
                began = max(median(answers[:USUAL_OF]), median(answers), said or 0)
            lowest = min(lowest, median(answers[-USUAL_OF:])) if len(answers) >= USUAL_LEAST else lowest
        is_known = len(answers) >= USUAL_LEAST
        found.append((lowest if lowest <= began - RISE else began) if is_known else said)
    return tuple(found)


class Flare(msgspec.Struct, frozen=True):
    """The latest flare, and how far the volume is back."""

    day: int
    decision: Decision
    walks_since: int
    """Walks since that went well."""

    @property
    def share(self) -> float:
        """The share of the minutes that the next walk has."""
        return SHARES[self.walks_since] if self.walks_since < len(SHARES) else 1.0

    @property
    def is_over(self) -> bool:
        """Whether one whole walk has gone well since: then a harder one may come."""
        return self.walks_since > len(SHARES)


def is_flare(report: CheckIn, usual: float | None) -> bool:
    """Return whether pain that was reported on a day is a flare: more than is fine for this walker."""
    return report.pain is not None and report.pain > fine_level(usual)


def reported_flares(
    check_ins: Iterable[CheckIn], walks: Sequence[LoggedWalk], usual: Sequence[float | None]
) -> dict[int, Decision]:
    """Return the days on which the walker reported a flare, with the decision.

    `walks` are in order of day, with the usual pain before each of them (`usual_pains`).
    """
    found: dict[int, Decision] = {}
    for report in check_ins:
        if report.pain is None:
            continue
        known = bisect_right(walks, report.day, key=lambda walk: walk.day)
        if is_flare(report, usual[known]):
            found[report.day] = Decision(Action.STEP_BACK, Why.FLARE_REPORTED, level=report.pain, is_flare=True)
    return found


def flare_of(judged: Judged, reported: dict[int, Decision]) -> Flare | None:
    """Return the latest flare: a walk with one, or a day that was reported as one."""
    days = [(walk.day, pain) for walk, pain in judged if pain.is_flare]
    latest = max([*days, *reported.items()], key=lambda item: item[0], default=None)
    if latest is None:
        return None
    day, decision = latest
    later = [(walk, pain) for walk, pain in judged if walk.day > day and walk.moving_s >= SHORT_WALK_S]
    well = {walk.day for walk, pain in later if pain.action is Action.ADVANCE}
    return Flare(day, decision, len(well))


def hurting(judged: Judged) -> Decision | None:
    """Return the decision of the latest walk with an answer about pain, if that was not fine; else None."""
    for walk, pain in reversed(judged):
        if pain.action is not Action.ADVANCE:
            return pain
        felt = walk.felt
        if any(level is not None for level in (felt.pain_during, felt.pain_after, felt.pain_next_morning)):
            return None
    return None
