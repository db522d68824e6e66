"""A lost heart rate is announced once, and so is its return."""

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing import signal_watch
from coach.domain.pacing.signal_watch import SIGNAL_BACK_AFTER_S, SIGNAL_LOST_AFTER_S, SignalNews, SignalWatch
from coach.domain.pacing.tracker import Assessment

NUMBERS = {
    "SIGNAL_LOST_AFTER_S": 15.0,
    "SIGNAL_BACK_AFTER_S": 10.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(signal_watch, name) for name in NUMBERS} == NUMBERS


def at(at_s, bpm=None):
    signal = Signal.STALE if bpm is None else Signal.LIVE
    return Assessment(at_s=at_s, sent_bpm=None, signal=signal, reason=None, believed_bpm=bpm)


def test_lost_once_and_back_once():
    watch = SignalWatch()
    told = [(at_s, watch.update(at(float(at_s), None if at_s < 40 else 120.0))) for at_s in range(80)]
    assert [item for item in told if item[1] is not None] == [
        (SIGNAL_LOST_AFTER_S, SignalNews.LOST),
        (40 + SIGNAL_BACK_AFTER_S, SignalNews.BACK),
    ]


def test_the_deadline_is_when_it_will_be_announced():
    watch = SignalWatch()
    assert watch.next_deadline() is None
    watch.update(at(3.0))
    assert watch.next_deadline() == 3.0 + SIGNAL_LOST_AFTER_S
    assert watch.update(at(watch.next_deadline())) is SignalNews.LOST
    assert watch.next_deadline() is None


def test_a_restart_forgets_how_long_and_keeps_what_was_said():
    watch = SignalWatch()
    watch.update(at(0.0))
    watch.restart()
    assert watch.update(at(SIGNAL_LOST_AFTER_S)) is None
    watch.update(at(2 * SIGNAL_LOST_AFTER_S))
    watch.restart()
    assert watch.is_lost_said
