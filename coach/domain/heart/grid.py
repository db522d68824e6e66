"""Finds which heart rate the strap is looking at: an exact Bayes filter over heart rate and the sensor's state.

One-bpm cells from 36 to 220 times eight states of heart and sensor. Every beat interval (or, from a strap without
intervals, every bpm) multiplies each cell by how likely it is there; between readings heart rate diffuses and the
sensor changes state. The filter never rules out a heart rate for good, so it leaves a wrong lock as soon as the
evidence says so; while the evidence is ambiguous its answer is broad: that is what "not believed" means.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from coach.domain.heart.evidence import (
    BPM_POWER,
    CELLS,
    CELLS_32,
    COUNT,
    FIRST_BPM,
    GOOD,
    LAST_BPM,
    ROWS,
    STEEP,
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
quarter of a minute at a time (a real dry H7 held its false values for 5-16 s); a stop comes every four minutes, and
heart rate then falls steeply for about ten seconds."""

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
"""Shares of the states at the start: mostly good, but a strap put on dry is common."""

FALLING_BPM_PER_S, RISING_BPM_PER_S, STEEP_SD_BPM = -2.2, 1.5, 1.2
"""The steep states: the fastest recoveries fall 2-4 bpm/s in their first seconds, sprints rise 1-2 bpm/s."""

DIFFUSION_BPM = 1.2
LEAP_SHARE, LEAP_BPM = 0.05, 3.0
"""Spread of heart rate in one second: 1.2 bpm, one second in twenty 3 bpm (at a red light it falls 1-2 bpm/s)."""

DIFFUSION_AT_BPM = 120.0
"""The spread applies at 120 bpm, and in proportion elsewhere: were it the same everywhere, a fast heart at half its
beats would explain the steady intervals of a slow one better than the slow heart itself."""

LEAST_DIFFUSION, MOST_DIFFUSION = 0.4, 1.3
"""Within these bounds: between readings even the slowest heart moves, and none by more than a leap."""

FLOOR = 1e-7
"""The least that every cell keeps, so that a heart rate far from the believed one can grow again."""

SMALLEST_SUM = 1e-30
"""Evidence that no cell explains leaves less than this; then only the floor remains, and every heart rate is open."""

ANYWHERE = 0.02
"""Share of the first guess that is open to any heart rate."""

SLOW_BPM, SLOW = 50.0, 0.02
"""Weight of cells below 50 bpm: a walker's heart is hardly ever that slow (beta blockers, endurance athletes); a loose
strap's number often is."""

BEYOND_MAX = 1e-4
"""Weight of cells above 110 % of the maximum: a formula's maximum is off by 11 bpm (SEE), so not impossible."""

BEYOND_FROM_SHARE = 1.1
"""The share of the maximum where that weight begins."""

QUANTUM_S = 0.5
"""The filter advances in half seconds, so that it can cache their matrices, and carries over the remainder. (In less
time a slow heart spreads over less than its own cell, and no step of the grid can show it.)"""

SHIFTS_PER_BPM = 4
"""The filter rounds a believed slope's move to quarter bpm, so that it can cache these matrices as well."""

LONGEST_PART = 4
LONGEST_HOLE_S = 20.0
"""The filter crosses a longer hole in parts of two seconds, at most twenty in all: by then any heart rate is open."""

LARGEST_MOVE_BPM = 6.0
"""The believed slope moves the grid by at most this in one part."""

BLOCKS, BLOCK_CELLS = 5, COUNT // 5
"""The matrices of a step are bands: in half a second no heart moves by 31 bpm. They are kept, and multiplied, as five
blocks of 37 of the cells that probability goes to, each with the cells that it can come from: 12 us became 8 of the
110 that a reading takes. (More and smaller blocks cost more than they save.)"""

MARGIN = 48
"""Empty cells before the first row and after the last, so that every block has a window as wide: two seconds of the
largest move reach as far. (Where a window shows the end of the row beside it, its matrix has zeros.)"""

WINDOW_BPM = 7
NEAR_BPM = 10
SHARE_BPM = 5
"""The heaviest hypothesis is the heaviest window of 7 bpm; its mean spans 10 bpm either side, its probability 5."""


ALL_ROWS, ALL_CELLS = np.ones(ROWS, dtype=np.float32), np.ones(COUNT, dtype=np.float32)
"""Products with these are sums over the rows and over the cells: on arrays this small `dot` takes 0.4 us, `@` 0.9 and
`sum` 1.3."""


