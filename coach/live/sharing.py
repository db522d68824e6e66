"""The page of a walk for other screens: `coach screen` as a process that goes on when this one is gone."""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from os import SEEK_END
from pathlib import Path
from typing import IO

import coach
from coach.errors import CommandError
from coach.pages.ports import SharedView

PREFIX = "coach: "
"""What a notice on standard error begins with."""

MOST_LAST_WORDS_BYTES = 4000
"""Several times the longest notice."""


class PageProcess:
    """Starts the page of one profile's walk, and follows what it says.

    Args:
        profile_name: whose walk.
    """

    def __init__(self, profile_name: str | None) -> None:
        self._profile = () if profile_name is None else ("--profile", profile_name)
        self._page: _Page | None = None
        self._lan = False

    @property
    def is_for_lan(self) -> bool | None:
        """For whom the page is that runs; None when none does."""
        return None if self._page is None or self._page.has_ended else self._lan

    async def views(self, *, lan: bool) -> AsyncGenerator[SharedView, None]:
        """Start the page where it is not there yet, and yield what to show now and after each change, until its end.

        Raises:
            CommandError: when it cannot start, or was broken off.
        """
        if self._page is not None and (self._page.has_ended or self._lan != lan):
            self.close()
        if self._page is None:
            self._page, self._lan = _Page((*self._profile, "screen", *(("--lan",) if lan else ()))), lan
        page = self._page
        page.changed.set()
        while page is self._page:
            await page.changed.wait()
            page.changed.clear()
            if page is not self._page:
                return
            if page.has_ended:
                self._page = None
                if page.failed:
                    raise CommandError(page.last_words)
            elif page.view.address:
                yield page.view

    def put_out(self, device: int) -> None:
        """Let a device look on no more."""
        if self._page is not None:
            self._page.tell(str(device))

    def close(self) -> None:
        """End the page; closing it again does nothing."""
        page, self._page = self._page, None
        if page is not None:
            page.end()


class _Page:
    """One process, from its start to its end.

    Args:
        arguments: of the command.
    """

    def __init__(self, arguments: tuple[str, ...]) -> None:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - a pipe that nobody empties would stop it; `_listen` closes it
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a command of ours
            [sys.executable, "-m", "coach", *arguments, "--json", "--while-walking"],
            cwd=Path(coach.__file__).parents[1],  # a file in the walker's folder must not take the place of a module
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self.view = SharedView("", ())
        self.changed = asyncio.Event()
        self.has_ended = False
        self.failed = False
        self.last_words = ""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop, errors), daemon=True, name="page").start()

    def tell(self, line: str) -> None:
        """Write a line to its standard input; one that has ended takes none."""
        if self._process.stdin is not None:
            with suppress(OSError, ValueError):
                self._process.stdin.write(f"{line}\n")
                self._process.stdin.flush()

    def end(self) -> None:
        """Ask it to end; the thread that listens waits for it."""
        self._process.terminate()
        self.changed.set()

    def _listen(self, loop: asyncio.AbstractEventLoop, errors: IO[bytes]) -> None:
        """Follow its lines to its end, in a thread: the loop's own way would end the process with this one."""
        process = self._process
        with errors, suppress(RuntimeError):  # the loop is closed: this program ends, and the page goes on
            with suppress(OSError), process:  # a line that it did not read any more
                for line in process.stdout or ():
                    loop.call_soon_threadsafe(self._take, line)
            errors.seek(-min(errors.seek(0, SEEK_END), MOST_LAST_WORDS_BYTES), SEEK_END)
            said = errors.read().decode("utf-8", "replace").splitlines()
            loop.call_soon_threadsafe(self._ended, process.returncode, said[-1] if said else "")

    def _take(self, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            return
        match said:
            case {"type": "address", "address": str(address), "qr": [*code]}:
                self.view = SharedView(address, tuple(map(str, code)), self.view.devices)
            case {"type": "devices", "devices": [*devices]}:
                self.view = SharedView(self.view.address, self.view.qr, tuple(_named(devices)))
            case _:
                return
        self.changed.set()

    def _ended(self, code: int, words: str) -> None:
        self.has_ended = True
        self.last_words = "" if code == 0 else words.removeprefix(PREFIX)
        self.failed = code != 0
        self.changed.set()


def _named(devices: list[object]) -> Iterator[tuple[int, str]]:
    for device in devices:
        match device:
            case {"id": int(number), "name": str(name), "address": str(address)}:
                yield number, f"{name}, {address}"
            case _:
                pass
