"""What is said beside the plan: too much too soon, and when walking isn't enough."""

from datetime import date

import pytest
from msgspec.structs import replace

from coach.domain.programme import advice
from coach.domain.programme.advice import (
    Limit,
    TooMuchKind,
    doing_too_much,
    fewer_days,
    not_enough,
    planning_too_much,
)
from coach.domain.programme.felt import Felt
from coach.domain.programme.own_path import OwnPath
from coach.domain.programme.progression import ProgrammeStart, standing
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.domain.workout.steps import WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()
START = ProgrammeStart(MONDAY, MONDAY)


NUMBERS = {
    "TOLERANCE": 1.1,
    "GOOD_DAY": 1.3,
    "STUCK_WEEKS": 3,
    "STUCK_LEAST_DAYS": 3,
    "PLATEAU_FROM_WEEK": 5,
    "WANTS_MORE_DAYS": 14,
    "FEW_DAYS_WEEKS": 3,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(advice, name) for name in NUMBERS} == NUMBERS


def walk(day, minutes=20.0, before=1, after=2):
    return LoggedWalk(
        f"w{day}", day, WorkoutKind.STEADY, minutes * 60, minutes * 45, planned_min=minutes,
        felt=Felt(pain_before=before, pain_after=after, pain_next_morning=before),
    )  # fmt: skip


@pytest.mark.parametrize(("minutes", "warned"), [(15, False), (20, False), (21, True), (90, True), (None, False)])
def test_planning_more_than_the_next_step_is_warned_about(minutes, warned):
    told = planning_too_much(standing(START, [], MONDAY), minutes)
    assert (told is not None) is warned
    if told:
        assert (told.kind, told.done, told.enough) == (TooMuchKind.PLANNED, minutes, 20)


def test_the_next_step_of_week_2_is_week_3_with_its_longer_walk():
    where = standing(START, [], MONDAY + 7, MONDAY)
    assert planning_too_much(where, 40) is None
    assert planning_too_much(where, 41) is not None


@pytest.mark.parametrize("number", [6, 7, 9])
def test_while_keeping_it_up_the_phase_s_longest_walk_is_no_step_too_far(number):
    where = standing(START, [], MONDAY + 7 * (number - 1), MONDAY)
    assert planning_too_much(where, 45) is None
    assert planning_too_much(where, 46).enough == 45
    walks = [walk(where.first_day, 45.0)]
    assert doing_too_much(where, walks) is None
    assert doing_too_much(where, [walk(where.first_day, 55.0)]).enough == 45


