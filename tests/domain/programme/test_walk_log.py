"""Which walks count, and on which days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme import walk_log
from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import (
    LONGEST_NAME,
    CheckIn,
    LoggedWalk,
    OwnActivity,
    activity_name,
    all_between,
    between,
    by_day,
    days_walked,
)
from coach.domain.workout.steps import WorkoutKind
from coach.errors import AnswerOutOfRangeError
from tests.support.check_ins import CHECK_IN, CHECK_INS

NUMBERS = {
    "SHORTEST_COUNTED_S": 600.0,
    "LEAST_COUNTED_S": 450.0,
    "SHORT_WALK_S": 240.0,
    "SHORT_WALK_SHARE": 0.8,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(walk_log, name) for name in NUMBERS} == NUMBERS


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


@given(st.text())
def test_a_name_is_one_printable_line_and_stays_itself(text):
    name = activity_name(text)
    assert name.isprintable()
    assert len(name) <= LONGEST_NAME
    assert activity_name(name) == name
    if name:
        assert OwnActivity(name, 5).name == name


@pytest.mark.parametrize("name", ["", " ", " stairs", "a\nb", "x" * (LONGEST_NAME + 1)])
def test_what_is_no_name_names_no_activity(name):
    with pytest.raises(ValueError, match="one short line"):
        OwnActivity(name, 5)


@pytest.mark.parametrize("level", [-1, 11])
def test_an_answer_is_on_its_scale(level):
    with pytest.raises(AnswerOutOfRangeError):
        OwnActivity("stairs", level)
    with pytest.raises(AnswerOutOfRangeError):
        CheckIn(1, pain=level)
    with pytest.raises(ValueError, match="3 activities are rated, not 4"):
        CheckIn(1, function=(OwnActivity("stairs", 5),) * 4)


@given(CHECK_INS)
def test_answers_of_a_day_are_merged_question_by_question(check_ins):
    merged = by_day(check_ins)
    assert [item.day for item in merged] == sorted({item.day for item in check_ins})
    for item in merged:
        of_day = [other.answers for other in check_ins if other.day == item.day]
        for name in set().union(*of_day):
            assert getattr(item, name) == [answers[name] for answers in of_day if name in answers][-1]
        assert item.answers.keys() == set().union(*of_day)


@given(CHECK_IN, CHECK_IN)
def test_nothing_is_answered_by_silence(first, then):
    assert first.and_then(CheckIn(first.day)) == CheckIn(first.day).and_then(first) == first
    if first.day != then.day:
        with pytest.raises(ValueError, match="do not continue"):
            first.and_then(then)


def test_only_the_three_questions_are_about_daily_life():
    assert not CheckIn(1, pain=6, function=(OwnActivity("stairs", 5),), asks_function=True).is_about_daily_life
    assert CheckIn(1, limited=False).is_about_daily_life
    assert CheckIn(1, wants_more=True).is_about_daily_life
