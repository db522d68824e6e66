"""The history's tables: each migration from every older version, with data in it."""

import os
import sqlite3
import stat
from contextlib import closing
from datetime import date

import pytest

from coach.domain.programme.walk_log import CheckIn
from coach.errors import StoreError
from coach.session.error_words import error_sentence
from coach.store.history import HistoryStore
from coach.store.schema import MIGRATIONS, Migration, open_database, trouble, version_of
from tests.support.saying import raises_saying

SUMMARY = (
    '{"elapsed_s": 1200.0, "moving_s": 1190.0, "z2_s": 900.0, "zone_s": [0, 200, 900, 100, 0, 0], "believed_s": 1200.0,'
    ' "mean_bpm": 124.0, "max_bpm": 139.0, "spikes": 1, "drift_pct": 2.0, "recovery_bpm": 23.5, "cues": {"hold": 2},'
    ' "dropouts": {"count": 1, "seconds": 4.0}, "readings": 1190, "rejected": 0, "distance_m": null}'
)

TODAY = date(2026, 11, 23)


def old_database(path, version):
    """A history as Coach of that version left it, with a walk in it."""
    with closing(open_database(path, MIGRATIONS[:version])) as connection:
        connection.execute(
            "INSERT INTO sessions (id, started_at, day, recording, kind, planned_min, ended_at, end_reason) VALUES "
            "('2026-11-02-0731', '2026-11-02T07:31:00+01:00', 739922, 'a.jsonl', 'steady', 20, "
            "'2026-11-02T07:51:00+01:00', 'finished')"
        )
        connection.execute(
            "INSERT INTO summaries (session_id, elapsed_s, moving_s, z2_s, mean_bpm, max_bpm, spikes, drift_pct, "
            "summary) VALUES ('2026-11-02-0731', 1200, 1190, 900, 124, 139, 1, 2.0, ?)",
            (SUMMARY,),
        )
        connection.execute(
            "INSERT INTO log (session_id, rpe, pain_before, pain_after, note) VALUES ('2026-11-02-0731', 4, 2, 1, 'né')"
        )
        if version >= 2:
            connection.execute("UPDATE log SET end_bpm = 130, one_minute_bpm = 104")
        if version >= 3:
            connection.execute("INSERT INTO talk_tests VALUES ('2026-11-02-0731', 600.0, 'comfortable', 128.0)")
            connection.execute("INSERT INTO check_ins (day, limited, wants_more) VALUES (739922, 1, 0)")
        if version in {3, 4}:
            connection.execute("INSERT INTO decisions VALUES (739922, 1, 1, 'advance', 'on')")


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_each_older_version_is_brought_up_to_date_with_its_data(tmp_path, version):
    path = tmp_path / "history.sqlite3"
    old_database(path, version)
    with HistoryStore(path, TODAY) as store:
        (session,) = store.sessions()
        check_ins = store.check_ins()
        assert version_of(store._connection) == len(MIGRATIONS)
    assert (session.session_id, session.planned_min, session.end_reason) == ("2026-11-02-0731", 20.0, "finished")
    assert (session.felt.rpe, session.felt.pain_before, session.felt.note) == (4, 2, "né")
    assert session.felt.recovery_bpm == (26.0 if version >= 2 else None)
    assert [item.bpm for item in session.talk] == ([128.0] if version >= 3 else [])
    assert check_ins == ((CheckIn(739922, limited=True, wants_more=False),) if version >= 3 else ())
    assert (session.summary.steady, session.summary.decoupling_pct) == (None, None)
    assert session.summary.z2_s == 900.0
    assert session.summary.as_summary().cues == {"hold": 2}
    # Version 2 gave the fall a column of its own; walks of version 1 had it in the summary.
    assert session.summary.recovery_bpm == (23.5 if version == 1 else None)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_backup_is_made_before_migrating(tmp_path, version):
    path = tmp_path / "history.sqlite3"
    old_database(path, version)
    open_database(path).close()
    backup = tmp_path / f"history.sqlite3.v{version}.backup"
    with closing(sqlite3.connect(backup)) as copy:
        assert version_of(copy) == version
        assert copy.execute("SELECT note FROM log").fetchone() == ("né",)
    assert sorted(item.name for item in tmp_path.glob("*.new")) == []


