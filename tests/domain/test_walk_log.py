"""Which walks count, and on which days."""

import pytest

from coach.domain.walk_log import LoggedWalk, between, days_walked
from coach.domain.workout import WorkoutKind


def walk(day, minutes, planned=None):
    return LoggedWalk(f"w{day}", day, WorkoutKind.FREE, minutes * 60, 0.0, planned_min=planned)


@pytest.mark.parametrize(
    ("minutes", "planned", "counts"),
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
def test_ten_minutes_or_half_of_what_was_planned_but_not_a_try(minutes, planned, counts):
    assert walk(1, minutes, planned).counts is counts


def test_between_is_half_open_in_order_and_without_tries():
    walks = [walk(9, 20), walk(3, 20), walk(5, 2), walk(10, 20), walk(2, 20)]
    found = between(walks, 3, 10)
    assert [item.day for item in found] == [3, 9]
    assert days_walked(found) == {3, 9}
    assert found[0].minutes == 20
