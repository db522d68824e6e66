"""Walks as the pages show them: rows, trends, comparisons, and a whole walk from its recording."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean, median

from coach.domain.programme.change import (
    LEAST_EFFORT_CHANGE,
    LEAST_PAIN_CHANGE,
    LEAST_SPIKES_CHANGE,
    Change,
    change_of,
    speed_change_of,
)
from coach.domain.programme.felt import SCALE
from coach.domain.programme.function import function_change, function_means
from coach.domain.programme.walk_log import CheckIn
from coach.domain.programme.weeks import GOAL_MINUTES
from coach.domain.totals.efficiency import COMPARABLE_BPM, STEADY_WORKOUTS, SteadyPart, speed_at
from coach.domain.totals.summary import SessionSummary
from coach.errors import WalkProblem, WalkUnavailableError
from coach.pages.history import (
    Axis,
    Better,
    HistoryView,
    TrendKind,
    TrendPoint,
    TrendView,
    WalkDetail,
    WalkRow,
)
from coach.services.programme import ProgrammePages
from coach.services.recorded_walks import RecordedWalks
from coach.store.rows import Session

COMPARED = 4
"""A walk is compared with the mean of the last few like it: a single one may have been a bad day."""

TREND_WALKS = 24
"""About a month of walks."""

TREND_WEEKS = 8

SAME_BPM, SAME_KMH, SAME_PCT = 2.0, 0.1, 2.0
"""Smaller differences are the scatter of a day (0.1 km/h of 5.5 is 2 %)."""

SAME_WORK_PCT = 10.0
"""Speeds within a tenth of the usual one are the same work: half a kilometre an hour is less than a point of effort."""

OF_TEN = Axis(float(SCALE[0]), float(SCALE[-1]))
"""Effort and pain, always: a chart from 2 to 4 would make a mountain of one point."""

WEEKLY_STEP = 50.0
"""The axis of weekly minutes ends at a round number."""

LEAST_SPIKES_SHOWN = 5.0
"""One spike must not fill a chart."""


class WalkPages:
    """Reads the walks; `today` is the walker's day."""

    def __init__(self, recorded: RecordedWalks, programme: ProgrammePages, today: Callable[[], date]) -> None:
        self._recorded = recorded
        self._diary = recorded.diary
        self._programme = programme
        self._today = today

    def history(self) -> HistoryView:
        """All walks and their trends."""
        sessions = [session for session in self._diary.history.sessions() if session.summary is not None]
        if not sessions:
            return HistoryView((), ())
        trends = trends_of(sessions, self._today(), self._diary.history.check_ins())
        first_day = self._diary.counts_from(sessions)
        return HistoryView(tuple(row_of(item, first_day) for item in reversed(sessions)), trends)

    def detail(self, walk_id: str) -> WalkDetail:
        """One walk, with its trace where its recording still is.

        Raises:
            WalkNotFoundError: when there is no such walk.
            WalkUnavailableError: when nothing of it is left.
        """
        session = self._diary.history.find_session(walk_id)
        stored = None if session.summary is None else session.summary.as_summary()
        look = self._recorded.look(session)
        summary = stored if look is None else with_recovery(look.summary, stored)
        if summary is None:
            raise WalkUnavailableError(WalkProblem.NOTHING_LEFT, walk_id)
        return WalkDetail(
            row=row_of(session, self._diary.counts_from([session])),
            zones=self._diary.profile.zones().table if look is None else look.plan.zones,
            summary=summary,
            trace=None if look is None else look.trace,
            felt=session.felt,
            comparison=comparison_of(session, self._diary.history.sessions()),
            unrecorded_s=None if session.summary is None else session.summary.unrecorded_s,
            advice=self._programme.advice(session),
            lesson=self._programme.lesson_of(session),
            file=self._recorded.file_of(session),
        )


def row_of(session: Session, first_day: int) -> WalkRow:
    """One line of the list; `first_day` is the first on which walks of other programs count."""
    summary = session.summary
    return WalkRow(
        walk_id=session.session_id,
        started_at=session.started_at,
        kind=session.kind,
        minutes=0.0 if summary is None else summary.moving_s / 60,
        z2_minutes=0.0 if summary is None else (summary.z2_s or 0.0) / 60,
        mean_bpm=None if summary is None else summary.mean_bpm,
        rpe=session.felt.rpe,
        pain=session.felt.pain_after,
        imported="" if session.source is None else str(session.source.get("format") or "file"),
        counts=session.counts or not session.is_imported,
        is_before_start=session.is_imported and session.day < first_day,
    )


def _steady(session: Session) -> SteadyPart | None:
    """Return the pace and heart rate of a walk at one pace: of its steady part from a sensor, else of the whole."""
    if session.summary is not None and session.summary.steady is not None:
        return session.summary.steady
    walk = session.as_logged_walk()
    if walk is None or walk.speed_mps is None or walk.mean_bpm is None or walk.kind not in STEADY_WORKOUTS:
        return None
    return SteadyPart(walk.moving_s, walk.mean_bpm, walk.speed_mps)


