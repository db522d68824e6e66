"""A walk's channel: viewers in other processes join it, follow the walk, and send commands.

No viewer can slow the walk: each has an outbox of its own, which keeps the newest and drops the rest, and a task that
writes it out as fast as the viewer reads. The walk's own listeners are called before this one.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread

from coach import __version__
from coach.errors import CoachError
from coach.live.host import SessionHost
from coach.live.meeting import Meeting
from coach.live.outbox import Outbox, StateEncoder
from coach.session.commands import Command, SwitchStrap
from coach.session.error_words import error_sentence
from coach.session.events import SessionEvent
from coach.session.host_words import unexpected_sentence
from coach.session.json_lines import lines_of
from coach.session.snapshot import SessionSnapshot
from coach.session.wire import (
    MOST_COMMAND_BYTES,
    PROTOCOL,
    AliveLine,
    AnswerLine,
    AskStraps,
    BellLine,
    BrokenLine,
    ClosedLine,
    ControlLine,
    End,
    Follow,
    HelloLine,
    NotUnderstoodError,
    OwnLine,
    Refusal,
    Request,
    TakeControl,
    ViewerRole,
    fact_bytes,
    object_line,
    parse_request,
)

_LOG = logging.getLogger(__name__)

MOST_VIEWERS = 32
"""A terminal, a page's server and some curious ones; each costs at most half a megabyte."""

MOST_CONNECTIONS = 2 * MOST_VIEWERS
"""With those that have not said their token yet, or are being let go: a file each, of which a process has 1024."""

HEARTBEAT_S = 1.0

READS_WITHIN_S = 60.0
"""A terminal that has read nothing for so long is none: its program was stopped (ctrl+z). A busy machine lets no
program wait so long. The system's own buffers hold about another minute of states before that shows."""

REST_S = 0.02
"""Between two commands of one viewer: no hand is faster, and a viewer gone mad cannot take all the time there is."""

MOST_NONSENSE = 20
"""A viewer whose lines are no commands so many times is not one."""

TOKEN_WAIT_S = 5.0
GOODBYE_S = 1.0
"""How long the last lines wait for viewers that do not read."""

HIGH_WATER_BYTES = 64_000
"""asyncio's usual limit of what waits in a connection."""

MOST_BYTES_PER_S = 10_000_000
"""For one viewer: a hundred times what a strap's walk needs, and encoding that much takes a seventh of one core."""


@dataclass(eq=False, slots=True)
class _Viewer:
    writer: asyncio.StreamWriter
    outbox: Outbox
    role: ViewerRole = ViewerRole.OTHER
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while everything is written out."""
    was_sent: bool = False
    """Whether something was told since the last heartbeat."""
    unread_bytes: int = 0
    unread_beats: int = 0

    @property
    def is_reading(self) -> bool:
        """Whether it has read something lately; one whose program is stopped still has its connection."""
        return self.unread_beats * HEARTBEAT_S < READS_WITHIN_S

    @property
    def is_terminal(self) -> bool:
        """Whether somebody is at it who can be asked."""
        return self.role is ViewerRole.TERMINAL and self.is_reading

    def look_whether_it_reads(self) -> None:
        """Look once with each heartbeat: whoever reads lets the connection's buffer shrink."""
        size = self.writer.transport.get_write_buffer_size()
        self.unread_beats = self.unread_beats + 1 if size and size >= self.unread_bytes else 0
        self.unread_bytes = size

    def put(self, line: OwnLine) -> None:
        self.outbox.put(line)
        self.stir()

    def stir(self) -> None:
        self.idle.clear()
        self.wake.set()

    async def write_out(self) -> None:
        """Write what waits as fast as it is read; return when the viewer has gone."""
        with suppress(OSError):
            while True:
                await self.wake.wait()
                self.wake.clear()
                said = self.outbox.take()
                self.writer.write(said)
                await self.writer.drain()
                if not self.wake.is_set():
                    self.idle.set()
                await asyncio.sleep(len(said) / MOST_BYTES_PER_S)

    async def say_goodbye(self) -> None:
        """Write out the last lines, and close, whether they are read or not."""
        try:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(GOODBYE_S):
                    self.writer.write(self.outbox.take())
                    self.writer.close()
                    # Shielded: two may wait for it, and the time of one must not be that of the other.
                    await asyncio.shield(self.writer.wait_closed())
        finally:
            self.writer.transport.abort()


