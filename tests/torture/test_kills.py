"""kill -9 at random moments, with a screen and without, and at single system calls."""

import os
import re
import shutil
import signal
import statistics
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from coach.clock import utc_now
from coach.packing import read_recording
from tests.support.hosts import host_of
from tests.support.pseudo_terminal import ENTER_SCREEN, ROOT
from tests.torture.program import PATIENCE_S, WALK, inputs_in, missing_in
from tests.torture.tally import count, spread

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]


def behind_s(recording, killed_at):
    """How long before the kill the last line of the recording was heard."""
    first = read_recording(recording).decode().splitlines()[0]
    started = datetime.fromisoformat(first.split('"started_at": "')[1].split('"')[0])
    last_s = inputs_in(recording)[0][-1]["t"]
    return (killed_at - started - timedelta(seconds=last_s)).total_seconds()


def nothing_is_lost(home, printed):
    """Every printed state's input is in the one recording, and no line is broken."""
    for recording in home.recordings:
        assert inputs_in(recording)[1] == 0, f"a broken line in {recording.name}"
    if printed:
        [recording] = home.recordings
        assert missing_in(recording, printed) == 0, "printed lines are missing"


def beats(recording):
    return sum("hex" in item for item in inputs_in(recording)[0])


def knows_what_was_heard(home):
    """Each recording with a beat is in the history once; whether one without is does not matter."""
    known = [walk["recording"] for walk in home.history()]
    assert len(known) == len(set(known))
    assert {item.name for item in home.recordings if beats(item)} <= set(known)


def next_is_rebuild(home):
    before = home.history()
    home.run("history", "--rebuild").must(0)
    assert home.history() == before


def next_goes_on(home):
    [recording] = home.recordings
    heard = beats(recording)
    going = home.start(*WALK, "--go-on").until_states(2).end().must(143)
    assert home.recordings == [recording]
    assert missing_in(recording, going.lines) == 0
    [walk] = home.history()
    assert walk["end_reason"] == "interrupted"
    assert heard + 2 <= walk["summary"]["readings"] == beats(recording)


def next_is_another(home, *how):
    before = home.recordings
    home.start(*WALK, *how).until_states(1).end().must(143)
    [new] = set(home.recordings) - set(before)
    assert {walk["recording"]: walk["end_reason"] for walk in home.history()}[new.name] == "interrupted"
    knows_what_was_heard(home)


NEXT = {
    "history": knows_what_was_heard,
    "rebuild": next_is_rebuild,
    "go on": next_goes_on,
    "another": lambda home: next_is_another(home, "--new"),
    "no word of it": next_is_another,
}


def test_kill_9_without_a_screen(tally, homes):
    behind, early = [], []

    def kill(seed):
        home, random = homes(seed).be_asked(), Random(seed)
        walk = home.start(*WALK)
        try:
            walk.process.wait(random.uniform(0.2, 7.0))
        except subprocess.TimeoutExpired:
            killed_at = utc_now()
        printed = walk.kill().must(137).lines
        nothing_is_lost(home, printed)
        heard = home.recordings and beats(home.recordings[0])
        if heard:
            behind.append(behind_s(home.recordings[0], killed_at))
        else:
            early.append(seed)
        name = list(NEXT)[seed % len(NEXT)]
        (knows_what_was_heard if name == "go on" and not heard else NEXT[name])(home)
        home.check_database()

    with tally("kill -9 without a screen") as row:
        row.each(kill, range(count(200, 5)), at_once=8)
        row.say(f"{len(early)} before the first beat")
        if behind:
            row.say(
                f"the file was behind the kill by median {statistics.median(behind):.2f} s, most {max(behind):.2f} s"
            )


def test_gone_on_with_twenty_minutes_later(tally, homes):
    """A simulated walker begins where the gap ends: it makes up no beats for the time between."""

    def later(minutes):
        home = homes(minutes).be_asked()
        home.start(*WALK).until_states(3).kill()
        [recording] = home.recordings
        heard = beats(recording)
        moment = (utc_now() + timedelta(minutes=minutes)).isoformat()
        going = home.start(*WALK, "--go-on", options=("--begin-at", moment)).until_states(3).end().must(143)
        times_s = [item["t"] for item in inputs_in(recording)[0]]
        walked_s = times_s[-1] - minutes * 60
        assert beats(recording) - heard <= walked_s + 5, "beats that nobody had"
        assert times_s == [round(t, 3) for t in times_s]
        assert missing_in(recording, going.lines) == 0

    with tally("killed, and gone on with minutes later") as row:
        row.each(later, spread((1, 5, 10, 15, 20, 25, 28), 2), at_once=4)


def is_closed(home):
    return home.history()[0]["summary"] is not None


