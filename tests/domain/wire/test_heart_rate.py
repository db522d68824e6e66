import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.wire.heart_rate import (
    RR_PER_S,
    BodySensorLocation,
    HeartRateMeasurement,
    decode,
    decode_location,
    encode,
)
from coach.errors import PayloadProblem, PayloadRejectedError

WIDE = st.integers(0, 0xFFFF)
INTERVALS_S = st.lists(WIDE.map(lambda units: units / RR_PER_S), max_size=9).map(tuple)


@st.composite
def measurements(draw):
    rr_s = draw(INTERVALS_S)
    tail = draw(st.binary(max_size=1 if rr_s else 12))
    return HeartRateMeasurement(
        draw(WIDE), draw(st.sampled_from([None, True, False])), draw(st.none() | WIDE), rr_s, tail
    )


@pytest.mark.parametrize(
    ("payload", "measurement"),
    [
        ("0048", HeartRateMeasurement(72)),
        ("0148 00", HeartRateMeasurement(72)),
        ("01 2c01", HeartRateMeasurement(300)),
        ("0000", HeartRateMeasurement(0)),
        ("0248", HeartRateMeasurement(72)),  # detected, but the strap does not claim to know
        ("0448", HeartRateMeasurement(72, contact=False)),
        ("0648", HeartRateMeasurement(72, contact=True)),
        ("0848 1027", HeartRateMeasurement(72, energy_kj=10_000)),
        ("1048 0004", HeartRateMeasurement(72, rr_s=(1.0,))),
        ("1048", HeartRateMeasurement(72)),  # announced, and none since the last notification
        ("1048 0004 0002", HeartRateMeasurement(72, rr_s=(1.0, 0.5))),
        ("1848 0100 0004", HeartRateMeasurement(72, energy_kj=1, rr_s=(1.0,))),
        ("1f 4800 0100 0003", HeartRateMeasurement(72, contact=True, energy_kj=1, rr_s=(0.75,))),
        ("e048", HeartRateMeasurement(72)),  # reserved flags mean nothing yet
        ("1048 0004 ff", HeartRateMeasurement(72, rr_s=(1.0,), tail=b"\xff")),
        ("0048 0004", HeartRateMeasurement(72, tail=b"\x00\x04")),
    ],
)
def test_a_payload_decodes(payload, measurement):
    assert decode(bytes.fromhex(payload)) == measurement


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ("", PayloadProblem.EMPTY),
        ("00", PayloadProblem.TOO_SHORT),
        ("10", PayloadProblem.TOO_SHORT),
        ("0148", PayloadProblem.TOO_SHORT),
        ("0848", PayloadProblem.TOO_SHORT),
        ("084801", PayloadProblem.TOO_SHORT),
        ("09480001", PayloadProblem.TOO_SHORT),
    ],
)
def test_missing_bytes_are_rejected_with_a_reason(payload, problem):
    with pytest.raises(PayloadRejectedError) as caught:
        decode(bytes.fromhex(payload))
    assert caught.value.problem is problem
    assert caught.value.payload == bytes.fromhex(payload)


def test_sixteen_bits_are_used_where_they_are_needed_or_asked_for():
    assert encode(HeartRateMeasurement(72)) == bytes.fromhex("0048")
    assert encode(HeartRateMeasurement(72), wide=True) == bytes.fromhex("014800")
    assert encode(HeartRateMeasurement(256)) == bytes.fromhex("010001")


@given(measurements(), st.booleans())
def test_what_is_encoded_decodes_to_itself(measurement, wide):
    assert decode(encode(measurement, wide=wide)) == measurement


@given(st.binary(max_size=40))
def test_any_bytes_are_a_measurement_or_our_error(payload):
    try:
        measurement = decode(payload)
    except PayloadRejectedError:
        return
    assert decode(encode(measurement)) == measurement


@pytest.mark.parametrize(
    "values",
    [
        {"bpm": -1},
        {"bpm": 0x10000},
        {"bpm": 70, "energy_kj": -1},
        {"bpm": 70, "energy_kj": 0x10000},
        {"bpm": 70, "rr_s": (-0.5,)},
        {"bpm": 70, "rr_s": (-1 / 1024,)},
        {"bpm": 70, "rr_s": (64.0,)},
        {"bpm": 70, "rr_s": (0.5,), "tail": b"12"},
    ],
)
def test_values_that_fit_no_field_are_our_mistake(values):
    with pytest.raises(ValueError, match=r"fit|left over"):
        encode(HeartRateMeasurement(**values))


def test_the_sensor_location_is_open():
    assert decode_location(b"\x01") is BodySensorLocation.CHEST
    unknown = decode_location(b"\x2a\x00")
    assert (unknown, unknown.value, unknown.name) == (42, 42, "UNKNOWN_42")
    for no_byte in (-1, 256, "chest"):
        with pytest.raises(ValueError, match="is not a valid BodySensorLocation"):
            BodySensorLocation(no_byte)


def test_an_empty_sensor_location_is_rejected():
    with pytest.raises(PayloadRejectedError):
        decode_location(b"")


@given(st.integers(0, 255))
def test_every_sensor_location_survives(value):
    assert decode_location(bytes([value])) == value
