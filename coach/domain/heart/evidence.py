"""How likely a strap's intervals, or its bpm, are in each state of heart and sensor at each heart rate.

The grid (`grid`) multiplies its cells by these tables. Each table is computed once per interval or bpm, then cached.
"""

import math
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

FIRST_BPM, LAST_BPM = 36, 220
"""Range of the cells: no walker's heart rate lies below 36 or above 220."""

CELLS = np.arange(FIRST_BPM, LAST_BPM + 1, dtype=np.float64)
COUNT = CELLS.size
CELLS_32 = CELLS.astype(np.float32)


class State(IntEnum):
    """What heart and strap are doing, as rows of the grid. In the first three the strap sees nearly every beat."""

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
    """Static, or a number from elsewhere: says nothing about the heart."""


GOOD = slice(State.EVEN, State.RISING + 1)
STEEP = slice(State.FALLING, State.RISING + 1)

ROWS = len(State)

LEAST_SCATTER = 0.018
"""Scatter of one interval in exercise, as a share of it (a real H10)."""

REST_SCATTER = 0.0014
REST_FROM_BPM, REST_TO_BPM = 115.0, 60.0
"""Growth of that scatter for every bpm below 115: to 9.5 % at 60, where breathing shows in every beat (two real
recordings at rest swing by 5-10 %; with less, the believed heart rate slid to half of theirs)."""

CALM_SHARE, BREATH_SHARE, WILD_SHARE = 0.72, 0.25, 0.03
"""Shares of the correctly seen beats: those that scatter as in exercise, those that swing with the breath (more in a
slower heart), and a few wild ones. Without the second kind a resting heart was taken for half of a fast one."""

WILD_TIMES = 4
"""A wild beat scatters this many times as wide as one in exercise."""

TICKS_PER_S = 256
"""The tables hold beat intervals in steps of 4 ms: a quarter of a beat's own scatter."""

HALVED_BELOW_BPM, HALVED_LEAST = 100.0, 0.6
"""Half the beats of a heart under 100 bpm would read as under 50; give that only this weight, for a strap that reads
under 50 at all is likelier to be right."""

HALVED = np.where(CELLS < HALVED_BELOW_BPM, HALVED_LEAST, 1.0)
"""Weight of "every other beat" in each cell."""

DOUBLED_FROM_BPM, DOUBLED_BLUR_BPM = 80.0, 4.0
"""A T wave follows its beat by 0.25-0.35 s, which is half a beat only in a fast heart: below this a beat and its T wave
make a short and a long interval, not two alike."""

DOUBLED = 1 / (1 + np.exp((DOUBLED_FROM_BPM - CELLS) / DOUBLED_BLUR_BPM))
"""For each cell, how far two like intervals can be a beat and its T wave."""

TWO_BEATS_SCATTER, THREE_BEATS_SCATTER = 0.05, 0.08
"""Scatter of an interval in which the strap missed one or two beats, in beats: wider than that of one, for the heart
goes on changing meanwhile and the believed beat is a cell of one bpm."""

EARLY_BEAT, LATE_BEAT, ECTOPIC_SCATTER = 0.71, 1.27, 0.05
"""A premature beat and the pause after it, in usual beats: the middles of the 0.62-0.80 and 1.18-1.35 of the simulated
walks. Together they are nearly two."""

ECTOPIC_SHARE = 0.5
"""Each early beat has its pause, so half of the odd intervals are early and half are late."""

SPLIT_FROM, SPLIT_TO, SPLIT_WIDTH = 0.2, 0.8, 0.6
"""A false beat cuts an interval anywhere between a fifth and four fifths of a beat. (The width is a literal because
0.8 - 0.2 is 0.6000000000000001.)"""

ANYTHING_PER_S = 0.5
"""Density of an arbitrary interval: uniform up to 2 s, per second."""

GOOD_ONE, GOOD_TWO, GOOD_THREE, GOOD_ECTOPIC, GOOD_ANYTHING = 0.925, 0.035, 0.005, 0.02, 0.015
"""With good contact: shares of intervals of one beat, of two, of three, of early beats and their pauses, of anything.
A real H10 misses 0.5-0.9 % of the beats at 125-138 bpm, a dirty strap in the simulated walks up to 3 %."""

MIXED_ONE, MIXED_TWO, MIXED_THREE, MIXED_SPLIT, MIXED_ANYTHING = 0.42, 0.18, 0.07, 0.28, 0.05
"""On a dry or loose strap: the same, and split beats."""

