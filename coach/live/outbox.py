"""What waits for one viewer: bounded, whatever the viewer does. What it reads too late is dropped, and it is told."""

from collections import deque

from coach.session.snapshot import SessionSnapshot
from coach.session.wire import (
    AliveLine,
    BellLine,
    BrokenLine,
    ClosedLine,
    ControlLine,
    DroppedLine,
    OwnLine,
    host_line,
    state_bytes,
    state_line,
)

MOST_WAITING_BYTES = 256_000
"""About ten minutes of lines, or the facts of many walks, beside what the system's buffers hold."""


class StateEncoder:
    """Encodes a state once, for many viewers."""

    def __init__(self) -> None:
        self._snapshot: SessionSnapshot | None = None
        self._encoded = b""

    def __call__(self, snapshot: SessionSnapshot) -> bytes:
        """Return the state as `state_line` takes it."""
        if snapshot is not self._snapshot:
            self._snapshot, self._encoded = snapshot, state_bytes(snapshot)
        return self._encoded


class Outbox:
    """Keeps lines until they can be written. A viewer of whole states gets the newest, with all facts before it.

    Args:
        encode: encodes states.
    """

    def __init__(self, encode: StateEncoder) -> None:
        self.whole = False
        """Whether the viewer gets whole states; otherwise lines, after the first state."""
        self._encode = encode
        self._own: deque[bytes] = deque()
        self._newest: dict[type, bytes] = {}
        self._last: deque[bytes] = deque()
        self._lines: deque[bytes] = deque()
        self._facts: deque[bytes] = deque()
        self._bytes = 0
        self._state: SessionSnapshot | None = None
        self._before_state = 0
        self._heard = False
        self._dropped = 0

    def put(self, line: OwnLine) -> None:
        """Add a line for this viewer alone. Of those that an answer does not wait for, the newest is kept."""
        if isinstance(line, AliveLine | BellLine | ControlLine):
            self._newest[type(line)] = host_line(line)
        elif isinstance(line, BrokenLine | ClosedLine):
            self._last.append(host_line(line))
        else:
            self._own.append(host_line(line))

    def tell(
        self, facts: tuple[bytes, ...], snapshot: SessionSnapshot, lines: tuple[bytes, ...], *, heard: bool
    ) -> None:
        """Add what has happened: as a state with its facts, or as these lines."""
        if self.whole:
            self._heard |= heard
            self.tell_state(snapshot)
        waiting, news = (self._facts, facts) if self.whole else (self._lines, lines)
        waiting.extend(news)
        self._bytes += sum(map(len, news))
        if self._bytes > MOST_WAITING_BYTES:
            self._drop(snapshot, news)

    def follow(self, snapshot: SessionSnapshot, *, whole: bool) -> None:
        """Change to whole states or to lines, and add the state."""
        if not whole:  # a state with its facts cannot wait among lines
            self._dropped += len(self._facts)
            self._facts.clear()
            self._bytes = sum(map(len, self._lines))
        self.whole = whole
        self.tell_state(snapshot)

    def tell_state(self, snapshot: SessionSnapshot) -> None:
        """Add the state alone: to whoever has just joined, or as a heartbeat."""
        self._state, self._before_state = snapshot, len(self._lines)

    def _drop(self, snapshot: SessionSnapshot, news: tuple[bytes, ...]) -> None:
        """Leave everything out but the state, and what is new: it may be that the walk is over."""
        self._dropped += len(self._lines) + len(self._facts) - len(news)
        for waiting in (self._lines, self._facts):
            waiting.clear()
        self.tell_state(snapshot)
        (self._facts if self.whole else self._lines).extend(news)
        self._bytes = sum(map(len, news))

    def take(self) -> bytes:
        """Return all that waits, in order, and keep nothing."""
        lines = [*self._lines]
        parts = [*self._own]
        if self._dropped:
            parts.append(host_line(DroppedLine(self._dropped)))
        parts += lines[: self._before_state]
        if self._state is not None:
            parts.append(state_line(self._encode(self._state), tuple(self._facts), heard=self._heard))
        parts += lines[self._before_state :]
        parts += self._newest.values()
        parts += self._last
        for waiting in (self._own, self._newest, self._lines, self._facts, self._last):
            waiting.clear()
        self._bytes, self._dropped, self._before_state, self._state, self._heard = 0, 0, 0, None, False
        return b"".join(parts)
