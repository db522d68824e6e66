"""Whatever stands at the other end: encodings, closed outputs, few descriptors, signals and terminals that go."""

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.hosts import end_hosts, wait_until
from tests.support.pseudo_terminal import PATIENCE_S, ROOT
from tests.torture.program import FAULTS, WALK, inputs_in
from tests.torture.tally import count, spread
from tests.torture.test_files_in_the_way import strap

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

HARD_TO_ENCODE = "\u5fc3\u62cd\u8a08 \u00e4rger \u2603 \U0001f600"


def bare(command, **environ):
    """Run a command without a word about what it may print."""
    environ = os.environ | environ
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, timeout=PATIENCE_S, check=False)


ENCODINGS = ("ascii", "latin-1", "cp1252", "cp437", "utf-16", "shift_jis", "utf-8")


def test_no_encoding_of_the_output_ends_anything(tally, homes, tmp_path):
    home = homes("home").be_asked().make_walks(1)
    home.run("log", "--note", HARD_TO_ENCODE).must(0)
    file = tmp_path / "strap.jsonl"
    file.write_bytes(strap(HARD_TO_ENCODE))
    commands = (
        ["history"], ["replay", str(file), "--plain"], ["replay", f"{file}-{HARD_TO_ENCODE}"], ["log", "--rpe", "4"],
        ["history", "--json"], ["replay", str(file), "--json"], ["plan"], ["profile"], ["--help"], ["demo", "--plain"],
    )  # fmt: skip

    def try_once(case):
        command, encoding = case
        done = bare(home.command(*command), PYTHONIOENCODING=encoding)
        said = done.stderr.decode(encoding, "replace")
        assert not [fault for fault in (*FAULTS, "UnicodeEncodeError") if fault in said], said
        is_missing = command[-1].endswith(HARD_TO_ENCODE)
        assert (done.returncode, bool(done.stdout)) == ((1, False) if is_missing else (0, True)), said

    with tally("encodings of the output") as row:
        row.each(
            try_once, spread([(command, encoding) for command in commands for encoding in ENCODINGS], 14), at_once=2
        )
        for environ in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}):
            with row.attempt(environ):
                done = bare(home.command("history"), **environ)
                assert (done.returncode, done.stderr) == (0, b"")


def in_a_shell(line):
    """A command line as it is typed; the exit code is the program's, whatever follows it in a pipe."""
    done = bare(["bash", "-c", f'{line}; exit "${{PIPESTATUS[0]}}"'])
    assert not [fault for fault in FAULTS if fault.encode() in done.stderr], done.stderr
    return done


PRINTING = (
    ["history"], ["plan"], ["profile"], ["--help"], ["demo", "--json"], ["demo", "--plain"],
    ["replay", "fixtures/tempo.jsonl"],
)  # fmt: skip

OUTPUTS = {
    "full": ">/dev/full",
    "closed": ">&-",
    "all closed": ">&- 2>&- <&-",
    "input closed": "<&-",
    "head": "| head -1",
}


def test_outputs_that_take_nothing(tally, homes):
    home = homes("home").be_asked().make_walks(1)

    def try_once(case):
        command, where = case
        done = in_a_shell(f"{shlex.join(home.command(*command))} {OUTPUTS[where]}")
        assert done.stdout.count(b"\n") == 1 or where != "head"
        assert done.returncode in {0, 1}, done.stderr

    cases = [(command, where) for command in PRINTING for where in OUTPUTS]
    with tally("outputs full, closed and left early") as row:
        row.each(try_once, spread(cases, 10), at_once=2)


def test_a_walk_whose_output_goes_is_kept(tally, homes):
    with tally("walks whose output goes") as row:
        for name, where in OUTPUTS.items():
            with row.attempt(name):
                home = homes(name).be_asked()
                in_a_shell(f"timeout -s TERM 6 {shlex.join(home.command(*WALK))} {where}")
                for recording in home.recordings:
                    inputs, broken = inputs_in(recording)
                    assert (broken, inputs[-1]["event"]) == (0, "end")


