"""Advisory lock on a recording being written; the OS releases it when the process dies.

Only Coach heeds the lock: other programs may read the file meanwhile.
"""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    LOCK_AT = 2**30
    """Windows keeps others from reading a locked byte, so the byte lies far beyond the end of any recording: a day of
    heartbeats is about 10 MB. (Under 2 GiB, which is as far as the C runtime's lock is sure to reach.)"""

    def _lock(descriptor: int, *, wait: bool) -> None:
        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error
        finally:
            os.lseek(descriptor, place, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file until its descriptor is closed. False when another process holds the lock; `wait` waits for it.

    On a file system without locks, assume that no other process writes: a walk is worth more than the lock.
    """
    try:
        _lock(descriptor, wait=wait)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def is_locked(path: Path) -> bool:
    """Return whether any process, this one included, has locked the file; False when there is no file."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not lock(descriptor, wait=False)
    finally:
        os.close(descriptor)  # this also releases the lock taken for the check
