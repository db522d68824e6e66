"""The copies beside the history, one a day and one before each migration: a lost history comes back from them."""

import glob
import logging
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

from coach.errors import CoachError, StoreError, StoreProblem
from coach.files import is_regular
from coach.store.check_ins import put_copied
from coach.store.schema import back_up, in_transaction, is_damaged, migrate

_LOG = logging.getLogger(__name__)

DAYS_KEPT = 7
"""Keep this many daily copies: a week to notice that something is missing. A year of walks is well under 1 MB."""

_TABLES = ("sessions", "summaries", "log", "talk_tests", "check_ins")
"""What a copy holds for the walker; sessions come first, since others refer to them."""

_COPYING = threading.Lock()


def daily_copies(path: Path) -> list[Path]:
    """Return the daily copies beside the history, from old to new."""
    return _copies(path, "????-??-??")


def keep_daily_copy(connection: sqlite3.Connection, path: Path, day: date) -> None:
    """Copy the history beside it, once a day: a broken file would lose the answers that no recording has.

    Do nothing when the disk has no room for a copy: the walk matters more. Remove old copies, but none that holds
    more than the history does now.

    Raises:
        sqlite3.Error: when the history is damaged; the copies of earlier days stay.
    """
    copy = path.with_name(f"{path.name}.{day.isoformat()}.backup")
    if copy.exists() or connection.execute("SELECT 1 FROM summaries LIMIT 1").fetchone() is None:
        return
    with _COPYING:  # two threads of one process would write the same file
        try:
            back_up(path, copy)
        except StoreError:
            return
        except sqlite3.Error as error:
            if is_damaged(error):
                raise
            return
    present = _size_of(connection)
    for old in daily_copies(path)[:-DAYS_KEPT]:
        if all(there <= here for there, here in zip(_size_of_copy(old), present, strict=True)):
            old.unlink(missing_ok=True)


def _size_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the number of walks with sums, and of walks with answers."""
    row = connection.execute("SELECT (SELECT count(*) FROM summaries), (SELECT count(*) FROM log)").fetchone()
    return int(row[0]), int(row[1])


def _size_of_copy(copy: Path) -> tuple[int, int]:
    try:
        with closing(_in_memory(copy)) as opened:
            return _size_of(opened)
    except (sqlite3.Error, CoachError):
        return 0, 0  # nothing in it can be read


def bring_back(connection: sqlite3.Connection, path: Path) -> int:
    """Fill a history without a walk from the copies beside it: each walk as the newest copy has it; return how many.

    A history that was deleted, emptied or moved aside begins without a walk; a new walker has no copies.
    """
    copies = _newest_first(path)
    if not copies or connection.execute("SELECT 1 FROM sessions LIMIT 1").fetchone() is not None:
        return 0

    def work() -> int:
        for copy in copies:
            try:
                _add_missing(connection, copy, _TABLES)
            except (sqlite3.Error, CoachError) as error:
                _LOG.warning("the copy %s of the history cannot be read: %s", copy.name, error)
        return int(connection.execute("SELECT count(*) FROM sessions").fetchone()[0])

    return in_transaction(connection, work)


def bring_answers_back(connection: sqlite3.Connection, path: Path) -> None:
    """Give walks that have no answers those of the newest copy that has some."""

    def work() -> None:
        for copy in _newest_first(path):
            try:
                _add_missing(connection, copy, ("log", "check_ins"))
            except (sqlite3.Error, CoachError) as error:
                _LOG.warning("the copy %s of the history cannot be read: %s", copy.name, error)

    in_transaction(connection, work)


def _newest_first(path: Path) -> list[Path]:
    return [*reversed(daily_copies(path)), *reversed(_copies(path, "v*"))]


def _copies(path: Path, kind: str) -> list[Path]:
    found = path.parent.glob(f"{glob.escape(path.name)}.{kind}.backup")
    return sorted(copy for copy in found if is_regular(copy))  # SQLite would wait for a pipe


def _add_missing(connection: sqlite3.Connection, copy: Path, tables: tuple[str, ...]) -> None:
    """Add the rows of a copy that the history lacks; what belongs to a walk comes only where the walk is known."""
    with closing(_in_memory(copy)) as opened:
        for table in tables:
            # Walks that never ended are found by their recordings.
            rows = opened.execute(f"SELECT * FROM {table} {'WHERE ended_at NOT NULL' if table == 'sessions' else ''}")  # noqa: S608 - the names are this module's own
            names = [column[0] for column in rows.description]
            if table == "check_ins":  # a day's answers come one by one, so a day may lack some
                for row in rows.fetchall():
                    put_copied(connection, dict(zip(names, row, strict=True)))
                continue
            values = ", ".join(f"?{number}" for number in range(1, len(names) + 1))
            statement = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) SELECT {values}"
            if "session_id" in names:
                statement += f" WHERE EXISTS (SELECT 1 FROM sessions WHERE id = ?{names.index('session_id') + 1})"  # noqa: S608
            connection.executemany(statement, rows)


def _in_memory(copy: Path) -> sqlite3.Connection:
    """Open a copy of any version as one of this version, without touching its file.

    Raises:
        sqlite3.Error: when it is damaged.
        StoreError: when a newer Coach made it.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source:
            source.backup(memory)
        migrate(memory, copy)
    except BaseException:
        memory.close()
        raise
    return memory


def move_aside(path: Path) -> Path:
    """Give a damaged history another name, with what SQLite keeps beside it, and return that.

    Raises:
        StoreError: when it cannot be renamed.
    """
    number, aside = 1, path.with_name(f"{path.name}.damaged")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    try:
        for suffix in ("-wal", "-shm", ""):
            beside = path.with_name(f"{path.name}{suffix}")
            if beside.exists():
                beside.rename(aside.with_name(f"{aside.name}{suffix}"))
    except OSError as error:
        raise StoreError(StoreProblem.HISTORY_NOT_OPENED, path=str(path), detail=error.strerror or "") from error
    return aside
