"""The trace: views of it stay as they were, gaps stay gaps."""

import math

import numpy as np
import pytest

from coach.domain.zone.zones import Band
from coach.session.trace import FIRST_POINTS, WINDOW_S, Trace


def test_a_gap_is_one_point_and_none_at_the_beginning():
    trace = Trace()
    for at_s, bpm in ((0.0, None), (1.0, 120.0), (2.0, None), (3.0, None), (4.0, 121.0)):
        trace.add(at_s, bpm)
    at_s, bpm = trace.window(4.0)
    assert at_s.tolist() == [1.0, 2.0, 4.0]
    assert np.array_equal(bpm, [120.0, np.nan, 121.0], equal_nan=True)


def test_views_handed_out_do_not_change_and_cannot_be_written():
    trace = Trace()
    for second in range(1000):
        trace.add(float(second), 120.0)
    at_s, bpm = trace.window(999.0)
    before = at_s.copy()
    for second in range(1000, 5000):  # beyond the buffer, more than once
        trace.add(float(second), 130.0)
    assert np.array_equal(at_s, before)
    assert set(bpm.tolist()) == {120.0}
    with pytest.raises(ValueError, match="read-only"):
        bpm[0] = 1.0
    trace.add(5000.0, 140.0)
    assert trace.window(5000.0)[1][-1] == 140.0


def test_only_the_last_quarter_of_an_hour_is_shown():
    trace = Trace(reach_s=math.inf)
    for second in range(2000):
        trace.add(float(second), 120.0)
    at_s, _ = trace.window(1999.0)
    assert (at_s[0], at_s[-1]) == (1999.0 - WINDOW_S, 1999.0)
    whole_s, bpm = trace.whole()
    assert (whole_s[0], whole_s.size, bpm.size, bpm.flags.writeable) == (0.0, 2000, 2000, False)


@pytest.mark.parametrize(("per_s", "most_points"), [(1, 2 * FIRST_POINTS), (4, 8 * FIRST_POINTS)])
def test_what_left_the_window_is_forgotten_and_the_window_is_whole(per_s, most_points):
    trace, everything = Trace(), Trace(reach_s=math.inf)
    for number in range(4 * 3600 * per_s):
        for each in (trace, everything):
            each.add(number / per_s, 120.0 + number % 7)
        if number % 997 == 0:
            shown, kept = trace.window(number / per_s), everything.window(number / per_s)
            assert all(np.array_equal(a, b) for a, b in zip(shown, kept, strict=True))
    assert 900 * per_s < trace.whole()[0].size <= most_points


def test_a_gap_is_one_point_also_where_all_before_it_is_forgotten():
    trace = Trace()
    for second in range(FIRST_POINTS):  # the buffer is full
        trace.add(float(second), 120.0)
    for at_s, bpm in ((5000.0, None), (5001.0, None), (5002.0, 121.0)):
        trace.add(at_s, bpm)
    at_s, bpm = trace.whole()
    assert at_s.tolist() == [5000.0, 5002.0]
    assert np.array_equal(bpm, [np.nan, 121.0], equal_nan=True)


def test_bands_are_those_valid_since_a_time():
    trace, low, high = Trace(), Band(110, 120), Band(120, 135)
    assert trace.bands(5.0) == ()
    for at_s, band in ((0.0, None), (10.0, low), (15.0, low), (20.0, high)):
        trace.set_band(at_s, band)
    assert trace.bands() == ((0.0, None), (10.0, low), (20.0, high))
    assert trace.bands(-1.0) == trace.bands(9.9) == trace.bands()
    assert trace.bands(10.0) == trace.bands(19.9) == ((10.0, low), (20.0, high))
    assert trace.bands(20.0) == trace.bands(99.0) == ((20.0, high),)
