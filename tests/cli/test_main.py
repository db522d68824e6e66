import ast
import errno
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from coach import __version__
from coach import cli as commands
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE
from coach.cli.main import cli, run
from coach.errors import StoreError, StoreProblem
from tests.support.recorded_walks import record


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


@pytest.mark.parametrize("incomplete", ["", "p", "history", "wolk", "--", "-h"])
def test_a_shell_completes_what_the_commands_themselves_would_offer(incomplete):
    context = click.Context(cli)
    offered = [(item.value, item.help) for item in cli.shell_complete(context, incomplete)]
    assert offered == [(item.value, item.help) for item in click.Group.shell_complete(cli, context, incomplete)]


def modules_after(arguments, **environ):
    """Return the modules that a command has loaded at its end."""
    shows = (
        "import atexit, sys; from coach.cli.main import run; "
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); sys.exit(run(sys.argv[1:]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", shows, *arguments],
        capture_output=True, text=True, check=True, env=os.environ | environ,
    )  # fmt: skip
    return set(ran.stderr.split())


HEAVY = {
    "asyncio",
    "bleak",
    "fitdecode",
    "numpy",
    "rich.console",
    "ssl",
    "subprocess",
    "textual",
    "coach.session.engine",
}
"""What only a walk, a screen or a file of another program needs."""


def test_help_loads_no_command():
    loaded = modules_after(["--help"])
    assert not {name for name in loaded if name.startswith(("coach.services", "coach.session", "coach.store"))}
    assert not HEAVY & loaded


@pytest.mark.parametrize(("words", "offers"), [("coach ", "plain,history"), ("coach --", "plain,--profile")])
def test_a_shell_s_completion_loads_no_command(home, words, offers):
    asked = {"_COACH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "1"}
    loaded = modules_after([], **asked)
    assert "click.shell_completion" in loaded
    assert not {name for name in loaded if name.startswith(("coach.services", "coach.session", "coach.store"))}
    assert not HEAVY & loaded


@pytest.mark.parametrize("command", ["plan", "history", "history --json", "log --json", "profile", "profile --json"])
def test_what_only_reads_the_history_loads_neither_an_engine_nor_a_screen(home, command):
    record(home, ago=timedelta(days=1), minutes=1)
    assert run(["history", "--rebuild"]) == EXIT_DONE
    loaded = modules_after(command.split())
    assert "coach.store.history" in loaded
    assert not HEAVY & loaded
    assert not {name for name in loaded if name.startswith("coach.formats")}


OF_OTHER_FILES = {"email", "fitdecode", "xml", "zipfile", "coach.formats.csv_table", "coach.formats.fit"}
"""What only files of other programs need, or a diagnosis."""


@pytest.mark.parametrize("module", ["home", "walking", "host_process"])
def test_neither_a_screen_nor_a_walk_loads_the_readers_of_other_programs_files(module):
    shows = f"import sys, coach.cli.{module}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", shows], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "coach.services.facade" in loaded
    assert not OF_OTHER_FILES & loaded
    assert "coach.services.diagnosis" not in loaded


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
        (["replay"], r"missing argument 'FILE-OR-WALK'; see `coach replay --help`"),
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


def test_the_codes_are_those_of_a_shell():
    assert (EXIT_DONE, EXIT_COULD_NOT, EXIT_USAGE, EXIT_INTERRUPTED) == (0, 1, 2, 128 + 2)


@pytest.mark.parametrize(
    ("way_out", "code"),
    [
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),  # control-C in a question of click's
        (EOFError(), 130),  # the end of the input in place of an answer
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 1),
        (click.UsageError("no"), 2),
        (click.ClickException("no"), 1),
        (StoreError(StoreProblem.HISTORY_NOT_OPENED), 1),
        (OSError(errno.ENOSPC, "No space left on device"), 1),
        (MemoryError(), 1),
        (ZeroDivisionError(), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_way_out_of_a_command_has_its_code(capsys, home, monkeypatch, way_out, code):
    def leaves(*_):
        raise way_out

    monkeypatch.setattr("coach.services.diary.Diary.__init__", leaves)
    try:
        left = run(["plan"])
    except SystemExit as ended:  # click's own way where nobody reads any more
        left = ended.code
    assert left == code
    said = capsys.readouterr().err.split("\n")
    assert len(list(filter(None, said))) == (0 if code == 130 or isinstance(way_out, BrokenPipeError) else 1)


def test_a_bug_is_a_sentence_not_a_traceback(capsys, home, monkeypatch):
    def broken(_path, _columns):
        raise RuntimeError("boom")

    monkeypatch.setattr("coach.cli.replay.read_walks", broken)
    assert run(["replay", "folder/walk.jsonl"]) == EXIT_COULD_NOT
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
    def broken(_path, _columns):
        raise error

    monkeypatch.setattr("coach.cli.replay.read_walks", broken)
    assert run(["replay", "folder/walk.jsonl"]) == EXIT_COULD_NOT
    assert re.fullmatch(rf"coach: {words}.*\n", capsys.readouterr().err)


NEEDS_A_HOME = (
    "plan",
    "profile",
    "profile --age 50",
    "history",
    "log --rpe 3",
    "walk --simulate --plain",
    "pair --forget",
)


@pytest.mark.parametrize("within", ["", "coach", "a/b"], ids=["the file", "in the file", "deep in the file"])
@pytest.mark.parametrize("command", [*NEEDS_A_HOME, "doctor", "--debug history"])
def test_a_home_that_is_a_file_is_told_by_the_name_of_its_variable(capsys, tmp_path, monkeypatch, command, within):
    (tmp_path / "file").write_text("not a folder")
    home = tmp_path / "file" / within
    monkeypatch.setenv("COACH_HOME", str(home))
    assert run(command.split()) == EXIT_COULD_NOT
    printed = capsys.readouterr()
    assert printed.out == ""
    said = f"coach: COACH_HOME is {home}, which is a file or lies in one; set it to a folder, or unset it"
    assert printed.err.splitlines()[-1] == said
    assert "Traceback" not in printed.err or "--debug" in command


def test_what_keeps_nothing_needs_no_home(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "file"))
    assert run(["demo", "--plain", "--seed", "1"]) == EXIT_DONE
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody can write, root neither")
@pytest.mark.parametrize("command", ["plan", "profile --age 50", "history", "log --rpe 3", "pair --forget"])
def test_a_home_that_cannot_be_written_says_so_and_what_to_set(capsys, monkeypatch, command):
    monkeypatch.setenv("COACH_HOME", "/proc/coach")
    assert run(command.split()) == EXIT_COULD_NOT
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("coach: cannot ")
    assert "/proc/coach/" in line
    assert line.endswith("that its folder can be made and written in, or set COACH_HOME to one where you may")
    assert "Errno" not in line


MADE = {
    "missing": (lambda _path: None, "cannot read .*; check its name, and that you may read it"),
    "a folder": (Path.mkdir, "is no file but a folder, .*; give a file in that folder, or save what the pipe sends"),
    "empty": (Path.touch, "is empty: .*; give a recording with a walk in it"),
    "not text": (
        lambda path: path.write_bytes(b"\xff\xfe\x00bad"),
        "is not a recording of Coach, .*; give one of them",
    ),
    "no recording": (lambda path: path.write_text("hello\n"), "is not a recording of Coach, .*; give one of them"),
    "other JSON": (lambda path: path.write_text("{}\n"), "is not a recording of Coach, .*; give one of them"),
    "newer": (
        lambda path: path.write_text('{"format": "coach-recording", "version": 9}\n'),
        "walk.jsonl is a recording of version 9, .*; update Coach to read it",
    ),
    "not permitted": (lambda path: path.touch(mode=0), "cannot read .*; check its name, and that you may read it"),
}


@pytest.mark.parametrize("made", MADE)
def test_a_file_that_cannot_be_replayed_says_why_and_what_to_give_instead(capsys, home, tmp_path, made):
    path = tmp_path / "walk.jsonl"
    make, said = MADE[made]
    make(path)
    if made == "not permitted" and os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert run(["replay", str(path)]) == EXIT_COULD_NOT
    printed = capsys.readouterr()
    assert printed.out == ""
    [line] = printed.err.splitlines()
    assert re.fullmatch(rf"coach: .*{said}.*", line), line


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


def refusals():
    """The words of every refusal that the command line makes up itself, as far as they are constant."""
    for path in sorted(Path(commands.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                kind = ast.unparse(node.exc.func)
                parts = [item.value for item in ast.walk(node.exc.args[0]) if isinstance(item, ast.Constant)]
                text = "".join(part for part in parts if isinstance(part, str))
                if kind in {"CommandError", "click.UsageError"} and text:
                    yield f"{path.stem}-{node.lineno}", text


@pytest.mark.parametrize(("where", "text"), list(refusals()), ids=lambda value: value.split(" ")[0])
def test_every_refusal_of_a_command_says_what_to_do_instead(where, text):
    assert re.search(r"coach \w+|`coach`|[;:] (leave|choose|say|mend)", text), f"{where}: {text}"
