"""Which days have a walk: the programme's own days, those that suit, and moved ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.layout import fitted, layout
from coach.domain.programme.own_path import Move, OwnPath
from coach.domain.programme.weeks import lead_in_week, week_plan, weekday
from coach.domain.workout.steps import WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()
LONG, TEMPO = WorkoutKind.LONG, WorkoutKind.TEMPO


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


@given(number=st.integers(0, 9), first=st.integers(MONDAY, MONDAY + 6), days=st.sets(st.integers(0, 6), min_size=1))
def test_walks_are_on_the_days_that_suit_and_as_many_as_the_week_has(number, first, days):
    own = OwnPath(frozenset(days))
    week = fitted(week_plan(number) if number else lead_in_week(10), own)
    kinds = layout(week, first, own)
    walked = {weekday(first + day) for day, kind in enumerate(kinds) if kind is not None}
    assert walked <= days
    assert len(walked) == week.walks == min(len(days), 7 if number > 4 else fitted(week_plan(number or 1)).walks)
    assert kinds.count(LONG) == (number in {3, 4} and len(days) > 1)
    assert kinds.count(TEMPO) == (number >= 5 and len(days) > 2)


def test_three_days_keep_their_days_and_the_long_walk():
    own = OwnPath(frozenset({0, 2, 4}))
    kinds = layout(fitted(week_plan(3), own), MONDAY, own)
    assert [day for day, kind in enumerate(kinds) if kind is not None] == [0, 2, 4]
    assert kinds[4] is LONG


def test_all_seven_days_are_walked_where_the_programme_says_six_or_seven():
    own = OwnPath(frozenset(range(7)))
    assert [fitted(week_plan(number), own).walks for number in range(1, 8)] == [4, 5, 5, 6, 7, 7, 7]


@given(
    number=st.integers(1, 9),
    moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1])),
)
def test_a_moved_walk_is_no_walk_more_and_none_less(number, moves):
    own = OwnPath()
    for from_day, to_day in moves:
        own = own.with_move(Move(MONDAY + from_day, MONDAY + to_day))
    week = week_plan(number)
    kinds = layout(week, MONDAY, own)
    assert sum(kind is not None for kind in kinds) == week.walks
    assert kinds.count(LONG) == week.phase.has_long_walk
    assert kinds.count(TEMPO) == week.phase.has_tempo_day


def test_a_move_leaves_other_weeks_alone():
    own = OwnPath().with_move(Move(MONDAY, MONDAY + 1))
    week = week_plan(1)
    assert layout(week, MONDAY + 7, own) == layout(week, MONDAY + 7)
    assert [layout(week, MONDAY, own)[day] is None for day in (0, 1)] == [True, False]


def test_a_week_without_walks_is_seven_days_of_rest():
    assert layout(replace(week_plan(3), walks=0, long_min=None), MONDAY) == (None,) * 7
