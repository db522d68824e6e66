"""The six weeks: golden weeks of the ordinary walker, and what holds for every week."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.weeks import (
    GOAL_MINUTES,
    layout,
    prescription,
    week_before,
    week_of,
    week_plan,
    weekday,
)
from coach.domain.workout.steps import StepKind, WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()
STEADY, LONG, TEMPO, REST = WorkoutKind.STEADY, WorkoutKind.LONG, WorkoutKind.TEMPO, None

GOLDEN = {
    1: [(STEADY, 15), (REST, 0), (STEADY, 16), (REST, 0), (STEADY, 16), (REST, 0), (STEADY, 17)],
    2: [(STEADY, 18), (STEADY, 18), (REST, 0), (STEADY, 19), (STEADY, 20), (REST, 0), (STEADY, 20)],
    3: [(STEADY, 25), (STEADY, 26), (REST, 0), (STEADY, 27), (STEADY, 28), (REST, 0), (LONG, 40)],
    4: [(STEADY, 30), (STEADY, 31), (STEADY, 32), (REST, 0), (STEADY, 33), (STEADY, 34), (LONG, 45)],
    5: [(STEADY, 30), (STEADY, 31), (STEADY, 33), (REST, 0), (TEMPO, 34), (STEADY, 36), (STEADY, 37)],
    6: [(STEADY, 38), (STEADY, 39), (STEADY, 41), (REST, 0), (TEMPO, 42), (STEADY, 44), (STEADY, 45)],
    7: [(STEADY, 40), (STEADY, 40), (REST, 0), (TEMPO, 40), (STEADY, 40), (REST, 0), (STEADY, 40)],
}
"""Seen from the first day: every walk is done as planned."""


@pytest.mark.parametrize("number", GOLDEN)
def test_each_week_of_the_ordinary_walker_who_begins_on_a_monday(number):
    asked = [prescription(number, MONDAY, MONDAY + day, today=MONDAY) for day in range(7)]
    assert [(item.kind, item.minutes) for item in asked] == GOLDEN[number]


@pytest.mark.parametrize(
    ("number", "phase", "days", "minutes", "goal"),
    [
        (1, 1, (4, 5), (15, 20), None),
        (2, 1, (4, 5), (15, 20), None),
        (3, 2, (5, 6), (25, 35), None),
        (4, 2, (5, 6), (25, 35), None),
        (5, 3, (6, 7), (30, 45), (150, 300)),
        (6, 3, (6, 7), (30, 45), (150, 300)),
        (7, 4, (5, 7), (30, 45), (150, 300)),
        (30, 4, (5, 7), (30, 45), (150, 300)),
    ],
)
def test_the_phases_are_the_programme_s(number, phase, days, minutes, goal):
    week = week_plan(number)
    assert (week.phase.number, week.phase.days, week.phase.minutes, week.goal_minutes) == (phase, days, minutes, goal)


@given(number=st.integers(1, 20), first=st.integers(MONDAY, MONDAY + 6))
def test_every_week_keeps_to_its_phase_whatever_its_first_weekday(number, first):
    week = week_plan(number)
    asked = [prescription(number, first, first + day, today=first) for day in range(7)]
    walks = [item for item in asked if not item.is_rest]
    lo_days, hi_days = week.phase.days
    assert lo_days <= len(walks) <= hi_days
    for item in walks:
        if item.kind is LONG:
            assert item.minutes >= 40
        else:
            assert week.phase.minutes[0] <= item.minutes <= week.phase.minutes[1]
        assert item.workout.duration_s == item.minutes * 60
    assert sum(item.kind is LONG for item in walks) == week.phase.has_long_walk
    assert sum(item.kind is TEMPO for item in walks) == week.phase.has_tempo_day
    assert all(item.optional == (item.kind is TEMPO) for item in asked)


@given(number=st.integers(1, 9), first=st.integers(MONDAY, MONDAY + 6))
def test_the_longer_walk_and_the_tempo_day_have_two_walks_before_them(number, first):
    kinds = layout(week_plan(number), first)
    for day, kind in enumerate(kinds):
        if kind in {LONG, TEMPO}:
            assert sum(item is not None for item in kinds[:day]) >= 2


@pytest.mark.parametrize(
    ("start", "long_weekday"),
    [(0, 6), (1, 5), (2, 6), (3, 6), (4, 3), (5, 4), (6, 5)],
    ids=["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
)
def test_the_longer_walk_of_week_3_is_on_a_weekend_where_the_week_allows_it(start, long_weekday):
    first = MONDAY + start
    assert weekday(first + layout(week_plan(3), first).index(LONG)) == long_weekday


def test_weeks_are_counted_from_the_first_day():
    assert [week_of(MONDAY, MONDAY + day) for day in (-8, -7, -1, 0, 6, 7, 41, 42)] == [-1, 0, 0, 1, 1, 2, 6, 7]
    assert (weekday(MONDAY), weekday(MONDAY + 6)) == (0, 6)


def test_minutes_rise_with_walks_done_not_with_days_passed():
    assert prescription(3, MONDAY, MONDAY + 4).minutes == 25  # nothing walked yet: it begins where it begins
    assert prescription(3, MONDAY, MONDAY + 4, {MONDAY}).minutes == 26


def test_a_missed_day_is_not_made_up():
    rest_day = prescription(1, MONDAY, MONDAY + 1)
    assert rest_day.is_rest
    assert rest_day.workout is None


def test_enough_walks_make_the_rest_of_the_week_rest():
    walked = {MONDAY + day for day in range(5)}
    assert prescription(1, MONDAY, MONDAY + 6, walked).is_rest
    assert not prescription(2, MONDAY, MONDAY + 6, {MONDAY + 1}).is_rest


def test_without_two_walks_before_it_the_longer_walk_is_an_ordinary_one():
    asked = prescription(3, MONDAY, MONDAY + 6, {MONDAY})
    assert (asked.kind, asked.minutes) == (STEADY, 26)
    assert prescription(3, MONDAY, MONDAY + 6, {MONDAY, MONDAY + 1}).kind is LONG
    assert prescription(3, MONDAY, MONDAY + 6, {MONDAY, MONDAY + 1}, long_done=True).kind is STEADY


@pytest.mark.parametrize("number", range(1, 9))
def test_after_a_flare_walks_are_ordinary_ones_at_the_low_end(number):
    for day in range(7):
        asked = prescription(number, MONDAY, MONDAY + day, today=MONDAY, eased=True)
        if not asked.is_rest:
            assert (asked.kind, asked.minutes) == (STEADY, week_plan(number).phase.minutes[0])


def test_a_walk_of_the_day_itself_changes_nothing_but_done():
    before, after = prescription(1, MONDAY, MONDAY), prescription(1, MONDAY, MONDAY, {MONDAY})
    assert not before.done
    assert after.done
    assert (before.kind, before.minutes) == (after.kind, after.minutes)


def test_a_tempo_day_is_four_efforts_and_three_recoveries_within_the_day_s_minutes():
    asked = prescription(5, MONDAY, MONDAY + 4, today=MONDAY)
    kinds = [step.kind for step in asked.workout.steps]
    assert kinds.count(StepKind.EFFORT) == 4
    assert kinds.count(StepKind.RECOVERY) == 3
    assert asked.workout.duration_s == 34 * 60


def test_the_planned_week_reaches_the_goal_from_week_5_on():
    for number in range(5, 9):
        total = sum(prescription(number, MONDAY, MONDAY + day, today=MONDAY).minutes for day in range(7))
        assert GOAL_MINUTES[0] <= total <= GOAL_MINUTES[1]


def test_focus_turns_with_the_walks_and_no_day_is_without():
    focuses = {prescription(1, MONDAY, MONDAY + day, today=MONDAY).focus for day in range(7)}
    assert len(focuses) >= 4
    assert all(focuses)


def test_what_is_not_in_the_programme_is_refused():
    with pytest.raises(ValueError, match="counted from 1"):
        week_plan(0)
    with pytest.raises(ValueError, match="not in the week"):
        prescription(1, MONDAY, MONDAY + 7)


@pytest.mark.parametrize(
    ("number", "before"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 3), (6, 5), (7, 3), (8, 3), (20, 3)]
)
def test_a_step_back_leads_to_the_nearest_week_that_asks_for_no_more(number, before):
    assert week_before(number) == before


def test_what_a_week_asks_for_in_all():
    assert [week_plan(number).planned_minutes for number in range(1, 8)] == [64, 95, 146, 205, 201, 249, 200]