POOR = (("dumb", 80, 24), ("", 80, 24), ("xterm-256color", 1, 1), ("vt100", 90, 28))


def test_poor_terminals(tally, homes):
    def try_once(case):
        term, columns, rows = case
        home = homes(POOR.index(case))
        terminal = on_the_screen(home, options=("--term", term), columns=columns, rows=rows)
        try:
            terminal.resize(90, 28)
            terminal.process.send_signal(signal.SIGINT)
            assert terminal.ends() == 130
            assert b"Traceback" not in terminal.output
        finally:
            terminal.close()
        is_kept(home)

    with tally("poor terminals") as row:
        row.each(try_once, POOR, at_once=2)


def test_without_a_terminal_there_is_one_line(tally, homes):
    with tally("coach without a terminal") as row, row.attempt("coach"):
        outcome = homes("home").run(patience_s=20.0).must(1)
        assert (outcome.out, outcome.err.count("\n")) == ("", 1)


def test_few_descriptors(tally, homes):
    def try_once(number):
        home = homes(number).be_asked()
        limit = ("--files", str(number))
        for command in (["history"], ["plan"], ["log", "--rpe", "3"], ["demo", "--json"]):
            home.run(*command, options=limit).must(0, 1)
        walk = home.start(*WALK, options=limit, prefix=("timeout", "-s", "TERM", "6"))
        outcome = walk.ended().must(1, 124, 143)
        assert number < 20 or outcome.code != 1, outcome.err
        for recording in home.recordings:
            assert inputs_in(recording)[1] == 0
        home.history()

    with tally("ulimit -n 6 to 32") as row:
        row.each(try_once, spread(range(6, 33), 5), at_once=4)


def test_nohup_and_ignored_signals(tally, homes):
    """Who has a signal ignored for a program, as nohup does, wants it to go on."""
    with tally("signals that were ignored from the start") as row:
        for name in ("SIGHUP", "SIGINT"):
            with row.attempt(name):
                home = homes(name).be_asked()
                walk = home.start(*WALK, options=("--ignore", name)).until_states(2)
                walk.send(getattr(signal, name))
                heard = len(walk.states())
                walk.goes_on_for(2.0).until_states(heard + 1).end().must(143)
                assert home.history()[0]["end_reason"] == "interrupted"
        if shutil.which("nohup"):
            with row.attempt("nohup"):
                walk = homes("nohup").be_asked().start(*WALK, prefix=("nohup",)).until_states(2)
                walk.send(signal.SIGHUP)
                walk.goes_on_for(2.0).end().must(143)


def test_only_the_owner_may_read_what_is_made(tally, homes):
    with tally("rights of everything made under umask 000") as row, row.attempt("000"):
        home = homes("home")
        open_to_all = ("--umask", "000")
        for person in ((), ("--profile", "Ada")):
            home.run(*person, "profile", "--age", "50", options=open_to_all).must(0)
            home.start("--debug", *person, *WALK, options=open_to_all).until_states(2).end().must(143)
            home.run(*person, "log", "--rpe", "4", "--note", "hard", options=open_to_all).must(0)
            home.run(*person, "history", "--rebuild", options=open_to_all).must(0)
        for log in home.path.rglob("coach.log"):
            with log.open("ab") as file:
                file.truncate(5_000_001)  # the next line goes to a new file
        for person in ((), ("--profile", "Ada")):
            home.start("--debug", *person, *WALK, "--new", options=open_to_all).until_states(1).end().must(143)
        assert list(home.path.rglob("coach.log.1"))
        made = [home.path, *home.path.rglob("*")]
        rights = {str(item.relative_to(home.path)): item.stat().st_mode & 0o777 for item in made}
        wrong = {name: f"{mode:o}" for name, mode in rights.items() if mode & 0o077}
        assert wrong == {}
        row.say(f"{len(made)} files and folders")


SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def on_the_screen(home, beats=3, **how):
    """A walk on the screen, when some beats are recorded."""
    terminal = home.be_asked().screen("walk", "--simulate", "--workout", "free", **how)
    while not (home.recordings and len(inputs_in(home.recordings[0])[0]) > beats):
        terminal.read(0.2)
        assert terminal.process.poll() is None, terminal.output[-2000:]
    return terminal


def is_kept(home):
    [walk] = home.history()
    assert (walk["end_reason"], walk["summary"]["readings"] > 1) == ("interrupted", True)


def goes_on_until_it_is_ended(home):
    before = len(inputs_in(home.recordings[0])[0])
    wait_until(lambda: len(inputs_in(home.recordings[0])[0]) >= before + 2, "more beats")
    end_hosts(home.path)


def test_signals_on_the_screen(tally, homes):
    def try_once(case):
        name, number = case
        home = homes(f"{name}-{number}")
        terminal = on_the_screen(home, beats=2 + number)
        try:
            terminal.process.send_signal(getattr(signal, name))
            assert terminal.ends() == 128 + getattr(signal, name)
            assert terminal.is_restored()
            assert b"Traceback" not in terminal.output
        finally:
            terminal.close()
        if name != "SIGINT":
            goes_on_until_it_is_ended(home)
        is_kept(home)

    with tally("SIGINT, SIGTERM and SIGHUP on the screen") as row:
        row.each(try_once, [(name, number) for name in SIGNALS for number in range(count(8))], at_once=3)


def test_stopped_and_continued_on_the_screen(tally, homes):
    with tally("SIGTSTP and SIGCONT on the screen") as row, row.attempt("once"):
        home = homes("home")
        terminal = on_the_screen(home)
        try:
            terminal.process.send_signal(signal.SIGTSTP)
            _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status)
            before = len(inputs_in(home.recordings[0])[0])
            terminal.process.send_signal(signal.SIGCONT)
            while len(inputs_in(home.recordings[0])[0]) < before + 3:
                terminal.read(0.2)
            terminal.process.send_signal(signal.SIGINT)
            assert terminal.ends() == 130
        finally:
            terminal.close()
        is_kept(home)


def test_terminals_that_are_closed(tally, homes):
    def try_once(number):
        home = homes(number)
        terminal = on_the_screen(home, beats=2 + number % 5)
        try:
            terminal.hang_up()
            assert terminal.process.wait(PATIENCE_S) == 128 + signal.SIGHUP
        finally:
            terminal.close()
        goes_on_until_it_is_ended(home)
        is_kept(home)

    with tally("closed terminals") as row:
        row.each(try_once, range(count(20, 2)), at_once=3)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc to see descriptors in")
def test_no_word_of_the_walker_leaves_the_machine_or_is_logged(tally, homes, tmp_path):
    with tally("sockets and words in the log") as row, row.attempt("walk and history"):
        home = homes("home").be_asked()
        walk = home.start("--debug", *WALK).until_states(2)
        opened = [str(item.readlink()) for item in Path(f"/proc/{walk.process.pid}/fd").iterdir()]
        assert sum(name.startswith("socket:") for name in opened) <= 3, "more than the loop's pair and the channel"
        walk.end().must(143)
        home.run("--debug", "log", "--note", "a-word-of-mine").must(0)
        home.run("--debug", "history").must(0)
        logged = (home.path / "logs" / "coach.log").read_text()
        assert "a-word-of-mine" not in logged
        payloads = [item["hex"] for item in inputs_in(home.recordings[0])[0] if "hex" in item]
        assert payloads
        assert not [payload for payload in payloads if payload in logged]
        if shutil.which("strace"):
            watching = ("strace", "-f", "-qq", "-o", str(tmp_path / "calls"), "-e", "trace=socket,connect")
            home.run(*WALK, "--new", prefix=(*watching, "timeout", "-s", "TERM", "4")).must(124, 143)
            assert "AF_INET" not in (tmp_path / "calls").read_text()