@pytest.mark.parametrize(
    ("walks", "word"),
    [
        ([walk(MONDAY)], None),
        ([walk(MONDAY + day, 17.0) for day in range(5)], None),
        ([walk(MONDAY, 60.0)], TooMuchKind.LONGEST),
        ([walk(MONDAY + day // 2, 20.0) for day in range(7)], TooMuchKind.WEEK),
        ([walk(MONDAY + day, 15.0) for day in range(6)], TooMuchKind.DAYS),
        ([walk(MONDAY - 1, 90.0)], None),
    ],
)
def test_doing_more_than_the_next_step_is_warned_about(walks, word):
    told = doing_too_much(standing(START, walks, MONDAY + 5), walks)
    assert (None if told is None else told.kind) is word


def weeks(count, **felt):
    return [walk(MONDAY + 7 * week + day, **felt) for week in range(count) for day in (0, 2, 4, 6)]


def test_three_weeks_that_did_not_move_on_for_pain_are_a_plateau():
    walks = weeks(3, after=5)
    assert not_enough(standing(START, walks, MONDAY + 14), walks) is None
    assert not_enough(standing(START, walks, MONDAY + 21), walks) is Limit.PLATEAU


def test_weeks_without_walks_are_no_plateau():
    assert not_enough(standing(START, [], MONDAY + 35), []) is None


def test_pain_that_stays_is_one():
    walks = weeks(5, before=4, after=3)
    where = standing(START, walks, MONDAY + 34)
    assert not_enough(where, walks) is Limit.PAIN_STAYS
    less = Felt(pain_before=2, pain_next_morning=2)
    better = [replace(item, felt=less) if item.day > MONDAY + 20 else item for item in walks]
    assert not_enough(standing(START, better, MONDAY + 34), better) is None


@pytest.mark.parametrize(("answers", "limit"), [(2, None), (3, Limit.PAIN_STAYS)])
def test_three_answers_of_the_last_two_weeks_say_that_pain_stays_and_walks_without_one_say_nothing(answers, limit):
    walks = weeks(5, before=4, after=3)
    silent = [replace(item, felt=replace(item.felt, pain_before=None)) for item in walks[-8:-answers]]
    walks = [*walks[:-8], *silent, *walks[-answers:]]
    assert not_enough(standing(START, walks, MONDAY + 34), walks) is limit


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ([CheckIn(0, limited=True)], None),
        ([CheckIn(0, limited=True), CheckIn(6, limited=True)], None),
        ([CheckIn(0, limited=True), CheckIn(7, limited=True)], Limit.LIMITED),
        ([CheckIn(0, limited=True), CheckIn(7, limited=False)], None),
        ([CheckIn(0, limited=True), CheckIn(7, limited=True), CheckIn(9, pain=3)], Limit.LIMITED),
        ([CheckIn(0, avoids_movement=True), CheckIn(8, avoids_movement=True)], Limit.AVOIDS_MOVEMENT),
        ([CheckIn(7, wants_more=True)], Limit.WANTS_MORE),
        ([CheckIn(60, wants_more=True)], None),
    ],
)
def test_check_ins(told, word):
    check_ins = [replace(item, day=MONDAY + item.day) for item in told]
    found = not_enough(standing(START, [], MONDAY + 14), [], check_ins)
    assert found is word


def test_a_wish_is_answered_for_two_weeks():
    check_ins = [CheckIn(MONDAY, wants_more=True)]
    assert not_enough(standing(START, [], MONDAY + 13), [], check_ins) is Limit.WANTS_MORE
    assert not_enough(standing(START, [], MONDAY + 14), [], check_ins) is None


def test_a_good_day_is_thirty_per_cent_over_the_plan():
    def said(minutes, planned):
        walks = [walk(MONDAY, minutes)]
        return doing_too_much(standing(START, walks, MONDAY), walks, planned)

    assert said(20.0, {MONDAY: 15}).kind is TooMuchKind.GOOD_DAY
    assert said(19.0, {MONDAY: 15}) is None
    assert said(20.0, {}) is None


def test_what_coach_asked_for_is_never_too_much():
    """Not even after the flare that it brought, which makes the week's step a lower one."""
    walks = [walk(MONDAY, 40.0, after=8)]
    where = standing(START, walks, MONDAY)
    assert doing_too_much(where, walks, {MONDAY: 40}) is None
    assert doing_too_much(where, walks, {MONDAY: 15}).kind is TooMuchKind.LONGEST


def test_in_a_baseline_week_there_is_no_too_much():
    start = ProgrammeStart(MONDAY, MONDAY, OwnPath(with_baseline=True))
    walks = [walk(MONDAY, 30.0)]
    assert doing_too_much(standing(start, walks, MONDAY), walks) is None


@pytest.mark.parametrize(("days", "found"), [((0, 3), 2), ((0, 2, 4, 6), None), ((), None)])
def test_a_habit_of_few_days_is_seen_after_three_weeks(days, found):
    walks = [walk(MONDAY + 7 * week + day) for week in range(3) for day in days]
    assert fewer_days(standing(START, walks, MONDAY + 20), walks) is None
    assert fewer_days(standing(START, walks, MONDAY + 21), walks) == found
    own = ProgrammeStart(MONDAY, MONDAY, OwnPath(frozenset({0, 3})))
    assert fewer_days(standing(own, walks, MONDAY + 21), walks) is None
