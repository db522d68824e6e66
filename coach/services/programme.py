"""The programme as the pages show it: today, the week, the six weeks, what is next."""

from collections.abc import Callable
from datetime import date, timedelta

from msgspec.structs import replace

from coach.domain.programme.advice import planning_too_much
from coach.domain.programme.day_plan import DayPlan, PlannedDay, movable
from coach.domain.programme.function import FunctionQuestion, wants_function
from coach.domain.programme.layout import fitted
from coach.domain.programme.own_path import OwnPath
from coach.domain.programme.pain import fine_level
from coach.domain.programme.walk_log import SHORT_WALK_S, LoggedWalk
from coach.domain.programme.weeks import WEEKS, week_plan
from coach.domain.workout.steps import Workout, WorkoutKind, make
from coach.errors import NotBegunError
from coach.pages.lessons import lesson_of_walk
from coach.pages.programme import DayView, HomeView, PlannedWeek, PlanView, UnfinishedView, WalkOffer, Week, WeekView
from coach.pages.programme_words import (
    Sayings,
    afterwards_sentence,
    length_text,
    path_sentence,
    sayings,
    too_much_sentence,
)
from coach.pages.straps import StrapView
from coach.pages.walk_lessons import WalkLesson
from coach.services.diary import Diary
from coach.store.rows import Session

FLARE_PLAN_ASKED_WEEKS = 2
"""A flare plan is written before it is needed, in the first week; the question goes away after the second."""

NOTHING_SAID = Sayings("", "", "", "", "")


