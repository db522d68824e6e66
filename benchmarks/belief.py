"""What one reading through belief costs, as a ratio to another checkout: `python benchmarks/belief.py --against DIR`.

Measures the domain chain alone: a reading in, an assessment out. (`speed.py --only engine` has the engine, the snapshot
and the JSON line with it.) The readings are walks of the simulator in `../shared/zonebench`, which is not part of this
project, of several straps and hearts, for an irregular or a fast source may cost more. The checkouts take turns of
fifty readings, a few milliseconds each, so that other load on the machine meets both alike, and what counts is their
own CPU time. A cell is the median of all turns; the ratio is the median of the ratios turn by turn.
"""

import argparse
import gc
import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import product
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
TURN = 50
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
            for p in packets:
                at_s = max(p.t, sent[-1][0]) if sent else p.t  # time does not run backwards in a session
                sent.append((at_s, p.bpm, [ms / 1000 for ms in p.rr_ms], p.contact))
        drawn[name] = {"band": (world.P.lo, world.P.hi), "sent": sent}
    return drawn


def take_turns(root: str) -> None:
    """Measure a checkout: a line in names a stream and where its turn begins, a line out is microseconds a reading."""
    checkouts.load(root)
    zones = checkouts.module("coach.domain.zone.zones", "coach.domain.zones")
    chain = checkouts.module("coach.domain.pacing.tracker", "coach.domain.judgement")
    make = getattr(chain, "PacingTracker", None) or chain.Judgement  # the name in older checkouts
    drawn: dict[str, Any] = json.loads(sys.stdin.readline())
    trackers: dict[str, Any] = {}
    gc.disable()
    for name, begin in map(json.loads, sys.stdin):
        lo, hi = drawn[name]["band"]
        if begin == 0:
            trackers[name] = make(zones.Band(lo, hi), max_bpm=1.25 * hi)
        took_us = turn_us(trackers[name], drawn[name]["sent"][begin : begin + TURN])
        gc.collect()
        print(took_us, flush=True)


def turn_us(tracker: Any, sent: Sequence[Reading]) -> float:  # noqa: ANN401 - a checkout's own type
    """Hand some readings to a tracker, and return the CPU microseconds that each took."""
    assess = getattr(tracker, "assessment", None) or tracker.judged
    began_ns = time.process_time_ns()
    for at_s, bpm, rr_s, contact in sent:
        while (due_s := tracker.next_deadline()) is not None and due_s <= at_s:
            tracker.advance(due_s)
        tracker.reading(at_s, bpm, rr_s, contact=contact)
        assess()
    return (time.process_time_ns() - began_ns) / 1000 / len(sent)


def compared(drawn: dict[str, Any], roots: Sequence[str], rounds: int) -> dict[str, list[tuple[float, ...]]]:
    """Return for each stream what a reading took in each turn, by checkout."""
    with ExitStack() as stack:
        running = []
        for root in roots:
            command = [sys.executable, str(Path(__file__).resolve()), "--inside", root]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)  # noqa: S603 - this file
            running.append(stack.enter_context(process))
            _tell(process, drawn)
        found: dict[str, list[tuple[float, ...]]] = {}
        for number, name in product(range(rounds), drawn):
            for begin in range(0, len(drawn[name]["sent"]), TURN):
                took = [0.0] * len(running)
                for one in sorted(range(len(running)), reverse=bool((begin // TURN + number) % 2)):
                    _tell(running[one], [name, begin])
                    took[one] = float(running[one].stdout.readline())
                found.setdefault(name, []).append(tuple(took))
    return found


def _tell(process: subprocess.Popen[str], words: object) -> None:
    process.stdin.write(json.dumps(words) + "\n")
    process.stdin.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--simulator", default="../shared/zonebench", help="folder of worlds.py")
    parser.add_argument("--against", metavar="DIR", help="another checkout")
    parser.add_argument("--checkout", metavar="DIR", default=str(checkouts.ROOT), help="measured in place of this one")
    parser.add_argument("--rounds", type=int, default=3, help="times through every stream (default %(default)s)")
    parser.add_argument("--inside", metavar="DIR", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        take_turns(asked.inside)
        return
    simulator = checkouts.data_folder(parser, asked.simulator, "simulator", "worlds.py")
    roots = [str(Path(place).resolve()) for place in (asked.checkout, asked.against) if place]
    head = ["CPU us a reading", "now", "before", "ratio"][: 2 * len(roots)]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    ratios = []
    for name, turns in compared(readings(simulator), roots, asked.rounds).items():
        row = [f"{statistics.median(of):.1f}" for of in zip(*turns, strict=True)]
        if len(roots) > 1:
            ratios.append(statistics.median(now / before for now, before in turns))
            row.append(f"{ratios[-1]:.3f}")
        print(f"| {name} | {' | '.join(row)} |")
    if ratios:
        print(f"| geometric mean | | | {statistics.geometric_mean(ratios):.3f} |")


if __name__ == "__main__":
    main()