class Channel:
    """Lets viewers join one walk.

    Args:
        host: the walk.
        meeting: where they join it.
        walk_id: its name.
        begun_at: when it began, with its zone.
    """

    def __init__(self, host: SessionHost, meeting: Meeting, *, walk_id: str, begun_at: datetime) -> None:
        self._host = host
        self._meeting = meeting
        self._hello = HelloLine(PROTOCOL, __version__, walk_id, begun_at.isoformat(), host.has_strap)
        self._encode = StateEncoder()
        self._viewers: dict[_Viewer, asyncio.Task[None]] = {}
        self._holder: _Viewer | None = None
        self._detach: Callable[[], None] | None = None
        self._server: asyncio.Server | None = None
        self._beating: asyncio.Task[None] | None = None
        self._token: str | None = None
        self._close_place: Callable[[], None] | None = None
        self._left = Event()
        self._connections = 0

    # Opening and closing

    async def open(self) -> None:
        """Let viewers join from now on.

        Raises:
            OSError: when there is no place to meet.
        """
        listening, address = self._meeting.listen()
        self._close_place = lambda: self._meeting.leave(address)
        self._token = address.token
        if address.path is not None:
            self._server = await asyncio.start_unix_server(self._join, sock=listening, limit=MOST_COMMAND_BYTES)
        else:
            self._server = await asyncio.start_server(self._join, sock=listening, limit=MOST_COMMAND_BYTES)
        self._detach = self._host.attach(self._hear)
        self._beating = asyncio.create_task(self._beat())
        # A thread of its own, for which nobody waits: a disk may take long to answer, and the walk must not.
        Thread(target=self._stay, name="meeting", daemon=True).start()

    def _stay(self) -> None:
        """See with each heartbeat that the place is still there, and make it again."""
        while not self._left.wait(HEARTBEAT_S):
            self._meeting.mend()

    async def close(self, broken: Exception | None = None) -> None:
        """Send the last lines, with what broke the walk off, and let go of every viewer; the place is taken away."""
        if self._close_place is None or self._server is None:
            return
        self._server.close()
        self._left.set()
        self._close_place()
        self._close_place = None
        if self._detach is not None:
            self._detach()
        if self._beating is not None:
            self._beating.cancel()
        viewers, self._viewers, self._holder = self._viewers, {}, None
        for viewer, writing in viewers.items():
            writing.cancel()
            if broken is not None:
                viewer.put(BrokenLine(_sentence(broken)))
            viewer.put(ClosedLine("over"))
        await asyncio.gather(*viewers.values(), return_exceptions=True)
        await asyncio.gather(*(viewer.say_goodbye() for viewer in viewers))

    def ring(self) -> None:
        """Ring the bell of the terminal that holds control, or of every terminal."""
        terminals = [viewer for viewer in self._viewers if viewer.is_terminal]
        for viewer in [self._holder] if self._holder in terminals and self._holder is not None else terminals:
            viewer.put(BellLine())

    @property
    def has_terminal(self) -> bool:
        """Whether a terminal shows the walk, and can ask the walker."""
        return any(viewer.is_terminal for viewer in self._viewers)

    # What viewers are told

    def _hear(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        if not self._viewers:
            return
        plain = any(not viewer.outbox.whole for viewer in self._viewers)
        lines = tuple(object_line(item) for item in lines_of(events, snapshot, heard=heard)) if plain else ()
        facts = tuple(map(fact_bytes, events))
        for viewer in self._viewers:
            viewer.outbox.tell(facts, snapshot, lines, heard=heard)
            viewer.was_sent = True
            viewer.stir()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            now = self._host.latest
            for viewer in self._viewers:
                viewer.look_whether_it_reads()
                if viewer.outbox.whole and not viewer.was_sent:  # its cue may have run out, with nothing else to tell
                    viewer.outbox.tell_state(now)
                    viewer.stir()
                else:
                    viewer.put(AliveLine(now.at_s))
                viewer.was_sent = False
            if self._is_held_by_nobody() and (other := self._next_holder()) is not None:
                self._give_control(other)

    # One viewer

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._connections >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        viewer = _Viewer(writer, Outbox(self._encode))
        writer.transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self._connections += 1
        try:
            if not await self._may_join(reader):
                return
            if self._close_place is None:
                viewer.put(ClosedLine("over"))
            elif len(self._viewers) >= MOST_VIEWERS:
                viewer.put(ClosedLine("too_many_viewers"))
            else:
                await self._look_after(viewer, reader)
        finally:
            await viewer.say_goodbye()
            self._connections -= 1

    async def _may_join(self, reader: asyncio.StreamReader) -> bool:
        """Whether it is the owner: at a socket nobody else can be."""
        if self._token is None:
            return True
        with suppress(OSError, TimeoutError, ValueError, TypeError, KeyError, RecursionError):
            async with asyncio.timeout(TOKEN_WAIT_S):
                said = json.loads(await reader.readline())["token"]
            return secrets.compare_digest(str(said), self._token)
        return False

    async def _look_after(self, viewer: _Viewer, reader: asyncio.StreamReader) -> None:
        """Tell a viewer of the walk, and listen to it, until it has gone or misbehaves."""
        viewer.put(self._hello)
        viewer.outbox.tell_state(self._host.latest)
        viewer.put(self._control_of(viewer))
        writing = asyncio.create_task(viewer.write_out())
        listening = asyncio.create_task(self._listen_to(viewer, reader))
        self._viewers[viewer] = writing
        try:
            await asyncio.wait([writing, listening], return_when=asyncio.FIRST_COMPLETED)
            if listening.done() and listening.result() is None:  # it says no more, and may still look on
                await asyncio.wait([writing])
        finally:
            self._viewers.pop(viewer, None)
            writing.cancel()
            listening.cancel()
            if self._holder is viewer:
                self._give_control(self._next_holder())

    async def _listen_to(self, viewer: _Viewer, reader: asyncio.StreamReader) -> ClosedLine | None:
        """Carry out commands until there are no more; return the last line to a viewer that misbehaves."""
        nonsense = 0
        while nonsense < MOST_NONSENSE:
            try:
                line = await reader.readline()
            except ValueError:  # longer than any command
                return self._closed(viewer, "line_too_long")
            except OSError:
                line = b""
            if not line:
                viewer.put(AliveLine(self._host.latest.at_s))  # if it has gone, writing to it shows that
                return None
            try:
                answer = await self._carry_out(viewer, parse_request(line))
            except NotUnderstoodError as error:
                nonsense += 1
                answer = AnswerLine(error.id, done=False, why=Refusal.NOT_UNDERSTOOD, text=str(error)[:200])
            viewer.put(answer)
            await asyncio.sleep(REST_S)
            await viewer.idle.wait()  # until it has read its answer, listen to no more
        return self._closed(viewer, "not_understood")

    @staticmethod
    def _closed(viewer: _Viewer, why: str) -> ClosedLine:
        closed = ClosedLine(why)
        viewer.put(closed)
        return closed

    # Commands

    async def _carry_out(self, viewer: _Viewer, request: Request) -> AnswerLine:
        command = request.command
        if isinstance(command, Follow):
            viewer.role = command.role
            viewer.outbox.follow(self._host.latest, whole=command.whole)
            takes = self._is_held_by_nobody() and command.role is ViewerRole.TERMINAL
            self._give_control(viewer if takes else self._holder)  # the holder may be something else now
            return AnswerLine(request.id, done=True)
        if isinstance(command, TakeControl):
            self._give_control(viewer)
            return AnswerLine(request.id, done=True)
        if isinstance(command, AskStraps):
            return await self._straps(request.id)
        return self._change(viewer, request.id, command)

    def _change(self, viewer: _Viewer, number: int, command: End | Command) -> AnswerLine:
        refusal = None
        if self._holder is not viewer:
            refusal = Refusal.NO_CONTROL
        elif self._host.latest.ended:
            refusal = Refusal.ENDED
        elif isinstance(command, SwitchStrap) and not self._host.has_strap:
            refusal = Refusal.NO_STRAP
        if refusal is not None:
            return AnswerLine(number, done=False, why=refusal)
        try:
            if isinstance(command, End):
                self._host.end(command.reason)
            else:
                self._host.send(command)
        except Exception as error:  # noqa: BLE001 - the walk goes on, and the viewer is told
            _LOG.exception("a viewer's command failed")
            return AnswerLine(number, done=False, why=Refusal.FAILED, text=_sentence(error))
        return AnswerLine(number, done=True)

    async def _straps(self, number: int) -> AnswerLine:
        try:
            return AnswerLine(number, done=True, straps=list(await self._host.straps_in_range()))
        except Exception as error:  # noqa: BLE001 - as in `_change`
            if not isinstance(error, CoachError):
                _LOG.exception("a viewer's question failed")
            return AnswerLine(number, done=False, why=Refusal.FAILED, text=_sentence(error))

    def _next_holder(self) -> _Viewer | None:
        """The terminal that has looked on for longest: control never rests with nobody while one does."""
        return next((viewer for viewer in self._viewers if viewer.is_terminal), None)

    def _is_held_by_nobody(self) -> bool:
        """Whether control rests with no viewer, or with a terminal that does not read."""
        holder = self._holder
        return holder is None or (holder.role is ViewerRole.TERMINAL and not holder.is_reading)

    def _give_control(self, viewer: _Viewer | None) -> None:
        self._holder = viewer
        for each in self._viewers:
            each.put(self._control_of(each))

    def _control_of(self, viewer: _Viewer) -> ControlLine:
        return ControlLine(self._holder is viewer, None if self._holder is None else self._holder.role)


def _sentence(error: Exception) -> str:
    return error_sentence(error) if isinstance(error, CoachError) else unexpected_sentence(error)
