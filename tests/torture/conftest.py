"""The torture: the finished program under kills, full disks, broken files and floods. See CONTRIBUTING.md.

It is deselected by default. COACH_TORTURE is the share of the whole to run: 1 is everything. At the end one line is
printed for each row; a test elsewhere adds its own by `record_property("tally", line)`.
"""

import os
import shutil
from contextlib import contextmanager

import pytest

from tests.torture.tally import SHARE, Row

if os.name == "posix":
    from tests.torture.disk import SmallDisk, why_not
    from tests.torture.program import Home
else:
    collect_ignore_glob = ["test_*.py"]  # signals, limits and pseudo-terminals are POSIX's

_LINES = []


def pytest_runtest_logreport(report):
    if report.when == "teardown":
        _LINES.extend(value for name, value in report.user_properties if name == "tally")


def pytest_terminal_summary(terminalreporter):
    if _LINES:
        terminalreporter.section(f"torture, {SHARE:.0%} of the whole")
        for line in sorted(_LINES):
            terminalreporter.write_line(line)


@pytest.fixture
def tally(record_property):
    """`with tally("what is tried") as row`: its line is printed at the end, and what gave way fails the test."""

    @contextmanager
    def tried(what):
        row = Row(what)
        try:
            yield row
        finally:
            record_property("tally", row.line)
        row.judge()

    return tried


@pytest.fixture
def homes(tmp_path):
    """`homes(name)`: a COACH_HOME of its own; whatever still runs in one is ended."""
    made = []

    def make(name, **how):
        made.append(Home(tmp_path / str(name), **how))
        return made[-1]

    yield make
    for item in made:
        item.kill_all()


@pytest.fixture
def disks(tmp_path):
    """`disks(name, size="1m")`: a small disk of its own, in a namespace that goes with the test."""
    if why_not() is not None:
        pytest.skip(why_not())
    made = []

    def make(name, options):
        made.append(SmallDisk(tmp_path / f"{name}-disk", options))
        return made[-1]

    yield make
    for item in made:
        item.close()


@pytest.fixture(autouse=True)
def _room(tmp_path):
    """Recordings of days and sparse files are large: they go with the test that made them."""
    yield
    shutil.rmtree(tmp_path, ignore_errors=True)
