"""Decoding by sensor: each has a decoder of its own, which a new link replaces."""

import pytest

from coach.domain.wire.quantities import Speed
from coach.domain.wire.sensors import Sensor
from coach.errors import PayloadRejectedError
from coach.session import decoders
from coach.session.decoders import Decoders
from coach.session.inputs import Notification
from tests.support.sessions import notification


class Counting:
    """Counts what it has decoded, as one that keeps an incomplete record would."""

    def __init__(self):
        self.seen = 0

    def __call__(self, characteristic, payload):
        self.seen += 1
        return (Speed(float(self.seen)),)


@pytest.fixture
def known(monkeypatch):
    for name in ("one", "two"):
        monkeypatch.setitem(decoders._SENSORS, name, Sensor(name, 0x1826, (0x2ACD,), Counting))
    return Decoders()


def of(sensor):
    return Notification(at_s=1.0, sensor=sensor, characteristic=0x2ACD, payload=b"\x00")


def test_a_decoder_remembers_and_each_sensor_has_its_own(known):
    assert known.decode(of("one")) == (Speed(1.0),)
    assert known.decode(of("one")) == (Speed(2.0),)
    assert known.decode(of("two")) == (Speed(1.0),)


def test_a_new_link_begins_anew(known):
    known.decode(of("one"))
    known.forget("one")
    known.forget("never seen")
    assert known.decode(of("one")) == (Speed(1.0),)


def test_a_sensor_of_a_newer_version_says_nothing():
    assert Decoders().decode(of("barometer")) == ()


def test_the_heart_is_decoded_and_nonsense_rejected():
    assert [quantity.bpm for quantity in Decoders().decode(notification(1, 124))] == [124]
    with pytest.raises(PayloadRejectedError):
        Decoders().decode(Notification(at_s=1.0, payload=b""))
