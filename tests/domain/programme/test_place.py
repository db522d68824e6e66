"""The steps one after another."""

import pytest

from coach.domain.programme import place
from coach.domain.programme.place import Place, lead_in
from coach.domain.programme.tolerance import Action
from coach.domain.programme.weeks import MAINTENANCE_WEEK

ADVANCE, HOLD, STEP_BACK = Action.ADVANCE, Action.HOLD, Action.STEP_BACK

NUMBERS = {
    "BASELINE_SHARE": 0.8,
    "BASELINE_RISE": 1.1,
    "LEAST_LEAD_IN_MIN": 5.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(place, name) for name in NUMBERS} == NUMBERS


@pytest.mark.parametrize(
    ("number", "action", "following"),
    [
        (1, ADVANCE, 2),
        (1, HOLD, 1),
        (1, STEP_BACK, 1),
        (4, STEP_BACK, 3),
        (6, ADVANCE, MAINTENANCE_WEEK),
        (MAINTENANCE_WEEK, ADVANCE, 8),
        (MAINTENANCE_WEEK, HOLD, 8),
        (9, STEP_BACK, 5),
    ],
)
def test_a_week_leads_to_the_next_the_same_or_an_easier_one(number, action, following):
    assert Place(number, walks=3, hard_weeks=1).after(action) == Place(following)


@pytest.mark.parametrize(
    ("minutes", "action", "following"),
    [
        (10.0, ADVANCE, Place(0, 11.0)),
        (10.0, HOLD, Place(0, 10.0)),
        (10.0, STEP_BACK, Place(0, 8.0)),
        (6.0, STEP_BACK, Place(0, 5.0)),
        (14.0, ADVANCE, Place(1)),
    ],
)
def test_before_week_1_the_minutes_rise_by_a_tenth_and_fall_by_a_fifth(minutes, action, following):
    found = Place(0, minutes).after(action)
    assert (found.number, found.lead_in_min) == (following.number, pytest.approx(following.lead_in_min))
    assert Place(0, minutes).week.number == 0


def test_the_baseline_lasts_until_it_is_known():
    baseline = Place(0, tolerated_min=(9.0,))
    assert baseline.is_baseline
    assert all(baseline.after(action) is baseline for action in Action)
    assert not Place(0, 5.0).is_baseline
    assert not Place(1).is_baseline


def test_who_walks_as_long_as_week_1_asks_for_begins_with_it():
    assert (lead_in(14.9), lead_in(15.0)) == (Place(0, 14.9), Place(1))
