"""Turns readings and beat intervals into one believed heart rate with its uncertainty, causally, at irregular times.

Two filters in a row. `grid` finds out which heart rate the strap is looking at, whatever it does to the
beats; `kinetics` then follows that heart rate and its slope as closely as the beats allow. The first is robust, the
second exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.heart.grid import HeartRateGrid, Peak
from coach.domain.heart.kinetics import Kinetics
from coach.domain.heart.rr_intervals import believable, unfold
from coach.domain.heart.signal_quality import STALE_AFTER_S, FreezeDetector, Rejection
from coach.domain.zone.zones import Band

LOWEST_BPM, HIGHEST_BPM = 30, 235
"""No walker's heart rate lies outside this range; straps do send 0, 20 and 255."""

LIKELY_UNDER_BAND_BPM, LIKELY_SD_BPM = 15, 25.0
"""The first guess, before any reading: under the band, for a walk begins on the way up to it; and broad enough that a
resting heart, and one well above the band, lie within about two standard deviations."""

MOST_INTERVALS = 16
"""Use at most this many of a packet's newest intervals: about eight seconds of beats. A strap that sends more is
catching up on a stretch it could not send, and shows where the heart was, not where it is."""

INTERVALS_LATE_S = 1.4
"""An interval measures the middle of its beat, and arrives 0.2-2.5 s after its end (up to 3-4 s: Polar SDK issue
227)."""

BPM_LATE_S = 2.8
"""A strap's own bpm is a mean of its last 3-8 beats, so it is about 1.3 s older still."""

BEAT_SD_BPM = 1.4
"""Scatter of one beat beside the slow swing: breathing and the detector."""

BPM_SD_BPM = 1.0
"""Scatter of an averaged bpm: what averaging leaves, and the rounding to a whole number."""

BPM_LEAP_BPM = 4.0
"""A mean of 3-8 beats cannot leap: the further it leaps, the less it counts at first. A leap that lasts is right."""

BELIEVED_SHARE = 0.60
"""Name the heaviest heart rate only when at least this share of the probability lies within 5 bpm of it."""

NOISE_SHARE = 0.70
"""And only when at most this share says that the sensor shows nothing of the heart."""

GOOD_SHARE = 0.50
"""For the first heart rate, good contact must be at least this likely: half or double of what the strap sends is
believed only once the strap has been seen to work."""

INTERVALS_GOOD_SHARE, BPM_GOOD_SHARE = 0.2, 0.5
"""How likely good contact has to be before a reading is followed. Little is enough for intervals, since `unfold` leaves
out those that no beat explains; a strap's bpm has to be taken whole."""

BPM_NEAR_BPM = 10
"""And a bpm has to be this near the expected one: further away it is a mean over a fault, and the grid decides."""

APART_BPM = 6.0
APART_S = 3.0
"""When the grid's heart rate is this far from the followed one for this long, following restarts at the grid's."""

APART_ERRORS = 2.5
"""And at least this many of its own standard deviations, while the followed heart rate is uncertain."""

REACH_BPM, FASTEST_BPM_PER_S = 15.0, 1.5
"""How far a heart can be from where it was last seen: the fastest recoveries fall by 45 bpm in half a minute, and the
estimate itself may be off by some. Beyond that the strap leapt, not the heart."""

NO_INTERVALS_S = 4.0
"""When a strap stops sending intervals for this long, its bpm is old (Polar SDK issues 137, 447)..."""

ALIVE_CHANGES = 3
"""...unless the bpm keeps changing: then treat it as a strap without intervals."""

FRESH_S = STALE_AFTER_S
"""Drop the estimate after this long without a confirming reading."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The believed heart rate at one moment; `bpm` is None when nothing is believed, and `rejection` says why."""

    bpm: float | None
    sd_bpm: float | None
    slope_bpm_per_s: float
    slope_sd_bpm_per_s: float
    rejection: Rejection | None


def disbelieved(rejection: Rejection) -> Estimate:
    """Return an estimate without a heart rate, for this reason."""
    return Estimate(None, None, 0.0, 0.0, rejection)


