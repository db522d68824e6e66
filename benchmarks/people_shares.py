"""How much of each step an ordinary simulated walker spends in Zone 2: `python -m benchmarks.people_shares`.

The walkers are those of the made-up history (`benchmarks.weeks`): the engine, the simulated strap, and somebody who
hears the cues. What it prints stands below as constants, by which `benchmarks.people` credits planned minutes.
"""

import asyncio
import sys
from collections import defaultdict
from collections.abc import Mapping

from coach.domain.workout.steps import StepKind, Workout, WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session_time import UnpacedClock
from coach.sources.simulator import SimulatedStrap

WALKS = ((WorkoutKind.STEADY, 15), (WorkoutKind.STEADY, 20), (WorkoutKind.STEADY, 30), (WorkoutKind.STEADY, 40),
         (WorkoutKind.LONG, 45), (WorkoutKind.TEMPO, 40))  # fmt: skip
"""From the programme's shortest walk to its longest."""

SEEDS = 20

IN_ZONE: Mapping[StepKind, float] = {
    StepKind.STEADY: 0.972,
    StepKind.LONG: 0.972,
    StepKind.EFFORT: 0.931,
    StepKind.RECOVERY: 0.686,
}
"""The share of a step in Zone 2, measured by this program: six walks of 20 walkers each (seeds 0-19), 60 hours in all.
"""

WARM_UP_IN_ZONE = ((180.0, 0.125), (240.0, 0.228), (300.0, 0.308))
"""The share of a warm-up by its length: the longer it is, the more of it comes after the heart has risen."""

COOL_DOWN_IN_ZONE_S = 26.0
"""A cool-down leaves the zone after so many seconds, however long it is."""


def in_zone_s(kind: StepKind, length_s: float) -> float:
    """Return the seconds of a step in Zone 2, as an ordinary simulated walker has them."""
    if kind is StepKind.COOL_DOWN:
        return min(length_s, COOL_DOWN_IN_ZONE_S)
    if kind is not StepKind.WARM_UP:
        return length_s * IN_ZONE[kind]
    (shortest_s, least), *_, (longest_s, most) = WARM_UP_IN_ZONE
    part = (min(longest_s, max(shortest_s, length_s)) - shortest_s) / (longest_s - shortest_s)
    return length_s * (least + (most - least) * part)


async def seconds(workout: Workout, seed: int) -> Mapping[int, tuple[float, float]]:
    """Walk it; return each step's seconds, and those of them in Zone 2."""
    engine = SessionEngine(SessionPlan(workout, TYPICAL_ZONES))
    strap = SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=seed)
    sums: dict[int, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    before_s, before_z2_s = 0.0, 0.0
    async for item in strap.inputs():
        engine.receive(item)
        strap.follow(engine.events())
        view = engine.snapshot(engine.now_s)
        index = len(workout.steps) if view.step is None else view.step.index
        all_s, z2_s = sums[index]
        sums[index] = all_s + item.at_s - before_s, z2_s + (view.z2_s or 0.0) - before_z2_s
        before_s, before_z2_s = item.at_s, view.z2_s or 0.0
        if engine.finished:
            break
    return sums


async def main() -> None:
    """Print the share of each kind of step, of each walk and of all."""
    of_all: dict[StepKind, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for kind, minutes in WALKS:
        workout, total_s, inside_s = make(kind, minutes), 0.0, 0.0
        of_walk: dict[StepKind, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS):
            for index, (all_s, z2_s) in (await seconds(workout, seed)).items():
                step = workout.steps[index - 1].kind
                total_s, inside_s = total_s + all_s, inside_s + z2_s
                for sums in (of_all, of_walk):
                    sums[step] = sums[step][0] + all_s, sums[step][1] + z2_s
        parts = ", ".join(f"{step} {z2_s / all_s:.3f}" for step, (all_s, z2_s) in of_walk.items())
        print(f"{kind} {minutes}: {inside_s / total_s * minutes:.1f} min of {minutes} in Zone 2; {parts}")
    print(", ".join(f"{step} {z2_s / all_s:.3f}" for step, (all_s, z2_s) in of_all.items()))


if __name__ == "__main__":
    asyncio.run(main())