_Z = np.linspace(-8.0, 8.0, 4097)
_BELOW = np.array([0.5 * math.erfc(-z / math.sqrt(2)) for z in _Z.tolist()])
"""The normal distribution's mass below z: beyond eight standard deviations less is left than `FLOOR` squared."""


def _gauss(moved_bpm: float, sd_bpm: float) -> NDArray[np.float64]:
    """Return where each cell's probability goes, shape (COUNT, COUNT): from, to. The part off the grid is lost.

    Each cell gets the normal distribution's mass within it, not its density at the middle: a spread narrower than a
    cell would otherwise make probability out of nothing (1.63 times as much in each quarter second at 48 bpm).
    """
    sd = sd_bpm * np.clip(CELLS / DIFFUSION_AT_BPM, LEAST_DIFFUSION, MOST_DIFFUSION)
    edges = np.append(CELLS, LAST_BPM + 1) - 0.5
    below = np.interp((edges[None, :] - CELLS[:, None] - moved_bpm) / sd[:, None], _Z, _BELOW)
    spread: NDArray[np.float64] = np.diff(below, axis=1)
    # Drop values far below the floor: they would become denormal numbers, which are many times slower.
    spread[spread < FLOOR * FLOOR] = 0.0
    return spread


class _Band(msgspec.Struct, frozen=True):
    """A matrix, or several alike, of which only the cells near the diagonal count."""

    reach: int
    """The furthest that a cell's probability goes, in cells."""
    blocks: Array
    """Shape (..., BLOCKS, reach + BLOCK_CELLS + reach, BLOCK_CELLS): from, to."""


def _band(matrices: NDArray[np.float64]) -> _Band:
    came_from, goes_to = np.nonzero(matrices)[-2:]
    reach = int(np.abs(goes_to - came_from).max())
    wide = np.pad(matrices, [(0, 0)] * (matrices.ndim - 2) + [(reach, reach), (0, 0)])
    blocks = [
        wide[..., first : first + reach + BLOCK_CELLS + reach, first : first + BLOCK_CELLS]
        for first in range(0, COUNT, BLOCK_CELLS)
    ]
    return _Band(reach, np.stack(blocks, axis=-3).astype(np.float32))


@lru_cache(maxsize=96)
def _wander(quanta: int, shift: int) -> _Band:
    """Return how heart rate spreads over `quanta` half seconds while it moves by `shift` quarter bpm."""
    grown = math.sqrt(quanta * QUANTUM_S)
    moved_bpm = shift / SHIFTS_PER_BPM
    usual = _gauss(moved_bpm, DIFFUSION_BPM * grown)
    return _band((1 - LEAP_SHARE) * usual + LEAP_SHARE * _gauss(moved_bpm, LEAP_BPM * grown))


@lru_cache(maxsize=LONGEST_PART)
def _steep(quanta: int) -> _Band:
    """Return the same for the two steep states, the falling one first."""
    step_s = quanta * QUANTUM_S
    speeds = (FALLING_BPM_PER_S, RISING_BPM_PER_S)
    return _band(np.stack([_gauss(bpm_per_s * step_s, STEEP_SD_BPM * step_s) for bpm_per_s in speeds]))


@lru_cache(maxsize=64)
def _transitions(quanta: int) -> Array:
    """Return the state changes over `quanta` half seconds, shape (ROWS, ROWS): to, from."""
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


class Peak(NamedTuple):
    """The heaviest hypothesis."""

    bpm: float
    share: float
    """Probability within 5 bpm of it."""
    good: float
    """Probability that the sensor is good."""
    noise: float
    """Probability that the sensor says nothing about the heart."""


