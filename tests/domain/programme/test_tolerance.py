"""How the back takes the walks: each level of pain, pain that is usual, and flares."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme import tolerance
from coach.domain.programme.felt import Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.tolerance import (
    Action,
    Decision,
    Why,
    flare_of,
    is_flare,
    pain_of,
    reported_flares,
    usual_pains,
)
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.domain.workout.steps import WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()


NUMBERS = {
    "PAIN_STEP_BACK": 6,
    "USUAL_OF": 5,
    "FIRST_OF": 10,
    "MOST_USUAL": 6,
    "USUAL_LEAST": 3,
    "FLARE_DAYS": 7,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(tolerance, name) for name in NUMBERS} == NUMBERS


def walk(day, minutes=20.0, **felt):
    answers = {"rpe": 4, "pain_before": 1, "pain_during": 2, "pain_after": 2, "pain_next_morning": 1} | felt
    return LoggedWalk(
        f"w{day}", day, WorkoutKind.STEADY, minutes * 60, minutes * 45, planned_min=minutes, felt=Felt(**answers)
    )


@pytest.mark.parametrize(
    ("before", "during", "after", "morning", "action"),
    [
        (None, None, None, None, Action.ADVANCE),
        (0, 0, 0, 0, Action.ADVANCE),
        (2, 3, 3, 2, Action.ADVANCE),
        (2, 3, 3, None, Action.ADVANCE),
        (2, 3, 2, 3, Action.ADVANCE),  # a point more in the morning is no change
        (0, 1, 2, 3, Action.HOLD),  # up to 3, but not back to the start level by the morning
        (2, 4, 2, 2, Action.HOLD),
        (2, 2, 5, 2, Action.HOLD),
        (2, 4, 4, 3, Action.STEP_BACK),
        (2, 6, 2, 2, Action.STEP_BACK),
        (2, None, 10, None, Action.STEP_BACK),
        (None, 3, 3, 3, Action.ADVANCE),
        (None, 3, 3, 4, Action.HOLD),
        (1, None, None, 7, Action.STEP_BACK),
        (5, 3, 3, 5, Action.HOLD),  # sore before it began: no time for more
        (5, None, None, None, Action.HOLD),
        (5, 4, 5, 5, Action.HOLD),
        (7, 7, 7, 7, Action.HOLD),  # no more than before: not the walk's doing
        (5, 6, 5, 5, Action.STEP_BACK),
        (4, 4, 4, 5, Action.HOLD),
        (4, 5, 4, 5, Action.STEP_BACK),
        (3, 6, 3, 3, Action.STEP_BACK),
        (1, 4, 2, 1, Action.HOLD),
        (3, None, None, None, Action.ADVANCE),
    ],
)
def test_pain_of_one_walk(before, during, after, morning, action):
    felt = walk(1, pain_before=before, pain_during=during, pain_after=after, pain_next_morning=morning)
    assert pain_of(felt).action is action


@pytest.mark.parametrize(
    ("before", "after", "why", "level"),
    [(5, 5, Why.SORE_BEFORE, 5), (5, 2, Why.SORE_BEFORE, 5), (1, 5, Why.PAIN_REACHED, 5)],
)
def test_what_was_there_before_is_not_blamed_on_the_walk(before, after, why, level):
    found = pain_of(walk(1, pain_before=before, pain_during=None, pain_after=after))
    assert (found.why, found.level) == (why, level)


@pytest.mark.parametrize(
    ("usual", "before", "worst", "morning", "action"),
    [
        (5, 5, 5, 5, Action.ADVANCE),
        (5, 5, 6, 6, Action.ADVANCE),  # a point more than usual is no rise
        (5, 6, 6, 6, Action.ADVANCE),
        (5, 5, 7, 5, Action.STEP_BACK),  # two points are one, and over 6
        (4, 4, 6, 4, Action.STEP_BACK),
        (5, 5, 6, 7, Action.STEP_BACK),  # it lasted
        (5, 7, 7, 7, Action.HOLD),  # sorer than usual before it began
        (9, 9, 9, 9, Action.HOLD),  # much pain is nobody's usual
        (6, 6, 7, 7, Action.ADVANCE),
        (2, 4, 4, 4, Action.HOLD),  # a usual pain well in the fine range changes nothing
        (2, 1, 1, 3, Action.ADVANCE),  # a point over the usual is no change, whatever it was before the walk
        (3, 3, 4, 3, Action.ADVANCE),
        (6, 6, 8, 6, Action.STEP_BACK),
    ],
)
def test_for_a_back_that_always_hurts_a_rise_by_two_points_is_the_limit(usual, before, worst, morning, action):
    felt = walk(1, pain_before=before, pain_during=worst, pain_after=None, pain_next_morning=morning)
    assert pain_of(felt, usual).action is action


@given(
    usual=st.one_of(st.none(), st.integers(0, 10)),
    levels=st.tuples(*[st.one_of(st.none(), st.integers(0, 10))] * 4),
    more=st.integers(0, 3),
)
def test_more_pain_after_a_walk_never_decides_for_more(usual, levels, more):
    before, during, after, morning = levels
    order = [Action.ADVANCE, Action.HOLD, Action.STEP_BACK]
    felt = walk(1, pain_before=before, pain_during=during, pain_after=after, pain_next_morning=morning)
    raised = min(10, (after or 0) + more)
    worse = replace(felt, felt=replace(felt.felt, pain_after=raised))
    assert order.index(pain_of(worse, usual).action) >= order.index(pain_of(felt, usual).action)


@pytest.mark.parametrize(
    ("usual", "before", "worst", "morning", "is_flare"),
    [
        (1, 1, 4, 1, True),  # over 3, and two points over the usual
        (None, 3, 4, 3, False),  # a point is none
        (None, None, 8, None, True),
        (0, 0, 2, 3, False),  # up to three it is held, no flare
        (2, 5, 5, 5, True),  # sorer than usual before it began
        (None, 5, 5, 5, False),  # nobody knows what is usual
        (5, 5, 6, 5, False),
        (5, 5, 7, 5, True),
    ],
)
def test_a_flare_is_over_three_and_two_points_over_the_usual(usual, before, worst, morning, is_flare):
    felt = walk(1, pain_before=before, pain_during=worst, pain_after=None, pain_next_morning=morning)
    assert pain_of(felt, usual).is_flare is is_flare


def test_a_choice_for_pain_holds():
    chosen = replace(walk(1), pain_choice=PainChoice.SHORTER)
    assert pain_of(chosen) == Decision(Action.HOLD, Why.PAIN_CHOICE, choice=PainChoice.SHORTER)


def test_the_usual_pain_is_what_was_said_or_the_first_answers_and_only_falls():
    walks = [walk(day, pain_before=level) for day, level in enumerate((5, 5, 5, 5, 5, 6, 7, 7, 7, 7))]
    assert usual_pains(walks, None)[:4] == (None, None, None, 5)
    assert set(usual_pains(walks, None)[3:10]) == {5}
    assert set(usual_pains(walks, 4)[:3]) == {4}
    assert set(usual_pains(walks, 6)) == {6}
    better = [walk(day, pain_before=level) for day, level in enumerate((5, 5, 5, 5, 5, 2, 2, 2, 2, 2))]
    assert usual_pains(better, 6)[-1] == 2
    again = [*better, *(walk(10 + day, pain_before=5) for day in range(6))]
    assert usual_pains(again, 6)[-1] == 2
    chance = [walk(day, pain_before=level) for day, level in enumerate((4, 4, 3, 5, 4, 3, 3, 3, 3, 3, 4))]
    assert set(usual_pains(chance, None)[3:]) == {4}


@pytest.mark.parametrize(
    ("pain", "usual", "flares"),
    [
        (None, None, False),
        (3, None, False),
        (4, None, True),
        (4, 3, False),
        (5, 3, True),
        (6, 5, False),
        (4, 2.5, False),
        (7, 5, True),
    ],
)
def test_a_reported_flare_is_two_points_over_the_usual_and_over_three(pain, usual, flares):
    assert is_flare(CheckIn(MONDAY, pain=pain), usual) is flares


def test_reports_are_judged_by_the_usual_pain_of_their_day():
    walks = [walk(MONDAY + day, pain_before=5) for day in range(4)]
    reports = [CheckIn(MONDAY - 1, pain=6), CheckIn(MONDAY + 5, pain=6), CheckIn(MONDAY + 6, pain=8)]
    assert list(reported_flares(reports, walks, usual_pains(walks, None))) == [MONDAY - 1, MONDAY + 6]


def test_after_a_flare_the_share_rises_with_each_walk_that_goes_well():
    def share(*felt):
        walks = [walk(MONDAY, pain_after=8), *(walk(MONDAY + day, **item) for day, item in enumerate(felt, 1))]
        return flare_of([(item, pain_of(item)) for item in walks], {}).share

    assert [share(), share({}), share({}, {}), share({}, {}, {})] == [1 / 2, 2 / 3, 5 / 6, 1.0]
    assert share({}, {"pain_after": 8}) == 0.5  # a second flare begins anew
    assert share({"pain_before": 5}) == 0.5  # not well yet
    assert flare_of([(walk(MONDAY), pain_of(walk(MONDAY)))], {}) is None


def test_a_reported_flare_counts_like_one_with_a_walk_and_a_try_of_the_strap_is_no_walk():
    reported = {MONDAY: Decision(Action.STEP_BACK, Why.FLARE_REPORTED, level=7, is_flare=True)}
    short = replace(walk(MONDAY + 1), moving_s=100.0)
    assert flare_of([(short, pain_of(short))], reported).share == 0.5
    assert flare_of([(walk(MONDAY + 1), pain_of(walk(MONDAY + 1)))], reported).share == 2 / 3
