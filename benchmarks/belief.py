"""What one reading through belief costs, as a ratio to another checkout: `python benchmarks/belief.py --against DIR`.

Measures the domain chain alone: a reading in, an assessment out. (`speed.py --only engine` has the engine, the snapshot
and the JSON line with it.) The readings are walks of the simulator in `../shared/zonebench`, which is not part of this
project, of several straps and hearts, for an irregular or a fast source may cost more. The checkouts take turns, each
time in a new process, so that other load on the machine meets both. A cell is the median over the rounds of a round's
median; the ratio is the median of the ratios within a round.
"""

import argparse
import gc
import importlib
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import checkouts

STREAMS: dict[str, dict[str, str]] = {
    "sinus": {"strap": "rr", "tier": "typical"},
    "no intervals": {"strap": "no_rr", "tier": "typical"},
    "dirty": {"strap": "rr", "tier": "dirty"},
    "afib": {"strap": "rr", "tier": "clean", "heart": "afib"},
    "bigeminy": {"strap": "rr", "tier": "clean", "heart": "bigeminy"},
    "doubled": {"strap": "rr", "tier": "clean", "heart": "doubled"},
    "each 5 s": {"strap": "every_5s", "tier": "typical"},
    "four a second": {"strap": "four_hz", "tier": "clean"},
}
"""By the simulator's names; four a second is cut short, for older checkouts overflow on it."""

LONGEST = {"four a second": 400}
READINGS = 1500
SEED = 400

Reading = tuple[float, int, list[float], bool | None]
"""Seconds, bpm, intervals in seconds, contact."""


def readings(simulator: str) -> dict[str, Any]:
    """Draw the walks: for each stream the band and what the strap sends."""
    sys.path.append(simulator)
    worlds = importlib.import_module("worlds")
    drawn = {}
    for name, options in STREAMS.items():
        world = worlds.World(SEED, **options)
        sent: list[Reading] = []
        while len(sent) < LONGEST.get(name, READINGS) and (packets := world.second()) is not None:
            sent += [(p.t, p.bpm, [ms / 1000 for ms in p.rr_ms], p.contact) for p in packets]
        drawn[name] = {"band": (world.P.lo, world.P.hi), "sent": sent}
    return drawn


def measure(drawn: dict[str, Any]) -> dict[str, float]:
    """Return the median microseconds of a reading in each stream."""
    found = {}
    zones = checkouts.module("coach.domain.zone.zones", "coach.domain.zones")
    chain = checkouts.module("coach.domain.pacing.tracker", "coach.domain.judgement")
    for name, stream in drawn.items():
        lo, hi = stream["band"]
        tracker = (getattr(chain, "PacingTracker", None) or chain.Judgement)(zones.Band(lo, hi), max_bpm=1.25 * hi)
        assess = getattr(tracker, "assessment", None) or tracker.judged  # the name in older checkouts
        took_us, last_s = [], 0.0
        gc.disable()
        for at_s, bpm, rr_s, contact in stream["sent"]:
            while (due_s := tracker.next_deadline()) is not None and due_s <= at_s:
                tracker.advance(due_s)
            began_ns = time.perf_counter_ns()
            tracker.reading(max(at_s, last_s), bpm, rr_s, contact=contact)
            assess()
            took_us.append((time.perf_counter_ns() - began_ns) / 1000)
            last_s = max(at_s, last_s)
        gc.enable()
        found[name] = statistics.median(took_us)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--simulator", default="../shared/zonebench", help="folder of worlds.py")
    parser.add_argument("--against", metavar="DIR", help="another checkout")
    parser.add_argument("--checkout", metavar="DIR", default=str(checkouts.ROOT), help="measured in place of this one")
    parser.add_argument("--rounds", type=int, default=9, help="default %(default)s")
    parser.add_argument("--inside", metavar="DIR", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        checkouts.load(asked.inside)
        print(json.dumps(measure(json.load(sys.stdin))))
        return
    simulator = Path(asked.simulator).resolve()
    if not (simulator / "worlds.py").exists():
        parser.exit(2, f"no worlds in {asked.simulator}; give their folder with --simulator\n")
    drawn = json.dumps(readings(str(simulator)))
    roots = [str(Path(place).resolve()) for place in (asked.checkout, asked.against) if place]
    found: list[list[dict[str, float]]] = [[] for _ in roots]
    for number in range(asked.rounds):
        turns = list(zip(roots, found, strict=True))
        for root, rounds in turns if number % 2 else turns[::-1]:
            command = [sys.executable, str(Path(__file__).resolve()), "--inside", root]
            printed = subprocess.run(command, input=drawn, capture_output=True, text=True, check=True)  # noqa: S603 - this file
            rounds.append(json.loads(printed.stdout))
    head = ["us a reading", "now", "before", "ratio"][: 2 * len(roots)]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    ratios: list[list[float]] = []
    for name in STREAMS:
        row = [f"{statistics.median(one[name] for one in rounds):.1f}" for rounds in found]
        if len(found) > 1:
            ratios.append([one[name] / other[name] for one, other in zip(*found, strict=True)])
            row.append(f"{statistics.median(ratios[-1]):.3f}")
        print(f"| {name} | {' | '.join(row)} |")
    if ratios:
        each = [statistics.geometric_mean(of) for of in zip(*ratios, strict=True)]
        print(f"| geometric mean of the ratios | | | {statistics.median(each):.3f} |")


if __name__ == "__main__":
    main()
