"""`coach history`: what it prints, and that it comes back from the recordings."""

from datetime import timedelta

import pytest

from tests.support.commands import as_json, asked, rebuilt
from tests.support.recorded_walks import days, record


def test_an_empty_history_says_how_to_begin(capsys, home):
    assert "coach walk" in asked(capsys, "history")[1]


def test_walks_newest_first_with_what_was_felt(capsys, home):
    old, new = record(home, ago=days(3)), record(home, ago=days(1), minutes=12)
    rebuilt(capsys)
    assert asked(capsys, "log", old, "--rpe", "4", "--pain", "2", "--note", "wind\x1b[2J")[0] == 0
    found = as_json(capsys, "history")
    assert [item["session"] for item in found] == [new, old]
    assert found[1]["summary"]["z2_s"] == pytest.approx(1195, abs=15)
    assert found[1]["log"]["note"] == "wind\x1b[2J"
    _, out, _ = asked(capsys, "history")
    assert "\x1b" not in out
    assert out.splitlines()[2].split() == [
        old,
        "steady",
        "20:00",
        *out.splitlines()[2].split()[3:5],
        "4",
        "2",
        "128",
        "wind·[2J",
    ]


def test_a_lost_history_comes_back_from_the_recordings(capsys, home):
    stems = [record(home, ago=days(ago)) for ago in (3, 2, 1)]
    rebuilt(capsys)
    before = as_json(capsys, "history")
    for path in (home / "data").glob("history.sqlite3*"):
        path.unlink()
    code, _, err = asked(capsys, "history", "--rebuild")
    assert (code, "3 walks computed again" in err) == (0, True)
    assert as_json(capsys, "history") == before
    assert {item["session"] for item in before} == set(stems)


def test_a_recording_that_cannot_be_read_is_told_and_costs_only_itself(capsys, home):
    record(home, ago=days(1))
    (home / "data" / "recordings" / "broken.jsonl").write_text("hello\n", encoding="utf-8")
    code, _, err = asked(capsys, "history", "--rebuild")
    assert code == 0
    assert "broken.jsonl was left out" in err
    assert len(as_json(capsys, "history")) == 1


def test_an_old_walk_that_never_ended_is_closed_where_it_stopped(capsys, home):
    stem = record(home, ago=timedelta(hours=3), minutes=11, ends=False)
    (found,) = as_json(capsys, "history")
    assert (found["session"], found["end_reason"]) == (stem, None)
    assert found["summary"]["elapsed_s"] == 659.0
    assert as_json(capsys, "plan")["this_week"]["walks"] == 1
