"""The families of hard cases, in process: `python benchmarks/hard_cases.py --help`.

Hearts, straps and watches that people complain about, drawn anew for each case, with limits worked out from the truth.
The families, their limits and the single cases are not part of this project: they are looked for in
`../shared/hard_cases`, or in the folder given. Each case is `coach replay` with its own streams, in a fork of a process
that has Coach loaded already, which takes a hundredth of a new interpreter's start. The exit code is 1 when a kind is
under its rate: 95 of 100 cases, of `true_stop` 99. Unix only: it forks.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import checkouts

RATE, STOP_RATE = 0.95, 0.99
"""Share of a kind's cases that has to pass; the higher one where a missed stop is what fails."""

FALSE_STOP, MISSED_STOP = "false stop_and_rest", "stop_and_rest missed"
"""How the families' words for the two begin."""

LONGEST_S = 30
"""A case that takes longer hangs: most take a tenth of a second."""

MODULES = ("coach.cli.main", "coach.formats.fit")
"""Loaded before the forks, with the command below: a case then takes the time of its walk alone."""
COMMANDS = ("coach.cli.replay", "coach.cli.walking")

Row = dict[str, Any]


def finished(home: str, command: Sequence[str], **given: Any) -> SimpleNamespace:  # noqa: ANN401 - as subprocess.run
    """Run a command of Coach in a fork, with `subprocess.run`'s arguments as far as the families use them."""
    folder = Path((given.get("env") or {}).get("COACH_HOME") or home)
    inputs, output, errors = (str(folder / f"{name}-{os.getpid()}") for name in ("in", "out", "err"))
    if given.get("input"):
        Path(inputs).write_text(given["input"], encoding="utf-8")
    else:
        inputs = getattr(given.get("stdin"), "name", os.devnull)
    child = os.fork()
    if child == 0:
        _run(list(command[1:]), str(folder), inputs, (output, errors))
    _, status = os.waitpid(child, 0)
    if (code := os.waitstatus_to_exitcode(status)) == -signal.SIGALRM:
        raise subprocess.TimeoutExpired(list(command), LONGEST_S)
    return SimpleNamespace(
        returncode=code,
        stdout=Path(output).read_text(encoding="utf-8"),
        stderr=Path(errors).read_text(encoding="utf-8"),
    )


