"""A walk and its screens are processes of their own: what ends the walk, and what it does not care about."""

import json
import os
import signal
import subprocess
import sys

import pytest

from coach.clock import monotonic_s
from coach.services.diary import Diary
from coach.session.commands import SkipStep
from coach.session.sentences import LEFT_RUNNING
from coach.session.wire import TakeControl
from coach.store.unasked import UnaskedStore
from tests.support.hosts import host_of, hosts_of, wait_until
from tests.support.pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, PATIENCE_S, ROOT
from tests.support.recorded_walks import texts_in
from tests.support.walks_elsewhere import ask, walk_elsewhere

SIMULATED = ("walk", "--simulate", "--workout", "free")
BLANK_AFTER_S = 4.0
"""Three heartbeats that were not heard, and the second of the screen's own clock."""
TOLD_AFTER_S = 3.0


def lines_of(home):
    return [json.loads(line) for text in texts_in(home) for line in text.rpartition("\n")[0].splitlines()]


def beats(home):
    return sum("hex" in line for line in lines_of(home))


def last_event(home):
    last = lines_of(home)[-1]
    return last.get("event"), last.get("reason")


def walks_on(home, more=2):
    """Until so many more beats were kept."""
    before = beats(home)
    wait_until(lambda: beats(home) >= before + more, f"{more} more beats")


@pytest.fixture
def walking(coach, asked, home):
    """A simulated walk on the screen, after its first beats and its question."""
    shown = coach(*SIMULATED, rows=40)
    shown.read_until(ENTER_SCREEN, b"Before you walk")
    shown.send(b"\r")
    while beats(home) < 2:
        shown.read(0.1)
    return shown


