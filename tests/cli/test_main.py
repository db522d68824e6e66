import errno
import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from coach import __version__
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_USAGE
from coach.cli.main import cli, run


def test_every_command_has_help_with_an_example():
    runner = CliRunner()
    commands = cli.list_commands(None)
    assert {"demo", "walk", "replay", "scan"} <= set(commands)
    for name in commands:
        result = runner.invoke(cli, [name, "--help"])
        assert result.exit_code == EXIT_DONE, result.output
        assert "Example: coach" in result.output, name


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_list_of_commands_is_that_which_their_own_help_would_make(width):
    shown = CliRunner().invoke(cli, ["--help"], terminal_width=width, max_content_width=width).output
    limit = width - 6 - max(map(len, cli.list_commands(None)))
    listed = click.formatting.HelpFormatter(width=width)
    with listed.section("Commands"):
        listed.write_dl(
            [(name, cli.get_command(None, name).get_short_help_str(limit)) for name in cli.list_commands(None)]
        )
    assert listed.getvalue() in shown


def test_help_and_version_load_no_command():
    loaded = "import sys; from coach.cli.main import run; run(['--help']); print(sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    for heavy in ("numpy", "bleak", "textual", "coach.session", "coach.cli.walk"):
        assert f"'{heavy}'" not in modules


def test_a_plan_loads_no_engine(home):
    loaded = "import sys; from coach.cli.main import run; run(['plan']); print(sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    assert "'coach.store.history'" in modules
    for heavy in ("numpy", "bleak", "textual", "coach.session.engine", "coach.formats"):
        assert f"'{heavy}'" not in modules


def test_version(capsys):
    assert run(["--version"]) == EXIT_DONE
    assert __version__ in capsys.readouterr().out


def test_a_usage_error_is_2_and_says_what_was_meant(capsys):
    assert run(["wolk"]) == EXIT_USAGE
    assert capsys.readouterr().err == "coach: there is no command 'wolk'; did you mean walk? See `coach --help`\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["demo", "--speed", "fast"], r"invalid value for '--speed': 'fast' is not a speed.*; see `coach demo --help`"),
        (["replay"], r"missing argument 'FILE'; see `coach replay --help`"),
        (["replay", "-", "--speed", "3"], r"standard input is replayed as it arrives.*; see `coach replay --help`"),
        (["demo", "--plain", "--json"], r".*choose one; see `coach demo --help`"),
    ],
)
def test_a_usage_error_is_one_line_that_says_where_to_read(capsys, arguments, told):
    assert run(arguments) == EXIT_USAGE
    assert re.fullmatch(rf"coach: {told}\n", capsys.readouterr().err)


def test_what_could_not_be_done_is_1_and_one_line(capsys, home):
    assert run(["replay", "/nowhere/walk.jsonl"]) == EXIT_COULD_NOT
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.startswith("coach: cannot read /nowhere/walk.jsonl")


def test_debug_writes_a_log_of_the_owners_own(capsys, home):
    assert run(["--debug", "replay", "/nowhere/walk.jsonl"]) == EXIT_COULD_NOT
    log = home / "logs" / "coach.log"
    assert log.stat().st_mode & 0o077 == 0
    assert "Traceback" in capsys.readouterr().err


def test_a_bug_is_a_sentence_not_a_traceback(capsys, home, monkeypatch):
    def broken(_path):
        raise RuntimeError("boom")

    monkeypatch.setattr("coach.cli.replay.read_activity", broken)
    assert run(["replay", "walk.jsonl"]) == EXIT_COULD_NOT
    error = capsys.readouterr().err
    assert "boom" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files", "/a/file"), "too many open files: .*ulimit"),
        (OSError(errno.ENFILE, "Too many open files in system"), "too many open files: .*ulimit"),
        (OSError(errno.ENOSPC, "No space left on device"), "nothing more can be printed: No space left on device"),
        (MemoryError(), "there is not enough memory.*"),
        (RecursionError("deep"), "something went wrong inside Coach .*--debug.*"),
    ],
)
def test_what_the_system_refuses_is_one_sentence_with_what_to_do(capsys, home, monkeypatch, error, words):
    def broken(_path):
        raise error

    monkeypatch.setattr("coach.cli.replay.read_activity", broken)
    assert run(["replay", "walk.jsonl"]) == EXIT_COULD_NOT
    assert re.fullmatch(rf"coach: {words}.*\n", capsys.readouterr().err)


@pytest.mark.parametrize("words", [b'age = "x\n', b'age = "\xff"', None], ids=["not TOML", "not text", "a folder"])
@pytest.mark.parametrize(
    "command",
    ["plan", "profile --json", "history", "log --rpe 3", "walk --simulate", "pair --forget", "doctor", "scan"],
)
def test_a_profile_that_cannot_be_read_is_one_sentence_in_every_command(capsys, home, monkeypatch, command, words):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    path = home / "config" / "profile.toml"
    if words is None:
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(parents=True)
        path.write_bytes(words)
    assert run(command.split()) == EXIT_COULD_NOT
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert (str(path) in told.err) is (command != "scan")  # which needs none
