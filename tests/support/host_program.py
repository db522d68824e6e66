"""The process that runs a walk, whose simulated strap writes down what it sends; started as the program's own is.

`HOST_LOG` is its file, which `sent_by` reads. `HOST_SPEED` is how many times as fast as life the walk is.
"""

import os
import sys
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from coach.cli import host_process
from coach.clock import monotonic_s
from coach.services import walks
from coach.session.inputs import Notification
from coach.session_time import RunningClock
from coach.sources.simulator import SimulatedStrap

PROGRAM = "tests.support.host_program"


class LoggedStrap(SimulatedStrap):
    """Its log is written before the walk has the payload, and completed when the walk is done with it."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self._log = Path(os.environ["HOST_LOG"]).open("ab", buffering=0)  # noqa: SIM115 - as long as this process

    async def inputs(self):
        async with aclosing(super().inputs()) as inputs:
            async for item in inputs:
                if isinstance(item, Notification):
                    self._log.write(f"\n{item.payload.hex()} {item.at_s:.3f} {monotonic_s():.6f}".encode())
                yield item
                if isinstance(item, Notification):
                    self._log.write(f" {monotonic_s():.6f}".encode())


@dataclass(frozen=True)
class Sent:
    """A payload that the strap says it sent."""

    payload: str
    at_s: float
    """The session's time."""
    sent_s: float
    done_s: float | None
    """When the walk was done with it: kept, and told to everybody; None when that never came."""


def sent_by(log):
    """What the strap says that it sent."""
    words = [line.split() for line in log.read_text().splitlines() if line]
    return [Sent(each[0], *map(float, each[1:3]), float(each[3]) if len(each) == 4 else None) for each in words]


if __name__ == "__main__":
    speed = float(os.environ.get("HOST_SPEED", "1"))
    walks.RunningClock = lambda start_s: RunningClock(speed, start_s=start_s)
    if "HOST_LOG" in os.environ:
        walks.SimulatedStrap = LoggedStrap
    sys.exit(host_process.main())
