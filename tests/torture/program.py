"""The program as its user has it: a process with a home and a group of its own, never waited for without end."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.clock import monotonic_s, utc_now
from coach.domain.programme.safety import SafetySign
from coach.packing import read_recording
from coach.store.recordings import recordings_in
from tests.support.hosts import end_hosts
from tests.support.pseudo_terminal import ROOT, Terminal

PATIENCE_S = 90.0
"""For a machine with much else to do: no command here takes a tenth of it."""

EVENT_S = 30.0
"""For what a running walk tells within three seconds on a machine of its own."""

WALK = ("walk", "--simulate", "--no-screen", "--workout", "free")
"""A walk that goes on until it is ended, in lines."""

SAME_EVERYWHERE = {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Each thread and arena reserves memory, on machines of many cores more than a limit leaves."""

FAULTS = (
    "Traceback",
    "something went wrong inside Coach",
    "Coach has a fault",
    "was never awaited",
    "Exception ignored",
)
"""What no walker may ever see, whatever was done to the program."""

ASKED = f'disclaimers_seen = ["no_medical_device"]\nsafety = []\nsafety_asked = {json.dumps(list(SafetySign))}\n'
"""The profile of somebody who was asked the first questions, and marked no sign."""


def objects_in(printed):
    """The lines that are objects."""
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


@dataclass(frozen=True)
class Outcome:
    """What a command left: 137 is an exit code too, as a shell has it."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        """The printed objects."""
        return objects_in(self.out)

    def of(self, kind):
        return [line for line in self.lines if line["type"] == kind]

    def events(self, name):
        return [line for line in self.of("event") if line["event"] == name]

    def must(self, *codes):
        """Be one of these exit codes, with no fault shown."""
        shown = f"exit code {self.code}, {self.err[-2000:]!r}"
        assert not any(fault in self.err or fault in self.out for fault in FAULTS), shown
        assert self.code in codes, shown
        return self


def innermost(pid):
    """The last of the processes that each began the next: what strace runs."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return pid


