"""Straps on the air of a real BlueZ: these tests run in a virtual machine with a virtual radio (see `.ci/run`)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

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

    def events(self, name: str) -> list[dict]:
        return [line for line in self.lines if line.get("event") == name]

    def cues(self, name: str) -> list[dict]:
        return [line for line in self.lines if line.get("cue") == name]

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

    def run(scenario: dict, *arguments: str, timeout_s: float = 240.0) -> Outcome:
        script = tmp_path / "scenario.json"
        script.write_text(json.dumps(scenario))
        home = tmp_path / "home"
        done = subprocess.run(
            [sys.executable, str(RIG), str(script), "--", sys.executable, "-m", "coach", *arguments],
            cwd=ROOT,
            env=os.environ | {"COACH_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        sent = {strap["name"]: strap["sent"] for strap in json.loads(STRAPS_FILE.read_text())}
        return Outcome(
            done.returncode, lines, done.stdout, done.stderr, sent, sorted(home.glob("data/recordings/*.jsonl"))
        )

    return run
