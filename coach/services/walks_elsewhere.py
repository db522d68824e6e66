"""Walks that another process runs, seen from this one: whether there is one, and what was kept of it."""

from threading import Event

from coach.clock import monotonic_s
from coach.live.meeting import Meeting
from coach.pages.programme import RunningView
from coach.services.recorded_walks import RecordedWalks
from coach.services.settled import unwatched
from coach.store.rows import Session

KEEPING_S = 30.0
"""How long a host may take to keep a walk: a second an hour of it, more on a slow disk."""

LOOK_AGAIN_S = 0.05


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

    def kept(self, walk_id: str) -> Session | None:
        """Wait until the walk's process has kept it, and return it; None when it was forgotten, or never ended."""
        until_s = monotonic_s() + KEEPING_S
        while self._meeting.is_held and monotonic_s() < until_s:
            Event().wait(LOOK_AGAIN_S)
        diary = self._recorded.diary
        session = diary.history.session(walk_id)
        if session is None and diary.trouble is not None:  # a stand-in knows what the recordings say
            self._recorded.settle(unwatched)
            session = diary.history.session(walk_id)
        if session is None or session.ended_at is None:
            return None
        self.all_recorded &= session.summary is None or session.summary.unrecorded_s is None
        return session
