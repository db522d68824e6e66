"""A walk's output: its lines wait for whoever reads them, and the walk does not."""

import os
import threading
from collections.abc import Callable
from errno import EAGAIN
from queue import SimpleQueue
from typing import TextIO

MOST_WAITING = 20_000
"""A line a second for five hours, in some 10 MB."""


class PatientOutput:
    """Writes text in order, in a thread of its own: a pipe that nobody reads holds up that thread alone.

    The thread is a daemon and writes below Python's buffer, whose lock it would hold while it waits, and which the
    interpreter takes when it ends.

    Args:
        out: where the text goes.
    """

    def __init__(self, out: TextIO) -> None:
        out.flush()
        self._encoding = out.encoding
        self._raw = getattr(out.buffer, "raw", out.buffer)
        self._waiting: SimpleQueue[str | None] = SimpleQueue()
        self._failure: OSError | None = None
        self.on_failure: Callable[[OSError], object] = lambda _: None
        """Called in the thread with what keeps the rest from being written."""
        self._thread = threading.Thread(target=self._run, daemon=True, name="standard output")
        self._thread.start()

    def write(self, text: str) -> None:
        """Have the text written when its turn comes.

        Raises:
            OSError: when too much waits already.
        """
        if self._waiting.qsize() >= MOST_WAITING:
            raise BlockingIOError(EAGAIN, "nobody reads it")
        self._waiting.put(text)

    def finish(self, timeout_s: float | None = None) -> None:
        """Wait until all is written, for so long at most.

        Raises:
            OSError: when the rest could not be written.
        """
        self._waiting.put(None)
        self._thread.join(timeout_s)
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            while (text := self._waiting.get()) is not None:
                left = memoryview(text.replace("\n", os.linesep).encode(self._encoding, "replace"))
                while left:
                    left = left[self._raw.write(left) or 0 :]
        except OSError as error:
            self._failure = error
            self.on_failure(error)
