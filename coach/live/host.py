"""A walk's host: it owns the walk, and everything that shows, prints, speaks or reacts is a listener."""

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
    """A listener's clean-up when the walk is over."""

    def __call__(self, *, hurried: bool) -> Awaitable[None]:
        """Release everything; `hurried` when the walk was aborted, so that it must not wait."""


class Companion(Protocol):
    """Goes with a walk from its start to its end, such as the channel to its viewers in other processes."""

    async def open(self) -> None:
        """Begin with the walk; a failure is logged, and the walk goes on without it."""

    async def close(self, broken: Exception | None = None) -> None:
        """End with the walk; `broken` is the error that broke it off."""


class SessionHost:
    """Runs one walk from its first second to its end, with or without viewers.

    Args:
        source: where the inputs come from.
        engine: the session; it may already hold the first part of a walk that goes on.
        clock: the session's time.
        sink: where to keep inputs; None keeps nothing.
        straps: the source of other straps; None when the heart rate does not come from a strap.
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
        self._companions: list[Companion] = []
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
        """Begin, as a separate task; calling it again does nothing."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="walk")
            self._running.add_done_callback(_log_failure)

    async def run(self) -> SessionSummary:
        """Begin, and wait for the end; cancelling this ends the walk.

        Raises:
            Exception: the error that ended the walk.
        """
        self.start()
        return await self._started

    async def over(self) -> SessionSummary:
        """Wait for the end of a walk that another task runs; cancelling the wait does not affect the walk.

        Raises:
            Exception: the error that ended the walk.
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
        broken: Exception | None = None
        try:
            for companion in self._companions:
                await _carefully(companion.open())
            summary = await self._pump.run()
        except Exception as error:
            broken = error
            raise
        else:
            hurried = False
            return summary
        finally:
            for close in self._at_end:
                await _carefully(close(hurried=hurried))
            for companion in self._companions:
                await _carefully(companion.close(broken))

    def accompany(self, companion: Companion) -> None:
        """Have something begin and end with the walk, which has not begun yet."""
        self._companions.append(companion)

    # Listeners

    def attach(self, listener: Listener, *, at_end: AtEnd | None = None) -> Callable[[], None]:
        """Notify a listener of every change from now on, and at once of the state: the snapshot has the current cue.

        The host detaches and logs a listener that raises, and the walk goes on without it. A listener may send
        commands, or end the walk: the host announces the effects after the current announcement.

        Args:
            listener: called with each change.
            at_end: awaited when the walk is over, even if the listener has been detached by then; one added later is
                never called.

        Returns:
            A function that detaches it; calling it again does nothing.
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
                    if token in self._listeners:  # another listener may have detached it
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
        except Exception:  # noqa: BLE001 - a viewer's fault must not lose a walk
            _LOG.exception("a listener failed, and the walk goes on without it")
            self._detach(token)

    # The walker's commands

    outlives_viewers = False
    """The walk ends with the program that runs it."""
    asks_here = True
    """The walk's questions are for the screen of this program."""

    @property
    def latest(self) -> SessionSnapshot:
        """The state at this moment."""
        return self._pump.snapshot()

    def send(self, command: Command) -> None:
        """Carry out the walker's command; after the end, do nothing."""
        if isinstance(command, SwitchStrap):
            if self._straps is not None and not self.latest.ended:
                self._straps.switch_to(command.strap)
        else:
            self._pump.send(command)

    def end(self, reason: EndReason) -> None:
        """End the walk now; calling it again does nothing."""
        self._pump.end(reason)

    def leave(self) -> None:
        """Do nothing: the walk belongs to this program, and ends with it."""

    @property
    def has_strap(self) -> bool:
        """Whether the heart rate comes from a strap, which the walker can change."""
        return self._straps is not None

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Return other straps that could be used, nearest first; takes a few seconds.

        Raises:
            BluetoothError: when Bluetooth is not usable.
        """
        return () if self._straps is None else await self._straps.straps_in_range()


async def _carefully(work: Awaitable[None]) -> None:
    """Wait for what goes with a walk; a failing voice must not spoil the walk's result."""
    try:
        await work
    except Exception:  # noqa: BLE001 - the walk matters more than what goes with it
        _LOG.exception("something that goes with a walk failed")


def _log_failure(walk: asyncio.Task[SessionSummary]) -> None:
    """Log a failed walk, in case no task waits for its error."""
    if not walk.cancelled() and (error := walk.exception()) is not None:
        _LOG.debug("the walk was broken off: %r", error)
