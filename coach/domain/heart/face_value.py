"""What the strap says at face value: its own bpm, and its intervals counted one by one.

The grid sees through missed and doubled beats; it can also be wrong, and then sees what is not there. The plain numbers
are the witness against it: a heart rate that neither the strap's bpm nor the plain count of its intervals supports is
not shown for long, and where the rhythm itself is irregular the plain count is the best there is.
"""

import itertools
import math
from collections import deque
from collections.abc import Sequence
from statistics import median

WORD_S = 8.0
"""The strap's word is that of the last eight seconds: as long as its own mean over 3-8 beats, and a breath, take."""

MEAN_S = 24.0
"""Judge over this long whether a rhythm is irregular, and whether its mean is settled: at 110 bpm 44 beats, whose mean
scatters by 2-3 % in atrial fibrillation (intervals of sd 12-20 %). What is shown follows fewer (`estimator`)."""

LEAST_BEATS = 16
"""No word on the rhythm from fewer intervals."""

ODD_STEP = 0.07
"""An interval that differs from the one before by more is odd. A sinus node's steps scatter by 2-3 % at rest and less
in exercise; in atrial fibrillation two of three are odd, in bigeminy all."""

ODD_STEP_AT_REST, BREATHING_BELOW_BPM = 0.0015, 100.0
"""And by this much more for each bpm under 100: at 67 by 12 %, for at rest a breath swings the beats by 5-10 %."""

IRREGULAR_SHARE, EVEN_SHARE = 0.38, 0.28
"""A rhythm is irregular from this share of odd steps on (one beat in six dropped makes two steps of five odd), until it
is under the second (an early beat in ten makes three)."""

LATE_BEATS, MOST_ODD_OF_LATE = 12, 1
"""So many intervals in a row with no more odd ones end it at once."""

ORDERS, ORDERLY_STEP = (2, 3, 4, 5), 0.04
"""A pattern repeats after so many beats, each within this share of the one in its place; a dry strap's never does."""

COVERED_FROM, COVERED_TO = 0.8, 1.2
"""The intervals of a strap that sees every beat add up to the time that passed."""

SUPPORT_BPM, SUPPORT_SHARE = 7.0, 0.08
"""A number supports a heart rate this near: a mean over 3-8 beats lags by 1-3 s, and a heart moves by up to 6 bpm."""

SETTLED_SHARE = 0.15
"""Means over 8 and over 24 s of atrial fibrillation differ by less than this, 19 times in 20."""

TURNS, TURNS_WITHIN_S = 6, 12.0
SLOW_TURNS_WITHIN_S, SLOW_TURN_S = 36.0, 2.0
LEAP_SHARE, LARGEST_LEAP_SHARE = 0.12, 1.6
ONE_PACKET_SHARE = 0.05
"""A number that leaps up and down this often is that of two hearts: a mean over 3-8 beats cannot. Where intervals show
it too, which agree within one packet while those of the next do not, slow turns are enough, if each lasts this long: a
missed beat now and then is out of the number at once. (Leaps to more than 2.6 times as much are no second heart's.)"""

UNSTEADY_SHARE, MOST_LEAPS = 0.08, 1
"""A number that leaps by more than this, more often than this in the same time, is a dry strap's: a mean over 3-8 beats
changes by 2-3 % a second, over bigeminy by up to 10 % now and then."""

SMOOTH_BPM = 4.0
SMOOTH = ((10.0, 3), (15.0, 1))
"""A number that moves by no more than this from packet to packet for so many seconds, and has changed so often
meanwhile, is a heart's: a dry strap holds a false one for 5-16 s and then leaps."""


WILD_SHARE = 0.16
"""Leaps of this size, more often than that, are a dry strap's whatever the heart: a mean over three beats of atrial
fibrillation changes by 7 % a second."""


