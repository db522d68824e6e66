"""A walk's host: it owns the walk, and whatever shows, prints, speaks or reacts is a listener of one kind."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from coach.domain.totals.summary import SessionSummary
from coach.live.pump import SessionPump
from coach.session.commands import Command, SwitchStrap
from coach.session.engine import SessionEngine
from coach.session.events import SessionEvent
from coach.session.inputs import EndReason
from coach.session.ports import Listener, RecordingSink, SessionClock, Source, StrapSwitch
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapSeen

_LOG = logging.getLogger(__name__)


class AtEnd(Protocol):
    """What a listener still has to do when the walk is over."""

    def __call__(self, *, hurried: bool) -> Awaitable[None]:
        """Let go of everything; `hurried` when the walk was broken off, so that nothing may be waited for."""


class SessionHost:
    """Runs one walk from its first second to its end, whoever looks on.

    Args:
        source: where the inputs come from.
        engine: the session; it may have heard the first part of a walk that goes on.
        clock: the session's time.
        sink: where inputs are kept; None keeps nothing.
        straps: where another strap can be had; None when the heart rate comes from no strap.
        end_when_finished: end with the last step; otherwise the walk goes on, for the recovery after it, until `end`.
    """

    def __init__(
        self,
        *,
        source: Source,
        engine: SessionEngine,
        clock: SessionClock,
        sink: RecordingSink | None = None,
        straps: StrapSwitch | None = None,
        end_when_finished: bool = False,
    ) -> None:
        self._listeners: dict[object, Listener] = {}
        self._at_end: list[AtEnd] = []
        self._unannounced: deque[tuple[tuple[SessionEvent, ...], SessionSnapshot, bool]] = deque()
        self._announcing = False
        self._straps = straps
        self._running: asyncio.Task[SessionSummary] | None = None
        self._pump = SessionPump(
            source=source,
            engine=engine,
            sink=sink,
            clock=clock,
            listener=self._announce,
            end_when_finished=end_when_finished,
        )

    # Running

    def start(self) -> None:
        """Begin, as a task of the program's own; a second time is nothing."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="walk")
            self._running.add_done_callback(_log_failure)

    async def run(self) -> SessionSummary:
        """Begin, and wait for the end; cancelling this ends the walk.

        Raises:
            Exception: what broke the walk off.
        """
        self.start()
        return await self._started

    async def over(self) -> SessionSummary:
        """Wait for the end of a walk that somebody else runs; cancelling this is nothing to the walk.

        Raises:
            Exception: what broke the walk off.
        """
        walk = self._started
        try:
            return await asyncio.shield(walk)
        except asyncio.CancelledError:
            if walk.cancelled():
                raise RuntimeError("the walk was broken off from outside") from None
            raise

    @property
    def _started(self) -> asyncio.Task[SessionSummary]:
        if self._running is None:
            raise RuntimeError("the walk has not begun")
        return self._running

    async def _run(self) -> SessionSummary:
        hurried = True
        try:
            summary = await self._pump.run()
            hurried = False
            return summary
        finally:
            for close in self._at_end:
                try:
                    await close(hurried=hurried)
                except Exception:  # noqa: BLE001 - the walk has ended well whatever becomes of its voice
                    _LOG.exception("a listener could not come to its end")

    # Listeners

    def attach(self, listener: Listener, *, at_end: AtEnd | None = None) -> Callable[[], None]:
        """Have a listener told everything from now on, and at once how things stand: the snapshot has the standing cue.

        A listener that raises is detached, which is logged, and the walk goes on without it. A listener may send
        commands, or end the walk: what follows from that is told after what is being told.

        Args:
            listener: is told of each step.
            at_end: is awaited when the walk is over, also when the listener has been detached by then; after the end it
                is too late for one.

        Returns:
            What detaches it; a second time is nothing.
        """
        token = object()
        self._listeners[token] = listener
        if at_end is not None:
            self._at_end.append(at_end)
        self._announce_to(token, listener, (), self.latest, heard=False)
        return lambda: self._detach(token)

    def _detach(self, token: object) -> None:
        self._listeners.pop(token, None)

    def _announce(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        self._unannounced.append((events, snapshot, heard))
        if self._announcing:
            return
        self._announcing = True
        try:
            while self._unannounced:
                events, snapshot, heard = self._unannounced.popleft()
                for token, listener in tuple(self._listeners.items()):
                    if token in self._listeners:  # one may have been detached by another
                        self._announce_to(token, listener, events, snapshot, heard=heard)
        finally:
            self._announcing = False

    def _announce_to(
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
        except Exception:  # noqa: BLE001 - a viewer's fault is no reason to lose a walk
            _LOG.exception("a listener failed, and the walk goes on without it")
            self._detach(token)

    # What a walker asks

    @property
    def latest(self) -> SessionSnapshot:
        """The state at this moment."""
        return self._pump.snapshot()

    def send(self, command: Command) -> None:
        """Do what the walker asks for; after the end, nothing."""
        if isinstance(command, SwitchStrap):
            if self._straps is not None and not self.latest.ended:
                self._straps.switch_to(command.strap)
        else:
            self._pump.send(command)

    def end(self, reason: EndReason) -> None:
        """End the walk now; a second end is nothing."""
        self._pump.end(reason)

    @property
    def has_strap(self) -> bool:
        """Whether the heart rate comes from a strap, which can be changed."""
        return self._straps is not None

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Straps that could be taken instead, nearest first; takes a few seconds.

        Raises:
            BluetoothError: when Bluetooth cannot be used.
        """
        return () if self._straps is None else await self._straps.straps_in_range()


def _log_failure(walk: asyncio.Task[SessionSummary]) -> None:
    """Those who wait are told as well; where nobody does, the log has it."""
    if not walk.cancelled() and (error := walk.exception()) is not None:
        _LOG.debug("the walk was broken off: %r", error)
