"""Hearts and straps for the tests: a heart rate over time, and what straps of several kinds make of it."""

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
