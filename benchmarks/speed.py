"""How fast Coach is: start-up, a walk's CPU, the screen's latency, the engine, an hour replayed, disk and memory.

    python benchmarks/speed.py                        this checkout
    python benchmarks/speed.py --against DIR          and another one, in turn, with the ratios
    python benchmarks/speed.py --only engine,replay   only these measurements

A checkout is run as `python -m coach` with PYTHONPATH set to it, so both use the same environment. Everything is
written to a temporary folder. Linux only: it needs pseudo-terminals, /proc and the CPU clocks of other processes.
"""

import argparse
import json
import shutil
import signal
import statistics
import sys
import tempfile
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import product
from pathlib import Path

from speed_homes import (
    MINUTES,
    MONTH,
    MORNING,
    WEEKS,
    Bench,
    answer,
    kept_kb_an_hour,
    new_home,
    real_walks,
    ten_years,
    walked,
    write_walk,
)
from speed_programs import COACH, INSIDE, PYTHON, SIZES, Program, program, run, watch

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "recordings" / "real" / "GoldenCheetah-14211916346_ACTIVITY.fit"
HOUR_LONG = f"{MORNING:%Y-%m-%d-%H%M}.jsonl"
FREE_WALK = ["--workout", "free", "--band", "120-135"]
HOUR = ["replay", f"../{HOUR_LONG}", *FREE_WALK, "--no-screen", "--json", "--speed", "max"]
SIMULATED = (*COACH, "walk", "--simulate", "--workout", "steady", "--minutes", "20")
OPENING = r"pain, 0 to 10"  # what a walk asks before anything
HOME_COMPLETE = r"(min|\d) in Zone 2"  # the week's sums come with the walks; the frame of the page is there before
COMPLETING = ("env", "_COACH_COMPLETE=bash_complete", "COMP_WORDS=coach pl", "COMP_CWORD=1")
DAY_H = 24
SCREEN_H = 5  # what a screen replays in some twenty seconds
PERIOD_S = 0.227  # notifications meet a screen that redraws every 250 ms at all moments in between
LATENCY_WATCHES = 5.4  # as long as the other looks: 400 changes of the number
TAILED = "notification"  # rows that begin like this are printed twice: the median, and the 99th percentile

Samples = dict[str, list[float]]  # by row, whose name ends with the unit


def command(
    row: str, arguments: list[str], bench: Bench, *, before: tuple[str, ...] = (), years: bool = False
) -> Samples:
    """A command until its end, in a new home or in that of ten years; `before` is what starts it."""
    return taken(row, run(bench.root, home_of(bench, years=years), *before, *COACH, *arguments))


def screen(row: str, arguments: list[str], bench: Bench, *, shown: str, years: bool = False) -> Samples:
    """A screen until something is shown."""
    return taken(row, run(bench.root, home_of(bench, years=years), *COACH, *arguments, shown=shown))


def home_of(bench: Bench, *, years: bool) -> Path:
    """Return a new home, or that of ten years."""
    home = bench.ten_years if years else new_home(bench.root, bench.work)
    answer(bench.root, home)  # the ten years are shared by checkouts that know different questions
    return home


def taken(row: str, used: Program) -> Samples:
    """The rows of what a program has taken."""
    values = {"wall ms": used.wall_ms, "CPU ms": used.cpu_ms, "peak MB": used.peak_mb}
    return {f"{row}, {unit}": [value] for unit, value in values.items()}


@contextmanager
def walks(bench: Bench, settings: list[dict[str, str]]) -> Iterator[list[Program]]:
    """Simulated walks side by side in terminals of all sizes, their opening questions closed."""
    with ExitStack() as stack:
        screens: list[Program] = []
        for size, its_settings in zip(SIZES, settings, strict=True):
            home = new_home(bench.root, bench.work)
            screens.append(stack.enter_context(program(bench.root, home, SIMULATED, size, its_settings)))
            screens[-1].until(OPENING).stream.write(b"\x1b")
            watch(screens, 1 / 3)  # with the fraction they are not all busy at once
        yield screens


