"""The source's own rhythm: how often it sends, and so how old its last packet may be.

A chest strap sends once a second, a watch that saves power every five, another only when its number changes, and a file
with smart recording at whatever second it likes. What is late for the first is early for the others.
"""

from collections import deque
from statistics import median

FRESH_AT_LEAST_S, FRESH_AT_MOST_S = 5.0, 15.0
"""A source of one packet a second is silent after five missed ones, as a strap is; none is waited for longer than 15 s,
in which a heart moves by more than a zone is wide."""

EVERY_SECOND_S = 1.5
"""A source whose usual gap is under this sends every second."""

GAPS_ALLOWED = 2.5
"""A slower one is late after this many usual gaps: one packet may be lost, two in a row are not jitter."""

LONG_GAP_PLACE, LONG_GAPS_ALLOWED = 3, 1.5
"""Or after one and a half of its longer gaps, where they differ: the third longest, so that two stalls do not count."""

GAPS_REMEMBERED = 15
"""The usual gap is the median of this many: up to seven stalls do not change it, eight new gaps do."""

LONGEST_GAP_S = 20.0
"""A longer gap is a loss, not a rhythm."""

SAME_MOMENT_S = 0.05
"""Packets this near to each other came in one burst: the gap before the burst counts, those within it do not."""


class Rhythm:
    """Learns the usual gap between a source's packets."""

    __slots__ = ("_at_s", "_gaps_s", "_slow", "fresh_s")

    def __init__(self) -> None:
        self._gaps_s: deque[float] = deque(maxlen=GAPS_REMEMBERED)
        self._slow = 0  # how many of them are those of a slower source than one a second
        self._at_s: float | None = None
        self.fresh_s = FRESH_AT_LEAST_S
        """How old the last packet may be."""

    def break_off(self) -> None:
        """Note that the next packet begins anew: the gap before it is the link's, not the source's."""
        self._at_s = None

    def packet(self, at_s: float) -> None:
        """Take the time of a packet."""
        before_s, self._at_s = self._at_s, at_s
        if before_s is None or not SAME_MOMENT_S < at_s - before_s <= LONGEST_GAP_S:
            return
        if len(self._gaps_s) == GAPS_REMEMBERED:
            self._slow -= self._gaps_s[0] >= EVERY_SECOND_S
        self._gaps_s.append(at_s - before_s)
        self._slow += self._gaps_s[-1] >= EVERY_SECOND_S
        if 2 * self._slow < len(self._gaps_s):
            self.fresh_s = FRESH_AT_LEAST_S
            return
        gaps_s = sorted(self._gaps_s)
        long_s = gaps_s[-LONG_GAP_PLACE] if len(gaps_s) >= LONG_GAP_PLACE else 0.0
        late_s = max(GAPS_ALLOWED * median(gaps_s), LONG_GAPS_ALLOWED * long_s)
        self.fresh_s = min(FRESH_AT_MOST_S, max(FRESH_AT_LEAST_S, late_s))
