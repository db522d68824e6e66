"""The whole program in a pseudo-terminal: what nobody sees in a test of its parts."""

import signal

import pytest

from coach.config import NO_DEVICE, Profile, folders_of, load_profile
from coach.config.profile_writing import save_profile
from coach.domain.programme.safety import SafetySign
from coach.services.diary import Diary
from tests.support.pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN


def ends(terminal, code):
    assert terminal.ends() == code
    assert LEAVE_SCREEN in terminal.output
    assert b"Traceback" not in terminal.output


def walks_on(terminal, home):
    """Until a few beats are in the recording."""
    terminal.read_until(b"connected")
    while sum(path.read_text().count("hex") for path in home.glob("data/recordings/*.jsonl")) < 3:
        terminal.read()


def test_coach_alone_asks_first_and_then_is_at_home(coach, home):
    terminal = coach()
    terminal.read_until(ENTER_SCREEN)
    terminal.read_until(b"Welcome to Coach")
    terminal.send(b"\r")
    terminal.read_until(b"Do you have any of these")
    terminal.send(b"\x1b")
    terminal.read_until(b"THIS WEEK")
    terminal.send(b"q")
    ends(terminal, 0)
    with Diary(None) as diary:
        assert load_profile(diary.folders.profile_file).programme_start is not None
        assert diary.history.sessions() == ()


def test_a_walk_by_command_is_asked_about_and_kept(coach, asked, home):
    terminal = coach("walk", "--simulate", "--workout", "steady", "--minutes", "5")
    walks_on(terminal, home)
    terminal.read_until(b"Before you walk")
    terminal.send(b"2\rq")
    terminal.read_until(b"Everything up to now is kept.")
    terminal.send(b"q")
    terminal.read_until(b"How hard was the walk?")
    terminal.send(b"4\r")
    terminal.read_until(b"somewhat hard")
    terminal.send(b"\x1b")
    terminal.read_until(b"change what was felt")
    terminal.send(b"q")
    ends(terminal, 0)
    assert b"Walked 0:0" in terminal.output
    with Diary(None) as diary:
        [session] = diary.history.sessions()
    assert (session.end_reason, session.felt.rpe, session.felt.pain_before) == ("stopped", 4, 2)


def test_before_the_first_walk_by_command_come_the_first_questions(coach, home):
    terminal = coach("walk", "--simulate", "--workout", "free")
    terminal.read_until(b"Welcome to Coach")
    terminal.send(b"\x1b")
    terminal.read_until(b"Before you walk")
    terminal.send(b"\rqq")
    ends(terminal, 0)
    assert load_profile(folders_of().profile_file).asked


def test_signs_that_were_skipped_are_asked_at_the_next_start_and_what_is_open_is_told(coach, home):
    file = folders_of().profile_file
    save_profile(file, Profile(disclaimers_seen=(NO_DEVICE,)))
    terminal = coach("walk", "--simulate", "--workout", "free")
    terminal.read_until(b"First, your health")
    terminal.send(b"\x1b")
    terminal.read_until(b"Before you walk")
    terminal.send(b"\rqq")
    ends(terminal, 0)
    assert load_profile(file).safety is None
    terminal = coach("walk", "--simulate", "--workout", "free")
    terminal.read_until(b"First, your health")
    terminal.send(b"4\r\r\r")  # a leg that gets weaker; the second page; the advice
    terminal.read_until(b"You marked a weaker leg")
    terminal.send(b"\rqq")
    ends(terminal, 0)
    assert load_profile(file).safety_answers.open == {SafetySign.LEG_WEAKNESS}
    terminal = coach("walk", "--simulate", "--workout", "free")
    terminal.read_until(b"You marked a weaker leg")
    terminal.send(b"\rqq")
    ends(terminal, 0)


@pytest.mark.parametrize("key", [b"\x03", b"\x11"], ids=["ctrl+c", "ctrl+q"])
@pytest.mark.parametrize("before", [b"", b"\r1", b"\x10"], ids=["welcome", "safety", "palette"])
def test_leaving_the_first_questions_begins_no_walk(coach, home, key, before):
    terminal = coach("walk", "--simulate", "--workout", "free")
    terminal.read_until(b"Welcome to Coach")
    terminal.send(before)
    terminal.send(key)
    ends(terminal, 130)
    assert not load_profile(folders_of().profile_file).asked
    assert list(home.glob("data/recordings/*")) == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_in_the_first_questions_begins_no_walk(coach, home, name):
    terminal = coach("walk", "--simulate", "--workout", "free")
    terminal.read_until(b"Welcome to Coach")
    terminal.process.send_signal(getattr(signal, name))
    ends(terminal, 128 + getattr(signal, name))
    assert not load_profile(folders_of().profile_file).asked
    assert list(home.glob("data/recordings/*")) == []


def test_a_walk_without_a_heart_beat_says_that_it_is_not_kept(coach, asked, home):
    terminal = coach("walk", "--strap", "nobody's", "--workout", "free")
    terminal.read_until(ENTER_SCREEN)
    terminal.read_until(b"Before you walk")
    terminal.send(b"\rqq")
    assert terminal.ends() == 0
    assert b"No heart beat was heard" in terminal.output
    with Diary(None) as diary:
        assert diary.history.sessions() == ()


def test_a_demo_says_what_it_is_and_what_comes_next_and_keeps_nothing(coach, home):
    terminal = coach("demo", "--speed", "20")
    terminal.read_until(b"connected", b"demo, x20")
    terminal.send(b"q")
    ends(terminal, 0)
    assert b"Next: `coach pair` finds your strap, then `coach` has today's walk." in terminal.output
    assert not home.exists()
