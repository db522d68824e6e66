"""The fall of the heart rate in the minute after a walk."""

import pytest

from coach.domain.totals import recovery
from coach.domain.totals.recovery import RecoveryMeter

BEFORE = tuple((float(at_s), 132.0 + (at_s - 95) / 5) for at_s in range(90, 101))
AFTER = tuple((float(at_s), 103.0) for at_s in range(155, 166))


NUMBERS = {
    "BEFORE_S": 10.0,
    "AFTER_S": (55.0, 65.0),
    "COVERED_SHARE": 0.8,
    "READING_SHARE": 0.2,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(recovery, name) for name in NUMBERS} == NUMBERS


def measured(*, before=BEFORE, after=AFTER):
    meter = RecoveryMeter()
    for at_s, bpm in before:
        meter.believe(at_s, bpm)
    meter.finish(100.0)
    for at_s, bpm in after:
        meter.believe(at_s, bpm)
    return meter


def test_the_last_ten_seconds_against_the_minute_s_end():
    meter = measured()
    assert meter.recovery_bpm(165.0) == pytest.approx(132 - 103)
    assert meter.recovery_bpm(164.9) is None
    assert (meter.end_bpm, meter.one_minute_bpm(165.0)) == (pytest.approx(132.0), pytest.approx(103.0))
    assert meter.one_minute_bpm(164.9) is None


def test_only_what_was_near_the_end_and_near_the_minute_counts():
    meter = measured(
        before=((10.0, 180.0), (89.9, 170.0), *BEFORE), after=((120.0, 90.0), (154.9, 60.0), *AFTER, (166.0, 40.0))
    )
    assert meter.recovery_bpm(200.0) == pytest.approx(29.0)


@pytest.mark.parametrize("missing", [{"before": ()}, {"before": ((50.0, 130.0),)}, {"after": ()}])
def test_without_both_sides_there_is_no_fall(missing):
    meter = measured(**missing)
    assert meter.recovery_bpm(200.0) is None
    assert (meter.end_bpm is None) == ("before" in missing)
    assert (meter.one_minute_bpm(200.0) is None) == ("after" in missing)


@pytest.mark.parametrize(
    ("holes", "known"),
    [
        ((), True),
        ((92, 95, 98), True),
        ((90, 91, 92), True),
        ((90, 91, 92, 93), False),
        ((94, 95, 96), True),
        ((94, 95, 96, 97), False),
    ],
)
@pytest.mark.parametrize("window", ["before", "after"])
def test_four_fifths_of_a_window_have_to_be_covered(window, holes, known):
    readings, later_s = (BEFORE, 0) if window == "before" else (AFTER, 65)
    meter = measured(**{window: tuple(item for item in readings if item[0] - later_s not in holes)})
    assert (meter.recovery_bpm(200.0) is not None) is known


def test_a_strap_that_speaks_every_other_second_is_enough():
    meter = measured(before=BEFORE[::2], after=AFTER[::2])
    assert meter.recovery_bpm(200.0) == pytest.approx(29.0)


@pytest.mark.parametrize("every_s", [3, 4, 5])
def test_a_slower_source_is_enough_by_its_own_rhythm(every_s):
    meter = RecoveryMeter()
    for at_s in range(0, 200, every_s):
        if at_s > 100:
            meter.finish(100.0)
        meter.believe(float(at_s), 132.0 if at_s <= 100 else 103.0, fresh_s=2.5 * every_s)
    assert meter.recovery_bpm(200.0) == pytest.approx(29.0)


def test_many_readings_of_one_moment_cover_that_moment_only():
    assert measured(after=((160.0, 103.0),) * 20).recovery_bpm(200.0) is None


def test_nothing_is_known_before_the_end_and_the_second_end_is_nothing():
    meter = RecoveryMeter()
    meter.believe(1.0, 130.0)
    assert (meter.recovery_bpm(500.0), meter.end_bpm) == (None, None)
    meter = measured()
    meter.finish(300.0)
    assert meter.recovery_bpm(400.0) == pytest.approx(29.0)


def test_a_heart_that_rises_has_a_negative_fall():
    assert measured(after=tuple((at_s, 140.0) for at_s, _ in AFTER)).recovery_bpm(170.0) == pytest.approx(-8.0)
