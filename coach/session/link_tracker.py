"""Tracks the way to the strap for the screen: connection, battery, radio signal.

The pacing tracker judges what the connection means for the heart rate; this module only shows and reports it.
"""

from typing import assert_never

from msgspec.structs import replace

from coach.session.events import BatteryLow, LinkStateChanged, SessionEvent, SignalWeak
from coach.session.inputs import (
    BatteryRead,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    SignalStrengthRead,
)
from coach.session.link_facts import LinkFact
from coach.session.snapshot import LinkView

BATTERY_LOW_PCT = 15
"""A coin cell under this may not last the week's walks."""

WEAK_RSSI_DBM = -88
"""Close to the least that a laptop's radio receives (about -95 dBm); a body in between absorbs the rest."""

LinkInput = LinkUp | LinkDown | LinkChanged | BatteryRead | SignalStrengthRead
"""The inputs about the link."""


class LinkTracker:
    """Keeps the `view`, and returns the changes worth reporting as facts."""

    def __init__(self) -> None:
        self.view = LinkView(LinkState.SEARCHING, 0, "", "", None, None)
        self._battery_reported = False
        self._weak_reported = False
        self._unheard_of = True

    def beat(self) -> None:
        """Note a measurement. It makes the link live in another device's recording, which says nothing about a link."""
        if self._unheard_of:
            self._unheard_of = False
            self.view = replace(self.view, state=LinkState.LIVE)

    def take(self, item: LinkInput) -> tuple[SessionEvent, ...]:
        """Take an input of the link, and return its facts. Reports a low battery and a weak signal once a session."""
        match item:
            case LinkUp(name=name):
                self.view = replace(self.view, strap_name=name)
                return self._move(item, LinkState.LIVE, 0, "", shown=name)
            case LinkDown(said=said):
                return self._move(item, LinkState.LOST, 0, said, shown=said)
            case LinkChanged(state=state, attempt=attempt, said=said):
                unchanged = state is self.view.state
                moved = self._move(item, state, attempt, said, shown=said)
                return () if unchanged else moved
            case BatteryRead(percent=percent):
                return self._battery(item.at_s, percent)
            case SignalStrengthRead(rssi_dbm=rssi_dbm):
                return self._strength(item.at_s, rssi_dbm)
            case _:
                assert_never(item)

    def _move(
        self, item: LinkInput, state: LinkState, attempt: int, said: LinkFact | str, *, shown: LinkFact | str
    ) -> tuple[SessionEvent, ...]:
        self._unheard_of = False
        self.view = replace(self.view, state=state, attempt=attempt, said=said)
        return (LinkStateChanged(at_s=item.at_s, state=state, attempt=attempt, said=shown),)

    def _battery(self, at_s: float, percent: int) -> tuple[SessionEvent, ...]:
        if not 0 <= percent <= 100:
            return ()  # reserved values of the characteristic (0x2A19): the level is unknown
        self.view = replace(self.view, battery_percent=percent)
        if percent > BATTERY_LOW_PCT or self._battery_reported:
            return ()
        self._battery_reported = True
        return (BatteryLow(at_s=at_s, percent=percent),)

    def _strength(self, at_s: float, rssi_dbm: int) -> tuple[SessionEvent, ...]:
        self.view = replace(self.view, rssi_dbm=rssi_dbm)
        if rssi_dbm > WEAK_RSSI_DBM or self._weak_reported:
            return ()
        self._weak_reported = True
        return (SignalWeak(at_s=at_s, rssi_dbm=rssi_dbm),)
