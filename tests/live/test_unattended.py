"""A walk that nobody looks at ends by itself: after its recovery, or half an hour after the last heart."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.live.unattended import LOST_S, RECOVERED_S, Unattended
from coach.session.inputs import EndReason
from tests.support import scenes

LIVE = replace(scenes.LIVE_IN, at_s=0.0)
LOST = replace(scenes.LOST, at_s=0.0)
FINISHED = replace(scenes.FINISHED, recovery_bpm=None, ended=False)


def looks(unattended, snapshot, times_s, *, has_terminal=False):
    """The first reason, and when."""
    for at_s in times_s:
        reason = unattended.look(replace(snapshot, at_s=float(at_s)), has_terminal=has_terminal)
        if reason is not None:
            return reason, at_s
    return None


def test_a_walk_with_a_heart_goes_on_for_ever():
    assert looks(Unattended(), LIVE, range(0, 100_000, 60)) is None


def test_without_a_heart_it_ends_after_half_an_hour():
    unattended = Unattended()
    assert looks(unattended, LIVE, range(600)) is None
    assert looks(unattended, LOST, range(600, 9000)) == (EndReason.INTERRUPTED, 599 + LOST_S)


@given(st.floats(0, 100_000))
def test_a_walk_that_goes_on_hours_after_its_beginning_waits_as_long(begins_s):
    unattended = Unattended()
    assert looks(unattended, LOST, [begins_s, begins_s + LOST_S - 1]) is None
    assert looks(unattended, LOST, [begins_s + LOST_S + 1]) is not None


def test_a_terminal_that_looks_on_ends_it_itself():
    unattended = Unattended()
    for snapshot in (LOST, FINISHED):
        assert looks(unattended, snapshot, range(0, 9000, 10), has_terminal=True) is None


def test_a_heart_comes_back_in_time():
    unattended = Unattended()
    assert looks(unattended, LOST, range(0, 1700, 10)) is None
    assert looks(unattended, LIVE, [1700]) is None
    assert looks(unattended, LOST, range(1710, 3500, 10)) is None
    assert looks(unattended, replace(LIVE, signal=Signal.IRREGULAR), [3499]) is None
    assert looks(unattended, LOST, range(3500, 5290, 10)) is None


def test_a_finished_walk_ends_with_its_recovery():
    unattended = Unattended()
    assert looks(unattended, LIVE, range(100)) is None
    assert looks(unattended, FINISHED, range(100, 160)) is None
    assert looks(unattended, replace(FINISHED, recovery_bpm=22.0), [160]) == (EndReason.FINISHED, 160)


def test_a_finished_walk_whose_recovery_cannot_be_measured_ends_too():
    assert looks(Unattended(), FINISHED, range(100, 900)) == (EndReason.FINISHED, 100 + RECOVERED_S)


def test_a_terminal_that_goes_after_the_finish_does_not_begin_it_anew():
    unattended = Unattended()
    assert looks(unattended, FINISHED, range(100, 130), has_terminal=True) is None
    assert looks(unattended, FINISHED, range(130, 900)) == (EndReason.FINISHED, 100 + RECOVERED_S)


def test_a_walk_that_is_over_is_not_ended_again():
    assert looks(Unattended(), scenes.ENDED, range(0, 9000, 10)) is None
