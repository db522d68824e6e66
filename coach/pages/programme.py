"""The programme, as screens show it: today, the week, the six weeks."""

from datetime import date, datetime

import msgspec

from coach.domain.programme.function import FunctionQuestion
from coach.domain.programme.own_path import Move
from coach.domain.programme.pain import PAIN_FINE
from coach.domain.programme.safety import SafetySign
from coach.domain.workout.steps import Step, WorkoutKind
from coach.domain.zone.zones import Band
from coach.pages.straps import StrapView
from coach.pages.walk_lessons import WalkLesson


class WalkOffer(msgspec.Struct, frozen=True):
    """A walk that can be started now."""

    kind: WorkoutKind
    minutes: int | None
    """The whole walk; None is endless."""
    steps: tuple[Step, ...]
    band: Band | None
    warning: str = ""
    """Set for more than the programme's next step; shown before the walk begins."""


class DayView(msgspec.Struct, frozen=True):
    """One day of the week that is shown, Monday first."""

    day: date
    planned: WorkoutKind | None
    """None is a day of rest."""
    planned_minutes: int
    walked_minutes: int
    """0 when there was no walk."""
    is_today: bool


class WeekView(msgspec.Struct, frozen=True):
    """The week that is shown."""

    days: tuple[DayView, ...]
    walks: int
    prescribed_walks: tuple[int, int]
    minutes: float
    """Walked in all."""
    z2_minutes: float
    goal_minutes: tuple[int, int] | None
    """None until week 5: a beginner gets no goal to miss; on fewer days than the programme's a goal of one's own."""
    long_walk_done: bool | None
    """None in weeks without a longer walk."""
    goal_is_walked: bool = False
    """Whether the goal is in minutes walked, for who has no band or is hardly ever in the zone."""


class UnfinishedView(msgspec.Struct, frozen=True):
    """A walk that never ended, under half an hour old: the power went, or the program was killed."""

    walk_id: str
    started_at: datetime
    walked_minutes: int


class RunningView(msgspec.Struct, frozen=True):
    """A walk that another process runs, whether or not a screen shows it."""

    began_at: datetime | None
    """None when the history does not know it yet."""


class UnaskedView(msgspec.Struct, frozen=True):
    """A walk that ended with nobody there to ask how it felt."""

    walk_id: str
    started_at: datetime


class HomeView(msgspec.Struct, frozen=True):
    """Today."""

    today: date
    profile_name: str | None
    week_number: int | None
    """1-6; None before the programme begins and after it ends."""
    phase_name: str
    walk: WalkOffer | None
    """None on a day of rest, or when today's walk is done."""
    headline: str
    """In place of the walk when there is none: "Rest today", "Done for today"."""
    focus: str
    """What to attend to this week."""
    reason: str
    """Why the programme goes on, holds or steps back; empty when there is nothing to say."""
    warning: str
    """Too much too soon, or walking isn't enough; empty for most people on most days."""
    hint: str
    """That the plan had better fit the days that are walked; empty for most people."""
    week: WeekView
    strap: StrapView | None
    unfinished: UnfinishedView | None
    running: RunningView | None = None
    unasked: UnaskedView | None = None
    newest_walk: str | None = None
    """The latest walk of the history; None before the first."""
    ask_morning_pain: str | None = None
    """Yesterday's walk, while this morning's pain is not answered."""
    proposed_band: Band | None = None
    """Another Zone 2, which the talk tests suggest; the walker decides."""
    proposal: str = ""
    """The evidence for it."""
    ask_function: FunctionQuestion | None = None
    """Activities of the walker's own that are to be named or rated now."""
    lesson: WalkLesson | None = None
    """The next walk's lesson; None before the programme begins."""
    ask_check_in: bool = False
    """True when the last question about daily life is a week old."""
    open_signs: frozenset[SafetySign] = frozenset()
    """Signs answered with yes that no professional has seen to, as far as is known."""
    asks_safety: bool = False
    """True while a question about signs was never answered."""
    pain_after: int | None = None
    """The pain after the walk of `ask_morning_pain`, where it was said."""
    band_note: str = ""
    """Where the band comes from: "estimate from your age, ± 7"."""
    move: Move | None = None
    """How today's walk can move within the week."""
    is_flaring: bool = False
    """Whether pain flared in these days, and no walk since went well."""
    flare_plan: str = ""
    """The walker's own words for such days; empty when none were written."""
    fine_pain: int = PAIN_FINE
    """Up to this level pain is fine for the walker."""
    asks_flare_plan: bool = False
    """Whether to ask for them: in the first two weeks, while there are none."""


class PlannedWeek(msgspec.Struct, frozen=True):
    """One row of the six weeks."""

    number: int
    phase: int
    phase_name: str
    days: tuple[int, int]
    minutes: tuple[int, int]
    long_minutes: int | None
    tempo: bool
    walks: int
    """Walked so far in that week."""
    z2_minutes: float


class PlanView(msgspec.Struct, frozen=True):
    """The six weeks, and where the walker is in them."""

    today: date
    weeks: tuple[PlannedWeek, ...]
    current: int | None
    """1-6; None before and after the programme."""
    afterwards: str
    """What comes after week 6."""
    path: str
    """What walking on the walker's own days means; empty on as many as the programme has."""
    week: WeekView
    focus: str
    reason: str


class Week(msgspec.Struct, frozen=True):
    """This week's Zone 2 time before this walk, and what the programme asks for; None while it asks for nothing."""

    z2_s: float
    goal_min: int | None = None
