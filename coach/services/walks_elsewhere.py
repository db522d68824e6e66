"""Walks that another process runs, seen from this one: whether there is one, and what was kept of it."""

from collections.abc import Mapping
from pathlib import Path
from threading import Event

import msgspec

from coach.clock import monotonic_s
from coach.errors import HostError, HostProblem, StoreError, StoreProblem
from coach.live.meeting import Meeting
from coach.pages.programme import RunningView
from coach.services.recorded_walks import RecordedWalks
from coach.services.settled import unwatched
from coach.session.events import SessionOver
from coach.store.rows import Session

KEEPING_S = 30.0
"""How long a host may take to keep a walk: a second an hour of it, more on a slow disk."""

LOOK_AGAIN_S = 0.05


UNKNOWN_S = 1.0
"""A recording without its end lacks a second at least: the disk takes what is written each second."""


class Ended(msgspec.Struct, frozen=True):
    """What a walk's process has told of its end."""

    is_heard: bool
    """Whether a heart was heard, so that there is something to keep."""
    unrecorded_s: float | None = None
    """How much of its end the disk lacks."""

    @classmethod
    def of_event(cls, over: SessionOver | None) -> "Ended | None":
        """Return it from the event that a viewer has heard."""
        return None if over is None else cls(over.summary.readings > 0, over.unrecorded_s)

    @classmethod
    def of_line(cls, summary: Mapping[str, object]) -> "Ended | None":
        """Return it from a `summary` line of any version; None from an empty one."""
        lost = summary.get("unrecorded_s")
        return cls(bool(summary.get("readings")), lost if isinstance(lost, float) else None) if summary else None


class WalksElsewhere:
    """Looks at the walks of one person that another process runs.

    Args:
        recorded: the walks of the history.
        meeting: where hosts are met.
    """

    def __init__(self, recorded: RecordedWalks, meeting: Meeting) -> None:
        self._recorded = recorded
        self._meeting = meeting
        self.all_recorded = True
        """Whether the disk has everything of the walks that were waited for."""

    def running(self) -> RunningView | None:
        """Return the walk that runs; None when none does."""
        if not self._meeting.is_held:
            return None
        newest = next(iter(self._recorded.diary.history.latest_sessions(1)), None)
        return RunningView(None if newest is None or newest.ended_at is not None else newest.started_at)

    def kept(self, walk_id: str, ended: Ended | None = None) -> Session | None:
        """Wait until the walk's process has kept it, and return it; None when it was forgotten, or never ended.

        Where that process could not keep it, keep what its recording says, as the next start would.

        Args:
            walk_id: its name.
            ended: what its process told of its end; None when it told none.

        Raises:
            HostError: when its process has told its end, and does not go.
            StoreError: when a part of the walk was heard, and there is nothing left of it.
        """
        until_s = monotonic_s() + KEEPING_S
        while self._meeting.is_held and monotonic_s() < until_s:
            Event().wait(LOOK_AGAIN_S)
        session = self._known(walk_id)
        if session is None or session.ended_at is None:
            if ended is not None and self._meeting.is_held:
                self.all_recorded = False
                raise HostError(HostProblem.SILENT, self._meeting.process)
            self._keep_as_recorded(walk_id, session, ended)
            session = self._known(walk_id)
        if session is None or session.ended_at is None:
            if ended is not None and ended.is_heard:
                self.all_recorded = False
                raise self._recorded.diary.trouble or StoreError(
                    StoreProblem.RECORDING_GONE, path=str(self._at(walk_id))
                )
            return None
        self.all_recorded &= session.summary is None or session.summary.unrecorded_s is None
        return session

    def _known(self, walk_id: str) -> Session | None:
        return self._recorded.diary.keeping(lambda history: history.session(walk_id))

    def _keep_as_recorded(self, walk_id: str, session: Session | None, ended: Ended | None) -> None:
        """Keep what the recording says, where the walk's process could not write the history."""
        item = next((item for item in self._recorded.unfinished() if item.recording.stem == walk_id), None)
        if item is None and session is None:
            self._recorded.settle(unwatched)  # it has its end, and the history does not know it; or it was forgotten
        elif item is not None and (item.has_end or ended is not None):  # otherwise the walk can go on
            unrecorded_s = None if item.has_end or ended is None else ended.unrecorded_s or UNKNOWN_S
            self._recorded.close(item, unrecorded_s)

    def _at(self, walk_id: str) -> Path:
        return self._recorded.diary.folders.recordings / f"{walk_id}.jsonl"
