"""Takes the last import back."""

from pathlib import Path

from coach.errors import StoreError, StoreProblem
from coach.services.recorded_walks import RecordedWalks
from coach.services.set_aside import is_as_imported, take_back
from coach.store.rows import Session


def _take_back(folder: Path, session: Session) -> None:
    try:
        take_back(folder, session)
    except OSError as error:
        raise StoreError(StoreProblem.RECORDING_NOT_OPENED, path=str(folder), detail=error.strerror or "") from error


def undo(recorded: RecordedWalks) -> tuple[int, str]:
    """Take the last import back: what it has added and the walker has said nothing about since; return how many walks.

    Where nothing of the last one can be taken back, it is the one before. The second value is when it was, UTC.
    """
    history, folder = recorded.diary.history, recorded.diary.folders.recordings
    of_import: dict[str, list[Session]] = {}
    for session in history.sessions():
        if session.source is not None and isinstance(import_id := session.source.get("import"), str):
            of_import.setdefault(import_id, []).append(session)
    for import_id in sorted(of_import, reverse=True):
        going = [item for item in of_import[import_id] if is_as_imported(folder, item)]
        if not going:
            continue
        count = len(going)
        while going:
            for session in going:
                _take_back(folder, session)
            recorded.settle()  # which goes on with it, and finds what they had replaced: it may be of the same import
            back = [item for item in history.sessions() if (item.source or {}).get("import") == import_id]
            going = [item for item in back if is_as_imported(folder, item)]
        return count, import_id.partition(" ")[0]
    return 0, ""
