"""Takes the last import back."""

import logging
from enum import Enum
from pathlib import Path

import msgspec

from coach.errors import StoreError, StoreProblem
from coach.services.recorded_walks import RecordedWalks
from coach.services.set_aside import is_as_imported, take_back
from coach.store.imports import mark_taken_back, read_imports
from coach.store.rows import Session

_LOG = logging.getLogger(__name__)


class UndoneKind(Enum):
    """What became of an import that was to be taken back."""

    TAKEN_BACK = "taken back"
    KEPT = "kept"
    """The walker has said something about each walk that is left of it: all stay."""
    NOTHING = "nothing"
    """Nothing was imported, or all of it was taken back."""


class Undone(msgspec.Struct, frozen=True):
    """What became of it."""

    kind: UndoneKind
    walks: int = 0
    """How many were taken back."""
    kept: int = 0
    """How many of its walks stay, for the walker has said something about them."""
    imported_at: str = ""
    """When the import was, UTC, ISO 8601; empty when there was none."""


def undo(recorded: RecordedWalks) -> Undone:
    """Take the last import back: what it has added and the walker has said nothing about since.

    Where nothing of it can be taken back, no older one is: that is not what was asked. One that was taken back is no
    more the last one, whatever stayed.

    Raises:
        StoreError: when the disk does not take it.
    """
    folder = recorded.diary.folders.recordings
    done = {item.id for item in read_imports(folder) if item.is_taken_back}
    import_id = max((name for _, name in _imported(recorded) if name not in done), default=None)
    if import_id is None:
        return Undone(UndoneKind.NOTHING)
    at = import_id.partition(" ")[0]
    count = 0
    while going := [item for item, name in _imported(recorded) if name == import_id and is_as_imported(folder, item)]:
        count = count or len(going)
        for session in going:
            _take_back(folder, session)
        recorded.settle()  # which goes on with it, and finds what they had replaced: it may be of the same import
    kept = sum(name == import_id for _, name in _imported(recorded))
    if not count:
        return Undone(UndoneKind.KEPT, kept=kept, imported_at=at)
    try:
        mark_taken_back(folder, import_id, at, is_gone=not kept)
    except OSError as error:
        _LOG.warning("that an import was taken back is not kept: %s", error)
    return Undone(UndoneKind.TAKEN_BACK, count, kept, at)


def _imported(recorded: RecordedWalks) -> list[tuple[Session, str]]:
    """Return the walks of the history that were imported, each with its import."""
    of_stem = {stem: item.id for item in read_imports(recorded.diary.folders.recordings) for stem in item.walks}
    found: list[tuple[Session, str]] = []
    for session in recorded.diary.history.sessions():
        # The header of one from another computer names an import there.
        import_id = of_stem.get(recorded.diary.recording_of(session).stem) or (session.source or {}).get("import")
        if isinstance(import_id, str):
            found.append((session, import_id))
    return found


def _take_back(folder: Path, session: Session) -> None:
    try:
        take_back(folder, session)
    except OSError as error:
        raise StoreError(StoreProblem.RECORDING_NOT_OPENED, path=str(folder), detail=error.strerror or "") from error
