"""Keeps the two positions of one heart rate in step: the quick one that cues use, and the calm one that is shown.

Each has its own patience (`zone_classifier`), and left alone they drift apart: "below" for the cues and "in the zone"
on the screen, for a minute. So they are one judgement with two speeds. They are never on opposite sides, and the calm
one follows after 3-20 s, by the direction.
"""

from coach.domain.pacing.zone_classifier import CALM, QUICK, ZoneClassifier
from coach.domain.zone.zones import Band, Position

APART_S = 10.0
"""The two may differ for this long: what the calm one waits for beyond the quick one's evidence."""

APART_GOING_ABOVE_S = 3.0
"""But on the way out at the top the screen follows soon: "ease off" waits until it has."""

APART_GOING_BELOW_S = 20.0
"""Or this long on the way out at the low side: too little effort for a while costs nothing, so the screen waits."""


class Positions:
    """Tracks both positions of a believed heart rate.

    State depends on updates and on its own deadline only.

    Args:
        band: the band to keep.
    """

    __slots__ = ("_apart_since_s", "_calm", "_followed", "_quick")

    def __init__(self, band: Band) -> None:
        self._quick = ZoneClassifier(band, QUICK)
        self._calm = ZoneClassifier(band, CALM)
        self._apart_since_s: float | None = None
        self._followed = False  # since the last estimate

    @property
    def quick(self) -> Position | None:
        """The quick judgement; None before the first estimate."""
        return self._quick.position

    @property
    def shown(self) -> Position | None:
        """The calm one; None before the first estimate."""
        return self._calm.position

    def set_band(self, band: Band) -> None:
        """Set another band and forget; the next estimate is judged by the plain bounds."""
        self._quick.set_band(band)
        self._calm.set_band(band)
        self._apart_since_s, self._followed = None, False

    def restart(self) -> None:
        """Forget; the next estimate is judged by the plain bounds."""
        self._quick.restart()
        self._calm.restart()
        self._apart_since_s, self._followed = None, False

    def update(self, at_s: float, bpm: float, slope_bpm_per_s: float) -> None:
        """Take an estimate."""
        self.advance(at_s)
        quick = self._quick.update(at_s, bpm, slope_bpm_per_s)
        shown = self._calm.update(at_s, bpm, slope_bpm_per_s)
        if quick is not shown and Position.IN not in (quick, shown):
            self._calm.settle(Position.IN)  # on the way from one side to the other it passes through
        if self._followed and self.quick is not None:
            self._calm.settle(self.quick)  # its time was up: a quick one that has moved on meanwhile starts no new time
        self._followed = False
        if self._quick.position is self._calm.position:
            self._apart_since_s = None
        elif self._apart_since_s is None:
            self._apart_since_s = at_s
        self.advance(at_s)

    def next_deadline(self) -> float | None:
        """Return when the calm one follows without another estimate; None while the two agree."""
        if self._apart_since_s is None:
            return None
        if self.shown is not Position.IN:
            return self._apart_since_s + APART_S
        going_above = self.quick is Position.ABOVE
        return self._apart_since_s + (APART_GOING_ABOVE_S if going_above else APART_GOING_BELOW_S)

    def advance(self, now_s: float) -> None:
        """Let the calm one follow when its time is up."""
        due_s = self.next_deadline()
        if due_s is not None and due_s <= now_s and self.quick is not None:
            self._calm.settle(self.quick)
            self._apart_since_s = None
            self._followed = True
