"""Which heart rate is the strap looking at: an exact Bayes filter over heart rate and the sensor's state.

One-bpm cells from 36 to 220 times eight states of heart and sensor. Every beat interval (or, from a strap without
intervals, every bpm) multiplies each cell by how likely it is there; between readings heart rate diffuses and the
sensor changes state. Nothing is ever ruled out for good, so a wrong lock is left as soon as the evidence says so, and
while it is ambiguous the answer is broad: that is what "not believed" means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coach.domain.heart.evidence import (
    ALL_CELLS,
    ALL_ROWS,
    BPM_POWER,
    CELLS,
    CELLS_32,
    COUNT,
    FIRST_BPM,
    ROWS,
    TICKS_PER_S,
    Array,
    State,
    bpm_evidence,
    bpm_hint,
    held,
    interval_evidence,
)

STAY_PER_S = {
    State.EVEN: 0.989,
    State.FALLING: 0.85,
    State.RISING: 0.85,
    State.MIXED: 0.93,
    State.HALF: 0.93,
    State.DOUBLE: 0.92,
    State.EXTRA: 0.95,
    State.NOISE: 0.91,
}
"""How likely each state lasts another second: bad contact comes about every three minutes at worst and lasts about a
quarter of a minute at a time (a real dry H7 held its false values for 5-16 s); a stop every four minutes, and heart
rate falls steeply for about ten seconds."""

LEAVE_EVEN = {
    State.FALLING: 0.36,
    State.RISING: 0.18,
    State.MIXED: 0.14,
    State.HALF: 0.09,
    State.DOUBLE: 0.07,
    State.EXTRA: 0.04,
    State.NOISE: 0.12,
}
BACK_TO_EVEN = 0.85
"""Where each state leads: trouble ends in good contact, seldom in other trouble."""

AT_FIRST = (0.78, 0.01, 0.01, 0.07, 0.02, 0.02, 0.01, 0.08)
"""States before anything is known: mostly good, but a strap put on dry is common."""

FALLING_BPM_PER_S, RISING_BPM_PER_S, STEEP_SD_BPM = -2.2, 1.5, 1.2
"""The steep states: the fastest recoveries fall 2-4 bpm/s in their first seconds, sprints rise 1-2 bpm/s."""

STEEP_LEAST_S = 0.5
"""Over a shorter time a steep state spreads as over this, or a quarter second's would be too narrow for the cells."""

DIFFUSION_BPM = 1.2
LEAP_SHARE, LEAP_BPM = 0.05, 3.0
"""Heart rate in one second: 1.2 bpm, one second in twenty 3 bpm (a stop at a traffic light falls 1-2 bpm/s)."""

DIFFUSION_AT_BPM = 120.0
"""That is at 120 bpm, and in proportion elsewhere: were it the same everywhere, a fast heart at half its beats would
explain the steady intervals of a slow one better than the slow heart itself."""

LEAST_DIFFUSION, MOST_DIFFUSION = 0.4, 1.3
"""Within these bounds: between readings even the slowest heart moves, and none by more than a leap."""

FLOOR = 1e-7
"""What every cell keeps: a heart rate far from the believed one can be taken up again."""

SMALLEST_SUM = 1e-30
"""Evidence nobody can explain leaves next to nothing; then the floor alone remains, and all is open again."""

ANYWHERE = 0.02
"""Share of the first guess that is open to any heart rate."""

SLOW_BPM, SLOW = 50.0, 0.02
"""Cells below 50: the heart of somebody who walks is hardly ever so slow (beta blockers, endurance athletes); a loose
strap's number often is."""

BEYOND_MAX = 1e-4
"""Cells above 110 % of the maximum: a formula's maximum is off by 11 bpm (SEE), so not impossible."""

BEYOND_FROM_SHARE = 1.1
"""Of the maximum: from here on."""

QUANTUM_S = 0.25
"""Time passes in quarter seconds, so that the matrices for it can be kept; what is left over is carried on."""

SHIFTS_PER_BPM = 4
"""What a believed slope moves is counted in quarter bpm, so that these matrices can be kept as well."""

LONGEST_PART = 8
LONGEST_HOLE_S = 20.0
"""A longer hole is walked in parts of two seconds, and at most twenty seconds of it: by then all is open again."""

LARGEST_MOVE_BPM = 6.0
"""In one part the believed slope moves everything by no more than this."""

WINDOW_BPM = 7
NEAR_BPM = 10
SHARE_BPM = 5
"""The heaviest hypothesis is the heaviest window of 7 bpm; its mean is taken within 10, its probability within 5."""


def _gauss(moved_bpm: float, sd_bpm: float) -> NDArray[np.float64]:
    """Where each cell's probability goes, shape (COUNT, COUNT): from, to. What leaves the grid is lost."""
    sd = sd_bpm * np.clip(CELLS / DIFFUSION_AT_BPM, LEAST_DIFFUSION, MOST_DIFFUSION)[:, None]
    spread: NDArray[np.float64] = np.exp(-0.5 * ((CELLS[None, :] - CELLS[:, None] - moved_bpm) / sd) ** 2)
    spread /= sd * math.sqrt(2 * math.pi)
    # Less than the floor is nothing; kept, it would become denormal numbers, which are many times slower.
    spread[spread < FLOOR * FLOOR] = 0.0
    return spread


@lru_cache(maxsize=96)
def _wander(quanta: int, shift: int) -> Array:
    """How heart rate spreads over `quanta` quarter seconds while it moves by `shift` quarter bpm."""
    grown = math.sqrt(quanta * QUANTUM_S)
    moved_bpm = shift / SHIFTS_PER_BPM
    usual = _gauss(moved_bpm, DIFFUSION_BPM * grown)
    return ((1 - LEAP_SHARE) * usual + LEAP_SHARE * _gauss(moved_bpm, LEAP_BPM * grown)).astype(np.float32)


