"""Walks and their recordings: begins them, keeps them, goes on with them, and computes the history from them again.

The history of a walk is computed from its recording, whether it ended just now, never ended, or is looked at again
years later: there is one way from a recording to the history.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from coach.domain.programme.felt import NOTHING_FELT
from coach.domain.programme.walk_log import counted_from_s
from coach.errors import CoachError, WalkProblem, WalkUnavailableError
from coach.formats.registry import read_activity
from coach.services.diary import Diary
from coach.session.analysis import Analysis, analyse
from coach.session.engine import SessionEngine
from coach.session.inputs import LinkDown, Paused, Resumed, SessionEnded
from coach.session.line_codec import Header
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.plan import SessionPlan
from coach.store.file_lock import is_locked
from coach.store.looks import Look, LookStore
from coach.store.recorder import RecordingWriter
from coach.store.rows import NewSession, Rebuilt, Session
from coach.store.unfinished import CONTINUE_WITHIN, Unfinished, find_unfinished, started_of


class LeftOut(NamedTuple):
    """A recording that is not in the history, and why."""

    recording: str
    """Its file's name."""
    error: CoachError


@dataclass(frozen=True, slots=True)
class ResumedWalk:
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
        started = self.diary.now()
        # Make the recording first: a walk in the history without one would count as lost.
        offset = started.utcoffset() or timedelta(0)
        header = Header(
            _utc_text(started),
            source=source,
            session=plan.to_json(),
            extra={"utc_offset_s": round(offset.total_seconds())},  # a walk belongs to the walker's own day
        )
        sink = self._new_recording(started, header)
        try:
            session = self.diary.history.add_session(
                NewSession(started, plan.workout.kind, _minutes(plan), sink.path.name, sink.path.stem)
            )
        except CoachError:
            sink.close()
            sink.path.unlink(missing_ok=True)  # nothing was walked yet
            raise
        return session, sink

    def _new_recording(self, started: datetime, header: Header) -> RecordingWriter:
        stem = f"{started:%Y-%m-%d-%H%M}"
        name, number = stem, 1
        while True:
            if self.diary.history.session(name) is None:
                with suppress(FileExistsError):  # a walk that was forgotten has left its recording
                    return RecordingWriter(self._folder / f"{name}.jsonl", header)
            number += 1
            name = f"{stem}-{number}"

    def recording_of(self, session: Session) -> Path:
        """Return where a walk's recording is, or was."""
        return self._folder / (session.recording or f"{session.session_id}.jsonl")

    def keep(self, session: Session) -> Session | None:
        """Keep what a walk's recording says; when nothing was in it, forget the walk and return None.

        Raises:
            RecordingError: when the recording is gone or cannot be read.
        """
        rebuilt = self._computed(self.recording_of(session), session)
        if _is_empty(rebuilt):
            self.diary.history.forget_session(session.session_id)
            return None
        self.diary.history.rebuild([rebuilt])
        return self.diary.history.session(session.session_id)

    def unfinished(self) -> tuple[Unfinished, ...]:
        """Walks that never ended, newest first."""
        return find_unfinished(self.diary.history, self._folder, self.diary.now())

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
            at_s = max(last_s, (self.diary.now() - item.started_at).total_seconds())
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

    def close(self, item: Unfinished) -> Session | None:
        """Close a walk that never ended, at the end of its recording; return None when nothing was in it."""
        if item.header is None:
            if item.session_id is not None:
                self.diary.history.forget_session(item.session_id)
            return None
        return self.keep(self._session_of(item, SessionPlan.from_json(item.header.session)))

    def _session_of(self, item: Unfinished, plan: SessionPlan) -> Session:
        """Return the walk in the history; add it when the history does not know the recording."""
        known = None if item.session_id is None else self.diary.history.session(item.session_id)
        if known is not None:
            return known
        return self.diary.history.add_session(
            NewSession(item.started_at, plan.workout.kind, _minutes(plan), item.recording.name, item.recording.stem)
        )

    def close_unfinished(self) -> int:
        """Close walks that never ended and cannot be continued, at the end of their recordings; return how many."""
        closed = 0
        for item in self.unfinished():
            if not item.can_continue:
                self.close(item)
                closed += 1
        return closed

    # Everything again

    def rebuild(self, on_progress: Callable[[int, int, LeftOut | None], None]) -> int:
        """Compute the history from the recordings again; the result is the number of walks.

        `on_progress` is called with the number done, the total, and the recording if it cannot be read.
        """
        paths = sorted(self._folder.glob("*.jsonl"))
        self._looks.forget_all_but(paths)
        known = {self.recording_of(session).name: session for session in self.diary.history.sessions()}

        def readable() -> Iterator[Rebuilt]:
            for number, path in enumerate(paths, start=1):
                try:
                    session = known.get(path.name)
                    rebuilt = self._computed(path, session)
                    if self._may_go_on(rebuilt, path) and (session is None or session.ended_at is None):
                        yield replace(rebuilt, ended_at=None)
                    elif not _is_empty(rebuilt):
                        yield rebuilt
                    on_progress(number, len(paths), None)
                except CoachError as error:
                    on_progress(number, len(paths), LeftOut(path.name, error))

        return self.diary.history.rebuild(readable())

    def look(self, session: Session) -> Look | None:
        """Return the data for looking back on a walk, as kept or else computed now; None when its recording is gone."""
        path = self.recording_of(session)
        kept = self._looks.find(path)
        if kept is not None:
            return kept
        with suppress(CoachError):
            return self._analysed(path)[1]
        return None

    def _computed(self, path: Path, session: Session | None) -> Rebuilt:
        """Run a recording through the engine, keep the look, and return the part for the history."""
        header, look, analysis = self._analysed(path)
        started = session.started_at if session is not None else started_of(header, path.stem)
        if started is None:
            started = datetime.fromtimestamp(path.stat().st_mtime).astimezone() - timedelta(seconds=analysis.last_s)
        session_id = path.stem if session is None else session.session_id
        return Rebuilt(
            NewSession(started, look.plan.workout.kind, _minutes(look.plan), path.name, session_id),
            ended_at=started + timedelta(seconds=analysis.last_s),
            end_reason=None if analysis.ended is None else analysis.ended.value,
            summary=analysis.summary,
            talk=analysis.talk,
            steady=analysis.steady,
            decoupling_pct=analysis.decoupling_pct,
            felt=analysis.felt,
        )

    def _analysed(self, path: Path) -> tuple[Header, Look, Analysis]:
        recording = read_activity(path)
        plan = SessionPlan.from_json(recording.header.session)
        analysis = analyse(plan, recording.inputs)
        look = Look(plan, analysis.summary, analysis.trace)
        self._looks.keep(path, look)
        return recording.header, look, analysis

    def _may_go_on(self, rebuilt: Rebuilt, path: Path) -> bool:
        """Whether a walk without an end is under way, or was left so recently that it can be resumed."""
        if rebuilt.end_reason is not None or rebuilt.ended_at is None:
            return False
        return is_locked(path) or timedelta(0) <= self.diary.now() - rebuilt.ended_at < CONTINUE_WITHIN


def _is_empty(rebuilt: Rebuilt) -> bool:
    """Whether there is nothing to keep: a strap test without a reading or an answer. A walk that counts is kept."""
    # Every walk asks for the pain before it, so that answer alone does not count.
    is_felt = replace(rebuilt.felt, pain_before=None) != NOTHING_FELT
    is_try = rebuilt.summary.moving_s < counted_from_s(rebuilt.session.planned_min)
    return is_try and rebuilt.summary.readings == 0 and not is_felt


def _minutes(plan: SessionPlan) -> float | None:
    length_s = plan.workout.duration_s
    return None if length_s is None else length_s / 60


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
