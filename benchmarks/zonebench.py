"""Coach beside other programs on simulated walks with known truth: `python benchmarks/zonebench.py --help`.

Drives the domain chain inside this process, exactly as the session's engine does (deadlines first, each at its own
time), so it scores what `coach replay -` scores. The simulator, the peers and the score are not part of this project:
they are looked for in `../shared/zonebench`, or in the folder given.
"""

import argparse
import importlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from coach.domain.pacing.cues import Cue, CueDecider, StepContext
from coach.domain.pacing.tracker import PacingTracker
from coach.domain.zone.zones import ZONE_2_SHARE, Band, Position

LABELS = {
    Cue.EASE_OFF: "slow_down",
    Cue.STOP_AND_REST: "slow_down",
    Cue.SPEED_UP: "speed_up",
    Cue.DRIFTING_UP: "drifting_high",
    Cue.DRIFTING_DOWN: "drifting_low",
    Cue.SIGNAL_LOST: "signal_lost",
}
CODES = {Position.BELOW: 0, Position.IN: 1, Position.ABOVE: 2, None: -1}
WEIGHTS = {"clean": 0.25, "typical": 0.5, "dirty": 0.25}
COLUMNS = (
    *("rmse", "p95", "lag", "d90_fast", "mean_delay", "ret50", "miss", "stale", "fa_h", "flap_h", "acc", "unk"),
    *("cues_h", "wrong_h", "pred_recall", "pred_lead", "pred_false_h", "us"),
)
QUICK, CALM = "Coach", "Coach, as shown"


class CoachInProcess:
    """The domain chain as zonebench wants a candidate: `update` returns (believed bpm or None, zone, cue)."""

    def __init__(self, lo: float, hi: float) -> None:
        self._band = Band(lo, hi)
        self._tracker = PacingTracker(self._band, max_bpm=hi / ZONE_2_SHARE[1])
        self._decider = CueDecider(max_bpm=hi / ZONE_2_SHARE[1])
        self._context = StepContext(has_lower_bound=True, paused=False, muted=False)
        self.shown: list[int] = []
        self.reading_us: list[float] = []

    def update(self, t: float, bpm: int | None, rr_ms: list[float]) -> tuple[float | None, str, str]:
        """Take in one second of the stream."""
        label = "none"
        while (due_s := self._due()) is not None and due_s <= t:
            self._tracker.advance(due_s)
            label = self._decide(label)
        began = time.perf_counter()
        if bpm is None:
            self._tracker.advance(t)
        else:
            self._tracker.reading(t, bpm, [interval / 1000 for interval in rr_ms])
        label = self._decide(label)
        self.reading_us.append((time.perf_counter() - began) * 1e6)
        assessment = self._tracker.assessment()
        self.shown.append(CODES[assessment.shown_position])
        return assessment.believed_bpm, "unknown" if assessment.position is None else str(assessment.position), label

    def _due(self) -> float | None:
        deadlines = (self._tracker.next_deadline(), self._decider.next_deadline())
        return min((due_s for due_s in deadlines if due_s is not None), default=None)

    def _decide(self, label: str) -> str:
        for advice in self._decider.decide(self._tracker.assessment(), self._context, self._band):
            label = LABELS.get(advice.cue, label)
        return label


def _open_job(folder: str, peers: bool, seed: int, tier: str) -> dict[str, dict[str, Any]]:  # noqa: FBT001 (a job's tuple)
    """Every candidate on one walk."""
    generator, score, others = _modules(folder)
    session = generator.make_session(seed, tier)
    made: list[CoachInProcess] = []

    def build(lo: float, hi: float) -> CoachInProcess:
        made.append(CoachInProcess(lo, hi))
        return made[-1]

    rows: dict[str, dict[str, Any]] = {}
    if peers:
        for name, (cls, parameters) in others.PEERS.items():
            rows[name] = score.score_session(session, partial(cls, **parameters))
    rows[QUICK] = score.score_session(session, build)
    rows[QUICK]["us"] = float(np.median(made[-1].reading_us))
    shown, _, _ = score.zone_metrics(session, np.array(made[-1].shown))
    rows[CALM] = {**rows[QUICK], **shown}
    return rows