@lru_cache(maxsize=32)
def _steep(quanta: int, bpm_per_s: float) -> Array:
    """The same for a steep state."""
    step_s = quanta * QUANTUM_S
    return _gauss(bpm_per_s * step_s, STEEP_SD_BPM * max(step_s, STEEP_LEAST_S)).astype(np.float32)


@lru_cache(maxsize=64)
def _transitions(quanta: int) -> Array:
    """State changes over `quanta` quarter seconds, shape (ROWS, ROWS): to, from."""
    step = np.zeros((ROWS, ROWS))
    for state in State:
        others = [other for other in State if other is not state]
        for other in others:
            share = LEAVE_EVEN[other] if state is State.EVEN else (1 - BACK_TO_EVEN) / (len(others) - 1)
            step[other, state] = (1 - STAY_PER_S[state]) * share
        if state is not State.EVEN:
            step[State.EVEN, state] = (1 - STAY_PER_S[state]) * BACK_TO_EVEN
        step[state, state] = STAY_PER_S[state]
    values, vectors = np.linalg.eig(step)
    power = (vectors * values ** (quanta * QUANTUM_S)) @ np.linalg.inv(vectors)
    return np.real(power).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Peak:
    """The heaviest hypothesis."""

    bpm: float
    share: float
    """Probability within 5 bpm of it."""
    good: float
    """Probability that the sensor is good."""
    noise: float
    """Probability that the sensor says nothing of the heart."""


class HeartRateGrid:
    """The filter. Memory is constant.

    Args:
        likely_bpm: where heart rate is expected before anything is known.
        likely_sd_bpm: and how sure that is.
        max_bpm: the walker's maximum heart rate.
    """

    __slots__ = ("_floor", "_grid", "_last_bpm", "_pending_s")

    def __init__(self, likely_bpm: float, likely_sd_bpm: float, max_bpm: float) -> None:
        damp = np.where(BEYOND_FROM_SHARE * max_bpm < CELLS, BEYOND_MAX, np.where(CELLS < SLOW_BPM, SLOW, 1.0))
        self._floor = (FLOOR * damp).astype(np.float32)
        prior = damp * (np.exp(-0.5 * ((CELLS - likely_bpm) / likely_sd_bpm) ** 2) + ANYWHERE)
        self._grid: Array = np.outer(AT_FIRST, prior / prior.sum()).astype(np.float32)
        self._pending_s = 0.0
        self._last_bpm: int | None = None

    def advance(self, step_s: float, slope_bpm_per_s: float) -> None:
        """Time passes: heart rate diffuses along its slope, the sensor may change."""
        self._pending_s = min(self._pending_s + step_s, LONGEST_HOLE_S)
        quanta = round(self._pending_s / QUANTUM_S)
        self._pending_s -= quanta * QUANTUM_S
        while quanta > 0:
            part = min(quanta, LONGEST_PART)
            self._move(part, slope_bpm_per_s)
            quanta -= part

    def _move(self, quanta: int, slope_bpm_per_s: float) -> None:
        moved_bpm = slope_bpm_per_s * quanta * QUANTUM_S
        shift = round(SHIFTS_PER_BPM * max(-LARGEST_MOVE_BPM, min(LARGEST_MOVE_BPM, moved_bpm)))
        mixed = _transitions(quanta) @ self._grid
        np.matmul(mixed, _wander(quanta, shift), out=self._grid)
        self._grid[State.FALLING] = mixed[State.FALLING] @ _steep(quanta, FALLING_BPM_PER_S)
        self._grid[State.RISING] = mixed[State.RISING] @ _steep(quanta, RISING_BPM_PER_S)

    def intervals(self, rr_s: Sequence[float], bpm: int) -> None:
        """Beat intervals, each within what a beat can be, and the strap's own number beside them."""
        self._grid *= bpm_hint(bpm)
        for interval in rr_s:
            self._grid *= interval_evidence(round(interval * TICKS_PER_S))
        self._settle()

    def bpm(self, bpm: int) -> None:
        """The strap's own number, from a strap without intervals."""
        self._grid *= bpm_evidence(bpm)
        held_share = held(bpm, self._last_bpm) ** BPM_POWER
        self._last_bpm = bpm
        for state in (State.MIXED, State.EXTRA, State.NOISE):
            self._grid[state] *= held_share
        self._settle()

    def _settle(self) -> None:
        self._grid *= 1 / max(float(self._grid.sum()), SMALLEST_SUM)
        self._grid += self._floor

    def peak(self) -> Peak:
        """The heaviest hypothesis now."""
        cells = ALL_ROWS @ self._grid
        sums = np.cumsum(cells)
        heaviest = int((sums[WINDOW_BPM:] - sums[:-WINDOW_BPM]).argmax()) + 1 + WINDOW_BPM // 2
        lo, hi = max(0, heaviest - NEAR_BPM), heaviest + NEAR_BPM + 1
        near = cells[lo:hi]
        bpm = float(near @ CELLS_32[lo:hi]) / float(near.sum())
        centre = round(bpm) - FIRST_BPM
        rows = self._grid @ ALL_CELLS
        total = float(sums[-1])
        below = float(sums[centre - SHARE_BPM - 1]) if centre > SHARE_BPM else 0.0
        share = float(sums[min(centre + SHARE_BPM, COUNT - 1)]) - below
        good = float(rows[State.EVEN] + rows[State.FALLING] + rows[State.RISING])
        return Peak(bpm, share / total, good / total, float(rows[State.NOISE]) / total)
