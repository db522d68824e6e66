"""Standard streams that are closed, full, of another encoding or no terminal: every command ends, in a sentence."""

import errno
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from coach.cli import scan
from coach.cli.main import cli, run
from coach.cli.streams import OUTPUT_REFUSED, SPARE_DESCRIPTORS, has_terminal, output_sentence
from coach.domain.programme.felt import Felt
from coach.services.diary import Diary
from coach.session.straps import StrapSeen
from tests.support.processes import EVERY_COMMAND, NO_BUS, ROOT, in_shell
from tests.support.recorded_walks import record

POSIX = pytest.mark.skipif(os.name != "posix", reason="descriptors of POSIX")
FULL = Path("/dev/full")
NOTE, STRAP = "ärger ☃", "心拍計"
NOISE = (b"Traceback", b"Exception ignored", b"never awaited", b"something went wrong")


@pytest.fixture
def walked(home):
    """Somebody with one walk, and a note that few encodings hold."""
    stem = record(home, ago=timedelta(days=1), minutes=1)
    assert run(["history", "--rebuild"]) == 0
    with Diary(None) as diary:
        diary.history.log(stem, Felt(note=NOTE))
    return home


def quiet(err):
    return not any(noise in err for noise in NOISE)


def test_the_list_has_every_command():
    assert {command.split()[0] for command in EVERY_COMMAND if command} - {"--help", "--version"} == {
        name for name in cli.list_commands(None) if name not in {"walk", "screen"}
    }


# Encodings


@POSIX
@pytest.mark.parametrize("encoding", ["ascii"])
@pytest.mark.parametrize("command", ["history", "history --json", "log --rpe 4", "log --json", "plan", "scan"])
def test_no_text_fails_for_its_characters(walked, command, encoding):
    result = in_shell(command, environ={"PYTHONIOENCODING": encoding})
    assert quiet(result.stderr)
    assert result.returncode == (1 if command == "scan" else 0), result.stderr
    if "--json" in command:
        told = json.loads(result.stdout.decode(encoding))
        assert (told if isinstance(told, dict) else told[0])["log"]["note"] == NOTE
    elif command != "scan":
        assert result.stdout.strip()


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
@pytest.mark.parametrize("form", ["--plain", "--json"])
def test_a_replay_goes_on_past_a_name_that_cannot_be_written(coach, tmp_path, encoding, form):
    names = tmp_path / "names.jsonl"
    names.write_text(
        '{"format": "coach-recording", "version": 1}\n'
        + json.dumps({"t": 1.0, "event": "link_up", "name": STRAP, "address": "AA"})
        + '\n{"t": 2.0, "bpm": 120}\n',
        encoding="utf-8",
    )
    result = coach("replay", str(names), form, PYTHONIOENCODING=encoding)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    if form == "--json":
        assert STRAP in str([json.loads(line) for line in lines])
    else:
        assert any("Strap connected: ???" in line for line in lines)
        assert "Walked" in lines[-1]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_strap_s_name_is_listed_in_any_encoding(monkeypatch, encoding, form):
    async def scan_for(_seconds, *, everything):
        return (StrapSeen(STRAP, "AA", -60, None, True, False, 0.0),)

    monkeypatch.setattr(scan, "scan_for", scan_for)
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", out)
    assert run(["scan", *form]) == 0
    told = out.buffer.getvalue().decode("utf-8")
    assert "AA" in told
    if form:
        assert json.loads(told)[0]["name"] == STRAP


# Closed and full


NOWHERE = [False, True]
"""Whether the output is closed, or else full."""


def refuses(command, result):
    assert result.returncode == 1
    assert quiet(result.stderr), result.stderr
    assert result.stderr.startswith(b"coach: ")
    assert result.stderr.count(b"\n") == (2 if command == "history --rebuild" else 1), result.stderr


@POSIX
@pytest.mark.parametrize("command", EVERY_COMMAND)
@pytest.mark.parametrize("is_closed", NOWHERE)
def test_output_that_takes_nothing_is_one_sentence(walked, monkeypatch, command, is_closed):
    """The streams are what the interpreter makes of such descriptors; at its end it writes out and closes them."""
    if not (is_closed or FULL.exists()):
        pytest.skip("no full device here")
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", NO_BUS)
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setattr(sys, "stdin", None if is_closed else io.StringIO())
    monkeypatch.setattr(sys, "stdout", None if is_closed else FULL.open("w", encoding="utf-8"))
    code = run(command.split())
    sys.stdout.close()
    sys.stdin.close()
    refuses(command, subprocess.CompletedProcess(command, code, stderr=said.buffer.getvalue()))


