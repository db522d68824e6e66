"""`coach stop`: ends the walk that runs, and says what was kept."""

import json
import re

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.main import run
from coach.services.diary import Diary
from coach.session.commands import Pause
from coach.session.sentences import NOTHING_HEARD
from tests.support.hosts import hosts_of, wait_until
from tests.support.walks_elsewhere import ask, walk_elsewhere


def the_walk():
    with Diary(None) as diary:
        [session] = diary.history.sessions()
    return session


def stop(capsys, *options):
    code = run(["stop", *options])
    return code, capsys.readouterr()


def test_it_says_what_was_walked(home, capsys):
    with walk_elsewhere(home):
        ask(ready=lambda now: now.at_s > 5)
        code, said = stop(capsys)
        wait_until(lambda: not hosts_of(home), "the end of the host")
    assert (code, said.err) == (EXIT_DONE, "")
    assert re.fullmatch(r"The walk is over, and kept\. Walked \d:\d\d\b.*\n", said.out)
    assert the_walk().end_reason == "stopped"


def test_a_program_gets_the_summary(home, capsys):
    with walk_elsewhere(home) as walk_id:
        ask(Pause(), ready=lambda now: now.at_s > 5)
        code, said = stop(capsys, "--json")
    told = json.loads(said.out)
    assert (code, told["walk"], told["kept"]) == (EXIT_DONE, walk_id, True)
    assert told["summary"]["type"] == "summary"
    assert told["summary"]["readings"] == the_walk().summary.as_summary().readings


def test_a_walk_without_a_heart_beat_is_not_kept_and_that_is_said(home, capsys):
    with walk_elsewhere(home, speed=0.001):
        code, said = stop(capsys)
    assert (code, said.out) == (EXIT_DONE, f"{NOTHING_HEARD}\n")
    with Diary(None) as diary:
        assert diary.history.sessions() == ()


def test_where_no_walk_runs_there_is_none_to_end(home, capsys):
    code, said = stop(capsys)
    assert (code, said.out) == (EXIT_COULD_NOT, "")
    assert said.err == "coach: no walk is running; `coach walk` begins one\n"
