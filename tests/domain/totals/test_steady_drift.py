"""The drift of a walk: the second half of its time over the first, of a walk as long as anyone likes."""

import pytest

from coach.domain.totals import steady_drift
from coach.domain.totals.steady_drift import SteadyDrift


def drift(spans):
    found = SteadyDrift()
    for span_s, bpm in spans:
        found.add(span_s, bpm)
    return found


def test_no_drift_before_ten_minutes():
    assert drift([]).pct is None
    assert drift([(1.0, 120.0)] * 599).pct is None
    assert drift([(1.0, 120.0)] * 600).pct == 0.0


@pytest.mark.parametrize(("later_bpm", "pct"), [(126.0, 5.0), (114.0, -5.0)])
def test_it_is_the_change_from_half_to_half_whichever_way(later_bpm, pct):
    assert drift([(300.0, 120.0), (300.0, later_bpm)]).pct == pytest.approx(pct)


def test_halves_are_of_time_not_of_readings():
    few, many = [(10.0, 120.0)] * 40, [(1.0, 132.0)] * 400
    assert drift(few + many).pct == pytest.approx(10.0)


def test_the_span_in_the_middle_belongs_to_the_first_half():
    assert drift([(299.0, 120.0), (2.0, 140.0), (299.0, 120.0)]).pct == pytest.approx((120 * 301 / 36160 - 1) * 100)


def test_a_long_walk_keeps_a_bounded_number_of_spans_and_nearly_the_same_drift():
    spans = [(1.0 + number % 3 / 10, 110.0 + number / 5000 + number % 11) for number in range(100_000)]
    found = drift(spans)
    assert len(found._span_s) == len(found._bpm) <= steady_drift.MOST_SPANS
    assert sum(found._span_s) == pytest.approx(sum(span_s for span_s, _ in spans))
    half_s = sum(span_s for span_s, _ in spans) / 2
    passed_s, halves = 0.0, ([0.0, 0.0], [0.0, 0.0])
    for span_s, bpm in spans:
        half = halves[passed_s >= half_s]
        half[0] += span_s
        half[1] += span_s * bpm
        passed_s += span_s
    first, second = (beats / seconds for seconds, beats in halves)
    assert found.pct == pytest.approx((second / first - 1) * 100, abs=0.02)


def test_neighbours_are_joined_by_their_time(monkeypatch):
    monkeypatch.setattr(steady_drift, "MOST_SPANS", 4)
    found = drift([(1.0, 100.0), (3.0, 120.0), (2.0, 90.0), (2.0, 110.0), (5.0, 130.0)])
    assert list(found._span_s) == [4.0, 4.0, 5.0]
    assert list(found._bpm) == [115.0, 100.0, 130.0]
