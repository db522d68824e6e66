"""What all tests share: reproducible property tests, a COACH_HOME of the test's own, and screens as text.

Property tests find the same examples in every run of one commit, so that a change is what makes them fail. Hypothesis
also draws constants from whatever modules of the project are loaded, so all are loaded first: the examples then do not
depend on which tests ran before, or in which process.

`HYPOTHESIS_PROFILE=hunt python -m pytest` looks for new ones; `few` is enough to see that another Python does the same.
"""

import gc
import importlib
import os
import pkgutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import coach

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("hunt", max_examples=1000, deadline=None)
settings.register_profile("few", derandomize=True, max_examples=10, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# In the background, or under `nohup`, tests would hand the signals ignored there on to the programs they start.
for ending in ("SIGINT", "SIGTERM", "SIGHUP"):
    if signal.getsignal(getattr(signal, ending, signal.SIGTERM)) is signal.SIG_IGN:
        signal.signal(getattr(signal, ending), signal.default_int_handler if ending == "SIGINT" else signal.SIG_DFL)

# Programs that tests start write through a buffer, as a walker's do, whatever the environment of the tests says.
os.environ.pop("PYTHONUNBUFFERED", None)

for found in pkgutil.walk_packages(coach.__path__, "coach."):
    if found.name != "coach.__main__":
        importlib.import_module(found.name)


def pytest_xdist_auto_num_workers(config):
    """Run two tests a core: many wait for a program of their own."""
    return 2 * (os.cpu_count() or 1)


def pytest_addoption(parser):
    parser.addoption("--first-of-each", action="store_true", help="run each test with the first of its parameters")


def pytest_collection_modifyitems(config, items):
    """Leave out, where that is asked for, what runs the same lines again."""
    if config.getoption("first_of_each"):
        firsts = {(item.path, item.originalname): item for item in reversed(items)}
        items[:] = [item for item in items if item is firsts[item.path, item.originalname]]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """Spare what now stays to the end: looking through ten thousand tests for garbage took a fifth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A COACH_HOME of the test's own."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class TextExtension(SingleFileSnapshotExtension):
    """One text file a snapshot, so that a difference reads as the screen does."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def screens(snapshot):
    """Snapshots of screens, one text file each."""
    return snapshot.use_extension(TextExtension)
