"""Homes that earlier versions left, opened with this one: nothing that a walker told or walked may be lost."""

import json
import os
import shutil
import sqlite3
import stat
import time  # noqa: TID251 - the time zone of this process is set by it
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from coach.cli.history import felt_object
from coach.cli.main import run
from coach.config import Profile
from coach.packing import read_recording
from coach.store.history import HistoryStore

HOMES = Path(__file__).parents[1] / "fixtures" / "homes"
NAMES = sorted(path.name for path in HOMES.iterdir() if path.is_dir())
FRESH_S = 2100.0
"""Half an hour, and what the making took."""
ANSWERS = {
    "rpe", "pain_before", "pain_during", "pain_after", "pain_next_morning", "talk_test", "note", "distance_m",
    "belt_speed_mps", "end_bpm", "one_minute_bpm",
}  # fmt: skip


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    """The zone in which the homes were made."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        _take_zone()
        yield
    _take_zone()


def _take_zone():
    if hasattr(time, "tzset"):  # Windows has not
        time.tzset()


@pytest.fixture(params=NAMES)
def expected(request):
    """What the version that made the home printed about it."""
    found = json.loads((HOMES / f"{request.param}.expected.json").read_text(encoding="utf-8"))
    if time.time() < datetime.fromisoformat(found["made_at"]).timestamp() + FRESH_S:
        pytest.skip("the home's last walk was left so lately that it can be gone on with: in half an hour it is closed")
    return found | {"name": request.param}


@pytest.fixture
def home(expected, tmp_path, monkeypatch):
    """A copy of the home, for its owner's eyes only as it was made: git keeps no such modes."""
    copy = tmp_path / "home"
    shutil.copytree(HOMES / expected["name"], copy)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    monkeypatch.setenv("COACH_HOME", str(copy))
    return copy


@pytest.fixture
def ask(home, capsys):
    """`coach ARGUMENTS...`: what it prints, and what it complains of."""

    def ask(*arguments):
        code = run(list(arguments))
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return printed.out, printed.err

    return ask


def told(ask, expected):
    """What this version says of everything that the version of the home was asked."""
    return {name: _told_of(ask, name, asked) for name, asked in expected["people"].items()}


def _told_of(ask, name, asked):
    person = ("--profile", name) if name else ()

    def as_json(*arguments):
        return json.loads(ask(*person, *arguments, "--json")[0])

    return {
        "history": as_json("history"),
        "profile": as_then(as_json("profile"), asked["profile"]),
        "plan": {day: as_json("plan", "--on", day) for day in asked["plan"]},
        "plan_in_words": {day: ask(*person, "plan", "--on", day)[0] for day in asked["plan_in_words"]},
    }


def as_then(profile, then):
    """A profile without the settings that its version did not know: of these nothing has been said."""
    since = set(profile) - set(then)
    fresh = json.loads(msgspec.json.encode(Profile()))
    assert {key: profile[key] for key in since} == {key: fresh[key] for key in since}
    return {key: profile[key] for key in then}


def answers(history):
    """What was answered, by walk."""
    return {
        walk["session"]: {key: value for key, value in walk["log"].items() if value is not None} for walk in history
    }


JUDGED = {
    *("cues", "z2_s", "zone_s", "believed_s", "mean_bpm", "max_bpm", "excursions", "spikes"),
    *("cardiac_drift_pct", "drift_pct", "recovery_bpm", "dropouts"),
}
"""What depends on which readings are believed, and on the rules of the cues."""


def without_judgement(history):
    """What was walked. What a walk is worth is told by today's judgement once it is analysed anew.

    Where its file lies is left out as well: earlier versions did not say, and a copy of a home lies elsewhere.
    """
    return [
        {key: value for key, value in walk.items() if key != "file"}
        | {"summary": {key: value for key, value in (walk["summary"] or {}).items() if key not in JUDGED}}
        for walk in history
    ]


def of_the_walks(plan):
    """What a plan says of the walks that were; what it asks for, and in which words, is today's programme."""
    week = {key: value for key, value in plan["this_week"].items() if key in {"walks", "z2_minutes", "goal_minutes"}}
    return {"week": plan["week"], "action": plan["decision"]["action"], **week}


def to_the_millisecond(started_at):
    moment = datetime.fromisoformat(started_at)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000).isoformat()


def recordings(home):
    return sorted(set(home.rglob("recordings/*.jsonl")) - set(home.rglob("*.answers.jsonl")))


def histories(home):
    return sorted(home.rglob("history.sqlite3"))


def copies(home):
    return sorted(home.rglob("history.sqlite3.*.backup"))


