"""`python -m coach`, and the `coach` command: the exit code is the command line's."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from coach import __main__, __version__

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("code", [0, 1, 2, 130, 143])
def test_it_leaves_with_the_exit_code_and_hands_on_what_was_typed(monkeypatch, code):
    typed = []
    monkeypatch.setattr(sys, "argv", ["coach", "demo", "--json"])
    monkeypatch.setattr(__main__, "run", lambda arguments: typed.append(list(arguments)) or code)
    with pytest.raises(SystemExit) as left:
        __main__.main()
    assert left.value.code == code
    assert typed == [["demo", "--json"]]


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["wolk"], 2)])
def test_python_runs_it_as_a_module(home, arguments, code):
    ran = subprocess.run(
        [sys.executable, "-m", "coach", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == code
    assert (__version__ in ran.stdout) is (code == 0)


def test_the_installed_command_is_the_same():
    assert {command.value for command in entry_points(group="console_scripts", name="coach")} == {"coach.__main__:main"}