HALF_TWO, HALF_BLUR, HALF_ANYTHING = 0.93, 1.4, 0.07
"""Where the strap sees every other beat: intervals of two beats, scattered this much wider than one, or anything."""

DOUBLE_HALF, DOUBLE_SCATTER, DOUBLE_SPLIT, DOUBLE_ANYTHING = 0.70, 0.04, 0.20, 0.10
"""Where the strap sees beats twice: half a beat with its scatter (in beats), a beat split elsewhere, or anything."""

EXTRA_ONE, EXTRA_SPLIT, EXTRA_ANYTHING = 0.60, 0.35, 0.05
"""Where false beats come between true ones: one beat, a split one, or anything."""

NOISE_SHORT, NOISE_ANYTHING = 0.80, 0.20
"""Static: mostly shorter than a beat, or anything."""

INTERVAL_POWER = 0.30
BPM_POWER = 0.50
"""Beats within one swing (8 s), and averaged bpm values, repeat what the last one said: each counts in part."""

BPM_SCATTER_BPM = 2.2
"""How far a strap's averaged bpm is off the present heart rate: it lags by seconds and is a whole number."""

GOOD_NEAR, GOOD_FAR, FAR_TIMES = 0.97, 0.03, 3
"""With good contact it is mostly this near, and seldom up to three times as far off: a mean over a stop or a start."""

HALF_SHARE, DOUBLE_SHARE, DOUBLE_TIMES = 0.9, 0.6, 2
"""Likelihood of half and of double, relative to a good reading; twice the bpm is off by twice as much."""

MIXED_FROM, MIXED_TO = 0.33, 1.4
EXTRA_FROM, EXTRA_TO = 0.95, 1.6
"""A mean over missed, split or added beats lies within these shares of the heart rate..."""

OUTSIDE = 0.02
"""...and beyond them with only this likelihood."""

HINT_SD_BPM = 6.0
HINT_LEAST, HINT_FLAT, HINT_POWER = 0.3, 0.6, 0.3
"""A strap's firmware drops odd beats before it averages, so its bpm decides where its intervals are ambiguous; it lags
and comes from the same beats, so it can never outweigh them."""

HELD_SHARE = 0.50
HELD_SD_BPM = 3.2
"""A false number changes by about this much from second to second, and leaps less often than a true one."""

HELD_OR_LEAPT, ANYWHERE_ELSE = 0.95, 0.05
"""Shares of false numbers that hold or leap, and of those that are anywhere else."""

HELD_LEAP_BPM = 12
"""How far it leaps: the likelihood falls by a factor of e every 12 bpm, up and down alike."""


