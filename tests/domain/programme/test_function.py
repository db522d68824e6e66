"""Activities of one's own: when they are asked for, and when a change of them is called one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.function import (
    LEAST_DAYS_BETWEEN,
    OFFERED_DAYS,
    FunctionAnswer,
    FunctionQuestion,
    function_change,
    function_means,
    latest_due_week,
    wants_function,
)
from coach.domain.programme.walk_log import CheckIn, OwnActivity

START = 739_943
STAIRS, SHOPPING = OwnActivity("stairs", 4), OwnActivity("carry the shopping", 3)


def at(week, day=0):
    return START + 7 * week + day


def rated(day, *scores):
    return CheckIn(day, function=tuple(OwnActivity("abc"[n], score) for n, score in enumerate(scores)))


def asked(days, check_ins=()):
    """The due weeks that are asked for, day by day, each named once."""
    weeks = [question.week for day in days if (question := wants_function(START, day, check_ins)) is not None]
    return sorted(set(weeks))


def test_it_is_due_in_weeks_0_3_6_and_each_six_weeks_after():
    assert [latest_due_week(week) for week in range(14)] == [0, 0, 0, 3, 3, 3, 6, 6, 6, 6, 6, 6, 12, 12]
    assert asked(range(START - 30, START + 7 * 30)) == [0, 3, 6, 12, 18, 24]


def test_the_first_question_has_no_names_and_no_way_out_and_the_next_has_both():
    assert wants_function(START, START, ()) == FunctionQuestion(0, (), None, may_end=False)
    first = CheckIn(START, function=(STAIRS, SHOPPING), asks_function=True)
    assert wants_function(START, at(3), [first]) == FunctionQuestion(
        3, ("stairs", "carry the shopping"), START, may_end=True
    )
    assert wants_function(START, at(3), [FunctionAnswer(()).as_check_in(START)]) == FunctionQuestion(
        3, (), None, may_end=True
    )


def test_other_answers_of_daily_life_are_no_reply():
    assert asked([START], [CheckIn(START, limited=True, pain=5)]) == [0]


def test_a_rating_in_the_week_before_the_first_day_is_the_first_one():
    assert asked(range(START, at(3)), [rated(START - 7, 4)]) == []
    assert asked(range(START, at(3)), [rated(START - 30, 4)]) == [0]


def test_who_rated_late_is_not_asked_again_at_once():
    late = rated(at(1, 6), 4)
    assert asked(range(at(2), at(3, 6)), [late]) == []
    assert asked(range(at(3, 6), at(6)), [late]) == [3]


PEOPLE = st.lists(st.sampled_from(["rates", "not now", "never", "ignores"]), min_size=1, max_size=8)


def lived(habits, days):
    """What a person was asked for day by day, who answers each question by the next of these habits."""
    told, log, turn = [], [], 0
    for day in range(START, START + days):
        question = wants_function(START, day, told)
        log.append((day, question))
        if question is None:
            continue
        habit = habits[turn % len(habits)]
        turn += 1
        if habit == "rates":
            names = question.names or ("a", "b")
            told.append(FunctionAnswer(tuple(OwnActivity(name, 5) for name in names)).as_check_in(day))
        elif habit != "ignores":
            told.append(FunctionAnswer((), asks_again=habit == "not now" or not question.may_end).as_check_in(day))
    return told, log


@given(PEOPLE)
def test_nobody_is_asked_for_more_than_two_weeks_or_again_after_an_answer(habits):
    told, log = lived(habits, 7 * 40)
    by_week = {}
    for day, question in log:
        if question is not None:
            by_week.setdefault(question.week, []).append(day)
    assert set(by_week) <= {0, 3, 6, 12, 18, 24, 30, 36}
    for days in by_week.values():
        assert days[-1] - days[0] < OFFERED_DAYS
        assert days == list(range(days[0], days[-1] + 1))
        assert sum(item.day in days for item in told) <= 1
        assert all(item.day == days[-1] for item in told if item.day in days)
    ratings = [item.day for item in told if item.function]
    assert all(later - earlier >= LEAST_DAYS_BETWEEN for earlier, later in pairwise(ratings))


@given(PEOPLE)
def test_who_does_not_want_to_be_asked_again_is_not(habits):
    told, log = lived(habits, 7 * 40)
    ends = [item.day for item in told if item.asks_function is False]
    assert len(ends) <= 1
    assert all(question is None for day, question in log if ends and day > ends[0])


@given(PEOPLE, st.integers(0, 7 * 40))
def test_what_is_told_later_changes_nothing_before(habits, day):
    told, _ = lived(habits, 7 * 40)
    known = [item for item in told if item.day <= START + day]
    assert wants_function(START, START + day, told) == wants_function(START, START + day, known)


@given(st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=3), max_size=6))
def test_a_change_is_of_the_same_activities_and_called_one_from_two_points_on(scores):
    told = [rated(at(3 * n), *given_scores) for n, given_scores in enumerate(scores)]
    change = function_change(reversed(told))
    if len(scores) < 2:
        assert change is None
        return
    common = min(len(scores[0]), len(scores[-1]))
    points = sum(scores[-1][:common]) - sum(scores[0][:common])
    assert change.is_likely_real == (abs(points) >= 2 * common)


def test_a_rating_that_lacks_an_activity_is_left_out_of_the_mean():
    told = [rated(at(0), 2, 4, 6), rated(at(3), 8), rated(at(6), 4, 6, 8)]
    assert function_means(told) == ((at(0), 4.0), (at(6), 6.0))
    assert function_change(told).is_likely_real


def test_other_activities_than_at_first_begin_anew():
    told = [CheckIn(at(0), function=(STAIRS,)), CheckIn(at(6), function=(SHOPPING,))]
    assert function_means(told) == ((at(6), 3.0),)
    assert function_change(told) is None
    assert function_means([]) == ()


@pytest.mark.parametrize(
    ("earlier", "later", "is_one"),
    [((5, 5, 6), (7, 7, 8), True), ((10, 10, 9), (8, 8, 7), True), ((5, 5, 6), (7, 7, 7), False)],
)
def test_two_points_are_two_points_in_thirds_as_well(earlier, later, is_one):
    assert function_change([rated(at(0), *earlier), rated(at(3), *later)]).is_likely_real is is_one
