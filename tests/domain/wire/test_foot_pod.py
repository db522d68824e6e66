"""RSC Measurement both ways, and whatever bytes come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.wire.foot_pod import MEASUREMENT, FootPodMeasurement, decode, encode, quantities
from coach.domain.wire.quantities import Speed
from coach.errors import PayloadProblem, PayloadRejectedError

MEASUREMENTS = st.builds(
    FootPodMeasurement,
    st.integers(0, 0xFFFF).map(lambda units: units / 256),
    st.integers(0, 0xFF),
    st.none() | st.integers(0, 0xFFFF).map(lambda units: units / 100),
    st.none() | st.integers(0, 0xFFFFFFFF).map(lambda units: units / 10),
    st.booleans(),
)


@given(MEASUREMENTS)
def test_what_is_encoded_is_decoded(measurement):
    assert decode(encode(measurement)) == measurement


@pytest.mark.parametrize(
    ("payload", "measurement"),
    [
        # By the assigned fields: 0x0163 / 256 m/s, 102 steps a minute; a stride of 0.84 m; 123.4 m in all, running.
        ("00630166", FootPodMeasurement(355 / 256, 102)),
        ("016301665400", FootPodMeasurement(355 / 256, 102, stride_m=0.84)),
        ("06630166d2040000", FootPodMeasurement(355 / 256, 102, distance_m=123.4, running=True)),
        ("07630166 5400 d2040000 ff", FootPodMeasurement(355 / 256, 102, 0.84, 123.4, running=True)),
    ],
)
def test_payloads_by_the_standard(payload, measurement):
    assert decode(bytes.fromhex(payload)) == measurement


@given(st.binary(max_size=24))
def test_any_bytes_are_a_measurement_or_rejected(payload):
    announced = 4 + (2 if payload[:1] and payload[0] & 1 else 0) + (4 if payload[:1] and payload[0] & 2 else 0)
    if len(payload) < announced:
        with pytest.raises(PayloadRejectedError) as rejected:
            decode(payload)
        assert rejected.value.problem is (PayloadProblem.TOO_SHORT if payload else PayloadProblem.EMPTY)
    else:
        assert encode(decode(payload))[1:] == payload[1:announced]


def test_a_value_that_fits_no_field_is_no_measurement():
    for wrong in ({"speed_mps": 256.0}, {"cadence_per_min": 256}, {"stride_m": -0.1}, {"distance_m": 5e8}):
        with pytest.raises(ValueError, match="does not"):
            FootPodMeasurement(**({"speed_mps": 1.0, "cadence_per_min": 100} | wrong))


def test_only_its_own_characteristic_is_a_speed():
    payload = encode(FootPodMeasurement(1.5, 110))
    assert quantities(MEASUREMENT, payload) == (Speed(1.5),)
    assert quantities(0x2A54, payload) == ()
