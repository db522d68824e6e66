"""What a session sets out to do, to a recording's header and back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES, Band, ZoneTable
from coach.errors import WorkoutLengthError
from coach.session.plan import SessionPlan
from tests.support.saying import raises_saying
from tests.support.sessions import PLANS


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("zones", [TYPICAL_ZONES, ZoneTable.from_max(171.3), ZoneTable.from_band(Band(98.5, 111))])
@pytest.mark.parametrize("allows_speed_up", [True, False])
@pytest.mark.parametrize("paced", [True, False])
def test_a_plan_comes_back_from_its_header(plan, zones, allows_speed_up, paced):
    asked = SessionPlan(plan.workout, zones, allows_speed_up, paced)
    assert SessionPlan.from_json(json.loads(json.dumps(asked.to_json()))) == asked


def test_a_header_without_a_plan_is_a_free_walk_in_the_typical_band():
    assert SessionPlan.from_json({}) == SessionPlan(make(WorkoutKind.FREE, None), TYPICAL_ZONES)


def test_a_header_with_the_band_alone_has_zones_around_it():
    plan = SessionPlan.from_json({"workout": "tempo", "band_bpm": [110, 125], "max_bpm": 160})
    assert (plan.zones.zone_2, plan.zones.max_bpm) == (Band(110, 125), 160)
    assert plan.workout == make(WorkoutKind.TEMPO, None)


def test_the_caller_can_want_it_otherwise():
    header = PLANS[0].to_json()
    plan = SessionPlan.from_json(header, kind=WorkoutKind.TEMPO, minutes=40, band=Band(100, 115))
    assert (plan.workout, plan.zones.zone_2) == (make(WorkoutKind.TEMPO, 40), Band(100, 115))
    assert SessionPlan.from_json(header, minutes=30).workout == make(WorkoutKind.STEADY, 30)
    with raises_saying(WorkoutLengthError, "at least 30 minutes"):
        SessionPlan.from_json(header, kind=WorkoutKind.TEMPO, minutes=10)


def test_a_band_of_the_caller_s_keeps_the_maximum_that_is_known():
    header = SessionPlan(PLANS[0].workout, ZoneTable.from_max(171.0)).to_json()
    plan = SessionPlan.from_json(header, band=Band(100, 115))
    assert (plan.zones.zone_2, plan.zones.max_bpm) == (Band(100, 115), 171.0)
    assert SessionPlan.from_json({}, band=Band(100, 115)).zones == ZoneTable.from_band(Band(100, 115))


def test_who_is_not_pushed_is_not_on_a_replay_unless_the_band_is_one_s_own():
    header = SessionPlan(PLANS[0].workout, TYPICAL_ZONES, allows_speed_up=False).to_json()
    assert not SessionPlan.from_json(header, minutes=30).allows_speed_up
    assert SessionPlan.from_json(header, band=Band(100, 115)).allows_speed_up
    assert SessionPlan.from_json({}).allows_speed_up  # written before there was a choice


@given(paced=st.booleans(), minutes=st.none() | st.integers(10, 60), band=st.none() | st.just(Band(100, 115)))
def test_a_heart_is_paced_by_the_header_whatever_else_a_replay_changes(paced, minutes, band):
    header = SessionPlan(PLANS[0].workout, TYPICAL_ZONES, paced=paced).to_json()
    assert SessionPlan.from_json(header, minutes=minutes, band=band).paced is paced


@pytest.mark.parametrize("header", [{}, {"paced": None}, {"paced": "yes"}, {"paced": 1}])
def test_a_header_that_does_not_say_so_has_no_paced_heart(header):
    assert not SessionPlan.from_json(header).paced


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "jump", "duration_s": 60},
        {"kind": "steady"},
        {"kind": "steady", "duration_s": -1},
        {"kind": "steady", "duration_s": "long"},
        {"kind": "steady", "duration_s": 1e12},
        {"kind": "steady", "duration_s": 10**400},
        7,
    ],
)
def test_steps_that_make_no_sense_are_a_free_walk(step):
    plan = SessionPlan.from_json({"workout": "steady", "steps": [step]})
    assert [item.kind for item in plan.workout.steps] == [StepKind.FREE]


def test_an_endless_last_step_of_any_kind_of_walk_comes_back():
    endless = Workout(WorkoutKind.STEADY, (Step(StepKind.WARM_UP, 300.0), Step(StepKind.STEADY, None)))
    assert SessionPlan.from_json(SessionPlan(endless, TYPICAL_ZONES).to_json()).workout == endless


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = ("workout", "band_bpm", "zone_bounds_bpm", "max_bpm", "steps", "pushes", "paced", "usual_pain")


@settings(max_examples=200, deadline=None)
@given(
    session=st.dictionaries(st.sampled_from(KEYS), JSON),
    bounds=st.lists(st.floats() | st.floats(40, 200), min_size=5, max_size=5),
)
def test_any_header_gives_a_plan(session, bounds):
    for header in (session, session | {"zone_bounds_bpm": bounds}):
        plan = SessionPlan.from_json(header)
        assert plan.workout.steps
        assert plan.zones is None or plan.zones.zone_2.width_bpm >= 1
        assert SessionPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@pytest.mark.parametrize("measured_max_bpm", [None, 150.0])
@pytest.mark.parametrize("usual", [None, 0.0, 2.5])
def test_a_walk_without_a_band_is_one_again(measured_max_bpm, usual):
    plan = SessionPlan(PLANS[0].workout, None, False, measured_max_bpm=measured_max_bpm, usual_pain=usual)
    assert SessionPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
    assert plan.to_json()["band_bpm"] is None
    assert plan.max_bpm == measured_max_bpm


@pytest.mark.parametrize("level", [-1, 11, "2", True, [2]])
def test_a_usual_pain_off_the_scale_is_none(level):
    assert SessionPlan.from_json({"usual_pain": level}).usual_pain is None


@pytest.mark.parametrize(
    "header",
    [
        {"band_bpm": [135, 120]},
        {"band_bpm": [120, 10**400], "max_bpm": 10**400},
        {"band_bpm": [1, 2]},
        {"band_bpm": [120, "high"]},
        {"band_bpm": [True, False]},
        {"zone_bounds_bpm": [10, 20, 20.5, 30, 40], "max_bpm": 50},
        {"zone_bounds_bpm": [90, 120, 135, 145, 155], "max_bpm": 100},
        {"zone_bounds_bpm": [90, 120], "max_bpm": 180},
    ],
)
def test_zones_that_make_no_sense_are_the_typical_ones(header):
    assert SessionPlan.from_json(header).zones == TYPICAL_ZONES
