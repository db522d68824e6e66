"""Several sources side by side, as one: a strap, and sensors beside it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from coach.session.inputs import SessionInput
from coach.session.ports import Source

_LOG = logging.getLogger(__name__)


class Several:
    """The inputs of all sources, in order of time: those that are there at once are told by their time.

    Args:
        heart: the source that the walk lives by: when it ends or fails, so does the whole.
        others: sensors beside it. One that ends or fails is left behind, which is logged; the walk goes on.
    """

    def __init__(self, heart: Source, *others: Source) -> None:
        self._heart = heart
        self._others = others

    async def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Everything as it comes; closing this closes every source, and waits until each has."""
        ready: list[SessionInput] = []
        news = asyncio.Event()

        def take(item: SessionInput) -> None:
            ready.append(item)
            news.set()

        heart = asyncio.create_task(_pour(self._heart, take), name="heart")
        others = [asyncio.create_task(_pour_beside(source, take), name="beside the heart") for source in self._others]
        heart.add_done_callback(lambda _: news.set())
        try:
            while True:
                await news.wait()
                news.clear()
                ready.sort(key=lambda item: item.at_s)
                while ready:
                    yield ready.pop(0)
                if heart.done():
                    break
            heart.result()  # what it failed with
        finally:
            for task in (heart, *others):
                task.cancel()
            await asyncio.gather(heart, *others, return_exceptions=True)


async def _pour(source: Source, take: Callable[[SessionInput], None]) -> None:
    async with aclosing(source.inputs()) as inputs:
        async for item in inputs:
            take(item)


async def _pour_beside(source: Source, take: Callable[[SessionInput], None]) -> None:
    try:
        await _pour(source, take)
    except Exception:  # noqa: BLE001 - whatever a sensor beside the heart does, the walk goes on
        _LOG.exception("a sensor beside the heart is left behind")
