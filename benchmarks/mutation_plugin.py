"""The part of `benchmarks.mutation` that runs within pytest: it notes which test runs which line, or runs those alone.

What to do comes in the environment, as the path of a file of JSON. Each test has a limit of processor time, so that an
endless loop ends on a busy machine no sooner than on a quiet one: the system ends the whole process.
"""

import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

ORDER = "COACH_MUTATION"
"""The variable of the environment."""

LIMIT_S, LIMIT_FACTOR = 20.0, 3.0
"""A test may take so much processor time, and so many times what it took when its lines were noted."""


class Noting:
    """Notes the lines that each test runs, and its processor time, in a file of JSON."""

    def __init__(self, into: str, folders: list[str]) -> None:
        """Begin before anything of Coach is imported: what import runs belongs to no test."""
        import coverage  # noqa: PLC0415 - those that only judge mutants do without it

        self._into = Path(into)
        self._coverage = coverage.Coverage(data_file=None, source=folders, config_file=False, messages=False)
        self._cpu_s: dict[str, float] = {}
        self._failed: list[str] = []
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note which test it is."""
        self._coverage.switch_context(item.nodeid)
        begun_s = time.process_time()
        ran = yield
        self._cpu_s[item.nodeid] = time.process_time() - begun_s
        self._coverage.switch_context("")
        return ran

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what fails without any mutant: it can kill none."""
        if report.failed:
            self._failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write it down: tests by their number, lines by file."""
        self._coverage.stop()
        data = self._coverage.get_data()
        numbers = {test: number for number, test in enumerate(self._cpu_s)}
        lines: dict[str, dict[int, list[int]]] = defaultdict(dict)
        for file in data.measured_files():
            for line, tests in data.contexts_by_lineno(file).items():
                name = Path(file).relative_to(Path.cwd().resolve()).as_posix()
                lines[name][line] = sorted(numbers[test] for test in tests if test in numbers)
        noted = {"tests": self._cpu_s, "failed": self._failed, "lines": lines}
        self._into.write_text(json.dumps(noted), encoding="utf-8")


class Judging:
    """Runs the tests that meet the mutant, the shortest first, or all of the files that are asked."""

    def __init__(self, meeting: dict[str, float] | None, now_at: str) -> None:
        """Take the tests with their seconds of processor time, and the file that holds which test runs."""
        self._cpu_s = meeting
        self._now_at = Path(now_at)
        quick = {Phase.explicit, Phase.reuse, Phase.generate}  # a failure is enough: nobody reads the smallest example
        settings.register_profile("mutants", settings.get_profile(settings.get_current_profile_name()), phases=quick)
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        if self._cpu_s is not None:
            cpu_s = self._cpu_s
            items[:] = sorted((item for item in items if item.nodeid in cpu_s), key=lambda item: cpu_s[item.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Set the limit."""
        self._now_at.write_text(item.nodeid, encoding="utf-8")
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S + LIMIT_FACTOR * (self._cpu_s or {}).get(item.nodeid, 0.0))
        ran = yield
        signal.setitimer(signal.ITIMER_PROF, 0)
        return ran


def pytest_configure(config: pytest.Config) -> None:
    """Take the part that judges: tests are not imported yet, and the project's settings of Hypothesis are made."""
    if ORDERED.pop("part", "") == "judge":
        config.pluginmanager.register(Judging(**ORDERED))
    elif _noting is not None:
        config.pluginmanager.register(_noting)


ORDERED = json.loads(Path(os.environ.get(ORDER, os.devnull)).read_text(encoding="utf-8") or "{}")
_noting = Noting(ORDERED["into"], ORDERED["folders"]) if ORDERED.get("part") == "note" else None
