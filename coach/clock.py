"""The only place that reads time."""

import time
from datetime import UTC, datetime

_SUSPEND_AWARE = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""A clock that runs on while the laptop sleeps: CLOCK_BOOTTIME on Linux; on macOS CLOCK_MONOTONIC already does."""


def monotonic_s() -> float:
    """Return seconds that never run backwards and that count a laptop's sleep."""
    if _SUSPEND_AWARE is None:  # Windows: time.monotonic counts sleep there
        return time.monotonic()
    return time.clock_gettime(_SUSPEND_AWARE)


def utc_now() -> datetime:
    """Return the wall clock in UTC, with its zone."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Return the wall clock in the walker's zone, which defines "today"."""
    return datetime.now(UTC).astimezone()