def _run(arguments: list[str], home: str, inputs: str, outputs: tuple[str, str]) -> NoReturn:
    """Be the program: its own streams on files, and never back into the caller."""
    code = 99
    try:
        signal.alarm(LONGEST_S)
        os.environ["COACH_HOME"] = home
        os.dup2(os.open(inputs, os.O_RDONLY), 0)
        for number, path in enumerate(outputs, start=1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
        code = sys.modules["coach.cli.main"].run(arguments)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever it was, the fork must end here
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def family_row(folder: str, home: str, case: tuple[str, int, int]) -> Row:
    """One case of a family: what was missed, the most dangerous first."""
    families = _module(folder, "families")
    families.subprocess = SimpleNamespace(run=partial(finished, home))
    kind, seed, number = case
    drawn = families.make(kind, seed, number)
    try:
        printed = families.replay("coach", drawn, home)
    except subprocess.TimeoutExpired as error:
        printed = [{"type": "error", "words": str(error)}]
    failed = [str(row["words"]) for row in printed if row["type"] == "error"]
    missed = [families.Miss(3000, words) for words in failed[:1]] or families.judge(drawn, printed)
    words = [miss.words.replace(home, "") for miss in missed]
    worst = missed[0].weight if missed else 0.0
    return {"kind": kind, "seed": seed, "number": number, "story": drawn.story, "missed": words, "weight": worst}


def check_row(folder: str, home: str, case: Row) -> Row:
    """One of the single cases."""
    check = _module(folder, "check")
    check.subprocess = SimpleNamespace(run=partial(finished, home), TimeoutExpired=subprocess.TimeoutExpired)
    try:
        missed = check.judge(case, *check.run("coach", case))
    except subprocess.TimeoutExpired:
        missed = [f"did not end within {LONGEST_S} s"]
    return {"kind": case["file"], "seed": 0, "number": 0, "story": "", "missed": missed, "weight": 0.0}


def _module(folder: str, name: str) -> Any:  # noqa: ANN401 - not a part of this project
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


def measure(asked: argparse.Namespace, keys: Sequence[tuple[str, int, int]]) -> list[Row]:
    """Return a row for each case, in order."""
    for name in MODULES:
        importlib.import_module(name)
    checkouts.module(*COMMANDS)
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own is made in it
    with (
        tempfile.TemporaryDirectory(prefix="coach-cases-", dir=memory) as home,
        ProcessPoolExecutor(asked.workers, mp_context=multiprocessing.get_context("fork")) as pool,
    ):
        if asked.checks:
            return list(pool.map(partial(check_row, asked.cases, home), single_cases(asked.cases)))
        return list(pool.map(partial(family_row, asked.cases, home), keys, chunksize=2))


def single_cases(folder: str) -> list[Row]:
    """Read the single cases."""
    cases: list[Row] = json.loads((Path(folder) / "cases.json").read_text(encoding="utf-8"))
    return cases


def share(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many cases passed, and of how many."""
    return sum(not row["missed"] for row in rows), len(rows)


def stops(rows: Iterable[Row]) -> dict[str, int]:
    """Return in how many cases a stop was false, and in how many one was missed."""
    told = {"false stops": FALSE_STOP, "missed stops": MISSED_STOP}
    found = [row["missed"] for row in rows]
    return {name: sum(any(w.startswith(words) for w in missed) for missed in found) for name, words in told.items()}


def under_rate(kind: str, rows: Sequence[Row]) -> bool:
    """Return whether too few of a kind's cases passed."""
    passed, of = share(rows)
    return passed < (STOP_RATE if kind == "true_stop" else RATE) * of


def print_kinds(columns: list[list[Row]], groups: dict[str, str]) -> bool:
    """Print a line a kind and the stops; return whether a kind of the first column is under its rate."""
    head = ["kind", "", *(["passes"] if len(columns) == 1 else ["now", "before"]), "worst miss"]
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    too_few = []
    for kind in dict.fromkeys(row["kind"] for row in columns[0]):
        parts = [[row for row in column if row["kind"] == kind] for column in columns]
        cells = ["{}/{}".format(*share(part)) for part in parts]
        worst = max(parts[0], key=lambda row: row["weight"])
        words = f"no. {worst['number']}: {worst['missed'][0]}" if worst["missed"] else ""
        if under_rate(kind, parts[0]):
            too_few.append(kind)
            cells[0] = f"**{cells[0]}**"
        print(f"| `{kind}` | {groups.get(kind, '')} | {' | '.join(cells)} | {words} |")
    print(f"| all | | {' | '.join('{}/{}'.format(*share(column)) for column in columns)} | |")
    print(f"\nunder their rate: {', '.join(too_few) or 'none'}")
    for name in ("false stops", "missed stops"):
        counted = " | ".join(str(stops(column)[name]) for column in columns)
        print(f"{name}, cases: {counted}", end="; " if name == "false stops" else "\n")
    return bool(too_few)


def print_checks(columns: list[list[Row]]) -> bool:
    """Print a line a single case; return whether one of the first column fails."""
    for rows in zip(*columns, strict=True):
        verdicts = " ".join("FAIL" if row["missed"] else "pass" for row in rows)
        print(f"{verdicts} {rows[0]['kind']}  {'; '.join(rows[0]['missed'])}".rstrip())
    print(" | ".join("{} of {} pass".format(*share(column)) for column in columns))
    return any(row["missed"] for row in columns[0])


def arguments() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--cases",
        default="../shared/hard_cases",
        help="folder of families.py and check.py (default: beside the project)",
    )
    parser.add_argument("--kinds", help="names, comma-separated; or K1..K9, safety, control (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="1 is for looking: judge by others (default %(default)s)")
    parser.add_argument("--n", type=int, default=20, help="cases of each kind (default %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first case (default %(default)s)")
    parser.add_argument("--checks", action="store_true", help="the single cases in place of the families")
    parser.add_argument("--verbose", action="store_true", help="say every failing case")
    return checkouts.parsed(parser, "cases", "families.py")


def main() -> int:
    """Measure and print."""
    asked = arguments()
    every: dict[str, tuple[str, object]] = _module(asked.cases, "families").KINDS
    groups = {kind: group for kind, (group, _) in every.items()}
    wanted = set(asked.kinds.split(",")) if asked.kinds else set(groups)
    if unknown := wanted - set(groups) - set(groups.values()):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(groups)}")
    kinds = [kind for kind, group in groups.items() if {kind, group} & wanted]
    keys = [(kind, asked.seed, number) for kind in kinds for number in range(asked.first, asked.first + asked.n)]
    if asked.checks:
        keys = [(case["file"], 0, 0) for case in single_cases(asked.cases)]
    columns = checkouts.columns(
        asked, __file__, keys, lambda row: (row["kind"], row["seed"], row["number"]), partial(measure, asked, keys)
    )
    if asked.verbose:
        for row in columns[0]:
            if row["missed"]:
                print(f"{row['kind']} {row['number']}: {row['story']}: {'; '.join(row['missed'][:4])}")
    return int(print_checks(columns) if asked.checks else print_kinds(columns, groups))


if __name__ == "__main__":
    sys.exit(main())
