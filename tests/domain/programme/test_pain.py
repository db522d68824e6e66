"""Pain that is more than fine changes the walk at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme import pain
from coach.domain.programme.pain import asks_again, fine_level, question_before, question_during

LEVELS = st.integers(0, 10)


NUMBERS = {
    "PAIN_FINE": 3,
    "RISE": 2,
    "OVER_USUAL": 1,
    "MUCH": 7,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(pain, name) for name in NUMBERS} == NUMBERS


@pytest.mark.parametrize(("usual", "fine"), [(None, 3), (0, 3), (2, 3), (2.5, 4), (3, 4), (5, 6), (6, 6), (10, 6)])
def test_up_to_three_is_fine_or_what_is_no_rise_by_two_points_but_much_never(usual, fine):
    assert fine_level(usual) == fine


@given(LEVELS, st.none() | LEVELS, st.none() | LEVELS)
def test_during_a_walk_what_is_usual_is_not_asked_about_and_a_rise_always(level, before, usual):
    asked = question_during(level, before, usual)
    assert (asked is not None) == (level > fine_level(usual) or (before is not None and level >= before + 2))


@given(LEVELS, st.none() | LEVELS)
def test_during_a_walk_over_three_or_two_more_than_before_is_asked(level, before):
    asked = question_during(level, before)
    assert (asked is not None) == (level > 3 or (before is not None and level >= before + 2))
    assert asked is None or asked.level == level


@given(LEVELS, st.none() | LEVELS)
def test_before_a_walk_more_than_one_over_the_usual_is_asked_and_without_one_over_three(level, usual):
    asked = question_before(level, usual)
    is_more = level > 3 if usual is None else level > usual + 1
    assert (asked is not None) == (is_more or level >= 7)


@given(LEVELS, LEVELS)
def test_from_seven_on_the_end_is_advised_and_the_signs_are_asked(level, before):
    for asked in (question_during(level, before), question_before(level, before)):
        if asked is not None:
            assert asked.advises_end == (level >= 7)
            assert asked.asks_signs >= asked.advises_end


@pytest.mark.parametrize(
    ("level", "before", "asked"), [(5, 3, True), (4, 3, False), (2, 0, False), (7, 7, True), (6, None, False)]
)
def test_the_signs_are_asked_when_pain_jumps(level, before, asked):
    assert question_during(level, before).asks_signs is asked


@given(LEVELS, st.none() | LEVELS)
def test_signs_are_asked_again_at_much_pain_and_at_a_jump_out_of_the_fine_range(level, before):
    jumped = before is not None and level - before >= 2 and level > 3
    assert asks_again(level, before) is (level >= 7 or jumped)
