"""How a session is shown, and what becomes of output that cannot be written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.cli import faces
from coach.session.sentences import LEFT_RUNNING
from coach.tui.screens.walk_outcome import WalkOutcome
from tests.support.commands import FREE_WALK, lines

ROOT = Path(__file__).parents[2]


def test_a_reader_that_goes_away_is_no_fault(home):
    replay = subprocess.Popen(
        [sys.executable, "-m", "coach", "replay", "-", "--json"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    replay.stdout.close()
    replay.stdin.write(FREE_WALK + '{"t": 1, "bpm": 120}\n' * 3)
    replay.stdin.close()
    assert replay.wait(timeout=30) == 1
    assert "Traceback" not in replay.stderr.read()
    replay.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_output_that_takes_no_more_ends_in_a_sentence(home):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [sys.executable, "-m", "coach", "demo", "--json"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr.startswith("coach: nothing more can be printed")
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="descriptors of POSIX")
@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("demo --json >&-", "standard output is closed, so nothing can be shown; run it again without closing it"),
        ("replay - --json <&-", "standard input is empty: there is no walk in it; pipe a recording into it"),
        ("--help >/dev/full", "nothing more can be printed: No space left on device"),
    ],
)
def test_a_closed_or_full_descriptor_is_told_in_a_sentence(home, command, told):
    if "/dev/full" in command and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    result = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m coach {command}', sys.executable],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (1, f"coach: {told}\n")


def test_lines_are_json_whatever_the_terminal_can_write(coach):
    note = json.dumps({"t": 1.0, "event": "note", "text": "Kälte \ud800 心"})
    result = coach("replay", "-", "--json", stdin=f"{FREE_WALK}{note}\n", PYTHONIOENCODING="ascii")
    assert result.returncode == 0, result.stderr
    (felt,) = (line for line in lines(result.stdout) if line.get("event") == "felt")
    assert felt["note"] == "Kälte \ufffd 心"  # half a character was never one


@pytest.mark.parametrize("code", [0, 129, 143])
def test_a_walk_that_goes_on_is_told_of_whatever_closed_its_screen(code, monkeypatch, capsys):
    outcome = WalkOutcome(None, left_running=True)
    monkeypatch.setattr(faces, "run_app", lambda *_, **__: (outcome, code))
    assert faces.show_walk(lambda: None, theme="dark") == code
    assert capsys.readouterr().out == f"{LEFT_RUNNING}\n"
