"""Whether the tests tell an error: `python -m benchmarks.mutation` puts 300 small errors in, one at a time.

A mutant is drawn by a hash of the seed, its file, its function and its own text, so that a change elsewhere leaves
the draw as it is. It is killed when a test fails, or never ends. Those that cannot be seen from outside, each with its
reason, are in `equivalent_mutants.toml`, and leave the count. What was judged stays in `--folder`: a run that was ended
goes on, and `--again` judges those once more that survived. Linux only, and it needs `coverage`.
"""

import argparse
import ast
import difflib
import hashlib
import json
import queue
import signal
import sys
import tempfile
import threading
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.checkouts import ROOT
from benchmarks.mutation_operators import Mutant, mutants_of, mutated
from benchmarks.mutation_run import FOLDERS, TESTS, Bench, Lines

SEED = 20261129

LEAST = 40
"""Mutants of each folder, however small it is."""

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")

KILLED = ("mirror", "others", "limit")

Meeting = Callable[[Mutant], dict[str, float] | None]

Judged = dict[str, dict[str, Any]]
"""The last verdict on each mutant, by its key."""


def candidates() -> dict[str, list[Mutant]]:
    """Return all mutants of each folder."""
    return {
        folder: [
            mutant
            for path in sorted((ROOT / "coach" / folder).rglob("*.py"))
            for mutant in mutants_of(ROOT, path.relative_to(ROOT).as_posix())
        ]
        for folder in FOLDERS
    }


