"""The page of a walk for other screens: `coach screen` as a process that goes on when this one is gone."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import coach
from coach.errors import CommandError
from coach.pages.ports import SharedView

PREFIX = "coach: "
"""What a notice on standard error begins with."""


class PageProcess:
    """Starts the page of one profile's walk, and follows what it says.

    Args:
        profile_name: whose walk.
    """

    def __init__(self, profile_name: str | None) -> None:
        self._profile = () if profile_name is None else ("--profile", profile_name)
        self._process: subprocess.Popen[str] | None = None
        self._lan = False
        self._view: SharedView | None = None
        self._changed = asyncio.Event()

    async def views(self, *, lan: bool) -> AsyncGenerator[SharedView, None]:
        """Start the page where it is not there yet, and yield what to show now and after each change.

        Raises:
            CommandError: when it cannot start, or has ended.
        """
        if self._process is not None and (self._process.poll() is not None or self._lan != lan):
            self.close()
        if self._process is None:
            self._start(lan=lan)
        self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._process is None:
                return
            if self._view is not None:
                yield self._view
            elif self._process.poll() is not None:
                raise CommandError(await asyncio.to_thread(_last_words, self._process))

    def put_out(self, device: int) -> None:
        """Let a device look on no more."""
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError):
                process.stdin.write(f"{device}\n")
                process.stdin.flush()

    def close(self) -> None:
        """End the page; closing it again does nothing."""
        process, self._process, self._view = self._process, None, None
        if process is not None:
            process.terminate()
        self._changed.set()

    def _start(self, *, lan: bool) -> None:
        where = ("--lan",) if lan else ()
        self._lan = lan
        process = subprocess.Popen(  # noqa: S603 - this Python, and a command of ours
            [sys.executable, "-m", "coach", *self._profile, "screen", "--json", "--while-walking", *where],
            cwd=Path(coach.__file__).parents[1],  # a file in the walker's folder must not take the place of a module
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._process = process
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(process, loop), daemon=True, name="page").start()

    def _listen(self, process: "subprocess.Popen[str]", loop: asyncio.AbstractEventLoop) -> None:
        """Follow the page's lines, in a thread: the loop's own way would end the process with this one."""
        if process.stdout is None:
            return
        with suppress(RuntimeError, ValueError):  # the loop is closed: this program ends, and the page goes on
            for line in process.stdout:
                loop.call_soon_threadsafe(self._take, process, json.loads(line))
            process.wait()
            loop.call_soon_threadsafe(self._changed.set)

    def _take(self, process: "subprocess.Popen[str]", said: dict[str, object]) -> None:
        if process is not self._process:
            return
        before = self._view or SharedView("", ())
        match said:
            case {"type": "address", "address": str(address), "qr": list(qr)}:
                self._view = SharedView(address, tuple(map(str, qr)), before.devices)
            case {"type": "devices", "devices": list(devices)}:
                named = tuple((int(one["id"]), str(one["name"])) for one in devices)
                self._view = SharedView(before.address, before.qr, named)
            case _:
                return
        self._changed.set()


def _last_words(process: "subprocess.Popen[str]") -> str:
    """Return why the page has ended, as it said itself."""
    said = [] if process.stderr is None else process.stderr.read().splitlines()
    return said[-1].removeprefix(PREFIX) if said else ""
