"""Runs a player so that none of its output reaches the screen and nothing waits for it."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from subprocess import DEVNULL, PIPE

from coach.audio.players import PlayerCommand

Run = Callable[[PlayerCommand, float], Awaitable[bool]]
"""Runs a command for at most this many seconds; true when it ended by itself with exit code 0."""


async def run_quietly(command: PlayerCommand, longest_s: float) -> bool:
    """Run a program without a terminal; kill it when cancelled, or after `longest_s`."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command.argv,
            stdin=PIPE if command.spoken else DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            # Ctrl-C in the terminal is for Coach, which then ends its players itself.
            start_new_session=sys.platform != "win32",
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(longest_s):
            await process.communicate(command.spoken or None)
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode == 0