def drawn(seed: int, count: int) -> list[Mutant]:
    """Return the mutants of a seed: of each folder its share, in an order that any part of is a fair sample of all."""
    every = candidates()
    total = sum(map(len, every.values()))
    shares = {folder: max(min(LEAST, count // 3), count * len(found) // total) for folder, found in every.items()}
    shares[max(shares, key=shares.__getitem__)] += count - sum(shares.values())

    def order(mutant: Mutant) -> str:
        return mutant.drawn_by(seed)

    chosen = [mutant for folder, found in every.items() for mutant in sorted(found, key=order)[: shares[folder]]]
    return sorted(chosen, key=order)


def folder_of(mutant: Mutant) -> str:
    """Return which of the three it is in."""
    return Path(mutant.file).parts[1]


def noted_lines(folder: Path, benches: list[Bench]) -> Lines:
    """Return which test runs which line, noted anew when a line of the program has changed."""
    code = hashlib.sha256()
    for path in sorted((ROOT / "coach").rglob("*.py")):
        code.update(path.read_bytes())
    parts = [folder / f"lines-{code.hexdigest()[:12]}-{number}.json" for number in range(len(TESTS))]
    missing = [number for number, part in enumerate(parts) if not part.exists()]
    free = [benches[number % len(benches)] for number in missing]
    side_by_side(benches, lambda number, bench: bench.note(TESTS[number], parts[number]), missing, free)
    lines = Lines(parts)
    print(f"{len(lines.cpu_s)} tests, of which {len(lines.failed)} fail without any mutant and are not asked")
    return lines


def read(results: Path) -> Judged:
    """Return what was judged before."""
    if not results.exists():
        return {}
    rows = map(json.loads, results.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row for row in rows}


class Run:
    """Judges mutants side by side, and writes each verdict down as it is reached."""

    def __init__(self, benches: list[Bench], folder: Path, results: Path, *, changed: bool) -> None:
        """Take copies of the checkout, the folder of what stays, and the file in it for verdicts."""
        self._benches = benches
        self._folder = folder
        self._results = results
        self._changed = changed
        self._free: queue.SimpleQueue[Bench] = queue.SimpleQueue()
        self._writing = threading.Lock()
        side_by_side(benches, lambda bench: bench.warm("tests/test_clock.py"), benches)
        for bench in benches:
            self._free.put(bench)

    def by_their_own(self, mutants: list[Mutant]) -> None:
        """Judge by the module's own test file."""
        self._all(mutants, "mirror", "left", lambda _: None)

    def by_others(self, mutants: list[Mutant]) -> None:
        """Judge by all other tests that meet the mutant."""
        if mutants:
            lines = noted_lines(self._folder, self._benches)
            side_by_side(self._benches, lambda bench: bench.warm(*chain(*TESTS)), self._benches)
            self._all(mutants, "others", "survived", lines.meeting)

    def _all(self, mutants: list[Mutant], stage: str, passed: str, meeting: Meeting) -> None:
        numbers = iter(range(1, len(mutants) + 1))

        def one(mutant: Mutant) -> None:
            bench = self._free.get()
            try:
                verdict = bench.judge(mutant, stage, meeting(mutant), changed=self._changed)
            finally:
                self._free.put(bench)
            outcome = passed if verdict.outcome == "passed" else verdict.outcome
            row = {"key": mutant.key, **asdict(mutant), **asdict(verdict), "outcome": outcome}
            with self._writing, self._results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
                done = f"{next(numbers):4}/{len(mutants)}"
                print(f"{done}  {outcome:8} {verdict.wall_s:6.1f} s  {one_line(mutant)}", flush=True)

        side_by_side(self._benches, one, mutants)


def side_by_side(benches: list[Bench], work: Callable[..., None], *items: Iterable[object]) -> None:
    """Do work on as many items at a time as there are benches; when it is interrupted, end what runs on them."""
    with ThreadPoolExecutor(len(benches)) as pool:
        try:
            list(pool.map(work, *items))
        except KeyboardInterrupt:
            for bench in benches:
                bench.stop()
            raise


def judge(asked: argparse.Namespace, mutants: list[Mutant], results: Path) -> None:
    """Judge what is not judged yet: first all by their own test files, then those that are left by all others."""
    with tempfile.TemporaryDirectory(prefix="coach-mutants-") as copies:
        benches = [Bench(Path(copies) / str(number)) for number in range(asked.workers)]
        run = Run(benches, asked.folder, results, changed=not asked.check)
        known = read(results)
        fresh = [mutant for mutant in mutants if asked.again or known.get(mutant.key, {}).get("outcome") != "left"]
        run.by_their_own(fresh)
        if not asked.own:
            known = read(results)
            run.by_others([mutant for mutant in mutants if known[mutant.key]["outcome"] == "left"])


def one_line(mutant: Mutant) -> str:
    """Say what and where it is."""
    return f"{mutant.key}  {mutant.file}:{mutant.line} {mutant.owner}: {mutant.before} -> {mutant.after}"


def difference(mutant: Mutant) -> str:
    """Return what it changes, as a diff of the code without comments."""
    same = next(other for other in mutants_of(ROOT, mutant.file) if other == mutant)
    before = ast.unparse(ast.parse((ROOT / mutant.file).read_text(encoding="utf-8")))
    after = mutated(ROOT, same)
    return "\n".join(
        difflib.unified_diff(before.splitlines(), after.splitlines(), mutant.file, mutant.key, "", "", 3, "")
    )


def table(mutants: list[Mutant], judged: Judged, equivalent: set[str]) -> str:
    """Return the counts of each folder, as Markdown; one that only its own test file has judged is not killed yet."""
    columns = ("folder", "drawn", "judged", "killed by its own test file", "by others", "by the limit of time")
    lines = [f"| {' | '.join((*columns, 'equivalent', 'others not asked', 'survived', 'killed'))} |", "|---" * 10 + "|"]
    for folder in (*FOLDERS, "all"):
        of_folder = [mutant for mutant in mutants if folder in {folder_of(mutant), "all"}]
        rows = [judged[mutant.key] for mutant in of_folder if mutant.key in judged]
        same = [row for row in rows if row["outcome"] not in KILLED and row["key"] in equivalent]
        counts = Counter(row["outcome"] for row in rows if row not in same)
        killed = sum(counts[name] for name in KILLED)
        share = f"{killed / counts.total():.1%}" if counts else ""
        found = (*(counts[name] for name in KILLED), len(same), counts["left"], counts["survived"], share)
        lines.append(f"| {' | '.join(map(str, (folder, len(of_folder), len(rows), *found)))} |")
    return "\n".join(lines)


def main() -> None:
    """Draw, judge and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--only", choices=FOLDERS, help="judge those of one folder")
    parser.add_argument("--workers", type=int, default=2, help="side by side (default %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "coach-mutation", help="what stays"
    )
    parser.add_argument("--own", action="store_true", help="ask the module's own test file alone")
    parser.add_argument("--again", action="store_true", help="judge those again that are not killed")
    parser.add_argument("--keys", help="of these alone, joined by commas")
    parser.add_argument("--check", action="store_true", help="judge without any mutant: all must survive")
    parser.add_argument("--show", metavar="KEY", help="print what this one changes, and nothing else")
    parser.add_argument("--table", action="store_true", help="print what is known, and judge nothing")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends its tests, and what they have made
    mutants = drawn(asked.seed, asked.count)
    if asked.show:
        print(*(difference(mutant) for mutant in mutants if mutant.key.startswith(asked.show)), sep="\n")
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    results = asked.folder / ("check.jsonl" if asked.check else "results.jsonl")
    judged = read(results)
    wanted = [mutant for mutant in mutants if asked.only in {None, folder_of(mutant)}]
    if asked.keys:
        wanted = [mutant for mutant in wanted if mutant.key in asked.keys.split(",")]
    unfinished = {None, "left", "survived"} if asked.again else {None, "left"}
    wanted = [mutant for mutant in wanted if judged.get(mutant.key, {}).get("outcome") in unfinished]
    if wanted and not asked.table:
        judge(asked, wanted, results)
        judged = read(results)
    equivalent = {row["key"] for row in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]}
    for mutant in mutants:
        outcome = judged.get(mutant.key, {}).get("outcome")
        if outcome in {"left", "survived"} and mutant.key not in equivalent:
            print(f"{outcome}: {one_line(mutant)}")
    print(table(mutants, judged, equivalent))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("interrupted; what was judged is kept, and the same command goes on")
