"""Learns from the heart rate how likely it is that nobody follows, from what it does after each request.

Hearts rise and fall by themselves, so one request says little: what counts is how much likelier its outcome is for a
walker who follows every second request than for one who follows none. The logarithms of these ratios add up to the odds
that requests are never followed. Only when these are clear is less said.
"""

import math

JUDGED_AFTER_S = 75.0
"""Judge a request after this long: the dead time and more than a time constant (58 s, Hunt 2015)."""

TOO_SOON_S = 30.0
"""A request that another one follows within this time is not judged."""

LED_ON_S = 30.0
"""Without an answer, a trend outward goes on for about this long: this much further in the asked direction is due to
the answer."""

DISTANCE_SHARE = 0.5
"""And the further out a walker is when asked, the less likely they follow: half the distance counts against it. (Whose
answer is better, that of one who follows every second request or of one who follows none, this tells in 71 of 100 pairs
of simulated requests; movement alone in 63.)"""

EVEN_BPM, FOLD_BPM = 0.5, 3.5
"""An outcome of 0.5 bpm is as likely with as without an answer, and the ratio grows by a factor of e each 3.5 bpm."""

MOST_AGAINST, MOST_FOR = -0.8, 1.0
"""No single outcome counts for more: hills and halts look like anything. (On 60 simulated walks each
of walkers who follow every second request and none the ratios at the ends were 0.35-0.5 and 2.1-3.4.)"""

FIRST_ODDS, HIGHEST_ODDS = 0.35, 3.3
"""The odds at the beginning, which no number of answers makes lower: a walker may stop to listen at any time. Nor do
they grow beyond what one clear answer mends."""

LIKELY_ODDS = 2.0
"""From these odds on nobody seems to follow: two in three."""

DOUBTFUL_ODDS = 0.4
"""And from these on, a miss more than answers, a warning before the edge is of little use."""


class Heed:
    """Follows requests and what the heart rate does after them."""

    def __init__(self) -> None:
        self._log_odds = math.log(FIRST_ODDS)
        self._asked: tuple[float, float, int] | None = None  # when, the heart rate to beat, and which way
        self._bpm = 0.0

    @property
    def is_unheeded(self) -> bool:
        """Return whether it is likely that nobody follows."""
        return self._log_odds >= math.log(LIKELY_ODDS)

    @property
    def is_doubtful(self) -> bool:
        """Return whether the last requests seem to have been of no use."""
        return self._log_odds >= math.log(DOUBTFUL_ODDS)

    def restart(self) -> None:
        """Leave the last request unjudged: a pause or a new step has come between."""
        self._asked = None

    def ask(self, at_s: float, bpm: float, way: int, *, bound_bpm: float, slope_bpm_per_s: float) -> None:
        """Note a request for more (`way` 1) or less (-1) heart rate, the bound it is about, and the trend."""
        if self._asked is not None and at_s - self._asked[0] >= TOO_SOON_S:
            self._judge(self._asked)
        outside_bpm = max(0.0, way * (bound_bpm - bpm))
        led_on_bpm = LED_ON_S * max(0.0, -way * slope_bpm_per_s)
        self._asked = at_s, bpm + way * (DISTANCE_SHARE * outside_bpm - led_on_bpm), way
        self._bpm = bpm

    def update(self, at_s: float, bpm: float) -> None:
        """Take a believed heart rate."""
        self._bpm = bpm
        if self._asked is not None and at_s - self._asked[0] >= JUDGED_AFTER_S:
            self._judge(self._asked)

    def _judge(self, asked: tuple[float, float, int]) -> None:
        _, to_beat_bpm, way = asked
        self._asked = None
        gained = (way * (self._bpm - to_beat_bpm) - EVEN_BPM) / FOLD_BPM
        log_odds = self._log_odds - min(MOST_FOR, max(MOST_AGAINST, gained))
        self._log_odds = min(math.log(HIGHEST_ODDS), max(math.log(FIRST_ODDS), log_odds))