def test_a_new_history_needs_no_backup(tmp_path):
    open_database(tmp_path / "history.sqlite3").close()
    assert list(tmp_path.glob("*.backup")) == []


def test_the_same_tables_whichever_way(tmp_path):
    def tables(path):
        with closing(open_database(path)) as connection:
            return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()

    old_database(tmp_path / "old", 1)
    assert tables(tmp_path / "old") == tables(tmp_path / "new")


def test_a_failed_migration_changes_nothing_and_names_itself(tmp_path):
    path = tmp_path / "history.sqlite3"
    old_database(path, 1)
    broken = Migration("the broken one", ("CREATE TABLE halfway (id INTEGER)", "INSERT INTO nowhere VALUES (1)"))
    with raises_saying(StoreError, "the broken one"):
        open_database(path, (MIGRATIONS[0], broken))
    with closing(sqlite3.connect(path)) as connection:
        assert version_of(connection) == 1
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'halfway'").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_a_newer_history_is_refused_by_its_version(tmp_path):
    path = tmp_path / "history.sqlite3"
    with closing(open_database(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with raises_saying(StoreError, r"newer Coach \(version 99.*update Coach"):
        open_database(path)


def test_what_is_no_database_is_refused_with_a_next_step(tmp_path):
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"not a database" * 100)
    with raises_saying(StoreError, r"damaged.*--rebuild.*moves it aside"):
        open_database(path)


def failure(code):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (sqlite3.SQLITE_FULL, "free some disk space"),
        (sqlite3.SQLITE_IOERR, "the disk"),
        (sqlite3.SQLITE_IOERR_FSYNC, "the disk"),
        (sqlite3.SQLITE_CANTOPEN, "the folder"),
        (sqlite3.SQLITE_READONLY, "you may write"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "you may write"),
        (sqlite3.SQLITE_BUSY, "another program"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another program"),
        (sqlite3.SQLITE_ERROR, "try again"),
    ],
)
def test_trouble_of_the_disk_is_not_blamed_on_the_file(tmp_path, code, told):
    sentence = error_sentence(trouble(tmp_path / "history.sqlite3", failure(code)))
    assert told in sentence
    assert "--rebuild" not in sentence
    assert "move it" not in sentence


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT_INDEX])
def test_a_damaged_file_can_be_rebuilt(tmp_path, code):
    assert "--rebuild" in error_sentence(trouble(tmp_path / "history.sqlite3", failure(code)))


def test_a_history_that_is_busy_for_long_says_so(tmp_path):
    path = tmp_path / "history.sqlite3"
    with closing(open_database(path)) as other, HistoryStore(path, TODAY, busy_ms=1) as store:
        other.execute("BEGIN IMMEDIATE")
        with raises_saying(StoreError, "another program has it open"):
            store.add_check_in(CheckIn(1))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    path = tmp_path / "data" / "history.sqlite3"
    old_database(path, len(MIGRATIONS))
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with raises_saying(StoreError, "you may write"):
            open_database(path)
    finally:
        path.parent.chmod(0o700)


def test_a_folder_in_the_way_is_told(tmp_path):
    (tmp_path / "history.sqlite3").mkdir()
    with raises_saying(StoreError, r"could not be used.*the folder"):
        open_database(tmp_path / "history.sqlite3")


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_only_the_owner_may_look(tmp_path):
    path = tmp_path / "data" / "history.sqlite3"
    old_database(path, 1)
    with closing(open_database(path)) as connection:
        connection.execute("INSERT INTO check_ins (day, limited) VALUES (1, 0)")
        for item in path.parent.iterdir():
            assert stat.S_IMODE(item.stat().st_mode) == 0o600, item.name
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_migrations_have_names_of_their_own():
    assert len({migration.name for migration in MIGRATIONS}) == len(MIGRATIONS) >= 2
