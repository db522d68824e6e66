"""Several sources side by side, as one: a strap, and sensors beside it."""

import asyncio
import heapq
import itertools
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from coach.session.inputs import SessionInput
from coach.session.ports import Source

QUEUE_LENGTH = 256
"""Some minutes of several sensors: a source that is faster than the session waits."""

_LOG = logging.getLogger(__name__)


class Several:
    """The inputs of all sources. Of those that wait, the earliest comes first.

    Args:
        heart: the source that the walk depends on: when it ends or fails, so does the whole.
        others: sensors beside it. One that ends or fails is left behind; the walk goes on.
    """

    def __init__(self, heart: Source, *others: Source) -> None:
        self._heart = heart
        self._others = others

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Yield everything as it comes; closing this closes every source, and waits until each has closed.

        Raises:
            Exception: what the heart's source failed with.
        """
        arrived: asyncio.Queue[SessionInput | None] = asyncio.Queue(QUEUE_LENGTH)
        heart = asyncio.create_task(_pour_heart(self._heart, arrived), name="heart")
        others = [asyncio.create_task(_pour_beside(source, arrived), name="beside it") for source in self._others]
        waiting: list[tuple[float, int, SessionInput]] = []
        number = itertools.count()  # equal times keep their order of arrival
        over = False
        try:
            while not over or waiting:
                while not over and not (waiting and arrived.empty()):
                    item = await arrived.get()
                    if item is None:
                        over = True
                    else:
                        heapq.heappush(waiting, (item.at_s, next(number), item))
                if waiting:
                    yield heapq.heappop(waiting)[2]
            await heart  # raise what it failed with
        finally:
            for task in (heart, *others):
                task.cancel()
            await asyncio.gather(heart, *others, return_exceptions=True)


async def _pour(source: Source, arrived: asyncio.Queue[SessionInput | None]) -> None:
    async with aclosing(source.inputs()) as inputs:
        async for item in inputs:
            await arrived.put(item)


async def _pour_heart(source: Source, arrived: asyncio.Queue[SessionInput | None]) -> None:
    failure: Exception | None = None
    try:
        await _pour(source, arrived)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        failure = RuntimeError("the heart's source gave itself up")
        failure.__cause__ = error
    except Exception as error:  # noqa: BLE001 - raised below, once all that came before it is queued
        failure = error
    await arrived.put(None)
    if failure is not None:
        raise failure


async def _pour_beside(source: Source, arrived: asyncio.Queue[SessionInput | None]) -> None:
    try:
        await _pour(source, arrived)
    except Exception:  # noqa: BLE001 - the walk goes on, whatever a sensor beside the heart does
        _LOG.exception("a sensor beside the heart is left behind")
