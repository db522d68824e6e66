"""The log file of `--debug`: a file only, since anything written to the terminal would tear the screen."""

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from coach.config import folders_of
from coach.errors import StoreError, StoreProblem
from coach.files import PRIVATE_FILE, make_folder

MOST_BYTES = 5_000_000
KEPT = 3
"""Enough for days of Bluetooth debugging, and no more than 20 MB."""


class _PrivateLog(RotatingFileHandler):
    """Makes each file for its owner only, after a rotation too."""

    def _open(self) -> TextIOWrapper:
        opened = open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)  # noqa: SIM115 - Path.open has no opener; logging closes it
        Path(self.baseFilename).chmod(PRIVATE_FILE)  # an earlier version may have made it for everybody
        return opened


def _open_private(path: str, flags: int) -> int:
    """Open a file for its owner only, and never wait for the other end of a named pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), PRIVATE_FILE)


HOST_LOG = "host.log"
"""Of the process that runs a walk: two processes cannot rotate one file."""


def start_log(profile_name: str | None, name: str = "coach.log") -> Path:
    """Write everything that Coach and its libraries log to a file of that name; returns where.

    Raises:
        StoreError: when the file cannot be written.
    """
    path = folders_of(profile_name).logs / name
    try:
        make_folder(path.parent)
        handler = _PrivateLog(path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        raise StoreError(StoreProblem.LOG_NOT_WRITTEN, path=str(path), detail=error.strerror or "") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    return path
