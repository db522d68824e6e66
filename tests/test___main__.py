"""`python -m coach`, and the `coach` command: the exit code is the command line's."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from coach import __main__, __version__
from coach.cli.main import run

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("code", [0, 1, 2, 130, 143])
def test_it_leaves_with_the_exit_code_and_hands_on_what_was_typed(monkeypatch, code):
    typed = []
    monkeypatch.setattr(sys, "argv", ["coach", "demo", "--json"])
    monkeypatch.setattr("coach.cli.main.run", lambda arguments: typed.append(list(arguments)) or code)
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


def test_the_version_is_the_command_line_s_and_loads_nothing_of_it(capsys, home):
    shows = "import sys; from coach.__main__ import main; sys.argv[1:] = ['--version']; main(); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", shows], cwd=ROOT, capture_output=True, text=True, check=True)
    line, modules = ran.stdout.splitlines()
    assert not {"click", "coach.cli", "logging"} & set(modules.split())
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"{line}\n"


@pytest.mark.parametrize(("set_before", "threads"), [(None, "1"), ("4", "4")])
def test_linear_algebra_has_one_thread_unless_somebody_wants_more(monkeypatch, set_before, threads):
    monkeypatch.setattr(sys, "argv", ["coach", "demo"])
    monkeypatch.setattr("coach.cli.main.run", lambda _arguments: 0)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", set_before or "")
    if set_before is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with pytest.raises(SystemExit):
        __main__.main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == threads


def test_the_installed_command_is_the_same():
    assert {command.value for command in entry_points(group="console_scripts", name="coach")} == {"coach.__main__:main"}
