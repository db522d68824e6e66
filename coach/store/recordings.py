"""The folder of recordings: which are in it, and which of them the history does not know."""

import os
from contextlib import suppress
from pathlib import Path

from coach.files import state_of
from coach.packing import PACKED, PLAIN, lies_at, plain_name
from coach.store.answers import SUFFIX
from coach.store.file_lock import is_locked
from coach.store.history import HistoryStore
from coach.store.rows import storable


def recordings_in(folder: Path) -> list[Path]:
    """Return the recordings of a folder by their plain names, without the answers beside them.

    One may turn out to be no file.
    """
    return [folder / name for name in _names_in(folder)]


def _names_in(folder: Path) -> list[str]:
    """Return their names: of a folder with the walks of years only a few become paths."""
    with suppress(OSError), os.scandir(folder) as entries:
        names = {plain_name(item.name) for item in entries}
        return sorted(name for name in names if name.endswith(PLAIN) and not name.endswith(SUFFIX))
    return []


def newest_recording(folder: Path) -> Path | None:
    """Return the recording that was written last; None when there is none.

    Raises:
        OSError: when one cannot be looked at, or goes meanwhile.
    """
    return max(recordings_in(folder), key=lambda path: lies_at(path).stat().st_mtime, default=None)


TAKEN_BACK = ".undone"
"""What a recording's name ends with while its import is being taken back."""


def begun_undone(folder: Path) -> list[Path]:
    """Return the recordings whose import is being taken back."""
    return sorted(path for end in (PLAIN, PACKED) for path in folder.glob(f"*{end}{TAKEN_BACK}"))


def unknown_recordings(store: HistoryStore, folder: Path) -> list[Path]:
    """Return the recordings that the history does not know, but those it left out, as they are, and those under way.

    They come from another computer, or the history was lost.
    """
    known = store.recordings()
    unknown = [folder / name for name in _names_in(folder) if name not in known]
    left_out = store.left_out() if unknown else {}
    return [
        path for path in unknown if left_out.get(storable(path.name)) != state_of(lies_at(path)) and not is_locked(path)
    ]