def _normal(
    value: float | NDArray[np.float64], mean: NDArray[np.float64], sd: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.exp(-0.5 * ((value - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))


def _kinds() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and scatter of an interval in each cell, for whatever it can be: shape (11, COUNT) each.

    One beat, calm as in exercise, swung by breath at rest, or wild; every other beat, alike; two beats, three; an early
    beat, and the pause after it; half a beat.
    """
    beat = 60.0 / CELLS
    slow = np.clip(REST_FROM_BPM - CELLS, 0, REST_FROM_BPM - REST_TO_BPM)
    kinds = []
    for span, blur in ((beat, 1.0), (2 * beat, HALF_BLUR)):
        kinds += [
            (span, blur * LEAST_SCATTER * span),
            (span, blur * (LEAST_SCATTER + REST_SCATTER * slow) * span),
            (span, WILD_TIMES * LEAST_SCATTER * span),
        ]
    kinds += [
        (2 * beat, TWO_BEATS_SCATTER * beat),
        (3 * beat, THREE_BEATS_SCATTER * beat),
        (EARLY_BEAT * beat, ECTOPIC_SCATTER * beat),
        (LATE_BEAT * beat, ECTOPIC_SCATTER * beat),
        (0.5 * beat, DOUBLE_SCATTER * beat),
    ]
    means, scatters = zip(*kinds, strict=True)
    return np.array(means), np.array(scatters)


_KINDS = _kinds()
"""The same for every interval, of which a walk has hundreds."""


@lru_cache(maxsize=1024)
def interval_evidence(ticks: int) -> Array:
    """Return how likely an interval is in each state and cell, shape (ROWS, COUNT), tempered."""
    v = ticks / TICKS_PER_S
    beat = 60.0 / CELLS
    calm, breathing, wild, calm_2, breathing_2, wild_2, twice, thrice, early, late, half = _normal(v, *_KINDS)
    narrow = CALM_SHARE * calm + BREATH_SHARE * breathing + WILD_SHARE * wild
    every_other = CALM_SHARE * calm_2 + BREATH_SHARE * breathing_2 + WILD_SHARE * wild_2
    ectopic = ECTOPIC_SHARE * early + ECTOPIC_SHARE * late
    split = np.where((v > SPLIT_FROM * beat) & (v < SPLIT_TO * beat), 1 / (SPLIT_WIDTH * beat), 0.0)
    anything = ANYTHING_PER_S
    below = np.where(v < beat, 1 / beat, 0.0)
    rows = np.empty((ROWS, COUNT))
    rows[GOOD] = (
        GOOD_ONE * narrow + GOOD_TWO * twice + GOOD_THREE * thrice + GOOD_ECTOPIC * ectopic + GOOD_ANYTHING * anything
    )
    rows[State.MIXED] = (
        MIXED_ONE * narrow + MIXED_TWO * twice + MIXED_THREE * thrice + MIXED_SPLIT * split + MIXED_ANYTHING * anything
    )
    rows[State.HALF] = HALVED * (HALF_TWO * every_other + HALF_ANYTHING * anything)
    both_seen = DOUBLE_HALF * DOUBLED * half
    rows[State.DOUBLE] = both_seen + DOUBLE_SPLIT * split + DOUBLE_ANYTHING * anything
    rows[State.EXTRA] = EXTRA_ONE * narrow + EXTRA_SPLIT * split + EXTRA_ANYTHING * anything
    rows[State.NOISE] = NOISE_SHORT * below + NOISE_ANYTHING * anything
    return (rows**INTERVAL_POWER).astype(np.float32)


@lru_cache(maxsize=256)
def bpm_evidence(bpm: int) -> Array:
    """Return how likely a bpm is in each state and cell, shape (ROWS, COUNT), tempered; false rows need `held`."""
    sd = np.full(COUNT, BPM_SCATTER_BPM)
    rows = np.empty((ROWS, COUNT))
    rows[GOOD] = GOOD_NEAR * _normal(bpm, CELLS, sd) + GOOD_FAR * _normal(bpm, CELLS, FAR_TIMES * sd)
    rows[State.MIXED] = np.where((bpm > MIXED_FROM * CELLS) & (bpm < MIXED_TO * CELLS), 1.0, OUTSIDE)
    rows[State.HALF] = HALF_SHARE * HALVED * _normal(bpm, 0.5 * CELLS, sd)
    rows[State.DOUBLE] = DOUBLE_SHARE * DOUBLED * _normal(bpm, 2 * CELLS, DOUBLE_TIMES * sd)
    rows[State.EXTRA] = np.where((bpm > EXTRA_FROM * CELLS) & (bpm < EXTRA_TO * CELLS), 1.0, OUTSIDE)
    rows[State.NOISE] = 1.0
    return (rows**BPM_POWER).astype(np.float32)


@lru_cache(maxsize=256)
def bpm_hint(bpm: int) -> Array:
    """Return the weight of the bpm beside its intervals, shape (ROWS, COUNT): small, for it saw the same beats."""
    rows = np.full((ROWS, COUNT), HINT_FLAT)
    rows[GOOD] = HINT_LEAST + np.exp(-0.5 * ((bpm - CELLS) / HINT_SD_BPM) ** 2)
    rows[State.HALF] = HINT_LEAST + np.exp(-0.5 * ((bpm - CELLS / 2) / HINT_SD_BPM) ** 2)
    rows[State.DOUBLE] = HINT_LEAST + np.exp(-0.5 * ((bpm - 2 * CELLS) / HINT_SD_BPM) ** 2)
    return (rows**HINT_POWER).astype(np.float32)


def held(bpm: int, before: int | None) -> float:
    """Return the density of a false bpm: near the last one, for a false number is as steady as a true one."""
    if before is None:
        return 1 / COUNT
    step = abs(bpm - before)
    near = math.exp(-0.5 * (step / HELD_SD_BPM) ** 2) / (HELD_SD_BPM * math.sqrt(2 * math.pi))
    leapt = (HELD_OR_LEAPT - HELD_SHARE) * math.exp(-step / HELD_LEAP_BPM) / (2 * HELD_LEAP_BPM)
    return HELD_SHARE * near + leapt + ANYWHERE_ELSE / COUNT
