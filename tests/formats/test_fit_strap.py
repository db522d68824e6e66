"""The strap's own heart rates: the lower 12 bits of its clock, counted on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.file_times import walk_times
from coach.formats.fit_strap import TICKS_PER_S, StrapBeats

BEGAN_S = 1_795_419_000.0


def packed(ticks):
    """The lower 12 bits of each, two in three bytes."""
    low = [tick % 4096 for tick in ticks]
    pairs = zip(low[::2], [*low[1::2], 0], strict=False)
    return [byte for first, second in pairs for byte in (first & 255, first >> 8 | (second & 15) << 4, second >> 4)]


@given(
    first=st.integers(0, 2**32 - 1),
    steps=st.lists(st.integers(1, 4095), min_size=2, max_size=80).filter(lambda steps: len(steps) % 2 == 0),
    cut=st.integers(1, 4),
)
def test_packed_times_go_on_from_the_whole_one_however_often_the_bits_are_full(first, steps, cut):
    ticks = [first]
    for step in steps:
        ticks.append(ticks[-1] + step)
    strap = StrapBeats()
    strap.take(BEGAN_S, [first / TICKS_PER_S], (), [100])
    for begin in range(1, len(ticks), 2 * cut):
        some = ticks[begin : begin + 2 * cut]
        strap.take(None, (), packed(some), [101] * len(some))
    assert [bpm for _, bpm in strap.beats] == [100, *[101] * len(steps)]
    assert [time_s - BEGAN_S for time_s, _ in strap.beats] == pytest.approx(
        [(tick - first) / TICKS_PER_S for tick in ticks], abs=1e-5
    )


def test_whole_times_count_on_where_32_bits_are_full():
    strap = StrapBeats()
    strap.take(BEGAN_S, [4_194_303.0], (), [100])
    strap.take(None, [1.0, 2.0], (), [101, 102])
    assert [time_s - BEGAN_S for time_s, _ in strap.beats] == [0, 2, 3]


def test_a_later_whole_time_with_the_watchs_sets_the_clock_anew():
    strap = StrapBeats()
    strap.take(BEGAN_S, [10.0], (), [100])
    strap.take(BEGAN_S + 60, [3.0], (), [101])
    strap.take(None, (), packed([4 * 1024, 5 * 1024]), [102, 103])
    assert [time_s - BEGAN_S for time_s, _ in strap.beats] == [0, 60, 61, 62]


def test_beats_without_a_time_of_the_watch_and_empty_values_are_none():
    strap = StrapBeats()
    strap.take(None, [10.0], (), [100])
    strap.take(BEGAN_S, [11.0], (), [None])
    strap.take(None, (), packed([12 * 1024, 13 * 1024]), [101])
    assert [bpm for _, bpm in strap.beats] == [101]
    strap.take(None, (), [1, 2], [102, 103])
    assert [bpm for _, bpm in strap.beats] == [101, 102], "half a number is none"


def beats(*at_s):
    strap = StrapBeats()
    for second in at_s:
        strap.take(BEGAN_S + second, [float(second % 60)], (), [100])
    return strap


@pytest.mark.parametrize(
    ("first_s", "readings_s", "records_s"), [(0, [0, 1], [0, 1]), (5, [5, 6], [0, 1]), (-5, [0, 1], [5, 6])]
)
def test_watch_and_strap_share_the_watchs_clock(first_s, readings_s, records_s):
    readings, times = beats(first_s, first_s + 1).laid_out(walk_times([BEGAN_S, BEGAN_S + 1]))
    assert [reading.at_s for reading in readings] == readings_s
    assert list(times.at_s) == records_s


def test_a_strap_without_a_watch_or_of_another_day_begins_the_walk():
    readings, times = beats(0, 1).laid_out(walk_times([]))
    assert ([reading.at_s for reading in readings], times.began_s) == ([0, 1], BEGAN_S)
    readings, times = beats(0, 1).laid_out(walk_times([5.0, 6.0]))
    assert ([reading.at_s for reading in readings], times.at_s) == ([0, 1], (0, 1))
    untouched = walk_times([5.0])
    assert StrapBeats().laid_out(untouched) == ([], untouched)


def test_a_strap_whose_time_jumps_is_told():
    _, times = beats(0, 1, 2, 86400 * 9, 4).laid_out(walk_times([BEGAN_S]))
    assert times.odd == 1
