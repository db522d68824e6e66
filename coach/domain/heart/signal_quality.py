"""Is there a heart rate to believe, and when not, why not.

The monitor knows packets, not beats: how old the last one is, whether the strap says it touches skin, whether the
connection stands. Whether a number that did arrive is believable is the estimator's to say (`estimator`);
`pacing.tracker` puts both together.
"""

import math
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


class Rejection(StrEnum):
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


REPEATS_AT_FIRST = (9.0, 10.0)
"""What is assumed of a strap before it is known: 9 of 10 whole-number readings repeat the last one. Real watches repeat
22-72 % of theirs, and are learnt within a minute or two."""

CHANCE_OF_FREEZE = 1e-6
"""A run of equal readings as unlikely as this is no beating heart."""

FROZEN_AT_LEAST_S, FROZEN_AT_MOST_S = 60.0, 180.0
"""Seconds at one number: a steady heart under a watch that smooths held one for 58 s (the longest of sixteen real
recordings without beat intervals; stuck numbers last 24-120 s)."""

FROZEN_IF_DOUBTED_S = 15.0
"""A number that is not believed yet and does not move is no evidence for itself: false values were held for 5-16 s."""

FROZEN_READINGS = 18
"""And so many readings: one a minute, all alike, is a slow recording and no freeze."""


class FreezeDetector:
    """A number that no longer changes, from a strap that sends no beat intervals.

    How often this strap repeats itself is learnt, for an average over many beats stands still for long where one over
    three does not.
    """

    __slots__ = ("_last_bpm", "_repeats", "_run", "_seen", "_since_s")

    def __init__(self) -> None:
        self._repeats, self._seen = REPEATS_AT_FIRST
        self.restart()

    def restart(self) -> None:
        """Another stretch of readings begins; what is known of the strap stays."""
        self._last_bpm: int | None = None
        self._run = 0
        self._since_s = 0.0

    def update(self, at_s: float, bpm: int, *, doubted: bool = False) -> bool:
        """Whether this reading is one too many of the same; `doubted` says that the number is not believed anyway."""
        if bpm == self._last_bpm:
            self._run += 1
        else:
            self._repeats += self._run
            self._seen += self._run + 1
            self._last_bpm, self._run, self._since_s = bpm, 0, at_s
        held_s = at_s - self._since_s
        if doubted:
            return held_s > FROZEN_IF_DOUBTED_S
        if held_s < FROZEN_AT_LEAST_S or self._run < FROZEN_READINGS:
            return False
        longest = math.log(CHANCE_OF_FREEZE) / math.log(self._repeats / self._seen)
        return self._run >= longest or held_s >= FROZEN_AT_MOST_S


class SignalMonitor:
    """Freshness, contact and connection, from the times of inputs alone.

    Owns one deadline: the moment the last packet becomes too old. What it says between inputs changes only there.
    """

    __slots__ = ("_doubt", "_signal", "_stale_at_s")

    def __init__(self) -> None:
        self._signal = Signal.WAITING
        self._doubt: Rejection | None = None
        self._stale_at_s: float | None = None

    @property
    def signal(self) -> Signal:
        """The present state."""
        return self._signal

    @property
    def rejection(self) -> Rejection | None:
        """Why the signal is not live, where there is more to say than the state's name."""
        return self._doubt

    def next_deadline(self) -> float | None:
        """When silence becomes staleness, None while nothing is expected."""
        return self._stale_at_s

    def packet(self, at_s: float, rejection: Rejection | None) -> None:
        """A packet came; `rejection` is why its number is not believed, None when it is."""
        if self._signal is Signal.ENDED:
            return
        self._stale_at_s = at_s + STALE_AFTER_S
        self._doubt = rejection
        if rejection is None:
            self._signal = Signal.LIVE
        elif rejection in {Rejection.ZERO, Rejection.CONTACT_LOST}:
            self._signal = Signal.NO_CONTACT
        else:
            self._signal = Signal.SUSPECT

    def link_down(self) -> None:
        """The connection is gone; nothing is expected until it is back."""
        if self._signal is not Signal.ENDED:
            self._signal, self._doubt, self._stale_at_s = Signal.DISCONNECTED, Rejection.LINK_DOWN, None

    def link_up(self, at_s: float) -> None:
        """Connected: the first packet is awaited, and its absence becomes staleness like any other."""
        if self._signal is not Signal.ENDED:
            self._signal, self._doubt, self._stale_at_s = Signal.WAITING, None, at_s + STALE_AFTER_S

    def restart(self, at_s: float) -> None:
        """After a pause or with another strap: what stood is history, a packet is awaited where a connection stands."""
        if self._signal is not Signal.DISCONNECTED:
            self.link_up(at_s)

    def end(self) -> None:
        """The session is over; nothing changes any more."""
        self._signal, self._doubt, self._stale_at_s = Signal.ENDED, None, None

    def fire(self) -> None:
        """The deadline passed without a packet."""
        self._signal, self._doubt, self._stale_at_s = Signal.STALE, Rejection.SILENT, None
