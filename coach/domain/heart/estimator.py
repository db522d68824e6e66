"""Turns readings and beat intervals into one believed heart rate with its uncertainty, causally, at irregular times.

Two filters in a row. `grid` finds out which heart rate the strap is looking at, whatever it does to the beats;
`kinetics` then follows that heart rate and its slope as closely as the beats allow. The first is robust, the second
exact. Beside them stands what the strap says at face value (`face_value`): where neither its number nor its intervals
support what the filters see, nothing is believed and they begin anew; where the rhythm is irregular for long, the plain
mean of the intervals is followed in place of single beats. No heart leaps: `leap` says what to wait for.
"""

from collections.abc import Sequence
from typing import NamedTuple

from coach.domain.heart.bare_bpm import BareBpm
from coach.domain.heart.contact import ContactBit
from coach.domain.heart.face_value import SUPPORT_BPM, SUPPORT_SHARE, FaceValue
from coach.domain.heart.followed_heart import APART_BPM, FollowedHeart
from coach.domain.heart.grid import HeartRateGrid, Peak
from coach.domain.heart.interval_unit import IntervalUnit
from coach.domain.heart.rr_intervals import Intervals, unfold
from coach.domain.heart.signal_quality import STALE_AFTER_S, Rejection, Remark
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

PLAIN_SHARE = 0.1
"""While the strap's own number is wild, a packet is followed only where one of its intervals is this near to one beat:
two or three beats, each with its tolerance, explain nearly any interval of static."""

BPM_NEAR_BPM = 10
"""And a bpm has to be this near the expected one: further away it is a mean over a fault, and the grid decides."""

CONTRADICTED_S = 8.0
"""A heart rate that the strap's bpm and the plain count of its intervals both contradict is shown no longer."""

AFRESH_EVERY_S = 8.0
"""Then the grid begins anew, at most this often: it takes some seconds to settle."""

SMOOTH_SD_BPM = 3.0
"""Then it begins at a number that has been smooth for long, with this error: such a number lags by about as much."""

REPEATED_S, MOST_CREDIT_S, MOST_TIMES = 0.75, 5.0, 2
"""Weigh a strap's bpm about once a second: each second adds a credit, of which some are kept, and a bpm needs the first
of these and costs one. One that comes after two seconds or more repeats nothing, and counts twice."""

LOST_SHARE = 0.5
"""Treat an impossible packet as lost while the last possible one is younger than this share of the source's freshness;
after that the signal is lost."""

DENIED_S = 5.0
"""After this long without contact what was seen meanwhile is forgotten: electrodes without skin send anything."""

HIGH_FROM_THE_START_S = 300.0
"""A walk begins below its band, so a strap that has shown nothing but more than the band may count each beat twice from
its first packet on: no reason to stop for this long. A heart can be as fast from the start, so it is not for ever; and
one in fibrillation, whose intervals show no pair, need not wait."""

IRREGULAR_S = 8.0
"""An irregular stretch this long is a rhythm, not a cluster of early beats or a second of static; the intervals that
show it are some ten seconds older."""

IRREGULAR_SPAN_S = 5.0
"""The beats of this time are counted together: single ones, and odd numbers of pairs, would be counted too fast."""

UNKNOWN_IRREGULAR_S = 16.0
"""And this long where no even rhythm came before: a T wave counted from the first packet on makes short and long
intervals too, mostly for less than half a minute."""


class Estimate(NamedTuple):
    """The believed heart rate at one moment; `bpm` is None when nothing is believed, and `rejection` says why."""

    bpm: float | None
    sd_bpm: float | None
    slope_bpm_per_s: float
    slope_sd_bpm_per_s: float
    rejection: Rejection | None
    irregular: bool = False
    """Whether it is the mean of an irregular rhythm."""
    begun_at_s: float = 0.0
    """Since when it goes on without a leap that no heart makes: there is no course across one."""
    proven: bool = True
    """Whether it may be a reason to stop: not while it can still be each beat counted twice."""


def disbelieved(rejection: Rejection) -> Estimate:
    """Return an estimate without a heart rate, for this reason."""
    return Estimate(None, None, 0.0, 0.0, rejection)


