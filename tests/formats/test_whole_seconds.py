"""A walk by the whole second: nothing fills a gap, and nothing that fits is lost."""

from itertools import pairwise
from math import ceil, floor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.programme.felt import Felt
from coach.formats.measured import measured
from coach.formats.whole_seconds import MOST_SECONDS, PAUSED_STEP_S, Second, Stretch, placed, whole_seconds
from coach.session.inputs import NoteAdded, Paused, Reading, Resumed, SpeedReading
from tests.support.exports import walk_of
from tests.support.sessions import ANYTHING


def by_second(*inputs, **more):
    return whole_seconds(walk_of(inputs, **more))


def test_of_two_heart_rates_in_a_second_one_goes_to_the_free_one_beside_it():
    found = by_second(Reading(at_s=1.7, bpm=100, rr_s=(0.6,)), Reading(at_s=2.4, bpm=101, rr_s=(0.5, 0.7)))
    assert found.seconds == [Second(0), Second(1, 100, (600,)), Second(2, 101, (500, 700))]


def test_where_none_is_free_the_later_one_stands_with_the_intervals_of_both():
    inputs = [
        Reading(at_s=at_s, bpm=bpm, rr_s=(bpm / 200,)) for at_s, bpm in ((1.0, 99), (1.2, 100), (1.8, 101), (2.0, 102))
    ]
    found = by_second(*inputs)
    assert found.seconds == [Second(0), Second(1, 99, (495,)), Second(2, 102, (500, 505, 510))]


def test_a_gap_has_seconds_without_a_heart_rate():
    found = by_second(Reading(at_s=0.0, bpm=100), Reading(at_s=1.0, bpm=0), Reading(at_s=4.0, bpm=255), lasts_s=5.2)
    assert found.seconds == [Second(0, 100), Second(1), Second(2), Second(3), Second(4), Second(5)]


def test_a_strap_at_the_turn_of_the_second_loses_no_heart_rate():
    early_s = (0.03, -0.02, 0.04, 0.01, -0.04, -0.01)
    inputs = [Reading(at_s=n + 0.5 + early_s[n % 6], bpm=100 + n % 7) for n in range(120)]
    found = by_second(*inputs)
    assert [item.bpm for item in found.seconds if item.bpm] == [item.bpm for item in inputs]
    times_s = [(item.second, inputs[n].at_s) for n, item in enumerate(item for item in found.seconds if item.bpm)]
    assert all(abs(second - at_s) < 1 for second, at_s in times_s)


