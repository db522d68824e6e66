"""What another program recorded, laid out as a walk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.laid_out import Collected, Moment, Point, Switch, laid_out
from coach.limits import LATEST_S
from coach.session.flaws import FlawKind
from coach.session.inputs import LapMarked, Paused, Reading, Resumed, SpeedReading

BEGAN_S = 1_764_000_000.0
"""24 November 2025, 16:00 UTC."""


def collected(*points, **more):
    return Collected([Point(BEGAN_S + second, **values) for second, values in points], **more)


def test_the_first_point_is_at_0_whatever_it_holds():
    walk = laid_out(collected((0, {}), (2, {"bpm": 100}), (3, {"bpm": 101}), (5, {})), {"maker": "garmin"})
    assert walk.inputs == (Reading(at_s=2.0, bpm=100), Reading(at_s=3.0, bpm=101))
    assert (walk.header.started_at, walk.lasts_s) == ("2025-11-24T16:00:00Z", 5.0)
    assert walk.header.source == {"maker": "garmin"}


def test_times_without_a_zone_are_the_walkers_own():
    walk = laid_out(collected((0, {"bpm": 100}), has_zone=False), {})
    assert walk.header.started_at == "2025-11-24T16:00:00"


def test_laps_and_pauses_lie_between_the_readings():
    points = [(second, {"bpm": 100}) for second in range(11)]
    file = collected(*points, laps=[Moment(BEGAN_S, 0), Moment(BEGAN_S + 4, 4), Moment(BEGAN_S + 4, 5)])
    file.switches += [Switch(BEGAN_S + 6, 7, stopped=True), Switch(BEGAN_S + 8, 8, stopped=False)]
    others = [item for item in laid_out(file, {}).inputs if not isinstance(item, Reading)]
    assert others == [LapMarked(at_s=4.0), Paused(at_s=6.0), Resumed(at_s=8.0)]


@pytest.mark.parametrize(("stopped_s", "paused"), [(3, [Paused(at_s=3.0)]), (5, []), (10, [])])
def test_a_walk_may_end_in_a_pause_but_a_stop_at_its_end_is_none(stopped_s, paused):
    file = collected(*[(second, {"bpm": 100}) for second in range(11)])
    file.switches.append(Switch(BEGAN_S + stopped_s, stopped_s, stopped=True))
    assert [item for item in laid_out(file, {}).inputs if not isinstance(item, Reading)] == paused


def test_the_distance_is_the_devices_own_and_goes_on_after_a_restart():
    sums_m = [10, 20, 30, 5, 15]
    walk = laid_out(collected(*[(number, {"distance_m": sum_m}) for number, sum_m in enumerate(sums_m)]), {})
    assert walk.distance_m == 10 + 20 + 10
    assert laid_out(collected((0, {"bpm": 100, "speed_mps": 1.5})), {}).distance_m is None


def test_speeds_are_the_devices_own_where_it_has_no_distance():
    walk = laid_out(collected((0, {"speed_mps": 1.5}), (1, {"speed_mps": 1.6})), {})
    assert walk.inputs == (SpeedReading(at_s=0.0, speed_mps=1.5), SpeedReading(at_s=1.0, speed_mps=1.6))


def test_what_lies_more_than_a_week_after_the_first_is_left_out_and_counted():
    points = [(second, {"bpm": 100}) for second in range(0, 605_000, 15)]
    walk = laid_out(collected(*points), {})
    late = sum(second > LATEST_S for second, _ in points)
    assert [flaw.count for flaw in walk.flaws if flaw.kind is FlawKind.AFTER_A_WEEK] == [late] == [13]
    assert len(walk.inputs) == len(points) - late


NUMBERS = st.none() | st.floats(0, 1e9)
POINTS = st.builds(Point, NUMBERS, st.none() | st.integers(0, 250), speed_mps=NUMBERS, distance_m=NUMBERS)
SWITCHES = st.builds(Switch, st.floats(0, 1e9), st.integers(0, 10), stopped=st.booleans())
LAPS = st.builds(Moment, st.floats(0, 1e9), st.integers(0, 10))


@given(st.lists(POINTS, max_size=20), st.lists(SWITCHES, max_size=4), st.lists(LAPS, max_size=4))
def test_whatever_a_file_holds_is_in_order_and_no_heart_rate_is_lost_or_made_up(points, switches, laps):
    walk = laid_out(Collected(points, switches, laps), {})
    times_s = [item.at_s for item in walk.inputs]
    assert times_s == sorted(times_s)
    assert all(0 <= at_s <= LATEST_S for at_s in times_s)
    readings = [item.bpm for item in walk.inputs if isinstance(item, Reading)]
    late = sum(flaw.count for flaw in walk.flaws if flaw.kind is FlawKind.AFTER_A_WEEK)
    rates = [point.bpm for point in points[: len(points) - late] if point.bpm is not None]
    assert readings == rates
