"""The one record of what was felt: what of it changes, and what it may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.felt import NAMES, NOTHING_FELT, SCALE, SCALED, Felt
from coach.domain.programme.talk import TalkTest
from coach.errors import AnswerOutOfRangeError

LEVELS = st.none() | st.integers(0, 10)
FELT = st.builds(
    Felt,
    **dict.fromkeys(sorted(SCALED), LEVELS),
    talk_test=st.none() | st.sampled_from(TalkTest),
    note=st.none() | st.text(max_size=9),
    distance_m=st.none() | st.floats(0, 1e5),
    end_bpm=st.none() | st.floats(60, 200),
)


@given(before=FELT, after=FELT)
def test_the_changes_bring_before_to_after(before, after):
    changes = after.changes_from(before)
    assert replace(before, **changes) == after
    assert all(getattr(before, name) != value for name, value in changes.items())


@given(felt=FELT)
def test_what_was_answered_is_what_differs_from_nothing(felt):
    assert felt.answers() == felt.changes_from(NOTHING_FELT)
    assert Felt(**felt.answers()) == felt


@pytest.mark.parametrize("name", sorted(SCALED))
@pytest.mark.parametrize("level", [-1, 11, 3.5])
def test_an_answer_off_its_scale_is_refused_by_name(name, level):
    with pytest.raises(AnswerOutOfRangeError) as caught:
        Felt(**{name: level}).changes_from(NOTHING_FELT)
    assert (caught.value.name, caught.value.value) == (name, level)


def test_an_old_answer_off_its_scale_does_not_stand_in_the_way_of_another():
    kept = Felt(rpe=12)
    assert replace(kept, note="hill").changes_from(kept) == {"note": "hill"}


def test_the_scale_is_that_of_effort_and_of_every_pain():
    assert (SCALE[0], SCALE[-1]) == (0, 10)
    assert {"rpe", "pain_before", "pain_during", "pain_after", "pain_next_morning"} == SCALED


def test_pain_in_the_order_of_the_day_and_the_fall_of_the_heart_rate():
    assert Felt(pain_next_morning=1, pain_before=4, pain_after=0).pain_levels == (4, 0, 1)
    assert Felt(end_bpm=131.0, one_minute_bpm=104.0).recovery_bpm == 27.0
    assert Felt(end_bpm=131.0).recovery_bpm is None


def test_an_answer_more_has_its_column_its_option_and_its_place_in_the_json():
    from coach.cli.history import felt_object  # noqa: PLC0415 - the shells are looked at from here for once
    from coach.cli.log import log  # noqa: PLC0415
    from coach.store.schema import MIGRATIONS  # noqa: PLC0415

    schema = " ".join(statement for migration in MIGRATIONS for statement in migration.statements)
    options = {parameter.name for parameter in log.params}
    assert all(name in schema for name in NAMES)
    assert tuple(felt_object(NOTHING_FELT)) == NAMES
    assert set(NAMES) - options == {"belt_speed_mps"}  # asked for in km/h
    assert "speed_kmh" in options
