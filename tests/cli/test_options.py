import click
import pytest

from coach.cli.options import MAX_SPEED, BandType, SpeedType
from coach.domain.zone.zones import Band


@pytest.mark.parametrize("text", ["120-135", "120\N{EN DASH}135", " 120 - 135 "])
def test_a_band(text):
    assert BandType().convert(text, None, None) == Band(120, 135)


@pytest.mark.parametrize("text", ["", "120", "135-120", "-5-100", "a-b", "120-135-150", "0-300"])
def test_what_is_no_band(text):
    with pytest.raises(click.BadParameter, match="not a band"):
        BandType().convert(text, None, None)


def test_speeds():
    assert SpeedType().convert("2.5", None, None) == 2.5
    assert SpeedType().convert("max", None, None) == MAX_SPEED


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "fast", ""])
def test_what_is_no_speed(text):
    with pytest.raises(click.BadParameter, match="not a speed"):
        SpeedType().convert(text, None, None)
