"""How things change: which pace speaks for a walk, and which walks are of the same work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.walk_log import CheckIn, OwnActivity
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.workout.steps import WorkoutKind
from coach.pages.trends import TrendKind
from coach.services.trends import trends_of
from tests.support.kept_walks import START, walk

RATED = (
    CheckIn(START.toordinal(), function=(OwnActivity("stairs", 4), OwnActivity("sleep", 3))),
    CheckIn(START.toordinal() + 2, limited=True),
    CheckIn(START.toordinal() + 21, function=(OwnActivity("stairs", 6), OwnActivity("sleep", 5))),
)


def trend_of(kind, *walks, after_days=9):
    today = START.date() + timedelta(days=after_days)
    trends = {trend.kind: trend for trend in trends_of(walks, today, RATED)}
    assert list(trends) == list(TrendKind)
    return trends[kind]


def values_of(trend):
    return [value for _, value in trend.points]


def speeds(*walks):
    return [pytest.approx(value, abs=0.01) for value in values_of(trend_of(TrendKind.SPEED, *walks))]


def test_minutes_of_the_weeks_with_the_goal_and_the_week_that_goes_on():
    weeks = trend_of(TrendKind.Z2_MINUTES, walk(0), walk(2), walk(15, z2_s=659.0), after_days=16)
    assert weeks.points == ((date(2026, 11, 2), 50), (date(2026, 11, 9), 0), (date(2026, 11, 16), 10))
    assert (weeks.axis, weeks.goal, weeks.last_is_open, weeks.change) == ((0, 150), 150, True, None)
    assert trend_of(TrendKind.Z2_MINUTES).points == ()


LEVELS = st.lists(st.none() | st.integers(0, 10), max_size=30)


@given(LEVELS)
def test_effort_and_pain_have_the_axis_of_their_question(levels):
    walks = [walk(number, rpe=level, pain_after=level) for number, level in enumerate(levels)]
    for kind in (TrendKind.EFFORT, TrendKind.PAIN):
        trend = trend_of(kind, *walks, after_days=40)
        assert trend.axis == (0, 10)
        assert values_of(trend) == levels[-24:]


@given(st.lists(st.floats(0, 40_000), min_size=1, max_size=20))
def test_every_value_lies_on_its_axis_which_begins_at_0_but_for_a_speed(metres):
    walks = [walk(n, told_m=told_m, z2_s=told_m, rpe=n % 11, pain_after=n % 11) for n, told_m in enumerate(metres)]
    for kind in TrendKind:
        trend = trend_of(kind, *walks, after_days=len(metres))
        assert trend.axis.lo == 0 or kind is TrendKind.SPEED
        assert trend.axis.lo < trend.axis.hi
        assert all(trend.axis.lo <= value <= trend.axis.hi for value in values_of(trend))


def test_effort_counts_at_the_same_speed_or_else_at_the_same_heart_rate():
    at_speed = [walk(number, told_m=2500.0, rpe=rpe) for number, rpe in enumerate((5, 4, 4))]
    others = [walk(4, told_m=3400.0, rpe=8), walk(5, kind=WorkoutKind.TEMPO, told_m=2500.0, rpe=7), walk(6, rpe=9)]
    effort = trend_of(TrendKind.EFFORT, *at_speed, *others)
    assert (effort.name, values_of(effort)) == ("Effort at 5.0 km/h", [5, 4, 4])
    by_rate = trend_of(TrendKind.EFFORT, walk(0, rpe=4), walk(1, bpm=150.0, rpe=8), walk(2, bpm=130.0, rpe=3))
    assert (by_rate.name, values_of(by_rate)) == ("Effort at 130 bpm", [4, 3])


def test_the_pace_of_the_steady_part_speaks_before_that_of_the_whole():
    part = SteadyPart(1200.0, 125.0, 1.5)
    assert speeds(walk(0, steady=part, distance_m=1800.0), walk(1, distance_m=1800.0)) == [5.4, 3.6]
    assert speeds(walk(0, told_m=2700.0)) == [5.4]


@pytest.mark.parametrize("kind", [WorkoutKind.TEMPO, WorkoutKind.FREE])
def test_a_walk_of_more_than_one_pace_has_none(kind):
    assert speeds(walk(0, kind=kind, distance_m=1800.0)) == []


def test_activities_of_one_s_own_are_beside_pain_for_who_has_rated_some():
    function = trend_of(TrendKind.FUNCTION)
    assert function.points == ((date(2026, 11, 2), 3.5), (date(2026, 11, 23), 5.5))
    assert (function.axis, function.better, function.change.is_likely_real) == ((0, 10), "up", True)
    without = [trend.kind for trend in trends_of([walk(0)], START.date(), RATED[1:2])]
    assert without == [kind for kind in TrendKind if kind is not TrendKind.FUNCTION]
