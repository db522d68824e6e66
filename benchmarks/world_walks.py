"""Other walkers, straps and hearts than the typical ones, in process: `python benchmarks/world_walks.py --help`.

    python benchmarks/world_walks.py --table --seeds 0:8 --against ../old              all, beside another checkout
    python benchmarks/world_walks.py --heart afib,dropped --strap rr --tiers clean     some of it
    python benchmarks/world_walks.py --strap no_rr --tiers clean,typical,dirty         J weighted over the tiers
    python benchmarks/world_walks.py --world deaf,cannot_reach --closed                a walker who hears the cues
    python benchmarks/world_walks.py --heart all --strap rr --climb                    twice over the maximum

The worlds and their scores are not part of this project: they are looked for in `../shared/zonebench`, or in the folder
given. Every definition is in the simulator's `world_score.py`; that of a missed stop is in `stops.py`.
"""

import argparse
import importlib
import math
import multiprocessing
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import checkouts
import stops
from in_process import CoachInProcess

WEIGHTS = {"clean": 0.25, "typical": 0.5, "dirty": 0.25}
"""How the tiers count in J, as in the ordinary table."""

COLUMNS: dict[str, tuple[str, int]] = {
    "believed": ("believed, %", 1),
    "quiet_s": ("silence, s", 0),
    "quiet_max": ("worst", 0),
    "false_s_h": ("false value, s/h", 1),
    "stop_h": ("false stops/h", 2),
    "missed_h": ("missed stops/h", 2),
    "missed": ("missed, of due", 0),
    "contra_h": ("contradictions/h", 2),
    "crashes": ("crashes", 0),
}
OPEN_COLUMNS = COLUMNS | {"rmse": ("RMSE, bpm", 2), "wrong_h": ("wrong cues/h", 2), "J": ("J", 2)}
CLOSED_COLUMNS = COLUMNS | {"wrong_h": ("wrong cues/h", 2), "tiz": ("in zone, %", 1), "cues_h": ("cues/h", 1)}

SIDES = ("now", "before")

Row = dict[str, Any]


class Where(NamedTuple):
    """One line of a table."""

    walker: str
    heart: str
    strap: str
    tier: str
    closed: bool
    climb: bool
    rate_bpm: float | None

    @property
    def title(self) -> str:
        """What of it is not the first set's."""
        source = [] if (self.heart, self.strap) == ("sinus", "as_tier") else [self.heart, self.strap]
        walker = [] if source and self.walker == "typical" else [self.walker]
        return " ".join([*walker, *source]) + (f" at {self.rate_bpm:g}" if self.rate_bpm else "")


def walk(folder: str, where: Where, seed: int) -> Row:
    """One walk of Coach in a world."""
    score, worlds = _modules(folder)
    warnings.simplefilter("ignore", RuntimeWarning)  # an older checkout overflows; it is counted as a crash
    kind = stops.climbing(worlds.World) if where.climb else worlds.World
    world = kind(
        seed,
        where.tier,
        walker=where.walker,
        heart=where.heart,
        strap=where.strap,
        closed=where.closed,
        rate_bpm=where.rate_bpm,
    )
    made: list[CoachInProcess] = []

    def build(lo: float, hi: float) -> CoachInProcess:
        made.append(CoachInProcess(lo, hi))
        return made[-1]

    row: Row = (score.closed_loop if where.closed else score.open_loop)(world, build)
    row["x_due"], row["x_missed"] = stops.missed(world, made[0].stops_s)
    return row | {"where": list(where), "seed": seed}


def _modules(folder: str) -> tuple[Any, Any]:
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module("world_score"), importlib.import_module("worlds")


def aggregate(score: Any, rows: Sequence[Row]) -> dict[str, float]:  # noqa: ANN401 - not a part of this project
    """All columns over walks of one world."""
    closed = rows[0]["where"][4]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a mean over no exit is nan
        sums: dict[str, float] = (score.aggregate_closed if closed else score.aggregate_open)(rows)
    hours = sum(row["x_n"] for row in rows) / 3600
    due, missed = (sum(row[name] for row in rows) for name in ("x_due", "x_missed"))
    return sums | {"missed_h": missed / hours, "missed": float(missed), "due": float(due)}


