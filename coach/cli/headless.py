"""A session without a screen: lines on standard output, and signals that end it properly."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.notices import warn
from coach.cli.patient_output import PatientOutput
from coach.cli.streams import output_sentence
from coach.errors import CommandError
from coach.live.host import SessionHost
from coach.session.events import SessionEvent
from coach.session.inputs import EndReason
from coach.session.json_lines import line_of, lines_of
from coach.session.sentences import plain_line
from coach.session.snapshot import SessionSnapshot


class OutputRefusedError(CommandError):
    """Standard output takes no more."""


class LinePrinter:
    """Prints a walk's lines.

    `closed` is set when no more can be printed: the reader has gone, or `failure` holds another reason.

    Args:
        write: prints some lines.
        plain: whether they are sentences.
    """

    def __init__(self, write: Callable[[str], None], *, plain: bool) -> None:
        self._write = write
        self._plain = plain
        self.closed = asyncio.Event()
        self.failure: Exception | None = None

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """Print the lines of one step; a state line follows each input."""
        if self.closed.is_set():
            return
        try:
            lines = self._sentences(events, snapshot) if self._plain else self._objects(events, snapshot, heard=heard)
            self._write("".join(f"{line}\n" for line in lines))
        except Exception as error:  # noqa: BLE001 - raised where the walk was started, once it has ended properly
            self.fail(error)

    def begin(self, line: str) -> None:
        """Print a line of its own before the others."""
        try:
            self._write(f"{line}\n")
        except Exception as error:  # noqa: BLE001 - as for the others
            self.fail(error)

    def fail(self, error: Exception) -> None:
        """Print no more, because of this."""
        if not isinstance(error, BrokenPipeError):
            self.failure = OutputRefusedError(output_sentence(error)) if isinstance(error, OSError) else error
        self.closed.set()

    def _objects(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> list[str]:
        return [line_of(item) for item in lines_of(events, snapshot, heard=heard)]

    def _sentences(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot) -> list[str]:
        return [line for event in events if (line := plain_line(event, snapshot)) is not None]


async def run_headless(host: SessionHost, *, plain: bool, patiently: PatientOutput | None = None) -> int:
    """Run a walk to its end; the result is the exit code, as of `run_prepared`."""

    async def prepared() -> SessionHost:
        return host

    return await run_prepared(prepared(), plain=plain, patiently=patiently)


async def run_prepared(
    preparing: Coroutine[Any, Any, SessionHost], *, plain: bool, patiently: PatientOutput | None = None
) -> int:
    """Prepare a walk and run it to its end; a signal ends the preparing as well.

    The result is the exit code: 128 + the number of the signal that ended it, as a shell expects.

    Args:
        preparing: makes the walk's host.
        plain: print sentences.
        patiently: prints the lines of a walk that matters more than they do: it does not wait for their reader, and
            goes on when they cannot be printed. Otherwise each input's lines are written before the next is read.

    Raises:
        OutputRefusedError: when the lines could not be written, and the walk was ended for it.
        Exception: any other failure to print them, or one that ended the walk.
    """
    printer = LinePrinter(write_at_once if patiently is None else patiently.write, plain=plain)
    if patiently is not None:
        patiently.on_failure = _in_this_loop(printer.fail)
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
        await _run_while_read(host, printer, goes_on=patiently is not None)
    refused = patiently is not None and isinstance(printer.failure, OutputRefusedError)  # and the walker knows
    if printer.failure is not None and not refused:
        raise printer.failure
    if received:
        return 128 + received[0]
    return EXIT_COULD_NOT if printer.closed.is_set() else EXIT_DONE


def _in_this_loop(fail: Callable[[Exception], None]) -> Callable[[Exception], None]:
    loop = asyncio.get_running_loop()

    def failed(error: Exception) -> None:
        with suppress(RuntimeError):  # the loop has closed, and the walk is over
            loop.call_soon_threadsafe(fail, error)

    return failed


def write_at_once(text: str) -> None:
    """Print, and wait for whoever reads."""
    sys.stdout.write(text)
    sys.stdout.flush()


async def _run_while_read(host: SessionHost, printer: LinePrinter, *, goes_on: bool) -> None:
    """Run the walk. When its lines cannot be printed any more, it ends or, with `goes_on`, the walker is warned.

    A reader that has gone has seen enough, and ends any walk.
    """
    closing = asyncio.create_task(printer.closed.wait())
    running = asyncio.create_task(host.run())
    try:
        await asyncio.wait([running, closing], return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            if printer.failure is None:
                host.end(EndReason.INTERRUPTED)
            elif not goes_on:
                host.end(EndReason.FAILED)
            elif isinstance(printer.failure, OutputRefusedError):
                warn(f"{printer.failure}; the walk goes on, and is kept")
        await running
    finally:
        closing.cancel()


@contextmanager
def signals_to(stop: Callable[[int], None]) -> Iterator[None]:
    """Have SIGINT, SIGTERM and SIGHUP (not on Windows) call `stop` with their number, in the event loop.

    One that was ignored when the program began, as `nohup` has it, still is.
    """
    loop = asyncio.get_running_loop()
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = [(number, signal.getsignal(number)) for number in numbers]
    before = [(number, handler) for number, handler in handlers if handler is not signal.SIG_IGN]
    for number, _ in before:
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
