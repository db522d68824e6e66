"""The history's tables: named migrations in order, all due ones in one transaction, with a backup before them.

This module turns SQLite's errors into a StoreError.

`PRAGMA user_version` is the number of applied migrations. A newer Coach's history raises HistoryVersionError.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from coach.errors import HistoryVersionError, MigrationError, StoreError, StoreProblem
from coach.files import PRIVATE_FILE, make_folder

T = TypeVar("T")

BUSY_MS = 20_000
"""How long one process waits for another's write. A write takes microseconds: this outlasts many and a slow disk."""


_CREATING = threading.Lock()


class Migration(msgspec.Struct, frozen=True):
    """One change of the tables: its `statements` run one by one, for `executescript` would commit first."""

    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "sessions, summaries and the log",
        (
            """
            CREATE TABLE sessions (
                id TEXT PRIMARY KEY,
                started_at TEXT NOT NULL,
                day INTEGER NOT NULL,
                recording TEXT,
                kind TEXT NOT NULL,
                planned_min REAL,
                ended_at TEXT,
                end_reason TEXT
            ) STRICT
            """,
            "CREATE INDEX sessions_by_day ON sessions (day)",
            """
            CREATE TABLE summaries (
                session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
                elapsed_s REAL NOT NULL,
                moving_s REAL NOT NULL,
                z2_s REAL NOT NULL,
                mean_bpm REAL,
                max_bpm REAL,
                spikes INTEGER,
                drift_pct REAL,
                distance_m REAL,
                summary TEXT NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE log (
                session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
                rpe INTEGER CHECK (rpe BETWEEN 0 AND 10),
                pain_before INTEGER CHECK (pain_before BETWEEN 0 AND 10),
                pain_during INTEGER CHECK (pain_during BETWEEN 0 AND 10),
                pain_after INTEGER CHECK (pain_after BETWEEN 0 AND 10),
                pain_next_morning INTEGER CHECK (pain_next_morning BETWEEN 0 AND 10),
                talk_test TEXT,
                note TEXT,
                distance_m REAL,
                belt_speed_mps REAL
            ) STRICT
            """,
        ),
    ),
    Migration(
        "heart-rate recovery",
        (
            "ALTER TABLE log ADD COLUMN end_bpm REAL",
            "ALTER TABLE log ADD COLUMN one_minute_bpm REAL",
            "ALTER TABLE summaries ADD COLUMN recovery_bpm REAL",
            # The whole summary has always held the recovery.
            "UPDATE summaries SET recovery_bpm = json_extract(summary, '$.recovery_bpm')",
        ),
    ),
    Migration(
        "talk tests, decisions and check-ins",
        (
            """
            CREATE TABLE talk_tests (
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                at_s REAL NOT NULL,
                answer TEXT NOT NULL,
                bpm REAL NOT NULL,
                PRIMARY KEY (session_id, at_s)
            ) STRICT
            """,
            """
            CREATE TABLE decisions (
                first_day INTEGER PRIMARY KEY,
                calendar_week INTEGER NOT NULL,
                week INTEGER NOT NULL,
                action TEXT NOT NULL,
                reason TEXT NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE check_ins (
                day INTEGER PRIMARY KEY,
                limited INTEGER,
                avoids_movement INTEGER,
                wants_more INTEGER
            ) STRICT
            """,
        ),
    ),
    Migration(
        "pace at the same heart rate",
        (
            "ALTER TABLE summaries ADD COLUMN steady_s REAL",
            "ALTER TABLE summaries ADD COLUMN steady_bpm REAL",
            "ALTER TABLE summaries ADD COLUMN steady_mps REAL",
            "ALTER TABLE summaries ADD COLUMN decoupling_pct REAL",
        ),
    ),
    # They were stored but never read: Coach computes decisions from the log.
    Migration("no decisions", ("DROP TABLE decisions",)),
    Migration(
        "the judgement's version, what the disk lost, answers beside recordings, recordings left out",
        (
            "ALTER TABLE summaries ADD COLUMN analysis_version INTEGER",
            "ALTER TABLE summaries ADD COLUMN unrecorded_s REAL",
            # When the file of answers had changed as both were last alike, in nanoseconds; 1 where there was none to
            # read, 0 while the file may lack some.
            "ALTER TABLE log ADD COLUMN answers_ns INTEGER NOT NULL DEFAULT 0",
            """
            CREATE TABLE left_out (
                recording TEXT PRIMARY KEY,
                size INTEGER NOT NULL,
                changed_ns INTEGER NOT NULL
            ) STRICT
            """,
        ),
    ),
    Migration("what was done about pain", ("ALTER TABLE summaries ADD COLUMN pain_choice TEXT",)),
    Migration(
        "pain outside a walk, and activities of one's own",
        (
            "ALTER TABLE check_ins ADD COLUMN pain INTEGER",
            "ALTER TABLE check_ins ADD COLUMN function TEXT",
            "ALTER TABLE check_ins ADD COLUMN asks_function INTEGER",
            # 0 once the file beside the recordings has all of it, as with the answers to a walk.
            "ALTER TABLE check_ins ADD COLUMN file_lacks INTEGER NOT NULL DEFAULT 1",
        ),
    ),
    Migration(
        "walks of other programs",
        (
            # The `source` of the recording's header, as JSON; none for a walk that Coach has recorded.
            "ALTER TABLE sessions ADD COLUMN source TEXT",
            # 1 where the walker says that such a walk counts in the programme.
            "ALTER TABLE log ADD COLUMN counts INTEGER NOT NULL DEFAULT 0",
        ),
    ),
)
"""Never change a released migration: add another."""


