"""Pace at the same heart rate, and how much of it is lost within a walk (Pa:HR decoupling).

Only steady, continuous walking counts: the functions leave out the first ten minutes, stops and seconds without a
believed heart rate or a speed, and return None, "not enough data", where too little is left. The cost of walking on
the flat above rest is proportional to speed (0.1 ml/kg per metre, walking equation, ACSM 2018), and so, within a
moderate range, is the heart rate above rest.
"""

from collections.abc import Iterable, Sequence

import msgspec

from coach.domain.heart.rhythm import FRESH_AT_MOST_S
from coach.domain.heart.signal_quality import STALE_AFTER_S
from coach.domain.workout.steps import WorkoutKind

PACE_SETTLING_S = 600.0
"""The first ten minutes are warming up: left out (a convention)."""

HALF_LEAST_S = 1200.0
"""Twenty minutes a half, or decoupling is noise."""

PACE_LEAST_S = 300.0
"""Five steady minutes: the heart rate has answered (time constant near 60 s) and its scatter has averaged out."""

SLOWEST_MPS = 0.5
"""A slower speed is standing about, not walking."""

STEADY_WORKOUTS = frozenset({WorkoutKind.STEADY, WorkoutKind.LONG})
"""Walks whose pace can be compared: intervals mix two paces, and a free walk may be anything."""

COMPARABLE_BPM = 10.0
"""Walks at heart rates further apart were different efforts: their paces do not compare."""

REST_UNKNOWN_BPM = 0.0
"""Without a known resting heart rate, rest counts as 0: plain speed over heart rate."""


class Sample(msgspec.Struct, frozen=True):
    """One moment of a steady part; None is "not known". Times in seconds from the walk's start, rising.

    `fresh_s` is how long the source's last number stands, as for time in zone: a longer gap earns nothing.
    """

    at_s: float
    bpm: float | None
    speed_mps: float | None
    fresh_s: float = STALE_AFTER_S


class SteadyPart(msgspec.Struct, frozen=True):
    """The part of a walk that is believed, moving and warmed up."""

    seconds: float
    mean_bpm: float
    mean_speed_mps: float


def steady_part(samples: Iterable[Sample], settling_s: float = PACE_SETTLING_S) -> SteadyPart | None:
    """Return the steady part of a walk; None when it is shorter than five minutes."""
    return _mean(_spans(samples, settling_s), PACE_LEAST_S)


def speed_at(part: SteadyPart, bpm: float, resting_bpm: float = REST_UNKNOWN_BPM) -> float | None:
    """Return the speed this walk shows for a heart rate near its own, m/s; None when that is over 10 bpm away.

    Compare walks by it with one and the same `bpm`: it rises as fitness does.
    """
    reserve_bpm = part.mean_bpm - resting_bpm
    if abs(bpm - part.mean_bpm) > COMPARABLE_BPM or reserve_bpm <= 0 or bpm <= resting_bpm:
        return None
    return part.mean_speed_mps * (bpm - resting_bpm) / reserve_bpm


def efficiency(part: SteadyPart, resting_bpm: float = REST_UNKNOWN_BPM) -> float | None:
    """Return metres a minute for each beat a minute above rest; None when the heart rate is not above rest."""
    reserve_bpm = part.mean_bpm - resting_bpm
    return part.mean_speed_mps * 60 / reserve_bpm if reserve_bpm > 0 else None


def decoupling_pct(first: float, second: float) -> float:
    """Return how much efficiency the second half lost, per cent: 1.28 and then 1.233 are 3.67 %."""
    return (first - second) / first * 100


def pace_decoupling_pct(samples: Iterable[Sample], resting_bpm: float = REST_UNKNOWN_BPM) -> float | None:
    """Return the Pa:HR decoupling of a walk, per cent; None without twenty steady minutes in each half.

    Under 5 is called good and over 10 poor: a convention (TrainingPeaks), not physiology.
    """
    spans = _spans(samples, PACE_SETTLING_S)
    total_s = sum(span_s for span_s, _, _ in spans)
    halves: tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]] = ([], [])
    passed_s = 0.0
    for span in spans:
        halves[passed_s >= total_s / 2].append(span)
        passed_s += span[0]
    # The span that is half way counts whole for one of the halves.
    first, second = (_mean(half, HALF_LEAST_S - FRESH_AT_MOST_S) for half in halves)
    if total_s < 2 * HALF_LEAST_S or first is None or second is None:
        return None
    before, after = efficiency(first, resting_bpm), efficiency(second, resting_bpm)
    return None if before is None or after is None else decoupling_pct(before, after)


def _spans(samples: Iterable[Sample], settling_s: float) -> list[tuple[float, float, float]]:
    """Return seconds, bpm and speed between neighbouring samples that both have values."""
    spans: list[tuple[float, float, float]] = []
    last: tuple[float, float, float] | None = None
    for sample in samples:
        bpm, speed_mps = sample.bpm, sample.speed_mps
        if bpm is None or speed_mps is None or speed_mps < SLOWEST_MPS or sample.at_s < settling_s:
            last = None
            continue
        if last is not None and 0 < (span_s := sample.at_s - last[0]) <= sample.fresh_s:
            spans.append((span_s, (bpm + last[1]) / 2, (speed_mps + last[2]) / 2))
        last = (sample.at_s, bpm, speed_mps)
    return spans


def _mean(spans: Sequence[tuple[float, float, float]], least_s: float) -> SteadyPart | None:
    seconds = sum(span_s for span_s, _, _ in spans)
    if not spans or seconds < least_s:
        return None
    return SteadyPart(
        seconds,
        sum(span_s * bpm for span_s, bpm, _ in spans) / seconds,
        sum(span_s * speed_mps for span_s, _, speed_mps in spans) / seconds,
    )