def dumped(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def contents(home):
    """Every file: a history by what is in it, all else byte by byte."""
    known = {path: dumped(path) for path in (*histories(home), *copies(home))}
    beside = {f"{path}{end}" for path in known for end in ("-wal", "-shm")}
    rest = [path for path in home.rglob("*") if path.is_file() and path not in known and str(path) not in beside]
    return {path.relative_to(home): dump for path, dump in known.items()} | {
        path.relative_to(home): path.read_bytes() for path in rest
    }


def test_there_is_a_home():
    assert NAMES


def test_a_home_holds_every_kind_of_thing(expected, home):
    """So that what is compared below is not nothing."""
    walks = expected["people"][""]["history"]
    assert len(walks) >= 10
    assert {key for log in answers(walks).values() for key in log} >= ANSWERS
    assert {"finished", "interrupted", None} <= {walk["end_reason"] for walk in walks}
    assert len(recordings(home)) > len(walks)
    assert len(copies(home)) >= 2
    assert expected["left_out"]
    profile = expected["people"][""]["profile"]
    assert profile["strap"]
    assert any(name.startswith("band ") for name in profile["disclaimers_seen"])
    assert len(expected["people"]) == 2


def test_it_says_what_the_version_that_made_it_said(ask, expected):
    said, before = told(ask, expected), expected["people"]
    assert said.keys() == before.keys()
    for name, of_person in said.items():
        then = before[name]
        assert without_judgement(of_person["history"]) == without_judgement(then["history"])
        assert of_person["profile"] == then["profile"]
        assert {day: of_the_walks(plan) for day, plan in of_person["plan"].items()} == {
            day: of_the_walks(plan) for day, plan in then["plan"].items()
        }
        assert of_person["plan_in_words"].keys() == then["plan_in_words"].keys()
        assert all(of_person["plan_in_words"].values())


def test_the_walks_that_never_ended_are_found_and_counted(ask, expected):
    """One the history knows of, and one it does not; both are old by now, so the first look closes them."""
    history = expected["people"][""]["history"]
    found = {walk["session"]: walk for walk in json.loads(ask("history", "--json")[0])}
    unfinished = [walk for walk in history if walk["session"] in expected["never_ended"]]
    assert without_judgement(found[walk["session"]] for walk in unfinished) == without_judgement(unfinished)
    assert [walk["end_reason"] for walk in unfinished] == [None, None]
    assert max(walk["summary"]["moving_s"] for walk in unfinished) >= 600  # one of them counts


def test_a_second_look_changes_nothing(ask, expected, home):
    first = told(ask, expected)
    before = contents(home)
    assert told(ask, expected) == first
    assert contents(home) == before


def test_what_was_recorded_and_set_is_let_be_and_all_stays_its_owner_s_alone(ask, expected, home):
    told(ask, expected)
    ask("history", "--rebuild")
    original = HOMES / expected["name"]
    for path in (*recordings(original), *original.rglob("profile.toml")):
        assert read_recording(home / path.relative_to(original)) == path.read_bytes()
    ask("log", "--rpe", "2")
    ask("profile", "--volume", "12")
    if os.name == "posix":  # modes are POSIX's
        open_to_others = [path for path in (home, *home.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]
        assert open_to_others == []


def test_a_change_of_the_profile_keeps_the_rest_of_it(ask, expected, home):
    before = expected["people"][""]["profile"]
    ask("profile", "--volume", "12")
    assert as_then(json.loads(ask("profile", "--json")[0]), before) == before | {"volume": 12}
    assert "# Mine: do not lose this line." in (home / "config" / "profile.toml").read_text(encoding="utf-8")


def test_a_rebuild_keeps_every_walk_and_answer_and_names_what_cannot_be_read(ask, expected):
    _, complaints = ask("history", "--rebuild")
    assert [line.split()[1] for line in complaints.splitlines() if "was left out" in line] == expected["left_out"]
    found = json.loads(ask("history", "--json")[0])
    before = expected["people"][""]["history"]
    assert answers(found) == answers(before)
    assert without_judgement(found) == without_judgement(before)


@pytest.mark.parametrize("way", ["gone", "empty"])
def test_a_lost_history_comes_back_from_its_copies_and_the_recordings(ask, expected, home, way):
    newest = max(home.glob("data/*.backup"))
    for path in set(home.glob("data/history.sqlite3*")) - set(copies(home)):
        path.unlink()
    if way == "empty":
        (home / "data" / "history.sqlite3").touch()
    printed, complaints = ask("history", "--json")
    assert "the history was gone" in complaints
    found = json.loads(printed)
    assert [walk["session"] for walk in found] == [walk["session"] for walk in expected["people"][""]["history"]]
    with HistoryStore(newest, date(2026, 11, 23)) as copy:
        copied = {session.session_id: felt_object(session.felt) for session in copy.sessions()}
    assert sum(log["rpe"] is not None for log in copied.values()) >= 3
    for name, log in copied.items():
        assert {key: value for key, value in log.items() if value is not None}.items() <= answers(found)[name].items()


def test_without_database_and_copies_the_history_is_the_same_by_its_recordings_and_answers(ask, home):
    before = json.loads(ask("history", "--json")[0])
    plan = ask("plan", "--json")
    for path in home.glob("data/history.sqlite3*"):
        path.unlink()
    after = json.loads(ask("history", "--json")[0])
    # Earlier versions kept the start to the microsecond; a recording has it to the millisecond.
    before = [walk | {"started_at": to_the_millisecond(walk["started_at"])} for walk in before]
    assert without_judgement(after) == without_judgement(before)
    assert ask("plan", "--json") == plan


def test_the_copies_of_the_history_are_whole(expected, home):
    counts = []
    for path in copies(home):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts.append(connection.execute("SELECT count(*) FROM sessions").fetchone()[0])
    assert min(counts) >= 1
    assert max(counts) >= 5


def test_every_recording_that_can_be_read_is_replayed(ask, expected, home, capsys):
    for path in recordings(home):
        if path.name in expected["left_out"]:
            assert run(["replay", str(path), "--json", "--speed", "max"]) == 1
            assert capsys.readouterr().err.startswith("coach: ")
        else:
            out, _ = ask("replay", str(path), "--json", "--speed", "max")
            assert json.loads(out.splitlines()[-1])["type"] == "summary"
