"""The wall's time has its zone, and the other never runs backwards."""

from coach import clock


def test_now_has_its_zone():
    assert clock.utc_now().utcoffset().total_seconds() == 0
    assert clock.local_now().tzinfo is not None
    assert clock.monotonic_s() <= clock.monotonic_s()