def trends_of(sessions: Sequence[Session], today: date, check_ins: Sequence[CheckIn] = ()) -> tuple[TrendView, ...]:
    """Return how things change, from old to new: the five that are progress (README, "The programme").

    Activities of one's own come beside pain, for who has rated some.
    """
    known = [session for session in sessions if session.summary is not None]
    walks = known[-TREND_WALKS:]
    trends = (_weekly(known, today), _speed(walks), _spikes(walks), _effort(walks), _pain(walks))
    return (*trends, _function(check_ins)) if any(item.function for item in check_ins) else trends


def _weekly(known: Sequence[Session], today: date) -> TrendView:
    """Zone 2 minutes of the last weeks from Monday, from the first one with a walk; a week off counts as 0."""
    monday = today - timedelta(days=today.weekday())
    first = min((session.day for session in known), default=monday.toordinal() + 7)
    points: list[TrendPoint] = []
    for back in range(TREND_WEEKS - 1, -1, -1):
        start = monday - timedelta(weeks=back)
        if start.toordinal() + 6 < first:
            continue
        of_week = [item.summary for item in known if 0 <= item.day - start.toordinal() < 7]
        # Rounded down, as everywhere: what is earned is not rounded up.
        points.append(TrendPoint(start, sum(summary.z2_s or 0.0 for summary in of_week if summary is not None) // 60))
    goal = float(GOAL_MINUTES[0])
    return TrendView(
        TrendKind.Z2_MINUTES, "Zone 2 a week", "min", tuple(points), _from_zero(points, goal, WEEKLY_STEP), Better.UP,
        "Two weeks with walks make a trend.", goal=goal, last_is_open=bool(points),
    )  # fmt: skip


def _from_zero(points: Sequence[TrendPoint], least: float, step: float) -> Axis:
    """An axis from 0 to the next whole step over the highest value, and to `least` at least."""
    highest = max((value for _, value in points if value is not None), default=0.0)
    return Axis(0.0, float(max(least, math.ceil(highest / step) * step)))


def _speed(walks: Sequence[Session]) -> TrendView:
    """Return the pace at the usual heart rate; walks whose pace is not known, or not comparable, are left out."""
    parts = [(session, part) for session in walks if (part := _steady(session)) is not None]
    bpm = round(median(part.mean_bpm for _, part in parts)) if parts else 0
    points = tuple(
        TrendPoint(session.started_at.date(), speed_mps * 3.6)
        for session, part in parts
        if (speed_mps := speed_at(part, bpm)) is not None
    )
    values = [point.value for point in points if point.value is not None]
    # No walker has 0 km/h, so whole km/h around the values are the axis: it says both of its ends.
    lo = max(0.0, math.ceil(min(values, default=4.0)) - 1.0)
    return TrendView(
        TrendKind.SPEED,
        f"Speed at {bpm} bpm" if bpm else "Speed at the same heart rate",
        "km/h", points, Axis(lo, max(lo + 1.0, float(math.ceil(max(values, default=0.0))))), Better.UP,
        "Give the distance or the belt's speed after two steady walks.", change=speed_change_of(values),
    )  # fmt: skip


def _spikes(walks: Sequence[Session]) -> TrendView:
    points = _each(walks, [None if item.summary is None else item.summary.excursions for item in walks])
    return TrendView(
        TrendKind.SPIKES, "Spikes above the zone", "a walk", points, _from_zero(points, LEAST_SPIKES_SHOWN, 1.0),
        Better.DOWN, "Two walks make a trend.", change=_change(points, LEAST_SPIKES_CHANGE),
    )  # fmt: skip


def _effort(walks: Sequence[Session]) -> TrendView:
    """Return the effort of walks of the same work: of one pace, and near the same speed or, unknown, heart rate."""
    steady = [item for item in walks if item.kind in STEADY_WORKOUTS]
    speeds = [(item, part.mean_speed_mps) for item in steady if (part := _steady(item)) is not None]
    rates = [(item, item.summary.mean_bpm) for item in steady if item.summary and item.summary.mean_bpm is not None]
    name, same = "Effort at the same work", list[Session]()
    if sum(item.felt.rpe is not None for item, _ in speeds) > 1:
        usual = median(speed for _, speed in speeds)
        same = [item for item, speed in speeds if abs(speed - usual) <= usual * SAME_WORK_PCT / 100]
        name = f"Effort at {usual * 3.6:.1f} km/h"
    elif rates:
        usual = median(bpm for _, bpm in rates)
        same = [item for item, bpm in rates if abs(bpm - usual) <= COMPARABLE_BPM]
        name = f"Effort at {usual:.0f} bpm"
    points = _each(same, [item.felt.rpe for item in same])
    return TrendView(
        TrendKind.EFFORT, name, "of 10", points, OF_TEN, Better.DOWN,
        "Asked after each walk.", change=_change(points, LEAST_EFFORT_CHANGE),
    )  # fmt: skip


def _pain(walks: Sequence[Session]) -> TrendView:
    points = _each(walks, [item.felt.pain_after for item in walks])
    return TrendView(
        TrendKind.PAIN, "Pain after", "of 10", points, OF_TEN, Better.DOWN,
        "Asked after each walk.", change=_change(points, LEAST_PAIN_CHANGE),
    )  # fmt: skip


def _function(check_ins: Sequence[CheckIn]) -> TrendView:
    points = tuple(TrendPoint(date.fromordinal(day), mean) for day, mean in function_means(check_ins))
    return TrendView(
        TrendKind.FUNCTION, "Your own activities", "of 10", points, OF_TEN, Better.UP,
        "Asked again three weeks after the first time.", change=function_change(check_ins),
    )  # fmt: skip


def _each(walks: Sequence[Session], values: Sequence[float | None]) -> tuple[TrendPoint, ...]:
    return tuple(TrendPoint(session.started_at.date(), value) for session, value in zip(walks, values, strict=True))


def _change(points: Sequence[TrendPoint], least: float) -> Change | None:
    return change_of([value for _, value in points], least)


def comparison_of(session: Session, sessions: Sequence[Session]) -> tuple[str, ...]:
    """Say how a walk went in itself, and compared with the last few of its kind before it, if there are any."""
    if session.summary is None:
        return ()
    before = [
        other
        for other in sessions
        if other.started_at < session.started_at and other.kind is session.kind and other.summary is not None
    ][-COMPARED:]
    sentences = [_lost(session.summary.decoupling_pct)]
    if not before:
        return tuple(sentence for sentence in sentences if sentence)
    sentences.append(_pace(session, before) or _rate(session, before))
    efforts, pains = [other.felt.rpe for other in before], [other.felt.pain_after for other in before]
    sentences.append(_answer("It felt", session.felt.rpe, efforts, ("easier", "harder"), LEAST_EFFORT_CHANGE))
    pain = session.felt.pain_after
    sentences.append(_answer("The pain after it was", pain, pains, ("less", "more"), LEAST_PAIN_CHANGE))
    return tuple(sentence for sentence in sentences if sentence)


def _which(others: Sequence[object]) -> str:
    """Name the walks compared with; only walks with a known value count."""
    return "the last one" if len(others) == 1 else f"the last {len(others)}"


def _lost(decoupling_pct: float | None) -> str:
    """Say what the second half lost of the first's pace at the same heart rate; empty when a half was too short."""
    if decoupling_pct is None:
        return ""
    change = "slower" if decoupling_pct > 0 else "faster"
    if abs(decoupling_pct) < SAME_PCT:
        return "At the same heart rate, the second half was as fast as the first."
    return f"At the same heart rate, the second half was {abs(decoupling_pct):.0f} % {change} than the first."


def _pace(session: Session, before: Sequence[Session]) -> str:
    part = _steady(session)
    if part is None:
        return ""
    others = [other for item in before if (other := _steady(item)) is not None]
    speeds = [speed for other in others if (speed := speed_at(other, part.mean_bpm)) is not None]
    if not speeds:
        return ""
    gain_kmh = (part.mean_speed_mps - fmean(speeds)) * 3.6
    which = _which(speeds)
    at = f"At {part.mean_bpm:.0f} bpm you walked {part.mean_speed_mps * 3.6:.1f} km/h"
    if abs(gain_kmh) < SAME_KMH:
        return f"{at}, as fast as {which} like it."
    return f"{at}, {abs(gain_kmh):.1f} {'faster' if gain_kmh > 0 else 'slower'} than {which} like it."


def _rate(session: Session, before: Sequence[Session]) -> str:
    mean = None if session.summary is None else session.summary.mean_bpm
    rates = [item.summary.mean_bpm for item in before if item.summary and item.summary.mean_bpm is not None]
    if mean is None or not rates:
        return ""
    which = _which(rates)
    change = mean - fmean(rates)
    if abs(change) < SAME_BPM:
        return f"The heart rate was that of {which} like it."
    return f"The heart rate was {abs(change):.0f} bpm {'higher' if change > 0 else 'lower'} than in {which} like it."


def _answer(what: str, value: int | None, others: Sequence[int | None], words: tuple[str, str], least: float) -> str:
    known = [other for other in others if other is not None]
    if value is None or not known:
        return ""
    change = value - fmean(known)
    if abs(change) < least:
        return f"{what} about the same."
    return f"{what} {words[0] if change < 0 else words[1]} than usual, {value} of 10."


def with_recovery(summary: SessionSummary, stored: SessionSummary | None) -> SessionSummary:
    """Keep, in a summary computed again, the recovery that the strap measured after the end."""
    if stored is None or summary.recovery_bpm is not None:
        return summary
    return replace(summary, recovery_bpm=stored.recovery_bpm)
