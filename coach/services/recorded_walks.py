"""Walks and their recordings: begins them, keeps them, goes on with them, and computes the history from them again.

The history of a walk is computed from its recording, whether it ended just now, never ended, or is looked at again
years later: there is one way from a recording to the history.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from operator import methodcaller
from pathlib import Path

import msgspec
from msgspec.structs import replace

from coach.errors import (
    CoachError,
    RecordingError,
    RecordingProblem,
    StoreError,
    StoreProblem,
    WalkProblem,
    WalkUnavailableError,
)
from coach.formats.registry import read_activity
from coach.packing import files_of, lies_at
from coach.services.computed import Computed, computed, is_empty, planned_minutes
from coach.services.diary import Diary
from coach.services.hearing import hear, heard_each, our_fault
from coach.services.set_aside import doubles, finish_undone, is_free, set_aside
from coach.services.settled import LeftOut, Progress, Settled, unwatched
from coach.session.engine import SessionEngine
from coach.session.inputs import LinkDown, Paused, Resumed, SessionEnded
from coach.session.line_codec import Header
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.plan import SessionPlan
from coach.session.recording import parse_recording
from coach.store.file_lock import is_locked
from coach.store.history import HistoryStore
from coach.store.looks import Look, LookStore
from coach.store.recorder import RecordingWriter
from coach.store.recordings import begun_undone, recordings_in, unknown_recordings
from coach.store.rows import NewSession, RebuildCount, Rebuilt, Session
from coach.store.unfinished import CONTINUE_WITHIN, Unfinished, find_unfinished

_LOG = logging.getLogger(__name__)


class ResumedWalk(msgspec.Struct, frozen=True):
    """A resumed walk: its entry in the history, its recording, and the engine that has heard its first part."""

    session: Session
    sink: RecordingWriter
    engine: SessionEngine


class RecordedWalks:
    """The walks of one person, each in the history and in its recording."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self._folder = diary.folders.recordings
        self._looks = LookStore(diary.folders.looks)

    def begin(self, plan: SessionPlan, source: dict[str, object]) -> tuple[Session, RecordingWriter]:
        """Add a walk that begins now, and open its recording, both under a name that no other walk has or had.

        Raises:
            StoreError: when the history or the recording cannot be written.
        """
        started = _to_the_millisecond(self.diary.now())  # the header's precision: a rebuild finds the same start
        # Make the recording first: a walk in the history without one would count as lost.
        offset = started.utcoffset() or timedelta(0)
        header = Header(
            _utc_text(started),
            source=source,
            session=plan.to_json(),
            extra={"utc_offset_s": round(offset.total_seconds())},  # a walk belongs to the walker's own day
        )
        sink = self._new_recording(started, header)
        new = NewSession(started, plan.workout.kind, planned_minutes(plan), sink.path.name, sink.path.stem)
        try:
            session = self.diary.keeping(lambda history: history.add_session(new))
        except CoachError:
            sink.close()
            sink.path.unlink(missing_ok=True)  # nothing was walked yet
            raise
        return session, sink

    def _new_recording(self, started: datetime, header: Header) -> RecordingWriter:
        stem = f"{started:%Y-%m-%d-%H%M}"
        name, number = stem, 1
        while True:
            if is_free(self._folder, name) and self.diary.keeping(methodcaller("session", name)) is None:
                with suppress(FileExistsError):  # a walk that was forgotten has left its recording
                    return RecordingWriter(self._folder / f"{name}.jsonl", header)
            number += 1
            name = f"{stem}-{number}"

    def file_to_replay(self, words: str) -> Path:
        """Return the recording of the walk with this name, or the beginning of one.

        Raises:
            WalkNotFoundError: when there is none, or more than one.
            WalkUnavailableError: when its recording is gone.
        """
        session = self.diary.history.find_session(words)
        path = self.diary.file_of(session)
        if path is None:
            raise WalkUnavailableError(WalkProblem.RECORDING_GONE, session.session_id)
        return path

    def keep(self, session: Session, sink: RecordingWriter) -> Session | None:
        """Keep a walk that is over, as its writer holds it: the disk may lack a part of it.

        When nothing was in it, forget the walk and return None.

        Raises:
            StoreError: when the history cannot be written.
        """
        sink.close()
        rebuilt = self._with_look(sink.path, session, computed(parse_recording(sink.content)))
        if sink.unrecorded_from_s is not None:
            walked_s = (rebuilt.ended_at or session.started_at) - session.started_at
            rebuilt = replace(rebuilt, unrecorded_s=max(0.0, walked_s.total_seconds() - sink.unrecorded_from_s))
        return self._keep(session, rebuilt, sink.path)

    def _keep(self, session: Session, rebuilt: Rebuilt, path: Path) -> Session | None:
        def work(history: HistoryStore) -> Session | None:
            if is_empty(rebuilt):
                history.forget_session(session.session_id)
                history.leave_out(path)
            else:
                history.rebuild([rebuilt])
            return history.session(session.session_id)

        return self.diary.keeping(work)

    def unfinished(self) -> tuple[Unfinished, ...]:
        """Walks that never ended, newest first."""
        return self.diary.keeping(lambda history: find_unfinished(history, self._folder, self.diary.now()))

    def can_go_on(self) -> Unfinished | None:
        """Return the newest walk that never ended and is recent enough to resume."""
        return next((item for item in self.unfinished() if item.can_continue), None)

    def go_on(self, item: Unfinished) -> ResumedWalk:
        """Go on with a walk that never ended; the time since its last line counts as a pause.

        Raises:
            RecordingError: when its recording cannot be read any more.
            StoreError: when it cannot be written, or another window has gone on with it.
            WalkUnavailableError: when another window has ended it meanwhile.
        """
        sink = RecordingWriter(item.recording, None)  # from here on nobody else can go on with it
        try:
            recording = read_activity(item.recording)
            if recording.inputs and isinstance(recording.inputs[-1], SessionEnded):
                raise WalkUnavailableError(WalkProblem.ENDED_ELSEWHERE, item.recording.stem)
            engine = SessionEngine(SessionPlan.from_json(recording.header.session))
            session = self._session_of(item, engine.plan)
            last_s = recording.inputs[-1].at_s if recording.inputs else 0.0
            at_s = max(last_s, round((self.diary.now() - item.started_at).total_seconds(), 3))
            gap = (
                LinkDown(at_s=last_s, said=LinkFact(LinkFactKind.NOT_RUNNING)),
                Paused(at_s=last_s),
                Resumed(at_s=at_s),
            )
            for written in gap:
                sink.write(written)
        except CoachError:
            sink.close()
            raise
        for heard in (*recording.inputs, *gap):
            engine.receive(heard)
        engine.events()  # drop them: they were announced before the program ended
        return ResumedWalk(session, sink, engine)

    def close(self, item: Unfinished, unrecorded_s: float | None = None) -> Session | None:
        """Close a walk at the end of its recording, which may lack a part; return None when nothing was in it.

        Raises:
            StoreError: when another window has gone on with it meanwhile.
        """
        if item.header is None:
            if item.session_id is not None:
                self.diary.history.forget_session(item.session_id)
            return None
        if is_locked(item.recording):
            raise StoreError(StoreProblem.RECORDING_UNDER_WAY, path=str(item.recording))
        session = self._session_of(item, SessionPlan.from_json(item.header.session))
        found = computed(read_activity(item.recording))
        rebuilt = replace(self._with_look(item.recording, session, found), unrecorded_s=unrecorded_s)
        return self._keep(session, rebuilt, item.recording)

    def _session_of(self, item: Unfinished, plan: SessionPlan) -> Session:
        """Return the walk in the history; add it when the history does not know the recording."""
        name = item.recording.name
        new = NewSession(item.started_at, plan.workout.kind, planned_minutes(plan), name, item.recording.stem)
        return self.diary.keeping(lambda history: history.session_of(name) or history.add_session(new))

    def settle(self, on_progress: Progress = unwatched) -> Settled:
        """Bring the history in line with the folder: nothing in it may stay unknown, and nothing stop the program.

        Close walks that never ended and cannot be continued, at the end of their recordings; add recordings that the
        history does not know, but leave out those with nothing for it, until they change; write answers beside their
        recordings that are not there yet.
        """
        return self.diary.keeping(lambda history: self._settle(history, on_progress))

    def _settle(self, history: HistoryStore, on_progress: Progress) -> Settled:
        self._finish_undone(history)
        history.match_answers()
        unfinished = find_unfinished(history, self._folder, self.diary.now())
        old = [item for item in unfinished if not item.can_continue and item.session_id is not None]
        waiting = {item.recording for item in unfinished if item.can_continue}
        unknown = [path for path in unknown_recordings(history, self._folder) if path not in waiting]
        of = len(old) + len(unknown)
        left_out: list[LeftOut] = []
        adopted = 0
        for done, item in enumerate(old, start=1):
            error = self._close_old(history, item)
            left_out += [error] if error else []
            on_progress(done, of, error)
        for done, path in enumerate(unknown, start=len(old) + 1):
            outcome = self._adopt(history, path)
            error = outcome if isinstance(outcome, LeftOut) else None
            left_out += [error] if error else []
            adopted += outcome is True
            on_progress(done, of, error)
        for winner, loser in tuple(doubles(history.sessions() if history.has_imported() else ())):
            try:
                set_aside(history, self._folder, [loser], self.diary.recording_of(winner))
                self._looks.forget(self.diary.recording_of(loser))
            except OSError as error:
                _LOG.warning("%s does not take the place of %s: %s", winner.recording, loser.recording, error)
            history.match_answers()  # those of the one are the other's now
        return Settled(adopted, tuple(left_out))

    def _finish_undone(self, history: HistoryStore) -> None:
        """Take back the imports that somebody has begun to take back."""
        for undone in begun_undone(self._folder):
            finish_undone(history, self._folder, undone)
            self._looks.forget_all_but(recordings_in(self._folder))

    def _close_old(self, history: HistoryStore, item: Unfinished) -> LeftOut | None:
        """Close a walk that cannot be continued; forget one whose recording is gone or cannot be read."""
        known = history.session(item.session_id or "")
        rebuilt = self._read(item.recording, known)
        if known is None or isinstance(rebuilt, CoachError):
            if not _may_pass(rebuilt) or not files_of(item.recording):
                history.forget_session(item.session_id or "")
            return self._left_out(history, item.recording, rebuilt)
        self._keep(known, rebuilt, item.recording)
        return None

    def _adopt(self, history: HistoryStore, path: Path) -> LeftOut | bool:
        """Add a recording that the history does not know; return False when nothing is in it."""
        rebuilt = self._read(path, None)
        if isinstance(rebuilt, CoachError):
            return self._left_out(history, path, rebuilt) or False
        if is_empty(rebuilt):
            history.leave_out(path)
            return False
        self._put(history, path, rebuilt)
        return True

    def adopt_heard(self, path: Path, found: Computed, losers: Sequence[Session]) -> Session:
        """Add a recording that was just written and has been heard already, in the place of others."""
        self._looks.keep(path, found.look)
        rebuilt = found.rebuilt(path)

        def work(history: HistoryStore) -> None:
            set_aside(history, self._folder, losers, path)
            self._put(history, path, rebuilt)

        self.diary.keeping(work)
        for loser in losers:
            self._looks.forget(self.diary.recording_of(loser))
        session = self.diary.keeping(lambda history: history.session_of(path.name))
        if session is None:
            raise WalkUnavailableError(WalkProblem.NOTHING_LEFT, path.stem)
        return session

    @staticmethod
    def _put(history: HistoryStore, path: Path, rebuilt: Rebuilt) -> None:
        if history.session(path.stem) is not None:  # a walk with another recording has its name
            rebuilt = replace(rebuilt, session=replace(rebuilt.session, session_id=None))
        history.rebuild([rebuilt])

    @staticmethod
    def _left_out(history: HistoryStore, path: Path, error: Rebuilt | CoachError) -> LeftOut | None:
        if not files_of(path) or not isinstance(error, CoachError):
            return None
        if not _may_pass(error):
            history.leave_out(path)
        return LeftOut(lies_at(path).name, error)

    # Everything again

    def rebuild(self, on_progress: Progress) -> RebuildCount:
        """Compute the history from the recordings and the answers beside them again.

        Sums that hold more than the recording, since the disk did not take its end, stay as they are.
        """
        history = self.diary.history
        paths = recordings_in(self._folder)
        self._looks.forget_all_but(paths)
        known = {self.diary.recording_of(session).name: session for session in history.sessions()}

        def readable() -> Iterator[Rebuilt]:
            for number, (path, found) in enumerate(heard_each(paths), start=1):
                session = known.get(path.name)
                rebuilt = self._rebuilt(path, session, found)
                error: LeftOut | None = None
                if isinstance(rebuilt, CoachError):
                    error = self._left_out(history, path, rebuilt)
                elif self._may_go_on(rebuilt, path) and (session is None or session.ended_at is None):
                    yield replace(rebuilt, ended_at=None)
                elif is_empty(rebuilt):
                    history.leave_out(path)
                elif not _holds_more(session):
                    yield rebuilt
                on_progress(number, len(paths), error)

        count = history.rebuild(readable())
        history.fill_from_copies()
        return count

    def look(self, session: Session) -> Look | None:
        """Return the data for looking back on a walk, as kept or else computed now; None when its recording is gone."""
        path = self.diary.recording_of(session)
        kept = self._looks.find(path)
        if kept is not None:
            return kept
        with suppress(CoachError):
            found = computed(read_activity(path)).look
            self._looks.keep(path, found)
            return found
        return None

    def _read(self, path: Path, session: Session | None) -> Rebuilt | CoachError:
        """Return a recording computed again, or why that fails."""
        return self._rebuilt(path, session, hear(path))

    def _rebuilt(self, path: Path, session: Session | None, found: Computed | CoachError) -> Rebuilt | CoachError:
        try:
            return found if isinstance(found, CoachError) else self._with_look(path, session, found)
        except Exception as error:  # noqa: BLE001 - as when it is read
            return our_fault(path, error)

    def _with_look(self, path: Path, session: Session | None, found: Computed) -> Rebuilt:
        """Keep the look of a recording that the engine has heard, and return the part for the history."""
        self._looks.keep(path, found.look)
        return found.rebuilt(path, session)

    def _may_go_on(self, rebuilt: Rebuilt, path: Path) -> bool:
        """Whether a walk without an end is under way, or was left so recently that it can be resumed."""
        if rebuilt.end_reason is not None or rebuilt.ended_at is None:
            return False
        return is_locked(path) or timedelta(0) <= self.diary.now() - rebuilt.ended_at < CONTINUE_WITHIN


def _may_pass(error: Rebuilt | CoachError) -> bool:
    """Whether a file may be read another time: by a disk that is well again, or by a newer Coach."""
    passing = {RecordingProblem.UNREADABLE, RecordingProblem.OUR_FAULT, RecordingProblem.NEWER_VERSION}
    return isinstance(error, RecordingError) and error.problem in passing


def _holds_more(session: Session | None) -> bool:
    """Whether the history has the end of a walk that its recording lacks."""
    return session is not None and session.summary is not None and session.summary.unrecorded_s is not None


def _to_the_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
