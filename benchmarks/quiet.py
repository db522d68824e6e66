"""How often Coach speaks to somebody who is doing everything right: `python benchmarks/quiet.py --hours 1000`.

Two-hour walks at steady effort in the middle of the zone, with a clean strap. Each walker has a maximum heart rate (the
zone is 70-80 % of it) and a heart that wanders by 0.8-2.0 bpm, alike over 18-40 s (Wang & Hunt 2021; the ranges are
those of the simulated walks). Nothing should be asked of them: at most one pacing cue in two hours.
"""

import argparse
import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from simple_strap import messages

from coach.domain.pacing.cue import PACING
from coach.domain.pacing.cues import CueDecider, StepContext
from coach.domain.pacing.tracker import PacingTracker
from coach.domain.zone.zones import ZONE_2_SHARE, Band

WALK_S = 7200
MOST_IN_A_WALK = 1.0


def _wandering(bpm: float, sd_bpm: float, tau_s: float, draw: np.random.Generator) -> Callable[[float], float]:
    """Heart rate second by second: two first-order stages, smooth, with this standard deviation."""
    a = math.exp(-2 / tau_s)
    noise = draw.normal(size=WALK_S + 600)
    track = np.empty(noise.size)
    first = second = 0.0
    for index, value in enumerate(noise):
        first = a * first + math.sqrt(1 - a * a) * value
        second = a * second + (1 - a) * first
        track[index] = second
    gain = math.sqrt((1 - a) ** 2 * (1 + a * a) / (1 - a * a) ** 2)
    steady = (bpm + sd_bpm / gain * track[300:]).tolist()
    return lambda at_s: steady[int(at_s)]


def walk(seed: int) -> tuple[int, float]:
    """Pacing cues on one walk, and the share of it truly outside the zone."""
    draw = np.random.default_rng((20260131, seed))
    max_bpm = float(np.clip(208 - 0.7 * draw.uniform(28, 73) + draw.normal(0, 9), 145, 200))
    band = Band(*(round(share * max_bpm) for share in ZONE_2_SHARE))
    heart = _wandering(band.middle_bpm, draw.uniform(0.8, 2.0), draw.uniform(18, 40), draw)
    judgement, decider = PacingTracker(band, max_bpm=max_bpm), CueDecider(max_bpm=max_bpm)
    context = StepContext(has_lower_bound=True, walking=True, muted=False)
    told = 0
    for at_s, bpm, rr_s in messages(heart, WALK_S, seed):
        judgement.reading(at_s, bpm, rr_s)
        told += sum(advice.cue in PACING for advice in decider.decide(judgement.assessment(), context, band))
    outside = np.mean([not band.lo_bpm <= heart(at_s) <= band.hi_bpm for at_s in range(WALK_S)])
    return told, float(outside)


def main() -> None:
    """Walk and print; exit 1 when Coach speaks more than it should."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--hours", type=int, default=100, help="default %(default)s; 1000 take a quarter of an hour")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    walks = max(1, asked.hours * 3600 // WALK_S)
    with ProcessPoolExecutor(asked.workers) as pool:
        found = list(pool.map(walk, range(walks), chunksize=4))
    told = np.array([cues for cues, _ in found])
    outside = 100 * float(np.mean([share for _, share in found]))
    silent = 100 * float(np.mean(told == 0))
    print(f"{walks} walks of two hours, truly outside {outside:.3f} % of the time")
    print(f"pacing cues in two hours: mean {told.mean():.2f}, silent walks {silent:.0f} %, most {told.max()}")
    if told.mean() > MOST_IN_A_WALK:
        parser.exit(1, "more than one cue in two hours\n")


if __name__ == "__main__":
    main()
