"""What is called a change, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme import change as change_rules
from coach.domain.programme.change import (
    LEAST_EFFORT_CHANGE,
    LEAST_PAIN_CHANGE,
    change_of,
    speed_change_of,
)

LEVELS = st.integers(0, 10)


NUMBERS = {
    "WALKS_AT_EACH_END": 3,
    "LEAST_PAIN_CHANGE": 2.0,
    "LEAST_EFFORT_CHANGE": 2.0,
    "LEAST_SPEED_CHANGE_PCT": 5.0,
    "LEAST_SPIKES_CHANGE": 2.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(change_rules, name) for name in NUMBERS} == NUMBERS


@given(st.lists(LEVELS | st.none(), max_size=30), st.sampled_from([LEAST_PAIN_CHANGE, LEAST_EFFORT_CHANGE]))
def test_one_point_of_ten_is_never_a_change(levels, least):
    change = change_of(levels, least)
    if change is not None:
        assert change.is_likely_real == (abs(change.later - change.earlier) >= 2)


@given(st.integers(0, 9), st.lists(st.booleans(), max_size=30))
def test_answers_that_waver_by_one_point_have_not_changed(level, ups):
    change = change_of([level + up for up in ups], LEAST_PAIN_CHANGE)
    assert change is None or not change.is_likely_real


@given(st.lists(LEVELS, max_size=5), st.integers(0, 20))
def test_fewer_than_six_known_values_are_no_change(known, missing):
    assert change_of([*known, *[None] * missing], LEAST_PAIN_CHANGE) is None


@given(LEVELS, LEVELS, st.integers(6, 30), st.data())
def test_one_odd_day_neither_makes_a_change_nor_hides_one(level, odd, count, data):
    values = [level] * count
    values[data.draw(st.integers(0, count - 1))] = odd
    change = change_of(values, LEAST_PAIN_CHANGE)
    assert (change.earlier, change.later) == (level, level)
    assert not change.is_likely_real


@pytest.mark.parametrize(
    ("values", "real"),
    [((5, 4, 5, 3, 3, 3), True), ((4, 4, 4, 3, 3, 3), False), ((6, None, 5, 5, 2, None, 3, 9, 2), True)],
)
def test_from_the_usual_value_of_the_first_to_that_of_the_last(values, real):
    assert change_of(values, LEAST_PAIN_CHANGE).is_likely_real is real


@pytest.mark.parametrize(("later", "real"), [(5.2, False), (5.3, True), (4.7, True)])
def test_a_speed_changes_by_a_twentieth_or_not_at_all(later, real):
    assert speed_change_of([5.0] * 3 + [later] * 3).is_likely_real is real
    assert speed_change_of([5.0] * 5) is None
