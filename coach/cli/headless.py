"""A session without a screen: lines on standard output, and signals that end it properly."""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, silence_stdout
from coach.errors import StoreError, StoreProblem
from coach.live.host import SessionHost
from coach.session.events import SessionEvent
from coach.session.inputs import EndReason
from coach.session.json_lines import event_object, state_object
from coach.session.sentences import plain_line
from coach.session.snapshot import SessionSnapshot


class LinePrinter:
    """Prints a walk's lines, flushed.

    `closed` is set when no more can be printed: the reader has gone, or `failure` holds another reason.
    """

    def __init__(self, out: TextIO, *, plain: bool) -> None:
        self._out = out
        self._plain = plain
        self.closed = asyncio.Event()
        self.failure: Exception | None = None

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """Print the lines of one step; a state line follows each input."""
        if self.closed.is_set():
            return
        try:
            lines = self._sentences(events, snapshot) if self._plain else self._objects(events, snapshot, heard=heard)
            self._out.write("".join(f"{line}\n" for line in lines))
            self._out.flush()
        except BrokenPipeError:
            self.closed.set()
        except OSError as error:
            self._fail(StoreError(StoreProblem.OUTPUT_GONE, detail=error.strerror or ""))
        except Exception as error:  # noqa: BLE001 - raised where the walk was started, once it has ended properly
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self.closed.set()

    def _objects(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> list[str]:
        objects = [event_object(event) for event in events]
        if heard:
            summary = [objects.pop()] if snapshot.ended else []  # it is always the last line
            objects += [state_object(snapshot), *summary]
        return [json.dumps(item) for item in objects]  # ASCII: whatever the pipe's encoding is, it is JSON

    def _sentences(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot) -> list[str]:
        return [line for event in events if (line := plain_line(event, snapshot)) is not None]


async def run_headless(host: SessionHost, *, plain: bool) -> int:
    """Run a walk to its end; the result is the exit code, as of `run_prepared`."""

    async def prepared() -> SessionHost:
        return host

    return await run_prepared(prepared(), plain=plain)


async def run_prepared(preparing: Coroutine[Any, Any, SessionHost], *, plain: bool) -> int:
    """Prepare a walk and run it to its end; a signal ends the preparing as well.

    The result is the exit code: 128 + the number of the signal that ended it, as a shell expects.

    Raises:
        StoreError: when its lines could not be written.
        Exception: any other failure to print them, or one that ended the walk.
    """
    printer = LinePrinter(sys.stdout, plain=plain)
    received: list[int] = []
    preparation = asyncio.create_task(preparing)
    host: SessionHost | None = None

    def stop(number: int) -> None:
        received.append(number)
        preparation.cancel()  # does nothing once it is done
        if host is not None:
            host.end(EndReason.INTERRUPTED)

    with signals_to(stop):
        try:
            host = await preparation
        except asyncio.CancelledError:
            if not received:
                raise
            return 128 + received[0]
        host.attach(printer)
        if received:
            host.end(EndReason.INTERRUPTED)
        await _run_while_read(host, printer)
    if printer.failure is not None:
        raise printer.failure
    if printer.closed.is_set():
        silence_stdout()
        return EXIT_COULD_NOT
    return 128 + received[0] if received else EXIT_DONE


async def _run_while_read(host: SessionHost, printer: LinePrinter) -> None:
    """Run the walk, and end it when its lines cannot be printed any more."""
    closing = asyncio.create_task(printer.closed.wait())
    running = asyncio.create_task(host.run())
    try:
        await asyncio.wait([running, closing], return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            host.end(EndReason.INTERRUPTED if printer.failure is None else EndReason.FAILED)
        await running
    finally:
        closing.cancel()


@contextmanager
def signals_to(stop: Callable[[int], None]) -> Iterator[None]:
    """Have SIGINT, SIGTERM and SIGHUP (not on Windows) call `stop` with their number, in the event loop."""
    loop = asyncio.get_running_loop()
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(number, signal.getsignal(number)) for number in numbers]
    for number in numbers:
        try:
            loop.add_signal_handler(number, stop, number)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda got, _: loop.call_soon_threadsafe(stop, got))
    try:
        yield
    finally:
        for number, handler in before:
            with suppress(NotImplementedError):  # Windows
                loop.remove_signal_handler(number)
            signal.signal(number, handler)
