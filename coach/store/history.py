"""The history of walks in SQLite. It can be computed again: from the recordings, and from the answers beside them.

Any number of processes may write at once: each write is one short transaction that waits for the others.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.domain.programme.walk_log import CheckIn, LoggedWalk
from coach.errors import StoreError, StoreProblem, WalkNotFoundError
from coach.files import identity_of, state_of
from coach.packing import is_there, lies_at
from coach.store import row_reads as read
from coach.store.answers import COUNTS, answers_ns, read_answers, read_counts, unlike, write_answers
from coach.store.check_ins import are_alike, check_ins_of, keep_check_in, match_check_ins
from coach.store.copies import bring_answers_back, bring_back, keep_daily_copy
from coach.store.row_writes import fill_log, forget, put_counts, put_rebuilt, put_session
from coach.store.rows import NewSession, RebuildCount, Rebuilt, Session, storable
from coach.store.schema import BUSY_MS, in_memory, in_transaction, open_database, trouble

_LOG = logging.getLogger(__name__)

T = TypeVar("T")


class HistoryStore:
    """One person's history. Threads may share it.

    Args:
        path: the database; created if missing, with the walks of the copies beside it where there are some.
        today: the walker's day; opening the history copies it once a day.
        recordings: the folder with the recordings, and the answers beside them; by default, the one beside `path`.
        is_stand_in: keep everything in memory: the file cannot be used now.
        busy_ms: how long a write waits for those of other processes.

    Raises:
        StoreError: when the history cannot be opened, read or written; every method may raise it.
    """

    def __init__(
        self,
        path: Path,
        today: date,
        recordings: Path | None = None,
        *,
        is_stand_in: bool = False,
        busy_ms: int = BUSY_MS,
    ) -> None:
        self.path = path
        self.is_stand_in = is_stand_in
        self._recordings = recordings or path.parent / "recordings"
        self._today = today
        self._busy_ms = busy_ms
        self._lock = threading.RLock()
        self.brought_back = 0
        """How many walks came back from copies, since the file was gone or empty."""
        self._file: tuple[int, int] | None = None
        self._openings = 0
        self._found: tuple[object, dict[Callable[[sqlite3.Connection], Any], Any]] = (None, {})
        """A state of the history, and what each reader has found in it."""
        self._open()

    def _open(self) -> None:
        self._connection = in_memory() if self.is_stand_in else open_database(self.path, busy_ms=self._busy_ms)
        self._connection.row_factory = sqlite3.Row
        self._openings += 1
        self._file = None if self.is_stand_in else identity_of(self.path)
        try:
            if bring_back(self._connection, self.path):
                self.brought_back = self._write(self._check_what_came_back)
            if not self.is_stand_in:
                keep_daily_copy(self._connection, self.path, self._today)
        except sqlite3.Error as error:
            self._connection.close()
            raise trouble(self.path, error) from error

    def _check_what_came_back(self) -> int:
        """Take the answers beside the recordings, which are newer than a copy; drop rows that make no sense.

        Return how many walks came back.
        """
        for row in self._connection.execute("SELECT id FROM sessions").fetchall():
            try:
                session = self._known(row["id"])
            except StoreError:  # the copy was made of a history that was damaged already
                forget(self._connection, row["id"])
                continue
            if session.is_imported and not is_there(self._recording_of(session)):  # that import was taken back
                forget(self._connection, row["id"])
                continue
            if answers_ns(self._recording_of(session)) is not None:
                self._connection.execute("UPDATE log SET answers_ns = 1 WHERE session_id = ?", (row["id"],))
                self._fill_log(row["id"], NOTHING_FELT)
        return int(self._connection.execute("SELECT count(*) FROM sessions").fetchone()[0])

    def _reopen_if_gone(self) -> None:
        """Open the file that is at our path now: ours was removed, or its folder renamed or unmounted."""
        if self._file is not None and not self._connection.in_transaction and identity_of(self.path) != self._file:
            self._connection.close()
            self._open()

    def check(self) -> None:
        """Read everything once.

        Raises:
            StoreError: when the history is damaged.
        """
        with self._reading():
            found = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise StoreError(StoreProblem.HISTORY_DAMAGED, path=str(self.path), detail=found.splitlines()[0])
            self._sound(lambda: read.check(self._connection))

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
        return self._write(lambda: self._known(put_session(self._connection, new)))

    def forget_session(self, session_id: str) -> None:
        """Remove a walk from the history, such as one without a single heart beat, but not its recording."""
        self._write(partial(forget, self._connection, session_id))

    def session(self, session_id: str) -> Session | None:
        """Return a walk by its id; None when there is none."""
        return next(iter(self._sessions("WHERE s.id = ?", (session_id,))), None)

    def session_of(self, recording: str | None) -> Session | None:
        """Return the walk with this recording, a file's name, whatever is in it; None when there is none."""
        return next(iter(self._sessions("WHERE s.recording = ?", (recording and storable(recording),))), None)

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
        words = words.encode("utf-8", "replace").decode()  # half a character, of bytes that were no text, is in no name
        found = self.session(words)
        if found is not None:
            return found
        which = "WHERE substr(s.id, 1, length(:words)) = :words " + read.FROM_OLD
        alike = self._sessions(which, {"words": words})
        if len(alike) == 1:
            return alike[0]
        if not alike:
            raise WalkNotFoundError(words)
        raise WalkNotFoundError(words, tuple(item.session_id for item in alike[:5]), len(alike))

    def sessions(self, first_day: int | None = None, end_day: int | None = None) -> tuple[Session, ...]:
        """Return all walks, or those of `first_day <= day < end_day`, from old to new."""
        which = "WHERE (:first IS NULL OR s.day >= :first) AND (:end IS NULL OR s.day < :end) " + read.FROM_OLD
        return self._sessions(which, {"first": first_day, "end": end_day})

    def latest_sessions(self, count: int) -> tuple[Session, ...]:
        """Return the newest walks, newest first."""
        return self._sessions("ORDER BY julianday(s.started_at) DESC, s.id DESC LIMIT ?", (count,))

    def unended_sessions(self) -> tuple[Session, ...]:
        """Return the walks with a recording and no end, from old to new."""
        return self._read_once(read.unended_sessions)

    def recordings(self) -> frozenset[str]:
        """Return the file names of the recordings of all walks."""
        return self._read_once(read.recordings)

    def has_imported(self) -> bool:
        """Return whether another program or device has recorded one of the walks."""
        return self._read_once(read.has_imported)

    def walks(self, first_day: int | None = None, end_day: int | None = None) -> tuple[LoggedWalk, ...]:
        """Return the walks as the programme judges them, from old to new, for `day_plan` and `standing`.

        Of imported walks it is those that the walker lets count; `Diary.walks` knows from which day on.
        """
        walks = self._read_once(read.walks)
        if first_day is not None:
            walks = tuple(walk for walk in walks if walk.day >= first_day)
        return walks if end_day is None else tuple(walk for walk in walks if walk.day < end_day)

    def state(self) -> tuple[int, int, int]:
        """Return what is another one once anything was written here, by whichever process."""
        with self._reading():
            others = self._connection.execute("PRAGMA data_version").fetchone()[0]
            return self._openings, others, self._connection.total_changes

    # The walker's answers

    def log(self, session_id: str, felt: Felt, before: Felt = NOTHING_FELT) -> Session:
        """Keep the answers in which `felt` differs from `before`, here and beside the recording; None takes one back.

        Raises:
            WalkNotFoundError: when there is no such walk.
            AnswerOutOfRangeError: when a changed answer is not on its scale.
        """
        changes = felt.changes_from(before)

        def work() -> Session:
            self._known(session_id)
            self._match(session_id)
            self._connection.execute("INSERT OR IGNORE INTO log (session_id, answers_ns) VALUES (?, 1)", (session_id,))
            for name, value in changes.items():
                self._connection.execute(
                    f"UPDATE log SET {name} = ? WHERE session_id = ?",  # noqa: S608 - a field of Felt
                    (value, session_id),
                )
            return self._with_answers_beside(session_id, changes)

        return self._write(work)

    def let_count(self, session_id: str, *, counts: bool) -> Session:
        """Keep whether an imported walk counts in the programme, here and beside the recording.

        Raises:
            WalkNotFoundError: when there is no such walk.
        """

        def work() -> Session:
            self._known(session_id)
            self._match(session_id)
            put_counts(self._connection, session_id, counts=counts)
            return self._with_answers_beside(session_id, {COUNTS: counts or None})

        return self._write(work)

    def _with_answers_beside(self, session_id: str, changes: Mapping[str, object]) -> Session:
        session = self._known(session_id)
        lacking = session.answers if self._file_lacks_some(session_id) else {}
        self._put_beside(session, {**lacking, **changes})
        return session

    def match_answers(self) -> None:
        """Bring the answers here and those beside the recordings in line.

        An older Coach kept them here alone; a stand-in, or the walker's editor, changed the files alone.
        """
        with self._reading():
            known = read.answers_ns(self._connection)
        for session_id in unlike(self._recordings, known):
            self._write(partial(self._match, session_id))
        with self._reading():
            alike = are_alike(self._connection, self._recordings)
        if not alike:
            self._write(lambda: match_check_ins(self._connection, self._recordings))

    def _match(self, session_id: str) -> None:
        """Take what the file of answers has, and write what it lacks."""
        self._fill_log(session_id, NOTHING_FELT)
        if self._file_lacks_some(session_id):
            session = self._known(session_id)
            self._put_beside(session, session.answers)

    def _file_lacks_some(self, session_id: str) -> bool:
        row = self._connection.execute("SELECT answers_ns FROM log WHERE session_id = ?", (session_id,)).fetchone()
        return row is not None and row["answers_ns"] == 0

    def _put_beside(self, session: Session, changes: Mapping[str, object]) -> None:
        recording, changed_ns = self._recording_of(session), None
        try:
            if write_answers(recording, changes):
                changed_ns = answers_ns(recording)
        except OSError as error:
            _LOG.warning("the answers to %s are in the history alone: %s", session.session_id, error)
        values = (changed_ns or 0, session.session_id)
        self._connection.execute("UPDATE log SET answers_ns = ? WHERE session_id = ?", values)

    def _recording_of(self, session: Session) -> Path:
        return self._recordings / (session.recording or f"{session.session_id}.jsonl")

    def add_check_in(self, check_in: CheckIn) -> None:
        """Keep the walker's answers outside a walk; what was not asked again keeps its answer of that day."""
        self._write(lambda: keep_check_in(self._connection, self._recordings, check_in))

    def check_ins(self) -> tuple[CheckIn, ...]:
        """Return all check-ins, from old to new."""
        return self._read_once(check_ins_of)

    # From recordings

    def rebuild(self, items: Iterable[Rebuilt]) -> RebuildCount:
        """Bring sessions and summaries in line with their recordings and the answers beside them.

        Logged answers stay, and so do walks without a recording. Each walk is a transaction of its own, so an
        interrupted rebuild loses nothing.
        """
        changes = [self._write(partial(self._put_rebuilt, item)) for item in items]
        return RebuildCount(len(changes), sum(changes))

    def fill_from_copies(self) -> None:
        """Bring back answers that neither this history nor a file beside a recording has, from the copies."""
        with self._reading():
            bring_answers_back(self._connection, self.path)
        self.match_answers()

    def leave_out(self, recording: Path) -> None:
        """Remember that a recording has nothing for the history, so that nobody asks again until it changes."""
        if (state := state_of(lies_at(recording))) is not None:
            values = (storable(recording.name), *state)
            statement = "INSERT OR REPLACE INTO left_out (recording, size, changed_ns) VALUES (?, ?, ?)"
            self._write(lambda: self._connection.execute(statement, values))

    def left_out(self) -> Mapping[str, tuple[int, int]]:
        """Return the recordings left out, by name: their size in bytes, and when they had changed, in nanoseconds."""
        return self._read_once(read.left_out)

    def _put_rebuilt(self, item: Rebuilt) -> bool:
        """Return whether the sums of a walk that was known are others than before."""
        # By its recording first: another process may have added it meanwhile, under a name of its own.
        known = self.session_of(item.session.recording) or self.session(item.session.session_id or "")
        session_id = put_session(self._connection, item.session) if known is None else known.session_id
        put_rebuilt(self._connection, session_id, item)
        if item.ended_at is None:
            return False
        self._fill_log(session_id, item.felt)
        after = self._known(session_id).summary
        if known is None or known.summary is None or after is None:
            return False
        return any(after.everything.get(name) != value for name, value in known.summary.everything.items())

    def _fill_log(self, session_id: str, felt: Felt) -> None:
        """Take the answers beside the recording, then fill what is missing with the recording's own."""
        recording = self._recording_of(self._known(session_id))
        changed_ns = answers_ns(recording) or 1
        fill_log(self._connection, session_id, read_answers(recording), felt)
        if read_counts(recording) or not self._file_lacks_some(session_id):
            put_counts(self._connection, session_id, counts=read_counts(recording))
        statement = "UPDATE log SET answers_ns = ? WHERE session_id = ? AND answers_ns <> 0"
        self._connection.execute(statement, (changed_ns, session_id))

    # Inside

    def _known(self, session_id: str) -> Session:
        found = self.session(session_id)
        if found is None:
            raise WalkNotFoundError(session_id)
        return found

    def _sessions(self, rest: str, values: Sequence[object] | Mapping[str, object] = ()) -> tuple[Session, ...]:
        with self._reading():
            return self._sound(lambda: read.sessions(self._connection, rest, values))

    def _read_once(self, reader: Callable[[sqlite3.Connection], T]) -> T:
        """Return what a reader finds, and found before if nothing was written since: a page asks several times."""
        with self._reading():
            state = self.state()
            if state != self._found[0]:
                self._found = state, {}
            if reader not in self._found[1]:
                self._found[1][reader] = self._sound(lambda: reader(self._connection))
            found: T = self._found[1][reader]
            return found

    def _sound(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except read.BROKEN as error:
            raise StoreError(StoreProblem.HISTORY_DAMAGED, path=str(self.path), detail=str(error)) from error

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock:
            try:
                self._reopen_if_gone()
                yield
            except sqlite3.Error as error:
                raise trouble(self.path, error) from error

    def _write(self, work: Callable[[], T]) -> T:
        with self._reading():
            return in_transaction(self._connection, work)
