"""Below, in or above: two streaming judgements of one believed heart rate, a quick one and a calm one.

A page of excess: what counts is not how long but how much (bpm times seconds) lies beyond the bound, so a big exit is
told within seconds and a marginal one only when it lasts (Page 1954, cumulative sum).
"""

from dataclasses import dataclass

from coach.domain.zones import Band, Position

LONGEST_STEP_S = 2.0
"""One estimate stands for at most this long: a hole in the stream is not evidence of being outside."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How much excess it takes to change the judgement."""

    leave_bpm_s: float
    return_bpm_s: float
    slack_bpm: float
    """Excess smaller than this does not count: the estimate's own error."""
    inside_bpm: float
    """The way back counts only from so far inside."""


QUICK = Patience(leave_bpm_s=4.0, return_bpm_s=8.0, slack_bpm=0.0, inside_bpm=1.0)
"""For cues, whose own quiet times prevent nagging."""

CALM = Patience(leave_bpm_s=10.0, return_bpm_s=16.0, slack_bpm=0.3, inside_bpm=1.0)
"""For the colour and the log: what a glance should see, without flicker."""


class ZoneClassifier:
    """The position of a believed heart rate to a band, with memory."""

    __slots__ = ("_above", "_at_s", "_band", "_below", "_inside", "_patience", "position")

    def __init__(self, band: Band, patience: Patience) -> None:
        self._patience = patience
        self.set_band(band)

    def set_band(self, band: Band) -> None:
        """Another band: the next estimate is judged plainly."""
        self._band = band
        self.restart()

    def restart(self) -> None:
        """Forget: the next estimate is judged plainly."""
        self.position: Position | None = None
        self._at_s: float | None = None
        self._above = self._below = self._inside = 0.0

    def update(self, at_s: float, bpm: float) -> Position:
        """The position after this estimate."""
        step_s = 0.0 if self._at_s is None else min(LONGEST_STEP_S, at_s - self._at_s)
        self._at_s = at_s
        if self.position is None:
            self.position = self._band.position(bpm)
            self._above = self._below = self._inside = 0.0
            return self.position
        lo, hi, patience = self._band.lo_bpm, self._band.hi_bpm, self._patience
        self._above = max(0.0, self._above + (bpm - hi - patience.slack_bpm) * step_s)
        self._below = max(0.0, self._below + (lo - bpm - patience.slack_bpm) * step_s)
        if self.position is Position.IN:
            if self._above > patience.leave_bpm_s:
                self.position, self._inside = Position.ABOVE, 0.0
            elif self._below > patience.leave_bpm_s:
                self.position, self._inside = Position.BELOW, 0.0
            return self.position
        depth = (hi - bpm) if self.position is Position.ABOVE else (bpm - lo)
        self._inside = max(0.0, self._inside + (depth - patience.inside_bpm) * step_s)
        if self._inside > patience.return_bpm_s:
            self.position = self._band.position(bpm)
            self._above = self._below = self._inside = 0.0
        return self.position
