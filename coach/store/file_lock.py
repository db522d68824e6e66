"""Who writes a file right now: a lock that the operating system lets go of when the program ends, however it ends.

The lock is advice to Coach alone: everybody may read the file meanwhile.
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
    """Lock an open file until its descriptor is closed; False when somebody else has, which `wait` sits out.

    A file system that knows no locks is taken as one where nobody else writes: a walk is worth more than the lock.
    """
    try:
        _lock(descriptor, wait=wait)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def is_locked(path: Path) -> bool:
    """Whether anybody, this program included, has locked the file; one that is not there is not."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not lock(descriptor, wait=False)
    finally:
        os.close(descriptor)  # and with it the lock that was taken to see
