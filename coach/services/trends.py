"""How things change over the walks: the trends."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

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
from coach.pages.trends import Axis, Better, TrendKind, TrendPoint, TrendView
from coach.store.rows import Session

TREND_WALKS = 24
"""About a month of walks."""

TREND_WEEKS = 8

SAME_WORK_PCT = 10.0
"""Speeds within a tenth of the usual one are the same work: half a kilometre an hour is less than a point of effort."""

OF_TEN = Axis(float(SCALE[0]), float(SCALE[-1]))
"""Effort and pain, always: a chart from 2 to 4 would make a mountain of one point."""

WEEKLY_STEP = 50.0
"""The axis of weekly minutes ends at a round number."""

LEAST_SPIKES_SHOWN = 5.0
"""One spike must not fill a chart."""


def steady_part_of(session: Session) -> SteadyPart | None:
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
    parts = [(session, part) for session in walks if (part := steady_part_of(session)) is not None]
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
    speeds = [(item, part.mean_speed_mps) for item in steady if (part := steady_part_of(item)) is not None]
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
