"""Which checkout a benchmark measures, and the same benchmark on another one: the `--against` of several commands.

A benchmark that uses this imports nothing of Coach itself: `load` decides which checkout `coach` is, so that the same
file can measure an older one. The other checkout runs in a process of its own, and its rows come back as JSON. They can
be kept with `--json FILE`, and given in place of a checkout: what is before has to be measured once.
"""

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

Row = dict[str, Any]
Key = Callable[[Row], tuple[Any, ...]]
"""What tells a row from the others: with it those of two checkouts are laid side by side."""


def parsed(parser: argparse.ArgumentParser, option: str, holds: str) -> argparse.Namespace:
    """Add what these benchmarks have in common, and return what is asked for.

    Args:
        parser: has the benchmark's own arguments.
        option: the one that says where the data are; the folder is returned in full.
        holds: a file in there, empty for any folder.
    """
    parser.add_argument("--against", metavar="PLACE", help="another checkout, or a file of --json")
    parser.add_argument("--json", metavar="FILE", help="write every row to this file")
    parser.add_argument("--workers", type=int, default=2, help="processes (default %(default)s)")
    parser.add_argument("--checkout", metavar="PLACE", default=str(ROOT), help="measured in place of this one")
    asked = parser.parse_args()
    setattr(asked, option, data_folder(parser, getattr(asked, option), option, holds))
    return asked


def data_folder(parser: argparse.ArgumentParser, given: str, option: str, holds: str) -> str:
    """Return a folder of data, which are no part of this project, in full; without them, end with the exit code 2."""
    folder = Path(given).resolve()
    if not (folder / holds).exists():
        parser.exit(2, f"no {holds or 'folder'} at {given}; give the folder with --{option}\n")
    return str(folder)


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
        except ModuleNotFoundError as error:
            if error.name is None or not name.startswith(error.name):
                raise  # it is there, and lacks something else
    return importlib.import_module(names[-1])


def columns(
    asked: argparse.Namespace, script: str, keys: Sequence[tuple[Any, ...]], key: Key, measure: Callable[[], list[Row]]
) -> list[list[Row]]:
    """Return the rows of the checkout and, with `--against`, those of the other one; both in the order of `keys`."""
    kept = Path(asked.checkout)
    if not kept.is_file():
        load(asked.checkout)
    found = [_in_order(asked.checkout, _read(kept) if kept.is_file() else measure(), keys, key)]
    if asked.json:
        Path(asked.json).write_text(json.dumps(found[0], default=lambda array: array.tolist()), encoding="utf-8")
    if asked.against:
        other = Path(asked.against).resolve()
        rows = _read(other) if other.is_file() else _measured(other, script)
        found.append(_in_order(asked.against, rows, keys, key))
    return found


def _in_order(place: str, rows: list[Row], keys: Sequence[tuple[Any, ...]], key: Key) -> list[Row]:
    of = {key(row): row for row in rows}
    if lacking := [one for one in keys if one not in of]:
        sys.exit(f"{place} lacks {len(lacking)} of {len(keys)} rows, first {lacking[0]}: another seed, or fewer?")
    return [of[one] for one in keys]


def _measured(checkout: Path, script: str) -> list[Row]:
    """Run this command on another checkout; its exit code is a verdict, its rows are what counts."""
    print(f"measuring {checkout}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        rows = Path(folder) / "rows.json"
        # The last of an option counts: these take the place of what was asked here.
        added = ["--against", "", "--json", str(rows), "--checkout", str(checkout)]
        command = [sys.executable, str(Path(script).resolve()), *sys.argv[1:], *added]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - this file
        if not rows.exists():
            sys.exit(f"{checkout} could not be measured")
        return _read(rows)


def _read(path: Path) -> list[Row]:
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return rows
