"""`coach walk` begins to load its walk's own program before its own parts, and leaves none behind."""

import os
import signal
import subprocess
import sys

import pytest

from coach.cli import showing
from coach.cli.exits import EXIT_COULD_NOT
from coach.cli.main import run
from coach.services import host_program
from tests.support.hosts import hosts_of, wait_until
from tests.support.pseudo_terminal import ENTER_SCREEN, Terminal

linux = pytest.mark.skipif(sys.platform != "linux", reason="the processes are found as Linux shows them")


def test_what_comes_before_the_early_program_loads_nothing_that_takes_long():
    shows = "import sys, coach.cli.walk; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", shows], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "coach.services.host_program" in loaded
    assert not {"asyncio", "bleak", "coach.session.engine", "coach.store", "numpy", "textual"} & loaded


@linux
def test_a_walk_that_cannot_be_leaves_no_program_behind(home):
    walk = Terminal("-m", "coach", "walk", "--go-on", COACH_HOME=str(home))
    assert walk.ends() == EXIT_COULD_NOT
    assert b"there is no walk to go on with" in walk.output
    assert hosts_of(home) == []
    walk.close()


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_walk_that_is_killed_before_it_began_leaves_no_program_behind(home, number):
    walk = Terminal("-m", "coach", "walk", "--simulate", COACH_HOME=str(home))
    walk.read_until(ENTER_SCREEN)  # the first questions
    assert len(hosts_of(home)) == 1
    os.kill(walk.process.pid, number)
    walk.process.wait(60)
    wait_until(lambda: not hosts_of(home), "the end of what was started early")
    assert not list(home.rglob("*.jsonl"))
    walk.close()


@pytest.mark.parametrize("how", ["--no-screen", "--json", "--plain"])
def test_lines_are_printed_by_one_process(home, monkeypatch, how):
    started = []
    monkeypatch.setattr(host_program, "start_host", lambda: started.append(1))
    monkeypatch.setattr(showing, "has_terminal", lambda: True)
    assert run(["walk", "--go-on", how]) == EXIT_COULD_NOT
    assert started == []
