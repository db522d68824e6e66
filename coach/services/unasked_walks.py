"""The walks of one person whose questions nobody was asked yet, and which of them to ask about."""

from datetime import timedelta

from coach.pages.programme import UnaskedView
from coach.services.diary import Diary
from coach.store.unasked import UnaskedStore

REMEMBERED = timedelta(days=1)
"""A day later a number for yesterday's effort would be made up."""


class UnaskedWalks:
    """Remembers them from a walk's beginning until its questions were answered, whichever terminal asks.

    Args:
        diary: whose walks.
    """

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._store = UnaskedStore(diary.folders.unasked_file)
        self._unnoted: set[str] = set()
        """Those that the disk did not take: this program asks about them, and no other can."""

    def add(self, walk_id: str) -> None:
        """Note that a walk's questions are to be asked."""
        self._store.add(walk_id)
        if walk_id not in self._store.ids():
            self._unnoted.add(walk_id)

    def remove(self, walk_id: str) -> None:
        """Note that they were answered."""
        self._store.remove(walk_id)
        self._unnoted.discard(walk_id)

    def is_unasked(self, walk_id: str) -> bool:
        """Whether nobody has answered them yet, in any terminal."""
        return walk_id in self._unnoted or walk_id in self._store.ids()

    def latest(self) -> UnaskedView | None:
        """Return the latest walk that nobody was asked about, while it is remembered; forget the others."""
        latest: UnaskedView | None = None
        for walk_id in self._store.ids():
            session = self._diary.history.session(walk_id)
            if session is not None and session.ended_at is None:
                continue  # it runs, or may go on
            if latest is not None:
                self._store.remove(latest.walk_id)
            latest = None
            if session is not None and self._diary.now() - session.started_at < REMEMBERED:
                latest = UnaskedView(walk_id, session.started_at)
            else:
                self._store.remove(walk_id)
        return latest