class HeartRateEstimator:
    """Estimates one believed heart rate from whatever the strap sends."""

    def __init__(self, band: Band, *, max_bpm: float) -> None:
        self._band = band
        self._max_bpm = max_bpm
        self._freeze = FreezeDetector()
        self._intervals_at_s: float | None = None
        self._alone_bpm = 0
        self._alone_changes = 0
        self.restart()

    def restart(self) -> None:
        """Forget continuity: the next readings may be far from the last ones."""
        self._grid = HeartRateGrid(self._band.lo_bpm - LIKELY_UNDER_BAND_BPM, LIKELY_SD_BPM, self._max_bpm)
        self._kinetics: Kinetics | None = None
        self._at_s: float | None = None
        self._confirmed_at_s = 0.0
        self._apart_since_s: float | None = None
        self._freeze.restart()

    def reading(self, at_s: float, bpm: int, rr_s: Sequence[float]) -> Estimate:
        """Take a reading, and return the estimate after it."""
        before_s = at_s if self._at_s is None else self._at_s
        step_s = at_s - before_s
        self._at_s = at_s
        slope = 0.0
        if self._kinetics is not None:
            self._kinetics.advance(step_s)
            slope = self._kinetics.motion.slope_bpm_per_s
        self._grid.advance(step_s, slope)
        if bpm == 0:
            return disbelieved(Rejection.ZERO)
        intervals = believable(rr_s)[-MOST_INTERVALS:]
        if intervals:
            self._intervals_at_s = at_s
            self._alone_bpm, self._alone_changes = bpm, 0
            self._grid.intervals(intervals, bpm)
        elif not LOWEST_BPM <= bpm <= HIGHEST_BPM:
            return disbelieved(Rejection.IMPLAUSIBLE)
        elif self._awaits_intervals(bpm):
            if at_s - (self._intervals_at_s or 0.0) > NO_INTERVALS_S:
                return disbelieved(Rejection.FROZEN)
        elif self._freeze.update(at_s, bpm, doubted=self._is_doubted(before_s)):
            return disbelieved(Rejection.FROZEN)
        else:
            self._grid.bpm(bpm)
        peak = self._grid.peak()
        first = self._kinetics is None
        if peak.share < BELIEVED_SHARE or peak.noise > NOISE_SHARE or (first and peak.good < GOOD_SHARE):
            return disbelieved(Rejection.UNSETTLED if first else Rejection.IMPLAUSIBLE)
        return self._follow(at_s, peak, intervals, bpm if self._intervals_at_s is None else None)

    def _is_doubted(self, at_s: float) -> bool:
        """Return whether no reading had been confirmed for a while at this moment."""
        return self._kinetics is None or at_s - self._confirmed_at_s > FRESH_S

    def _awaits_intervals(self, bpm: int) -> bool:
        """Return whether this strap sends intervals and is only late with them."""
        if self._intervals_at_s is None:
            return False
        if bpm != self._alone_bpm:
            self._alone_bpm = bpm
            self._alone_changes += 1
        if self._alone_changes > ALIVE_CHANGES:
            self._intervals_at_s = None
            return False
        return True

    def _follow(self, at_s: float, peak: Peak, intervals: list[float], bpm: int | None) -> Estimate:
        kinetics = self._kinetics
        if kinetics is not None:
            reach_bpm = REACH_BPM + FASTEST_BPM_PER_S * (at_s - self._confirmed_at_s)
            if abs(kinetics.motion.bpm - peak.bpm) > reach_bpm:
                return disbelieved(Rejection.IMPLAUSIBLE)
        if kinetics is None or self._left_behind(at_s, kinetics, peak):
            kinetics = self._kinetics = Kinetics(peak.bpm)
            self._confirmed_at_s = at_s
        motion = kinetics.motion
        expected_bpm = motion.bpm if abs(motion.bpm - peak.bpm) < APART_BPM else peak.bpm
        if intervals:
            beats = unfold(intervals, 60 / expected_bpm)
            if beats.count and peak.good > INTERVALS_GOOD_SHARE:
                kinetics.observe(beats.bpm, BEAT_SD_BPM / beats.count**0.5 / beats.explained, INTERVALS_LATE_S)
                self._confirmed_at_s = at_s
        elif bpm is not None and peak.good > BPM_GOOD_SHARE and abs(bpm - expected_bpm) < BPM_NEAR_BPM:
            leap_bpm = abs(bpm - motion.bpm)
            kinetics.observe(bpm, BPM_SD_BPM * max(1.0, leap_bpm / BPM_LEAP_BPM), BPM_LATE_S)
            self._confirmed_at_s = at_s
        if self._is_doubted(at_s):
            return disbelieved(Rejection.IMPLAUSIBLE)
        motion = kinetics.motion
        return Estimate(motion.bpm, motion.sd_bpm, motion.slope_bpm_per_s, motion.slope_sd_bpm_per_s, None)

    def _left_behind(self, at_s: float, kinetics: Kinetics, peak: Peak) -> bool:
        """Return whether the grid has been elsewhere for too long."""
        if abs(kinetics.motion.bpm - peak.bpm) < max(APART_BPM, APART_ERRORS * kinetics.motion.sd_bpm):
            self._apart_since_s = None
            return False
        if self._apart_since_s is None:
            self._apart_since_s = at_s
        if at_s - self._apart_since_s < APART_S:
            return False
        self._apart_since_s = None
        return True
