"""The sums of a walk: time between readings, never a count of them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.totals.distance import GAP_S
from coach.domain.totals.summary import SummaryBuilder
from coach.domain.zone.zones import TYPICAL_ZONES, Band, Position, ZoneTable


def summed(points, *, steady=True, until_s=None):
    builder = SummaryBuilder(TYPICAL_ZONES)
    for at_s, bpm in points:
        builder.believe(float(at_s), bpm, steady=steady)
    return close(builder, points[-1][0] if until_s is None and points else until_s or 0.0)


def close(builder, at_s):
    return builder.summary(float(at_s), moving_s=float(at_s), recovery_bpm=None)


def test_time_in_zone_is_time_between_readings():
    for step_s in (1, 2, 4):
        summary = summed([(at_s, 125.0) for at_s in range(0, 601, step_s)])
        assert (summary.z2_s, summary.believed_s, summary.mean_bpm) == (600.0, 600.0, 125.0)


def test_doubled_readings_earn_nothing_twice():
    points = [(at_s, 125.0) for at_s in range(601) for _ in range(3)]
    assert summed(points).z2_s == 600.0


def test_a_gap_earns_nothing_and_its_edge_does():
    assert summed([(0, 125.0), (GAP_S, 125.0)]).z2_s == GAP_S
    assert summed([(0, 125.0), (GAP_S + 0.001, 125.0), (GAP_S + 1.001, 125.0)]).z2_s == pytest.approx(1.0)


@pytest.mark.parametrize(("gap_s", "earned_s"), [(5.0, 30.0), (9.0, 54.0), (12.0, 72.0), (12.001, 0.0)])
def test_a_slow_source_earns_the_time_in_which_its_number_is_fresh(gap_s, earned_s):
    builder = SummaryBuilder(TYPICAL_ZONES)
    for index in range(7):
        builder.believe(index * gap_s, 125.0, steady=True, fresh_s=12.0)
    assert close(builder, 6 * gap_s).z2_s == pytest.approx(earned_s)


def test_a_doubt_breaks_off():
    builder = SummaryBuilder(TYPICAL_ZONES)
    builder.believe(0.0, 125.0, steady=True)
    builder.break_off()
    builder.believe(2.0, 125.0, steady=True)
    assert close(builder, 2.0).believed_s == 0.0


def test_each_zone_has_its_seconds():
    points = [(at_s, bpm) for at_s, bpm in enumerate([90, 90, 110, 110, 125, 125, 137, 137, 150, 150, 170, 170])]
    assert [seconds > 0 for seconds in summed(points).zone_s] == [True] * 6


def test_nothing_known_is_none():
    summary = summed([])
    assert (summary.mean_bpm, summary.max_bpm, summary.cardiac_drift_pct, summary.distance_m) == (None,) * 4
    assert (summary.z2_s, summary.dropouts.count) == (0.0, 0)


def test_another_band_counts_from_now_on():
    builder = SummaryBuilder(TYPICAL_ZONES)
    for at_s in range(11):
        builder.believe(float(at_s), 110.0, steady=True)
    builder.set_zones(ZoneTable.from_band(Band(105, 115)))
    for at_s in range(11, 21):
        builder.believe(float(at_s), 110.0, steady=True)
    assert close(builder, 20).zone_s[1:3] == (10.0, 10.0)


def test_drift_is_the_second_half_over_the_first_of_ten_minutes_and_more():
    points = [(at_s, 120.0 if at_s <= 300 else 126.0) for at_s in range(601)]
    assert summed(points).cardiac_drift_pct == pytest.approx(5.0, abs=0.1)
    assert summed(points[:600]).cardiac_drift_pct is None
    assert summed(points, steady=False).cardiac_drift_pct is None


def test_dropouts_begin_after_the_first_heart_rate_and_may_be_under_way():
    builder = SummaryBuilder(TYPICAL_ZONES)
    for at_s, live in ((0, False), (5, True), (20, False), (25, False), (30, True), (50, False)):
        builder.signal(float(at_s), live=live)
    dropouts = close(builder, 57).dropouts
    assert (dropouts.count, dropouts.seconds) == (2, 17.0)


def test_a_pause_ends_a_dropout():
    builder = SummaryBuilder(TYPICAL_ZONES)
    builder.signal(0.0, live=True)
    builder.signal(10.0, live=False)
    builder.pause(15.0)
    builder.signal(100.0, live=False)
    builder.signal(110.0, live=True)
    dropouts = close(builder, 200).dropouts
    assert (dropouts.count, dropouts.seconds) == (1, 5.0)


def test_above_then_no_heart_rate_then_above_is_one_spike():
    builder = SummaryBuilder(TYPICAL_ZONES)
    for position in (Position.IN, Position.ABOVE, None, Position.ABOVE, Position.IN, Position.ABOVE):
        builder.shown(position)
    assert close(builder, 1).excursions == 2


@pytest.mark.parametrize(
    ("speeds", "distance_m"),
    [
        ([(0, 1.0), (1, 2.0), (2, 2.0)], 3.5),
        ([(0, 1.0), (6, 1.0), (7, 1.0)], 1.0),  # a gap
        ([(0, 1.0), (1, 99.0), (2, 1.0), (3, 1.0)], 1.0),  # a sensor's fancy
        ([(0, -1.0), (1, 1.0)], None),
        ([(3, 1.0), (3, 1.0)], None),
    ],
)
def test_distance_is_the_time_between_speeds(speeds, distance_m):
    builder = SummaryBuilder(TYPICAL_ZONES)
    for at_s, speed_mps in speeds:
        builder.speed(float(at_s), speed_mps)
    assert close(builder, 10).distance_m == distance_m


@settings(max_examples=100, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([0.0, 0.2, 1.0, 1.3, 5.0, 6.0, 60.0]), st.floats(40, 200), st.booleans()), max_size=60
    ),
    fresh_s=st.sampled_from([GAP_S, 12.5, 15.0]),
)
def test_seconds_in_zones_are_the_believed_seconds_and_the_mean_is_between_the_extremes(steps, fresh_s):
    builder, at_s, times = SummaryBuilder(TYPICAL_ZONES), 0.0, []
    for gap_s, bpm, believed in steps:
        at_s += gap_s
        times.append((at_s, believed))
        if believed:
            builder.believe(at_s, bpm, steady=True, fresh_s=fresh_s)
        else:
            builder.break_off()
    summary = close(builder, at_s)
    earned_s = sum(b_s - a_s for (a_s, a), (b_s, b) in pairwise(times) if a and b and b_s - a_s <= fresh_s)
    assert sum(summary.zone_s) == summary.believed_s == pytest.approx(earned_s)
    if summary.mean_bpm is not None:
        rates = [bpm for _, bpm, believed in steps if believed]
        assert min(rates) - 1e-6 <= summary.mean_bpm <= max(rates) + 1e-6 == summary.max_bpm + 1e-6
