"""The sums of a walk: seconds in each zone, mean, peak, spikes, drift, dropouts.

Time in zone is elapsed time between believable readings, by the believed heart rate against the plain bounds: never a
count of samples, and a gap adds nothing.
"""

from collections import Counter
from collections.abc import Mapping

import msgspec

from coach.domain.totals.distance import GAP_S, DistanceSum
from coach.domain.totals.steady_drift import SteadyDrift
from coach.domain.zone.zones import Position, ZoneTable


class Dropouts(msgspec.Struct, frozen=True):
    """How often and how long there was no believable heart rate after the first one."""

    count: int
    seconds: float


class SessionSummary(msgspec.Struct, frozen=True):
    """The totals of a walk. Times in seconds; None is "not known".

    `excursions` is how often the heart rate left the zone upwards (calm judgement); `cardiac_drift_pct` the second half
    of the steady part over its first half; `recovery_bpm` the fall in the minute after the walk.
    """

    elapsed_s: float
    moving_s: float
    z2_s: float | None
    """None when no band was ever known."""
    zone_s: tuple[float, float, float, float, float, float]
    believed_s: float
    mean_bpm: float | None
    max_bpm: float | None
    excursions: int
    cardiac_drift_pct: float | None
    recovery_bpm: float | None
    cues: Mapping[str, int]
    dropouts: Dropouts
    readings: int
    rejected: int
    distance_m: float | None


class SummaryBuilder:
    """Adds up a walk as it happens."""

    def __init__(self, zones: ZoneTable | None) -> None:
        self._zones = zones
        self._last: tuple[float, float] | None = None
        self._zone_s = [0.0] * 6
        self._believed_s = 0.0
        self._bpm_s = 0.0
        self._max_bpm: float | None = None
        self._spikes = 0
        self._shown: Position | None = None
        self._cues: Counter[str] = Counter()
        self._drift = SteadyDrift()
        self._dropped_since_s: float | None = None
        self._dropouts = 0
        self._dropped_s = 0.0
        self._was_live = False
        self._readings = 0
        self._rejected = 0
        self._distance = DistanceSum()

    @property
    def zone_s(self) -> tuple[float, float, float, float, float, float]:
        """Seconds in zones 0-5 so far."""
        under, one, two, three, four, five = self._zone_s
        return under, one, two, three, four, five

    @property
    def z2_s(self) -> float | None:
        """Seconds in Zone 2 so far; None while no band is known."""
        return None if self._zones is None else self._zone_s[2]

    def set_zones(self, zones: ZoneTable | None) -> None:
        """Set the walker's new zones; keep the seconds counted so far."""
        self._zones = zones

    def count_reading(self) -> None:
        """Count a measurement, believable or not."""
        self._readings += 1

    def count_rejected(self) -> None:
        """Count a payload that was no measurement."""
        self._rejected += 1

    def believe(self, at_s: float, bpm: float, *, steady: bool, fresh_s: float = GAP_S) -> None:
        """Add a believable heart rate.

        Args:
            at_s: when.
            bpm: the heart rate.
            steady: it belongs to a part that counts for drift.
            fresh_s: how long the source's last number stands: a longer gap earns nothing.
        """
        if self._last is not None:
            last_s, last_bpm = self._last
            span_s = at_s - last_s
            if 0 < span_s <= fresh_s:
                middle_bpm = (last_bpm + bpm) / 2
                if self._zones is not None:
                    self._zone_s[self._zones.zone(middle_bpm)] += span_s
                self._believed_s += span_s
                self._bpm_s += middle_bpm * span_s
                if steady:
                    self._drift.add(span_s, middle_bpm)
        self._last = (at_s, bpm)
        self._max_bpm = bpm if self._max_bpm is None else max(self._max_bpm, bpm)

    def break_off(self) -> None:
        """Start a new span at the next reading, after a rejected one or a lost signal."""
        self._last = None

    def pause(self, at_s: float) -> None:
        """Stop counting. Ends an open dropout; reacquiring the signal afterwards is not a new one."""
        self.break_off()
        self.signal(at_s, live=True)
        self._was_live = False
        self._distance.break_off()

    def signal(self, at_s: float, *, live: bool) -> None:
        """Note that the heart rate became believable, or stopped being so."""
        if live and self._dropped_since_s is not None:
            self._dropped_s += at_s - self._dropped_since_s
            self._dropped_since_s = None
        elif not live and self._was_live and self._dropped_since_s is None:
            self._dropouts += 1
            self._dropped_since_s = at_s
        self._was_live = self._was_live or live

    def shown(self, position: Position | None) -> None:
        """Note the calm judgement; above the zone, no heart rate, above again is one spike."""
        if position is None:
            return
        self._spikes += position is Position.ABOVE and self._shown is not Position.ABOVE
        self._shown = position

    def cue(self, name: str) -> None:
        """Count a cue."""
        self._cues[name] += 1

    def speed(self, at_s: float, speed_mps: float) -> None:
        """Add a walking speed."""
        self._distance.add(at_s, speed_mps)

    def summary(self, at_s: float, *, moving_s: float, recovery_bpm: float | None) -> SessionSummary:
        """Return the sums at `at_s`; a dropout under way counts up to there."""
        believed_s = self._believed_s
        dropped_s = self._dropped_s
        if self._dropped_since_s is not None:
            dropped_s += max(0.0, at_s - self._dropped_since_s)
        return SessionSummary(
            elapsed_s=at_s,
            moving_s=moving_s,
            z2_s=self.z2_s,
            zone_s=self.zone_s,
            believed_s=believed_s,
            mean_bpm=self._bpm_s / believed_s if believed_s else None,
            max_bpm=self._max_bpm,
            excursions=self._spikes,
            cardiac_drift_pct=self._drift.pct,
            recovery_bpm=recovery_bpm,
            cues=dict(sorted(self._cues.items())),
            dropouts=Dropouts(self._dropouts, dropped_s),
            readings=self._readings,
            rejected=self._rejected,
            distance_m=self._distance.metres,
        )
