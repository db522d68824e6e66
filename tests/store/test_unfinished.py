"""Walks that never ended: found, told apart from walks under way, continued or closed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.session.inputs import Reading, SessionEnded
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.store.history import HistoryStore
from coach.store.recorder import RecordingWriter
from coach.store.rows import NewSession
from coach.store.unfinished import find_unfinished, started_of

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
PLAN = SessionPlan(make(WorkoutKind.STEADY, 20), TYPICAL_ZONES)

TODAY = date(2026, 11, 23)


@pytest.fixture
def store(tmp_path):
    with HistoryStore(tmp_path / "history.sqlite3", TODAY) as opened:
        yield opened


def record(folder, name, seconds, *, end=False, cut=False):
    path = folder / f"{name}.jsonl"
    with RecordingWriter(path, Header(START.isoformat(), session=PLAN.to_json())) as sink:
        for at_s in range(seconds):
            sink.write(Reading(at_s=float(at_s), bpm=120))
        if end:
            sink.write(SessionEnded(at_s=float(seconds)))
    if cut:
        with path.open("ab") as file:
            file.write(b'{"t": 99999.0, "bp')
    return path


def begun(store, name):
    return store.add_session(NewSession(START, WorkoutKind.STEADY, 20.0, f"{name}.jsonl"))


@pytest.mark.parametrize(("minutes_later", "can_continue"), [(11, True), (39, True), (40, False), (60 * 24, False)])
def test_under_half_an_hour_old_it_can_be_continued(store, tmp_path, minutes_later, can_continue):
    session = begun(store, "a")
    path = record(tmp_path, "a", 601, cut=True)
    (found,) = find_unfinished(store, tmp_path, START + timedelta(minutes=minutes_later))
    assert (found.session_id, found.recording) == (session.session_id, path)
    assert found.last_at == START + timedelta(minutes=10)
    assert (found.has_end, found.can_continue) == (False, can_continue)


@pytest.mark.parametrize("known", [True, False])
def test_a_walk_under_way_is_left_alone_however_long_it_is_silent(store, tmp_path, known):
    if known:
        begun(store, "a")
    with RecordingWriter(record(tmp_path, "a", 601), None):
        assert find_unfinished(store, tmp_path, START + timedelta(minutes=11)) == ()
        assert find_unfinished(store, tmp_path, START + timedelta(minutes=50)) == ()
    assert len(find_unfinished(store, tmp_path, START + timedelta(minutes=50))) == 1


def test_a_walk_that_was_killed_a_moment_ago_is_found(store, tmp_path):
    begun(store, "a")
    record(tmp_path, "a", 601)
    (found,) = find_unfinished(store, tmp_path, START + timedelta(seconds=601))
    assert found.can_continue


def test_a_recording_that_the_history_never_heard_of(store, tmp_path):
    record(tmp_path, "lost", 61)
    record(tmp_path, "whole", 61, end=True)
    (tmp_path / "foreign.jsonl").write_text("hello\n", encoding="utf-8")
    (found,) = find_unfinished(store, tmp_path, START + timedelta(minutes=5))
    assert (found.session_id, found.recording.name, found.can_continue) == (None, "lost.jsonl", True)
    assert found.header.session["workout"] == "steady"


def test_an_end_that_only_the_history_missed_is_closed_not_continued(store, tmp_path):
    begun(store, "a")
    record(tmp_path, "a", 61, end=True)
    (found,) = find_unfinished(store, tmp_path, START + timedelta(minutes=5))
    assert (found.has_end, found.can_continue) == (True, False)


def test_a_row_whose_recording_is_gone(store, tmp_path):
    begun(store, "a")
    (found,) = find_unfinished(store, tmp_path, START + timedelta(minutes=5))
    assert (found.header, found.can_continue) == (None, False)


def test_ended_walks_are_not_looked_at(store, tmp_path):
    begun(store, "a")
    record(tmp_path, "a", 61)
    store._connection.execute("UPDATE sessions SET ended_at = '2026-11-23T08:00:00+00:00'")
    assert find_unfinished(store, tmp_path, START + timedelta(minutes=5)) == ()


def test_a_recording_with_only_a_header_began_when_it_ended(store, tmp_path):
    begun(store, "a")
    record(tmp_path, "a", 0, cut=True)
    (found,) = find_unfinished(store, tmp_path, START + timedelta(minutes=5))
    assert found.last_at == START


def test_a_clock_set_back_continues_nothing(store, tmp_path):
    begun(store, "a")
    record(tmp_path, "a", 61)
    (found,) = find_unfinished(store, tmp_path, START - timedelta(days=1))
    assert not found.can_continue


@pytest.mark.parametrize(
    ("extra", "name", "day", "offset_h"),
    [
        ({"utc_offset_s": 32400}, "walk", 24, 9),
        ({"utc_offset_s": 0}, "2026-11-24-0731", 23, 0),
        ({}, "2026-11-24-0731", 24, 9),
        ({}, "2026-11-24-0731-2", 24, 9),
        ({"utc_offset_s": "east"}, "2026-11-24-0731", 24, 9),
        ({"utc_offset_s": float("nan")}, "2026-11-24-0731", 24, 9),
        ({}, "2026-11-24-0401", 24, 5.5),
        ({}, "2026-11-23-1431", 23, -8),
    ],
)
def test_a_recording_began_on_the_walker_s_day_wherever_it_is_read(extra, name, day, offset_h):
    began = started_of(Header("2026-11-23T22:31:04.512Z", extra=extra), name)
    assert (began.day, began.utcoffset()) == (day, timedelta(hours=offset_h))
    assert began == datetime(2026, 11, 23, 22, 31, 4, 512000, tzinfo=UTC)


@pytest.mark.parametrize("name", ["walk", "2026-11-24-0733", "2026-11-26-0731", "2026-13-41-9999", "2026-11-24"])
def test_where_nothing_says_the_zone_it_is_this_computer_s(name):
    assert started_of(Header(START.isoformat()), name) == START
    assert started_of(Header(START.isoformat()), name).utcoffset() == START.astimezone().utcoffset()


def test_a_recording_that_does_not_say_when_it_began():
    assert started_of(Header("yesterday"), "2026-11-24-0731") is None