class HeartRateGrid:
    """The filter. Memory is constant.

    Args:
        likely_bpm: the heart rate to expect before the first reading.
        likely_sd_bpm: the standard deviation of that guess.
        max_bpm: the walker's maximum heart rate.
        is_seen: the heart rate is one that the strap has shown for long, not a guess.
    """

    __slots__ = (
        "_blocks",
        "_false_rows",
        "_floor",
        "_grid",
        "_known_windows",
        "_last_bpm",
        "_mixed",
        "_pending_s",
        "_steep_blocks",
        "_wide",
    )

    def __init__(self, likely_bpm: float, likely_sd_bpm: float, max_bpm: float, *, is_seen: bool = False) -> None:
        damp = np.where(BEYOND_FROM_SHARE * max_bpm < CELLS, BEYOND_MAX, np.where(CELLS < SLOW_BPM, SLOW, 1.0))
        self._floor = np.tile((FLOOR * damp).astype(np.float32), (ROWS, 1))
        likely = np.exp(-0.5 * ((CELLS - likely_bpm) / likely_sd_bpm) ** 2)
        prior = likely + FLOOR if is_seen else damp * (likely + ANYWHERE)
        self._grid: Array = np.outer(AT_FIRST, prior / prior.sum()).astype(np.float32)
        # Views of the grid, which stays in its place: to make one takes as long as to sum its rows.
        blocks = self._grid.reshape(ROWS, BLOCKS, BLOCK_CELLS)
        self._blocks, self._steep_blocks = blocks.swapaxes(0, 1), blocks[STEEP, :, None]
        self._false_rows = [self._grid[state] for state in (State.MIXED, State.EXTRA, State.NOISE)]
        self._wide: Array = np.zeros(MARGIN + ROWS * COUNT + MARGIN, dtype=np.float32)
        self._mixed = self._wide[MARGIN:-MARGIN].reshape(ROWS, COUNT)
        self._known_windows: dict[int, tuple[Array, Array]] = {}
        self._pending_s = 0.0
        self._last_bpm: int | None = None

    def advance(self, step_s: float, slope_bpm_per_s: float) -> None:
        """Advance time: let heart rate diffuse along its slope and the sensor change state."""
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
        wander, steep = _wander(quanta, shift), _steep(quanta)
        _transitions(quanta).dot(self._grid, out=self._mixed)
        np.matmul(self._windows(wander.reach)[0], wander.blocks, out=self._blocks)
        np.matmul(self._windows(steep.reach)[1], steep.blocks, out=self._steep_blocks)

    def _windows(self, reach: int) -> tuple[Array, Array]:
        """Return the cells from which each block is reached: of all rows, and of each steep one. These are views."""
        known = self._known_windows.get(reach)
        if known is None:
            within = self._wide[MARGIN - reach : self._wide.size - MARGIN + reach]
            windows = sliding_window_view(within, reach + BLOCK_CELLS + reach)[::BLOCK_CELLS]
            windows = windows.reshape(ROWS, BLOCKS, -1)
            known = self._known_windows[reach] = windows.swapaxes(0, 1), windows[STEEP, :, None]
        return known

    def intervals(self, rr_s: Sequence[float], bpm: int | None) -> None:
        """Weigh in beat intervals, each within what a beat can be, and the strap's own bpm beside them, if any."""
        if bpm is not None:
            self._grid *= bpm_hint(bpm)
        for interval in rr_s:
            self._grid *= interval_evidence(round(interval * TICKS_PER_S))
        self._settle()

    def bpm(self, bpm: int, times: int = 1) -> None:
        """Weigh in the bpm of a strap without intervals, so many `times`."""
        for _ in range(times):
            self._grid *= bpm_evidence(bpm)
        held_share = held(bpm, self._last_bpm) ** (BPM_POWER * times)
        self._last_bpm = bpm
        for row in self._false_rows:
            np.multiply(row, held_share, out=row)
        self._settle()

    def _settle(self) -> None:
        self._grid *= np.float32(1 / max(float(np.add.reduce(self._grid, axis=None)), SMALLEST_SUM))
        self._grid += self._floor

    def peak(self) -> Peak:
        """Return the heaviest hypothesis now."""
        cells = ALL_ROWS.dot(self._grid)
        sums = np.add.accumulate(cells)
        heaviest = int((sums[WINDOW_BPM:] - sums[:-WINDOW_BPM]).argmax()) + 1 + WINDOW_BPM // 2
        lo, hi = max(0, heaviest - NEAR_BPM), heaviest + NEAR_BPM + 1
        near = cells[lo:hi]
        bpm = float(near.dot(CELLS_32[lo:hi])) / float(np.add.reduce(near))
        centre = round(bpm) - FIRST_BPM
        rows = self._grid.dot(ALL_CELLS).tolist()
        total = sums.item(-1)
        below = sums.item(centre - SHARE_BPM - 1) if centre > SHARE_BPM else 0.0
        share = sums.item(min(centre + SHARE_BPM, COUNT - 1)) - below
        return Peak(bpm, share / total, good=sum(rows[GOOD]) / total, noise=rows[State.NOISE] / total)
