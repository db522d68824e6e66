"""A session without a screen: lines on standard output, and signals that end it properly."""

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from typing import TextIO

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, silence_stdout
from coach.errors import StoreError
from coach.pump import SessionPump
from coach.session.inputs import EndReason
from coach.session.lines import event_object, plain_line, state_object
from coach.session.outputs import SessionEvent
from coach.session.ports import Listener
from coach.session.snapshot import SessionSnapshot

StartPump = Callable[[Listener], SessionPump]
"""Makes the pump of one session, given who listens."""


class LinePrinter:
    """Prints a session's lines, flushed, and says through `closed` when nobody reads them any more."""

    def __init__(self, out: TextIO, *, plain: bool) -> None:
        self._out = out
        self._plain = plain
        self.closed = asyncio.Event()

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """The lines of one step; a state line follows each input."""
        if self.closed.is_set():
            return
        lines = self._sentences(events, snapshot) if self._plain else self._objects(events, snapshot, heard=heard)
        try:
            self._out.write("".join(f"{line}\n" for line in lines))
            self._out.flush()
        except BrokenPipeError:
            self.closed.set()
        except OSError as error:
            raise StoreError(f"nothing more can be printed: {error.strerror}; the walk was ended") from error

    def _objects(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> list[str]:
        objects = [event_object(event) for event in events]
        if heard and not snapshot.ended:
            objects.append(state_object(snapshot))
        return [json.dumps(item) for item in objects]  # ASCII: whatever the pipe's encoding is, it is JSON

    def _sentences(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot) -> list[str]:
        return [line for event in events if (line := plain_line(event, snapshot)) is not None]


async def run_headless(start: StartPump, *, plain: bool) -> int:
    """Run a session to its end; the result is the exit code: 128 + the signal that ended it, as a shell expects."""
    printer = LinePrinter(sys.stdout, plain=plain)
    pump = start(printer)
    received: list[int] = []

    def stop(number: int) -> None:
        received.append(number)
        pump.end(EndReason.INTERRUPTED)

    with _signals(stop):
        closing = asyncio.create_task(printer.closed.wait())
        running = asyncio.create_task(pump.run())
        await asyncio.wait([running, closing], return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            pump.end(EndReason.INTERRUPTED)
        await running
        closing.cancel()
    if printer.closed.is_set():
        silence_stdout()
        return EXIT_COULD_NOT
    return 128 + received[0] if received else EXIT_DONE


class _signals:  # noqa: N801 - reads as the word it is in a `with`
    """SIGINT, SIGTERM and SIGHUP go to `stop` while the session runs."""

    def __init__(self, stop: Callable[[int], None]) -> None:
        self._stop = stop
        names = ("SIGINT", "SIGTERM", "SIGHUP")
        self._numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for number in self._numbers:
            try:
                loop.add_signal_handler(number, self._stop, number)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda got, _frame: loop.call_soon_threadsafe(self._stop, got))

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for number in self._numbers:
            try:
                loop.remove_signal_handler(number)
            except NotImplementedError:  # Windows
                signal.signal(number, signal.SIG_DFL)