def _closed_job(folder: str, peers: bool, seed: int, tier: str) -> dict[str, dict[str, Any]]:  # noqa: FBT001
    """The walker hears the cues."""
    _, score, _ = _modules(folder)
    others = importlib.import_module("run").CLOSED if peers else {}
    rows = {name: score.closed_loop(seed, tier, cls) for name, cls in others.items()}
    rows[QUICK] = score.closed_loop(seed, tier, CoachInProcess)
    return rows


def _modules(folder: str) -> tuple[Any, Any, Any]:
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return tuple(importlib.import_module(name) for name in ("generator", "score", "peers"))  # type: ignore[return-value]


def _print_open(results: dict[tuple[str, str], list[dict[str, Any]]], tiers: list[str], score: Any) -> None:  # noqa: ANN401
    names = list(dict.fromkeys(name for name, _ in results))
    sums = {key: score.aggregate(rows) for key, rows in results.items()}

    def row(name: str, values: dict[str, float]) -> None:
        cells = "".join(f"{values[column]:12.2f}" for column in COLUMNS)
        print(f"{name:28}{cells}{score.composite(values):9.2f}")

    for tier in tiers:
        print(f"\n{tier:28}" + "".join(f"{column:>12}" for column in COLUMNS) + f"{'J':>9}")
        for name in names:
            row(name, sums[name, tier])
    if set(WEIGHTS) <= set(tiers):
        print("\nweighted 25/50/25")
        for name in names:
            row(name, {c: sum(WEIGHTS[t] * sums[name, t][c] for t in WEIGHTS) for c in COLUMNS})


def _print_closed(results: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    print(f"{'':34}{'in zone %':>10}{'above %':>9}{'below %':>9}{'cues/h':>8}{'crossings/h':>12}")
    for (name, tier), rows in results.items():
        mean = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
        shares = f"{100 * mean['tiz']:10.1f}{100 * mean['above']:9.1f}{100 * mean['below']:9.1f}"
        print(f"{name + ' | ' + tier:34}{shares}{mean['cues_h']:8.1f}{mean['sw']:12.1f}")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--simulator", default="../shared/zonebench", help="folder of generator.py, score.py, peers.py")
    parser.add_argument("--seeds", default="0:40", help="first:last (default %(default)s, the development seeds)")
    parser.add_argument("--tiers", default=None, help="clean,typical,dirty,optical; closed loop: typical")
    parser.add_argument(
        "--closed", action="store_true", help="a walker hears the cues and reacts, late and imperfectly"
    )
    parser.add_argument("--only-coach", action="store_true", help="leave the other programs out")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    folder = str(Path(asked.simulator).resolve())
    if not (Path(folder) / "generator.py").exists():
        parser.exit(1, f"no simulator in {asked.simulator}; give its folder with --simulator\n")
    first, last = map(int, asked.seeds.split(":"))
    tiers = (asked.tiers or ("typical" if asked.closed else "clean,typical,dirty")).split(",")
    job = partial(_closed_job if asked.closed else _open_job, folder, not asked.only_coach)
    todo = [(seed, tier) for tier in tiers for seed in range(first, last)]
    results: dict[tuple[str, str], list[dict[str, Any]]] = {}
    with ProcessPoolExecutor(asked.workers) as pool:
        for (_, tier), rows in zip(todo, pool.map(job, *zip(*todo, strict=True)), strict=True):
            for name, row in rows.items():
                results.setdefault((name, tier), []).append(row)
    if asked.closed:
        _print_closed(results)
    else:
        _print_open(results, tiers, _modules(folder)[1])


if __name__ == "__main__":
    main()
