"""How fast Coach is: start-up, a walk's CPU, the screen's latency, the engine, an hour replayed, disk and memory.

    python benchmarks/speed.py                        this checkout
    python benchmarks/speed.py --against DIR          and another one, in turn, with the ratios
    python benchmarks/speed.py --only engine,replay   only these measurements

A checkout is run as `python -m coach` with PYTHONPATH set to it, so both use the same environment. Everything is
written to a temporary folder. Linux only: it needs pseudo-terminals, /proc and the CPU clocks of other processes.
"""

import argparse
import io
import json
import math
import os
import pty
import random
import re
import select
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from typing import NoReturn, Self

ROOT = Path(__file__).resolve().parents[1]
PYTHON = (sys.executable, "-P")  # -P: import nothing from the current folder
COACH = (*PYTHON, "-m", "coach")
INSIDE = (*PYTHON, str(Path(__file__).resolve()), "--inside")  # one of the programs below, in a process of its own
SIZES = ((80, 24), (160, 50))
MORNING = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
LIMIT_S = 120  # a program that writes nothing for this long has hung
MINUTES = (15, 20, 25, 30, 45, 60)  # a week's walks
WEEKS = 500  # of six walks: ten years, 3,000 walks
HOUR = ["replay", "../hour.jsonl", "--workout", "free", "--band", "120-135", "--no-screen", "--json", "--speed", "max"]
REPLAY_SPEED = "4.4"  # a notification every 227 ms meets a screen that redraws every 250 ms at all moments in between
ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|[P\]].*?(\x07|\x1b\\)|[()].|[=>78])", re.DOTALL)
TAILED = "notification"  # rows that begin like this are printed twice: the median, and the 99th percentile

Samples = dict[str, list[float]]  # by row, whose name ends with the unit


@dataclass(frozen=True, slots=True)
class Bench:
    """A checkout, its own home with ten years of walks, a folder for files, and how long a screen is watched."""

    root: Path
    ten_years: Path
    work: Path
    watch_s: float


@dataclass(slots=True)
class Program:
    """A program, what it has written and what it has taken; CPU is user and system time."""

    root: Path
    process: subprocess.Popen[bytes]
    stream: io.FileIO
    began_ns: int
    output: bytearray = field(default_factory=bytearray)
    arrived_ns: list[int] = field(default_factory=list)
    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    peak_mb: float = 0.0

    def take(self) -> bool:
        """Read the next piece of output, and note when it arrived; return False at its end."""
        if not select.select([self.stream], (), (), LIMIT_S)[0]:
            self.fail(f"wrote nothing for {LIMIT_S} s")
        self.arrived_ns.append(time.monotonic_ns())
        piece: bytes | None = None
        with suppress(OSError):  # EIO: the other end of the pseudo-terminal is closed
            piece = self.stream.read(1 << 16)
        self.output += piece or b""
        return bool(piece)

    def text(self) -> str:
        """Return what was written, without escape sequences."""
        return ESCAPES.sub(b"", self.output).decode(errors="replace")

    def fail(self, sentence: str) -> NoReturn:
        """End the measuring with a sentence about this program."""
        sys.exit(f"speed: {self.process.args!r} of {self.root} {sentence}. {self.text()[-500:].strip()}")

    def look(self) -> Self:
        """Note what the running program has taken until its latest output."""
        self.wall_ms = (self.arrived_ns[-1] - self.began_ns) / 1e6
        self.cpu_ms = 1000 * time.clock_gettime((~self.process.pid << 3) | 2)  # as clock_getcpuclockid(3) names it
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        self.peak_mb = int(status.partition("VmHWM:")[2].split()[0]) / 1024
        return self


