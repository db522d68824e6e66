"""The history of walks in SQLite. Recordings remain the authority on measurements; this keeps the walker's answers.

Any number of processes may write at once: each write is one short transaction that waits for the others.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from coach.domain.programme.felt import NAMES, NOTHING_FELT, Felt
from coach.domain.programme.talk import TalkAnswer, TalkTest
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.errors import WalkNotFoundError
from coach.store.rows import NewSession, Rebuilt, Session, StoredSummary, summary_json
from coach.store.schema import in_transaction, keep_daily_copy, open_database, trouble

T = TypeVar("T")

_SELECT = f"""
SELECT s.id, s.started_at, s.day, s.kind, s.planned_min, s.recording, s.ended_at, s.end_reason,
       m.elapsed_s, m.moving_s, m.z2_s, m.mean_bpm, m.max_bpm, m.spikes, m.drift_pct, m.recovery_bpm,
       m.distance_m AS measured_m,
       m.steady_s, m.steady_bpm, m.steady_mps, m.decoupling_pct, m.summary,
       {", ".join(f"l.{name}" for name in NAMES)}
FROM sessions s LEFT JOIN summaries m ON m.session_id = s.id LEFT JOIN log l ON l.session_id = s.id
"""  # noqa: S608 - the names are this module's own


class HistoryStore:
    """One person's history. Threads may share it.

    Args:
        path: the database; created if missing.
        today: the walker's day; opening the history copies it once a day.

    Raises:
        StoreError: when the history cannot be opened, read or written; every method may raise it.
    """

    def __init__(self, path: Path, today: date) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = open_database(path)
        self._connection.row_factory = sqlite3.Row
        try:
            keep_daily_copy(self._connection, path, today)
        except sqlite3.Error as error:
            self._connection.close()
            raise trouble(path, error) from error

    def close(self) -> None:
        """Close the file; calling it again does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # Walks

    def add_session(self, new: NewSession) -> Session:
        """Add a walk that begins, with an id that no other walk has.

        Raises:
            ValueError: when `started_at` has no zone.
        """
        return self._write(lambda: self._insert(new))

    def forget_session(self, session_id: str) -> None:
        """Remove a walk from the history, such as one without a single heart beat, but not its recording."""
        self._write(lambda: self._connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,)))

    def session(self, session_id: str) -> Session | None:
        """Return a walk by its id; None when there is none."""
        return next(iter(self._sessions("WHERE s.id = ?", (session_id,))), None)

    def find_session(self, words: str | None = None) -> Session:
        """Return the walk with this id or unique prefix ("2026-11-23"); without words, the latest.

        Raises:
            WalkNotFoundError: when there is none, or more than one.
        """
        if words is None:
            latest = self.latest_sessions(1)
            if not latest:
                raise WalkNotFoundError(None)
            return latest[0]
        found = self.session(words)
        if found is not None:
            return found
        alike = self._sessions(
            "WHERE substr(s.id, 1, length(:words)) = :words ORDER BY julianday(s.started_at), s.id", {"words": words}
        )
        if len(alike) == 1:
            return alike[0]
        if not alike:
            raise WalkNotFoundError(words)
        raise WalkNotFoundError(words, tuple(item.session_id for item in alike[:5]), len(alike))

    def sessions(self, first_day: int | None = None, end_day: int | None = None) -> tuple[Session, ...]:
        """Return all walks, or those of `first_day <= day < end_day`, from old to new."""
        return self._sessions(
            "WHERE (:first IS NULL OR s.day >= :first) AND (:end IS NULL OR s.day < :end) "
            "ORDER BY julianday(s.started_at), s.id",
            {"first": first_day, "end": end_day},
        )

    def latest_sessions(self, count: int) -> tuple[Session, ...]:
        """Return the newest walks, newest first."""
        return self._sessions("ORDER BY julianday(s.started_at) DESC, s.id DESC LIMIT ?", (count,))

    def walks(self, first_day: int | None = None, end_day: int | None = None) -> tuple[LoggedWalk, ...]:
        """Return the walks as the programme judges them, from old to new, for `day_plan` and `standing`."""
        logged = (session.as_logged_walk() for session in self.sessions(first_day, end_day))
        return tuple(walk for walk in logged if walk is not None)

    def z2_s(self, first_day: int, end_day: int) -> float:
        """Return the seconds in Zone 2 on `first_day <= day < end_day`."""
        with self._reading():
            row = self._connection.execute(
                "SELECT coalesce(sum(m.z2_s), 0.0) FROM summaries m JOIN sessions s ON s.id = m.session_id "
                "WHERE s.day >= ? AND s.day < ?",
                (first_day, end_day),
            ).fetchone()
        return float(row[0])

    # The walker's answers

    def log(self, session_id: str, felt: Felt, before: Felt = NOTHING_FELT) -> Session:
        """Keep the answers in which `felt` differs from `before`; None there takes one back.

        Raises:
            WalkNotFoundError: when there is no such walk.
            AnswerOutOfRangeError: when a changed answer is not on its scale.
        """
        changes = felt.changes_from(before)

        def work() -> Session:
            self._known(session_id)
            self._connection.execute("INSERT OR IGNORE INTO log (session_id) VALUES (?)", (session_id,))
            for name, value in changes.items():
                self._connection.execute(
                    f"UPDATE log SET {name} = ? WHERE session_id = ?",  # noqa: S608 - a field of Felt
                    (value, session_id),
                )
            return self._known(session_id)

        return self._write(work)

    def add_check_in(self, check_in: CheckIn) -> None:
        """Keep the walker's answers about daily life; they replace those of the same day."""
        values = (check_in.day, check_in.limited, check_in.avoids_movement, check_in.wants_more)
        statement = "INSERT OR REPLACE INTO check_ins (day, limited, avoids_movement, wants_more) VALUES (?, ?, ?, ?)"
        self._write(lambda: self._connection.execute(statement, values))

    def check_ins(self) -> tuple[CheckIn, ...]:
        """Return all check-ins, from old to new."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT day, limited, avoids_movement, wants_more FROM check_ins ORDER BY day"
            ).fetchall()
        return tuple(CheckIn(row["day"], *(None if item is None else bool(item) for item in row[1:])) for row in rows)

    # From recordings

    def rebuild(self, items: Iterable[Rebuilt], progress: Callable[[int], None] | None = None) -> int:
        """Bring sessions and summaries in line with their recordings, and return how many there were.

        Logged answers stay, and so do walks without a recording. Each walk is a transaction of its own, so an
        interrupted rebuild loses nothing. `progress` receives the number done so far.
        """
        count = 0
        for item in items:
            self._write(partial(self._put_rebuilt, item))
            count += 1
            if progress is not None:
                progress(count)
        return count

    def _put_rebuilt(self, item: Rebuilt) -> None:
        known = None if item.session.session_id is None else self.session(item.session.session_id)
        session_id = self._insert(item.session).session_id if known is None else known.session_id
        self._connection.execute(
            "UPDATE sessions SET kind = ?, planned_min = ?, ended_at = ?, end_reason = ?, "
            "recording = coalesce(?, recording) WHERE id = ?",
            (
                item.session.kind.value,
                item.session.planned_min,
                None if item.ended_at is None else item.ended_at.isoformat(),
                item.end_reason,
                item.session.recording,
                session_id,
            ),
        )
        if item.ended_at is None:
            return
        self._put_summary(session_id, item.summary)
        self._fill_log(session_id, item.felt)
        part = item.steady
        self._connection.execute(
            "UPDATE summaries SET steady_s = ?, steady_bpm = ?, steady_mps = ?, decoupling_pct = ? "
            "WHERE session_id = ?",
            (
                None if part is None else part.seconds,
                None if part is None else part.mean_bpm,
                None if part is None else part.mean_speed_mps,
                item.decoupling_pct,
                session_id,
            ),
        )
        for at_s, answer, bpm in item.talk:
            self._put_talk_test(session_id, at_s, answer, bpm)

    def _fill_log(self, session_id: str, felt: Felt) -> None:
        for name, value in felt.answers().items():
            self._connection.execute("INSERT OR IGNORE INTO log (session_id) VALUES (?)", (session_id,))
            self._connection.execute(
                f"UPDATE log SET {name} = coalesce({name}, ?) WHERE session_id = ?",  # noqa: S608 - a field of Felt
                (value, session_id),
            )

    # Inside

    def _insert(self, new: NewSession) -> Session:
        if new.started_at.tzinfo is None:
            raise ValueError("a walk starts at a time with its zone")
        stem = f"{new.started_at:%Y-%m-%d-%H%M}" if new.session_id is None else new.session_id
        session_id, number = stem, 1
        while self._connection.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone():
            number += 1
            session_id = f"{stem}-{number}"
        self._connection.execute(
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
        return self._known(session_id)

    def _put_summary(self, session_id: str, summary: SessionSummary) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO summaries (session_id, elapsed_s, moving_s, z2_s, mean_bpm, max_bpm, spikes, "
            "drift_pct, recovery_bpm, distance_m, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session_id,
                summary.elapsed_s,
                summary.moving_s,
                summary.z2_s,
                summary.mean_bpm,
                summary.max_bpm,
                summary.excursions,
                summary.cardiac_drift_pct,
                summary.recovery_bpm,
                summary.distance_m,
                summary_json(summary),
            ),
        )

    def _put_talk_test(self, session_id: str, at_s: float, answer: TalkTest, bpm: float) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO talk_tests (session_id, at_s, answer, bpm) VALUES (?, ?, ?, ?)",
            (session_id, at_s, answer.value, bpm),
        )

    def _known(self, session_id: str) -> Session:
        found = self.session(session_id)
        if found is None:
            raise WalkNotFoundError(session_id)
        return found

    def _sessions(self, rest: str, values: Sequence[object] | Mapping[str, object]) -> tuple[Session, ...]:
        with self._reading():
            rows = self._connection.execute(_SELECT + rest, values).fetchall()
            talk: dict[str, list[sqlite3.Row]] = {}
            ids = json.dumps([row["id"] for row in rows])  # one value: SQLite limits the values in a statement
            for row in self._connection.execute(
                "SELECT session_id, answer, bpm FROM talk_tests "
                "WHERE session_id IN (SELECT value FROM json_each(?)) ORDER BY session_id, at_s",
                (ids,),
            ):
                talk.setdefault(row["session_id"], []).append(row)
            return tuple(_session(row, talk.get(row["id"], [])) for row in rows)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise trouble(self.path, error) from error

    def _write(self, work: Callable[[], T]) -> T:
        with self._lock:
            try:
                return in_transaction(self._connection, work)
            except sqlite3.Error as error:
                raise trouble(self.path, error) from error


def _session(row: sqlite3.Row, talk: Sequence[sqlite3.Row]) -> Session:
    answer = row["talk_test"]
    felt = {name: row[name] for name in NAMES if name != "talk_test"}
    return Session(
        session_id=row["id"],
        started_at=datetime.fromisoformat(row["started_at"]),
        day=row["day"],
        kind=WorkoutKind(row["kind"]),
        planned_min=row["planned_min"],
        recording=row["recording"],
        ended_at=None if row["ended_at"] is None else datetime.fromisoformat(row["ended_at"]),
        end_reason=row["end_reason"],
        summary=None if row["summary"] is None else _summary(row),
        felt=Felt(**felt, talk_test=None if answer is None else TalkTest(answer)),
        talk=tuple(TalkAnswer(row["day"], row["id"], TalkTest(item["answer"]), item["bpm"]) for item in talk),
    )


def _summary(row: sqlite3.Row) -> StoredSummary:
    return StoredSummary(
        elapsed_s=row["elapsed_s"],
        moving_s=row["moving_s"],
        z2_s=row["z2_s"],
        mean_bpm=row["mean_bpm"],
        max_bpm=row["max_bpm"],
        excursions=row["spikes"],
        cardiac_drift_pct=row["drift_pct"],
        recovery_bpm=row["recovery_bpm"],
        distance_m=row["measured_m"],
        steady=None if row["steady_s"] is None else SteadyPart(row["steady_s"], row["steady_bpm"], row["steady_mps"]),
        decoupling_pct=row["decoupling_pct"],
        everything=json.loads(row["summary"]),
    )