class Running:
    """A command that runs; what it prints goes to files, so that nobody has to read along."""

    def __init__(self, command, folder, name, environ, stdin):
        self._out, self._err = folder / f"{name}.out", folder / f"{name}.err"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdin=stdin, stdout=out, stderr=err, start_new_session=True
            )

    @property
    def printed(self):
        """What was printed so far, without a line that is half there."""
        return objects_in(self._out.read_text().rpartition("\n")[0])

    def states(self):
        return [line for line in self.printed if line["type"] == "state"]

    def goes_on_for(self, seconds):
        """Let it run; fail when it ends by itself."""
        code = self.waits(seconds)
        assert code is None, f"it ended by itself: exit code {code}, {self._err.read_text()[-2000:]!r}"
        return self

    def waits(self, seconds):
        """Wait so long, or for its end; the exit code when it has one."""
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)
        return None

    def until(self, holds, what, patience_s=EVENT_S):
        """Let it run until this holds."""
        began_s = monotonic_s()
        while not holds(self):
            self.goes_on_for(0.1)
            assert monotonic_s() - began_s < patience_s, f"{what} did not come: {self._err.read_text()[-2000:]!r}"
        return self

    def until_event(self, name):
        """Let it run until it tells this."""
        return self.until(lambda self: any(line.get("event") == name for line in self.printed), name)

    def until_states(self, number, patience_s=EVENT_S):
        """Let it run until so many beats were heard and printed."""

        def are_there(self):
            return sum(state["bpm"] is not None for state in self.states()) >= number

        return self.until(are_there, f"{number} states", patience_s)

    def send(self, number):
        """Send a signal to every process of its group."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def kill(self):
        self.send(signal.SIGKILL)
        return self.ended()

    def end(self, number=signal.SIGTERM):
        """End it by a signal, as a walker does."""
        self.send(number)
        return self.ended()

    def end_inside(self, states):
        """Let it walk for so many states and end it, under a program that watches it and is not to end first."""
        while self.process.poll() is None and len(self.states()) < states:
            self.waits(0.1)
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(innermost(self.process.pid), signal.SIGTERM)
        return self.ended()

    def ended(self, patience_s=PATIENCE_S):
        """Wait for its end; one that does not come is a fault."""
        try:
            code = self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not end in {patience_s:.0f} s: {self._err.read_text()[-2000:]!r}") from None
        return Outcome(code if code >= 0 else 128 - code, self._out.read_text(), self._err.read_text())


class Home:
    """A COACH_HOME, and the program run with it.

    Args:
        path: the folder; beside it lies what commands print.
        prefix: the words before each command: of another namespace, of strace.
        seen: where this process finds the folder, when that is elsewhere.
    """

    def __init__(self, path, prefix=(), seen=None):
        self.path = seen or path
        self._path = path
        self._prefix = tuple(prefix)
        beside = path if seen is None else path.parent  # not on a disk that will be full
        self._printed = beside.with_name(f"{beside.name}-printed")
        self._printed.mkdir(parents=True)
        self._running = []

    @property
    def database(self):
        return self.path / "data" / "history.sqlite3"

    @property
    def recordings(self):
        """By their plain names, packed or not."""
        return recordings_in(self.path / "data" / "recordings")

    def be_asked(self):
        """Live here as somebody who was asked the first questions."""
        (self.path / "config").mkdir(parents=True, exist_ok=True)
        (self.path / "config" / "profile.toml").write_text(ASKED)
        return self

    def command(self, *arguments, options=()):
        launched = ["-m", "tests.torture.launched", "--home", str(self._path), *options, "--", *arguments]
        return [*self._prefix, sys.executable, *launched]

    def start(self, *arguments, options=(), prefix=(), environ=None, stdin=subprocess.DEVNULL):
        """Start a command, with options of `launched`, and words before the whole of it."""
        command = [*prefix, *self.command(*arguments, options=options)]
        environ = os.environ | SAME_EVERYWHERE | (environ or {})
        self._running.append(Running(command, self._printed, len(self._running), environ, stdin))
        return self._running[-1]

    def run(self, *arguments, patience_s=PATIENCE_S, **how):
        """Run a command to its end."""
        return self.start(*arguments, **how).ended(patience_s)

    def screen(self, *arguments, options=(), **size):
        """Start a command in a pseudo-terminal."""
        return Terminal(*self.command(*arguments, options=options)[1:], **size)

    def copy_of(self, other):
        """Be as another home is."""
        shutil.copytree(other.path, self.path, symlinks=True)
        return self

    def kill_all(self):
        for running in self._running:
            running.kill()
        end_hosts(self._path)

    def history(self, **how):
        """The walks that were, newest first, without where their files lie: a copied home lies elsewhere."""
        walks = json.loads(self.run("history", "--json", **how).must(0).out)
        return [{key: value for key, value in walk.items() if key != "file"} for walk in walks]

    def make_walks(self, number, minutes=10):
        """Let walks of some minutes lie here, each with an answer, the newest today."""
        (self.path / "data" / "recordings").mkdir(parents=True, exist_ok=True)
        started = utc_now().timestamp()
        for days in range(number):
            moment = datetime.fromtimestamp(started - 86400 * days - 7200).astimezone()
            write_walk(self.path / "data" / "recordings" / f"{moment:%Y-%m-%d-%H%M}.jsonl", moment, minutes)
        self.run("history", "--rebuild").must(0)
        for walk in self.history():
            self.run("log", walk["session"], "--rpe", "4", "--note", f"of {walk['session']}").must(0)
        return self

    def check_database(self):
        """Be whole by SQLite's own check."""
        if self.database.exists():
            with closing(sqlite3.connect(self.database)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def write_walk(path, started, minutes=10.0, *, ends=True, last="", per_s=1):
    """A recording like those of a strap, at 125 bpm; `last` stands instead of its last line."""
    header = {"format": "coach-recording", "version": 1, "started_at": started.isoformat(), "source": {"kind": "strap"}}
    session = {"workout": "free", "band_bpm": [120, 135]}
    end_s = minutes * 60
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(header | {"session": session}) + "\n")
        for number in range(1, round(end_s * per_s)):
            file.write(f'{{"t": {number / per_s:.3f}, "hex": "007d"}}\n')
        if ends:
            file.write(f'{{"t": {end_s}, "event": "end", "reason": "finished"}}\n')
        file.write(last)


def inputs_in(recording):
    """The lines of a recording after its header, and how many are broken, a cut last one not counted."""
    whole, _, _ = read_recording(recording).rpartition(b"\n")
    inputs, broken = [], 0
    for line in whole.split(b"\n")[1:]:
        try:
            inputs.append(json.loads(line))
        except ValueError:
            broken += bool(line)
    return inputs, broken


def missing_in(recording, printed):
    """How many printed states have no line in the recording: each stands for one input."""
    inputs, _ = inputs_in(recording)
    told = Counter(round(line["t"], 3) for line in printed if line["type"] == "state")
    return (told - Counter(round(item["t"], 3) for item in inputs)).total()
