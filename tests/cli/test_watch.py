"""`coach watch`: the walk that runs, in lines. On the screen: tests/terminal/test_detached_walks.py."""

import json
import os
import signal
import subprocess
import sys
from threading import Thread

import pytest

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.main import run
from coach.session.wire import End
from tests.cli.conftest import ROOT
from tests.support.hosts import host_of, hosts_of
from tests.support.walks_elsewhere import ask, walk_elsewhere


@pytest.fixture
def ending_later():
    """End the walk some seconds of its time later, from elsewhere."""
    threads = []

    def start(after_s=20.0):
        threads.append(Thread(target=lambda: ask(End(), ready=lambda now: now.at_s > after_s)))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join()


def test_it_prints_the_lines_of_the_walk_until_its_end(home, capsys, ending_later):
    with walk_elsewhere(home):
        ending_later()
        assert run(["watch", "--json"]) == EXIT_DONE
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[-1]["type"] == "summary"
    states = [line["t"] for line in told if line["type"] == "state"]
    assert states == sorted(states)
    assert len(states) >= 5


def test_it_says_the_walk_in_sentences(home, capsys, ending_later):
    with walk_elsewhere(home):
        ending_later()
        assert run(["watch", "--plain"]) == EXIT_DONE
    out = capsys.readouterr().out
    assert "Walked 0:" in out
    assert "{" not in out


def test_in_sentences_the_state_comes_at_once(home):
    """The next change may be minutes away."""
    with walk_elsewhere(home, speed=1.0), watching("--plain") as program:
        first = program.stdout.readline().decode()
        program.terminate()
    assert first.rstrip().count("  ") == 1
    assert first[0].isdigit()


def watching(form="--json"):
    return subprocess.Popen(
        [sys.executable, "-m", "coach", "watch", form], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_reader_that_has_seen_enough_leaves_the_walk_alone(home):
    with walk_elsewhere(home), watching() as program:
        assert program.stdout.readline()
        program.stdout.close()
        assert program.wait(60) == EXIT_COULD_NOT
        assert program.stderr.read() == b""
        assert hosts_of(home)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_looking_on_alone(home, name):
    with walk_elsewhere(home), watching() as program:
        assert program.stdout.readline()
        program.send_signal(getattr(signal, name))
        assert program.wait(60) == 128 + getattr(signal, name)
        assert program.stderr.read() == b""
        assert hosts_of(home)


def test_a_host_that_is_killed_is_told_of(home):
    with walk_elsewhere(home), watching() as program:
        assert program.stdout.readline()
        os.kill(host_of(home), signal.SIGKILL)
        assert program.wait(60) == EXIT_COULD_NOT
        assert program.stderr.read() == (
            b"coach: the program that runs the walk was ended; its recording is kept, "
            b"and `coach walk` goes on with it\n"
        )


def test_where_no_walk_runs_there_is_none_to_watch(home, capsys):
    assert run(["watch", "--json"]) == EXIT_COULD_NOT
    assert capsys.readouterr().err == "coach: no walk is running; `coach walk` begins one\n"
