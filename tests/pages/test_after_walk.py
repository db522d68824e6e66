"""What stands in the fields after a walk, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.felt import SCALE, Felt
from coach.domain.programme.talk import TalkTest
from coach.pages.after_walk import BELT_SPEED, DISTANCE, AfterWalkSheet, felt_of, one_line, sheet_of, trouble_of

LEVELS = st.none() | st.sampled_from(SCALE)
FELT = st.builds(
    Felt,
    rpe=LEVELS,
    pain_before=LEVELS,
    pain_during=LEVELS,
    pain_after=LEVELS,
    pain_next_morning=LEVELS,
    talk_test=st.none() | st.sampled_from(TalkTest),
    note=st.none() | st.text(max_size=40),
    distance_m=st.none() | st.floats(0, 100_000),
    belt_speed_mps=st.none() | st.floats(0, 6),
)
"""What `coach log` can have kept, beyond what the page would take."""


@given(FELT)
def test_what_nobody_changes_stays_to_the_last_digit(felt):
    assert felt_of(sheet_of(felt), felt) == felt
    assert trouble_of(sheet_of(felt), felt) == ""


@given(FELT, st.sampled_from(["", ".", "0", "3,5", "4.2", "99"]), st.sampled_from([DISTANCE, BELT_SPEED]), st.text())
def test_what_is_asked_elsewhere_stays_whatever_is_typed(felt, measured, measure, note):
    sheet = replace(sheet_of(felt), measured=measured, measure=measure, note=note)
    kept = felt_of(sheet, felt)
    for key in ("pain_before", "pain_during", "pain_next_morning", "end_bpm"):
        assert getattr(kept, key) == getattr(felt, key)
    if trouble_of(sheet, felt):
        assert (kept.distance_m, kept.belt_speed_mps) == (felt.distance_m, felt.belt_speed_mps)


@given(st.sampled_from([DISTANCE, BELT_SPEED]), st.floats(0.5, 12))
def test_one_of_the_two_is_kept_and_comes_back(measure, number):
    before = Felt(distance_m=1850.0, belt_speed_mps=1.2)
    sheet = AfterWalkSheet(measured=f"{number:.{measure.decimals}f}", measure=measure)
    kept = felt_of(sheet, before)
    if sheet_of(before).measured != sheet.measured or measure is BELT_SPEED:
        assert [getattr(kept, key) is None for key in ("distance_m", "belt_speed_mps")].count(True) == 1
        assert (sheet_of(kept).measured, sheet_of(kept).measure) == (sheet.measured, measure)


@pytest.mark.parametrize(
    ("measured", "measure", "distance_m", "belt_speed_mps"),
    [
        ("1.85", DISTANCE, 1850.0, None),
        ("1,85", DISTANCE, 1850.0, None),
        ("5.4", BELT_SPEED, None, 1.5),
        ("", DISTANCE, None, None),
        ("99", DISTANCE, None, None),
        ("99", BELT_SPEED, None, None),
    ],
)
def test_a_number_in_its_unit(measured, measure, distance_m, belt_speed_mps):
    kept = felt_of(AfterWalkSheet(measured=measured, measure=measure), Felt())
    assert kept == Felt(distance_m=distance_m, belt_speed_mps=belt_speed_mps)


def test_an_answer_is_taken_back():
    before = Felt(4, pain_after=2, talk_test=TalkTest.CANNOT, note="x", distance_m=1850.0)
    assert felt_of(AfterWalkSheet(), before) == Felt()


@pytest.mark.parametrize(
    ("measured", "measure", "trouble"),
    [
        ("99", DISTANCE, "Between 0.1 and 42 km, please; or leave it empty."),
        (".", BELT_SPEED, "Between 0.5 and 12 km/h, please; or leave it empty."),
        ("12", BELT_SPEED, ""),
        ("", DISTANCE, ""),
    ],
)
def test_why_a_number_cannot_be_taken(measured, measure, trouble):
    assert trouble_of(AfterWalkSheet(measured=measured, measure=measure), Felt()) == trouble


def test_a_field_is_one_line_of_what_can_be_printed():
    assert one_line("a\nb\x1b[2J\u202ec") == "a b [2J c"
