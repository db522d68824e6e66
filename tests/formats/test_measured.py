"""What the sensors measured: the strap's own words, decoded."""

import math

import pytest
from hypothesis import given

from coach.domain.wire.foot_pod import MEASUREMENT, NAME, FootPodMeasurement, encode
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.formats.measured import Beat, MeasuredPause, MeasuredSpeed, measured
from coach.limits import HIGHEST_BPM
from coach.session.analysis import analyse
from coach.session.inputs import LinkUp, Notification, Paused, Reading, Resumed, SpeedReading
from tests.support.sessions import ANYTHING, FREE, beats, notification


def test_a_strap_is_heard_as_it_speaks_and_a_reading_as_it_stands():
    found = measured([notification(1, 118, (0.5,)), Reading(at_s=2.5, bpm=119, rr_s=(0.5, 0.6))])
    assert found.beats == [Beat(1.0, 118, (500,)), Beat(2.5, 119, (500, 600))]
    assert found.last_s == 2.5


def test_a_payload_that_is_no_measurement_measures_nothing():
    assert measured([Notification(at_s=1.0, payload=b""), Notification(at_s=2.0, payload=b"\x01\x02")]).beats == []


@pytest.mark.parametrize("bpm", [0, HIGHEST_BPM + 1, 65535])
def test_what_is_no_heart_rate_is_none_and_neither_are_its_intervals(bpm):
    assert measured([notification(1, bpm, (0.5,)), Reading(at_s=1.0, bpm=bpm, rr_s=(0.5,))]).beats == []


def test_intervals_that_no_heart_makes_are_left_out():
    rr_s = (-0.5, 0.0, 0.0001, 0.0999, 0.5, 4.9999, 5.0, 1e300, math.inf)
    assert measured([Reading(at_s=0.0, bpm=60, rr_s=rr_s)]).beats[0].rr_ms == (500,)


def test_another_sensors_heart_rate_is_not_the_straps():
    other = Notification(at_s=1.0, sensor="watch", payload=notification(1, 90).payload)
    assert measured([other, notification(1, 100)]).beats == [Beat(1.0, 100)]


def test_speeds_add_up_to_the_distance_and_a_pause_has_none():
    inputs = [
        SpeedReading(at_s=0.0, speed_mps=1.0, extra={"source": "belt"}),
        SpeedReading(at_s=2.0, speed_mps=2.0, extra={"source": "belt"}),
        Paused(at_s=3.0),
        SpeedReading(at_s=3.5, speed_mps=2.0),
        Resumed(at_s=4.0),
        SpeedReading(at_s=4.0, speed_mps=2.0),
        SpeedReading(at_s=5.0, speed_mps=99.0),
    ]
    found = measured(inputs)
    assert found.moves == [MeasuredSpeed(0.0, 1.0, 0.0), MeasuredSpeed(2.0, 2.0, 3.0), MeasuredSpeed(4.0, 2.0, 3.0)]
    assert found.pauses == [MeasuredPause(3.0, 4.0)]
    assert found.is_on_belt


def test_a_foot_pod_has_a_speed():
    payload = encode(FootPodMeasurement(1.5, 100))
    pod = Notification(at_s=1.0, sensor=NAME, characteristic=MEASUREMENT, payload=payload)
    assert measured([LinkUp(at_s=0.0, sensor=NAME), pod]).moves == [MeasuredSpeed(1.0, 1.5, 0.0)]
    assert not measured([pod]).is_on_belt


@pytest.mark.parametrize(("of_belt", "is_on_belt"), [(2, False), (300, False), (301, True), (600, True)])
def test_a_walk_is_on_a_belt_whose_speeds_are_mostly_a_belts(of_belt, is_on_belt):
    sources = [{"source": "belt" if second < of_belt else "pod"} for second in range(600)]
    told = [SpeedReading(at_s=float(second), speed_mps=1.4, extra=extra) for second, extra in enumerate(sources)]
    nobodys = [SpeedReading(at_s=600.0 + second, speed_mps=99.0, extra={"source": "belt"}) for second in range(900)]
    assert measured(told + nobodys).is_on_belt == is_on_belt


def test_a_pause_in_a_pause_is_none_and_the_last_may_have_no_end():
    inputs = [Resumed(at_s=0.0), Paused(at_s=1.0), Paused(at_s=2.0), Resumed(at_s=3.0), Paused(at_s=4.0)]
    assert measured(inputs).pauses == [MeasuredPause(1.0, 3.0), MeasuredPause(4.0, None)]


def test_the_distance_is_the_one_that_coach_shows():
    inputs = [*beats(120, 1, 60), *(SpeedReading(at_s=60.0 + second, speed_mps=1.4) for second in range(30))]
    assert measured(inputs).moves[-1].distance_m == analyse(FREE, inputs).summary.distance_m
    assert FREE.zones == TYPICAL_ZONES


def test_a_negative_zero_is_zero():
    assert str(measured([SpeedReading(at_s=0.0, speed_mps=-0.0)]).moves[0].speed_mps) == "0.0"


@given(ANYTHING)
def test_whatever_is_recorded_what_was_measured_is_believable_and_in_order(inputs):
    found = measured(inputs)
    assert all(0 < beat.bpm <= HIGHEST_BPM and all(100 <= ms < 5000 for ms in beat.rr_ms) for beat in found.beats)
    for times_s in ([beat.at_s for beat in found.beats], [move.at_s for move in found.moves]):
        assert times_s == sorted(times_s)
    metres = [move.distance_m for move in found.moves]
    assert metres == sorted(metres)
    assert all(pause.to_s is None or pause.from_s <= pause.to_s for pause in found.pauses)
