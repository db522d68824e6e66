"""Learns from the heart rate whether requests are followed, and how patient to be before the next one.

A heart that was asked to slow down and has not within a minute was not asked in vain: it may be a hill. Several times
in a row it is a walker who does not hear, or does not want to. One answer says little, since hearts fall and rise by
themselves, so misses and answers add up: each miss makes the waits longer, each answer shorter again.
"""

import math

JUDGED_AFTER_S = 75.0
"""Judge a request after this long: the dead time and more than a time constant (58 s, Hunt 2015)."""

TOO_SOON_S = 30.0
"""A request that another one follows within this time is not judged, and no movement before it counts as an answer."""

ANSWER_BPM = 3.0
"""An answer moves the heart rate this far in the asked direction. Hearts of simulated walkers who follow do so in three
cases of four, of those who follow every second request in five of nine, and of those who follow none, by hills and
halts, in one of three."""

FREE_MISSES, GROWTH, LOWEST_SCORE = 2.0, 4.0, -4.0
"""Two misses more than answers change nothing, the third makes the waits four times as long, the fourth sixteen times
(twelve minutes), and there it ends, so that an answer still shows. (Without the two, walkers who never follow hear 14
cues an hour instead of 17, and those who follow are outside for 3 % of the walk more.)"""

UNHEEDED_SCORE = -2.0
"""Below this asking seems of no use, and a warning before the edge still less."""


class Heed:
    """Follows requests and their answers."""

    def __init__(self) -> None:
        self._score = 0.0
        self._asked: tuple[float, float, int] | None = None  # when, the heart rate then, and which way
        self._moved_bpm = 0.0

    @property
    def patience(self) -> float:
        """How many times longer than usual to wait before asking again; 1 or more."""
        return math.pow(GROWTH, max(0.0, -self._score - FREE_MISSES))

    @property
    def is_heeded(self) -> bool:
        """Return whether asking seems to be of use."""
        return self._score >= UNHEEDED_SCORE

    def restart(self) -> None:
        """Leave the last request unjudged: a pause or a new step has come between."""
        self._asked = None

    def ask(self, at_s: float, bpm: float, way: int) -> None:
        """Note a request for more (`way` 1) or less (-1) heart rate."""
        if self._asked is not None and at_s - self._asked[0] >= TOO_SOON_S:
            self._judge()
        self._asked, self._moved_bpm = (at_s, bpm, way), 0.0

    def update(self, at_s: float, bpm: float) -> None:
        """Take a believed heart rate."""
        if self._asked is None:
            return
        asked_s, asked_bpm, way = self._asked
        if at_s - asked_s >= TOO_SOON_S:
            self._moved_bpm = max(self._moved_bpm, way * (bpm - asked_bpm))
        if at_s - asked_s >= JUDGED_AFTER_S:
            self._judge()
            self._asked = None

    def _judge(self) -> None:
        gained = 1.0 if self._moved_bpm >= ANSWER_BPM else -1.0
        self._score = min(0.0, max(LOWEST_SCORE, self._score + gained))
