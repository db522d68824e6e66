"""Programs that `speed.py` runs in a process of their own, with PYTHONPATH set to the checkout that is measured.

    python benchmarks/speed_inside.py engine FILE    microseconds that a reading of a recording takes
    python benchmarks/speed_inside.py day            megabytes that a session grows by from its second to its last hour
    python benchmarks/speed_inside.py bare           what a Textual app costs that shows a label

As `sitecustomize` in a folder of PYTHONPATH, it writes down when the engine of a walk is handed a notification.
"""

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)
DAY_H = 24
STAMPS = "SPEED_STAMPS"
"""The environment variable with the file for the moments, in ns of the clock that all processes share."""
PERIOD = "SPEED_PERIOD_S"
"""The environment variable with the seconds between two notifications of the simulated strap, in place of one."""


def stamp_walks() -> None:
    """Note in whatever process has a walk's engine, terminal or host, when that is handed each notification."""
    if "walk" not in sys.orig_argv and "coach.cli.host_process" not in sys.orig_argv:
        return
    import_module("coach.sources.simulator").PERIOD_S = float(os.environ[PERIOD])
    session_engine: Any = import_module("coach.session.engine").SessionEngine
    receive = session_engine.receive
    notes = os.open(os.environ[STAMPS], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def noting(self: object, item: object) -> None:
        if hasattr(item, "payload"):
            os.write(notes, f"{time.monotonic_ns()}\n".encode())
        receive(self, item)

    session_engine.receive = noting


def readings(file: str) -> Iterator[Callable[[], None]]:
    """Make a session of a recording's plan; each function hands it the next input, and makes the JSON line of it."""
    try:
        codec, objects = import_module("coach.session.line_codec"), import_module("coach.session.json_lines")
    except ModuleNotFoundError:  # the names in older checkouts, which are measured as well
        codec, objects = import_module("coach.session.recording"), import_module("coach.session.lines")
    line_of = getattr(objects, "line_of", json.dumps)  # older ones print what Python's encoder makes of it
    with Path(file).open(encoding="utf-8") as lines:
        plan = import_module("coach.session.plan").SessionPlan.from_json(json.loads(next(lines))["session"])
        session = import_module("coach.session.engine").SessionEngine(plan)
        for line in lines:
            item = codec.parse_line(line)

            def read(item: object = item) -> None:
                session.receive(item)
                line_of(objects.state_object(session.snapshot(session.now_s)))

            yield read
            session.events()


def engine(file: str) -> None:
    """Print the median microseconds that a reading of a recording takes."""
    took_us = []
    for read in readings(file):
        began_ns = time.perf_counter_ns()
        read()
        took_us.append((time.perf_counter_ns() - began_ns) / 1000)
    print(statistics.median(took_us))


def day(file: str, seconds: str) -> None:
    """Print by how many megabytes the process grows between the first hour of a recording and its end."""
    left, sizes_mb = readings(file), []
    for part in (3600, int(seconds) - 3600):
        for read in islice(left, part):
            read()
        gc.collect()
        sizes_mb.append(int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * PAGE_MB)
    print(sizes_mb[1] - sizes_mb[0])


def bare() -> None:
    """Show a label that changes once a second: what Textual itself costs."""
    label = import_module("textual.widgets").Label("0")

    class Bare(import_module("textual.app").App):  # type: ignore[misc]  # loaded here, so that measuring stays small
        def compose(self) -> Iterator[object]:
            yield label

        def on_mount(self) -> None:
            self.set_interval(1.0, lambda: label.update(time.ctime()))

    Bare().run()


if __name__ == "__main__":
    {"engine": engine, "day": day, "bare": bare}[sys.argv[1]](*sys.argv[2:])
elif __name__ == "sitecustomize":
    stamp_walks()
