"""Workouts as data: the tempo day to the second, walks that keep their shape, what cannot be walked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.workout import steps as steps_rules
from coach.domain.workout.steps import (
    LONGEST_STEP_S,
    Step,
    StepKind,
    Workout,
    WorkoutKind,
    free,
    long,
    make,
    steady,
    tempo,
)
from coach.domain.zone.zones import Band
from coach.errors import WorkoutLengthError
from tests.support.saying import raises_saying

WARM, EFFORT, RECOVERY, COOL = StepKind.WARM_UP, StepKind.EFFORT, StepKind.RECOVERY, StepKind.COOL_DOWN


NUMBERS = {
    "EFFORTS": 4,
    "EFFORT_S": 300.0,
    "RECOVERY_S": 120.0,
    "WARM_UP_S": 300.0,
    "COOL_DOWN_S": 180.0,
    "WARM_UP_SHARE": 0.2,
    "COOL_DOWN_SHARE": 0.125,
    "LEAST_PART_S": 120.0,
    "LEAST_AROUND_S": 240.0,
    "SHORTEST_WALK_MIN": 1.0,
    "LONGEST_WALK_MIN": 180.0,
    "LONGEST_STEP_S": 86400.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(steps_rules, name) for name in NUMBERS} == NUMBERS


def shape(workout):
    return [(step.kind, step.duration_s) for step in workout.steps]


def test_the_tempo_day_is_four_efforts_with_three_recoveries_between():
    assert shape(tempo()) == [
        (WARM, 300), (EFFORT, 300), (RECOVERY, 120), (EFFORT, 300), (RECOVERY, 120), (EFFORT, 300), (RECOVERY, 120),
        (EFFORT, 300), (COOL, 180),
    ]  # fmt: skip
    assert tempo().duration_s == 34 * 60


@given(minutes=st.floats(30, 180))
def test_every_tempo_day_has_26_minutes_of_intervals_and_the_rest_around(minutes):
    steps = tempo(minutes).steps
    first = next(index for index, step in enumerate(steps) if step.kind is EFFORT)
    assert sum(step.duration_s for step in steps[first:-1]) == 26 * 60
    assert [step.kind for step in steps[:first]] in ([WARM], [WARM, StepKind.STEADY])
    assert sum(step.duration_s for step in steps) == pytest.approx(minutes * 60)
    assert 390 >= steps[0].duration_s > steps[-1].duration_s > 60
    assert all(step.duration_s >= 60 for step in steps)


@pytest.mark.parametrize("minutes", [1, 26, 29.9])
def test_a_tempo_day_that_is_too_short_says_how_long_it_is(minutes):
    with raises_saying(WorkoutLengthError, "at least 30 minutes"):
        tempo(minutes)


@pytest.mark.parametrize(("make_it", "kind", "middle"), [(steady, "steady", "steady"), (long, "long", "long")])
def test_an_even_walk_has_a_warm_up_and_a_cool_down_within_its_minutes(make_it, kind, middle):
    workout = make_it(20)
    assert workout.kind == kind
    assert shape(workout) == [(WARM, 240), (middle, 810), (COOL, 150)]


@given(minutes=st.floats(1, 180), kind=st.sampled_from([WorkoutKind.STEADY, WorkoutKind.LONG]))
def test_a_short_walk_keeps_its_shape(minutes, kind):
    first, middle, last = make(kind, minutes).steps
    assert first.duration_s + middle.duration_s + last.duration_s == pytest.approx(minutes * 60)
    assert middle.duration_s >= minutes * 60 * 0.67 - 25
    assert first.duration_s == pytest.approx(1.6 * last.duration_s, abs=25)
    assert first.duration_s % 15 == last.duration_s % 15 == 0


def test_each_kind_has_its_usual_length():
    lengths = {kind: make(kind, None).duration_s for kind in WorkoutKind}
    assert lengths == {"steady": 1200, "long": 2400, "tempo": 2040, "free": None}
    assert make(WorkoutKind.FREE, 10).duration_s == 600
    assert shape(free()) == [(StepKind.FREE, None)]


@pytest.mark.parametrize("kind", [WorkoutKind.STEADY, WorkoutKind.LONG, WorkoutKind.FREE, WorkoutKind.TEMPO])
@pytest.mark.parametrize("minutes", [0, -5, 0.9, 180.1, 1e9, float("nan"), float("inf")])
def test_what_nobody_walks_is_refused(kind, minutes):
    with raises_saying(WorkoutLengthError, "minutes"):
        make(kind, minutes)


@pytest.mark.parametrize("duration_s", [0, -1, LONGEST_STEP_S + 1, float("nan"), float("inf")])
def test_a_step_has_a_length(duration_s):
    with pytest.raises(ValueError, match="a step lasts"):
        Step(StepKind.STEADY, duration_s)


def test_a_workout_has_steps_and_only_its_last_is_endless():
    with pytest.raises(ValueError, match="at least one step"):
        Workout(WorkoutKind.FREE, ())
    with pytest.raises(ValueError, match="only the last"):
        Workout(WorkoutKind.FREE, (Step(StepKind.FREE, None), Step(COOL, 60)))


def test_an_effort_is_brisk_within_zone_2_and_all_else_is_zone_2():
    zone_2 = Band(120, 135)
    for kind in StepKind:
        assert Step(kind, 60).band(zone_2) == (Band(127.5, 135) if kind is EFFORT else zone_2)
    assert {kind for kind in StepKind if kind.is_easy} == {WARM, RECOVERY, COOL}
