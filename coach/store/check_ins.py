"""The answers outside a walk as rows of the history, a day each, and in line with the file beside the recordings.

Answers of one day come one by one, so a row is never replaced: each question keeps its last word. Each function runs
inside a transaction of its caller.
"""

import json
import logging
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from coach.domain.programme.walk_log import CheckIn
from coach.store.answers import check_in_object, check_in_of, read_check_ins, write_check_ins

_LOG = logging.getLogger(__name__)


def keep_check_in(connection: sqlite3.Connection, folder: Path, check_in: CheckIn) -> None:
    """Keep the answers, here and in the folder; what was not asked again keeps its answer of that day."""
    _put(connection, check_in)
    _put_beside(connection, folder, {check_in.day: check_in})


def put_copied(connection: sqlite3.Connection, columns: Mapping[str, object]) -> None:
    """Take a row of a copy, of any version, where this history has no answer; the file's word is newer than a copy's.

    `columns` are the values by column name.
    """
    _put_row(connection, {**columns, "file_lacks": 0}, first="check_ins", then="excluded")


def check_ins_of(connection: sqlite3.Connection) -> tuple[CheckIn, ...]:
    """Return all check-ins, from old to new; the connection's rows are `sqlite3.Row`."""
    rows = connection.execute("SELECT * FROM check_ins ORDER BY day").fetchall()
    return tuple(check_in_of(row["day"], _kept(row)) for row in rows)


def are_alike(connection: sqlite3.Connection, folder: Path) -> bool:
    """Return whether the folder has the same answers as the history, and is known to have them."""
    return not _lacking(connection) and read_check_ins(folder) == check_ins_of(connection)


def match_check_ins(connection: sqlite3.Connection, folder: Path) -> None:
    """Take what the folder has, and write what it lacks.

    Where both have an answer the folder's stands, for a stand-in or the walker's editor may have changed it; but not
    where the history's is known to be missing there.
    """
    known = {item.day: item for item in check_ins_of(connection)}
    kept = {item.day: item for item in read_check_ins(folder)}
    lacking = _lacking(connection)
    merged: dict[int, CheckIn] = {}
    for day in sorted({*known, *kept}):
        here, there = known.get(day, CheckIn(day)), kept.get(day, CheckIn(day))
        merged[day] = there.and_then(here) if day in lacking else here.and_then(there)
        if day not in known or merged[day] != here:
            _put(connection, merged[day])
    _put_beside(connection, folder, merged)


def _put_beside(connection: sqlite3.Connection, folder: Path, check_ins: Mapping[int, CheckIn]) -> None:
    try:
        write_check_ins(folder, check_ins.values())
    except OSError as error:
        _LOG.warning("the answers outside a walk are in the history alone: %s", error)
        return
    connection.executemany("UPDATE check_ins SET file_lacks = 0 WHERE day = ?", [(day,) for day in check_ins])


def _put(connection: sqlite3.Connection, check_in: CheckIn) -> None:
    columns = {**check_in_object(check_in), "day": check_in.day, "file_lacks": 1}
    if check_in.function:
        columns["function"] = json.dumps(columns["function"])
    _put_row(connection, columns, first="excluded", then="check_ins")


def _put_row(connection: sqlite3.Connection, columns: Mapping[str, object], *, first: str, then: str) -> None:
    """Put a row; of a day that is known, each column gets the value of `first`, or else that of `then`."""
    change = ", ".join(f"{name} = coalesce({first}.{name}, {then}.{name})" for name in columns if name != "day")
    connection.execute(
        f"INSERT INTO check_ins ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}) "  # noqa: S608 - the names are the table's own
        f"ON CONFLICT (day) DO UPDATE SET {change}",
        columns,
    )


def _lacking(connection: sqlite3.Connection) -> frozenset[int]:
    """Return the days of which the file may lack some answers."""
    return frozenset(row["day"] for row in connection.execute("SELECT day FROM check_ins WHERE file_lacks <> 0"))


_SAID = ("limited", "avoids_movement", "wants_more", "asks_function")
"""SQLite has no type for yes and no: they are 1 and 0."""


def _kept(row: sqlite3.Row) -> dict[str, object]:
    said = {name: None if row[name] is None else bool(row[name]) for name in _SAID}
    return {**said, "pain": row["pain"], "function": _function(row["function"])}


def _function(text: object) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):  # an answer that cannot be read is none
        return None
