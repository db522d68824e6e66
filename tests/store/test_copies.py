"""The copies beside the history: what was lost comes back from them, and none is removed that holds more."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import CheckIn, OwnActivity
from coach.domain.workout.steps import WorkoutKind
from coach.store.answers import beside, write_answers
from coach.store.copies import DAYS_KEPT, bring_answers_back, daily_copies, move_aside
from coach.store.history import HistoryStore
from coach.store.rows import NewSession
from coach.store.schema import MIGRATIONS, open_database
from tests.store.test_history import MORNING, TODAY, walked


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


def opened(path, day=0):
    return HistoryStore(path, TODAY + timedelta(days=day))


def walk_on(path, day, **felt):
    with opened(path, day) as store:
        walk_id = walked(store, MORNING + timedelta(days=day)).session_id
        store.log(walk_id, Felt(**felt))
    opened(path, day).close()  # the day's copy is made of what there was
    return walk_id


def lose(path, way):
    for end in ("-wal", "-shm"):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    path.unlink()
    if way == "empty":
        path.touch()


@pytest.mark.parametrize("way", ["gone", "empty"])
def test_a_lost_history_comes_back_with_its_answers(path, way):
    walk_id = walk_on(path, 0, rpe=4, note="mine")
    with opened(path) as store:
        store.add_check_in(CheckIn(TODAY.toordinal(), limited=True))
        store.add_check_in(CheckIn(TODAY.toordinal(), pain=6, function=(OwnActivity("stairs", 4),)))
    opened(path, 1).close()
    lose(path, way)
    with opened(path, 1) as store:
        assert store.brought_back == 1
        assert store.find_session().session_id == walk_id
        assert store.find_session().felt == Felt(rpe=4, note="mine")
        kept = CheckIn(TODAY.toordinal(), limited=True, pain=6, function=(OwnActivity("stairs", 4),))
        assert store.check_ins() == (kept,)
    with opened(path, 1) as store:
        assert (store.brought_back, len(store.sessions())) == (0, 1)


def test_each_walk_comes_back_as_the_newest_copy_has_it(path):
    first = walk_on(path, 0, rpe=2)
    with opened(path) as store:
        store.log(first, Felt(rpe=6))
    second = walk_on(path, 1, rpe=3)
    with opened(path, 1) as store:
        store.forget_session(first)  # the next copies lack it
    opened(path, 2).close()
    lose(path, "gone")
    with opened(path, 3) as store:
        assert {walk.session_id: walk.felt.rpe for walk in store.sessions()} == {first: 6, second: 3}


def test_a_broken_copy_costs_only_itself(path):
    walk_id = walk_on(path, 0, rpe=2)
    path.with_name(f"{path.name}.2026-12-24.backup").write_bytes(b"broken")
    lose(path, "gone")
    with opened(path, 1) as store:
        assert [walk.session_id for walk in store.sessions()] == [walk_id]


def test_a_copy_of_an_earlier_version_comes_back_and_stays_as_it_is(path):
    old = path.with_name(f"{path.name}.v2.backup")
    with closing(open_database(old, MIGRATIONS[:2])) as connection:
        connection.execute(
            "INSERT INTO sessions VALUES ('w', '2026-11-20T07:00:00+00:00', 739575, 'w.jsonl', 'free', NULL, "
            "'2026-11-20T07:20:00+00:00', 'finished')"
        )
        connection.execute("INSERT INTO log (session_id, rpe, end_bpm) VALUES ('w', 5, 131.0)")
    before = old.read_bytes()
    with opened(path) as store:
        assert store.find_session().felt == Felt(rpe=5, end_bpm=131.0)
    assert old.read_bytes() == before
    assert sorted(item.name for item in path.parent.glob("*.backup-*")) == []


def test_a_new_walker_has_nothing_to_come_back(path):
    with opened(path) as store:
        assert (store.brought_back, store.sessions()) == (0, ())


def test_a_walk_that_never_ended_does_not_come_back_for_ever(path):
    with opened(path) as store:
        walked(store)
        begun = store.add_session(NewSession(MORNING + timedelta(hours=2), WorkoutKind.FREE))
    opened(path, 1).close()
    lose(path, "gone")
    with opened(path, 1) as store:
        assert begun.session_id not in {walk.session_id for walk in store.sessions()}


def test_answers_beside_a_recording_are_newer_than_those_of_a_copy(path):
    walk_id = walk_on(path, 0, rpe=2, pain_after=1)
    recording = path.parent / "recordings" / f"{walk_id}.jsonl"
    recording.parent.mkdir()
    recording.touch()
    write_answers(recording, {"rpe": 7})
    lose(path, "gone")
    with opened(path, 1) as store:
        assert store.find_session().felt == Felt(rpe=7, pain_after=1)
    assert beside(recording).exists()


def test_answers_come_back_where_a_walk_has_none(path):
    answered, later = walk_on(path, 0, rpe=2), walk_on(path, 1, rpe=3)
    with opened(path, 1) as store:
        store._connection.execute("DELETE FROM log WHERE session_id = ?", (answered,))
        store.log(later, Felt(rpe=9))
        bring_answers_back(store._connection, path)
        assert {walk.session_id: walk.felt.rpe for walk in store.sessions()} == {answered: 2, later: 9}


def test_copies_of_a_fuller_history_are_never_removed(path):
    """An earlier version took an emptied history for a new walker's, and removed the good copies within a week."""
    for day in range(3):
        walk_on(path, day, rpe=4)
    full = daily_copies(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM sessions WHERE rowid > 1")
        connection.commit()
    for day in range(3, 20):
        opened(path, day).close()
    kept = daily_copies(path)
    assert full[-1] in kept
    assert len(kept) <= DAYS_KEPT + len(full)


def test_a_damaged_history_is_moved_aside_with_what_belongs_to_it(path):
    for number in (1, 2):
        path.write_bytes(b"broken")
        path.with_name(f"{path.name}-wal").write_bytes(b"log")
        aside = move_aside(path)
        assert aside.name == f"history.sqlite3.damaged{'-2' if number == 2 else ''}"
        assert (aside.read_bytes(), aside.with_name(f"{aside.name}-wal").read_bytes()) == (b"broken", b"log")
        assert not path.exists()
