"""What a program does first: it brings the history in line with the recordings, and says what it found."""

import sys
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from coach.cli.exits import EXIT_COULD_NOT
from coach.cli.notices import warn
from coach.clock import monotonic_s
from coach.errors import StoreError
from coach.services.diary import Diary
from coach.store.recordings import begun_undone, unknown_recordings
from coach.store.rows import Session

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from coach.services.recorded_walks import RecordedWalks
    from coach.services.settled import LeftOut
    from coach.services.walks import Walks

SHOWN_AFTER_S = 0.3
"""Work that takes longer shows how far it is; a bar for less would only flicker."""


class Bar:
    """A bar on standard error for long work on recordings, and a notice for each that cannot be used.

    Args:
        shown_after_s: how long the work may take without a bar.
    """

    def __init__(self, shown_after_s: float = SHOWN_AFTER_S) -> None:
        self._shown_after_s = shown_after_s
        self._began_s = monotonic_s()
        self._opened = ExitStack()
        self._left_out: list[LeftOut] = []
        self._drawn: ProgressBar[int] | None = None

    def __call__(self, done: int, of: int, left_out: "LeftOut | None") -> None:
        """Show that `done` of the recordings are read; name those left out when the bar is complete."""
        if left_out is not None:
            self._left_out.append(left_out)
        if self._drawn is None and monotonic_s() - self._began_s >= self._shown_after_s and sys.stderr.isatty():
            self._drawn = self._opened.enter_context(
                click.progressbar(length=of, label="Reading recordings", file=sys.stderr)
            )
        if self._drawn is not None:
            self._drawn.update(done - self._drawn.pos)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._opened.close()
        if self._left_out:
            from coach.session.error_words import error_sentence

            for item in self._left_out:
                warn(f"{item.recording} was left out: {error_sentence(item.error)}")


def settle_if_needed(diary: Diary) -> None:
    """Bring the history in line with the recordings where it lacks some; else load no engine."""
    if _lacks_some(diary):
        settle(diary)


def settled_sessions(diary: Diary) -> tuple[Session, ...]:
    """Bring the history in line with the recordings, and return its walks; load an engine only where it may be needed.

    It is for a walk that never ended, and for an imported one, which may be another walk's double.
    """
    if not _lacks_some(diary):
        diary.history.match_answers()
        sessions = diary.history.sessions()
        if not any(session.ended_at is None or session.is_imported for session in sessions):
            return sessions
    settle(diary)
    return diary.history.sessions()


def _lacks_some(diary: Diary) -> bool:
    folder = diary.folders.recordings
    return bool(diary.history.brought_back or unknown_recordings(diary.history, folder) or begun_undone(folder))


def settle(diary: Diary, recorded: "RecordedWalks | None" = None) -> str:
    """Bring the history in line with the recordings; print what was found, and return it for a screen."""
    if recorded is None:
        from coach.services import recorded_walks

        recorded = recorded_walks.RecordedWalks(diary)
    with Bar() as bar:
        settled = recorded.settle(bar)
    notices: list[str] = []
    if diary.trouble is not None:
        notices.append(_walk_anyway(diary.trouble))
    elif diary.history.brought_back and diary.moved_aside is None:
        notices.append(
            f"the history was gone; {walks_text(diary.history.brought_back)} came back from the copy beside it"
        )
    if settled.adopted and diary.trouble is None:
        notices.append(f"{walks_text(settled.adopted)} that the history did not know came in from the recordings")
    for notice in notices:
        warn(notice)
    if settled.left_out:
        others = len(settled.left_out) - 1
        notices.append(
            f"{settled.left_out[0].recording} {f'and {others} more are' if others else 'is'} no recording to read"
        )
    return "; ".join(notices)


def finished(diary: Diary, walks: "Walks", said: str, code: int) -> int:
    """Say what went wrong with the files during the walks, unless it was `said` before.

    Returns:
        The exit code: `code`, or that something could not be done when a walk is not wholly recorded.
    """
    if diary.trouble is not None and (notice := _walk_anyway(diary.trouble)) not in said:
        warn(notice)
    return code if walks.all_recorded else EXIT_COULD_NOT


def _walk_anyway(error: StoreError) -> str:
    from coach.session.error_words import error_sentence

    return f"{error_sentence(error)}. Walks are recorded all the same, and join the history when it can be used again"


def walks_text(count: int) -> str:
    """Return a number of walks in words."""
    return "one walk" if count == 1 else f"{count} walks"
