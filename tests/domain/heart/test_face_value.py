"""What the strap says at face value: its number, its intervals one by one, and whether their rhythm is irregular."""

import numpy as np
import pytest

from coach.domain.heart import face_value
from coach.domain.heart.face_value import FaceValue

NUMBERS = {
    "WORD_S": 8.0,
    "MEAN_S": 24.0,
    "LEAST_BEATS": 16,
    "ODD_STEP": 0.07,
    "ODD_STEP_AT_REST": 0.0015,
    "BREATHING_BELOW_BPM": 100.0,
    "IRREGULAR_SHARE": 0.38,
    "EVEN_SHARE": 0.28,
    "LATE_BEATS": 12,
    "MOST_ODD_OF_LATE": 1,
    "ORDERS": (2, 3, 4, 5),
    "ORDERLY_STEP": 0.04,
    "COVERED_FROM": 0.8,
    "COVERED_TO": 1.2,
    "SUPPORT_BPM": 7.0,
    "SUPPORT_SHARE": 0.08,
    "SETTLED_SHARE": 0.15,
    "TURNS": 6,
    "TURNS_WITHIN_S": 12.0,
    "SLOW_TURNS_WITHIN_S": 36.0,
    "SLOW_TURN_S": 2.0,
    "LEAP_SHARE": 0.12,
    "LARGEST_LEAP_SHARE": 1.6,
    "ONE_PACKET_SHARE": 0.05,
    "UNSTEADY_SHARE": 0.08,
    "MOST_LEAPS": 1,
    "SMOOTH_BPM": 4.0,
    "SMOOTH": ((10.0, 3), (15.0, 1)),
    "WILD_SHARE": 0.16,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(face_value, name) for name in NUMBERS} == NUMBERS


def beats(intervals_s, until_s=60.0, shown_bpm=None):
    """Packets of one a second with the intervals that ended since, taken in turn, and the mean of five as the bpm."""
    packets, beat_at_s, tick_s, waiting, late = [], 0.0, 1.0, [], []
    for index in range(10_000):
        interval = intervals_s[index % len(intervals_s)]
        beat_at_s += interval
        while beat_at_s > tick_s:
            bpm = round(60 * len(late) / sum(late)) if late else round(60 / interval)
            packets.append((tick_s, shown_bpm or bpm, waiting))
            waiting, tick_s = [], tick_s + 1
            if tick_s > until_s:
                return packets
        waiting.append(interval)
        late = [*late, interval][-5:]
    raise AssertionError


def taken(packets, face=None):
    face = face or FaceValue()
    for at_s, bpm, intervals in packets:
        face.take(at_s, bpm, intervals)
    return face


def fibrillation(mean_s=0.6, share=0.18, seed=1):
    draw = np.random.default_rng(seed)
    return [max(0.3, mean_s * (1 + share * draw.normal())) for _ in range(500)]


BIGEMINY = [0.42, 0.78]
TRIGEMINY = [0.6, 0.6, 0.42, 0.78]
ONE_IN_SIX_DROPPED = [0.6, 0.6, 0.6, 0.6, 1.2]
EARLY_ONE_IN_TEN = [*[0.6] * 8, 0.42, 0.78]


def test_nothing_said_is_no_word():
    face = FaceValue()
    assert face.own_bpm is None
    assert face.counted_bpm(0.0) is None
    assert face.irregular_s(0.0) == 0.0


def test_its_words_are_the_number_and_the_plain_count():
    face = taken(beats([0.5]))
    assert face.own_bpm == 120
    assert face.counted_bpm(60.0) == pytest.approx(120)
    assert face.mean_bpm == pytest.approx(120)
    assert face.scatter == pytest.approx(0, abs=1e-6)


def test_the_count_of_bigeminy_is_its_mean():
    assert taken(beats(BIGEMINY)).mean_bpm == pytest.approx(100, abs=2)


def test_the_words_are_those_of_late():
    face = taken([(float(s), 120, [0.5, 0.5]) for s in range(1, 31)])
    taken([(float(s), 90, [0.667]) for s in range(31, 41)], face)
    assert face.own_bpm == 90
    assert face.counted_bpm(40.0) == pytest.approx(90, abs=1)
    assert face.mean_bpm > 100
    assert face.counted_bpm(60.0) is None


def test_an_impossible_number_is_no_word_and_its_intervals_are():
    face = taken([(float(s), None, [0.5, 0.5]) for s in range(1, 31)])
    assert face.own_bpm is None
    assert face.supports(30.0, 120.0, 0.0)


@pytest.mark.parametrize(
    ("bpm", "supported"), [(120, True), (126, True), (128, True), (100, False), (60, False), (240, False)]
)
def test_a_heart_rate_near_a_word_is_supported(bpm, supported):
    face = taken(beats([0.5]))
    assert face.supports(60.0, bpm, 0.0) is supported
    assert face.is_steady
    assert face.contradicts(60.0, bpm, 0.0) == (not supported)


def test_one_of_two_words_is_support_enough():
    face = taken(beats([0.5], shown_bpm=60))
    assert face.supports(60.0, 60.0, 0.0)
    assert face.supports(60.0, 120.0, 0.0)


def test_a_steep_course_widens_what_is_near():
    face = taken(beats([0.5]))
    assert not face.supports(60.0, 132.0, 0.0)
    assert face.supports(60.0, 132.0, 1.0)


def test_a_number_that_leaps_about_contradicts_nothing():
    face = taken([(float(s), 60 if s % 3 else 100, [0.5, 0.5]) for s in range(1, 31)])
    assert not face.is_steady
    assert not face.contradicts(30.0, 180.0, 0.0)