def drifting(period_s, jitter_s, seed):
    """A strap that sends by its own clock, each time somewhat early or late: 3600 times."""
    early = Random(seed)  # noqa: S311 - no secret
    return [max(0.0, round(n * period_s + early.uniform(-jitter_s, jitter_s), 3)) for n in range(3600)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("jitter_s", [0.0, 0.05, 0.15, 0.4])
@pytest.mark.parametrize("period_s", [1.0, 1.0005, 1.005, 1.02])
def test_a_strap_that_drifts_and_jitters_loses_no_heart_rate(period_s, jitter_s, seed):
    inputs = [Reading(at_s=at_s, bpm=100 + n % 7) for n, at_s in enumerate(drifting(period_s, jitter_s, seed))]
    told = [item for item in by_second(*inputs).seconds if item.bpm]
    assert [item.bpm for item in told] == [item.bpm for item in inputs]
    assert all(abs(item.second - reading.at_s) < 1 for item, reading in zip(told, inputs, strict=True))


@pytest.mark.parametrize("jitter_s", [0.05, 0.15])
def test_a_strap_that_sends_faster_leaves_no_second_empty(jitter_s):
    found = by_second(*(Reading(at_s=at_s, bpm=100) for at_s in drifting(0.995, jitter_s, 1)))
    assert sum(item.bpm is None for item in found.seconds) <= 1


def most_matched(times_s, end_s):
    """To how many times a second of their own can be given, one second beside each, by augmenting paths (Kuhn)."""
    taken = {}

    def takes(place, tried):
        for second in {floor(times_s[place]), min(ceil(times_s[place]), end_s)} - tried:
            tried.add(second)
            if second not in taken or takes(taken[second], tried):
                taken[second] = place
                return True
        return False

    return sum(takes(place, set()) for place in range(len(times_s)))


@given(st.lists(st.integers(0, 12_000).map(lambda ms: ms / 1000), max_size=16).map(sorted))
def test_no_heart_rate_is_lost_that_has_room_in_any_way(times_s):
    end_s = floor(max(times_s, default=0.0) + 0.5)
    seconds = placed(times_s, end_s)
    assert len(set(seconds)) == most_matched(times_s, end_s)
    assert seconds == sorted(seconds)
    assert all(0 <= second <= end_s for second in seconds)
    assert all(abs(second - at_s) < 1 for second, at_s in zip(seconds, times_s, strict=True))


@given(st.lists(st.floats(0.0, 60.0), max_size=16))
def test_heart_rates_that_do_not_meet_stand_at_the_nearest_second(times_s):
    apart = sorted({floor(at_s + 0.5): at_s for at_s in times_s}.values())
    assert placed(apart, 61) == [floor(at_s + 0.5) for at_s in apart]


def test_pauses_have_few_records_and_their_heart_rates_do_not_count():
    inputs = [
        Reading(at_s=0.0, bpm=100),
        Paused(at_s=2.0),
        Reading(at_s=3.0, bpm=80),
        Resumed(at_s=1002.0),
        Reading(at_s=1003.0, bpm=110),
    ]
    found = by_second(*inputs)
    assert [item.second for item in found.seconds] == [0, 1, 2, 3, 302, 602, 902, 1002, 1003]
    assert [item.is_paused for item in found.seconds] == [False, False, *[True] * 5, False, False]
    assert found.pauses == [Stretch(2, 1002)]
    assert (found.timer_s(found.whole), found.mean_bpm(found.whole), found.highest_bpm(found.whole)) == (3, 105, 110)
    assert not found.ends_paused


@pytest.mark.parametrize(("resumes", "ends_paused"), [((), True), ((Resumed(at_s=9.0),), False)])
def test_a_walk_may_end_in_its_pause(resumes, ends_paused):
    found = by_second(Paused(at_s=2.0), *resumes, lasts_s=9.0)
    assert (found.pauses, found.ends_paused) == ([Stretch(2, 9)], ends_paused)


def test_a_pause_within_a_second_is_none():
    found = by_second(Paused(at_s=2.6), Resumed(at_s=3.4), lasts_s=9.0)
    assert found.pauses == []
    assert not by_second(Paused(at_s=9.0)).ends_paused


def test_laps_of_no_whole_second_are_none():
    found = by_second(lasts_s=60.0, laps=[(0.0, "warm_up"), (20.0, "effort"), (20.4, "steady"), (60.0, "afterwards")])
    assert found.laps == [Stretch(0, 20, "warm_up"), Stretch(20, 60, "steady")]
    assert by_second().laps == [Stretch(0, 0)]
    assert by_second(lasts_s=9.0).laps == [Stretch(0, 9)]


def test_sums_of_a_lap():
    inputs = [
        *(SpeedReading(at_s=float(second), speed_mps=1.0 + (second > 5)) for second in range(11)),
        *(Reading(at_s=float(second), bpm=100 + second) for second in range(11)),
    ]
    found = by_second(*sorted(inputs, key=lambda item: item.at_s), laps=[(0.0, ""), (5.0, "")])
    first, last = found.laps
    assert [found.distance_m(first), found.distance_m(last)] == [5.0, 9.5]
    assert found.distance_m(found.whole) == 14.5
    assert [found.fastest_mps(first), found.fastest_mps(last)] == [1.0, 2.0]
    assert [found.mean_bpm(first), found.mean_bpm(last)] == [102, 108]  # 107.5
    assert [item.second for item in found.of(last)] == [5, 6, 7, 8, 9, 10]
    assert by_second(lasts_s=9.0).distance_m(first) is None


def test_a_laps_distance_is_interpolated_between_the_speeds_around_its_edges():
    sparse = [SpeedReading(at_s=float(second), speed_mps=2.0) for second in (4, 8, 12, 16, 20)]
    found = by_second(*sparse, lasts_s=30.0, laps=[(0.0, ""), (3.0, ""), (7.0, ""), (12.0, ""), (25.0, "")])
    assert [found.distance_m(lap) for lap in found.laps] == [0.0, 6.0, 10.0, 16.0, 0.0]
    assert found.distance_m(found.whole) == 32.0


def test_no_distance_of_the_first_second_is_lost():
    walked = [SpeedReading(at_s=at_s, speed_mps=1.0) for at_s in (0.0, 0.4, 1.4)]
    found = by_second(*walked)
    assert found.distance_m(found.whole) == pytest.approx(1.4)


@given(st.lists(st.integers(1, 299), max_size=6, unique=True), st.lists(st.floats(0.0, 3.0), min_size=2, max_size=60))
def test_the_laps_distances_are_the_whole_walks(marks, speeds_mps):
    walked = [SpeedReading(at_s=5.0 * n, speed_mps=speed_mps) for n, speed_mps in enumerate(speeds_mps)]
    found = by_second(*walked, lasts_s=300.0, laps=[(0.0, ""), *((float(mark), "") for mark in sorted(marks))])
    distances_m = [found.distance_m(lap) for lap in found.laps]
    assert sum(distances_m) == pytest.approx(found.distance_m(found.whole))
    assert all(
        0 <= metres <= 3.0 * (lap.to_s - lap.from_s) + 1e-9 for metres, lap in zip(distances_m, found.laps, strict=True)
    )
    assert found.distance_m(found.whole) == pytest.approx(measured(walked).moves[-1].distance_m)


PAUSED = [Reading(at_s=0.0, bpm=100), Paused(at_s=100.0), Resumed(at_s=150.0), Reading(at_s=350.0, bpm=100)]
TWO_LAPS = [(0.0, "warm_up"), (200.0, "steady")]


@pytest.mark.parametrize(
    ("felt", "distances_m", "is_on_belt"),
    [
        (Felt(distance_m=600.0), [300.0, 300.0, 600.0], False),
        (Felt(belt_speed_mps=1.5), [225.0, 225.0, 450.0], True),
        (Felt(distance_m=600.0, belt_speed_mps=1.5), [300.0, 300.0, 600.0], True),
        (Felt(distance_m=1e9), [None] * 3, False),
        (Felt(belt_speed_mps=99.0), [None] * 3, True),
        (Felt(), [None] * 3, False),
    ],
)
def test_where_no_speed_was_measured_what_was_typed_counts(felt, distances_m, is_on_belt):
    found = by_second(*PAUSED, laps=TWO_LAPS, felt=felt)
    assert [found.distance_m(part) for part in (*found.laps, found.whole)] == distances_m
    assert found.is_on_belt == is_on_belt
    assert by_second(lasts_s=0.0, felt=felt).distance_m(Stretch(0, 0)) in (0.0, None)


@pytest.mark.parametrize("felt", [Felt(distance_m=450.0), Felt(belt_speed_mps=1.5)])
def test_nothing_typed_was_walked_after_the_last_step(felt):
    found = by_second(*PAUSED, lasts_s=500.0, laps=[*TWO_LAPS, (350.0, "afterwards")], felt=felt)
    assert [found.distance_m(part) for part in (*found.laps, found.whole)] == [225.0, 225.0, 0.0, 450.0]


def test_a_measured_distance_is_not_the_typed_one():
    walked = [SpeedReading(at_s=float(second), speed_mps=1.0) for second in range(11)]
    found = by_second(*walked, felt=Felt(distance_m=600.0, belt_speed_mps=3.0))
    assert found.distance_m(found.whole) == 10.0


def test_days_have_no_more_records_than_a_day():
    found = by_second(Reading(at_s=0.0, bpm=100), NoteAdded(at_s=600_000.0, text=""))
    assert len(found.seconds) <= MOST_SECONDS + 1
    assert found.seconds[-1].second == 600_000


@settings(max_examples=50)
@given(ANYTHING, st.lists(st.floats(0.0, 3000.0), max_size=5))
def test_whatever_is_recorded(inputs, marks):
    laps = [(at_s, "") for at_s in sorted({0.0, *marks})]
    found = by_second(*inputs, lasts_s=max(3000.0, inputs[-1].at_s if inputs else 0.0), laps=laps)
    seconds = [item.second for item in found.seconds]
    assert seconds == sorted(set(seconds))
    assert (seconds[0], seconds[-1]) == (0, found.whole.to_s)
    walked = [later - earlier for earlier, later in pairwise(seconds)]
    assert max(walked, default=0) <= PAUSED_STEP_S
    # A heart rate of a second is one that was measured within a second of it; no interval is lost.
    beats = measured(inputs).beats
    assert [ms for item in found.seconds for ms in item.rr_ms] == [ms for beat in beats for ms in beat.rr_ms]
    measured_at = {(whole(beat.at_s), beat.bpm) for beat in beats for whole in (floor, ceil)}
    assert {(item.second, item.bpm) for item in found.seconds if item.bpm} <= measured_at
    assert any(item.bpm for item in found.seconds) == bool(beats)
    assert sum(found.timer_s(lap) for lap in found.laps) == found.timer_s(found.whole)
    assert [lap.from_s for lap in found.laps[1:]] == [lap.to_s for lap in found.laps[:-1]]
