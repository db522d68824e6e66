"""Which heart rate is the strap looking at: an exact Bayes filter over heart rate and the sensor's state.

One-bpm cells from 36 to 220 times eight states of heart and sensor. Every beat interval (or, from a strap without
intervals, every bpm) multiplies each cell by how likely it is there; between readings heart rate diffuses and the
sensor changes state. Nothing is ever ruled out for good, so a wrong lock is left as soon as the evidence says so, and
while it is ambiguous the answer is broad: that is what "not believed" means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

FIRST_BPM, LAST_BPM = 36, 220
"""Cells: below 36 and above 220 no walker's heart rate lies."""

CELLS = np.arange(FIRST_BPM, LAST_BPM + 1, dtype=np.float64)
COUNT = CELLS.size
CELLS_32 = CELLS.astype(np.float32)
ALL_CELLS = np.ones(COUNT, dtype=np.float32)


class State(IntEnum):
    """What heart and strap are doing, as rows of the grid. In the first three every beat is seen, or nearly."""

    EVEN = 0
    """Heart rate wanders."""
    FALLING = 1
    """Heart rate falls fast: the walker stopped."""
    RISING = 2
    """Heart rate rises fast: stairs, a sprint to the kerb."""
    MIXED = 3
    """A dry or loose strap: some beats, some missed, some split."""
    HALF = 4
    """Every other beat."""
    DOUBLE = 5
    """Beats and T waves: each beat twice."""
    EXTRA = 6
    """A shirt flaps on the strap: all beats, and false ones between them."""
    NOISE = 7
    """Static, or a number from elsewhere: says nothing of the heart."""


GOOD = slice(State.EVEN, State.RISING + 1)

ROWS = len(State)
ALL_ROWS = np.ones(ROWS, dtype=np.float32)

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

DIFFUSION_BPM = 1.2
LEAP_SHARE, LEAP_BPM = 0.05, 3.0
"""Heart rate in one second: 1.2 bpm, one second in twenty 3 bpm (a stop at a traffic light falls 1-2 bpm/s)."""

DIFFUSION_AT_BPM = 120.0
"""That is at 120 bpm, and in proportion elsewhere: were it the same everywhere, a fast heart at half its beats would
explain the steady intervals of a slow one better than the slow heart itself."""

LEAST_DIFFUSION, MOST_DIFFUSION = 0.4, 1.3
"""Within these bounds: between readings even the slowest heart moves, and none by more than a leap."""

LEAST_SCATTER = 0.018
"""Scatter of one interval in exercise, as a share of it (a real H10)."""

REST_SCATTER = 0.0014
REST_FROM_BPM, REST_TO_BPM = 115.0, 60.0
"""And what it may grow by for every bpm below 115: to 9 % at 60, where breathing shows in every beat (two real
recordings at rest swing by 5-10 %; with less, their belief slid to half their heart rate)."""

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

TICKS_PER_S = 256
"""Beat intervals are looked up in steps of 4 ms: a quarter of a beat's own scatter."""

HALVED = np.where(CELLS < 100.0, 0.6, 1.0)
"""How far half the beats are expected in each cell: a strap that is read at all at under 50 is likelier to be right."""

DOUBLED_FROM_BPM, DOUBLED_BLUR_BPM = 80.0, 4.0
"""A T wave follows its beat by 0.25-0.35 s, which is half a beat only in a fast heart: below this a beat and its T wave
make a short and a long interval, not two alike."""

DOUBLED = 1 / (1 + np.exp((DOUBLED_FROM_BPM - CELLS) / DOUBLED_BLUR_BPM))
"""How far two alike can be a beat and its T wave, for each cell."""

INTERVAL_POWER = 0.30
BPM_POWER = 0.50
"""Beats within one swing (8 s), and an averaged bpm, repeat what the last one said: each counts for a part."""

HINT_SD_BPM = 6.0
HINT_LEAST, HINT_FLAT, HINT_POWER = 0.3, 0.6, 0.3
"""A strap's firmware drops odd beats before it averages, so where its intervals are ambiguous its bpm decides; it lags
and saw the same beats, so it can never outweigh them."""

