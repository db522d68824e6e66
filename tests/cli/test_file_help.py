"""The help of the commands that take files names them all; the command itself loads none of their readers."""

import subprocess
import sys

import pytest

from coach.cli.file_help import KINDS
from coach.cli.main import run
from coach.formats.registry import kinds_of_files


@pytest.mark.parametrize("command", ["import", "replay"])
def test_the_help_names_all_files_that_can_be_read(capsys, home, command):
    for _ in range(2):
        assert run([command, "--help"]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert kinds_of_files() in shown
        assert KINDS not in shown


def test_a_walk_is_replayed_without_the_readers_of_other_files(home):
    program = "import sys; from coach.cli.main import run; run(sys.argv[1:]); print(*sys.modules)"
    arguments = ("replay", "fixtures/by_hand.jsonl", "--json", "--speed", "max")
    ran = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    loaded = ran.stdout.splitlines()[-1].split()
    assert "coach.formats.coach_recording" in loaded
    assert {f"coach.formats.{name}" for name in ("fit", "apple_health", "tcx", "gpx", "hrm")}.isdisjoint(loaded)
