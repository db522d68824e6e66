"""A disk that is full for a while, or cannot sync, under a real recording."""

import errno
import os

from coach.store import recorder


class FailingDisk:
    """Stands between the writer and the real file: it may be full, fail to sync, or take writes only in part."""

    def __init__(self, monkeypatch):
        self.room = None
        self.error = errno.ENOSPC
        self.sync_fails = False
        disk, real_open, real_sync = self, recorder.FileIO, os.fsync

        class File(real_open):
            def write(self, data):
                if disk.room is None:
                    return super().write(data)
                if disk.room <= 0:
                    raise OSError(disk.error, os.strerror(disk.error))
                taken = data[: disk.room]
                disk.room -= len(taken)
                return super().write(taken)

        def sync(descriptor):
            if disk.sync_fails:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            real_sync(descriptor)

        monkeypatch.setattr(recorder, "FileIO", File)
        monkeypatch.setattr(recorder.os, "fsync", sync)
