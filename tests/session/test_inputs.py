"""Inputs of a session: what does not say whose it is is the heart's, and every input is a value with its time."""

import pytest
from msgspec.structs import fields, replace

from coach.domain.wire import foot_pod, heart_rate
from coach.session import inputs
from coach.session.inputs import Notification, PainReported, Reading, SensorInput, SessionInput, StepExtended

KINDS = [kind for kind in vars(inputs).values() if isinstance(kind, type) and issubclass(kind, SessionInput)]
SENSORS = [kind for kind in KINDS if issubclass(kind, SensorInput)]


@pytest.mark.parametrize("kind", SENSORS)
def test_what_does_not_say_whose_it_is_is_the_hearts(kind):
    needed = {field.name: None for field in fields(kind) if field.name not in {"at_s", "extra", "sensor"}}
    item = kind(at_s=1.0, **needed)
    assert (item.sensor, item.of_the_heart) == (heart_rate.NAME, True)
    assert not replace(item, sensor=foot_pod.NAME).of_the_heart
    assert not replace(item, sensor="a newer Coach's").of_the_heart


def test_a_notification_is_of_the_heart_rate_measurement_unless_it_says_otherwise():
    assert Notification(at_s=1.0, payload=b"").characteristic == 0x2A37


def test_readings_of_other_devices_are_no_sensors_words():
    assert not issubclass(Reading, SensorInput)
    assert Reading(at_s=1.0, bpm=118).rr_s == ()


@pytest.mark.parametrize("kind", KINDS)
def test_an_input_has_its_time_and_cannot_be_changed_or_given_more(kind):
    needed = {field.name: None for field in fields(kind) if field.name not in {"at_s", "extra"}}
    item = kind(at_s=7.5, **needed)
    assert (item.at_s, dict(item.extra)) == (7.5, {})
    with pytest.raises(AttributeError):
        item.at_s = 8.0
    with pytest.raises(TypeError):
        item.extra["more"] = 1
    with pytest.raises(TypeError, match="at_s"):
        kind(**needed)


def test_what_an_older_recording_does_not_say():
    assert PainReported(at_s=1.0, level=3).moment is None
    assert StepExtended(at_s=1.0).by_s == 60.0, "a minute longer (README, the key +)"
