"""The trace: views of it stay as they were, gaps stay gaps."""

import numpy as np
import pytest

from coach.session.trace import WINDOW_S, Trace


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
    trace = Trace()
    for second in range(2000):
        trace.add(float(second), 120.0)
    at_s, _ = trace.window(1999.0)
    assert (at_s[0], at_s[-1]) == (1999.0 - WINDOW_S, 1999.0)
    whole_s, bpm = trace.whole()
    assert (whole_s[0], whole_s.size, bpm.size, bpm.flags.writeable) == (0.0, 2000, 2000, False)
