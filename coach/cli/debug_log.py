"""The log file of `--debug`: a file only, since anything written to the terminal would tear the screen."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from coach.config import folders_of
from coach.errors import StoreError, StoreProblem

MOST_BYTES = 5_000_000
KEPT = 3
"""Enough for days of Bluetooth debugging, and no more than 20 MB."""


def start_log(profile_name: str | None) -> Path:
    """Write everything that Coach and its libraries log to a file; returns where.

    Raises:
        StoreError: when the file cannot be written.
    """
    path = folders_of(profile_name).logs / "coach.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(StoreProblem.LOG_NOT_WRITTEN, path=str(path), detail=error.strerror or "") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    return path
