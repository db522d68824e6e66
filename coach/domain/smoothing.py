"""Readings and beat intervals into one believed heart rate with its uncertainty, causal, over irregular times."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.domain.signal_quality import Doubt

LOWEST_BPM, HIGHEST_BPM = 35, 220
"""Outside this no walker's heart rate lies; straps do send 0, 20 and 255."""

GAIN_LEVEL, GAIN_SLOPE = 0.30, 0.020
"""Alpha and beta of the tracker, per second."""

GATE_BPM = 8.0
"""A reading further from the prediction than this is not believed at once."""

REACQUIRE_S = 20.0
"""So long must rejected readings agree before they are taken for the truth."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The believed heart rate at one moment; `bpm` is None when nothing is believed, and `doubt` says why."""

    bpm: float | None
    sd_bpm: float | None
    slope_bpm_per_s: float
    doubt: Doubt | None


class HeartRateEstimator:
    """One believed heart rate from whatever the strap sends."""

    def __init__(self, *, max_bpm: float) -> None:
        self._highest_bpm = min(float(HIGHEST_BPM), 1.1 * max_bpm)
        self.restart()

    def restart(self) -> None:
        """Forget continuity: what follows may be far from what was."""
        self._level_bpm: float | None = None
        self._slope = 0.0
        self._at_s = 0.0
        self._trusted_at_s = 0.0
        self._rejected: list[tuple[float, int]] = []

    def reading(self, at_s: float, bpm: int, rr_s: Sequence[float]) -> Estimate:
        """What is believed after this reading."""
        if not LOWEST_BPM <= bpm <= self._highest_bpm:
            return Estimate(None, None, 0.0, Doubt.ZERO if bpm == 0 else Doubt.IMPLAUSIBLE)
        if self._level_bpm is None:
            return self._settle(at_s, bpm, enough_s=3.0)
        step_s = at_s - self._at_s
        predicted = self._level_bpm + self._slope * min(step_s, 5.0)
        error = bpm - predicted
        if abs(error) > GATE_BPM + 0.5 * min(30.0, at_s - self._trusted_at_s):
            return self._settle(at_s, bpm, enough_s=REACQUIRE_S)
        weight = min(1.0, step_s)
        self._level_bpm = predicted + (1 - (1 - GAIN_LEVEL) ** max(step_s, 0.0)) * error
        self._slope = max(-0.6, min(0.6, 0.98 * self._slope + GAIN_SLOPE * error * weight))
        self._at_s = self._trusted_at_s = at_s
        self._rejected.clear()
        return Estimate(self._level_bpm, 1.5, self._slope, None)

    def _settle(self, at_s: float, bpm: int, *, enough_s: float) -> Estimate:
        if self._rejected and abs(self._rejected[-1][1] - bpm) > GATE_BPM:
            self._rejected.clear()
        self._rejected.append((at_s, bpm))
        del self._rejected[:-64]
        if at_s - self._rejected[0][0] < enough_s:
            return Estimate(None, None, 0.0, Doubt.UNSETTLED if self._level_bpm is None else Doubt.IMPLAUSIBLE)
        self._level_bpm, self._slope = float(bpm), 0.0
        self._at_s = self._trusted_at_s = at_s
        self._rejected.clear()
        return Estimate(self._level_bpm, 3.0, 0.0, None)
