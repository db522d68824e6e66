"""Packs the recordings of walks that are over, when nobody waits for anything."""

from coach.services.diary import Diary
from coach.store.looks import LookStore
from coach.store.packer import pack_away
from coach.store.recordings import recordings_in


def pack_walks(diary: Diary, most: int | None = None) -> int:
    """Pack what is not packed yet, the newest first, and return how many; `most` is None for all.

    Raises:
        StoreError: when the history cannot be read.
    """
    folder, looks = diary.folders.recordings, LookStore(diary.folders.looks)
    count = 0
    for path in reversed(recordings_in(folder)):
        if count == most:
            break
        session = diary.history.session_of(path.name) if path.exists() else None
        if session is not None and session.ended_at is not None:
            look = looks.find(path)
            if pack_away(path):
                count += 1
                if look is not None:
                    looks.keep(path, look)  # it was of another state of the recording
    return count
