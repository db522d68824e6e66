"""A small share of a long hunt in every run of the tests, and all of it where COACH_TORTURE is set:

COACH_TORTURE=1 python -m pytest -n 0 -s tests/formats/test_mutants.py tests/domain/wire/test_sensors.py
"""

import os
import random
import signal
from contextlib import contextmanager

import pytest

ALL_OF_IT = "COACH_TORTURE" in os.environ

patient = pytest.mark.timeout(7200 if ALL_OF_IT else 120)


def share(few, all_of_them):
    """How many to try."""
    return all_of_them if ALL_OF_IT else few


def chance_of(name):
    """Chance, the same in every run."""
    return random.Random(name)  # noqa: S311 - no secret


def count(name, counts):
    """Print what came of it (seen with -s)."""
    print(f"\n{name}: {counts.total()} tried, {dict(counts)}")  # noqa: T201 - what a long hunt is for


class HungError(BaseException):
    """It took longer than it may; no `except Exception` stops it."""


@contextmanager
def at_most_cpu_s(seconds):
    """End what takes more processor time, where the system can."""

    def hung(_signal, _frame):
        raise HungError(f"over {seconds} s of processor time")

    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGVTALRM, hung)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