class _Course:
    """How a number moves: smoothly, in leaps, or up and down in turn."""

    __slots__ = ("_at_s", "_before", "_changes", "_leaps", "_rising", "_smooth_since_s", "_turns")

    def __init__(self) -> None:
        self._at_s = 0.0
        self._before: float | None = None
        self._rising: bool | None = None
        self._turns: deque[float] = deque()
        self._leaps: deque[tuple[float, float]] = deque()
        self._smooth_since_s = 0.0
        self._changes = 0

    def note(self, at_s: float, level: float) -> None:
        before, self._before = self._before, level
        self._at_s = at_s
        while self._turns and at_s - self._turns[0] > SLOW_TURNS_WITHIN_S:
            self._turns.popleft()
        while self._leaps and at_s - self._leaps[0][0] > TURNS_WITHIN_S:
            self._leaps.popleft()
        if before is None:
            self._smooth_since_s = at_s
            return
        self._changes += level != before
        if abs(level - before) > SMOOTH_BPM:
            self.break_off(at_s)
        rising = level > before
        leap = abs(level - before) / min(level, before)
        if leap > UNSTEADY_SHARE:
            self._leaps.append((at_s, leap))
        if LEAP_SHARE < leap < LARGEST_LEAP_SHARE:
            if self._rising is not None and rising is not self._rising:
                self._turns.append(at_s)
            self._rising = rising

    def break_off(self, at_s: float) -> None:
        self._smooth_since_s, self._changes = at_s, 0

    def smooth_s(self, at_s: float) -> float:
        smooth_s = at_s - self._smooth_since_s
        is_smooth = any(smooth_s >= least_s and self._changes >= changes for least_s, changes in SMOOTH)
        return smooth_s if is_smooth else 0.0

    def leaps(self, share: float) -> int:
        return sum(leap > share for _, leap in self._leaps) if self._leaps else 0

    @property
    def swings(self) -> bool:
        return len(self._turns) >= TURNS and self._at_s - self._turns[-TURNS] <= TURNS_WITHIN_S

    @property
    def swings_slowly(self) -> bool:
        if len(self._turns) < TURNS:
            return False
        return all(b - a >= SLOW_TURN_S for a, b in itertools.pairwise(list(self._turns)[-TURNS:]))