@contextmanager
def program(root: Path, home: Path, command: Sequence[str], size: tuple[int, int] | None = None) -> Iterator[Program]:
    """Run a program in a terminal of this size, or on a pipe; kill it and all that it started at the end."""
    # Pass only what Coach needs: a setting of the caller's shell must not change a figure.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(root), "LANG": "C.UTF-8"}
    environment |= {"HOME": str(home), "COACH_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    ours, theirs = pty.openpty() if size else os.pipe()
    if size:
        termios.tcsetwinsize(theirs, size[::-1])
    stdin, began_ns = theirs if size else subprocess.DEVNULL, time.monotonic_ns()
    process = subprocess.Popen(  # noqa: S603 - Coach, or this file
        command, stdin=stdin, stdout=theirs, stderr=theirs, cwd=home, env=environment, start_new_session=True
    )
    os.close(theirs)
    with io.FileIO(ours, "r+" if size else "r") as stream:
        try:
            yield Program(root, process, stream, began_ns)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def run(root: Path, home: Path, *command: str, until: str = "") -> Program:
    """Run a command to its end, or on a screen until a text has arrived; exit with an error if it fails."""
    with program(root, home, command, SIZES[0] if until else None) as running:
        while running.take():
            if until and until in running.text():
                return running.look()
        _, status, used = os.wait4(running.process.pid, 0)  # Popen does not report what its process has used
        running.wall_ms = (time.monotonic_ns() - running.began_ns) / 1e6
        running.cpu_ms = 1000 * (used.ru_utime + used.ru_stime)
        running.peak_mb = used.ru_maxrss / 1024  # counted from the fork: never less than this process's own
        running.process.returncode = os.waitstatus_to_exitcode(status)
        if until or running.process.returncode:
            running.fail(f"ended with {running.process.returncode}")
        return running


def watch(programs: Sequence[Program], seconds: float) -> None:
    """Read what programs write for this long; fail when one of them ends meanwhile."""
    until_s = time.monotonic() + seconds
    while (left_s := until_s - time.monotonic()) > 0:
        ready = select.select([running.stream for running in programs], (), (), left_s)[0]
        for running in programs:
            if running.stream in ready and not running.take():
                running.fail("ended early")


def write_walk(path: Path, started_at: datetime, seconds: int, *, seed: int = 1, ramp: bool = False) -> None:
    """Write a recording of a notification a second: hills of 90-140 bpm, or ramps on which each changes the screen."""
    chance = random.Random(seed)  # noqa: S311 - noise, no secret
    session = {"workout": "free", "band_bpm": [120, 135], "max_bpm": 170}
    header = {"format": "coach-recording", "version": 1, "started_at": started_at.isoformat(), "session": session}
    lines: list[dict[str, object]] = [header, {"t": 0.0, "event": "link_up", "name": "Strap", "address": "none"}]
    for second in range(seconds):
        hill = 115 - 25 * math.cos(2 * math.pi * second / 1200) + chance.gauss(0, 0.8)  # every 20 minutes
        bpm = 100 + abs(second % 60 - 30) if ramp else min(140, max(90, round(hill)))
        interval = round(1024 * 60 / bpm + chance.gauss(0, 1 if ramp else 8))  # in 1/1024 s, as straps send it
        payload = bytes([0x10, bpm, *interval.to_bytes(2, "little")])  # a heart rate in 8 bits, and beat intervals
        lines.append({"t": round(second + 0.5 + chance.uniform(-0.04, 0.04), 3), "hex": payload.hex()})
    lines.append({"t": seconds + 1.0, "event": "end", "reason": "finished"})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def new_home(root: Path, work: Path) -> Path:
    """Make the home of a walker who has answered the questions of a checkout and wants no sound."""
    home = Path(tempfile.mkdtemp(dir=work))
    (home / "config").mkdir()
    answer(root, home)
    return home


def answer(root: Path, home: Path) -> None:
    """Answer the first questions; a checkout that keeps which signs were asked about is told all it knows of."""
    profile = 'disclaimers_seen = ["no_medical_device"]\nsound = false\nspeech = false\nsafety = []\n'
    places = (root / "coach" / "config.py", root / "coach" / "config" / "profile.py")
    if any("safety_asked" in place.read_text(encoding="utf-8") for place in places if place.exists()):
        signs = (root / "coach" / "domain" / "programme" / "safety.py").read_text(encoding="utf-8")
        names = re.findall(r'^    [A-Z_]+ = "([a-z_]+)"$', signs, re.MULTILINE)
        profile += f"safety_asked = {json.dumps(names)}\n"
    (home / "config" / "profile.toml").write_text(profile, encoding="utf-8")


def ten_years(work: Path, maker: Path) -> Path:
    """Make a home with 3,000 walks: the checkout `maker` computes six of last week, and earlier weeks are copies."""
    home = new_home(maker, work)
    for days, minutes in enumerate(MINUTES, start=1):
        at = datetime.now(UTC).replace(hour=7, minute=30) - timedelta(days=days)
        write_walk(home / "data" / "recordings" / f"{at:%Y-%m-%d-%H%M}.jsonl", at, 60 * minutes, seed=days)
    run(maker, home, *COACH, "history", "--rebuild")
    for recording in (home / "data" / "recordings").iterdir():
        run(maker, home, *COACH, "log", recording.stem, "--rpe", "4", "--pain-before", "2", "--pain", "1")
    with closing(sqlite3.connect(home / "data" / "history.sqlite3")) as history, history:
        history.row_factory = sqlite3.Row
        for table, key in (("sessions", "id"), ("summaries", "session_id"), ("log", "session_id")):
            rows = [dict(row) for row in history.execute(f"SELECT * FROM {table}")]  # noqa: S608 - a name of ours
            for row, weeks in product(rows, range(1, WEEKS)):
                copy = row | {key: f"{row[key]}-{weeks}"}
                if table == "sessions":
                    copy["day"] -= 7 * weeks
                    for name in ("started_at", "ended_at"):
                        copy[name] = (datetime.fromisoformat(row[name]) - timedelta(weeks=weeks)).isoformat()
                history.execute(f"INSERT INTO {table} VALUES ({'?, ' * (len(copy) - 1)}?)", [*copy.values()])  # noqa: S608
    return home


def command(row: str, arguments: list[str], bench: Bench, *, walked: bool = False, until: str = "") -> Samples:
    """A command until its end, or on a screen until a text is there."""
    home = bench.ten_years if walked else new_home(bench.root, bench.work)
    answer(bench.root, home)  # the ten years are shared by checkouts that know different questions
    used = run(bench.root, home, *COACH, *arguments, until=until)
    values = {"wall ms": used.wall_ms, "CPU ms": used.cpu_ms, "peak MB": used.peak_mb}
    return {f"{row}, {unit}": [value] for unit, value in values.items()}


def live(bench: Bench) -> Samples:
    """A simulated walk in two terminals and a bare Textual app, side by side: CPU for a while, and memory then."""
    walk = [*COACH, "walk", "--simulate", "--workout", "steady", "--minutes", "60"]
    started = {f"live walk {columns}x{lines}": (walk, (columns, lines)) for columns, lines in SIZES}
    started["bare Textual, a label at 1 Hz"] = ([*INSIDE, "bare"], SIZES[1])
    found: Samples = {}
    with ExitStack() as stack:
        screens: list[Program] = []
        for line, size in started.values():
            screens.append(stack.enter_context(program(bench.root, new_home(bench.root, bench.work), line, size)))
            watch(screens, 2 + 1 / 3)  # a walk asks a question by now; with the third they are not all busy at once
            screens[-1].stream.write(b"\x1b")  # Escape closes the question, and does nothing on the walk itself
        watch(screens, bench.watch_s / 4)
        before_ms = [screen.look().cpu_ms for screen in screens]
        watch(screens, bench.watch_s)
        for name, screen, cpu_ms in zip(started, screens, before_ms, strict=True):
            found[f"{name}, % of a core"] = [(screen.look().cpu_ms - cpu_ms) / bench.watch_s / 10]
            found[f"{name}, peak MB"] = [screen.peak_mb]
    return found


def latency(bench: Bench) -> Samples:
    """Measure from the moment the engine gets a notification to the first byte at the terminal."""
    found: Samples = {}
    for size in SIZES:
        home = new_home(bench.root, bench.work)
        line = (*INSIDE, "stamped", "stamps", "replay", "../ramp.jsonl", "--speed", REPLAY_SPEED)
        with program(bench.root, home, line, size) as screen:
            watch([screen], bench.watch_s / 8)
            warm_ns = time.monotonic_ns()
            watch([screen], bench.watch_s / 2)
        stamps_ns = map(int, (home / "stamps").read_text(encoding="utf-8").split())
        spans = pairwise(at for at in stamps_ns if at > warm_ns)
        shown = [(at, next((ns for ns in screen.arrived_ns if ns > at), end), end) for at, end in spans]
        waits_ms = [(first - at) / 1e6 for at, first, end in shown if first < end]  # else nothing shown has changed
        if not waits_ms:
            screen.fail("showed no notification")
        found[f"{TAILED} to terminal {size[0]}x{size[1]}, ms"] = waits_ms
    return found


def engine(bench: Bench) -> Samples:
    """Measure what a reading costs in process: receive, snapshot and the JSON line."""
    return {"engine, us a reading": [float(run(bench.root, bench.work, *INSIDE, "engine", "hour.jsonl").text())]}


def disk(bench: Bench) -> Samples:
    """Measure what an hour leaves on the disk: its recording, and its part of the history of ten years."""
    home = new_home(bench.root, bench.work)
    write_walk(home / "data" / "recordings" / f"{MORNING:%Y-%m-%d-%H%M}.jsonl", MORNING, 3600)
    run(bench.root, home, *COACH, "history", "--rebuild")
    recording = sum(file.stat().st_size for file in (home / "data" / "recordings").iterdir())
    history = (bench.ten_years / "data" / "history.sqlite3").stat().st_size / (WEEKS * sum(MINUTES) / 60)
    return {"disk, recording, kB an hour": [recording / 1000], "disk, history, kB an hour": [history / 1000]}


MEASUREMENTS: dict[str, tuple[int, Callable[[Bench], Samples]]] = {  # how often in a round, and what measures
    "version": (5, partial(command, "`--version`", ["--version"])),
    "help": (3, partial(command, "`--help`", ["--help"])),
    "plan": (3, partial(command, "`plan`, no walks", ["plan"])),
    "plan3000": (3, partial(command, "`plan`, 3,000 walks", ["plan"], walked=True)),
    # The week's sums come with the walks; the frame of the page is there before.
    "home": (3, partial(command, "home complete, 3,000 walks", [], walked=True, until="min in Zone 2")),
    "demo": (3, partial(command, "`demo`, first frame", ["demo"], until="pause")),
    "engine": (3, engine),
    "replay": (3, partial(command, "an hour replayed", HOUR)),
    "live": (1, live),
    "latency": (1, latency),
    "disk": (1, disk),
}


def stamped(file: str, *arguments: str) -> None:
    """Run a command of Coach, and note when its engine is handed each notification, by the clock of all processes."""
    session_engine = import_module("coach.session.engine").SessionEngine
    receive = session_engine.receive
    notes = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def noting(self: object, item: object) -> None:
        if hasattr(item, "payload"):
            os.write(notes, f"{time.monotonic_ns()}\n".encode())
        receive(self, item)

    session_engine.receive = noting
    sys.argv[1:] = arguments
    import_module("coach.__main__").main()


def in_engine(file: str) -> None:
    """Print the median microseconds that a reading of a recording takes."""
    try:
        codec, objects = import_module("coach.session.line_codec"), import_module("coach.session.json_lines")
    except ModuleNotFoundError:  # the names in older checkouts, which are measured as well
        codec, objects = import_module("coach.session.recording"), import_module("coach.session.lines")
    header, *lines = Path(file).read_text(encoding="utf-8").splitlines()
    plan = import_module("coach.session.plan").SessionPlan.from_json(json.loads(header)["session"])
    session = import_module("coach.session.engine").SessionEngine(plan)
    took_us = []
    for item in [codec.parse_line(line) for line in lines]:
        began_ns = time.perf_counter_ns()
        session.receive(item)
        json.dumps(objects.state_object(session.snapshot(session.now_s)))
        took_us.append((time.perf_counter_ns() - began_ns) / 1000)
        session.events()
    print(statistics.median(took_us))


def bare() -> None:
    """Show a label that changes once a second: what Textual itself costs."""
    label = import_module("textual.widgets").Label("0")

    class Bare(import_module("textual.app").App):  # type: ignore[misc]  # loaded here, so that measuring stays small
        def compose(self) -> Iterator[object]:
            yield label

        def on_mount(self) -> None:
            self.set_interval(1.0, lambda: label.update(time.ctime()))

    Bare().run()


def prepare(work: Path, roots: list[Path], watch_s: float) -> list[Bench]:
    """Check the checkouts, and make what they are measured with; the last of them is the older one."""
    write_walk(work / "hour.jsonl", MORNING, 3600)
    write_walk(work / "ramp.jsonl", MORNING, 3600, ramp=True)
    for root in roots:
        found = run(root, work, *PYTHON, "-c", "import coach; print(coach.__file__)").text().strip()
        if not Path(found).is_relative_to(root):
            sys.exit(f"speed: {root} is no checkout of Coach: {found} would run")
        run(root, work, *PYTHON, "-m", "compileall", "-q", str(root / "coach"))
    made = ten_years(work, roots[-1])
    benches = [Bench(root, work / f"years-{number}", work, watch_s) for number, root in enumerate(roots)]
    for bench in benches:
        shutil.copytree(made, bench.ten_years)
        run(bench.root, bench.ten_years, *COACH, "history")  # a newer checkout brings its copy up to date
    return benches


def measured(benches: list[Bench], names: list[str], rounds: int) -> list[Samples]:
    """Measure all values of each checkout. They take turns, so that other load on the machine affects both."""
    found: list[Samples] = [{} for _ in benches]
    for number, name in product(range(rounds), names):
        times, measure = MEASUREMENTS[name]
        print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr)
        for _, (bench, samples) in product(range(times), list(zip(benches, found, strict=True))):
            for row, values in measure(bench).items():
                samples.setdefault(row, []).extend(values)
    return found


