"""A walk that another process runs, as its viewers see it: the same as a host in this process."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event

import msgspec

from coach.clock import monotonic_s
from coach.domain.totals.summary import SessionSummary
from coach.errors import HostError, HostProblem
from coach.live.meeting import Meeting
from coach.session.commands import Command
from coach.session.events import SessionEvent, SessionOver
from coach.session.inputs import EndReason
from coach.session.later import later, unheard
from coach.session.ports import Listener
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapSeen
from coach.session.wire import (
    MOST_LINE_BYTES,
    PROTOCOL,
    AnswerLine,
    AskStraps,
    BellLine,
    BrokenLine,
    ClosedLine,
    ControlLine,
    End,
    Follow,
    HelloLine,
    HostLine,
    Refusal,
    Request,
    StateLine,
    TakeControl,
    ViewerCommand,
    ViewerRole,
    parse_host_line,
    request_line,
)

_LOG = logging.getLogger(__name__)

SILENT_AFTER_S = 2.0
"""Two heartbeats; after that, what was said is no longer shown as true. A page looks each second, and may not show an
old number for more than three."""

JOIN_S = 5.0
"""How long a host may take to open its channel, and to answer."""

LOOK_AGAIN_S = 0.05
_FOLLOW_ID = 1


class _Greeting(msgspec.Struct, frozen=True):
    """What a host says to a new viewer; `rest` is what was read after it."""

    hello: HelloLine
    state: SessionSnapshot
    control: ControlLine
    rest: bytes


class RemoteHost:
    """Follows one walk over its channel; joined already, it listens from `start` on.

    Args:
        connection: to the host.
        greeting: what the host said to this viewer's `follow`.
        bell: rings the bell of this viewer's terminal.
    """

    def __init__(self, connection: socket.socket, greeting: _Greeting, bell: Callable[[], None]) -> None:
        self.hello = greeting.hello
        self._connection = connection
        self._rest = greeting.rest
        self._bell = bell
        self._state = greeting.state
        self._state_at_s = self._heard_at_s = monotonic_s()
        self._listeners: dict[object, Listener] = {}
        self._answers: dict[int, asyncio.Future[AnswerLine]] = {}
        self._asked = _FOLLOW_ID
        self._writer: asyncio.StreamWriter | None = None
        self._unsent: list[bytes] = []
        self._listening: asyncio.Task[None] | None = None
        self._over: SessionOver | None = None
        self._broken: BrokenLine | None = None
        self.control = greeting.control
        """Who holds control, as far as was told."""

    # Joining

    @classmethod
    def join(
        cls, meeting: Meeting, role: ViewerRole, *, bell: Callable[[], None] = lambda: None, patience_s: float = JOIN_S
    ) -> "RemoteHost":
        """Join the walk that runs; wait for a host that is just beginning.

        From then on every fact reaches this viewer, however long it takes to `start`.

        Raises:
            HostError: when none runs, it does not answer, or another version of Coach runs it.
        """
        until_s = monotonic_s() + patience_s
        connection = _connected(meeting, until_s)
        try:
            return cls(connection, _greeted(connection, role, until_s), bell)
        except (OSError, ValueError) as error:
            connection.close()
            raise HostError(HostProblem.SILENT, meeting.process) from error
        except BaseException:
            connection.close()
            raise

    # What it is, as `WalkHost`

    outlives_viewers = True
    """Leaving a screen leaves the walk running."""

    @property
    def has_strap(self) -> bool:
        """Whether the heart rate comes from a strap."""
        return self.hello.has_strap

    @property
    def asks_here(self) -> bool:
        """Whether the walk's questions are for this viewer: no other terminal holds control."""
        return self.control.held or self.control.holder is not ViewerRole.TERMINAL

    def start(self) -> None:
        """Listen from now on; calling it again does nothing."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(), name="viewer")

    async def over(self) -> SessionSummary:
        """Wait for the walk's end; cancelling the wait does not affect the walk.

        Raises:
            HostError: when the walk was broken off, or its host has ended without an end.
        """
        self.start()
        if self._listening is not None:
            await asyncio.shield(self._listening)
        if self._over is not None:
            return self._over.summary
        if self._broken is not None:
            raise HostError(HostProblem.FAILED, self._broken.text)
        raise HostError(HostProblem.LOST)

    @property
    def ending(self) -> SessionOver | None:
        """The walk's end, once the host has told it."""
        return self._over

    def attach(self, listener: Listener) -> Callable[[], None]:
        """Notify a listener of every change from now on, and of the state at once; the result detaches it."""
        token = object()
        self._listeners[token] = listener
        self._tell(token, listener, (), self.latest, heard=False)
        return lambda: _forget(self._listeners, token)

    @property
    def latest(self) -> SessionSnapshot:
        """The state at this moment; without a heart rate, when nothing was heard of the host for too long."""
        now_s = monotonic_s()
        now = later(self._state, now_s - self._state_at_s)
        return unheard(now) if now_s - self._heard_at_s > SILENT_AFTER_S else now

    def send(self, command: Command) -> None:
        """Have the walker's command carried out; this viewer takes control for it."""
        self._command(command).add_done_callback(lambda answer: self._once_more(answer, command))

    def end(self, reason: EndReason) -> None:
        """End the walk."""
        command = End(reason)
        self._command(command).add_done_callback(lambda answer: self._once_more(answer, command))

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Return other straps that could be used, nearest first; takes a few seconds.

        Raises:
            HostError: when Bluetooth is not usable, or the host has gone.
        """
        self.start()
        answer = await self._request(AskStraps())
        if not answer.done:
            raise HostError(HostProblem.FAILED, answer.text)
        return tuple(answer.straps)

    async def change(self, command: Command | End) -> AnswerLine:
        """Take control, have a command carried out, and return its answer.

        Raises:
            HostError: when the host has gone.
        """
        self.start()
        answer = await self._command(command)
        if answer.why is Refusal.NO_CONTROL:  # another viewer took it in between
            self._request(TakeControl())
            answer = await self._request(command)
        return answer

    async def change_now(self, command: Command) -> AnswerLine:
        """As `change`, with the command sent only once the host has answered: it carries out late what waits for it.

        Cancelled before that, the command is never sent. That control was asked for is no harm: whoever needs it takes
        it back.

        Raises:
            HostError: when the host has gone.
        """
        self.start()
        asked = await self._request(TakeControl())
        return await self._request(command) if asked.done else asked

    def leave(self) -> None:
        """Stop following; the walk goes on."""
        if self._listening is not None:
            self._listening.cancel()
        if self._writer is not None:
            self._writer.close()
        else:
            self._connection.close()

    # The channel

    def _command(self, command: Command | End) -> asyncio.Future[AnswerLine]:
        if not self.control.held:
            self._request(TakeControl())
        return self._request(command)

    def _once_more(self, answer: asyncio.Future[AnswerLine], command: Command | End) -> None:
        """Take control and repeat a command that was refused because another viewer took control in between."""
        if not answer.cancelled() and answer.exception() is None and answer.result().why is Refusal.NO_CONTROL:
            self._request(TakeControl())
            self._request(command)

    def _request(self, command: ViewerCommand | Command) -> asyncio.Future[AnswerLine]:
        self._asked += 1
        answer: asyncio.Future[AnswerLine] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_heeded)
        if self._listening is not None and self._listening.done():
            answer.set_exception(HostError(HostProblem.LOST))
            return answer
        self._answers[self._asked] = answer
        self._write(request_line(Request(self._asked, command)))
        return answer

    def _write(self, line: bytes) -> None:
        if self._writer is None:
            self._unsent.append(line)
        elif not self._writer.is_closing():
            self._writer.write(line)

    async def _listen(self) -> None:
        try:
            await self._read_lines()
        except (OSError, ValueError) as error:
            _LOG.warning("the walk's host was lost: %r", error)
        finally:
            if self._writer is not None:
                self._writer.close()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(HostError(HostProblem.LOST))
            self._answers.clear()

    async def _read_lines(self) -> None:
        self._connection.settimeout(0)  # asyncio asks for one that does not wait
        reader, self._writer = await asyncio.open_connection(sock=self._connection, limit=MOST_LINE_BYTES)
        for line in self._unsent:
            self._writer.write(line)
        self._unsent.clear()
        *lines, first = self._rest.split(b"\n")
        self._rest = b""
        for line in lines:
            self._take(line)
        while line := await reader.readline():
            self._take(first + line)
            first = b""

    def _take(self, line: bytes) -> None:
        said: HostLine | None = parse_host_line(line)
        self._heard_at_s = monotonic_s()
        match said:
            case StateLine():
                self._state, self._state_at_s = said.state(), self._heard_at_s
                events = said.events()
                self._over = next((event for event in events if isinstance(event, SessionOver)), self._over)
                for token, listener in tuple(self._listeners.items()):
                    if token in self._listeners:
                        self._tell(token, listener, events, self._state, heard=said.heard)
            case AnswerLine():
                answer = self._answers.pop(said.id, None)
                if answer is not None and not answer.done():
                    answer.set_result(said)
            case ControlLine():
                self.control = said
            case BellLine():
                self._bell()
            case BrokenLine():
                self._broken = said
            case _:
                pass

    def _tell(
        self,
        token: object,
        listener: Listener,
        events: tuple[SessionEvent, ...],
        snapshot: SessionSnapshot,
        *,
        heard: bool,
    ) -> None:
        try:
            listener(events, snapshot, heard=heard)
        except Exception:  # noqa: BLE001 - as a host in this process does
            _LOG.exception("a listener failed, and is no longer told")
            _forget(self._listeners, token)


def _connected(meeting: Meeting, until_s: float) -> socket.socket:
    while True:
        try:
            return meeting.connect(max(LOOK_AGAIN_S, until_s - monotonic_s()))
        except HostError as error:
            if error.problem is not HostProblem.SILENT or monotonic_s() >= until_s:
                raise
            Event().wait(LOOK_AGAIN_S)


def _greeted(connection: socket.socket, role: ViewerRole, until_s: float) -> _Greeting:
    """Ask to follow, and read the answer with the state and the control that go with it.

    What was told before the answer is for viewers who do not follow: its facts are lines.
    """
    with suppress(BrokenPipeError, ConnectionResetError):  # it has closed already: read why
        connection.sendall(request_line(Request(_FOLLOW_ID, Follow(whole=True, role=role))))
    hello: HelloLine | None = None
    state: StateLine | None = None
    answered = False
    for line, rest in _lines(connection, until_s):
        match parse_host_line(line):
            case HelloLine() as hello:
                if hello.protocol != PROTOCOL:
                    raise HostError(HostProblem.OTHER_VERSION, hello.coach)
            case ClosedLine(why=why):
                raise HostError(HostProblem.FULL if why == "too_many_viewers" else HostProblem.NONE)
            case AnswerLine(id=number):
                answered |= number == _FOLLOW_ID
            case StateLine() as said if answered:
                state = said
            case ControlLine() as control if hello is not None and state is not None:
                if state.state().ended:  # it is being kept, and nothing more will be told
                    raise HostError(HostProblem.NONE)
                return _Greeting(hello, state.state(), control, rest)
            case _:
                pass
    raise RuntimeError("lines end with an error")


def _lines(connection: socket.socket, until_s: float) -> Iterator[tuple[bytes, bytes]]:
    """Yield each line with what was read after it.

    Raises:
        OSError: when no more comes in time.
        ValueError: when a line has no end.
    """
    got = b""
    while (left_s := until_s - monotonic_s()) > 0:
        connection.settimeout(left_s)
        more = connection.recv(65536)
        if not more:
            raise ConnectionResetError
        *lines, last = (got + more).split(b"\n")
        for number, line in enumerate(lines, 1):
            yield line, b"\n".join((*lines[number:], last))
        got = last
        if len(got) > MOST_LINE_BYTES:
            raise ValueError("a line without an end")
    raise TimeoutError


def _forget(listeners: dict[object, Listener], token: object) -> None:
    with suppress(KeyError):
        del listeners[token]


def _heeded(answer: asyncio.Future[AnswerLine]) -> None:
    """Look at an answer that nobody waits for, so that asyncio does not complain of its error."""
    if not answer.cancelled() and (error := answer.exception()) is not None:
        _LOG.debug("no answer: %r", error)
    elif not answer.cancelled() and not answer.result().done:
        _LOG.info("the host refused: %s", answer.result().why)
