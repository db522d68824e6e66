"""Ending what a Bluetooth stack does for us: a call that hangs may also hang in being given up."""

import asyncio
import logging
from typing import Any

_LOG = logging.getLogger(__name__)

_GIVEN_UP: set[asyncio.Task[Any]] = set()
"""Tasks that did not end in time: the event loop alone does not keep a task alive until it does."""


async def end(task: asyncio.Task[Any], limit_s: float) -> None:
    """Cancel a task and wait for its end, but not longer than so many seconds; what it raises is only logged."""
    task.cancel()
    _GIVEN_UP.add(task)
    task.add_done_callback(_GIVEN_UP.discard)
    task.add_done_callback(_log_failure)
    await asyncio.wait([task], timeout=limit_s)


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _LOG.debug("%s failed while it was ended: %r", task.get_name(), task.exception())