class HeartRateEstimator:
    """Estimates one believed heart rate from whatever the strap sends.

    Args:
        band: where to expect the heart rate at first.
        max_bpm: the walker's maximum heart rate.
        paced: the walker has a pacemaker, so a number that does not change may be true.
    """

    def __init__(self, band: Band, *, max_bpm: float, paced: bool = False) -> None:
        self._band = band
        self._max_bpm = max_bpm
        self._bare = BareBpm(paced=paced)
        self._unit = IntervalUnit()
        self._contact = ContactBit()
        self._remarks: set[Remark] = set()
        self._may_stop = False
        self.restart()

    @property
    def remarks(self) -> frozenset[Remark]:
        """What the strap was found to do so far."""
        return frozenset(self._remarks)

    def restart(self) -> None:
        """Forget continuity: the next readings may be far from the last ones."""
        self._grid = self._new_grid()
        self._face = FaceValue()
        self._beats = Intervals()
        self._bare.restart()
        self._heart: FollowedHeart | None = None
        self._at_s: float | None = None  # of the last reading that was possible
        self._credit_s = 1.0
        self._denied_since_s: float | None = None
        self._contradicted_since_s: float | None = None
        self._afresh_at_s = 0.0

    def _new_grid(self) -> HeartRateGrid:
        return HeartRateGrid(self._band.lo_bpm - LIKELY_UNDER_BAND_BPM, LIKELY_SD_BPM, self._max_bpm)

    def reading(
        self,
        at_s: float,
        bpm: int,
        rr_s: Sequence[float],
        *,
        contact: bool | None = None,
        fresh_s: float = STALE_AFTER_S,
    ) -> Estimate | None:
        """Take a reading, and return the estimate after it; None where it is to be treated as a packet that was lost.

        Args:
            at_s: when it came.
            bpm: as sent; 0 is "none".
            rr_s: its beat intervals.
            contact: what the strap says of its skin contact; None when it does not.
            fresh_s: how old this source's last packet may be.
        """
        possible = LOWEST_BPM <= bpm <= HIGHEST_BPM
        beat_s = None if self._heart is None else 60 / self._heart.confirmed_bpm
        intervals = [] if bpm == 0 else self._beats.believable(rr_s, beat_s)[-MOST_INTERVALS:]
        if not possible and not intervals:
            if self._at_s is not None and 0 < at_s - self._at_s <= LOST_SHARE * fresh_s:
                return None
            self._bare.break_off()
            estimate = disbelieved(Rejection.ZERO if bpm == 0 else Rejection.IMPLAUSIBLE)
        else:
            estimate = self._estimate(at_s, bpm if possible else None, intervals, fresh_s)
        allowed = self._contact.weigh(at_s, contact, flawless=self._is_flawless(bpm, estimate))
        if self._contact.is_outvoted and contact is False:
            self._remarks.add(Remark.CONTACT_BIT)
        if not allowed:
            self._denied_since_s = at_s if self._denied_since_s is None else self._denied_since_s
            return disbelieved(Rejection.CONTACT_LOST)
        if self._denied_since_s is not None and at_s - self._denied_since_s > DENIED_S:
            self._face = FaceValue()
            self._grid = self._new_grid()
        self._denied_since_s = None
        return estimate

    def _is_flawless(self, bpm: int, estimate: Estimate) -> bool:
        """Return whether bpm and intervals are those of one heart, and agree."""
        if estimate.bpm is None or estimate.irregular or self._bare.stands_alone:
            return False
        return abs(bpm - estimate.bpm) <= max(SUPPORT_BPM, SUPPORT_SHARE * estimate.bpm)

    def _estimate(self, at_s: float, bpm: int | None, sent_rr_s: Sequence[float], fresh_s: float) -> Estimate:
        step_s = 0.0 if self._at_s is None else at_s - self._at_s
        self._at_s = at_s
        if step_s > fresh_s:
            self._bare.break_off()
            self._face.break_off(at_s)
        if self._heart is not None:
            self._heart.advance(step_s)
        self._grid.advance(step_s, 0.0 if self._heart is None else self._heart.motion.slope_bpm_per_s)
        intervals = [interval * self._unit.factor for interval in sent_rr_s]
        self._face.take(at_s, bpm, intervals)
        times = self._times(step_s)
        if intervals:
            self._bare.note_intervals()
            self._grid.intervals(intervals, bpm if times else None)
            return self._follow(at_s, bpm, intervals, fresh_s)
        self._bare.note_none(step_s)
        if bpm is None or not self._bare.stands_alone:
            return self._standing(at_s, fresh_s)
        confirmed = self._heart is not None and self._heart.is_confirmed(at_s, fresh_s)
        was_confirmed = self._heart is not None and self._heart.is_confirmed(at_s - step_s, fresh_s)
        if self._bare.take(at_s, bpm, doubted=not was_confirmed):
            self._remarks.add(Remark.CONSTANT)
            self._face.break_off(at_s)
            return disbelieved(Rejection.FROZEN)
        confirmed_bpm = self._heart.confirmed_bpm if self._heart is not None and confirmed else None
        if self._heart is not None and not self._bare.is_reliable(at_s, bpm, confirmed_bpm):
            return self._standing(at_s, fresh_s)
        if times:
            self._grid.bpm(bpm, times)
        self._look_again(at_s, bpm)
        return self._follow(at_s, bpm, intervals, fresh_s)

    def _times(self, step_s: float) -> int:
        """Return how often to weigh the bpm that comes `step_s` after the last one."""
        self._credit_s = min(MOST_CREDIT_S, self._credit_s + step_s)
        if self._credit_s < REPEATED_S:
            return 0
        times = min(MOST_TIMES, round(self._credit_s))
        self._credit_s = max(0.0, self._credit_s - times)
        return times

    def _look_again(self, at_s: float, bpm: int) -> None:
        """Let the grid begin anew at a number that it does not see, though that has been smooth for long."""
        if not self._face.smooth_s(at_s) or at_s - self._afresh_at_s < AFRESH_EVERY_S:
            return
        peak = self._grid.peak()
        if peak.share < BELIEVED_SHARE or peak.good < GOOD_SHARE or abs(peak.bpm - bpm) >= BPM_NEAR_BPM:
            self._afresh_at_s = at_s
            self._grid = HeartRateGrid(bpm, SMOOTH_SD_BPM, self._max_bpm, is_seen=True)
            self._grid.bpm(bpm)

    def _is_irregular(self, at_s: float, peak: Peak) -> bool:
        """Return whether the rhythm is irregular for long, and no fault of the strap explains it better."""
        least_s = UNKNOWN_IRREGULAR_S if self._heart is None else IRREGULAR_S
        if self._bare.stands_alone or self._beats.are_split or self._face.irregular_s(at_s) < least_s:
            return False
        if not self._face.is_wild or self._face.is_orderly:
            return True
        explained = peak.share >= BELIEVED_SHARE and peak.noise <= NOISE_SHARE
        return not explained or not self._face.supports(at_s, peak.bpm, 0.0)  # the grid explains anything by its half

    def _follow(self, at_s: float, bpm: int | None, intervals: list[float], fresh_s: float) -> Estimate:
        """Compare what the reading shows with what is followed, and follow on."""
        peak = self._grid.peak()
        irregular = self._is_irregular(at_s, peak)
        if irregular:
            # Of late, not the long mean: that climbs through everything between one rhythm and the next.
            peak = Peak(self._face.counted_bpm(at_s) or self._face.mean_bpm, share=1.0, good=1.0, noise=0.0)
        if self._face.are_two or (irregular and not self._face.is_settled(at_s)):
            return disbelieved(Rejection.IMPLAUSIBLE)
        if peak.share < BELIEVED_SHARE or peak.noise > NOISE_SHARE:
            return disbelieved(Rejection.UNSETTLED if self._heart is None else Rejection.IMPLAUSIBLE)
        heart = self._heart or self._first(at_s, peak)
        if heart is None:
            return disbelieved(Rejection.UNSETTLED)
        self._compare(at_s, heart, peak, fresh_s, irregular=irregular)
        if heart.is_rivalled:
            return disbelieved(Rejection.IMPLAUSIBLE)
        # A reading of the rival confirms nothing.
        if heart.in_reach or not heart.has_rival:
            if irregular:
                self._observe_mean(at_s, heart, intervals, fresh_s)
            elif intervals:
                self._observe_beats(at_s, heart, peak, bpm, intervals, fresh_s)
            elif bpm is not None:  # pragma: no branch - only a reading with intervals comes here without one
                self._observe_bpm(at_s, heart, peak, bpm, fresh_s)
        return self._standing(at_s, fresh_s, irregular=irregular)

    def _first(self, at_s: float, peak: Peak) -> FollowedHeart | None:
        """Return the first heart rate to follow; None while contact is unlikely, or the strap does not say it."""
        if peak.good < GOOD_SHARE:
            return None
        if not self._face.supports(at_s, peak.bpm, 0.0):
            self._begin_afresh(at_s)
            return None
        self._heart = FollowedHeart(at_s, peak.bpm)
        return self._heart

    def _compare(self, at_s: float, heart: FollowedHeart, peak: Peak, fresh_s: float, *, irregular: bool) -> None:
        """Compare what the readings show with what is followed, unless the strap itself speaks against it."""
        is_said = self._face.supports(at_s, peak.bpm, heart.motion.slope_bpm_per_s)
        if self._face.is_steady and not is_said:
            self._begin_afresh(at_s)
            heart.in_reach = False
            return
        heart.compare(
            at_s,
            peak.bpm,
            fresh_s,
            is_good=peak.good >= GOOD_SHARE,
            irregular=irregular,
            is_said=is_said,
            smooth_s=self._face.smooth_s(at_s) if self._bare.stands_alone else 0.0,
        )

    def _begin_afresh(self, at_s: float) -> None:
        """Let the grid begin anew where the strap contradicts it, but not before it can have settled."""
        if at_s - self._afresh_at_s >= AFRESH_EVERY_S:
            self._afresh_at_s = at_s
            self._grid = self._new_grid()

    def _observe_mean(self, at_s: float, heart: FollowedHeart, intervals: list[float], fresh_s: float) -> None:
        counted_bpm = self._face.counted_bpm(at_s, IRREGULAR_SPAN_S)
        if heart.has_rival or not intervals or counted_bpm is None:
            return
        sd_bpm = self._face.scatter * counted_bpm / len(intervals) ** 0.5
        heart.observe(at_s, counted_bpm, sd_bpm, IRREGULAR_SPAN_S / 2, fresh_s)

    def _observe_beats(
        self, at_s: float, heart: FollowedHeart, peak: Peak, bpm: int | None, intervals: list[float], fresh_s: float
    ) -> None:
        beat_s = 60 / _expected_bpm(heart, peak)
        beats = unfold(intervals, beat_s)
        if not beats.number or peak.good <= INTERVALS_GOOD_SHARE:
            return
        if self._face.is_wild and not any(abs(interval / beat_s - 1) <= PLAIN_SHARE for interval in intervals):
            return
        if bpm is not None and not self._unit.is_known:
            self._observe_bpm(at_s, heart, peak, bpm, fresh_s)
        else:
            sd_bpm = BEAT_SD_BPM / beats.number**0.5 / beats.explained
            heart.observe(at_s, beats.bpm, sd_bpm, INTERVALS_LATE_S, fresh_s)
        if bpm is not None:
            self._unit.compare(bpm, beats.bpm * self._unit.factor)
            if self._unit.factor != 1.0 and self._unit.is_settled:
                self._remarks.add(Remark.INTERVAL_UNIT)

    def _observe_bpm(self, at_s: float, heart: FollowedHeart, peak: Peak, bpm: int, fresh_s: float) -> None:
        if peak.good <= BPM_GOOD_SHARE or abs(bpm - _expected_bpm(heart, peak)) >= BPM_NEAR_BPM:
            return
        leap_bpm = abs(bpm - heart.motion.bpm)
        heart.observe(at_s, bpm, BPM_SD_BPM * max(1.0, leap_bpm / BPM_LEAP_BPM), BPM_LATE_S, fresh_s)

    def _standing(self, at_s: float, fresh_s: float, *, irregular: bool = False) -> Estimate:
        """Return what is followed, if it is confirmed and not contradicted for long."""
        if self._heart is None:
            return disbelieved(Rejection.UNSETTLED)
        motion = self._heart.motion
        if not self._face.contradicts(at_s, motion.bpm, motion.slope_bpm_per_s):
            self._contradicted_since_s = None
        elif self._contradicted_since_s is None:
            self._contradicted_since_s = at_s
        since_s = at_s if self._contradicted_since_s is None else self._contradicted_since_s
        if not self._heart.is_confirmed(at_s, fresh_s) or at_s - since_s > CONTRADICTED_S:
            return disbelieved(Rejection.IMPLAUSIBLE)
        if not self._may_stop:
            fibrillates = irregular and not self._face.is_orderly
            high_s = at_s - self._heart.begun_at_s
            self._may_stop = motion.bpm <= self._band.hi_bpm or fibrillates or high_s >= HIGH_FROM_THE_START_S
        return Estimate(
            motion.bpm,
            motion.sd_bpm,
            motion.slope_bpm_per_s,
            motion.slope_sd_bpm_per_s,
            rejection=None,
            irregular=irregular,
            begun_at_s=self._heart.begun_at_s,
            proven=self._may_stop and at_s >= self._heart.proven_at_s,
        )


def _expected_bpm(heart: FollowedHeart, peak: Peak) -> float:
    """Return about where the next reading lies: with the grid where the heart can have followed it."""
    bpm = heart.motion.bpm
    return peak.bpm if heart.in_reach and abs(bpm - peak.bpm) >= APART_BPM else bpm
