"""Takes connections, and bounds those that have yet to agree on a key: an encrypted one costs before it says a word."""

import asyncio
import ssl
from collections.abc import Callable
from functools import partial
from socket import socket

MOST_HANDSHAKES = 64
"""At one time: a browser agrees within a few turns of the loop. Of too many, the one that takes longest makes room."""

HANDSHAKE_S = 10.0
"""To agree on a key; asyncio leaves it at a minute."""

FULL_S = 0.5
"""Until the next try, when the system has no room for another connection."""


async def accept(
    listening: socket, made: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None, *, full_s: float = FULL_S
) -> None:
    """Give each connection a protocol, until cancelled; it is encrypted where there is a context for it."""
    loop = asyncio.get_running_loop()
    waiting: dict[asyncio.Task[None], None] = {}  # in the order in which they came
    try:
        while True:
            try:
                one, _ = await loop.sock_accept(listening)
            except OSError:  # no descriptor is free, or it has gone already
                await asyncio.sleep(full_s)
                continue
            if len(waiting) >= MOST_HANDSHAKES:
                slowest = next(iter(waiting))
                del waiting[slowest]
                slowest.cancel()
            task = asyncio.create_task(_agree(one, made, tls))
            waiting[task] = None
            task.add_done_callback(partial(_over, one, waiting))
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _agree(one: socket, made: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None) -> None:
    seconds = None if tls is None else HANDSHAKE_S
    await asyncio.get_running_loop().connect_accepted_socket(made, one, ssl=tls, ssl_handshake_timeout=seconds)


def _over(one: socket, waiting: dict[asyncio.Task[None], None], task: asyncio.Task[None]) -> None:
    """Close what came to nothing; what strangers send is no news."""
    waiting.pop(task, None)
    if task.cancelled() or task.exception() is not None:
        one.close()
