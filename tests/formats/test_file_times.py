"""A device's clock may do what it likes: a walk keeps the file's order and its length."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.file_times import LONGEST_PAUSE_S, LONGEST_SILENCE_S, LONGEST_STEP_S, walk_times
from coach.limits import LATEST_S

BEGAN_S = 1_795_419_000.0
"""In November 2026."""
HOUR_S, DAY_S, YEAR_S = 3600.0, 86400.0, 365 * 86400.0
LONGEST_S = 5
"""Between two records of the walks below."""


def walk(count, step_s=1.0):
    return [BEGAN_S + step_s * number for number in range(count)]


def moved(times_s, by_s, begin, end=None):
    return [
        time_s + by_s if begin <= number < (len(times_s) if end is None else end) else time_s
        for number, time_s in enumerate(times_s)
    ]


@given(st.lists(st.integers(0, 20) | st.sampled_from([60, 600, 3600, 43_200]), max_size=12))
def test_times_that_only_grow_are_kept_as_they_are(steps_s):
    times_s = list(accumulate(steps_s, initial=BEGAN_S))
    times = walk_times(times_s)
    assert times.at_s == tuple(time_s - BEGAN_S for time_s in times_s)
    assert (times.began_s, times.odd) == (BEGAN_S, 0)


JUMPS_S = st.sampled_from([3, 5, 30, HOUR_S, 3 * HOUR_S, DAY_S, 300 * DAY_S, 20 * YEAR_S]).map(lambda jump_s: -jump_s)
LEAPS_S = st.sampled_from([2 * DAY_S, 300 * DAY_S, 5 * YEAR_S])
AWAY_S = JUMPS_S | LEAPS_S | st.sampled_from([60.0, HOUR_S, 5 * HOUR_S, DAY_S])


@st.composite
def walks_of_an_odd_clock(draw):
    """When records truly were, what the device wrote, and how often its clock changed."""
    changes = draw(st.lists(st.tuples(st.sampled_from(["set", "away", "none"]), st.integers(1, 12)), max_size=6))
    true_s, device_s, clock_s, at_s = [], [], draw(st.sampled_from([0.0, -30 * YEAR_S])), 0
    for what, count in [*changes, ("end", 0)]:
        for _ in range(draw(st.integers(15, 40))):
            true_s.append(at_s)
            device_s.append(BEGAN_S + clock_s + at_s)
            at_s += draw(st.integers(1, LONGEST_S))
        if what == "set":
            clock_s += draw(JUMPS_S | LEAPS_S)
        away_s = draw(AWAY_S) if what == "away" else 0.0
        for _ in range(count if what in {"away", "none"} else 0):
            true_s.append(at_s)
            device_s.append(None if what == "none" else BEGAN_S + clock_s + away_s + at_s)
            at_s += draw(st.integers(1, LONGEST_S))
    return true_s, device_s, len(changes)


@given(walks_of_an_odd_clock())
def test_any_mix_of_jumps_of_the_clock_leaves_the_walk_whole_and_in_order(case):
    true_s, device_s, changes = case
    times = walk_times(device_s)
    assert len(times.at_s) == len(device_s)
    assert list(times.at_s) == sorted(times.at_s)
    # What lies between two records by different clocks is not known: the usual step stands for it.
    assert times.at_s == pytest.approx(true_s, abs=3 * LONGEST_S * (changes + 1))
    assert (times.odd > 0) >= (None in device_s)


STRANGE_TIMES = st.sampled_from([float("nan"), float("inf"), 1e20, -1e300, 1e11])
ANY_TIMES = st.none() | st.integers(0, 200).map(float) | st.floats(-1e10, 1e10) | STRANGE_TIMES


@given(st.lists(ANY_TIMES, max_size=40), st.none() | st.lists(st.floats(-1e10, 1e10), max_size=4), st.integers(0, 41))
def test_whatever_the_times_every_record_has_a_place_and_there_is_no_leap_of_more_than_a_day(
    device_s, switched_s, near
):
    times = walk_times(device_s, switched_s)
    assert len(times.at_s) == len(device_s)
    assert all(0 <= later - earlier <= LONGEST_PAUSE_S + 0.001 for earlier, later in pairwise((0.0, *times.at_s)))
    assert 0 <= times.odd <= len(device_s)
    for time_s in device_s:
        at_s = None if time_s is None else times.at(time_s, near)
        assert at_s is None or at_s >= -LATEST_S


@pytest.mark.parametrize("back_s", [2, 3, 5, 60, HOUR_S, 5 * HOUR_S, 400 * DAY_S])
@pytest.mark.parametrize("place", [1, 20, 59])
def test_a_clock_put_back_costs_no_second(back_s, place):
    times = walk_times(moved(walk(60), -back_s, place))
    assert times.at_s == tuple(map(float, range(60)))
    assert times.odd == min(place, 60 - place)
    assert times.began_s == BEGAN_S - (back_s if place < 30 else 0)


def test_a_clock_set_on_the_way_gives_the_walk_its_date():
    times = walk_times([*map(float, range(100, 140)), *walk(20)])
    assert times.at_s == tuple(map(float, range(60)))
    assert (times.began_s, times.odd) == (BEGAN_S - 40, 40)


def test_a_clock_that_was_never_set_gives_no_date():
    assert walk_times([100.0, 101.0, 102.0]).began_s is None
    assert walk_times([100.0, 101.0, 102.0]).odd == 0


@pytest.mark.parametrize("away_s", [-20 * YEAR_S, -HOUR_S, -30, 60, HOUR_S, DAY_S, 90 * YEAR_S])
@pytest.mark.parametrize("count", [1, 2, 10])
def test_a_wrong_time_for_a_while_keeps_its_records_where_they_stand(away_s, count):
    times = walk_times(moved(walk(60), away_s, 30, 30 + count))
    assert times.at_s == pytest.approx(range(60))
    assert (times.began_s, times.odd) == (BEGAN_S, count)
    again = walk_times(moved(moved(walk(90), away_s, 30, 30 + count), away_s, 60, 60 + count))
    assert again.at_s == pytest.approx(range(90))


def test_after_a_wrong_time_in_a_pause_the_pause_is_as_long_as_it_was():
    walked = [*walk(30), *moved(walk(40), 100.0, 0)[30:]]
    times = walk_times(moved(walked, 90 * DAY_S, 30, 35))
    assert times.at_s[29] == 29
    assert times.at_s[-1] == 139


def test_a_record_out_of_its_place_does_not_lengthen_the_walk():
    times = walk_times([BEGAN_S + second for second in (0, 1, 3, 2, 4, 5)])
    assert times.at_s == (0, 1, 3, 3.5, 4, 5)
    first = walk_times([BEGAN_S + second for second in (1, 0, 2, 5)])
    assert (first.at_s, first.began_s) == ((0, 0, 2, 5), BEGAN_S)


def test_records_of_sensors_in_turn_are_one_walk():
    in_turn = [BEGAN_S + second for start in range(60) for second in (start + 4, start)]
    assert walk_times(in_turn).at_s[-1] <= 64


def test_records_without_a_time_lie_between_those_that_have_one():
    times = walk_times([None, None, BEGAN_S, None, None, BEGAN_S + 3, BEGAN_S + 4, BEGAN_S + 5, None])
    assert times.at_s == (0, 1, 2, 3, 4, 5, 6, 7, 8)
    assert (times.began_s, times.odd) == (BEGAN_S - 2, 5)
    many = walk_times([BEGAN_S, *[None] * 59, *walk(90)[60:]])
    assert (many.at_s, many.odd) == (tuple(map(float, range(90))), 59)
    assert walk_times([None] * 3).at_s == (0, 1, 2)
    assert walk_times([]).at_s == ()


def test_where_a_device_says_when_it_was_stopped_a_long_silence_is_a_pause_or_a_wrong_clock():
    silent_s = LONGEST_SILENCE_S + 60
    forward = moved(walk(60), silent_s, 30)
    assert walk_times(forward).at_s[-1] == 59 + silent_s
    assert walk_times(forward, [BEGAN_S]).at_s[-1] == 59
    assert walk_times(forward, [BEGAN_S, BEGAN_S + 29]).at_s[-1] == 59 + silent_s


def test_another_message_finds_its_place_by_the_clock_of_the_records_beside_it():
    back = moved(walk(60), -HOUR_S, 30)
    times = walk_times(back)
    assert times.at(BEGAN_S + 10, 11) == 10
    assert times.at(BEGAN_S - HOUR_S + 40, 41) == 40
    assert times.at(BEGAN_S - HOUR_S + 40, 60) == 40, "written at the end"
    assert times.at(BEGAN_S - 3, 0) == -3, "before the walk"
    assert times.at(BEGAN_S + 35, 31) == 30, "no later than the next by another clock"
    assert times.at(BEGAN_S + 5 * YEAR_S, 60) is None
    assert walk_times([]).at(BEGAN_S, 0) is None


def test_a_walk_that_began_earlier():
    times = walk_times(walk(10)).later(5.0)
    assert times.at_s == tuple(map(float, range(5, 15)))
    assert (times.began_s, times.at(BEGAN_S + 3, 4)) == (BEGAN_S - 5, 8)
    assert walk_times([1.0]).later(5.0).began_s is None


def test_a_clock_that_changes_at_every_record_is_soon_done():
    count = 30_000
    jumping = [BEGAN_S + number * (LONGEST_STEP_S + 1) * (-1) ** number for number in range(count)]
    assert len(walk_times(jumping).at_s) == count
