"""Judges below, in or above: two streaming judgements of one believed heart rate, a quick one and a calm one.

They add up certainty: every second adds the probability that the heart rate is beyond the bound, less an allowance. So
a clear exit shows within seconds, a marginal one only when it lasts, and one wild second cannot move the judgement,
however wild it is. (A cumulative sum, Page 1954; sums of bpm beyond the bound, tried first, flap twice as often for the
same delay.) They judge the heart rate a few seconds ahead along its slope, which makes up for the lateness of straps
and of sums. The way back counts from well inside, so a heart rate that hovers on the bound does not flap.
"""

import math

import msgspec

from coach.domain.zone.zones import Band, Position

LONGEST_UPDATE_S = 3.0
"""One estimate stands for at most this long: a hole in the stream is not evidence of being outside."""

HOLE_STEPS = 2.5
"""And a hole is so many times as long as the step before it, whatever the source's rhythm. What comes after one just
inside the bounds is inside: that it was outside before is seconds old."""

FIRST_STEP_S = 1.0
"""The first estimate stands for a second."""

BLUR_BPM = 1.3
"""The blur of "beyond the bound": the error of the believed heart rate on a clean strap."""

LOGISTIC = 1.7
"""The logistic curve with this factor is the normal distribution's within 0.01."""


LINGER_S = 60.0
"""Or this many more seconds inside the plain bounds than outside, however near the edge: a walker who is there for a
minute is in the zone. (Half of it makes the judgement change once an hour more on simulated walks.)"""

FULL_WIDTH_BPM = 15.0
"""In a band narrower than the typical one the way back is shorter in proportion: a tempo effort's band is half as wide,
and 2 bpm inside it is half way to its middle."""

MOST_EXPONENT = 30.0
"""Beyond this, certainty is 0 or 1 to thirteen digits; without a limit a wild value would overflow exp()."""


class Patience(msgspec.Struct, frozen=True):
    """The evidence it takes to change the judgement."""

    ahead_out_s: float
    """How far along the slope to look for an exit."""
    ahead_back_s: float
    """And for a return."""
    furthest_ahead_bpm: float
    """The most that looking ahead may change: a slope is an estimate."""
    leave_s: float
    """Seconds of certainty beyond the bound that make an exit."""
    return_s: float
    """Seconds of certainty inside that make a return."""
    outside_bpm: float
    """An exit counts from this far beyond the bound; negative is before it."""
    inside_bpm: float
    """A return counts from this far inside the bound."""
    settled_s: float
    """Or seconds of certainty just inside the bound: a walker who stays there is in the zone too."""
    settled_bpm: float
    """How far inside the bound that is."""
    allowed_out: float
    """Certainty of being outside that does not count, 0-1."""
    allowed_back: float
    """The same for the way back."""


QUICK = Patience(
    ahead_out_s=6.5,
    ahead_back_s=5.0,
    furthest_ahead_bpm=5.0,
    leave_s=3.3,
    return_s=1.7,
    outside_bpm=-0.15,
    inside_bpm=2.1,
    settled_s=10.0,
    settled_bpm=1.0,
    allowed_out=0.35,
    allowed_back=0.5,
)
"""For cues, whose own quiet times prevent nagging."""

CALM = Patience(
    ahead_out_s=5.0,
    ahead_back_s=5.0,
    furthest_ahead_bpm=4.0,
    leave_s=5.0,
    return_s=4.0,
    outside_bpm=0.2,
    inside_bpm=1.8,
    settled_s=15.0,
    settled_bpm=0.5,
    allowed_out=0.35,
    allowed_back=0.5,
)
"""For the colour and the log: readable at a glance, without flicker."""


