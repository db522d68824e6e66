"""The table of sensors: names that recordings can rely on, numbers that the standard gives."""

from coach.domain.wire.sensors import FOOT_POD, HEART_RATE, SENSORS


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
