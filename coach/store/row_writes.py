"""Writes rows of the history, each function inside a transaction of its caller."""

import json
import sqlite3

from coach.domain.programme.felt import Felt
from coach.store.rows import NewSession, Rebuilt, summary_json


def put_session(connection: sqlite3.Connection, new: NewSession) -> str:
    """Add a walk that begins, and return its id, which no other walk has.

    Raises:
        ValueError: when `started_at` has no zone.
    """
    if new.started_at.tzinfo is None:
        raise ValueError("a walk starts at a time with its zone")
    stem = f"{new.started_at:%Y-%m-%d-%H%M}" if new.session_id is None else new.session_id
    session_id, number = stem, 1
    while connection.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone():
        number += 1
        session_id = f"{stem}-{number}"
    connection.execute(
        "INSERT INTO sessions (id, started_at, day, recording, kind, planned_min) VALUES (?, ?, ?, ?, ?, ?)",
        (
            session_id,
            new.started_at.isoformat(),
            new.started_at.date().toordinal(),
            f"{session_id}.jsonl" if new.recording is None else new.recording,
            new.kind.value,
            new.planned_min,
        ),
    )
    return session_id


def forget(connection: sqlite3.Connection, session_id: str) -> None:
    """Remove a walk, with all that belongs to it."""
    connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))


def put_rebuilt(connection: sqlite3.Connection, session_id: str, item: Rebuilt) -> None:
    """Bring a known walk in line with its recording; one that may go on has no sums yet."""
    connection.execute(
        "UPDATE sessions SET kind = ?, planned_min = ?, ended_at = ?, end_reason = ?, "
        "recording = coalesce(?, recording), source = ? WHERE id = ?",
        (
            item.session.kind.value,
            item.session.planned_min,
            None if item.ended_at is None else item.ended_at.isoformat(),
            item.end_reason,
            item.session.recording,
            None if item.source is None else json.dumps(dict(item.source)),
            session_id,
        ),
    )
    if item.ended_at is None:
        return
    _put_summary(connection, session_id, item)
    for at_s, answer, bpm in item.talk:
        connection.execute(
            "INSERT OR REPLACE INTO talk_tests (session_id, at_s, answer, bpm) VALUES (?, ?, ?, ?)",
            (session_id, at_s, answer.value, bpm),
        )


def _put_summary(connection: sqlite3.Connection, session_id: str, item: Rebuilt) -> None:
    summary, part = item.summary, item.steady
    connection.execute(
        "INSERT OR REPLACE INTO summaries (session_id, elapsed_s, moving_s, z2_s, mean_bpm, max_bpm, spikes, "
        "drift_pct, recovery_bpm, distance_m, summary, steady_s, steady_bpm, steady_mps, decoupling_pct, "
        "analysis_version, unrecorded_s, pain_choice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session_id,
            summary.elapsed_s,
            summary.moving_s,
            summary.z2_s or 0.0,
            summary.mean_bpm,
            summary.max_bpm,
            summary.excursions,
            summary.cardiac_drift_pct,
            summary.recovery_bpm,
            summary.distance_m,
            summary_json(summary),
            None if part is None else part.seconds,
            None if part is None else part.mean_bpm,
            None if part is None else part.mean_speed_mps,
            item.decoupling_pct,
            item.analysis_version,
            item.unrecorded_s,
            item.pain_choice,
        ),
    )


def put_counts(connection: sqlite3.Connection, session_id: str, *, counts: bool) -> None:
    """Keep whether an imported walk counts in the programme."""
    if counts:
        connection.execute("INSERT OR IGNORE INTO log (session_id, answers_ns) VALUES (?, 1)", (session_id,))
    connection.execute("UPDATE log SET counts = ? WHERE session_id = ?", (int(counts), session_id))


def fill_log(connection: sqlite3.Connection, session_id: str, answers: Felt, recorded: Felt) -> None:
    """Take a walk's `answers` from beside its recording, and where there are none, fill in what was `recorded`.

    Answers in the log are kept where the file lacks some of them; else the file is as new as the log, or newer.
    """
    given = answers.answers()
    filled = {name: value for name, value in recorded.answers().items() if name not in given}
    if given or filled:
        connection.execute("INSERT OR IGNORE INTO log (session_id, answers_ns) VALUES (?, 1)", (session_id,))
    for name, value in given.items():
        connection.execute(
            f"UPDATE log SET {name} = CASE WHEN answers_ns <> 0 OR {name} IS NULL THEN ? ELSE {name} END "  # noqa: S608 - a field of Felt
            "WHERE session_id = ?",
            (value, session_id),
        )
    for name, value in filled.items():
        connection.execute(
            f"UPDATE log SET {name} = coalesce({name}, ?) WHERE session_id = ?",  # noqa: S608 - a field of Felt
            (value, session_id),
        )