class ZoneClassifier:
    """Tracks the position of a believed heart rate relative to a band, with memory."""

    __slots__ = (
        "_above_s",
        "_at_s",
        "_back_s",
        "_band",
        "_below_s",
        "_inside_s",
        "_passed_s",
        "_patience",
        "_room",
        "_settled_s",
        "position",
    )

    def __init__(self, band: Band, patience: Patience) -> None:
        self._patience = patience
        self.set_band(band)

    def set_band(self, band: Band) -> None:
        """Set another band and forget; the next estimate is judged by the plain bounds."""
        self._band = band
        self._room = min(1.0, band.width_bpm / FULL_WIDTH_BPM)
        self.restart()

    def restart(self) -> None:
        """Forget; the next estimate is judged by the plain bounds."""
        self.position: Position | None = None
        self._at_s: float | None = None
        self._passed_s = FIRST_STEP_S
        self._above_s = self._below_s = self._back_s = self._settled_s = self._inside_s = 0.0

    def update(self, at_s: float, bpm: float, slope_bpm_per_s: float) -> Position:
        """Take an estimate, and return the position after it."""
        patience, band = self._patience, self._band
        passed_s = FIRST_STEP_S if self._at_s is None else at_s - self._at_s
        is_hole = passed_s > max(LONGEST_UPDATE_S, HOLE_STEPS * self._passed_s)
        step_s = min(LONGEST_UPDATE_S, passed_s)
        self._at_s, self._passed_s = at_s, passed_s
        if self.position is None:
            return self.settle(band.position(self._ahead(bpm, slope_bpm_per_s, patience.ahead_back_s)))
        if self.position is Position.IN:
            return self._while_inside(bpm, slope_bpm_per_s, step_s)
        return self._while_outside(self.position, bpm, slope_bpm_per_s, step_s, is_hole=is_hole)

    def _while_inside(self, bpm: float, slope_bpm_per_s: float, step_s: float) -> Position:
        patience, band = self._patience, self._band
        soon_bpm = self._ahead(bpm, slope_bpm_per_s, patience.ahead_out_s)
        above_bpm, below_bpm = soon_bpm - band.hi_bpm, band.lo_bpm - soon_bpm
        allowed, outside_bpm = patience.allowed_out, patience.outside_bpm
        self._above_s = _add(self._above_s, above_bpm - outside_bpm, allowed, step_s)
        self._below_s = _add(self._below_s, below_bpm - outside_bpm, allowed, step_s)
        if self._above_s > patience.leave_s:
            return self.settle(Position.ABOVE)
        return self.settle(Position.BELOW) if self._below_s > patience.leave_s else Position.IN

    def _while_outside(
        self, position: Position, bpm: float, slope_bpm_per_s: float, step_s: float, *, is_hole: bool
    ) -> Position:
        patience, band = self._patience, self._band
        room = self._room
        soon_bpm = self._ahead(bpm, slope_bpm_per_s, patience.ahead_back_s)
        depth_bpm = band.hi_bpm - soon_bpm if position is Position.ABOVE else soon_bpm - band.lo_bpm
        if is_hole and depth_bpm > room * patience.settled_bpm and band.position(bpm) is Position.IN:
            return self.settle(Position.IN)
        self._back_s = _add(self._back_s, depth_bpm - room * patience.inside_bpm, patience.allowed_back, step_s)
        self._settled_s = _add(self._settled_s, depth_bpm - room * patience.settled_bpm, patience.allowed_back, step_s)
        self._inside_s = max(0.0, self._inside_s + (step_s if band.position(bpm) is Position.IN else -step_s))
        if self._back_s > patience.return_s or self._settled_s > patience.settled_s:
            return self.settle(band.position(soon_bpm))
        return self.settle(Position.IN) if self._inside_s > room * LINGER_S else position

    def _ahead(self, bpm: float, slope_bpm_per_s: float, ahead_s: float) -> float:
        furthest_bpm = self._patience.furthest_ahead_bpm
        return bpm + max(-furthest_bpm, min(furthest_bpm, slope_bpm_per_s * ahead_s))

    def settle(self, position: Position) -> Position:
        """Take this position, with no evidence yet against it."""
        self.position = position
        self._above_s = self._below_s = self._back_s = self._settled_s = self._inside_s = 0.0
        return position


def _add(sum_s: float, beyond_bpm: float, allowed: float, step_s: float) -> float:
    """Return the sum after `step_s` more at `beyond_bpm` past the mark: certainty less the allowance, in seconds."""
    if not sum_s and beyond_bpm < -BLUR_BPM:
        return 0.0  # so far off certainty is below every allowance, and the sum is 0 already: mostly so in the zone
    exponent = max(-MOST_EXPONENT, min(MOST_EXPONENT, LOGISTIC * beyond_bpm / BLUR_BPM))
    certainty = 1 / (1 + math.exp(-exponent))
    # Scaled so that full certainty of the contrary lowers the sum by one second a second.
    gained = certainty - allowed if certainty > allowed else (certainty - allowed) / allowed
    return max(0.0, sum_s + gained * step_s)
