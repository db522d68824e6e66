"""Turns readings into an assessment: the believed heart rate, its position relative to the band, its course.

The session's engine and the benchmark both drive this one chain, so that the benchmark scores what real walks use:

1. `rr_intervals`: which intervals can be beats at all, and how many heartbeats a stretch of them is.
2. `grid`: which heart rate the strap looks at, whatever it does to beats (missed, doubled, false).
3. `kinetics`: that heart rate followed closely, with its slope and its error, through late and scattered readings.
4. `signal_quality`: freshness, contact and link; and, together with `estimator`, why a number is not believed.
5. `zone_classifier`: below, in or above, twice: quick for cues, calm for the colour and the log.
6. `trend`: the course of the last minute and when it leaves the band; the slow drift of a long walk.
7. `cues` (after this module): what to say about it, and mostly what not to.

What the chain does to (docs/judgement.svg, drawn by benchmarks/picture.py):

- **a spike** (one wild reading, or static): one reading moves the believed heart rate by less than 1 bpm and no
  judgement. While several in a row have no explanation, there is no believed heart rate (`implausible`), nor is one
  shown that no reading has confirmed for as long as the source is fresh. Half or double of a known heart rate is not
  named before it has stood for 20-65 s (`leap`).
- **a step** of effort: followed with the strap's own delay of 2-4 s. The quick judgement shows a clear exit 3-10 s
  after it truly happens, the calm one at most 3 s later at the top and 20 s later at the bottom (`positions`); the way
  back counts from well inside, so it takes about 15 s.
- **a ramp**: followed without lasting lag. The course is known after 35 s; near the bound, heading beyond it within a
  minute, and away from the mean of the last minute, it earns a warning (`cues`).
- **a gap**: when the last packet is older than the source's rhythm allows (5 s for one a second, 15 s at most), the
  signal is stale and there is no heart rate, no zone and no cue. Lost contact and a lost link have that effect at once,
  impossible numbers after half of that time. After less than 20 s the course and the zone's memory go on, after longer
  they start anew. The heart rate itself is believed again within a few readings, wherever it then is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from coach.domain.heart.estimator import Estimate, HeartRateEstimator
from coach.domain.heart.signal_quality import STALE_AFTER_S, Remark, Signal, SignalMonitor
from coach.domain.pacing.positions import Positions
from coach.domain.pacing.trend import (
    CARDIAC_DRIFT,
    PACING_TREND,
    RunningMean,
    Trend,
    cardiac_drift_per_10min,
    exit_time_s,
    expected,
)
from coach.domain.zone.zones import TYPICAL_ZONES, Band, Position

CONTINUES_S = 20.0
"""After a hole shorter than this the trend and the zone memory go on; after a longer one they start anew."""

EXPECT_AHEAD_S = 30.0
"""How far ahead `expected_bpm` looks: half a minute, about half the heart's own time constant (Hunt 2015: 58 s)."""


SILENT = frozenset({Signal.WAITING, Signal.STALE, Signal.DISCONNECTED, Signal.ENDED})
"""States without a fresh packet: even the raw number is old."""


class Assessment(NamedTuple):
    """The whole judgement at one moment. None means "not known"; no number ever stands for it."""

    at_s: float
    sent_bpm: int | None
    """The last reading as sent; None when it is old or there is none."""
    signal: Signal
    reason: str | None
    """A machine's word for why the signal is not live."""
    believed_bpm: float | None = None
    """The believed heart rate."""
    sd_bpm: float | None = None
    """Its standard deviation."""
    position: Position | None = None
    """The quick judgement, for cues."""
    shown_position: Position | None = None
    """The calm one, for colour and log."""
    slope_bpm_per_s: float | None = None
    """The course of the last minute."""
    trend_bpm: float | None = None
    """Where that course is now: the mean of the believed heart rate, which wanders, and of the calm line."""
    mean_bpm: float | None = None
    """The mean of the last minute or so: where the heart rate has been."""
    exit_in_s: float | None = None
    """Seconds until the course leaves the band; None when that is not meaningful."""
    expected_bpm: float | None = None
    """The believed heart rate in half a minute, if nothing changes."""
    cardiac_drift_bpm_per_10min: float | None = None
    """The slow drift of a long walk in the zone, None unless it is significant."""
    proven: bool = True
    """Whether the believed heart rate may be a reason to stop."""
    fresh_s: float = STALE_AFTER_S
    """How old this source's last packet may be: its own rhythm decides. A longer gap earns nothing."""
    remarks: frozenset[Remark] = frozenset()
    """What the strap was found to do so far."""


