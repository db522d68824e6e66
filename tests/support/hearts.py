"""Hearts and straps for the tests: a heart rate over time, and what straps of several kinds make of it."""

import bisect
import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np

Heart = Callable[[float], float]
Reading = tuple[float, int, tuple[float, ...]]

FIRMWARE_BEATS = 5
"""A strap's own bpm is the mean of its last few beats."""


def steady(bpm: float) -> Heart:
    return lambda _: bpm


def step(before_bpm: float, after_bpm: float, at_s: float, tau_s: float = 50.0) -> Heart:
    """Effort changes at once, and the heart follows as hearts do."""
    return lambda s: before_bpm if s < at_s else after_bpm + (before_bpm - after_bpm) * math.exp((at_s - s) / tau_s)


def ramp(from_bpm: float, bpm_per_min: float, at_s: float = 0.0) -> Heart:
    return lambda s: from_bpm + max(0.0, s - at_s) * bpm_per_min / 60


def wandering(bpm: float, sd_bpm: float, seed: int, tau_s: float = 28.0) -> Heart:
    """Steady effort: heart rate wanders by about 2 bpm, alike over half a minute (Wang & Hunt 2021)."""
    draw, a = np.random.default_rng(seed), math.exp(-2 / tau_s)
    first = second = 0.0
    track: list[float] = []
    gain = math.sqrt((1 - a) ** 2 * (1 + a * a) / (1 - a * a) ** 2)

    def heart(at_s: float) -> float:
        nonlocal first, second
        while len(track) <= at_s:
            first = a * first + math.sqrt(1 - a * a) * draw.normal()
            second = a * second + (1 - a) * first
            track.append(bpm + sd_bpm * second / gain)
        return track[int(at_s)]

    return heart


def strap(heart: Heart, until_s: float, *, rr: bool = True, seed: int = 1, scatter: float = 0.01) -> Iterator[Reading]:
    """Once a second: the strap's averaged bpm, and the beats that ended since, in steps of 1/1024 s."""
    draw = np.random.default_rng(seed)
    beat_at_s, tick_s = 0.0, 1.0
    waiting: list[float] = []
    last: list[float] = []
    while tick_s <= until_s:
        interval = 60 / heart(beat_at_s) * (1 + draw.normal(0, scatter))
        beat_at_s += interval
        while beat_at_s > tick_s and tick_s <= until_s:
            mean_s = sum(last) / len(last) if last else interval
            yield tick_s, round(60 / mean_s), tuple(waiting) if rr else ()
            waiting = []
            tick_s += 1
        waiting.append(round(interval * 1024) / 1024)
        last = [*last, interval][-FIRMWARE_BEATS:]


def every_other_beat(readings: Iterator[Reading], from_s: float, to_s: float) -> Iterator[Reading]:
    """A dry electrode: between these times each second beat is missed, and the strap's own bpm is half."""
    held = 0.0
    for at_s, bpm, rr_s in readings:
        if not from_s <= at_s < to_s:
            yield at_s, bpm, rr_s
            continue
        seen: list[float] = []
        for interval in rr_s:
            if held:
                seen.append(held + interval)
                held = 0.0
            else:
                held = interval
        yield at_s, bpm // 2, tuple(seen)


def each_beat_twice(readings: Iterator[Reading], from_s: float, to_s: float) -> Iterator[Reading]:
    """T waves counted as beats between these times."""
    for at_s, bpm, rr_s in readings:
        if from_s <= at_s < to_s:
            yield at_s, min(255, 2 * bpm), tuple(part for v in rr_s for part in (0.48 * v, 0.52 * v))
        else:
            yield at_s, bpm, rr_s


def beats_of(
    heart: Heart, until_s: float, *, scatter: float = 0.012, pattern: tuple[float, ...] = (1.0,), from_s: float = 0.0
) -> list[float]:
    """When the heart beats, from a quarter of a minute before the walk on; from `from_s` on its beats follow a pattern.

    A pattern is one beat's share of the usual interval after the other: (0.7, 1.3) is bigeminy.
    """
    draw = np.random.default_rng(round(1000 * heart(0.0)))
    at_s, place, found = -15.0, 0, []
    while at_s < until_s:
        found.append(at_s)
        share = 1.0
        if at_s >= from_s:
            share, place = pattern[place % len(pattern)], place + 1
        at_s += max(0.25, 60 / heart(max(0.0, at_s)) * share * (1 + scatter * float(np.clip(draw.normal(), -3, 3))))
    return found


def counted_twice(beats: list[float], from_s: float, to_s: float, split: float) -> list[float]:
    """T waves counted as well between these times, `split` of the way to the next beat."""
    extra = [a + split * (b - a) for a, b in itertools.pairwise(beats) if from_s <= a and b <= to_s]
    return sorted(beats + extra)


def each_nth_missed(beats: list[float], nth: int, from_s: float, to_s: float = math.inf) -> list[float]:
    """Every `nth` beat is missing between these times: a dry electrode's, or one the heart drops."""
    within = [at_s for at_s in beats if from_s <= at_s < to_s]
    gone = set(within[nth - 1 :: nth])
    return [at_s for at_s in beats if at_s not in gone]


def sent(
    beats: list[float], until_s: float, *, every_s: float = 1.0, mean_of: int = 6, rr: bool = True, clock: float = 1.0
) -> list[Reading]:
    """A strap's packets: the mean of the last beats, and the intervals that ended since, by a clock that may be off."""
    readings, seen, tick_s = [], sum(at_s <= 0 for at_s in beats), every_s
    while tick_s <= until_s:
        now = bisect.bisect_right(beats, tick_s)
        late = beats[max(0, now - 1 - mean_of) : now]
        intervals = [b - a for a, b in itertools.pairwise(beats[seen - 1 : now])]
        bpm = round(60 * (len(late) - 1) / (late[-1] - late[0]))
        readings.append((tick_s, bpm, tuple(round(clock * v * 1024) / 1024 for v in intervals) if rr else ()))
        seen, tick_s = now, tick_s + every_s
    return readings


def static(readings: list[Reading], from_s: float, to_s: float, seed: int) -> list[Reading]:
    """Electrodes without skin between these times: any intervals, any number."""
    draw, heard = np.random.default_rng(seed), []
    for at_s, bpm, rr_s in readings:
        if from_s <= at_s < to_s:
            noise = tuple(round(v * 1024) / 1024 for v in draw.uniform(0.26, 1.9, draw.integers(0, 4)).tolist())
            heard.append((at_s, int(draw.integers(38, 225)), noise))
        else:
            heard.append((at_s, bpm, rr_s))
    return heard
