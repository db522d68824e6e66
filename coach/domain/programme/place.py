"""The steps of the programme, one after another: where a walker is, and what comes after it."""

import msgspec

from coach.domain.programme.tolerance import Action
from coach.domain.programme.weeks import MAINTENANCE_WEEK, RHYTHM, WeekPlan, lead_in_week, week_before, week_plan

BASELINE_SHARE = 0.8
BASELINE_RISE = 1.1
"""Begin at 80 % of what was tolerated in the baseline week, then 10 % more a week (EPIPHA-KNEE 2021, table 3)."""

LEAST_LEAD_IN_MIN = 5.0
"""The shortest walk that is asked for."""


class Place(msgspec.Struct, frozen=True):
    """Where a walker is: a week of the programme, or one before week 1 with its minutes.

    `walks` are those of the calendar weeks in a row that this step has taken so far.
    """

    number: int
    lead_in_min: float | None = None
    walks: int = 0
    hard_weeks: int = 0
    """Weeks in a row that were held for effort alone."""
    tolerated_min: tuple[float, ...] = ()
    """The walks of the baseline so far that were tolerated."""

    @property
    def week(self) -> WeekPlan:
        """The week as the programme has it."""
        return week_plan(self.number) if self.number else lead_in_week(self.lead_in_min)

    @property
    def is_baseline(self) -> bool:
        """Whether what is tolerated is still to be found."""
        return not self.number and self.lead_in_min is None

    def after(self, action: Action) -> "Place":
        """Return the step that follows."""
        if self.is_baseline:
            return self
        if self.lead_in_min is not None:
            factor = {Action.ADVANCE: BASELINE_RISE, Action.HOLD: 1.0, Action.STEP_BACK: BASELINE_SHARE}[action]
            return lead_in(max(LEAST_LEAD_IN_MIN, self.lead_in_min * factor))
        if action is Action.STEP_BACK:
            return Place(week_before(self.number))
        if self.number >= MAINTENANCE_WEEK:  # maintenance weeks are all alike, so only the number grows
            return Place(self.number + 1)
        return Place(self.number + (action is Action.ADVANCE))


def lead_in(minutes: float) -> Place:
    """Return the step with walks of so many minutes: week 1, once that is the programme's least."""
    return Place(1) if minutes >= RHYTHM.minutes[0] else Place(0, minutes)