HELD_SHARE = 0.50
HELD_SD_BPM = 3.2
"""A false number changes from second to second about so much, and less often than a true one leaps."""

QUANTUM_S = 0.25
"""Time passes in quarter seconds, so that the matrices for it can be kept; what is left over is carried on."""

LONGEST_PART = 8
LONGEST_HOLE_S = 20.0
"""A longer hole is walked in parts of two seconds, and at most twenty seconds of it: by then all is open again."""

LARGEST_MOVE_BPM = 6.0
"""In one part the believed slope moves everything by no more than this."""

WINDOW_BPM = 7
NEAR_BPM = 10
SHARE_BPM = 5
"""The heaviest hypothesis is the heaviest window of 7 bpm; its mean is taken within 10, its probability within 5."""


def _normal(
    value: float | NDArray[np.float64], mean: NDArray[np.float64], sd: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.exp(-0.5 * ((value - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))


def _seen(interval_s: float, beats: int = 1, blur: float = 1.0) -> NDArray[np.float64]:
    """Density of an interval of so many beats in each cell: calm as in exercise, swung by breath at rest, or wild."""
    span = beats * 60.0 / CELLS
    slow = np.clip(REST_FROM_BPM - CELLS, 0, REST_FROM_BPM - REST_TO_BPM)
    steady = 0.72 * _normal(interval_s, span, blur * LEAST_SCATTER * span)
    breathing = 0.25 * _normal(interval_s, span, blur * (LEAST_SCATTER + REST_SCATTER * slow) * span)
    wild = 0.03 * _normal(interval_s, span, 4 * LEAST_SCATTER * span)
    return steady + breathing + wild


@lru_cache(maxsize=1024)
def _interval_evidence(ticks: int) -> Array:
    """How likely an interval is in each state and cell, shape (ROWS, COUNT), tempered."""
    v = ticks / TICKS_PER_S
    beat = 60.0 / CELLS
    narrow = _seen(v)
    twice = _normal(v, 2 * beat, 0.05 * beat)
    thrice = _normal(v, 3 * beat, 0.08 * beat)
    ectopic = 0.5 * _normal(v, 0.71 * beat, 0.05 * beat) + 0.5 * _normal(v, 1.27 * beat, 0.05 * beat)
    split = np.where((v > 0.2 * beat) & (v < 0.8 * beat), 1 / (0.6 * beat), 0.0)
    anything = 0.5
    below = np.where(v < beat, 1 / beat, 0.0)
    rows = np.empty((ROWS, COUNT))
    rows[GOOD] = 0.925 * narrow + 0.035 * twice + 0.005 * thrice + 0.02 * ectopic + 0.015 * anything
    rows[State.MIXED] = 0.42 * narrow + 0.18 * twice + 0.07 * thrice + 0.28 * split + 0.05 * anything
    rows[State.HALF] = HALVED * (0.93 * _seen(v, beats=2, blur=1.4) + 0.07 * anything)
    rows[State.DOUBLE] = 0.70 * DOUBLED * _normal(v, 0.5 * beat, 0.04 * beat) + 0.20 * split + 0.10 * anything
    rows[State.EXTRA] = 0.60 * narrow + 0.35 * split + 0.05 * anything
    rows[State.NOISE] = 0.80 * below + 0.20 * anything
    return (rows**INTERVAL_POWER).astype(np.float32)


@lru_cache(maxsize=256)
def _bpm_evidence(bpm: int) -> Array:
    """How likely a strap's bpm is in each state and cell, shape (ROWS, COUNT), tempered; false rows want `_held`."""
    sd = np.full(COUNT, 2.2)
    rows = np.empty((ROWS, COUNT))
    rows[GOOD] = 0.97 * _normal(bpm, CELLS, sd) + 0.03 * _normal(bpm, CELLS, 3 * sd)
    rows[State.MIXED] = np.where((bpm > 0.33 * CELLS) & (bpm < 1.4 * CELLS), 1.0, 0.02)
    rows[State.HALF] = 0.9 * HALVED * _normal(bpm, 0.5 * CELLS, sd)
    rows[State.DOUBLE] = 0.6 * DOUBLED * _normal(bpm, 2 * CELLS, 2 * sd)
    rows[State.EXTRA] = np.where((bpm > 0.95 * CELLS) & (bpm < 1.6 * CELLS), 1.0, 0.02)
    rows[State.NOISE] = 1.0
    return (rows**BPM_POWER).astype(np.float32)


@lru_cache(maxsize=256)
def _bpm_hint(bpm: int) -> Array:
    """What the strap's own bpm says beside its intervals, shape (ROWS, COUNT): a little, for it saw the same beats."""
    rows = np.full((ROWS, COUNT), HINT_FLAT)
    rows[GOOD] = HINT_LEAST + np.exp(-0.5 * ((bpm - CELLS) / HINT_SD_BPM) ** 2)
    rows[State.HALF] = HINT_LEAST + np.exp(-0.5 * ((bpm - CELLS / 2) / HINT_SD_BPM) ** 2)
    rows[State.DOUBLE] = HINT_LEAST + np.exp(-0.5 * ((bpm - 2 * CELLS) / HINT_SD_BPM) ** 2)
    return (rows**HINT_POWER).astype(np.float32)


def _held(bpm: int, before: int | None) -> float:
    """Density of a false bpm: near the last one, for a false number is as steady as a true one."""
    if before is None:
        return 1 / COUNT
    step = abs(bpm - before)
    near = math.exp(-0.5 * (step / HELD_SD_BPM) ** 2) / (HELD_SD_BPM * math.sqrt(2 * math.pi))
    return HELD_SHARE * near + (0.95 - HELD_SHARE) * math.exp(-step / 12) / 24 + 0.05 / COUNT


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
    usual = _gauss(shift / 4, DIFFUSION_BPM * grown)
    return ((1 - LEAP_SHARE) * usual + LEAP_SHARE * _gauss(shift / 4, LEAP_BPM * grown)).astype(np.float32)


@lru_cache(maxsize=32)
def _steep(quanta: int, bpm_per_s: float) -> Array:
    """The same for a steep state."""
    step_s = quanta * QUANTUM_S
    return _gauss(bpm_per_s * step_s, STEEP_SD_BPM * max(step_s, 0.5)).astype(np.float32)


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
        damp = np.where(1.1 * max_bpm < CELLS, BEYOND_MAX, np.where(CELLS < SLOW_BPM, SLOW, 1.0))
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
        shift = round(4 * max(-LARGEST_MOVE_BPM, min(LARGEST_MOVE_BPM, moved_bpm)))
        mixed = _transitions(quanta) @ self._grid
        np.matmul(mixed, _wander(quanta, shift), out=self._grid)
        self._grid[State.FALLING] = mixed[State.FALLING] @ _steep(quanta, FALLING_BPM_PER_S)
        self._grid[State.RISING] = mixed[State.RISING] @ _steep(quanta, RISING_BPM_PER_S)

    def intervals(self, rr_s: Sequence[float], bpm: int) -> None:
        """Beat intervals, each within what a beat can be, and the strap's own number beside them."""
        self._grid *= _bpm_hint(bpm)
        for interval in rr_s:
            self._grid *= _interval_evidence(round(interval * TICKS_PER_S))
        self._settle()

    def bpm(self, bpm: int) -> None:
        """The strap's own number, from a strap without intervals."""
        self._grid *= _bpm_evidence(bpm)
        held = _held(bpm, self._last_bpm) ** BPM_POWER
        self._last_bpm = bpm
        for state in (State.MIXED, State.EXTRA, State.NOISE):
            self._grid[state] *= held
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
        good = float(rows[0] + rows[1] + rows[2])
        return Peak(bpm, share / total, good / total, float(rows[State.NOISE]) / total)
