"""Looking back: which pace speaks for a walk, and what is said of it in itself and beside others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import CheckIn, OwnActivity
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.workout.steps import WorkoutKind
from coach.pages.history import TrendKind
from coach.services.trends import comparison_of, row_of, trends_of
from coach.store.rows import Session, StoredSummary

START = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


RATED = (
    CheckIn(START.toordinal(), function=(OwnActivity("stairs", 4), OwnActivity("sleep", 3))),
    CheckIn(START.toordinal() + 2, limited=True),
    CheckIn(START.toordinal() + 21, function=(OwnActivity("stairs", 6), OwnActivity("sleep", 5))),
)


def walk(
    number, *, kind=WorkoutKind.STEADY, steady=None, decoupling_pct=None, distance_m=None, told_m=None,
    bpm=125.0, z2_s=1500.0, **felt,
):  # fmt: skip
    at = START + timedelta(days=number)
    summary = StoredSummary(
        1800.0, 1800.0, z2_s, bpm, 138.0, 0, None, None, distance_m, steady, decoupling_pct, everything={}
    )
    answers = Felt(distance_m=told_m, **felt)
    return Session(f"w{number}", at, at.toordinal(), kind, 30.0, None, at, "finished", summary, answers)


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


def test_one_point_more_or_less_is_about_the_same():
    before, after = walk(0, rpe=4, pain_after=3), walk(1, rpe=5, pain_after=2)
    assert comparison_of(after, [before, after])[1:] == (
        "It felt about the same.",
        "The pain after it was about the same.",
    )
    worse = walk(1, rpe=6, pain_after=5)
    assert comparison_of(worse, [before, worse])[1:] == (
        "It felt harder than usual, 6 of 10.",
        "The pain after it was more than usual, 5 of 10.",
    )


def test_the_pace_of_the_steady_part_speaks_before_that_of_the_whole():
    part = SteadyPart(1200.0, 125.0, 1.5)
    assert speeds(walk(0, steady=part, distance_m=1800.0), walk(1, distance_m=1800.0)) == [5.4, 3.6]
    assert speeds(walk(0, told_m=2700.0)) == [5.4]


@pytest.mark.parametrize("kind", [WorkoutKind.TEMPO, WorkoutKind.FREE])
def test_a_walk_of_more_than_one_pace_has_none(kind):
    assert speeds(walk(0, kind=kind, distance_m=1800.0)) == []


@pytest.mark.parametrize(
    ("decoupling_pct", "told"),
    [
        (None, ()),
        (4.4, ("At the same heart rate, the second half was 4 % slower than the first.",)),
        (-3.0, ("At the same heart rate, the second half was 3 % faster than the first.",)),
        (1.0, ("At the same heart rate, the second half was as fast as the first.",)),
    ],
)
def test_what_the_second_half_lost_is_told_of_a_first_walk_too(decoupling_pct, told):
    only = walk(0, decoupling_pct=decoupling_pct)
    assert comparison_of(only, [only]) == told


def test_beside_others_it_is_told_first():
    before, after = walk(0), walk(1, decoupling_pct=5.0)
    told = comparison_of(after, [before, after])
    assert "second half" in told[0]
    assert told[1] == "The heart rate was that of the last one like it."


def test_activities_of_one_s_own_are_beside_pain_for_who_has_rated_some():
    function = trend_of(TrendKind.FUNCTION)
    assert function.points == ((date(2026, 11, 2), 3.5), (date(2026, 11, 23), 5.5))
    assert (function.axis, function.better, function.change.is_likely_real) == ((0, 10), "up", True)
    without = [trend.kind for trend in trends_of([walk(0)], START.date(), RATED[1:2])]
    assert without == [kind for kind in TrendKind if kind is not TrendKind.FUNCTION]


def test_before_the_programme_only_a_walk_of_another_program_does_not_count():
    ours, day = walk(3), START.toordinal() + 3
    imported = replace(ours, source={"format": "fit"}, counts=True)
    rows = [row_of(item, first) for item in (ours, imported) for first in (day, day + 1)]
    assert [(row.counts, row.is_before_start) for row in rows] == [
        (True, False), (True, False), (True, False), (True, True),
    ]  # fmt: skip
