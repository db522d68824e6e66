"""Which walks count, and on which days."""

import pytest

from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import LoggedWalk, all_between, between, days_walked
from coach.domain.workout.steps import WorkoutKind


def walk(day, minutes, planned=None):
    return LoggedWalk(f"w{day}", day, WorkoutKind.FREE, minutes * 60, 0.0, planned_min=planned)


@pytest.mark.parametrize(
    ("minutes", "planned", "is_counted"),
    [
        (10, None, True),
        (9.9, None, False),
        (8, 15, True),
        (7, 15, False),
        (7.5, 15, True),
        (8, 17, False),
        (1, 1, False),  # to try a strap
        (7.4, 10, False),
        (7.5, 10, True),
        (10, 60, True),
        (0, None, False),
    ],
)
def test_ten_minutes_or_half_of_what_was_planned_but_not_a_try(minutes, planned, is_counted):
    assert walk(1, minutes, planned).is_counted is is_counted


def test_between_is_half_open_in_order_and_without_tries():
    walks = [walk(9, 20), walk(3, 20), walk(5, 2), walk(10, 20), walk(2, 20)]
    found = between(walks, 3, 10)
    assert [item.day for item in found] == [3, 9]
    assert days_walked(found) == {3, 9}
    assert found[0].minutes == 20


def test_tries_are_no_days_but_are_there_for_what_was_felt():
    walks = [walk(9, 20), walk(5, 2), walk(10, 20)]
    assert [item.day for item in all_between(walks, 3, 10)] == [5, 9]
    assert days_walked(walks) == {9, 10}


def test_answers_about_pain():
    told = LoggedWalk("w", 1, WorkoutKind.FREE, 60.0, 0.0, felt=Felt(pain_before=0, pain_next_morning=4))
    assert told.felt.pain_levels == (0, 4)
    assert walk(1, 20).felt.pain_levels == ()
