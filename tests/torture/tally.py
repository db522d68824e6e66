"""What was tried, how often, and what gave way: one printed line for each row of the torture."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

SHARE = float(os.environ.get("COACH_TORTURE", "0.05"))
"""The share of the whole that is run."""


def count(whole, least=1):
    """How many of these to try."""
    return max(least, round(whole * SHARE))


def spread(items, least=1):
    """The share of a list of cases, taken from all over it."""
    wanted = min(len(items), count(len(items), least))
    return [items[index * len(items) // wanted] for index in range(wanted)]


class Row:
    """Counts tries and collects what gave way, so that one fault does not hide the others."""

    def __init__(self, what):
        self._what = what
        self._faults = []
        self._said = []
        self.tries = 0

    @contextmanager
    def attempt(self, name):
        """One try; what fails in it is kept, and the next try goes on."""
        self.tries += 1
        try:
            yield
        except Exception as error:  # noqa: BLE001 - all of them fail the test at its end
            self._faults.append(f"{name}: {type(error).__name__}: {error}")

    def each(self, work, items, at_once=1):
        """Try `work(item)` on each of the items, so many side by side; what each returned, None where it gave way."""

        def one(item):
            with self.attempt(getattr(item, "__name__", item)):
                return work(item)

        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(one, items))

    def say(self, text):
        """Add a figure to the line."""
        self._said.append(text)

    @property
    def line(self):
        result = "none gave way" if not self._faults else f"{len(self._faults)} GAVE WAY"
        tries = f"{self.tries} {'try' if self.tries == 1 else 'tries'}"
        return "; ".join([f"{self._what}: {tries}, {result}", *self._said])

    def judge(self):
        """Fail when anything gave way, and when nothing was tried."""
        assert self.tries > 0, "nothing was tried"
        assert not self._faults, "\n".join([self.line, *self._faults])
