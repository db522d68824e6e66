"""One page of a profile's walks at a time: a new one ends the one before, whose terminal may be gone.

Nobody could put out the devices of a page that no terminal shows any more; they scan the new one's code.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

from coach.files import PRIVATE_FILE, make_folder
from coach.store.file_lock import lock

LOOK_S, LOOKS = 0.1, 50
"""A page ends within a second; one that stands still keeps its devices, and this one begins all the same."""

MOST_NUMBER_BYTES = 20


@contextmanager
def only_page(data: Path) -> Iterator[None]:
    """Be the one page of the profile with this data folder; where no file can be locked, be one of them."""
    try:
        make_folder(data)
        descriptor = os.open(data / "page.lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError:
        yield
        return
    try:
        if not lock(descriptor, wait=False):
            _end_other(descriptor)
            any(lock(descriptor, wait=False) or Event().wait(LOOK_S) for _ in range(LOOKS))
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _end_other(descriptor: int) -> None:
    """End the page that holds the lock; its number is its own as long as it does."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with suppress(OSError, ValueError, OverflowError):
        number = int(os.read(descriptor, MOST_NUMBER_BYTES))
        if number > 1:  # zero and below are whole groups of processes
            os.kill(number, signal.SIGTERM)
