"""Beat intervals as a strap sends them, and how many heartbeats they really are.

A missed beat makes one interval of two; a false one makes two of one; an early beat and its pause make a short and a
long one. The expected beat makes it possible to count all of these rightly: this is what "unfolding" means. Unfolding
leaves out the intervals it cannot explain; their share shows how good the contact is.
"""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

SHORTEST_S, LONGEST_S = 0.24, 2.4
"""Limits of a possible interval: 250 bpm, and two missed beats at 75 bpm. Straps do send 0 and 1878949389."""

BEAT_TOLERANCE = 0.15
"""An interval this near the expected one is a beat: sinus arrhythmia in exercise is 1-3 %, effort changes 5 %."""

MISSED_TOLERANCE = 0.11
"""Half or a third of an interval this near the expected one: the strap missed one or two beats."""

PAIR_TOLERANCE = 0.12
"""Two intervals that add up this near to one or two beats: a split beat, or an early beat and its pause."""


REMEMBERED, MOST_FALSE_SHARE = 40, 0.1
"""No heart beats within 0.24 s of its last beat: where more than one interval in ten is shorter, beats are counted that
are none, and how irregular the others are says nothing of the heart."""


class Intervals:
    """The intervals of a strap, packet by packet."""

    __slots__ = ("_begun_s", "_false", "_false_count")

    def __init__(self) -> None:
        self._begun_s = 0.0
        self._false: deque[bool] = deque(maxlen=REMEMBERED)
        self._false_count = 0  # of them, for to count them anew takes longer than all else here

    @property
    def are_split(self) -> bool:
        """Return whether false beats were among the last intervals, more than now and then."""
        return self._false_count > MOST_FALSE_SHARE * REMEMBERED

    def believable(self, rr_s: Sequence[float], beat_s: float | None = None) -> list[float]:
        """Return the intervals that can be beats at all, in order.

        One that is too short begins or ends with a false beat (a T wave, static): a heart of 105 whose T waves are
        counted sends 0.22 and 0.35 s in turn. So it is the end of the one before it where the two make `beat_s`, about
        how long a beat takes, and else the beginning of the next.
        """
        found: list[float] = []
        for interval in rr_s:
            if not 0 < interval <= LONGEST_S:
                continue
            whole_s = self._begun_s + interval
            is_false = whole_s < SHORTEST_S
            if len(self._false) == REMEMBERED:
                self._false_count -= self._false[0]
            self._false.append(is_false)
            self._false_count += is_false
            if is_false:
                if found and beat_s is not None and abs(found[-1] + whole_s - beat_s) < PAIR_TOLERANCE * beat_s:
                    found[-1] += whole_s
                    self._begun_s = 0.0
                else:
                    self._begun_s = whole_s
                continue
            self._begun_s = 0.0
            if whole_s <= LONGEST_S:
                found.append(whole_s)
        return found


class Beats(NamedTuple):
    """The heartbeats in a stretch of intervals."""

    number: int
    """Heartbeats explained."""
    span_s: float
    """The time they took."""
    explained: float
    """Explained share of the intervals' time, 0-1."""

    @property
    def bpm(self) -> float:
        """Mean heart rate of the explained beats."""
        return 60 * self.number / self.span_s


NOTHING = Beats(0, 0.0, 0.0)


def unfold(rr_s: Sequence[float], beat_s: float) -> Beats:
    """Count the heartbeats in consecutive intervals, given about how long one takes."""
    count, span_s, total_s, index = 0, 0.0, 0.0, 0
    while index < len(rr_s):
        interval = rr_s[index]
        pair = interval + rr_s[index + 1] if index + 1 < len(rr_s) else 0.0
        beats, used = _beats_in(interval, pair, beat_s)
        length = pair if used == 2 else interval
        total_s += length
        if beats:
            count += beats
            span_s += length
        index += used
    return Beats(count, span_s, span_s / total_s) if count else NOTHING


def _beats_in(interval: float, pair: float, beat_s: float) -> tuple[int, int]:
    """Return the heartbeats in this interval (or in it and the next), 0 if unexplained, and the intervals used."""
    ratio, pair_ratio = interval / beat_s, pair / beat_s
    if abs(ratio - 1) <= BEAT_TOLERANCE:
        return 1, 1
    if abs(pair_ratio - 1) <= PAIR_TOLERANCE:
        return 1, 2
    if abs(pair_ratio - 2) <= PAIR_TOLERANCE:
        return 2, 2
    for beats in (2, 3):
        if abs(ratio / beats - 1) <= MISSED_TOLERANCE:
            return beats, 1
    return 0, 1