def live(bench: Bench) -> Samples:
    """A simulated walk in two terminals and a bare Textual app: CPU for a while with the host, and memory then."""
    names = [*(f"live walk {columns}x{lines}" for columns, lines in SIZES), "bare Textual, a label at 1 Hz"]
    found: Samples = {}
    bare = program(bench.root, new_home(bench.root, bench.work), (*INSIDE, "bare"), SIZES[1])
    with walks(bench, [{}, {}]) as screens, bare as app:
        screens.append(app)
        watch(screens, bench.watch_s / 4)
        before_ms = [shown.look().cpu_ms for shown in screens]
        watch(screens, bench.watch_s)
        for name, shown, cpu_ms in zip(names, screens, before_ms, strict=True):
            found[f"{name}, % of a core"] = [(shown.look().cpu_ms - cpu_ms) / bench.watch_s / 10]
            found[f"{name}, peak MB"] = [shown.peak_mb]
    return found


def latency(bench: Bench) -> Samples:
    """From the moment a simulated walk's engine, in its host if it has one, gets what changes the number on the screen.

    Two terminals at once.
    """
    hook = bench.work / "hook" / "sitecustomize.py"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(INSIDE[-1], hook)
    notes = [Path(tempfile.mkstemp(dir=bench.work)[1]) for _ in SIZES]
    hooked = {"PYTHONPATH": str(hook.parent), "SPEED_PERIOD_S": str(PERIOD_S)}
    with walks(bench, [hooked | {"SPEED_STAMPS": str(file)} for file in notes]) as screens:
        watch(screens, bench.watch_s / 8)
        warm_ns = [shown.arrived_ns[-1] for shown in screens]
        watch(screens, LATENCY_WATCHES * bench.watch_s)
    return {
        f"{TAILED} to terminal {columns}x{lines}, ms": waits_ms(shown, file, from_ns)
        for (columns, lines), shown, file, from_ns in zip(SIZES, screens, notes, warm_ns, strict=True)
    }


def waits_ms(shown: Program, notes: Path, from_ns: int) -> list[float]:
    """From each moment in a file to the first byte at the terminal after it; none for one at the very end."""
    arrived_ns = shown.arrived_ns
    stamps_ns = [at for at in map(int, notes.read_text(encoding="utf-8").split()) if from_ns < at < arrived_ns[-1]]
    found = [(arrived_ns[bisect(arrived_ns, at)] - at) / 1e6 for at in stamps_ns]
    if not found:
        shown.fail("showed no notification")
    return found


def engine(bench: Bench) -> Samples:
    """What a reading costs in process: receive, snapshot and the JSON line."""
    return {"engine, us a reading": [float(run(bench.root, bench.work, *INSIDE, "engine", HOUR_LONG).text())]}


def day(bench: Bench) -> Samples:
    """What an engine grows by in a day of readings, after the first hour."""
    grown = run(bench.root, bench.work, *INSIDE, "day", "day.jsonl", str(DAY_H * 3600)).text()
    return {f"engine, growth from hour 1 to {DAY_H}, MB": [float(grown)]}


def day_shown(bench: Bench) -> Samples:
    """What a replay on the screen grows by, after the first hour."""
    line = (*COACH, "replay", "../day.jsonl", "--speed", "max")
    with program(bench.root, new_home(bench.root, bench.work), line, SIZES[0]) as shown:
        sizes_mb = [shown.until(rf"\b{hour}:\d\d:\d\d").rss_mb for hour in (1, SCREEN_H)]
    return {f"replay on the screen, growth from hour 1 to {SCREEN_H}, MB": [sizes_mb[1] - sizes_mb[0]]}


def disk(bench: Bench) -> Samples:
    """What an hour leaves on the disk: its recording, and its part of the history of ten years."""
    found = {"disk, simulated, kB an hour": [kept_kb_an_hour(bench, bench.work / HOUR_LONG)]}
    for name, recording in bench.real.items():
        found[f"disk, {name}, kB an hour"] = [kept_kb_an_hour(bench, recording)]
    history = (bench.ten_years / "data" / "history.sqlite3").stat().st_size / (WEEKS * sum(MINUTES) / 60)
    return found | {"disk, history, kB an hour": [history / 1000]}


def rebuild(bench: Bench) -> Samples:
    """How many recordings are computed again in a second, start-up and all."""
    found: Samples = {}
    for row, cores in {"one core": "0", "two cores": "0,1"}.items():
        used = run(bench.root, bench.month, "taskset", "-c", cores, *COACH, "history", "--rebuild")
        found[f"`history --rebuild`, {row}, recordings/s"] = [1000 * len(MONTH) / used.wall_ms]
    return found


