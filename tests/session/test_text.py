from math import inf

import pytest

from coach.session.text import clock_text, printable, speed_text


def test_times():
    assert [clock_text(seconds) for seconds in (-3, 0, 59.9, 60, 754.0, 3599, 3600, 36061)] == [
        "0:00", "0:00", "0:59", "1:00", "12:34", "59:59", "1:00:00", "10:01:01",
    ]  # fmt: skip


def test_speeds():
    assert [speed_text(speed) for speed in (10.0, 1, 0.5, 2000.0, inf)] == ["x10", "x1", "x0.5", "x2000", "full speed"]


@pytest.mark.parametrize("text", ["\x1b[31m", "a\nb", "\u202egnp", "\x00", "\x9b2J", "\ud800"])
def test_text_from_outside_cannot_move_a_terminal(text):
    assert printable(text).isprintable()


def test_ordinary_text_stays():
    assert printable("Garmin HRM-Pro: Ünïcode 心拍") == "Garmin HRM-Pro: Ünïcode 心拍"
