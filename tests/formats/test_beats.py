import math
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.beats import BeatTable, beat_points, unit_s
from coach.formats.dropped import Dropped
from coach.session.flaws import Flaw, FlawKind


def points_of(values, times_s=(), unit=0.001, start_s=0.0):
    table, dropped = BeatTable(), Dropped()
    for place, value in enumerate(values):
        table.add(value, place + 1, times_s[place] if times_s else math.nan)
    return beat_points(table, unit, dropped, start_s), dropped.flaws()


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ([800, 790, 810], 0.001),
        ([0.8, 0.79, 0.81], 1.0),
        ([800, 0, 65535, 790, 810], 0.001),
        ([300, 290, 310], 0.001),  # 200 bpm
        ([120, 121, 119], None),  # heart rates
        ([5, 7, 3], None),
        ([15_000, 14_000], None),
        ([33 + 170 * beat for beat in range(200)], None),  # places of the beats
        ([*(100 + 170 * beat for beat in range(8)), 30, *(200 + 170 * beat for beat in range(4))], None),  # cut apart
        ([0.8 * beat for beat in range(20)], None),  # their times
        ([0, 0], None),
        ([], None),
        ([math.nan], None),
    ],
)
def test_all_numbers_together_tell_their_unit(values, unit):
    assert unit_s(values) == unit


@given(rr_ms=st.lists(st.integers(300, 1500), min_size=2, max_size=60).filter(lambda v: v != sorted(set(v))))
def test_seconds_and_milliseconds_are_the_same_heart(rr_ms):
    unit, unit_in_s = unit_s(rr_ms), unit_s([value / 1000 for value in rr_ms])
    assert (unit, unit_in_s) == (0.001, 1.0)
    in_ms, in_s = points_of(rr_ms)[0], points_of([value / 1000 for value in rr_ms], unit=1.0)[0]
    assert [(p.bpm, p.rr_s) for p in in_ms] == [(p.bpm, p.rr_s) for p in in_s]
    assert [p.time_s for p in in_ms] == pytest.approx(list(accumulate(value / 1000 for value in rr_ms)))


def test_an_interval_is_a_reading_at_the_beat_that_ends_it():
    points, flaws = points_of([800, 1000], start_s=5.0)
    assert [(point.time_s, point.bpm, point.rr_s) for point in points] == [(5.8, 75, (0.8,)), (6.8, 60, (1.0,))]
    assert flaws == []


def test_an_interval_that_no_heart_has_takes_its_time_and_is_counted():
    points, flaws = points_of([800, 150, 6000, -5, 0, 800])
    assert [point.time_s for point in points] == pytest.approx([0.8, 7.75])
    assert flaws == [Flaw(FlawKind.OUT_OF_RANGE, line=2, count=4)]


def test_a_senseless_value_takes_no_time():
    points, _ = points_of([800, 1e12, 800])
    assert [point.time_s for point in points] == pytest.approx([0.8, 1.6])


def test_times_of_arrival_do_not_shake_the_beats():
    points, _ = points_of([800, 800, 800, 800], [100.0, 102.1, 102.1, 103.0])
    assert [point.time_s for point in points] == pytest.approx([100.0, 100.8, 101.6, 102.4])


def test_a_hole_in_the_times_is_a_hole_in_the_beats():
    points, _ = points_of([800, 800, 800], [100.0, 100.8, 161.6])
    assert [point.time_s for point in points] == pytest.approx([100.0, 100.8, 161.6])
