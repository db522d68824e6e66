"""Lines of standard input as they are typed, beside whatever else the program does."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator

CHUNK_BYTES = 4096

MOST_LINE_BYTES = 4096
"""Of a line; what is longer is no command of ours, and only its end is kept."""


async def typed_lines(descriptor: int) -> AsyncIterator[str]:
    """Yield lines without their ends, until the input is over.

    A thread reads, since no system can wait for every kind of input otherwise; a daemon, since a line that never comes
    must not keep the program from ending. It reads the descriptor: `sys.stdin` has a lock that the interpreter takes.
    """
    loop, chunks = asyncio.get_running_loop(), asyncio.Queue[bytes]()

    def read() -> None:
        chunk = b"-"
        while chunk:
            try:
                chunk = os.read(descriptor, CHUNK_BYTES)
            except OSError:  # the terminal is gone
                chunk = b""
            try:
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            except RuntimeError:  # the loop has closed: nobody waits any more
                return

    threading.Thread(target=read, daemon=True, name="typed lines").start()
    rest = b""
    while chunk := await chunks.get():
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[-MOST_LINE_BYTES:]
        for line in lines:
            yield line.decode("utf-8", "replace").strip()
