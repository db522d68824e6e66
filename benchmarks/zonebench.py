"""Coach beside other programs on simulated walks with known truth: `python benchmarks/zonebench.py --help`.

Drives the session's engine inside this process, so it scores what `coach replay -` scores. The simulator, the peers and
the score are not part of this project: they are looked for in `../shared/zonebench`, or in the folder given. Other
walkers, straps and hearts, and the same walks beside those of another checkout: `benchmarks/world_walks.py`.
"""

import argparse
import importlib
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import checkouts
import numpy as np
from in_process import CoachInProcess

WEIGHTS = {"clean": 0.25, "typical": 0.5, "dirty": 0.25}
COLUMNS = (
    *("rmse", "p95", "lag", "d90_fast", "mean_delay", "ret50", "miss", "stale", "fa_h", "flap_h", "acc", "unk"),
    *("cues_h", "wrong_h", "pred_recall", "pred_lead", "pred_false_h", "us"),
)
QUICK, CALM = "Coach", "Coach, as shown"


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
    folder = checkouts.data_folder(parser, asked.simulator, "simulator", "generator.py")
    checkouts.load(str(checkouts.ROOT))
    first, last = map(int, asked.seeds.split(":"))
    tiers = (asked.tiers or ("typical" if asked.closed else "clean,typical,dirty")).split(",")
    job = partial(_closed_job if asked.closed else _open_job, folder, not asked.only_coach)
    todo = [(seed, tier) for tier in tiers for seed in range(first, last)]
    results: dict[tuple[str, str], list[dict[str, Any]]] = {}
    with ProcessPoolExecutor(asked.workers, mp_context=multiprocessing.get_context("fork")) as pool:
        for (_, tier), rows in zip(todo, pool.map(job, *zip(*todo, strict=True)), strict=True):
            for name, row in rows.items():
                results.setdefault((name, tier), []).append(row)
    if asked.closed:
        _print_closed(results)
    else:
        _print_open(results, tiers, _modules(folder)[1])


if __name__ == "__main__":
    main()
