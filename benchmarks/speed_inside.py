"""Programs that `speed.py` runs in a process of their own, with PYTHONPATH set to the checkout that is measured.

    python benchmarks/speed_inside.py engine FILE    microseconds that a reading of a recording takes
    python benchmarks/speed_inside.py day            megabytes that a session grows by from its second to its last hour
    python benchmarks/speed_inside.py bare           what a Textual app costs that shows a label

As `sitecustomize` in a folder of PYTHONPATH, it writes down when the engine of a walk is handed a notification that
changes the number on the screen, and lets the simulated heart rate swing, so that half of them do.
"""

import gc
import json
import math
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
SWING_BPM, SWING_S = 15.0, 30.0
"""How far the heart rate swings, and how long it takes: up to 3 bpm a second, as fast as hearts change."""


def stamp_walks() -> None:
    """Note in whatever process has a walk's engine, terminal or host, when that is handed what changes the number.

    A screen has nothing to write for the others until its clock turns: to wait for that would measure the clock.
    """
    if "walk" not in sys.orig_argv and "coach.cli.host_process" not in sys.orig_argv:
        return
    simulator: Any = import_module("coach.sources.simulator")
    simulator.PERIOD_S = float(os.environ[PERIOD])
    heart = simulator.SimulatedStrap._heart  # noqa: SLF001 - it is changed from outside
    simulator.SimulatedStrap._heart = lambda strap, at_s: (  # noqa: SLF001
        heart(strap, at_s) + SWING_BPM * math.sin(2 * math.pi * at_s / SWING_S)
    )
    session_engine: Any = import_module("coach.session.engine").SessionEngine
    receive = session_engine.receive
    notes = os.open(os.environ[STAMPS], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    shown_bpm: int | None = None

    def noting(self: Any, item: object) -> None:  # noqa: ANN401 - an engine of any checkout
        nonlocal shown_bpm
        at_ns = time.monotonic_ns()
        receive(self, item)
        if hasattr(item, "payload"):
            now = self.snapshot(self.now_s)
            believed_bpm = now.believed_bpm if hasattr(now, "believed_bpm") else now.smoothed_bpm  # its older name
            before_bpm, shown_bpm = shown_bpm, None if believed_bpm is None else round(believed_bpm)
            if shown_bpm != before_bpm:
                os.write(notes, f"{at_ns}\n".encode())

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