class PacingTracker:
    """The facade: readings, silence and the link in, one frozen `Assessment` out.

    State depends on inputs and deadlines only: calling `advance` or `assessment` more often changes nothing. Times are
    seconds since the session began and do not run backwards.

    Args:
        band: the band to keep; None while none is known: then there is a heart rate and a course, and no position.
        max_bpm: the walker's maximum heart rate, or its best estimate; None while it is not known.
        paced: the walker has a pacemaker, so a number that does not change may be true.
    """

    def __init__(self, band: Band | None, *, max_bpm: float | None, paced: bool = False) -> None:
        self._band = band
        self._monitor = SignalMonitor()
        # What a heart may do is judged by the typical zones where the walker's own are not known.
        self._estimator = HeartRateEstimator(
            band or TYPICAL_ZONES.zone_2, max_bpm=max_bpm or TYPICAL_ZONES.max_bpm, paced=paced
        )
        self._positions = None if band is None else Positions(band)
        self._trend = Trend(PACING_TREND)
        self._mean = RunningMean()
        self._cardiac_drift = Trend(CARDIAC_DRIFT)
        self._at_s = 0.0
        self._believed_at_s: float | None = None
        self._sent_bpm: int | None = None
        self._estimate: Estimate | None = None
        self._assessment: Assessment | None = None  # until something changes

    def reading(self, at_s: float, bpm: int, rr_s: Sequence[float] = (), *, contact: bool | None = None) -> bool:
        """Take a reading: `bpm` as sent (0 is "none"), its beat intervals, and the strap's report on contact.

        Return whether it says anything: a single impossible one is a packet that was lost.

        Raises:
            ValueError: when time runs backwards.
        """
        self.advance(at_s)
        if self._monitor.signal is Signal.ENDED:
            return False
        self._assessment = None
        self._monitor.arrived(at_s)
        estimate = self._estimator.reading(at_s, bpm, rr_s, contact=contact, fresh_s=self._monitor.fresh_s)
        if estimate is None:
            return False
        self._sent_bpm = bpm or None
        self._monitor.packet(at_s, estimate.rejection, irregular=estimate.irregular)
        self._estimate = estimate
        if estimate.bpm is None:
            return True
        if self._believed_at_s is not None and (
            at_s - self._believed_at_s > CONTINUES_S or estimate.begun_at_s > self._believed_at_s
        ):
            self._forget_trends()
        self._believed_at_s = at_s
        if self._positions is not None:
            self._positions.update(at_s, estimate.bpm, estimate.slope_bpm_per_s)
        self._trend.update(at_s, estimate.bpm)
        self._mean.update(at_s, estimate.bpm)
        if self._positions is not None and self._positions.quick is Position.IN:
            self._cardiac_drift.update(at_s, estimate.bpm)
        return True

    def link_down(self, at_s: float) -> None:
        """Note that the connection is gone."""
        self.advance(at_s)
        self._assessment = None
        self._monitor.link_down()

    def link_up(self, at_s: float) -> None:
        """Note the connection and await the first reading."""
        self.advance(at_s)
        self._assessment = None
        self._monitor.link_up(at_s)

    def restart(self, at_s: float) -> None:
        """Forget continuity after a pause or with another strap; keep what is known about the person."""
        self.advance(at_s)
        self._assessment = None
        self._estimator.restart()
        self._monitor.restart(at_s)
        self._estimate = None
        self._believed_at_s = None
        self._forget_trends()

    def set_band(self, at_s: float, band: Band | None) -> None:
        """Set another target: keep the estimate, and judge the position anew at once."""
        self.advance(at_s)
        if band == self._band:
            return
        self._assessment = None
        self._band = band
        if band is None:
            self._positions = None
            return
        if self._positions is None:
            self._positions = Positions(band)
        self._positions.set_band(band)
        if self._estimate is not None and self._estimate.bpm is not None:
            self._positions.update(at_s, self._estimate.bpm, self._estimate.slope_bpm_per_s)

    def end(self, at_s: float) -> None:
        """End the session."""
        self.advance(at_s)
        self._assessment = None
        self._monitor.end()

    def advance(self, now_s: float) -> None:
        """Advance to `now_s` and fire the deadline if it is due.

        Raises:
            ValueError: when time runs backwards.
        """
        if now_s < self._at_s:
            raise ValueError(f"time runs backwards: {now_s} s after {self._at_s} s")
        due_s = self._monitor.next_deadline()
        if due_s is not None and due_s <= now_s:
            self._assessment = None
            self._monitor.fire()
        if self._positions is not None:
            self._positions.advance(now_s)
        if now_s > self._at_s:
            self._assessment = None
            self._at_s = now_s

    def next_deadline(self) -> float | None:
        """Return when the assessment will change by itself; None when only an input can change it."""
        stale_s = self._monitor.next_deadline()
        follows_s = None if self._positions is None else self._positions.next_deadline()
        if stale_s is None or follows_s is None:
            return follows_s if stale_s is None else stale_s
        return min(stale_s, follows_s)

    def assessment(self) -> Assessment:
        """Return the assessment at the latest time given."""
        if self._assessment is None:
            self._assessment = self._assess()
        return self._assessment

    def _assess(self) -> Assessment:
        signal, rejection = self._monitor.signal, self._monitor.rejection
        sent_bpm = None if signal in SILENT else self._sent_bpm
        estimate = self._estimate
        fresh_s, remarks = self._monitor.fresh_s, self._estimator.remarks
        if not signal.is_believed or estimate is None or estimate.bpm is None:
            reason = None if rejection is None else str(rejection)
            return Assessment(
                at_s=self._at_s, sent_bpm=sent_bpm, signal=signal, reason=reason, fresh_s=fresh_s, remarks=remarks
            )
        bpm, slope, band = estimate.bpm, self._trend.slope(), self._band
        return Assessment(
            at_s=self._at_s,
            sent_bpm=sent_bpm,
            signal=signal,
            reason=None,
            believed_bpm=bpm,
            sd_bpm=estimate.sd_bpm,
            position=None if self._positions is None else self._positions.quick,
            shown_position=None if self._positions is None else self._positions.shown,
            slope_bpm_per_s=None if slope is None else slope.bpm_per_s,
            trend_bpm=None if slope is None else (bpm + self._trend.level_bpm()) / 2,
            mean_bpm=self._mean.bpm,
            exit_in_s=None if slope is None or band is None else exit_time_s(bpm, slope, band),
            expected_bpm=None if slope is None else expected(bpm, slope, EXPECT_AHEAD_S),
            cardiac_drift_bpm_per_10min=cardiac_drift_per_10min(self._cardiac_drift.slope()),
            proven=estimate.proven,
            fresh_s=fresh_s,
            remarks=remarks,
        )

    def _forget_trends(self) -> None:
        self._trend.restart()
        self._mean.restart()
        self._cardiac_drift.restart()
        if self._positions is not None:
            self._positions.restart()
