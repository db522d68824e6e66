"""The six weeks as numbers: phases, goals on any days, what a step back leads to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme import weeks
from coach.domain.programme.weeks import lead_in_week, week_before, week_of, week_plan, weekday, weeks_needed

MONDAY = date(2026, 11, 2).toordinal()


NUMBERS = {
    "WEEKS": 6,
    "MAINTENANCE_WEEK": 7,
    "GOAL_MINUTES": (150, 300),
    "GOAL_FROM_WEEK": 5,
    "LONG_LEAST_MIN": 40,
    "SHARE_OF_WALKS": 0.75,
    "NO_MORE": 1.05,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(weeks, name) for name in NUMBERS} == NUMBERS


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


@pytest.mark.parametrize(
    ("number", "days", "goal"),
    [(4, 3, None), (5, 3, (75, 150)), (5, 5, (125, 250)), (5, 6, (150, 300)), (5, 7, (150, 300)), (7, 3, (90, 180)),
     (7, 4, (120, 240)), (7, 5, (150, 300)), (7, 6, (150, 300))],
)  # fmt: skip
def test_who_walks_on_fewer_days_has_a_goal_of_their_own(number, days, goal):
    """As many Zone 2 minutes a day as the programme's fewest days need for 150."""
    assert week_plan(number).on_days(days).goal_minutes == goal


@given(number=st.integers(1, 9), days=st.integers(1, 7))
def test_on_other_days_no_walk_leaves_the_phase_and_no_week_asks_for_much_more(number, days):
    usual, own = week_plan(number), week_plan(number).on_days(days)
    lo, hi = own.phase.minutes
    assert own.walks == days
    assert all(lo <= own.minutes_after(done) <= hi for done in range(days))
    # More walks share the same minutes out, each at least the phase's shortest.
    assert own.planned_minutes <= max(usual.planned_minutes * 1.1, lo * (days - 1) + (own.long_min or lo))
    assert own.long_min is None or own.long_min == usual.long_min


@pytest.mark.parametrize(("number", "needed"), [(1, 3), (2, 3), (3, 4), (4, 4), (5, 5), (6, 5)])
def test_one_day_less_than_the_least_is_enough_to_move_on(number, needed):
    assert week_plan(number).needed == needed == week_plan(number).phase.days[0] - 1


def test_the_same_steps_take_longer_on_fewer_days():
    assert [weeks_needed(days) for days in range(1, 8)] == [24, 14, 10, 8, 6, 6, 6]
    with pytest.raises(ValueError, match="one to seven days"):
        weeks_needed(0)


def test_weeks_are_counted_from_the_first_day():
    assert [week_of(MONDAY, MONDAY + day) for day in (-8, -7, -1, 0, 6, 7, 41, 42)] == [-1, 0, 0, 1, 1, 2, 6, 7]
    assert (weekday(MONDAY), weekday(MONDAY + 6)) == (0, 6)


def test_what_is_not_in_the_programme_is_refused():
    with pytest.raises(ValueError, match="counted from 1"):
        week_plan(0)


def test_before_week_1_a_week_has_the_walker_s_minutes_or_none():
    assert lead_in_week(9.6).minutes == (10, 10)
    assert lead_in_week(None).minutes == (0, 0)
    assert {lead_in_week(minutes).number for minutes in (None, 9.6)} == {0}


@pytest.mark.parametrize(
    ("number", "before"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 3), (6, 5), (7, 5), (8, 5), (20, 5)]
)
def test_a_step_back_leads_to_the_nearest_week_that_asks_for_no_more(number, before):
    assert week_before(number) == before


def test_a_week_knows_its_number():
    assert [week_plan(number).number for number in range(1, 10)] == list(range(1, 10))


def test_what_a_week_asks_for_in_all():
    assert [week_plan(number).planned_minutes for number in range(1, 8)] == [64, 95, 146, 205, 207, 249, 200]


@pytest.mark.parametrize(
    ("number", "most"),
    [(1, 5 * 17), (2, 5 * 20), (3, 5 * 29 + 40), (4, 5 * 35 + 45), (5, 7 * 38), (6, 7 * 45)],
)
def test_what_a_week_asks_for_at_most(number, most):
    """The longest walk on each day that the phase has, one of them the longer walk."""
    assert week_plan(number).most_minutes == most
