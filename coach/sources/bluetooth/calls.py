"""Calls of a Bluetooth stack within limits of time: one that hangs may ignore its cancellation, too."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from coach.errors import BluetoothError, BluetoothProblem, During

_LOG = logging.getLogger(__name__)

_GIVEN_UP: set[asyncio.Task[Any]] = set()
"""Tasks that did not end in time: the event loop alone does not keep a task alive until it does."""


async def end(task: asyncio.Task[Any], limit_s: float) -> None:
    """Cancel a task and wait for its end, `limit_s` at most; what it raises is only logged."""
    task.cancel()
    _GIVEN_UP.add(task)
    task.add_done_callback(_GIVEN_UP.discard)
    task.add_done_callback(_log_failure)
    await asyncio.wait([task], timeout=limit_s)


async def done_unless(
    happens: asyncio.Event, call: Coroutine[Any, Any, None], during: During, *, limit_s: float, close_s: float
) -> bool:
    """Make a call of the stack; false when something happens first. A call that hangs is left to itself.

    Args:
        happens: what makes the call needless.
        call: the call.
        during: what is being done, for an error.
        limit_s: how long the call may take.
        close_s: how long to wait for a call that was given up.

    Raises:
        TimeoutError: when it takes too long.
        BluetoothError: when the stack gives it up.
    """
    calling = asyncio.create_task(call, name="call of the Bluetooth stack")
    happening = asyncio.create_task(happens.wait(), name="what makes it needless")
    try:
        await asyncio.wait([calling, happening], timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        if not calling.done():
            if happening.done():
                return False
            raise TimeoutError
        if calling.cancelled():  # Windows reports an operation it gave up like this
            raise BluetoothError(BluetoothProblem.GIVEN_UP, during)
        calling.result()
        return True
    finally:
        happening.cancel()
        await end(calling, close_s)


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _LOG.debug("%s failed while it was ended: %r", task.get_name(), task.exception())
