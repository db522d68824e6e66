"""A strap without faults on a given heart: what the smaller benchmarks feed to the judgement."""

from collections.abc import Callable, Iterator

import numpy as np

FIRMWARE_BEATS = 5
"""A strap's own bpm is a mean over its last 3-8 beats."""

SCATTER = 0.010
"""Beat-to-beat scatter of a heart in exercise, as a share of the interval (a real H10)."""

Message = tuple[float, int, tuple[float, ...]]
"""Seconds, bpm, beat intervals in seconds."""


def messages(heart: Callable[[float], float], until_s: float, seed: int) -> Iterator[Message]:
    """Once a second the strap's averaged bpm and the beats that ended."""
    draw = np.random.default_rng(seed)
    scatter = iter(draw.normal(1, SCATTER, int(4 * until_s) + 10).tolist())
    at_s, tick_s = 0.0, 1.0
    waiting: list[float] = []
    last: list[float] = []
    while tick_s <= until_s:
        interval = 60 / heart(at_s) * next(scatter)
        at_s += interval
        while at_s > tick_s and tick_s <= until_s:
            seen = last or [interval]
            yield tick_s, round(60 * len(seen) / sum(seen)), tuple(waiting)
            waiting = []
            tick_s += 1
        waiting.append(interval)
        last = [*last, interval][-FIRMWARE_BEATS:]
