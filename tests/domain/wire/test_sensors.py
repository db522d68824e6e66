"""The table of sensors: names that recordings can rely on, numbers that the standard gives."""

import math
from collections import Counter

import pytest

from coach.domain.wire.sensors import FOOT_POD, HEART_RATE, SENSORS
from coach.errors import PayloadRejectedError
from tests.support.torture import chance_of, patient, share, tell


def test_names_and_numbers_are_each_sensors_own():
    for key in (lambda sensor: sensor.name, lambda sensor: sensor.service):
        assert len({key(sensor) for sensor in SENSORS}) == len(SENSORS)
    numbers = [number for sensor in SENSORS for number in sensor.characteristics]
    assert len(set(numbers)) == len(numbers)


def test_recordings_know_them_by_these_names():
    assert (HEART_RATE.name, HEART_RATE.service, HEART_RATE.characteristics) == ("heart_rate", 0x180D, (0x2A37,))
    assert (FOOT_POD.name, FOOT_POD.service, FOOT_POD.characteristics) == ("foot_pod", 0x1814, (0x2A53,))


def test_every_sensor_makes_decoders_that_leave_other_characteristics_alone():
    for sensor in SENSORS:
        assert sensor.decoder()(0xFFFF, b"") == ()


@patient
@pytest.mark.parametrize("sensor", SENSORS, ids=lambda sensor: sensor.name)
def test_random_bytes_are_a_measurement_or_rejected_and_nothing_else(sensor, record_property):
    chance, counts = chance_of(sensor.name), Counter()
    decode = sensor.decoder()
    tried = share(20_000, 1_000_000)
    for number in range(tried):
        payload = chance.randbytes(number % 24)
        try:
            (measured,) = decode(sensor.characteristics[0], payload)
        except PayloadRejectedError:
            counts["rejected"] += 1
        else:
            counts["accepted"] += 1
            numbers = [value for value in measured if isinstance(value, int | float)]
            assert all(math.isfinite(value) and value >= 0 for value in numbers), payload.hex()
    assert counts["accepted"] > counts["rejected"] > tried / 24
    tell(record_property, f"payloads of a {sensor.name.replace('_', ' ')}", counts)