@pytest.mark.parametrize("rhythm", [BIGEMINY, TRIGEMINY, ONE_IN_SIX_DROPPED, fibrillation()])
def test_a_heart_that_is_irregular_for_long_is_irregular(rhythm):
    assert taken(beats(rhythm)).irregular_s(60.0) > 30


@pytest.mark.parametrize(
    "rhythm", [[0.6], EARLY_ONE_IN_TEN, fibrillation(share=0.02), list(np.linspace(0.6, 0.4, 120))]
)
def test_early_beats_scatter_and_a_new_effort_are_not(rhythm):
    assert taken(beats(rhythm)).irregular_s(60.0) == 0.0


def test_the_breath_of_a_resting_heart_is_not():
    breathing = [0.9 * (1 + 0.05 * np.sin(2 * np.pi * beat / 5)) for beat in range(500)]
    assert taken(beats(breathing)).irregular_s(60.0) == 0.0


def test_an_even_rhythm_ends_it_within_seconds():
    face = taken(beats(BIGEMINY))
    assert face.irregular_s(60.0) > 30
    taken(((at_s + 60, bpm, intervals) for at_s, bpm, intervals in beats([0.6], 12)), face)
    assert face.irregular_s(72.0) == 0.0


def test_intervals_that_do_not_add_up_to_the_time_are_no_rhythm():
    assert taken((at_s, bpm, intervals[:1]) for at_s, bpm, intervals in beats([0.3, 0.5])).irregular_s(60.0) == 0.0


@pytest.mark.parametrize("rhythm", [BIGEMINY, TRIGEMINY, ONE_IN_SIX_DROPPED])
def test_a_pattern_that_repeats_is_orderly(rhythm):
    assert taken(beats(rhythm)).is_orderly


@pytest.mark.parametrize("seed", range(5))
def test_fibrillation_is_not_orderly_and_its_mean_is_settled(seed):
    face = taken(beats(fibrillation(seed=seed)))
    assert not face.is_orderly
    assert face.is_settled(60.0)
    assert face.mean_bpm == pytest.approx(100, abs=8)
    assert face.scatter == pytest.approx(0.18, abs=0.06)


def test_a_mean_across_a_change_is_not_settled():
    assert not taken([*beats([0.6], 30), *((s + 30, b, i) for s, b, i in beats([0.4], 8))]).is_settled(38.0)


def in_turn(first, second, count=40):
    return [(float(s), *(first if s % 2 else second)) for s in range(1, count)]


def test_two_hearts_in_turn_are_two():
    assert taken(in_turn((75, [0.8]), (120, [0.5, 0.5]))).are_two
    assert taken(in_turn((75, []), (120, []))).are_two


@pytest.mark.parametrize("each_s", [3, 4, 5])
def test_intervals_show_two_hearts_in_turns_of_some_seconds_too(each_s):
    first, second = (75, [0.8, 0.8]), (120, [0.5, 0.5])
    readings = [(float(s), *(first if s // each_s % 2 else second)) for s in range(1, 60)]
    assert taken(readings).are_two
    assert not taken((at_s, bpm, [0.55, 0.45]) for at_s, bpm, _ in readings).are_two  # no heart of its own in a packet


@pytest.mark.parametrize("rhythm", [[0.5], BIGEMINY, TRIGEMINY, ONE_IN_SIX_DROPPED, fibrillation()])
def test_one_heart_is_not(rhythm):
    assert not taken(beats(rhythm)).are_two


def test_a_missed_beat_now_and_then_is_no_second_heart():
    readings = [(float(s), *((110, [0.94]) if s % 8 == 0 else (128, [0.47, 0.47]))) for s in range(1, 60)]
    assert not taken(readings).are_two


@pytest.mark.parametrize(("since_s", "smooth"), [(5, False), (20, True)])
def test_a_number_that_moves_as_hearts_do_for_a_quarter_minute_is_smooth(since_s, smooth):
    readings = [(float(s), 90, []) for s in range(1, 31)] + [
        (30.0 + s, 140 + s // 3, []) for s in range(1, since_s + 1)
    ]
    assert taken(readings).smooth_s(30.0 + since_s) == (since_s - 1 if smooth else 0)


def test_a_number_that_stands_still_is_not():
    assert not taken((float(s), 198, []) for s in range(1, 60)).smooth_s(59.0)


def test_what_stood_before_a_hole_or_was_frozen_was_not_smooth():
    face = taken((float(s), 140 + s // 3, []) for s in range(1, 31))
    assert face.smooth_s(30.0) > 0
    face.break_off(30.0)
    assert face.smooth_s(30.0) == 0
    face.take(31.0, 150, [])
    assert face.smooth_s(31.0) == 0


@pytest.mark.parametrize(("now_s", "settled"), [(0.5, True), (0.47, False)])
def test_a_mean_that_the_last_beats_leave_by_more_than_15_percent_is_not_settled(now_s, settled):
    """Nine beats at 120 after sixteen at 100 are 13 % over the mean of all, at 128 they are 18 %."""
    packets = [(float(s), 100, [0.6 if s < 32 else now_s]) for s in range(1, 41)]
    assert taken(packets).is_settled(40.0) is settled


def test_a_leap_of_just_the_share_that_a_mean_may_make_is_none():
    """8 % of 100 leave a number steady, 16 % do not make it wild."""
    for higher, steady, wild in ((108, True, False), (109, False, False), (116, False, False), (117, False, True)):
        face = taken((float(s), higher if s % 4 == 0 else 100, []) for s in range(1, 31))
        assert (face.is_steady, face.is_wild) == (steady, wild), higher