class FaceValue:
    """The last half minute of what the strap said."""

    __slots__ = (
        "_at_s",
        "_beats",
        "_bpm",
        "_counted",
        "_irregular_since_s",
        "_is_counted",
        "_late_odd",
        "_odd",
        "_own",
        "_own_word_bpm",
        "_sum_s",
        "_sum_s2",
        "_within",
        "_word_bpm",
    )

    def __init__(self) -> None:
        self._bpm: deque[tuple[float, int]] = deque()
        self._beats: deque[tuple[float, float, bool]] = deque()
        """Arrival, interval, and whether its step from the one before is odd."""
        self._sum_s = 0.0
        self._sum_s2 = 0.0  # of their squares
        self._odd = 0
        self._late_odd: deque[bool] = deque(maxlen=LATE_BEATS)
        self._at_s = 0.0
        self._own_word_bpm: float | None = None
        self._word_bpm: float | None = None
        self._is_counted = True
        self._within: deque[float] = deque(maxlen=LEAST_BEATS)
        self._own, self._counted = _Course(), _Course()
        self._irregular_since_s: float | None = None

    def take(self, at_s: float, bpm: int | None, intervals: Sequence[float]) -> None:
        """Take what one packet says; `bpm` is None where the packet's own number is impossible."""
        if bpm is not None:
            self._bpm.append((at_s, bpm))
        odd_step = ODD_STEP
        if intervals and self._beats:
            odd_step += ODD_STEP_AT_REST * max(0.0, BREATHING_BELOW_BPM - self.mean_bpm)
        for place, interval in enumerate(intervals):
            step = 0.0
            if self._beats:
                before = self._beats[-1][1]
                step = 2 * abs(interval - before) / (interval + before)
                if place:
                    self._within.append(step)
            is_odd = step > odd_step
            self._beats.append((at_s, interval, is_odd))
            self._late_odd.append(is_odd)
            self._odd += is_odd
            self._sum_s += interval
            self._sum_s2 += interval * interval
        while len(self._bpm) > 1 and at_s - self._bpm[0][0] > WORD_S:
            self._bpm.popleft()
        while self._beats and at_s - self._beats[0][0] > MEAN_S:
            _, interval, is_odd = self._beats.popleft()
            self._sum_s -= interval
            self._sum_s2 -= interval * interval
            self._odd -= is_odd
        self._at_s = at_s
        self._own_word_bpm = median([bpm for _, bpm in self._bpm]) if self._bpm else None
        self._is_counted = False
        if bpm is not None:
            self._own.note(at_s, bpm)
        if intervals:
            self._counted.note(at_s, 60 * len(intervals) / sum(intervals))
        self._note_rhythm(at_s)

    def _note_rhythm(self, at_s: float) -> None:
        if not self._is_covered(at_s):
            self._irregular_since_s = None
            return
        limit = IRREGULAR_SHARE if self._irregular_since_s is None else EVEN_SHARE
        if self._odd < limit * len(self._beats) or sum(self._late_odd) <= MOST_ODD_OF_LATE:
            self._irregular_since_s = None
        elif self._irregular_since_s is None:
            self._irregular_since_s = at_s

    def _is_covered(self, at_s: float) -> bool:
        """Return whether there are enough intervals, and they add up to the time that passed."""
        if len(self._beats) < LEAST_BEATS:
            return False
        first_s, first, _ = self._beats[0]
        passed_s = max(at_s - first_s, 1.0)
        return COVERED_FROM <= (self._sum_s - first) / passed_s <= COVERED_TO

    def irregular_s(self, at_s: float) -> float:
        """Return for how long the rhythm has been irregular; 0 when it is not."""
        return 0.0 if self._irregular_since_s is None else at_s - self._irregular_since_s

    @property
    def is_orderly(self) -> bool:
        """Return whether the irregular intervals repeat in a pattern: a heart's early or dropped beats."""
        beats = [interval for _, interval, _ in self._beats]
        near_s = ORDERLY_STEP * self._sum_s / len(beats)
        return any(median(abs(a - b) for a, b in zip(beats, beats[order:], strict=False)) < near_s for order in ORDERS)

    @property
    def are_two(self) -> bool:
        """Return whether the numbers of two hearts come in turn."""
        if not self._beats:
            return self._own.swings
        quickly = self._own.swings and self._counted.swings
        slowly = self._own.swings_slowly and self._counted.swings_slowly
        return (quickly or slowly) and bool(self._within) and median(self._within) < ONE_PACKET_SHARE

    @property
    def mean_bpm(self) -> float:
        """The plain count of the intervals of the last `MEAN_S`, per minute."""
        return 60 * len(self._beats) / self._sum_s

    def is_settled(self, at_s: float) -> bool:
        """Return whether the long mean and the intervals of late agree: a mean across a change is that of nothing."""
        counted_bpm = self.counted_bpm(at_s)
        return counted_bpm is not None and abs(counted_bpm - self.mean_bpm) <= SETTLED_SHARE * self.mean_bpm

    @property
    def scatter(self) -> float:
        """Standard deviation of an interval, as a share of it."""
        mean_s = self._sum_s / len(self._beats)
        variance = self._sum_s2 / len(self._beats) - mean_s * mean_s
        return math.sqrt(max(variance, 0.0)) / mean_s

    @property
    def own_bpm(self) -> float | None:
        """The strap's own number of late; None when it has sent none that is possible."""
        return self._own_word_bpm

    def counted_bpm(self, at_s: float, within_s: float = WORD_S) -> float | None:
        """Return the plain count of the intervals of the last `within_s`; None when there are none."""
        if at_s != self._at_s or within_s != WORD_S:
            return self._count_bpm(at_s, within_s)
        if not self._is_counted:  # mostly nobody asks: the strap's own number agrees already
            self._word_bpm, self._is_counted = self._count_bpm(at_s, WORD_S), True
        return self._word_bpm

    def _count_bpm(self, at_s: float, within_s: float) -> float | None:
        count, span_s = 0, 0.0
        for arrived_s, interval, _ in reversed(self._beats):
            if at_s - arrived_s > within_s:
                break
            count += 1
            span_s += interval
        return 60 * count / span_s if count else None

    def contradicts(self, at_s: float, bpm: float, slope_bpm_per_s: float) -> bool:
        """Return whether both the strap's own number and its intervals speak against this heart rate.

        A number that leaps about says nothing, for or against.
        """
        return self.is_steady and not self.supports(at_s, bpm, slope_bpm_per_s)

    def break_off(self, at_s: float) -> None:
        """Note that the strap's own number was an old one until now: that it stood says nothing."""
        self._own.break_off(at_s)

    def smooth_s(self, at_s: float) -> float:
        """Return for how long the strap's own number has been smooth and alive; 0 when too short for a heart's."""
        return self._own.smooth_s(at_s)

    @property
    def is_steady(self) -> bool:
        """Return whether the strap's own number is that of a mean over some beats, which does not leap."""
        return self._own.leaps(UNSTEADY_SHARE) <= MOST_LEAPS

    @property
    def is_wild(self) -> bool:
        """Return whether the strap's own number leaps as no mean of a heart's beats does, in any rhythm."""
        return self._own.leaps(WILD_SHARE) > MOST_LEAPS

    def supports(self, at_s: float, bpm: float, slope_bpm_per_s: float) -> bool:
        """Return whether the strap's own number or its intervals agree with this heart rate."""
        near_bpm = max(SUPPORT_BPM, SUPPORT_SHARE * bpm) + WORD_S / 2 * abs(slope_bpm_per_s)
        own_bpm = self.own_bpm
        if own_bpm is not None and abs(own_bpm - bpm) <= near_bpm:
            return True
        counted_bpm = self.counted_bpm(at_s)
        return counted_bpm is not None and abs(counted_bpm - bpm) <= near_bpm
