"""How long a silent connection is kept: no longer than today for a strap of one a second, long enough for slow ones."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.sources.bluetooth.silence import AllowedSilence


def heard(gaps_s, *, was_mute=False):
    silence = AllowedSilence(was_mute=was_mute)
    for at_s in accumulate(gaps_s, initial=100.0):
        silence.packet(at_s)
    return silence


def test_a_device_that_sends_nothing_is_given_ten_seconds_and_fifteen_the_next_time():
    assert AllowedSilence(was_mute=False).silent_after_s == 10.0
    assert AllowedSilence(was_mute=True).silent_after_s == 15.0
    assert AllowedSilence(was_mute=False).stale_after_s == 5.0


@pytest.mark.parametrize("was_mute", [False, True])
def test_one_a_second_is_stale_after_five_and_closed_after_ten(was_mute):
    silence = heard([1.0] * 3, was_mute=was_mute)
    assert (silence.stale_after_s, silence.silent_after_s) == (5.0, 10.0)


@given(st.lists(st.floats(1.6, 20.0), max_size=7), st.randoms(use_true_random=False))
def test_stalls_make_no_slow_source_of_one_that_sends_every_second(stalls_s, random):
    late = [1.0] * (15 - len(stalls_s)) + stalls_s
    random.shuffle(late)
    silence = heard([*[1.0] * 15, *late])
    assert (silence.stale_after_s, silence.silent_after_s) == (5.0, 10.0)


@given(st.floats(0.1, 16.0), st.lists(st.floats(0.8, 1.2), max_size=40))
def test_no_gap_of_a_device_s_own_rhythm_closes_its_link(every_s, jitter):
    gaps_s = [every_s * factor for factor in jitter]
    for known in range(len(gaps_s)):
        silence = heard(gaps_s[:known])
        assert gaps_s[known] < silence.silent_after_s <= 30.0
        assert silence.stale_after_s <= min(15.0, silence.silent_after_s)


def test_one_lost_packet_of_a_slow_device_closes_nothing():
    assert heard([12.0] * 3).silent_after_s > 24.0


def test_a_burst_and_a_pause_are_no_rhythm_yet():
    assert heard([0.01, 0.01, 12.0, 0.01, 0.01]).silent_after_s == 20.0
