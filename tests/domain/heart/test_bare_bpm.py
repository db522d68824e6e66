"""A number without intervals: alive where it changes, old where a strap that sent intervals repeats it."""

import pytest

from coach.domain.heart import bare_bpm
from coach.domain.heart.bare_bpm import BareBpm

NUMBERS = {
    "INTERVALS_PAUSE_S": 2.5,
    "LONGEST_STEP_S": 1.5,
    "INTERVALS_GONE_S": 4.0,
    "STANDS_S": 10.0,
    "PAUSES_ALLOWED": 1.2,
    "ALIVE_CHANGES": 3,
    "OLD_S": 5.0,
    "GOES_ON_BPM": 10,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(bare_bpm, name) for name in NUMBERS} == NUMBERS


def told(bare, numbers, from_s=0.0):
    """Whether each number, one a second, is frozen."""
    return [bare.take(from_s + index, bpm, doubted=False) for index, bpm in enumerate(numbers)]


def without_intervals(bare, seconds, bpm=128, from_s=0.0):
    for second in range(seconds):
        bare.note_none(1.0)
        bare.take(from_s + second, bpm, doubted=False)


def test_a_source_that_never_sent_intervals_counts_from_its_first_number():
    bare = BareBpm(paced=False)
    assert bare.stands_alone
    assert bare.is_reliable(4.0, 128, None)


def test_intervals_may_be_two_seconds_late():
    bare = BareBpm(paced=False)
    bare.note_intervals()
    bare.note_none(1.0)
    bare.note_none(1.0)
    assert not bare.stands_alone
    bare.note_none(1.0)
    assert bare.stands_alone
    bare.note_intervals()
    assert not bare.stands_alone


def test_a_hole_is_no_number_without_intervals():
    bare = BareBpm(paced=False)
    bare.note_intervals()
    bare.note_none(60.0)
    assert not bare.stands_alone


def test_a_number_goes_on_from_where_the_intervals_ended():
    bare = BareBpm(paced=False)
    bare.note_intervals()
    without_intervals(bare, 4)
    assert bare.is_reliable(4.0, 130, 128.0)
    assert not bare.is_reliable(4.0, 150, 128.0)
    assert not bare.is_reliable(4.0, 128, None)


def test_or_shows_by_changing_that_it_is_alive():
    bare = BareBpm(paced=False)
    bare.note_intervals()
    without_intervals(bare, 4)
    told(bare, [150, 151, 152, 151], 4.0)
    assert bare.is_reliable(8.0, 152, 128.0)
    bare.break_off()
    assert not bare.is_reliable(8.0, 152, 128.0)


def test_where_intervals_stopped_it_stands_still_for_ten_seconds_at_most():
    bare = BareBpm(paced=False)
    bare.note_intervals()
    frozen = []
    for second in range(1, 31):
        bare.note_none(1.0)
        frozen.append(bare.take(float(second), 128, doubted=False))
    assert not any(frozen[:10])
    assert all(frozen[12:])


def test_where_there_never_were_any_it_may_stand_for_a_minute():
    frozen = told(BareBpm(paced=False), [128] * 200)
    assert not any(frozen[:60])
    assert frozen[-1]


def test_when_it_moves_again_it_is_an_old_one_for_some_seconds():
    bare = BareBpm(paced=False)
    assert told(bare, [128] * 200)[-1]
    told(bare, [127], 200.0)
    assert not bare.is_reliable(203.0, 127, 128.0)
    assert bare.is_reliable(205.0, 121, 128.0)


@pytest.mark.parametrize("sent_intervals", [True, False])
def test_a_paced_heart_never_freezes(sent_intervals):
    bare = BareBpm(paced=True)
    if sent_intervals:
        bare.note_intervals()
    for second in range(600):
        bare.note_none(1.0)
        assert not bare.take(float(second), 70, doubted=False)


def test_another_stretch_begins_anew():
    bare = BareBpm(paced=False)
    told(bare, [128] * 200)
    bare.restart()
    assert not bare.take(201.0, 128, doubted=False)
