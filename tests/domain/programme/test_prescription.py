"""The plan of one day: golden weeks of the ordinary walker, and what holds for every week and every walker."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.layout import fitted
from coach.domain.programme.own_path import OwnPath
from coach.domain.programme.prescription import Easing, prescription
from coach.domain.programme.tolerance import SHARES
from coach.domain.programme.weeks import GOAL_MINUTES, lead_in_week, week_plan
from coach.domain.workout.steps import StepKind, WorkoutKind

MONDAY = date(2026, 11, 2).toordinal()
STEADY, LONG, TEMPO, REST = WorkoutKind.STEADY, WorkoutKind.LONG, WorkoutKind.TEMPO, None
EASED = Easing(eased=True)

GOLDEN = {
    1: [(STEADY, 15), (REST, 0), (STEADY, 16), (REST, 0), (STEADY, 16), (REST, 0), (STEADY, 17)],
    2: [(STEADY, 18), (STEADY, 18), (REST, 0), (STEADY, 19), (STEADY, 20), (REST, 0), (STEADY, 20)],
    3: [(STEADY, 25), (STEADY, 26), (REST, 0), (STEADY, 27), (STEADY, 28), (REST, 0), (LONG, 40)],
    4: [(STEADY, 30), (STEADY, 31), (STEADY, 32), (REST, 0), (STEADY, 33), (STEADY, 34), (LONG, 45)],
    5: [(STEADY, 31), (STEADY, 32), (STEADY, 34), (REST, 0), (TEMPO, 35), (STEADY, 37), (STEADY, 38)],
    6: [(STEADY, 38), (STEADY, 39), (STEADY, 41), (REST, 0), (TEMPO, 42), (STEADY, 44), (STEADY, 45)],
    7: [(STEADY, 40), (STEADY, 40), (REST, 0), (TEMPO, 40), (STEADY, 40), (REST, 0), (STEADY, 40)],
}
"""Seen from the first day: every walk is done as planned."""


def asked(number, day, walked=(), *, first=MONDAY, week=None, **given_):
    return prescription(week or week_plan(number), first, first + day, walked, **given_)


def whole_week(number, first=MONDAY, **given_):
    return [asked(number, day, first=first, today=first, **given_) for day in range(7)]


@pytest.mark.parametrize("number", GOLDEN)
def test_each_week_of_the_ordinary_walker_who_begins_on_a_monday(number):
    assert [(item.kind, item.minutes) for item in whole_week(number)] == GOLDEN[number]


@given(
    number=st.integers(1, 20),
    first=st.integers(MONDAY, MONDAY + 6),
    days=st.one_of(st.just(set()), st.sets(st.integers(0, 6), min_size=1)),
)
def test_every_week_keeps_to_its_phase_whatever_its_days(number, first, days):
    own = OwnPath(frozenset(days))
    week = week_plan(number)
    walks = [item for item in whole_week(number, first, own=own) if not item.is_rest]
    lo_days, hi_days = week.phase.days
    assert min(lo_days, len(days) or lo_days) <= len(walks) <= hi_days
    for item in walks:
        if item.kind is LONG:
            assert item.minutes >= 40
        else:
            assert week.phase.minutes[0] <= item.minutes <= week.phase.minutes[1]
        assert item.workout.duration_s == item.minutes * 60
    assert all(item.optional == (item.kind is TEMPO) for item in walks)


SHARE_IN_ZONE_2 = {
    StepKind.WARM_UP: 0.33,
    StepKind.STEADY: 0.975,
    StepKind.LONG: 0.972,
    StepKind.EFFORT: 0.93,
    StepKind.RECOVERY: 0.664,
    StepKind.COOL_DOWN: 0.151,
}
"""Of each kind of step, in ordinary simulated walks (`benchmarks/people.py` measures them)."""


def zone_2_minutes(prescriptions):
    steps = [step for item in prescriptions if item.workout is not None for step in item.workout.steps]
    return sum(SHARE_IN_ZONE_2[step.kind] * step.duration_s / 60 for step in steps)


@given(
    number=st.integers(5, 12),
    first=st.integers(MONDAY, MONDAY + 6),
    days=st.one_of(st.just(set()), st.sets(st.integers(0, 6), min_size=1)),
)
def test_who_follows_the_plan_reaches_the_goal_with_some_to_spare(number, first, days):
    own = OwnPath(frozenset(days))
    goal = fitted(week_plan(number), own).goal_minutes
    reached = zone_2_minutes(whole_week(number, first, own=own))
    assert reached >= 1.05 * goal[0]
    assert reached <= goal[1]


@pytest.mark.parametrize("number", [5, 7, 8])
def test_the_first_week_with_the_goal_and_those_that_keep_it_up_have_five_to_ten_per_cent_to_spare(number):
    assert 1.05 <= zone_2_minutes(whole_week(number)) / GOAL_MINUTES[0] <= 1.10


@given(number=st.integers(1, 8), days=st.sets(st.integers(0, 6), min_size=1))
def test_two_thirds_of_every_walk_are_in_the_zone_and_the_tempo_day_says_what_is_easy(number, days):
    for item in whole_week(number, own=OwnPath(frozenset(days))):
        if item.workout is None:
            continue
        easy_s = sum(step.duration_s for step in item.workout.steps if step.kind.is_easy)
        if item.kind is TEMPO:
            kinds = [step.kind for step in item.workout.steps]
            assert kinds.count(StepKind.EFFORT) == 4
            assert kinds.count(StepKind.RECOVERY) == 3
            assert easy_s <= (5 + 3 * 2 + 3 + 1) * 60
        else:
            assert easy_s <= item.minutes * 60 * 0.34


def test_minutes_rise_with_walks_done_not_with_days_passed():
    assert asked(3, 4).minutes == 25  # nothing walked yet: it begins where it begins
    assert asked(3, 4, {MONDAY}).minutes == 26


def test_a_missed_day_is_not_made_up():
    rest_day = asked(1, 1)
    assert rest_day.is_rest
    assert rest_day.workout is None


def test_enough_walks_make_the_rest_of_the_week_rest():
    walked = {MONDAY + day for day in range(5)}
    assert asked(1, 6, walked).is_rest
    assert not asked(2, 6, {MONDAY + 1}).is_rest


def test_a_walk_on_a_day_of_rest_takes_the_place_of_a_later_one():
    own = OwnPath(frozenset({0, 2, 4}))
    assert not asked(1, 4, {MONDAY, MONDAY + 2}, own=own).is_rest
    assert asked(1, 4, {MONDAY, MONDAY + 1, MONDAY + 2}, own=own).is_rest


def test_without_two_walks_before_it_the_longer_walk_is_an_ordinary_one():
    early = asked(3, 6, {MONDAY})
    assert (early.kind, early.minutes) == (STEADY, 26)
    assert asked(3, 6, {MONDAY, MONDAY + 1}).kind is LONG
    assert asked(3, 6, {MONDAY, MONDAY + 1}, long_done=True).kind is STEADY


@pytest.mark.parametrize("number", range(1, 9))
def test_after_a_walk_that_hurt_walks_are_ordinary_ones_at_the_low_end(number):
    for item in whole_week(number, easing=EASED):
        if not item.is_rest:
            assert (item.kind, item.minutes) == (STEADY, week_plan(number).phase.minutes[0])


@pytest.mark.parametrize("number", range(1, 9))
def test_after_a_flare_the_minutes_are_halved_and_come_back_by_steps(number):
    usual = week_plan(number).minutes[0]
    for share in SHARES:
        walks = [item for item in whole_week(number, easing=Easing(share=share)) if not item.is_rest]
        assert {(item.kind, item.minutes) for item in walks} == {(STEADY, round(usual * share))}
        assert all(item.eased for item in walks)
    assert not any(item.eased for item in whole_week(number))


def test_the_first_whole_walk_after_a_flare_is_an_ordinary_one():
    whole = whole_week(3, easing=Easing(share=1.0))
    assert {item.kind for item in whole if not item.is_rest} == {STEADY}
    assert not any(item.eased for item in whole)


def test_after_a_flare_walks_rise_by_no_more_than_the_programme_between_two_weeks():
    least, most = zip(*(week_plan(number).minutes for number in range(1, 7)), strict=True)
    largest = max(later - earlier for earlier, later in zip(most, least[1:], strict=False))
    rising = [item.minutes for item in whole_week(6, easing=Easing(flared_day=MONDAY)) if not item.is_rest]
    assert max(later - earlier for earlier, later in pairwise(rising)) == largest


def test_before_week_1_walks_are_open_and_then_as_long_as_was_found():
    open_walk = asked(0, 0, week=lead_in_week(None))
    assert (open_walk.kind, open_walk.minutes, open_walk.workout.duration_s) == (WorkoutKind.FREE, 0, None)
    found = asked(0, 0, week=lead_in_week(9.6))
    assert (found.kind, found.minutes) == (STEADY, 10)
    assert asked(0, 0, week=lead_in_week(9.6), easing=EASED).minutes == 10
    assert asked(0, 0, week=lead_in_week(6), easing=Easing(share=0.5)).minutes == 5


def test_a_walk_of_the_day_itself_changes_nothing_but_done():
    before, after = asked(1, 0), asked(1, 0, {MONDAY})
    assert not before.done
    assert after.done
    assert (before.kind, before.minutes) == (after.kind, after.minutes)


def test_focus_turns_with_the_walks_and_a_day_of_rest_has_none():
    week = whole_week(1)
    assert len({item.focus for item in week if not item.is_rest}) == 4
    assert {item.focus for item in week if item.is_rest} == {None}


def test_a_day_of_another_week_is_refused():
    with pytest.raises(ValueError, match="not in the week"):
        asked(1, 7)
