"""A small part of a long hunt in every run of the tests, and the share of the whole that COACH_TORTURE says."""

import os
import random
import signal
from contextlib import contextmanager

import pytest

SHARE = float(os.environ.get("COACH_TORTURE", "0"))

patient = pytest.mark.timeout(7200 if SHARE else 120)


def share(few, all_of_them):
    """How many to try: few in every run of the tests."""
    return max(few, round(all_of_them * SHARE))


def chance_of(name):
    """Chance, the same in every run."""
    return random.Random(name)  # noqa: S311 - no secret


def tell(record_property, what, counts):
    """Print what came of it among the torture's tallies."""
    record_property("tally", f"{what}: {counts.total()} tries, none gave way; {dict(counts)}")


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