def test_kill_9_with_the_screen(tally, homes):
    """Of the screen and of the process that runs its walk, at one moment."""

    def kill(seed):
        home, random = homes(seed).be_asked(), Random(seed)
        terminal = home.screen("walk", "--simulate", "--workout", "free")
        try:
            terminal.read_until(ENTER_SCREEN)
            ends_s = random.uniform(0.0, 6.0)
            while not (home.recordings and beats(home.recordings[0])):
                terminal.read(0.2)
                assert terminal.process.poll() is None, terminal.output[-2000:]
            began = utc_now()
            while (utc_now() - began).total_seconds() < ends_s:
                terminal.read(0.1)
            os.kill(host_of(home.path), signal.SIGKILL)
            terminal.process.send_signal(signal.SIGKILL)
            assert terminal.process.wait(PATIENCE_S) == -signal.SIGKILL
        finally:
            terminal.close()
        nothing_is_lost(home, [])
        heard = beats(home.recordings[0])
        terminal = home.screen(rows=40)
        try:
            terminal.read_until(ENTER_SCREEN, b"never ended")
            terminal.send(b"x")
            for _ in range(100):
                if is_closed(home):
                    break
                terminal.read(0.2)
            terminal.read_until(b"how was it?")  # nobody was asked
            terminal.send(b"\x1b")
            terminal.read_until(b"change what was felt")
            seen = len(terminal.output)
            terminal.send(b"q")
            terminal.read_until(b"THIS WEEK", start=seen)
            terminal.send(b"q")
            assert terminal.ends() == 0
        finally:
            terminal.close()
        [walk] = home.history()
        assert walk["summary"]["readings"] == heard
        home.check_database()

    with tally("kill -9 with the screen, then the home screen") as row:
        row.each(kill, range(count(100, 2)), at_once=4)


CALLS = ("pwrite64", "write", "fdatasync", "fsync", "unlink", "rename", "ftruncate", "flock")
"""Every call by which the program changes its files."""

STRACE = ("strace", "-f", "-qq", "--seccomp-bpf")


def calls_of(home, log, arguments):
    """How often each of the calls is made by a thread of an undisturbed run."""
    watching = (*STRACE, "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    home.start(*arguments, prefix=watching).end_inside(3).must(0, 143)
    threads = Counter(
        (call, thread) for thread, call in re.findall(r"^(\d+) +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    )
    return {name: max(often for (call, _), often in threads.items() if call == name) for name, _ in threads}


OLD_HOME = ROOT / "fixtures" / "homes" / "10dba93"
"""It is brought up to date at its first start: the history migrated, a daily copy made, a walk closed."""

COMMANDS = {
    "walk in a new home": (None, WALK),
    "walk in an old home": (OLD_HOME, (*WALK, "--new")),
    "rebuild an old home": (OLD_HOME, ("history", "--rebuild")),
    "answer in an old home": (OLD_HOME, ("log", "--rpe", "7", "--note", "hard")),
}


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace to kill by system call")
@pytest.mark.parametrize("what", COMMANDS)
def test_kill_at_system_calls(tally, homes, tmp_path, what):
    source, arguments = COMMANDS[what]

    half_made = []

    def fresh(name):
        home = homes(name)
        if source is None:
            return home.be_asked()
        shutil.copytree(source, home.path)
        return home

    def kill(point):
        call, number = point
        home = fresh(f"{call}-{number}")
        known = {item.name for item in home.recordings}
        inject = ("-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}")
        watching = (*STRACE, "-o", os.devnull, *inject)
        killed = home.start(*arguments, prefix=watching).end_inside(3).must(0, 137, 143)
        for recording in home.recordings:
            if recording.name not in known:
                assert inputs_in(recording)[1] == 0
                assert missing_in(recording, [line for line in killed.lines if "type" in line]) == 0
        home.check_database()
        kept = home.history()
        assert not [*home.path.rglob("*-journal")]
        home.start(*WALK, "--new").until_states(1).end().must(143)
        heard = {recording.name for recording in home.recordings if beats(recording)}
        # One killed before its first beat is forgotten.
        assert {walk["recording"] for walk in kept} & heard < {walk["recording"] for walk in home.history()}
        home.check_database()
        half_made.extend(home.path.rglob("*.new"))

    with tally(f"SIGKILL at the n-th system call: {what}") as row:
        made = calls_of(fresh("undisturbed"), tmp_path / "calls", arguments)
        random = Random(what)
        points = [(call, number) for call, often in sorted(made.items()) for number in range(1, often + 1)]
        random.shuffle(points)
        row.each(kill, points[: count(60, 3)], at_once=6)
        row.say(f"of {len(points)} points; {len(half_made)} half-made files are left lying")
