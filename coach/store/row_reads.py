"""Reads rows of the history: whole walks, or only the columns that the programme needs of all of them.

Each function reads by a connection of its caller, whose rows are `sqlite3.Row`.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from coach.domain.programme.felt import NAMES
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAnswer, TalkTest
from coach.domain.programme.walk_log import LoggedWalk
from coach.domain.workout.steps import WorkoutKind
from coach.store.rows import SESSION_COLUMNS, SUM_COLUMNS, WALK_COLUMNS, Session, session_of, walk_of

BROKEN = (ValueError, TypeError, msgspec.MsgspecError)
"""What a row raises whose values make no sense: a broken page that SQLite takes for a sound one."""

FROM_OLD = "ORDER BY julianday(s.started_at), s.id"
"""From old to new."""

_FELT = ", ".join(f"l.{name}" for name in NAMES)

_SESSIONS = f"""
SELECT {SESSION_COLUMNS}, {SUM_COLUMNS}, {_FELT}
FROM sessions s LEFT JOIN summaries m ON m.session_id = s.id LEFT JOIN log l ON l.session_id = s.id
"""  # noqa: S608 - the names are the tables' own

_WALKS = f"""
SELECT {WALK_COLUMNS}, {_FELT}
FROM sessions s JOIN summaries m ON m.session_id = s.id LEFT JOIN log l ON l.session_id = s.id
WHERE s.source IS NULL OR l.counts <> 0
{FROM_OLD}
"""  # noqa: S608 - the names are the tables' own

_TALK = "SELECT s.id, s.day, t.answer, t.bpm FROM talk_tests t JOIN sessions s ON s.id = t.session_id"


def sessions(
    connection: sqlite3.Connection, rest: str = "", values: Sequence[object] | Mapping[str, object] = ()
) -> tuple[Session, ...]:
    """Return the walks that the rest of the statement asks for, of the tables sessions (s), summaries (m), log (l).

    Raises:
        BROKEN: when a row makes no sense.
    """
    rows = connection.execute(_SESSIONS + rest, values).fetchall()
    ids = json.dumps([row["id"] for row in rows])  # one value: SQLite limits the values in a statement
    talk = _talk(connection, "WHERE s.id IN (SELECT value FROM json_each(?))", (ids,))
    return tuple(session_of(row, talk.get(row["id"], ())) for row in rows)


def unended_sessions(connection: sqlite3.Connection) -> tuple[Session, ...]:
    """Return the walks with a recording and no end, from old to new.

    Raises:
        BROKEN: when a row makes no sense.
    """
    return sessions(connection, f"WHERE s.ended_at IS NULL AND s.recording IS NOT NULL {FROM_OLD}")


def walks(connection: sqlite3.Connection) -> tuple[LoggedWalk, ...]:
    """Return the walks as the programme judges them, from old to new; of imported ones, those that are to count.

    Raises:
        BROKEN: when a row makes no sense.
    """
    rows = connection.execute(_WALKS).fetchall()
    talk = _talk(connection)
    return tuple(walk_of(row, talk.get(row["id"], ())) for row in rows)


def check(connection: sqlite3.Connection) -> None:
    """Look at every value, but build no walk: at the start of a program nobody has asked for one yet.

    Raises:
        BROKEN: when one makes no sense, so that reading the walks would fail as well.
    """
    for kind, column, table in _NAMED:
        for row in connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"):  # noqa: S608 - names of ours
            kind(row[0])
    for row in connection.execute("SELECT started_at, coalesce(ended_at, started_at) FROM sessions"):
        datetime.fromisoformat(row[0])
        datetime.fromisoformat(row[1])
    for column, table in (("summary", "summaries"), ("source", "sessions")):
        is_object = f"CASE WHEN json_valid({column}) THEN json_type({column}) = 'object' ELSE 0 END"
        rows = connection.execute(f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL AND NOT {is_object}")  # noqa: S608 - names of ours
        if rows.fetchone() is not None:
            raise ValueError(f"a {column} is no JSON object")


_NAMED: tuple[tuple[type[StrEnum], str, str], ...] = (
    (WorkoutKind, "kind", "sessions"),
    (PainChoice, "pain_choice", "summaries"),
    (TalkTest, "talk_test", "log"),
    (TalkTest, "answer", "talk_tests"),
)
"""Columns with one of a few names, and of which."""


def has_imported(connection: sqlite3.Connection) -> bool:
    """Return whether another program or device has recorded one of the walks."""
    return connection.execute("SELECT 1 FROM sessions WHERE source IS NOT NULL LIMIT 1").fetchone() is not None


def recordings(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the file names of the recordings of all walks."""
    return frozenset(row[0] for row in connection.execute("SELECT recording FROM sessions WHERE recording IS NOT NULL"))


def answers_ns(connection: sqlite3.Connection) -> list[tuple[str, str, int | None]]:
    """Return each walk with a recording, that file's name, and when the answers beside it had changed (see `log`)."""
    statement = (
        "SELECT s.id, s.recording, l.answers_ns FROM sessions s LEFT JOIN log l ON l.session_id = s.id "
        "WHERE s.recording IS NOT NULL"
    )
    return [tuple(row) for row in connection.execute(statement)]


def left_out(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Return the recordings left out, by name: their size in bytes, and when they had changed, in nanoseconds."""
    rows = connection.execute("SELECT recording, size, changed_ns FROM left_out")
    return {name: (size, changed_ns) for name, size, changed_ns in rows}


def _talk(
    connection: sqlite3.Connection, which: str = "", values: Sequence[object] = ()
) -> dict[str, tuple[TalkAnswer, ...]]:
    """Return the talk tests by walk, each in the order in which they were answered."""
    found: dict[str, tuple[TalkAnswer, ...]] = {}
    for walk_id, day, answer, bpm in connection.execute(f"{_TALK} {which} ORDER BY t.session_id, t.at_s", values):
        found[walk_id] = (*found.get(walk_id, ()), TalkAnswer(day, walk_id, TalkTest(answer), bpm))
    return found
