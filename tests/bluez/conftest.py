"""Straps on the air of a real BlueZ: these tests run in a virtual machine with a virtual radio (see `.ci/run`)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from coach.formats.registry import read_activity
from coach.session.inputs import Notification
from coach.store.recordings import recordings_in

ROOT = Path(__file__).parents[2]
RIG = ROOT.parent / "shared" / "realbluez" / "strap.py"
STRAPS_FILE = Path("/out/straps.json")
"""Where the rig says what each strap has sent."""


@dataclass(frozen=True)
class Outcome:
    """What a command said while virtual straps were on the air."""

    returncode: int
    lines: list[dict]
    stdout: str
    stderr: str
    sent: dict[str, int]
    recordings: list[Path]
    cues_of_rig: list[tuple[float, str]]
    """When, by the wall clock, the rig did what: ("Polar", "drop")."""

    def events(self, name: str) -> list[dict]:
        return [line for line in self.lines if line.get("event") == name]

    def cues(self, name: str) -> list[dict]:
        return [line for line in self.lines if line.get("cue") == name]

    @property
    def recording(self):
        (path,) = self.recordings
        return read_activity(path)

    def inputs(self, *kinds) -> list:
        return [item for item in self.recording.inputs if isinstance(item, kinds)]

    def heard(self, begin_s: float = 0.0, end_s: float = 1e9) -> list:
        """The notifications of a span."""
        return [item for item in self.inputs(Notification) if begin_s <= item.at_s < end_s]

    def rig(self, what: str) -> list[float]:
        """When the rig did it, in seconds of the walk."""
        began_s = datetime.fromisoformat(self.recording.header.started_at).timestamp()
        return [at_s - began_s for at_s, done in self.cues_of_rig if done == what]

    @property
    def states(self) -> list[dict]:
        return [line for line in self.lines if line.get("type") == "state"]

    @property
    def summary(self) -> dict:
        (summary,) = [line for line in self.lines if line.get("type") == "summary"]
        return summary


@pytest.fixture
def on_air(tmp_path) -> Callable[..., Outcome]:
    """Runs a `coach` command with these straps on the air."""
    if not (RIG.exists() and Path("/dev/vhci").exists()):
        pytest.skip("needs ../shared/realbluez and its virtual machine")

    def run(scenario: dict, *arguments: str, program: list[str] | None = None, timeout_s: float = 500.0) -> Outcome:
        """`coach ARGUMENTS`, or another program, beside the straps."""
        script = tmp_path / "scenario.json"
        script.write_text(json.dumps(scenario))
        home = tmp_path / "home"
        command = program or [sys.executable, "-m", "coach", *arguments]
        done = subprocess.run(
            [sys.executable, str(RIG), str(script), "--", *command],
            cwd=ROOT,
            env=os.environ | {"COACH_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        sent = {strap["name"]: strap["sent"] for strap in json.loads(STRAPS_FILE.read_text())}
        # Shown by pytest when the test fails.
        sys.stderr.write(done.stderr)
        sys.stdout.write("\n".join(line for line in done.stdout.splitlines() if '"type": "state"' not in line))
        return Outcome(
            done.returncode,
            lines,
            done.stdout,
            done.stderr,
            sent,
            recordings_in(home / "data" / "recordings"),
            _cues_of(done.stderr),
        )

    return run


_CUE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) strap (?:.*: t=[\d.]+ |adapter )(\w+)$", re.MULTILINE)
"""What the rig logs when it does something: "2026-11-23 07:31:04,512 strap Polar: t=50.0 drop"."""


def _cues_of(log: str) -> list[tuple[float, str]]:
    """The rig's clock is this machine's, local time."""
    found = [(f"{when.replace(' ', 'T')}.{ms}", what) for when, ms, what in _CUE.findall(log)]
    return [(datetime.fromisoformat(when).astimezone().timestamp(), what) for when, what in found]