class ProgrammePages:
    """Reads the diary; `today` is the walker's day."""

    def __init__(self, diary: Diary, today: Callable[[], date]) -> None:
        self._diary = diary
        self._today = today
        self._made: tuple[object, HomeView] | None = None
        """The home page as it was made last, and all that it was made of."""

    def plan_of(self, day: date) -> DayPlan | None:
        """Return the day's plan; None before the programme begins."""
        try:
            return self._diary.plan_for(day, self._today())
        except NotBegunError:
            return None

    def home(self, profile_name: str | None, strap: StrapView | None, unfinished: UnfinishedView | None) -> HomeView:
        """The home page, today; the one of before while nothing has changed that it tells of."""
        today, history = self._today(), self._diary.history
        made_of = today, self._diary.profile, history, history.state(), profile_name, strap, unfinished
        if self._made is None or self._made[0] != made_of:
            self._made = made_of, self._home(today, profile_name, strap, unfinished)
        return self._made[1]

    def _home(
        self, today: date, profile_name: str | None, strap: StrapView | None, unfinished: UnfinishedView | None
    ) -> HomeView:
        plan = self.plan_of(today)
        proposal = self._diary.band_proposal()
        said = NOTHING_SAID if plan is None else sayings(plan)
        headline, walk, focus = self._waiting(today) if plan is None else self._of_today(plan, said)
        number = None if plan is None else plan.standing.number
        morning = self.unasked_morning(today)
        safety = self._diary.profile.safety_answers
        newest = self._diary.history.latest_sessions(1)
        return HomeView(
            today=today,
            profile_name=profile_name,
            week_number=number if number is not None and 1 <= number <= WEEKS else None,
            phase_name="" if plan is None else plan.today.phase.name,
            walk=walk,
            headline=headline,
            focus=focus,
            reason=said.reason,
            warning=said.warning or said.not_enough,
            hint=said.hint,
            week=self._empty_week(today) if plan is None else self._week(plan, today),
            strap=strap,
            unfinished=unfinished,
            newest_walk=newest[0].session_id if newest else None,
            ask_morning_pain=None if morning is None else morning.walk_id,
            pain_after=None if morning is None else morning.felt.pain_after,
            open_signs=safety.open,
            asks_safety=bool(safety.unasked),
            proposed_band=None if proposal is None else proposal.band,
            proposal="" if proposal is None else proposal.evidence,
            ask_function=None if plan is None else self.wants_function(plan, today),
            lesson=None if plan is None else lesson_of_walk(plan.standing.number, self._walks_before()),
            ask_check_in=plan is not None and self.wants_check_in(plan, today),
            band_note=self._diary.profile.zones().source,
            move=None if plan is None else movable(plan),
            is_flaring=plan is not None and plan.standing.is_flaring,
            flare_plan=self._diary.profile.flare_plan or "",
            fine_pain=fine_level(None if plan is None else plan.standing.usual_pain),
            asks_flare_plan=plan is not None and self._asks_flare_plan(plan),
        )

    def _asks_flare_plan(self, plan: DayPlan) -> bool:
        return self._diary.profile.flare_plan is None and plan.standing.calendar_week <= FLARE_PLAN_ASKED_WEEKS

    def _waiting(self, today: date) -> tuple[str, None, str]:
        """Headline, no walk, and focus while the first day is still to come."""
        start = date.fromisoformat(self._diary.profile.programme_start or today.isoformat())
        soon = (start - today).days < 7
        headline = f"Begins {start:%A}" if soon else f"Begins {start:%d %b}"
        return headline, None, f"The six weeks begin on {start:%A, %d %B}. Walk as you like until then."

    def _of_today(self, plan: DayPlan, said: Sayings) -> tuple[str, WalkOffer | None, str]:
        """Headline, walk and focus of a day of the programme."""
        today = plan.today
        walk = None if today.workout is None or today.done else self._prescription(today.workout)
        choice = " The tempo is optional: o walks an ordinary walk instead." if today.optional and walk else ""
        headline = "Done for today" if today.done else "Rest today" if today.is_rest else ""
        return headline, walk, f"{said.focus}{choice}"

    def _empty_week(self, today: date) -> WeekView:
        monday = today - timedelta(days=today.weekday())
        days = tuple(monday + timedelta(days=number) for number in range(7))
        rests = tuple(DayView(day, None, 0, 0, is_today=day == today) for day in days)
        return WeekView(rests, 0, (0, 0), 0.0, 0.0, None, None)

    def _week(self, plan: DayPlan, today: date) -> WeekView:
        totals = plan.week
        return WeekView(
            tuple(_day_view(item, today) for item in plan.days),
            totals.walks,
            totals.prescribed_walks,
            totals.minutes,
            totals.z2_minutes,
            totals.goal_minutes,
            totals.long_walk_done if totals.has_long_walk else None,
            totals.goal_is_walked,
        )

    def six_weeks(self) -> PlanView:
        """The plan page."""
        today = self._today()
        start = date.fromisoformat(self._diary.profile.programme_start or today.isoformat())
        plan = self.plan_of(today)
        shown = plan or self._diary.plan_for(max(start, today), max(start, today))
        weeks_of: dict[int, list[int]] = {}
        for record in shown.standing.past:
            weeks_of.setdefault(record.number, []).append(record.first_day)
        weeks_of.setdefault(shown.standing.number, []).append(shown.standing.first_day)
        number = shown.standing.number
        said, own = sayings(shown), shown.standing.own
        return PlanView(
            today=today,
            weeks=tuple(self._planned_week(week, weeks_of.get(week, []), own) for week in range(1, WEEKS + 1)),
            current=number if plan is not None and 1 <= number <= WEEKS else None,
            afterwards=afterwards_sentence(shown.standing, is_walked=shown.week.goal_is_walked),
            path=path_sentence(shown.standing),
            week=self._week(shown, today),
            focus=said.focus if plan is not None else f"The six weeks begin on {start:%A, %d %B}.",
            reason=said.reason,
        )

    def _planned_week(self, number: int, first_days: list[int], own: OwnPath) -> PlannedWeek:
        week = fitted(week_plan(number), own)
        walks = [
            walk for first in first_days for walk in self._diary.walks(first, first + 7) if walk.is_counted
        ]  # fmt: skip
        return PlannedWeek(
            number,
            week.phase.number,
            week.phase.name,
            (week.walks, week.walks) if own.weekdays else week.phase.days,
            week.minutes,
            week.long_min,
            week.phase.has_tempo_day,
            len(walks),
            sum(walk.z2_s for walk in walks) / 60,
        )

    def advice(self, session: Session) -> str:
        """Say what is next, after today's walk only."""
        today = self._today()
        plan = self.plan_of(today) if session.day == today.toordinal() else None
        if plan is None:
            return ""
        said = sayings(plan)
        if plan.warning or plan.standing.easing.eased:
            return said.warning or said.reason
        if plan.today.workout is not None and not plan.today.done:
            left = length_text(plan.today.minutes, plan.today.kind)
            return f"A short walk is a walk. Today's ({left}) is still there, if you like."
        following = next((item for item in plan.days if item.day > session.day and not item.planned.is_rest), None)
        if following is None:
            return "The week is done."
        days = following.day - session.day
        when = "Tomorrow" if days == 1 else f"Next on {date.fromordinal(following.day):%A}"
        return f"{when}: {length_text(following.planned.minutes, following.planned.kind)}."

    def lesson_of(self, session: Session) -> WalkLesson | None:
        """Return the lesson of today's walk; of an earlier one there is none."""
        today = self._today()
        plan = self.plan_of(today) if session.day == today.toordinal() else None
        if plan is None:
            return None
        return lesson_of_walk(plan.standing.number, self._walks_before(session.session_id))

    def other_walk(self, kind: WorkoutKind, minutes: int | None) -> WalkOffer:
        """Prescribe a walk other than today's, with a warning when it is more than the next step.

        Raises:
            WorkoutLengthError: when it cannot be walked in that time.
        """
        made = make(kind, minutes)
        plan = self.plan_of(self._today())
        length_s = made.duration_s
        warning = None
        if plan is not None and length_s is not None:
            warning = planning_too_much(plan.standing, length_s / 60)
        return replace(self._prescription(made), warning="" if warning is None else too_much_sentence(warning))

    def _prescription(self, workout: Workout) -> WalkOffer:
        length_s = workout.duration_s
        zones = self._diary.profile.zones().table
        minutes = None if length_s is None else round(length_s / 60)
        return WalkOffer(workout.kind, minutes, workout.steps, None if zones is None else zones.zone_2)

    def unasked_morning(self, today: date) -> LoggedWalk | None:
        """Return yesterday's last walk, while this morning's pain is not answered."""
        yesterday = today.toordinal() - 1
        walks = [item for item in self._diary.walks(yesterday, yesterday + 1) if item.is_counted]
        return walks[-1] if walks and walks[-1].felt.pain_next_morning is None else None

    def wants_check_in(self, plan: DayPlan, today: date) -> bool:
        """Whether the last check-in is a week old; never in the first week of the programme."""
        known = [item for item in self._diary.history.check_ins() if item.is_about_daily_life]
        last = known[-1].day if known else plan.standing.start_day
        return today.toordinal() - last >= 7

    def wants_function(self, plan: DayPlan, today: date) -> FunctionQuestion | None:
        """Return which activities of the walker's own are to be named or rated; None when nothing is due."""
        start_day = plan.standing.start_day
        return wants_function(start_day, today.toordinal(), self._diary.history.check_ins())

    def _walks_before(self, walk_id: str | None = None) -> int:
        """Count the walks before one, or all; a short one in a baseline week is a walk as well."""
        walks = self._diary.walks()
        return sum(walk.moving_s >= SHORT_WALK_S and (walk_id is None or walk.walk_id < walk_id) for walk in walks)

    def week_so_far(self) -> Week | None:
        """Return this week's Zone 2 time for the walk screen; None before the programme begins."""
        plan = self.plan_of(self._today())
        if plan is None:
            return None
        goal = None if plan.week.goal_is_walked else plan.week.goal_minutes
        return Week(plan.week.z2_minutes * 60, None if goal is None else goal[0])


def _day_view(item: PlannedDay, today: date) -> DayView:
    day = date.fromordinal(item.day)
    planned = item.planned
    return DayView(day, planned.kind, planned.minutes, round(item.walked_minutes), is_today=day == today)