def open_database(
    path: Path, migrations: tuple[Migration, ...] = MIGRATIONS, *, busy_ms: int = BUSY_MS
) -> sqlite3.Connection:
    """Return a connection to the history, with its tables up to date; create the file if missing.

    `busy_ms` is how long each of its writes waits for another process's.

    Raises:
        StoreError: when it cannot be opened, is damaged, or was made by a newer Coach.
    """
    try:
        make_folder(path.parent)
        _create(path)
        connection = sqlite3.connect(path, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False)
    except OSError as error:
        problem = _OF_THE_SYSTEM.get(error.errno, StoreProblem.HISTORY_NOT_OPENED)
        raise StoreError(problem, path=str(path), detail=error.strerror or "") from error
    except sqlite3.Error as error:
        raise trouble(path, error) from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, path, migrations)
    except sqlite3.Error as error:
        connection.close()
        raise trouble(path, error) from error
    except StoreError:
        connection.close()
        raise
    return connection


def in_memory() -> sqlite3.Connection:
    """Return a connection to an empty history that is kept nowhere."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection, Path(":memory:"))
    return connection


_OF_THE_SYSTEM: dict[int | None, StoreProblem] = {
    errno.ENOSPC: StoreProblem.DISK_FULL,
    errno.EDQUOT: StoreProblem.DISK_FULL,
    errno.EROFS: StoreProblem.READ_ONLY,
    errno.EACCES: StoreProblem.READ_ONLY,
}

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_PROBLEMS: dict[int | None, StoreProblem] = {
    sqlite3.SQLITE_FULL: StoreProblem.DISK_FULL,
    sqlite3.SQLITE_IOERR: StoreProblem.DISK_FAILED,
    sqlite3.SQLITE_CANTOPEN: StoreProblem.NO_FOLDER,
    sqlite3.SQLITE_READONLY: StoreProblem.READ_ONLY,
    sqlite3.SQLITE_PERM: StoreProblem.READ_ONLY,
    sqlite3.SQLITE_BUSY: StoreProblem.IN_USE,
    sqlite3.SQLITE_LOCKED: StoreProblem.IN_USE,
}
"""Meaning of SQLite's primary result codes (https://sqlite.org/rescode.html); the file itself is fine."""


def is_damaged(error: sqlite3.Error) -> bool:
    """Return whether the file itself is broken, or no database at all."""
    return _primary_code(error) in _DAMAGED


def _primary_code(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)  # errors of the Python module itself have none
    return None if code is None else code & 0xFF


def trouble(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the StoreError for an error at `path`; SQLite's code tells a broken file apart from a failing disk."""
    problem = _PROBLEMS.get(_primary_code(error), StoreProblem.HISTORY_FAILED)
    return StoreError(StoreProblem.HISTORY_DAMAGED if is_damaged(error) else problem, path=str(path), detail=str(error))


def _create(path: Path) -> None:
    """Create the file before SQLite does, for its owner only; SQLite copies its rights to -wal and -shm.

    Do not open an existing file: closing any descriptor of it cancels this process's locks on it for every connection
    (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    """
    with _CREATING, suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations have been applied."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return int(version)


def migrate(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring the tables up to date, after a backup of those that the file at `path` has.

    Raises:
        StoreError: when a newer Coach made them, or a migration fails.
        sqlite3.Error: when they are damaged.
    """
    found = version_of(connection)
    if found > len(migrations):
        raise HistoryVersionError(str(path), found, len(migrations))
    if found < len(migrations):
        in_transaction(connection, partial(_catch_up, connection, path, migrations))


def _catch_up(connection: sqlite3.Connection, path: Path, migrations: tuple[Migration, ...]) -> None:
    # Check again inside the transaction: another process may have been faster.
    found = version_of(connection)
    if 0 < found < len(migrations) and not _is_in_memory(connection):
        back_up(path, path.with_name(f"{path.name}.v{found}.backup"))
    for number, migration in enumerate(migrations[found:], start=found + 1):
        try:
            for statement in migration.statements:
                connection.execute(statement)
        except sqlite3.Error as error:
            raise MigrationError(str(path), migration.name, str(error)) from error
        connection.execute(f"PRAGMA user_version = {number}")


def _is_in_memory(connection: sqlite3.Connection) -> bool:
    return not connection.execute("PRAGMA database_list").fetchone()[2]


def back_up(history: Path, path: Path) -> None:
    """Copy the history to a file of its own, which appears whole or not at all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        os.close(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE))
        # Use a separate connection: SQLite cannot copy from one that has begun to write.
        with closing(sqlite3.connect(history)) as source, closing(sqlite3.connect(beside)) as copy:
            source.backup(copy)
            # SQLite copies broken pages too, and a broken copy must not replace a good one.
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise _damage(found)
        beside.replace(path)
    except OSError as error:
        raise StoreError(StoreProblem.HISTORY_NOT_COPIED, path=str(path), detail=error.strerror or "") from error
    finally:
        beside.unlink(missing_ok=True)


def _damage(found: str) -> sqlite3.DatabaseError:
    """Return the error that SQLite itself raises on a damaged page, for damage found by its check."""
    error = sqlite3.DatabaseError(found.replace("\n", " "))
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def in_transaction(connection: sqlite3.Connection, work: Callable[[], T]) -> T:
    """Do `work` in one exclusive transaction: all of it happens, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work()
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    return result
