"""Freshness, contact, connection; and a number that no longer changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart import signal_quality
from coach.domain.heart.signal_quality import (
    FROZEN_AT_LEAST_S,
    FROZEN_AT_MOST_S,
    STALE_AFTER_S,
    FreezeDetector,
    Rejection,
    Signal,
    SignalMonitor,
)

NUMBERS = {
    "STALE_AFTER_S": 5.0,
    "FROZEN_AT_LEAST_S": 60.0,
    "FROZEN_AT_MOST_S": 180.0,
    "FROZEN_IF_DOUBTED_S": 15.0,
    "FROZEN_READINGS": 18,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(signal_quality, name) for name in NUMBERS} == NUMBERS


def first_frozen_s(detector, bpm, every_s=1.0, from_s=0.0, until_s=400.0):
    at_s = from_s
    while at_s < until_s:
        if detector.update(at_s, bpm):
            return at_s - from_s
        at_s += every_s
    return None


def test_a_strap_that_is_not_known_yet_is_given_two_minutes():
    assert FROZEN_AT_LEAST_S < first_frozen_s(FreezeDetector(), 128) <= FROZEN_AT_MOST_S


def test_a_lively_strap_is_frozen_after_a_minute():
    detector, draw = FreezeDetector(), np.random.default_rng(1)
    assert not any(detector.update(float(s), 128 + draw.integers(-1, 2)) for s in range(300))
    assert first_frozen_s(detector, 140, from_s=300.0) == FROZEN_AT_LEAST_S


def test_a_smoothing_watch_on_a_steady_heart_is_not_frozen_at_its_longest_real_run():
    detector = FreezeDetector()
    for minute in range(10):
        assert not any(detector.update(60.0 * minute + s, 128 + minute % 2) for s in range(59))


def test_a_change_starts_anew():
    detector = FreezeDetector()
    assert first_frozen_s(detector, 128) is not None
    assert not detector.update(401.0, 129)


def test_another_stretch_starts_anew():
    detector = FreezeDetector()
    held_s = first_frozen_s(detector, 128)
    detector.restart()
    assert not detector.update(held_s + 1, 128)


def test_a_slow_recording_is_no_freeze():
    assert first_frozen_s(FreezeDetector(), 128, every_s=30.0) is None


def test_the_first_packet_makes_it_live_and_silence_makes_it_stale():
    monitor = SignalMonitor()
    assert monitor.signal is Signal.WAITING
    assert monitor.next_deadline() is None
    monitor.packet(10.0, None)
    assert monitor.signal is Signal.LIVE
    assert monitor.next_deadline() == 10.0 + STALE_AFTER_S
    monitor.fire()
    assert (monitor.signal, monitor.rejection) == (Signal.STALE, Rejection.SILENT)
    assert monitor.next_deadline() is None


@pytest.mark.parametrize(
    ("rejection", "signal"),
    [
        (Rejection.ZERO, Signal.NO_CONTACT),
        (Rejection.CONTACT_LOST, Signal.NO_CONTACT),
        (Rejection.IMPLAUSIBLE, Signal.SUSPECT),
        (Rejection.FROZEN, Signal.SUSPECT),
        (Rejection.UNSETTLED, Signal.SUSPECT),
    ],
)
def test_a_packet_that_is_not_believed_says_why(rejection, signal):
    monitor = SignalMonitor()
    monitor.packet(1.0, rejection)
    assert (monitor.signal, monitor.rejection) == (signal, rejection)


def test_a_lost_link_expects_nothing_until_it_stands_again():
    monitor = SignalMonitor()
    monitor.packet(1.0, None)
    monitor.link_down()
    assert (monitor.signal, monitor.rejection, monitor.next_deadline()) == (
        Signal.DISCONNECTED,
        Rejection.LINK_DOWN,
        None,
    )
    monitor.restart(2.0)
    assert monitor.signal is Signal.DISCONNECTED
    monitor.link_up(20.0)
    assert (monitor.signal, monitor.next_deadline()) == (Signal.WAITING, 20.0 + STALE_AFTER_S)


CALLS = st.sampled_from(["packet", "doubt", "down", "up", "restart", "fire", "end"])


@given(st.lists(CALLS, max_size=30))
def test_after_the_end_nothing_changes_and_before_it_a_deadline_is_ahead(calls):
    monitor, ended = SignalMonitor(), False
    for at_s, call in enumerate(calls):
        match call:
            case "packet":
                monitor.arrived(at_s)
                monitor.packet(at_s, None)
            case "doubt":
                monitor.packet(at_s, Rejection.ZERO)
            case "down":
                monitor.link_down()
            case "up":
                monitor.link_up(at_s)
            case "restart":
                monitor.restart(at_s)
            case "fire" if monitor.next_deadline() is not None:
                monitor.fire()
            case "end":
                monitor.end()
                ended = True
        assert (monitor.signal is Signal.ENDED) == ended
        due_s = monitor.next_deadline()
        assert due_s is None or due_s > at_s


def test_an_irregular_heart_is_believed_and_called_so():
    monitor = SignalMonitor()
    monitor.packet(10.0, None, irregular=True)
    assert monitor.signal is Signal.IRREGULAR
    assert {signal for signal in Signal if signal.is_believed} == {Signal.LIVE, Signal.IRREGULAR}


def packets(monitor, times_s):
    for at_s in times_s:
        monitor.arrived(at_s)
        monitor.packet(at_s, None)


def test_the_deadline_is_that_of_the_source_s_own_rhythm():
    every_second, every_five = SignalMonitor(), SignalMonitor()
    packets(every_second, range(60))
    packets(every_five, range(0, 60, 5))
    assert every_second.next_deadline() == 59 + 5
    assert 55 + 10 <= every_five.next_deadline() <= 55 + 15


def test_a_lost_packet_teaches_the_rhythm_and_puts_no_deadline_off():
    monitor = SignalMonitor()
    packets(monitor, range(60))
    monitor.arrived(60.0)  # and nothing said of it
    assert monitor.next_deadline() == 59 + 5


def test_the_time_without_a_link_is_no_rhythm():
    monitor = SignalMonitor()
    for minute in range(20):
        packets(monitor, (60.0 * minute, 60.0 * minute + 1))
        monitor.link_down()
        monitor.link_up(60.0 * minute + 12)
    assert monitor.fresh_s == 5.0
