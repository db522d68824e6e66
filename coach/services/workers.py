"""Reads files in processes side by side, and hands on what they hold in the order of the files.

Each process gets one file after the other. Python's own pool keeps its processes when its program is killed, loses all
when one of them is, and knows of no progress; these end with their end of the pipe.
"""

import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from coach.clock import monotonic_s

_LOG = logging.getLogger(__name__)

MOST_WORKERS = 4
"""Each has some 60 MB, and with the program itself they stay under 300 MB."""

AHEAD = 4
"""So many files for each worker may be read before those in front of them are done."""

MOST_WAITING = 8
"""So many results of a file may wait for their turn; then its worker waits."""

PROGRESS_S = 0.1
"""A bar moves ten times a second."""

T = TypeVar("T")
R = TypeVar("R")

Work = Callable[[T, Callable[[int], None]], Iterator[R]]
"""Takes an item and a callback for the bytes done so far, and yields results. It must be a function of a module."""


class Mark(Enum):
    """What comes among the results of an item."""

    DONE = "done"
    """After the last one."""
    LOST = "lost"
    """In the place of what a process did not send any more: it was ended by the system."""


def cores() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_turn(
    work: Work[T, R], items: Sequence[T], on_progress: Callable[[int, int], None]
) -> Iterator[tuple[int, R | Mark]]:
    """Do the work on one item after the other in this process; yield the item's number with each result, and its end.

    Args:
        work: what to do with an item.
        items: what to do it with.
        on_progress: is called with an item's number and the bytes of it that are done.
    """
    for number, item in enumerate(items):
        for result in work(item, partial(on_progress, number)):
            yield number, result
        yield number, Mark.DONE


def side_by_side(
    work: Work[T, R], items: Sequence[T], on_progress: Callable[[int, int], None], workers: int
) -> Iterator[tuple[int, R | Mark]]:
    """As `in_turn`, in so many processes; what one of them does not finish ends with `Mark.LOST`."""
    pool = _Pool(work, items, on_progress)
    try:
        if pool.begin(min(workers, len(items))):
            yield from pool.results()
        else:
            yield from in_turn(work, items, on_progress)
    finally:
        pool.end()


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    number: int | None = None
    """Of the item it is at."""
    has_begun: bool = False
    """Whether it came as far as to say so."""


@dataclass
class _Results(Generic[R]):
    waiting: deque[R | Mark] = field(default_factory=deque)
    is_done: bool = False


class _Pool(Generic[T, R]):
    def __init__(self, work: Work[T, R], items: Sequence[T], on_progress: Callable[[int, int], None]) -> None:
        self._context = multiprocessing.get_context("spawn")  # the same on every system
        self._work = work
        self._items = items
        self._on_progress = on_progress
        self._workers: list[_Worker] = []
        self._of: dict[int, _Results[R]] = {}
        self._next = self._head = 0

    def begin(self, count: int) -> bool:
        """Start the processes; return False where none can be had."""
        for _ in range(count):
            self._start_one()
        return bool(self._workers)

    def _start_one(self) -> None:
        try:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(theirs, self._work), daemon=True)
            with _deaf_to_control_c():
                process.start()
        except (OSError, RuntimeError) as error:
            _LOG.warning("no process can be started: %s", error)
            return
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def results(self) -> Iterator[tuple[int, R | Mark]]:
        """Yield everything in the order of the items."""
        while self._head < len(self._items):
            self._hand_out()
            of_head = self._of.get(self._head, _Results())
            while of_head.waiting:
                yield self._head, of_head.waiting.popleft()
            if of_head.is_done:
                yield self._head, Mark.DONE
                del self._of[self._head]
                self._head += 1
            elif self._workers:
                self._listen()
            else:
                yield from self._alone()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._next < min(len(self._items), self._head + AHEAD * len(self._workers)) and worker.number is None:
                worker.number, self._next = self._next, self._next + 1
                self._of[worker.number] = _Results()
                with suppress(OSError):  # it has died: listening finds that
                    worker.pipe.send(self._items[worker.number])

    def _listen(self) -> None:
        """Take what the processes have sent, but no more of a file that waits for its turn than may wait."""
        heard = [item for item in self._workers if item.number is not None and self._may_send(item.number)]
        ready = set(wait([item.pipe for item in heard]))
        for worker in heard:
            if worker.pipe in ready:
                self._take_from(worker)

    def _may_send(self, number: int) -> bool:
        return number == self._head or len(self._of[number].waiting) < MOST_WAITING

    def _take_from(self, worker: _Worker) -> None:
        number = worker.number
        if number is None:
            return
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, OSError):
            self._workers.remove(worker)
            worker.pipe.close()
            self._of[number].is_done = True
            if worker.has_begun:
                self._of[number].waiting.append(Mark.LOST)
                self._start_one()
            else:  # no process can be had here
                self._of[number].waiting.extend(self._work(self._items[number], partial(self._on_progress, number)))
            return
        worker.has_begun = True
        if kind == _PROGRESS:
            self._on_progress(number, value)
        elif kind == _RESULT:
            self._of[number].waiting.append(value)
        elif kind == _DONE:
            self._of[number].is_done = True
            worker.number = None

    def _alone(self) -> Iterator[tuple[int, R | Mark]]:
        """Go on in this process with the items that no process has begun."""
        for number in range(self._next, len(self._items)):
            for result in self._work(self._items[number], partial(self._on_progress, number)):
                yield number, result
            yield number, Mark.DONE
        self._head = len(self._items)

    def end(self) -> None:
        """End the processes, whatever they are at."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()


@contextmanager
def _deaf_to_control_c() -> Iterator[None]:
    """Keep control-C back while a process starts, and from that process for good: it would print where it was.

    Control-C is for the program, which ends its processes. A signal of these moments comes when they are over.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_BEGUN, _PROGRESS, _RESULT, _DONE = "begun", "progress", "result", "done"


def _serve(pipe: Connection, work: Work[Any, Any]) -> None:
    """Do the work on what comes, in a process of its own, until the other end of the pipe is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be kept back from the start
    with suppress(EOFError, OSError):
        pipe.send((_BEGUN, None))
        while True:
            item = pipe.recv()
            last_s = monotonic_s()

            def on_progress(done: int) -> None:
                nonlocal last_s
                if monotonic_s() - last_s >= PROGRESS_S:
                    last_s = monotonic_s()
                    pipe.send((_PROGRESS, done))

            for result in work(item, on_progress):
                pipe.send((_RESULT, result))
            pipe.send((_DONE, None))