MEASUREMENTS: dict[str, tuple[int, Callable[[Bench], Samples]]] = {  # how often in a round, and what measures
    "version": (5, partial(command, "`--version`", ["--version"])),
    "help": (3, partial(command, "`--help`", ["--help"])),
    "completion": (3, partial(command, "completion", [], before=COMPLETING)),
    "plan": (3, partial(command, "`plan`, no walks", ["plan"])),
    "plan3000": (3, partial(command, "`plan`, 3,000 walks", ["plan"], years=True)),
    "planjson": (3, partial(command, "`plan --json`, 3,000 walks", ["plan", "--json"], years=True)),
    "history": (3, partial(command, "`history --json`, 3,000 walks", ["history", "--json"], years=True)),
    "frame": (3, partial(screen, "home, first frame, no walks", [], shown=r"\bCoach\b")),
    "frame3000": (3, partial(screen, "home, first frame, 3,000 walks", [], shown=r"\bCoach\b", years=True)),
    "home": (3, partial(screen, "home complete, 3,000 walks", [], shown=HOME_COMPLETE, years=True)),
    "walk": (3, partial(screen, "walk, first frame", list(SIMULATED[len(COACH) :]), shown="Simulated walker")),
    "demo": (3, partial(screen, "`demo`, first frame", ["demo"], shown="pause")),
    "engine": (3, engine),
    "replay": (3, partial(command, "an hour replayed", HOUR)),
    "live": (1, live),
    "latency": (1, latency),
    "day": (1, day),
    "dayshown": (1, day_shown),
    "disk": (1, disk),
    "rebuild": (1, rebuild),
}


def prepare(work: Path, roots: list[Path], real: Path | None, watch_s: float) -> list[Bench]:
    """Check the checkouts, and make what they are measured with; the last of them is the older one."""
    write_walk(work / HOUR_LONG, MORNING, 3600)
    write_walk(work / "day.jsonl", MORNING, DAY_H * 3600)
    for root in roots:
        found = run(root, work, *PYTHON, "-c", "import coach; print(coach.__file__)").text().strip()
        if not Path(found).is_relative_to(root):
            sys.exit(f"speed: {root} is no checkout of Coach: {found} would run")
        run(root, work, *PYTHON, "-m", "compileall", "-q", str(root / "coach"))
    made = ten_years(work, roots[-1])
    walks_of_others = real_walks(roots[0], work, real) if real else {}
    benches = [
        Bench(root, work / f"years-{number}", walked(root, work, MONTH), work, walks_of_others, watch_s)
        for number, root in enumerate(roots)
    ]
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
    parser.add_argument(
        "--real",
        type=Path,
        metavar="FILE",
        default=REAL,
        help="a real walk with beat intervals, for the disk (default %(default)s)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="default %(default)s; one takes six minutes a checkout")
    parser.add_argument("--only", metavar="NAME,...", default=",".join(MEASUREMENTS), help="default %(default)s")
    parser.add_argument("--quick", action="store_true", help="one round, and a look of seconds at each screen")
    parser.add_argument("--json", action="store_true", help="print all values, an object a checkout")
    asked = parser.parse_args()
    names = asked.only.split(",")
    if asked.rounds < 1 or not set(names) <= MEASUREMENTS.keys():
        parser.error(f"--rounds takes a number over 0, --only some of {', '.join(MEASUREMENTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("speed: it was told to end"))  # by way of every `finally`
    roots = [ROOT, *([asked.against.resolve()] if asked.against else [])]
    real = asked.real.resolve() if asked.real.exists() else None
    if real is None:
        print(f"no real walk is measured: there is none at {asked.real}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="coach-speed-") as work:
        benches = prepare(Path(work), roots, real, 8 if asked.quick else 40)
        found = measured(benches, names, 1 if asked.quick else asked.rounds)
    head = ["", "this checkout", "the other", "ratio"][: 2 * len(roots)]
    rows = [head, ["---"] * len(head), *table(found)]
    print(json.dumps(found) if asked.json else "\n".join(f"| {' | '.join(row)} |" for row in rows))


if __name__ == "__main__":
    main()
