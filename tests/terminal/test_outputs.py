"""A walk matters more than its lines: it is recorded and kept whatever becomes of standard output."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from coach.cli.main import run
from tests.support.processes import PATIENCE_S, ROOT
from tests.support.recorded_walks import texts_in

WALK = ("walk", "--simulate", "--minutes", "5")
BEATS = 3


def recorded(home):
    return [json.loads(line) for text in texts_in(home) for line in text.splitlines() if line.endswith("}")]


def wait_for_beats(program, home, count=BEATS):
    """Until so many are in the recording; the walk makes one a second."""
    while sum("hex" in line for line in recorded(home)) < count:
        try:
            code = program.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError((code, program.stderr.read()))


@contextmanager
def walking(around, form, **streams):
    with subprocess.Popen(
        ["/bin/sh", "-c", around, "sh", sys.executable, "-m", "coach", *WALK, form],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **streams,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def assert_kept(home, capsys, reason="interrupted"):
    assert recorded(home)[-1]["reason"] == reason
    assert run(["history", "--json"]) == 0
    (walk,) = json.loads(capsys.readouterr().out)
    assert walk["end_reason"] == reason
    assert walk["summary"]["readings"] >= BEATS


@pytest.mark.parametrize(
    ("to", "why", "form"),
    [(">&-", "standard output is closed", "--json"), (">/dev/full", "No space left", "--plain")],
)
def test_a_walk_goes_on_when_its_lines_cannot_be_printed(asked, home, capsys, to, why, form):
    if "/dev/full" in to and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    with walking(f'exec "$@" {to}', form) as program:
        wait_for_beats(program, home)
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE_S) == 128 + signal.SIGTERM
        said = program.stderr.read().decode()
    first, second = said.splitlines()
    assert first.startswith("coach: recording to ")
    assert why in second
    assert second.endswith("; the walk goes on, and is kept")
    assert_kept(home, capsys)


@pytest.fixture
def full_pipe():
    """Both ends of a pipe that takes nothing until somebody reads; and what is in it."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    held = 0
    with suppress(BlockingIOError):
        while True:
            held += os.write(writer, b"." * 1024)
    os.set_blocking(writer, True)
    yield reader, writer, held
    os.close(reader)


def test_a_walk_whose_lines_nobody_reads_is_recorded_and_ends_when_it_should(asked, home, capsys, full_pipe):
    _, writer, _ = full_pipe
    with walking('exec "$@"', "--json", stdout=writer) as program:
        os.close(writer)
        wait_for_beats(program, home)
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE_S) == 128 + signal.SIGTERM
        assert program.stderr.read().count(b"\n") == 1
    assert_kept(home, capsys)


def test_a_late_reader_of_a_walk_gets_every_line(asked, home, full_pipe):
    reader, writer, held = full_pipe
    with walking('exec "$@"', "--json", stdout=writer) as program:
        os.close(writer)
        wait_for_beats(program, home)
        program.send_signal(signal.SIGTERM)
        with os.fdopen(os.dup(reader), "rb") as lines:
            lines.read(held)
            printed = [json.loads(line) for line in lines]
        assert program.wait(PATIENCE_S) == 128 + signal.SIGTERM
    assert printed[-1]["type"] == "summary"
    assert sum(line["type"] == "state" for line in printed) >= BEATS


@pytest.mark.parametrize("name", ["INT", "TERM", "HUP"])
def test_a_signal_that_was_ignored_from_the_start_does_not_end_a_walk(asked, home, capsys, name):
    """As `nohup` starts a program, and a shell its background ones."""
    last = signal.SIGINT if name == "TERM" else signal.SIGTERM
    with walking(f'trap "" {name}; exec "$@"', "--json", stdout=subprocess.DEVNULL) as program:
        wait_for_beats(program, home, 1)
        program.send_signal(getattr(signal, f"SIG{name}"))
        before = sum("hex" in line for line in recorded(home))
        wait_for_beats(program, home, before + 2)
        program.send_signal(last)
        assert program.wait(PATIENCE_S) == 128 + last
    assert_kept(home, capsys)
