"""How a mutant is judged: by the tests, on a copy of the checkout, so that the checkout itself stays as it is."""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.checkouts import ROOT
from benchmarks.mutation_operators import Mutant, mutated
from benchmarks.mutation_plugin import ORDER

FOLDERS = ("domain", "session", "store")

TESTS = (
    ("tests/domain", "tests/pages"),
    ("tests/session", "tests/store", "tests/services", "tests/formats", "tests/live", "tests/test_fixtures.py"),
)
"""What may kill a mutant, in two parts that take about as long."""

COPIED = ("coach", "tests", "fixtures", "benchmarks", "docs", "pyproject.toml", "README.md", "CHANGELOG.md")

LEAST_S, TIMES = 600, 40
"""Seconds by the clock that a mutant has, and how much longer than its tests take: for those that wait for ever."""

NO_TESTS = 5
"""pytest's exit code when there was nothing to run."""

QUIET = ("-p", "no:cacheprovider", "-p", "no:randomly", "-n", "0", "-q", "-o", "timeout=600")


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: a test failed (the name of its stage), or reached its `limit`, or all `passed`."""

    outcome: str
    by: str
    """The test that failed, or was never left; empty when there is none."""

    wall_s: float


class Bench:
    """One copy of the checkout in a folder of its own: one mutant at a time."""

    def __init__(self, folder: Path) -> None:
        """Copy, with what the tests look for beside the checkout."""
        self.root = folder / "coach"
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        ignored = shutil.ignore_patterns("__pycache__")
        self.root.mkdir(parents=True)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
            else:
                shutil.copy2(ROOT / name, self.root / name)
        (folder / "shared").symlink_to(ROOT.parent / "shared")

    def note(self, tests: Sequence[str], into: Path) -> None:
        """Run tests without a mutant, and note which of them runs which line.

        Raises:
            RuntimeError: the run ended otherwise than with passed or failed tests.
        """
        sources = [str(self.root / "coach" / name) for name in FOLDERS]
        code = self._pytest({"part": "note", "into": str(into), "folders": sources}, tests, limit_s=7200)
        if code not in {0, 1}:
            raise RuntimeError(code)

    def warm(self, *tests: str) -> None:
        """Compile Coach and tests, once: runs with a mutant write no bytecode, lest it stand for the module itself."""
        self._pytest({"part": "nothing"}, ["--collect-only", *tests], LEAST_S)

    def judge(self, mutant: Mutant, stage: str, meeting: dict[str, float] | None, *, changed: bool = True) -> Verdict:
        """Run tests on a mutant until one fails.

        Args:
            mutant: of this copy's code.
            stage: what the tests are called in the verdict, when one fails.
            meeting: the tests that meet it, with their seconds of processor time; without, those of its own test file.
            changed: put the mutant in; without it this shows that the tests pass where nothing is wrong.
        """
        files = sorted({test.partition("::")[0] for test in meeting} if meeting else {mirror_of(mutant.file)})
        if meeting == {} or not any((self.root / name).is_file() for name in files):
            return Verdict("passed", "", 0.0)
        begun_s = time.monotonic()
        file = self.root / mutant.file
        original, stat = file.read_bytes(), file.stat()
        if changed:
            file.write_text(mutated(self.root, mutant), encoding="utf-8")
        at = self._folder / "at"
        at.write_text("while collecting", encoding="utf-8")
        order = {"part": "judge", "meeting": meeting, "now_at": str(at)}
        try:
            code = self._pytest(order, ["-x", *files], LEAST_S + TIMES * sum((meeting or {}).values()))
        finally:
            file.write_bytes(original)
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        wall_s = round(time.monotonic() - begun_s, 1)
        if code in {0, NO_TESTS}:
            return Verdict("passed", "", wall_s)
        return Verdict("limit" if code < 0 else stage, at.read_text(encoding="utf-8"), wall_s)

    def _pytest(self, order: dict[str, Any], arguments: Sequence[str], limit_s: float) -> int:
        """Return the exit code; that of a signal, below zero, when it took too long.

        Raises:
            InterruptedError: `stop` came in between.
        """
        wanted = self._folder / "order.json"
        wanted.write_text(json.dumps(order), encoding="utf-8")
        temporary = self._folder / "tmp"
        temporary.mkdir(exist_ok=True)
        env = {
            **os.environ, ORDER: str(wanted), "PYTHONPATH": str(self.root), "TMPDIR": str(temporary),
            "PYTHONPYCACHEPREFIX": str(self._folder / "bytecode"), "HOME": str(temporary),
        }  # fmt: skip
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        if order["part"] == "judge":
            env["PYTHONDONTWRITEBYTECODE"] = "1"
        command = [sys.executable, "-m", "pytest", "-p", "benchmarks.mutation_plugin", *QUIET, *arguments]
        log = self._folder / "log"
        with log.open("w", encoding="utf-8") as output:
            process = self._running = subprocess.Popen(  # noqa: S603 - our own tests
                command, cwd=self.root, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
            try:
                code = process.wait(limit_s)
            except subprocess.TimeoutExpired:
                code = -signal.SIGKILL
            finally:
                _end(process)
                shutil.rmtree(temporary, ignore_errors=True)
        if self._stopped:
            raise InterruptedError
        return code

    def stop(self) -> None:
        """End what runs, from another thread: it comes to no verdict."""
        self._stopped = True
        if self._running is not None:
            _end(self._running)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a run with all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def mirror_of(file: str) -> str:
    """Return the test file of a module."""
    path = Path(file).relative_to("coach")
    return (Path("tests") / path.parent / f"test_{path.name}").as_posix()


class Lines:
    """Which tests meet a mutant."""

    def __init__(self, noted: Iterable[Path]) -> None:
        """Join what parts of the tests noted."""
        self.cpu_s: dict[str, float] = {}
        self.failed: set[str] = set()
        self._tests: dict[tuple[str, int], set[str]] = {}
        for path in noted:
            part = json.loads(path.read_text(encoding="utf-8"))
            names = list(part["tests"])
            self.cpu_s |= part["tests"]
            self.failed |= set(part["failed"])
            for file, lines in part["lines"].items():
                for line, tests in lines.items():
                    self._tests.setdefault((file, int(line)), set()).update(names[number] for number in tests)
        self._uses = _uses()

    def meeting(self, mutant: Mutant) -> dict[str, float]:
        """Return the tests that meet a mutant, but for its own test file, with the processor time they took.

        Those that run its line; of what import runs (a constant, a field, a default) those that run a line naming it.
        """
        tests = set(self._tests.get((mutant.file, mutant.line), ()))
        if not tests:
            for place in self._users(mutant.owner):
                tests |= self._tests.get(place, set())
        own = mirror_of(mutant.file) + "::"
        return {test: self.cpu_s[test] for test in sorted(tests - self.failed) if not test.startswith(own)}

    def _users(self, owner: str) -> set[tuple[str, int]]:
        """Return all lines that name the owner, or a constant made together with it or from it."""
        names, places = [part for part in owner.split(".") if part], set[tuple[str, int]]()
        for name in names:
            for file, line, made in self._uses.get(name, ()):
                places.add((file, line))
                names += [constant for constant in made if constant not in names]
        return places


Use = tuple[str, int, tuple[str, ...]]
"""Where a name is used: file, line, and the constants that are made there."""


def _uses() -> dict[str, list[Use]]:
    """Return where each name is used in the three folders."""
    uses: dict[str, list[Use]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / "coach" / folder).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            for statement in ast.parse(path.read_text(encoding="utf-8")).body:
                stored = (node for node in ast.walk(statement) if isinstance(getattr(node, "ctx", None), ast.Store))
                constants = isinstance(statement, ast.Assign | ast.AnnAssign)
                made = tuple(node.id for node in stored if isinstance(node, ast.Name)) if constants else ()
                for node in ast.walk(statement):
                    match node:
                        case ast.Name(id=name) | ast.Attribute(attr=name):
                            uses.setdefault(name, []).append((file, node.lineno, made))
    return uses
