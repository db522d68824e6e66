"""A browser's connection that cannot hurt anybody: it waits for nothing without an end, and holds next to nothing.

uvicorn keeps a connection that never sends its request, sends it a byte a minute, or never reads its answer. Here each
of the three has a deadline; and of too many connections, the one that has kept us waiting longest makes room.
"""

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from coach.web.guard import HEADERS

REQUEST_S = 10.0
"""To send a whole request of a kilobyte, from when the connection was made or the last answer was given."""

STUCK_S = 10.0
"""To read something. A tablet behind three walls takes a second or two; one that sleeps comes back by itself."""

MOST_CONNECTIONS = 128
"""Twice as many as pages may look on: each one also fetches."""

MOST_WAITING_BYTES = 1
"""Of answers that the system has not taken: the next state is made once it has all of the last one. With 0 asyncio's
encrypted connections wait for ever."""

SYSTEM_BYTES = 16 * 1024
"""What the system may keep of a connection: half of the page's script, so that it comes in a turn or two."""

STREAM_BYTES = 2048
"""The same of a stream: three states, all older than the newest. The system's own default of megabytes would be an hour
of them. Linux takes twice as much, for its own notes (socket(7)), and no less than 4.5 kB."""

STREAM_PATH = "/walk"
"""What is answered with a stream."""

NO_REQUEST = b"".join(
    [
        b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n",
        *(b"%b: %b\r\n" % header for header in HEADERS),
        b"\r\n",
    ]
)
"""Answers what is no HTTP: as every answer does, it keeps to itself."""


class BrowserConnection(H11Protocol):
    """One connection; see the module."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give it its first deadline; of too many, let go of the one that has kept us waiting longest."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("TCP alone is served")
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            others = [
                other for other in self.connections if isinstance(other, BrowserConnection) and other.due_s is not None
            ]
            min(others, key=lambda other: other.due_s or 0.0, default=self).drop()
        transport.set_write_buffer_limits(high=MOST_WAITING_BYTES)
        self._hold(SYSTEM_BYTES)
        self._expect_within(REQUEST_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Wait no longer once the request is whole, and hold little of a stream."""
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle  # None until the first request, whatever uvicorn declares
        if cycle is not None and not cycle.response_complete:
            self._hold(STREAM_BYTES if cycle.scope["path"] == STREAM_PATH else SYSTEM_BYTES)
        self._see_whether_whole()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request; in the middle of an answer there is no place for another."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self.drop()
            return
        self.transport.write(NO_REQUEST)
        self.transport.close()

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the answer to be read if the connection is closing."""
        self._expect_within(REQUEST_S)
        super().on_response_complete()
        self._see_whether_whole()

    def pause_writing(self) -> None:
        """Wait for the browser to read."""
        super().pause_writing()
        self._expect_within(STUCK_S)

    def resume_writing(self) -> None:
        """Wait no longer: it reads."""
        super().resume_writing()
        self._see_whether_whole()

    @property
    def due_s(self) -> float | None:
        """When it is dropped unless it does something, in the loop's time; None when we are the ones to act."""
        return None if self._deadline is None else self._deadline.when()

    def drop(self) -> None:
        """End it now, with whatever has not been read."""
        self._expect_nothing()
        self.transport.abort()

    def _hold(self, size: int) -> None:
        """Have the system keep no more than so much that has not been sent, or not arrived."""
        if (own := self.transport.get_extra_info("socket")) is not None:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)

    def _see_whether_whole(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # None until the first request, whatever uvicorn declares
        if cycle is not None and not (cycle.more_body or cycle.response_complete or self.flow.write_paused):
            self._expect_nothing()

    def _expect_within(self, seconds: float) -> None:
        self._expect_nothing()
        self._deadline = self.loop.call_later(seconds, self.drop)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
