"""The band of a walk: the plan's, until the walker, the talk test or pain changes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import Step, StepKind
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.session.target import SETTLED_S, Target
from tests.support.sessions import STEADY, UNKNOWN

EASY, EFFORT, CANNOT = TalkTest.COMFORTABLE, TalkTest.WITH_EFFORT, TalkTest.CANNOT
LATE_S = 600.0


def zone_2(target):
    return None if target.zones is None else target.zones.zone_2


def test_it_begins_with_the_plan_s():
    assert Target(STEADY).zones is TYPICAL_ZONES
    assert Target(STEADY).band(Step(StepKind.EFFORT, 60.0)) == TYPICAL_ZONES.zone_2.upper_half
    assert Target(UNKNOWN).zones is None
    assert Target(UNKNOWN).band(Step(StepKind.STEADY, 60.0)) is None


@pytest.mark.parametrize("bpm", [110.0, 120.0, 128.3, 135.0])
def test_who_cannot_speak_inside_or_under_it_gets_one_that_ends_five_lower(bpm):
    target = Target(STEADY)
    assert target.hear(CANNOT, bpm, LATE_S)
    assert zone_2(target) == Band(bpm - 20, bpm - 5)
    assert target.hear(EASY, bpm - 15, LATE_S)
    assert target.zones is TYPICAL_ZONES


def test_who_cannot_speak_above_it_keeps_it():
    target = Target(STEADY)
    assert not target.hear(CANNOT, 135.5, LATE_S)
    assert target.zones is TYPICAL_ZONES


@given(st.lists(st.tuples(st.sampled_from([EASY, EFFORT]), st.floats(40, 200)), max_size=5))
def test_nothing_else_moves_a_band_that_is_known(answers):
    target = Target(STEADY)
    assert not any(target.hear(answer, bpm, LATE_S) for answer, bpm in answers)


def test_pain_halves_it_and_speech_moves_what_is_left():
    target = Target(STEADY)
    assert target.ease()
    assert not target.ease()
    assert zone_2(target) == Band(120, 127.5)
    target.hear(CANNOT, 125.0, LATE_S)
    assert zone_2(target) == Band(112.5, 120.0)
    target.hear(EASY, 118.0, LATE_S)
    assert zone_2(target) == Band(120, 127.5)


def test_the_walker_s_own_choice_counts_as_it_is():
    target = Target(STEADY)
    target.ease()
    target.choose(Band(110, 130))
    assert zone_2(target) == Band(110, 130)


@pytest.mark.parametrize(("answer", "band"), [(EASY, Band(93, 108)), (EFFORT, Band(85, 100)), (CANNOT, Band(80, 95))])
def test_without_one_the_first_answer_finds_it(answer, band):
    target = Target(UNKNOWN)
    assert target.hear(answer, 100.0, LATE_S)
    assert zone_2(target) == band


def test_a_heart_that_has_not_settled_finds_none_unless_the_walker_cannot_speak():
    target = Target(UNKNOWN)
    assert not target.hear(EASY, 90.0, SETTLED_S - 1)
    assert target.zones is None
    assert target.hear(CANNOT, 110.0, 10.0)
    assert zone_2(target) == Band(90, 105)


def test_a_maximum_that_was_measured_is_the_table_s():
    target = Target(UNKNOWN)
    target.hear(EASY, 100.0, LATE_S)
    assert target.zones.max_bpm == UNKNOWN.measured_max_bpm


@given(
    st.sampled_from([STEADY, UNKNOWN]),
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(TalkTest), st.floats(31, 240), st.floats(0, 3600)),
            st.just("ease"),
            st.builds(lambda lo, width: Band(lo, lo + width), st.floats(30, 200), st.floats(1.01, 49)),
        ),
        max_size=12,
    ),
)
def test_whatever_is_said_it_says_whether_the_band_has_changed(plan, said):
    target = Target(plan)
    for item in said:
        before = zone_2(target)
        if item == "ease":
            changed = target.ease()
        elif isinstance(item, Band):
            target.choose(item)
            assert zone_2(target) == pytest.approx(item) or zone_2(target).lo_bpm == pytest.approx(item.lo_bpm)
            continue
        else:
            changed = target.hear(*item)
        assert changed == (zone_2(target) != before)
