"""What a start finds in the folder: told once, with a bar where it takes long."""

import sys

import pytest

from coach.cli import settling
from coach.cli.main import run
from coach.cli.settling import Bar, finished, settle
from coach.errors import RecordingError, RecordingProblem, StoreError, StoreProblem
from coach.services.diary import Diary
from coach.services.recorded_walks import RecordedWalks
from coach.services.settled import LeftOut
from tests.support.recorded_walks import days, record


@pytest.mark.parametrize(("seconds", "shown"), [(0.2, False), (0.3, True)])
def test_a_bar_shows_only_what_takes_long(capsys, monkeypatch, seconds, shown):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(settling, "monotonic_s", lambda: 0.0)
    with Bar() as bar:
        bar(1, 3, None)
        monkeypatch.setattr(settling, "monotonic_s", lambda: seconds)
        bar(2, 3, None)
        bar(3, 3, None)
    assert ("Reading recordings" in capsys.readouterr().err) is shown


def test_what_cannot_be_used_is_named(capsys):
    with Bar() as bar:
        bar(1, 1, LeftOut("a.jsonl", RecordingError(RecordingProblem.EMPTY, name="a.jsonl")))
    said = capsys.readouterr().err
    assert said.startswith("coach: a.jsonl was left out: a.jsonl is empty: there is no walk in it; ")


def settled(capsys):
    with Diary(None, walks_anyway=True) as diary:
        notice = settle(diary, RecordedWalks(diary))
    return notice, capsys.readouterr().err


def test_nothing_found_is_nothing_said(capsys, home):
    assert settled(capsys) == ("", "")


def test_walks_of_another_computer_are_told_once_and_what_is_no_walk_by_its_name(capsys, home):
    for ago in (2, 1):
        record(home, ago=days(ago))
    (home / "data" / "recordings" / "bad.jsonl").write_text("hello\n", encoding="utf-8")
    notice, err = settled(capsys)
    assert "2 walks that the history did not know came in from the recordings" in notice
    assert "bad.jsonl is no recording to read" in notice
    assert err.count("bad.jsonl was left out") == err.count("2 walks that") == 1
    assert settled(capsys) == ("", "")


def test_a_history_that_was_gone_is_told_once(capsys, home):
    record(home, ago=days(1))
    for _ in range(2):
        settled(capsys)
    for path in (home / "data").glob("history.sqlite3*"):
        if not path.name.endswith("backup"):
            path.unlink()
    notice, err = settled(capsys)
    assert notice == "the history was gone; one walk came back from the copy beside it"
    assert err == f"coach: {notice}\n"
    assert settled(capsys) == ("", "")


def test_a_history_that_cannot_be_used_does_not_keep_anybody_from_walking(capsys, home):
    path = home / "data" / "history.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 99)
    notice, err = settled(capsys)
    assert "is damaged" in notice
    assert "recorded all the same" in notice
    assert err == f"coach: {notice}\n"


class Walked:
    def __init__(self, *, all_recorded):
        self.all_recorded = all_recorded


def test_the_exit_says_whether_the_disk_has_everything_and_what_failed_meanwhile(capsys, home):
    with Diary(None, walks_anyway=True) as diary:
        assert finished(diary, Walked(all_recorded=True), "", 130) == 130
        assert finished(diary, Walked(all_recorded=False), "", 130) == 1
        assert capsys.readouterr().err == ""
        diary.trouble = StoreError(StoreProblem.DISK_FULL, path="walks.db", detail="full")
        assert finished(diary, Walked(all_recorded=True), "", 130) == 130
        told = capsys.readouterr().err
        assert "walks.db" in told
        assert finished(diary, Walked(all_recorded=True), told, 0) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", [("plan",), ("log", "--rpe", "4")])
def test_no_command_judges_by_a_history_that_lacks_walks(capsys, home, command):
    record(home, ago=days(1))
    assert run([*command]) == 0
    assert "one walk that the history did not know" in capsys.readouterr().err
    assert run([*command]) == 0
    assert capsys.readouterr().err == ""