def table(found: list[Samples]) -> Iterator[list[str]]:
    """The rows: median and quartiles for each checkout, and the ratio of the medians; one value is taken twice."""
    for name, percent in product(found[0], (50, 99)):
        if percent == 50 or name.startswith(TAILED):
            cuts = [[0.0, *statistics.quantiles(samples[name] * 2, n=100, method="inclusive")] for samples in found]
            cells = [f"{cut[percent]:.4g}" + f" ({cut[25]:.4g}-{cut[75]:.4g})" * (percent == 50) for cut in cuts]
            ratio = [f"{cuts[0][percent] / cuts[1][percent]:.3f}"] if len(cuts) > 1 else []
            yield [name if percent == 50 else f"{name}, 99 %", *cells, *ratio]


def main() -> None:
    """Measure and print; a command that fails ends it with exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, the older of the two")
    parser.add_argument("--rounds", type=int, default=5, help="default %(default)s; one takes two minutes a checkout")
    parser.add_argument("--only", metavar="NAME,...", default=",".join(MEASUREMENTS), help="default %(default)s")
    parser.add_argument("--quick", action="store_true", help="one round, and a look of seconds at each screen")
    parser.add_argument("--json", action="store_true", help="print all values, an object a checkout")
    asked = parser.parse_args()
    names = asked.only.split(",")
    if asked.rounds < 1 or not set(names) <= MEASUREMENTS.keys():
        parser.error(f"--rounds takes a number over 0, --only some of {', '.join(MEASUREMENTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("speed: it was told to end"))  # by way of every `finally`
    roots = [ROOT, *([asked.against.resolve()] if asked.against else [])]
    with tempfile.TemporaryDirectory(prefix="coach-speed-") as work:
        benches = prepare(Path(work), roots, 8 if asked.quick else 40)
        found = measured(benches, names, 1 if asked.quick else asked.rounds)
    head = ["", "this checkout", "the other", "ratio"][: 2 * len(roots)]
    rows = [head, ["---"] * len(head), *table(found)]
    print(json.dumps(found) if asked.json else "\n".join(f"| {' | '.join(row)} |" for row in rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside: dict[str, Callable[..., None]] = {"stamped": stamped, "engine": in_engine, "bare": bare}
        inside[sys.argv[2]](*sys.argv[3:])
    else:
        main()