def weighted(score: Any, bundles: Sequence[dict[str, Row]]) -> dict[str, float]:  # noqa: ANN401 - as above
    """The columns weighted over the tiers; a bundle is a seed's walk in each."""
    tiers = {tier: aggregate(score, [bundle[tier] for bundle in bundles]) for tier in WEIGHTS}
    shares = {tier: WEIGHTS[tier] for tier in tiers}
    found = {name: sum(shares[tier] * sums[name] for tier, sums in tiers.items()) for name in tiers["clean"]}
    return found | {name: sum(sums[name] for sums in tiers.values()) for name in ("missed", "due", "crashes")}


def table_wheres(worlds: Any) -> dict[str, list[Where]]:  # noqa: ANN401 - as above
    """The whole table: each heart with and without intervals, each strap, each walker, and climbs over the maximum."""

    def where(walker: str = "typical", heart: str = "sinus", strap: str = "as_tier", tier: str = "clean") -> Where:
        return Where(walker, heart, strap, tier, closed=False, climb=False, rate_bpm=None)

    hearts = [where(heart=heart, strap=strap) for heart in worlds.HEARTS for strap in ("rr", "no_rr")]
    straps = [where(strap=strap, tier="typical") for strap in worlds.STRAPS]
    walkers = [where(walker, tier="typical")._replace(closed=True) for walker in worlds.WALKERS]
    closed_hearts = [line._replace(closed=True) for line in hearts if line.strap == "rr"]
    moved = [line for line in hearts if worlds.HEARTS[line.heart].rate_bpm is None]  # the others cannot climb
    return {
        "Hearts, tier clean": hearts,
        "Straps, tier typical": straps,
        "Hearts that go over the maximum twice, tier clean": [line._replace(climb=True) for line in moved],
        "Straps, over the maximum twice, tier typical": [line._replace(climb=True) for line in straps],
        "Walkers in the closed loop, tier typical": walkers,
        "Hearts in the closed loop, tier clean": closed_hearts,
    }


def asked_wheres(asked: argparse.Namespace, worlds: Any) -> dict[str, list[Where]]:  # noqa: ANN401 - as above
    """The lines that were asked for by name."""

    def chosen(names: str, known: dict[str, object]) -> list[str]:
        wanted = list(known) if names == "all" else names.split(",")
        if unknown := [name for name in wanted if name not in known]:
            sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
        return wanted

    lines = [
        Where(walker, heart, strap, tier, asked.closed, asked.climb, asked.rate)
        for walker in chosen(asked.world, worlds.WALKERS)
        for heart in chosen(asked.heart, worlds.HEARTS)
        for strap in chosen(asked.strap, worlds.STRAPS)
        for tier in asked.tiers.split(",")
    ]
    return {f"{'Closed' if asked.closed else 'Open'} loop{', climbing' if asked.climb else ''}": lines}


def cells(sums: dict[str, float], columns: dict[str, tuple[str, int]]) -> Iterator[str]:
    """One line's numbers."""
    for name, (_, digits) in columns.items():
        if name == "missed":
            yield f"{sums['missed']:.0f} of {sums['due']:.0f}"
        else:
            yield "-" if math.isnan(sums[name]) else f"{sums[name]:.{digits}f}"


def print_group(
    title: str,
    lines: dict[str, list[list[Any]]],
    columns: dict[str, tuple[str, int]],
    sums: Callable[[Sequence[Any]], dict[str, float]],
    paired: Callable[..., dict[str, tuple[float, float]]],
) -> None:
    """Print a table; a line of two columns of walks gets a second row for before and a third for the difference."""
    print(
        f"\n**{title}**\n\n| | | {' | '.join(words for words, _ in columns.values())} |\n|{'---|' * (len(columns) + 2)}"
    )
    for name, sides in lines.items():
        for side, walks in zip(SIDES if len(sides) > 1 else ("",), sides, strict=True):
            shown = "" if side == SIDES[1] else name
            print(f"| {shown} | {side} | {' | '.join(cells(sums(walks), columns))} |")
        if len(sides) > 1:
            found = paired(sides[1], sides[0], sums, list(columns))
            moves = [f"{d:+.{columns[c][1]}f} ± {se:.{columns[c][1]}f}" for c, (d, se) in found.items()]
            print(f"| | difference | {' | '.join('-' if 'nan' in move else move for move in moves)} |")