@pytest.fixture
def say(home):
    """`coach ARGUMENTS...` without a terminal, to its end."""

    def run(*arguments, **environ):
        return subprocess.run(
            [sys.executable, "-m", "coach", *arguments],
            cwd=ROOT,
            env=os.environ | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    return run


def the_walk():
    with Diary(None) as diary:
        [session] = diary.history.sessions()
    return session


def close_the_window(shown):
    shown.hang_up()
    return shown.process.wait(PATIENCE_S)


def kill(shown):
    shown.process.kill()
    return shown.process.wait(PATIENCE_S)


def terminate(shown):
    shown.process.send_signal(signal.SIGTERM)
    return shown.ends()


def leave(shown):
    shown.send(b"q")
    shown.read_until(b"leave it running")
    shown.send(b"l")
    code = shown.ends()
    assert LEFT_RUNNING.encode() in shown.output
    return code


@pytest.mark.parametrize(
    ("ending", "code"),
    [(close_the_window, 129), (kill, -signal.SIGKILL), (terminate, 143), (leave, 0)],
    ids=["window", "kill -9", "SIGTERM", "q l"],
)
def test_a_walk_does_not_care_what_becomes_of_its_screen(walking, say, home, ending, code):
    assert ending(walking) == code
    walks_on(home)
    stopped = say("stop")
    assert (stopped.returncode, stopped.stderr) == (0, "")
    assert stopped.stdout.startswith("The walk is over, and kept.")
    assert last_event(home) == ("end", "stopped")
    wait_until(lambda: not hosts_of(home), "the end of the host")
    assert the_walk().summary.as_summary().readings == beats(home)


def interrupt(shown):
    shown.process.send_signal(signal.SIGINT)
    return shown.ends()


def press_control_c(shown):
    shown.send(b"\x03")
    return shown.ends()


@pytest.mark.parametrize("ending", [interrupt, press_control_c], ids=["SIGINT", "ctrl+c"])
def test_control_c_ends_the_walk_and_it_is_kept(walking, home, ending):
    assert ending(walking) == 130
    assert walking.is_restored()
    assert last_event(home) == ("end", "interrupted")
    wait_until(lambda: not hosts_of(home), "the end of the host")
    assert the_walk().end_reason == "interrupted"


def test_q_and_q_end_the_walk(walking, home):
    walking.send(b"q")
    walking.read_until(b"End the walk?")
    walking.send(b"q")
    walking.read_until(b"How hard was the walk?")
    assert last_event(home) == ("end", "stopped")
    wait_until(lambda: not hosts_of(home), "the end of the host")
    walking.send(b"\x1b")
    walking.read_until(b"change what was felt")
    walking.send(b"q")
    assert walking.ends() == 0
    assert the_walk().end_reason == "stopped"


def test_watch_joins_a_walk_from_another_terminal(walking, coach, home):
    kill(walking)
    watching = coach("watch")
    watching.read_until(ENTER_SCREEN, b"135")
    watching.send(b"qq")
    watching.read_until(b"How hard was the walk?")
    watching.send(b"\x1b")
    watching.read_until(b"change what was felt")
    watching.send(b"q")
    assert watching.ends() == 0
    assert last_event(home) == ("end", "stopped")


def test_stop_from_elsewhere_is_seen_on_the_screen_that_asks_its_questions(walking, say, home):
    assert say("stop").returncode == 0
    walking.read_until(b"q leaves")
    walking.send(b"q")
    walking.read_until(b"How hard was the walk?")
    walking.send(b"\x1b")
    walking.read_until(b"change what was felt")
    walking.send(b"q")
    assert walking.ends() == 0


def test_lines_look_on_and_leave_the_walk_alone(walking, home):
    watching = subprocess.Popen(
        [sys.executable, "-m", "coach", "watch", "--json"], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    with watching:
        told = [json.loads(watching.stdout.readline()) for _ in range(3)]
        assert {line["type"] for line in told} <= {"state", "cue", "event"}
        watching.send_signal(signal.SIGINT)
        assert watching.wait(PATIENCE_S) == 130
    walks_on(home)
    assert hosts_of(home)


def test_a_second_walk_offers_to_join_the_first(walking, coach, say, home):
    refused = say("walk", "--simulate", "--json")
    assert refused.returncode == 1
    assert refused.stderr == "coach: a walk is running already; `coach watch` joins it, `coach stop` ends it\n"
    second = coach(*SIMULATED)
    second.read_until(b"A walk is running. Join it?")
    second.send(b"n\r")
    assert second.ends() == 1
    second = coach(*SIMULATED)
    second.read_until(b"Join it?")
    second.send(b"\r")
    second.read_until(ENTER_SCREEN, b"135")
    second.send(b"q")
    second.read_until(b"leave it running")
    second.send(b"l")
    assert second.ends() == 0
    walks_on(home)
    assert len(texts_in(home)) == 1


def test_home_shows_that_a_walk_is_running_and_joins_it(walking, coach, home):
    leave(walking)
    at_home = coach(rows=40)
    at_home.read_until(ENTER_SCREEN, b"A walk is running")
    at_home.send(b"j")
    at_home.read_until(b"mute")
    seen = len(at_home.output)
    at_home.send(b"q")
    at_home.read_until(b"leave it running", start=seen)
    at_home.send(b"l")
    at_home.read_until(b"A walk is running", start=seen)
    at_home.send(b"q")
    assert at_home.ends() == 0
    assert hosts_of(home)


def test_neither_watch_nor_stop_find_a_walk_where_none_runs(say):
    for command in ("watch", "stop"):
        found = say(command)
        assert found.returncode == 1
        assert found.stderr == "coach: no walk is running; `coach walk` begins one\n"


# The host's own end


def test_a_host_that_is_killed_is_told_of_and_the_walk_can_be_gone_on_with(walking, coach, home):
    killed = host_of(home)
    seen, before = len(walking.output), beats(home)
    os.kill(killed, signal.SIGKILL)
    at_s = monotonic_s()
    walking.read_until(b"program that runs", start=seen)
    assert monotonic_s() - at_s < TOLD_AFTER_S
    assert beats(home) >= before
    walking.send(b"q")
    assert walking.ends() == 1
    assert b"`coach walk` goes on with it" in walking.output
    assert LEAVE_SCREEN in walking.output
    second = coach("walk")
    second.read_until(b"was never ended. Go on with it?")
    second.send(b"n\r")
    second.read_until(ENTER_SCREEN)
    assert b"Traceback" not in second.output


def test_a_host_that_stands_still_is_not_shown_as_if_it_lived(walking, home):
    seen = len(walking.output)
    os.kill(host_of(home), signal.SIGSTOP)
    at_s = monotonic_s()
    walking.read_until(b"does not answer", start=seen)
    assert monotonic_s() - at_s < BLANK_AFTER_S
    os.kill(host_of(home), signal.SIGCONT)
    walks_on(home)


# Where there is no process of its own


ON_MACOS = """
import sys
from functools import partial
from coach.__main__ import main
from coach.cli import running
running.why_not_detached = partial(running.why_not_detached, system="darwin")
sys.argv = ["coach", *sys.argv[1:]]
sys.exit(main())
"""


def stays_one_process(shown, home, says):
    shown.read_until(ENTER_SCREEN, says, b"Before you walk")
    shown.send(b"\r")
    while beats(home) < 2:
        shown.read(0.1)
    assert hosts_of(home) == []
    assert terminate(shown) == 143
    assert last_event(home) == ("end", "interrupted")


def test_over_ssh_without_linger_a_walk_stays_in_its_window_and_says_so(coach, asked, home):
    shown = coach(
        *SIMULATED, columns=120, rows=40, SSH_CONNECTION="10.0.0.1 1 10.0.0.2 22", XDG_RUNTIME_DIR="/run/user/1"
    )
    stays_one_process(shown, home, b"ends with the ssh login")


def test_on_macos_a_walk_stays_in_its_window_and_says_so(python, asked, home):
    shown = python("-c", ON_MACOS, *SIMULATED, columns=120, rows=40)
    stays_one_process(shown, home, b"n macOS a walk ends with its window")


# A walk that ended with nobody there


@pytest.fixture
def unseen(home):
    """A walk of a minute and a half whose last step was skipped, and that ended by itself after its recovery."""
    with walk_elsewhere(home) as walk_id:
        with Diary(None) as diary:
            UnaskedStore(diary.folders.unasked_file).add(walk_id)
        ask(TakeControl(), SkipStep(), ready=lambda now: now.at_s > 90)
        wait_until(lambda: not hosts_of(home), "the end after the recovery")
    return walk_id


def answers_late(shown):
    shown.read_until(ENTER_SCREEN, b"how was it?")
    shown.send(b"4\r")
    shown.read_until(b"somewhat hard")
    shown.send(b"\x1b")
    shown.read_until(b"change what was felt")


def test_a_walk_that_ended_unseen_has_its_recovery_and_is_asked_about_at_home_once(unseen, coach, asked):
    assert the_walk().end_reason == "finished"
    assert the_walk().summary.as_summary().recovery_bpm is not None
    at_home = coach(rows=40)
    answers_late(at_home)
    seen = len(at_home.output)
    at_home.send(b"q")
    at_home.read_until(b"THIS WEEK", start=seen)
    at_home.send(b"q")
    assert at_home.ends() == 0
    assert the_walk().felt.rpe == 4
    again = coach(rows=40)
    again.read_until(ENTER_SCREEN, b"THIS WEEK")
    again.send(b"q")
    assert again.ends() == 0
    assert b"how was it?" not in again.output


def test_a_walk_that_ended_unseen_is_asked_about_before_the_next_walk(unseen, coach, asked, home):
    shown = coach(*SIMULATED, rows=40)
    answers_late(shown)
    shown.send(b"q")
    shown.read_until(b"Before you walk")
    shown.send(b"\x03")
    assert shown.ends() == 130
    with Diary(None) as diary:
        assert diary.history.session(unseen).felt.rpe == 4
