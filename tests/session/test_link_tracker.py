"""The link as it is shown, and what of it is told."""

import pytest

from coach.session.events import BatteryLow, LinkStateChanged, SignalWeak
from coach.session.inputs import BatteryRead, LinkChanged, LinkDown, LinkState, LinkUp, SignalStrengthRead
from coach.session.link_tracker import LinkTracker


def test_from_searching_to_live_and_back():
    link = LinkTracker()
    assert link.view.state is LinkState.SEARCHING
    assert link.take(LinkChanged(at_s=1.0, state=LinkState.CONNECTING, attempt=2, said="Trying")) == (
        LinkStateChanged(at_s=1.0, state=LinkState.CONNECTING, attempt=2, said="Trying"),
    )
    assert link.take(LinkUp(at_s=2.0, name="Polar H10")) == (
        LinkStateChanged(at_s=2.0, state=LinkState.LIVE, attempt=0, said="Polar H10"),
    )
    assert (link.view.state, link.view.strap_name, link.view.attempt, link.view.said) == (
        LinkState.LIVE, "Polar H10", 0, "",
    )  # fmt: skip
    assert link.take(LinkDown(at_s=3.0, said="Out of range.")) == (
        LinkStateChanged(at_s=3.0, state=LinkState.LOST, attempt=0, said="Out of range."),
    )
    assert (link.view.state, link.view.said, link.view.strap_name) == (LinkState.LOST, "Out of range.", "Polar H10")


def test_beats_of_a_recording_that_says_nothing_of_a_link_are_one():
    link = LinkTracker()
    link.beat()
    assert (link.view.state, link.view.strap_name) == (LinkState.LIVE, "")


def test_a_link_that_was_told_of_is_not_mended_by_a_late_beat():
    link = LinkTracker()
    link.take(LinkDown(at_s=3.0, said="Out of range."))
    link.beat()
    assert link.view.state is LinkState.LOST


def test_the_next_try_is_shown_and_not_told_again():
    link = LinkTracker()
    assert link.take(LinkChanged(at_s=1.0, state=LinkState.SEARCHING, attempt=3, said="Still looking")) == ()
    assert (link.view.attempt, link.view.said) == (3, "Still looking")


@pytest.mark.parametrize(
    ("percent", "shown", "told"), [(16, 16, False), (15, 15, True), (0, 0, True), (255, None, False)]
)
def test_a_low_battery_is_told_once(percent, shown, told):
    link = LinkTracker()
    first = link.take(BatteryRead(at_s=1.0, percent=percent))
    assert first == ((BatteryLow(at_s=1.0, percent=percent),) if told else ())
    assert link.view.battery_percent == shown
    assert link.take(BatteryRead(at_s=2.0, percent=percent)) == ()


@pytest.mark.parametrize(("rssi_dbm", "told"), [(-87, False), (-88, True), (-100, True)])
def test_a_weak_signal_is_told_once(rssi_dbm, told):
    link = LinkTracker()
    first = link.take(SignalStrengthRead(at_s=1.0, rssi_dbm=rssi_dbm))
    assert first == ((SignalWeak(at_s=1.0, rssi_dbm=rssi_dbm),) if told else ())
    assert link.view.rssi_dbm == rssi_dbm
    assert link.take(SignalStrengthRead(at_s=2.0, rssi_dbm=rssi_dbm)) == ()
