"""Says whether there is a heart rate to believe, and if not, why not.

The monitor knows packets, not beats: how old the last one is, whether the strap says it touches skin, whether it is
connected. The estimator (`estimator`) decides whether a number that did arrive is believable; `pacing.tracker` puts
both together.
"""

import math
from enum import StrEnum

from coach.domain.heart.rhythm import FRESH_AT_LEAST_S, Rhythm

STALE_AFTER_S = FRESH_AT_LEAST_S
"""A strap notifies about once a second; five missed in a row are not jitter. Shown as stale, never as a number."""


class Signal(StrEnum):
    """The state of the strap's signal."""

    WAITING = "waiting"
    """No packet has come yet."""
    LIVE = "live"
    """Readings come and are believable."""
    IRREGULAR = "irregular"
    """Readings come from a heart whose rhythm is irregular: its mean is believable, with a wider error."""
    STALE = "stale"
    """The last packet is older than the source's own rhythm allows (`rhythm`); the strap may still be connected."""
    NO_CONTACT = "no_contact"
    """The strap itself says it has no skin contact, or sends zeros."""
    SUSPECT = "suspect"
    """Readings come and are not believable; the reason says why."""
    DISCONNECTED = "disconnected"
    """The connection is gone."""
    ENDED = "ended"
    """The session is over."""

    @property
    def is_believed(self) -> bool:
        """Return whether there is a believed heart rate."""
        return self is Signal.LIVE or self is Signal.IRREGULAR


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
    """No packet for longer than the source's own rhythm allows."""
    LINK_DOWN = "link_down"
    """The connection is gone."""


class Remark(StrEnum):
    """What the strap was found to do, worth saying once."""

    CONTACT_BIT = "contact_bit"
    """It reports no skin contact while its beats are flawless; the beats are believed."""
    INTERVAL_UNIT = "interval_unit"
    """Its intervals and its bpm differ by a constant ratio (milliseconds sent as 1/1024 s); the bpm is believed."""
    CONSTANT = "constant"
    """Its number does not change at all and there are no intervals: frozen, or a paced heart."""


REPEATS_AT_FIRST = (9.0, 10.0)
"""The assumption about an unknown strap: 9 of 10 whole-number readings repeat the last one. Real watches repeat 22-72 %
of theirs; the detector learns the rate within a minute or two."""

CHANCE_OF_FREEZE = 1e-6
"""A run of equal readings as unlikely as this does not come from a beating heart."""

FROZEN_AT_LEAST_S, FROZEN_AT_MOST_S = 60.0, 180.0
"""Seconds at one number: a steady heart under a watch that smooths held one for 58 s (the longest of sixteen real
recordings without beat intervals; stuck numbers last 24-120 s)."""

FROZEN_IF_DOUBTED_S = 15.0
"""Limit for a number not believed yet: standing still does not confirm it, for straps held false values for 5-16 s."""

FROZEN_READINGS = 18
"""Minimum run: one equal reading a minute is a slow recorder, not a frozen strap."""


class FreezeDetector:
    """Detects a number that no longer changes, from a strap that sends no beat intervals.

    Learns how often this strap repeats itself, for an average over many beats stands still much longer than one over
    three.
    """

    __slots__ = ("_last_bpm", "_repeats", "_run", "_seen", "_since_s")

    def __init__(self) -> None:
        self._repeats, self._seen = REPEATS_AT_FIRST
        self.restart()

    def restart(self) -> None:
        """Begin another stretch of readings; keep what is known of the strap."""
        self._last_bpm: int | None = None
        self._run = 0
        self._since_s = 0.0

    def update(self, at_s: float, bpm: int, *, doubted: bool = False) -> bool:
        """Return whether this reading shows a freeze; `doubted` means that the number is not believed anyway."""
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
    """Tracks freshness, contact and connection, from the times of inputs alone.

    Owns one deadline: the moment the last packet becomes too old. Between inputs its state changes only there.
    """

    __slots__ = ("_doubt", "_rhythm", "_signal", "_stale_at_s")

    def __init__(self) -> None:
        self._signal = Signal.WAITING
        self._doubt: Rejection | None = None
        self._stale_at_s: float | None = None
        self._rhythm = Rhythm()

    @property
    def fresh_s(self) -> float:
        """How old this source's last packet may be."""
        return self._rhythm.fresh_s

    @property
    def signal(self) -> Signal:
        """The present state."""
        return self._signal

    @property
    def rejection(self) -> Rejection | None:
        """Why the signal is not live, where there is more to say than the state's name."""
        return self._doubt

    def next_deadline(self) -> float | None:
        """Return when silence becomes staleness; None while no packet is due."""
        return self._stale_at_s

    def arrived(self, at_s: float) -> None:
        """Note that a packet came, whatever it says."""
        self._rhythm.packet(at_s)

    def packet(self, at_s: float, rejection: Rejection | None, *, irregular: bool = False) -> None:
        """Take a packet's judgement; `rejection` is why its number is not believed, None when it is."""
        if self._signal is Signal.ENDED:
            return
        self._stale_at_s = at_s + self.fresh_s
        self._doubt = rejection
        if rejection is None:
            self._signal = Signal.IRREGULAR if irregular else Signal.LIVE
        elif rejection in {Rejection.ZERO, Rejection.CONTACT_LOST}:
            self._signal = Signal.NO_CONTACT
        else:
            self._signal = Signal.SUSPECT

    def link_down(self) -> None:
        """Note that the connection is gone; no packet is due until it is back."""
        if self._signal is not Signal.ENDED:
            self._signal, self._doubt, self._stale_at_s = Signal.DISCONNECTED, Rejection.LINK_DOWN, None
            self._rhythm.break_off()

    def link_up(self, at_s: float) -> None:
        """Note the connection and await the first packet, whose absence becomes staleness like any other."""
        if self._signal is not Signal.ENDED:
            self._signal, self._doubt, self._stale_at_s = Signal.WAITING, None, at_s + self.fresh_s
            self._rhythm.break_off()

    def restart(self, at_s: float) -> None:
        """Forget the past state after a pause or with another strap, and await a packet if connected."""
        if self._signal is not Signal.DISCONNECTED:
            self.link_up(at_s)

    def end(self) -> None:
        """End the session; no later input changes the state."""
        self._signal, self._doubt, self._stale_at_s = Signal.ENDED, None, None

    def fire(self) -> None:
        """Mark the signal stale: the deadline passed without a packet."""
        self._signal, self._doubt, self._stale_at_s = Signal.STALE, Rejection.SILENT, None
