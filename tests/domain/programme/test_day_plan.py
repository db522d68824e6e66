"""The plan of a day, and exactly what `coach plan --json` prints."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.day_plan import day_plan, is_long, movable, week_title
from coach.domain.programme.felt import Felt
from coach.domain.programme.own_path import Move, OwnPath
from coach.domain.programme.progression import ProgrammeStart
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.domain.workout.steps import WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()
START = ProgrammeStart(MONDAY, MONDAY)


def walk(day, minutes=20.0, z2_min=15.0):
    felt = Felt(rpe=4)
    return LoggedWalk(f"w{day}", day, WorkoutKind.STEADY, minutes * 60, z2_min * 60, planned_min=minutes, felt=felt)


TWO_WEEKS = [walk(MONDAY + day) for day in (0, 2, 4, 6, 7, 8, 10, 11, 13)]


def test_a_day_of_rest():
    today = day_plan(START, TWO_WEEKS, MONDAY + 16).today
    assert (today.kind, today.minutes, today.workout) == (None, 0, None)


def test_after_the_walk_the_day_is_done_and_the_week_has_it():
    plan = day_plan(START, [walk(MONDAY)], MONDAY)
    assert (plan.today.done, plan.today.minutes) == (True, 15)
    assert (plan.week.walks, plan.week.z2_minutes) == (1, 15.0)


def test_a_week_s_walks_are_days_and_its_minutes_those_of_all_walks():
    walks = [walk(MONDAY), walk(MONDAY), walk(MONDAY + 1), replace(walk(MONDAY + 2, 5.0, 4.0), planned_min=20.0)]
    plan = day_plan(START, walks, MONDAY + 3)
    assert (plan.week.walks, plan.week.z2_minutes) == (2, 49.0)
    assert not plan.days[2].planned.done


def test_a_day_that_is_over_is_shown_as_it_was_planned():
    walks = [*TWO_WEEKS, walk(MONDAY + 14, 25.0), replace(walk(MONDAY + 15, 26.0), felt=Felt(pain_after=8))]
    after = day_plan(START, walks, MONDAY + 17)
    assert after.standing.number == 2
    assert [day.planned.minutes for day in after.days[:2]] == [25, 26]
    assert [day.planned.week for day in after.days] == [3, 3, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("week", range(1, 9))
def test_the_goal_is_there_from_week_5_on(week):
    found = day_plan(START, [], MONDAY + 7 * (week - 1), today=MONDAY)
    assert found.standing.number == week
    assert found.week.goal_minutes == (None if week < 5 else (150, 300))


def test_the_longer_walk_is_seen_whatever_it_was_called():
    walks = [*TWO_WEEKS, walk(MONDAY + 14, 39.5)]
    plan = day_plan(START, walks, MONDAY + 17)
    assert plan.week.long_walk_done
    assert plan.week.has_long_walk
    assert all(day.planned.kind is not WorkoutKind.LONG for day in plan.days if day.day > MONDAY + 14)
    assert not is_long(walk(1, 38.0))


def test_seven_days_with_what_was_walked_and_what_is_to_come():
    plan = day_plan(START, [walk(MONDAY, 15.0), walk(MONDAY + 1, 12.0)], MONDAY + 2)
    assert [day.walked_minutes for day in plan.days] == [15.0, 12.0, 0, 0, 0, 0, 0]
    assert [day.planned.minutes for day in plan.days] == [15, 0, 16, 0, 17, 0, 17]
    assert plan.today == plan.days[2].planned


def test_an_earlier_day_is_told_as_it_was_then():
    then = day_plan(START, TWO_WEEKS[:2], MONDAY + 2)
    now = day_plan(START, TWO_WEEKS, MONDAY + 2, today=MONDAY + 20)
    assert (then.standing, then.days, then.week) == (now.standing, now.days, now.week)


def test_before_the_programme_begins():
    with pytest.raises(ValueError, match="not begun"):
        day_plan(START, [], MONDAY - 1)


def test_titles():
    assert (week_title(3), week_title(8), week_title(0)) == ("Week 3 of 6", "Week 8", "Before week 1")


def test_a_walk_can_move_to_the_next_day_of_rest_and_one_can_come_forward():
    monday, tuesday = day_plan(START, [], MONDAY), day_plan(START, [], MONDAY + 1)
    assert movable(monday) == Move(MONDAY, MONDAY + 1)
    assert movable(tuesday) == Move(MONDAY + 2, MONDAY + 1)
    moved = replace(START, own=OwnPath().with_move(Move(MONDAY, MONDAY + 1)))
    assert [day.planned.is_rest for day in day_plan(moved, [], MONDAY).days[:3]] == [True, False, False]
    back = movable(day_plan(moved, [], MONDAY))
    assert back == Move(MONDAY + 1, MONDAY)  # the one that was moved from here, before any other
    assert moved.own.with_move(back) == OwnPath()
    assert movable(day_plan(START, [walk(MONDAY)], MONDAY)) is None  # it is done
    assert movable(day_plan(START, [], MONDAY + 6)) is None  # the week has no later day


def test_own_days_are_the_week_s_walks_and_the_goal_is_theirs():
    own = replace(START, own=OwnPath(frozenset({0, 2, 4})))
    plan = day_plan(own, [], MONDAY + 7 * 9, today=MONDAY)
    assert (plan.standing.number, plan.week.prescribed_walks) == (10, (3, 3))
    assert plan.week.goal_minutes == (90, 180)


def test_who_is_hardly_ever_in_the_zone_has_a_goal_of_minutes_walked():
    days = [week * 7 + day for week in range(3) for day in (0, 1, 2, 4)]
    below = [walk(MONDAY + day, z2_min=0.5) for day in days]
    assert day_plan(START, below, MONDAY + 20).week.goal_is_walked
    assert not day_plan(START, below, MONDAY + 13).week.goal_is_walked  # eight walks say too little
    again = [*below[:-3], *(walk(MONDAY + day, z2_min=15.0) for day in days[-3:])]
    assert not day_plan(START, again, MONDAY + 20).week.goal_is_walked


def test_before_week_1_a_short_walk_counts():
    start = replace(START, own=OwnPath(with_baseline=True))
    plan = day_plan(start, [replace(walk(MONDAY, 5.0), planned_min=None)], MONDAY)
    assert (plan.week.walks, plan.today.done, plan.today.kind) == (1, True, WorkoutKind.FREE)


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    walked=st.sets(st.integers(0, 6)),
    day=st.integers(0, 13),
    first=st.integers(MONDAY, MONDAY + 6),
)
def test_what_is_offered_as_a_move_changes_the_day_and_can_be_taken_back(days, walked, day, first):
    start = ProgrammeStart(first, first, OwnPath(frozenset(days)))
    walks = [walk(first + item) for item in walked if item < day]
    move = movable(day_plan(start, walks, first + day))
    if move is not None:
        moved = replace(start, own=start.own.with_move(move))
        before, after = (day_plan(of, walks, first + day) for of in (start, moved))
        assert before.today.is_rest is not after.today.is_rest
        again = movable(after)
        assert again is not None
        assert start.own.with_move(move).with_move(again) == start.own


def test_a_day_is_shown_as_it_was_after_a_flare_was_reported_on_it():
    good = [walk(MONDAY + 7 * week + day) for week in range(3) for day in (0, 1, 2, 4, 5, 6)]
    reports = [CheckIn(MONDAY + 23, pain=8)]
    on_the_day = day_plan(START, good, MONDAY + 23, check_ins=reports).today
    later = day_plan(START, good, MONDAY + 25, check_ins=reports)
    assert later.days[2].planned.minutes == on_the_day.minutes
