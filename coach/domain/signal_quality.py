"""Is there a heart rate to believe, and when not, why not.

The monitor knows packets, not beats: how old the last one is, whether the strap says it touches skin, whether the
connection stands. Whether a number that did arrive is believable is the estimator's to say (`smoothing`); the facade
in `judgement` puts both together.
"""

from enum import StrEnum

STALE_AFTER_S = 5.0
"""A strap notifies about once a second; five missed in a row is no jitter. Shown as stale, never as a number."""


class Signal(StrEnum):
    """What stands between the strap and a believable heart rate."""

    WAITING = "waiting"
    """Nothing has come yet."""
    LIVE = "live"
    """Readings come and are believed."""
    STALE = "stale"
    """The last packet is older than `STALE_AFTER_S`; the connection may still stand."""
    NO_CONTACT = "no_contact"
    """The strap itself says it has no skin contact, or sends zeros."""
    SUSPECT = "suspect"
    """Readings come and are not believed; the reason says why."""
    DISCONNECTED = "disconnected"
    """The connection is gone."""
    ENDED = "ended"
    """The session is over."""


class Doubt(StrEnum):
    """Why a reading is not believed."""

    ZERO = "zero"
    """0 bpm: the strap's word for "no reading"."""
    CONTACT_LOST = "contact_lost"
    """The strap reports that its electrodes do not touch skin."""
    IMPLAUSIBLE = "implausible"
    """A number no walking heart has, or a jump no heart makes."""
    FROZEN = "frozen"
    """The same number for longer than a beating heart allows."""
    UNSETTLED = "unsettled"
    """Too little agreement so far to name a number: a dry start, or the first seconds after a gap."""
    SILENT = "silent"
    """No packet for `STALE_AFTER_S`."""
    LINK_DOWN = "link_down"
    """The connection is gone."""


class SignalMonitor:
    """Freshness, contact and connection, from the times of inputs alone.

    Owns one deadline: the moment the last packet becomes too old. What it says between inputs changes only there.
    """

    __slots__ = ("_doubt", "_signal", "_stale_at_s")

    def __init__(self) -> None:
        self._signal = Signal.WAITING
        self._doubt: Doubt | None = None
        self._stale_at_s: float | None = None

    @property
    def signal(self) -> Signal:
        """The present state."""
        return self._signal

    @property
    def doubt(self) -> Doubt | None:
        """Why the signal is not live, where there is more to say than the state's name."""
        return self._doubt

    def next_deadline(self) -> float | None:
        """When silence becomes staleness, None while nothing is expected."""
        return self._stale_at_s

    def packet(self, at_s: float, doubt: Doubt | None) -> None:
        """A packet came; `doubt` is why its number is not believed, None when it is."""
        if self._signal is Signal.ENDED:
            return
        self._stale_at_s = at_s + STALE_AFTER_S
        self._doubt = doubt
        if doubt is None:
            self._signal = Signal.LIVE
        elif doubt in {Doubt.ZERO, Doubt.CONTACT_LOST}:
            self._signal = Signal.NO_CONTACT
        else:
            self._signal = Signal.SUSPECT

    def link_down(self) -> None:
        """The connection is gone; nothing is expected until it is back."""
        if self._signal is not Signal.ENDED:
            self._signal, self._doubt, self._stale_at_s = Signal.DISCONNECTED, Doubt.LINK_DOWN, None

    def link_up(self, at_s: float) -> None:
        """Connected: the first packet is awaited, and its absence becomes staleness like any other."""
        if self._signal is not Signal.ENDED:
            self._signal, self._doubt, self._stale_at_s = Signal.WAITING, None, at_s + STALE_AFTER_S

    def end(self) -> None:
        """The session is over; nothing changes any more."""
        self._signal, self._doubt, self._stale_at_s = Signal.ENDED, None, None

    def fire(self) -> None:
        """The deadline passed without a packet."""
        self._signal, self._doubt, self._stale_at_s = Signal.STALE, Doubt.SILENT, None
