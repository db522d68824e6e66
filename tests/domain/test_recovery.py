"""The fall of the heart rate in the minute after a walk."""

import pytest

from coach.domain.recovery import RecoveryMeter


def measured(*, before=((95, 130.0), (99, 132.0), (100, 134.0)), after=((155, 104.0), (160, 103.0), (165, 102.0))):
    meter = RecoveryMeter()
    for at_s, bpm in before:
        meter.believe(float(at_s), bpm)
    meter.finish(100.0)
    for at_s, bpm in after:
        meter.believe(float(at_s), bpm)
    return meter


def test_the_last_ten_seconds_against_the_minute_s_end():
    meter = measured()
    assert meter.recovery_bpm(165.0) == pytest.approx(132 - 103)
    assert meter.recovery_bpm(164.9) is None


def test_only_what_was_near_the_end_and_near_the_minute_counts():
    meter = measured(
        before=((10, 180.0), (89.9, 170.0), (90, 130.0)), after=((120, 90.0), (154.9, 60.0), (160, 100.0), (166, 40.0))
    )
    assert meter.recovery_bpm(200.0) == pytest.approx(30.0)


@pytest.mark.parametrize(
    "missing", [{"before": ()}, {"before": ((50, 130.0),)}, {"after": ()}, {"after": ((120, 99.0),)}]
)
def test_without_both_sides_nothing_is_known(missing):
    assert measured(**missing).recovery_bpm(200.0) is None


def test_nothing_is_known_before_the_end_and_the_second_end_is_nothing():
    meter = RecoveryMeter()
    meter.believe(1.0, 130.0)
    assert meter.recovery_bpm(500.0) is None
    meter = measured()
    meter.finish(300.0)
    assert meter.recovery_bpm(400.0) == pytest.approx(29.0)


def test_a_heart_that_rises_has_a_negative_fall():
    assert measured(after=((160, 140.0),)).recovery_bpm(170.0) == pytest.approx(-8.0)