@POSIX
@pytest.mark.parametrize("command", ["--version", "demo --json", "export --to csv -o -", "plan", ""])
@pytest.mark.parametrize("is_closed", NOWHERE)
def test_and_the_end_of_the_process_adds_nothing(walked, command, is_closed):
    """One command for each way of writing: click's, lines, bytes, a page of text, and nothing at all."""
    if not (is_closed or FULL.exists()):
        pytest.skip("no full device here")
    refuses(command, in_shell(command, 'exec "$@" >&- <&-' if is_closed else f'exec "$@" >{FULL}'))


@POSIX
@pytest.mark.parametrize(("command", "code"), [("--debug plan", 0), ("history --rebuild", 0), ("wolk", 2)])
@pytest.mark.parametrize("nowhere", ["2>&-", "2>/dev/full", "<&- >/dev/full 2>&1"])
def test_notices_that_nobody_can_read_change_nothing(walked, command, code, nowhere):
    if "/dev/full" in nowhere and not FULL.exists():
        pytest.skip("no full device here")
    result = in_shell(command, f'exec "$@" {nowhere}')
    assert result.returncode == (code or 1 if nowhere.startswith("<") else code)
    assert bool(result.stdout) is (code == 0 and not nowhere.startswith("<"))


@POSIX
@pytest.mark.parametrize("command", ["--help", "history --json", "demo --plain", "demo --json", "scan", "pair Polar"])
def test_a_reader_that_is_gone_ends_it_in_silence(walked, command):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = in_shell(command, stdout=writer)
    finally:
        os.close(writer)
    assert result.returncode == 1
    assert quiet(result.stderr), result.stderr
    assert result.stderr.count(b"\n") == (1 if command == "scan" else 0), result.stderr


@pytest.mark.parametrize("number", sorted(OUTPUT_REFUSED))
def test_each_refusal_has_its_words(number):
    sentence = output_sentence(OSError(number, os.strerror(number)))
    assert ("closed" if number == errno.EBADF else os.strerror(number)) in sentence


# No terminal


@POSIX
@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_without_a_terminal_nothing_waits_for_keys(walked, monkeypatch, capfdbinary, command):
    """The pipe it reads from stays open, as under a program that has more to say."""
    reader, writer = os.pipe()
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", NO_BUS)
    try:
        with os.fdopen(reader, encoding="utf-8") as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            code = run(command.split())
    finally:
        os.close(writer)
    out, err = capfdbinary.readouterr()
    assert quiet(err), err
    assert b"\x1b" not in out + err
    if command in {"", "pair"}:
        assert (code, out, err.count(b"\n")) == (1, b"", 1)
        assert b"needs a terminal" in err
        assert b"`coach " in err


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("lost", ["stdin", "stdout", "stderr", "", "dumb"])
def test_a_screen_needs_all_three_and_a_cursor(monkeypatch, lost):
    """Standard error as well: the screen is drawn through it."""
    monkeypatch.setattr(os, "name", "posix")
    monkeypatch.setenv("TERM", "xterm")
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Terminal())
    assert has_terminal()
    if lost.startswith("std"):
        monkeypatch.setattr(sys, lost, io.StringIO())
    else:
        monkeypatch.setenv("TERM", lost)
    assert not has_terminal()


def test_windows_names_no_terminal(monkeypatch):
    monkeypatch.delenv("TERM", raising=False)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Terminal())
    assert has_terminal() is (os.name != "posix")


# Few descriptors


@POSIX
@pytest.mark.parametrize(
    ("command", "limit"),
    [*(("plan", limit) for limit in (6, 12, 18, 19)), ("demo --json", 8), ("demo --json", 19)],
)
def test_too_few_descriptors_are_one_sentence(home, command, limit):
    result = in_shell(command, f'ulimit -n {limit}; exec "$@"')
    assert quiet(result.stderr), result.stderr
    if limit < 3 + SPARE_DESCRIPTORS:
        assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (1, b"", 1)
        assert result.stderr.startswith(b"coach: too many open files: ")
        assert b"ulimit -n" in result.stderr
    else:
        assert result.returncode == 0
        assert (b"Next: `coach pair`" in result.stderr) is command.startswith("demo")
