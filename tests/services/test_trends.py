"""Looking back: which pace speaks for a walk, and what is said of it in itself and beside others."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.domain.programme.felt import Felt
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.workout.steps import WorkoutKind
from coach.services.trends import comparison_of, trends_of
from coach.store.rows import Session, StoredSummary

START = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


def walk(number, *, kind=WorkoutKind.STEADY, steady=None, decoupling_pct=None, distance_m=None, told_m=None):
    at = START + timedelta(days=number)
    summary = StoredSummary(
        1800.0, 1800.0, 1500.0, 125.0, 138.0, 0, None, None, distance_m, steady, decoupling_pct, everything={}
    )
    return Session(f"w{number}", at, at.toordinal(), kind, 30.0, None, at, "finished", summary, Felt(distance_m=told_m))


def speeds(*walks):
    trends = {trend.unit: trend for trend in trends_of(walks, START.date() + timedelta(days=9))}
    return [pytest.approx(value, abs=0.01) for _, value in trends["km/h"].points]


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
