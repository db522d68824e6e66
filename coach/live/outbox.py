"""What waits for one viewer: bounded, whatever the viewer does. What it reads too late is dropped, and it is told."""

from collections import deque

from coach.session.events import SessionEvent
from coach.session.snapshot import SessionSnapshot
from coach.session.wire import (
    AliveLine,
    BellLine,
    ControlLine,
    DroppedLine,
    OwnLine,
    host_line,
    state_bytes,
    state_line,
)

MOST_FACTS = 1000
"""A whole walk has some hundred: only a mad source has more."""

MOST_LINES_BYTES = 256_000
"""About ten minutes of lines, beside what the system's buffers hold."""


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
        self._lines: deque[bytes] = deque()
        self._bytes = 0
        self._facts: deque[SessionEvent] = deque(maxlen=MOST_FACTS)
        self._state: SessionSnapshot | None = None
        self._heard = False
        self._dropped = 0

    def put(self, line: OwnLine) -> None:
        """Add a line for this viewer alone. Of those that an answer does not wait for, the newest is kept."""
        if isinstance(line, AliveLine | BellLine | ControlLine):
            self._newest[type(line)] = host_line(line)
        else:
            self._own.append(host_line(line))

    def tell(
        self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, lines: tuple[bytes, ...], *, heard: bool
    ) -> None:
        """Add what has happened: as a state with its facts, or as these lines."""
        if self.whole:
            self._facts.extend(events)
            self._heard |= heard
            self._state = snapshot
            return
        for line in lines:
            self._lines.append(line)
            self._bytes += len(line)
        if self._bytes > MOST_LINES_BYTES:
            self._dropped += len(self._lines)
            self._lines.clear()
            self._bytes = 0
            self._state = snapshot

    def tell_state(self, snapshot: SessionSnapshot) -> None:
        """Add the state alone: to whoever has just joined, or as a heartbeat."""
        self._state = snapshot

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._own or self._newest or self._lines or self._state is not None)

    def take(self) -> bytes:
        """Return all that waits, in order, and keep nothing."""
        parts = [*self._own]
        if self._dropped:
            parts.append(host_line(DroppedLine(self._dropped)))
        if self._state is not None:
            parts.append(state_line(self._encode(self._state), tuple(self._facts), heard=self._heard))
        parts += self._lines
        parts += self._newest.values()
        self._own.clear()
        self._newest.clear()
        self._lines.clear()
        self._facts.clear()
        self._bytes, self._dropped, self._state, self._heard = 0, 0, None, False
        return b"".join(parts)