def print_all(asked: argparse.Namespace, groups: dict[str, list[Where]], columns: list[list[Row]]) -> None:
    """Print every table, and the stops of all of them together."""
    score, _ = _modules(asked.simulator)
    sides: list[dict[Where, list[Row]]] = [{} for _ in columns]
    for side, rows in zip(sides, columns, strict=True):
        for row in rows:
            side.setdefault(Where(*row["where"]), []).append(row)
    for title, lines in groups.items():
        shown = CLOSED_COLUMNS if lines[0].closed else OPEN_COLUMNS
        of = {line: [side[line] for side in sides] for line in lines}
        named = {f"`{line.title}`" + ("" if asked.table else f" {line.tier}"): of[line] for line in lines}
        print_group(title, named, shown, partial(aggregate, score), score.paired)
        tiers: dict[Where, dict[str, list[list[Row]]]] = {}
        for line in lines:
            tiers.setdefault(line._replace(tier=""), {})[line.tier] = of[line]
        bundled = {
            f"`{line.title}`": [
                [dict(zip(WEIGHTS, walks, strict=True)) for walks in zip(*(by[t][i] for t in WEIGHTS), strict=True)]
                for i in range(len(sides))
            ]
            for line, by in tiers.items()
            if set(WEIGHTS) <= set(by)
        }
        if bundled:
            words = "weighted clean/typical/dirty 25/50/25"
            print_group(f"{title}, {words}", bundled, shown, partial(weighted, score), score.paired)
    print()
    for name, rows in zip(SIDES if len(columns) > 1 else ("all",), columns, strict=True):
        false, missed, due = (sum(row[key] for row in rows) for key in ("x_stops", "x_missed", "x_due"))
        hours = sum(row["x_n"] for row in rows) / 3600
        print(f"{name}: false stops {false} in {hours:.0f} h; missed stops {missed} of {due} due")


def arguments() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulator", default="../shared/zonebench", help="folder of worlds.py and world_score.py")
    parser.add_argument("--seeds", default="0:8", help="first:last (default %(default)s); judge by others than 0-39")
    parser.add_argument("--table", action="store_true", help="all hearts, straps and walkers, and the climbs")
    parser.add_argument("--world", default="typical", help="walkers by name, or all")
    parser.add_argument("--heart", default="sinus", help="hearts by name, or all")
    parser.add_argument("--strap", default="as_tier", help="straps by name, or all")
    parser.add_argument("--rate", type=float, metavar="BPM", help="hold the effort at this heart rate (open loop)")
    parser.add_argument("--tiers", default="typical", help="clean,typical,dirty,optical (default %(default)s)")
    parser.add_argument("--closed", action="store_true", help="the walker hears the cues, and reacts")
    parser.add_argument("--climb", action="store_true", help="twice in the walk the effort leads over the maximum")
    return checkouts.parsed(parser, "simulator", "worlds.py")


def main() -> None:
    """Measure and print."""
    asked = arguments()
    _, worlds = _modules(asked.simulator)
    groups = table_wheres(worlds) if asked.table else asked_wheres(asked, worlds)
    first, last = map(int, asked.seeds.split(":"))
    lines = dict.fromkeys(line for group in groups.values() for line in group)
    todo = [(line, seed) for line in lines for seed in range(first, last)]

    def measure() -> list[Row]:
        with ProcessPoolExecutor(asked.workers, mp_context=multiprocessing.get_context("fork")) as pool:
            return list(pool.map(partial(walk, asked.simulator), *zip(*todo, strict=True), chunksize=2))

    columns = checkouts.columns(asked, __file__, todo, lambda row: (Where(*row["where"]), row["seed"]), measure)
    print_all(asked, groups, columns)


if __name__ == "__main__":
    main()
