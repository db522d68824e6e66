"""Which checkout a benchmark measures, and the same benchmark on another one: the `--against` of several commands.

A benchmark that uses this imports nothing of Coach itself: `load` decides which checkout `coach` is, so that the same
file can measure an older one. The other checkout runs in a process of its own, and its rows come back as JSON. They can
be kept with `--json FILE`, and given to `--against` in place of a checkout: what is before has to be measured once.
"""

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what these benchmarks have in common."""
    parser.add_argument("--against", metavar="PLACE", help="another checkout, or a file that --json wrote")
    parser.add_argument("--json", metavar="FILE", help="write every row to this file")
    parser.add_argument("--workers", type=int, default=2, help="processes (default %(default)s)")
    parser.add_argument("--checkout", metavar="DIR", default=str(ROOT), help="measure this one (default: here)")


def load(checkout: str) -> None:
    """Make `coach` the package of this checkout, here and in every process that is forked from here."""
    root = Path(checkout).resolve()
    sys.path.insert(0, str(root))
    found = importlib.import_module("coach").__file__ or ""
    if not Path(found).is_relative_to(root):
        sys.exit(f"{root} is no checkout of Coach: {found} would be measured")


def module(*names: str) -> Any:  # noqa: ANN401 - a module of another checkout has no type here
    """Import the first of these modules that there is: rooms have moved since older checkouts."""
    for name in names[:-1]:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    return importlib.import_module(names[-1])


def write(path: str, rows: list[dict[str, Any]]) -> None:
    """Write rows as JSON; arrays become lists."""
    text = json.dumps(rows, default=lambda value: value.tolist())
    Path(path).write_text(text, encoding="utf-8")


def rows_of(place: str, script: str) -> list[dict[str, Any]]:
    """Return the rows of the other checkout, measured now with this command's own arguments, or of a file."""
    path = Path(place).resolve()
    if path.is_file():
        return _read(path)
    print(f"measuring {path}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        rows = Path(folder) / "rows.json"
        # The last of an option counts: these take the place of what was asked here.
        added = ["--against", "", "--json", str(rows), "--checkout", str(path)]
        command = [sys.executable, str(Path(script).resolve()), *sys.argv[1:], *added]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - this file; its exit code is a verdict
        if not rows.exists():
            sys.exit(f"{path} could not be measured")
        return _read(rows)


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows
