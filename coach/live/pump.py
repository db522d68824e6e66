"""Moves inputs from a source through the recorder and the engine to the host, which notifies its listeners.

One task reads the source, one advances time, one syncs the recording to the disk. All run in one event loop, and the
pump handles an input in one go: it records it raw, applies it, and announces the facts. So there is no second queue
and no lock.
"""

import asyncio
from contextlib import aclosing

from msgspec import structs
from msgspec.structs import replace

from coach.domain.totals.summary import SessionSummary
from coach.session.commands import EngineCommand, input_of
from coach.session.engine import SessionEngine
from coach.session.events import RecordingFailed, RecordingRecovered, SessionEvent, SessionOver
from coach.session.inputs import EndReason, LineLeftOut, SessionEnded, SessionInput
from coach.session.ports import Listener, RecordingSink, SessionClock, Source
from coach.session.snapshot import RecordingState, SessionSnapshot

TICK_S = 0.25
"""How late the pump may notice a deadline. Facts carry their due time, so only their announcement is late."""

FLUSH_EVERY_S = 1.0
"""A power cut costs a second at most, and a disk that comes back is tried again as soon."""


class SessionPump:
    """Runs one session.

    `end_when_finished` ends it with its last step; otherwise it goes on, for the recovery after the walk, until `end`.
    """

    def __init__(
        self,
        *,
        source: Source,
        engine: SessionEngine,
        sink: RecordingSink | None,
        clock: SessionClock,
        listener: Listener,
        end_when_finished: bool,
    ) -> None:
        self._source = source
        self._engine = engine
        self._sink = sink
        self._clock = clock
        self._listener = listener
        self._end_when_finished = end_when_finished
        self._over = asyncio.Event()
        self._is_cut_short = False
        """Whether the walker has stopped the workout with steps left: whoever ends it later need not know."""

    async def run(self) -> SessionSummary:
        """Run until the session ends, and return its sums. Cancelling ends the session too."""
        self._announce(heard=False)  # the first step's start
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._over.wait())]
        if self._clock.paced:
            tasks.append(asyncio.create_task(self._let_time_pass()))
        if self._sink is not None:
            tasks.append(asyncio.create_task(self._flush_often(self._sink)))
        reason = EndReason.FAILED
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            reason = EndReason.SOURCE_ENDED
        except asyncio.CancelledError:
            reason = EndReason.INTERRUPTED
            raise
        finally:
            try:
                self.end(reason)
            finally:  # a failure at the end must not keep the strap connected
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        return self._engine.summary(self._engine.now_s)

    async def _read(self) -> None:
        async with aclosing(self._source.inputs()) as inputs:
            async for item in inputs:
                self._handle(item)
                if self._engine.ended:
                    return

    async def _let_time_pass(self) -> None:
        while True:
            now_s = self._clock.now_s()
            due_s = self._engine.next_deadline()
            await self._clock.sleep_until(now_s + TICK_S if due_s is None else min(due_s, now_s + TICK_S))
            self._advance(self._now_s())

    async def _flush_often(self, sink: RecordingSink) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            await asyncio.to_thread(sink.flush)
            self._announce(heard=False)

    def _handle(self, item: SessionInput) -> None:
        if self._over.is_set():
            return  # an input that the source still held at the end
        if item.at_s < self._engine.now_s:
            # Its time is before a deadline announced meanwhile; the recording takes the time it was handled.
            item = replace(item, at_s=self._engine.now_s)
        try:
            self._advance(item.at_s)  # announce first what was due before it
        finally:
            if not self._over.is_set():  # even after a failure, record every input, the end included
                self._record(item)
                self._apply(item)

    def _record(self, item: SessionInput) -> None:
        if self._sink is None or isinstance(item, LineLeftOut):
            return
        self._sink.write(item)
        if isinstance(item, SessionEnded) and self._sink.trouble is not None:
            self._sink.flush()  # a last try, before the sums say what the disk lacks

    def _apply(self, item: SessionInput) -> None:
        self._engine.receive(item)
        if self._engine.ended:
            self._over.set()
        self._announce(heard=True)
        self._end_if_finished()

    def _advance(self, to_s: float) -> None:
        """Fire every deadline due by then, each at its own time."""
        while not self._over.is_set() and (due_s := self._engine.next_deadline()) is not None and due_s <= to_s:
            self._engine.advance(max(due_s, self._engine.now_s))
            self._announce(heard=False)
            self._end_if_finished()
        if not self._over.is_set():
            self._engine.advance(to_s)

    def _end_if_finished(self) -> None:
        """End a walk that ends with its last step, at that step's own time."""
        if self._end_when_finished and self._engine.finished and not self._over.is_set():
            finished = SessionEnded(at_s=self._engine.now_s, reason=EndReason.FINISHED)
            self._record(finished)
            self._apply(finished)

    def _announce(self, *, heard: bool) -> None:
        events = self._engine.events()
        if self._sink is not None:
            events = (*self._disk_events(self._sink), *(_with_what_is_missing(self._sink, event) for event in events))
        if not heard and not events:
            return
        self._listener(events, self._snapshot(self._engine.now_s), heard=heard)

    def _disk_events(self, sink: RecordingSink) -> list[SessionEvent]:
        now_s = self._engine.now_s
        return [
            RecordingRecovered(at_s=now_s)
            if error is None
            else RecordingFailed(at_s=now_s, problem=error.problem, path=error.path, detail=error.detail)
            for error in sink.changes()
        ]

    def send(self, command: EngineCommand) -> None:
        """Carry out the walker's command; after the end, do nothing."""
        at_s = self._now_s()
        had_steps_left = self._engine.snapshot(at_s).has_steps_left
        self._handle(input_of(command, at_s))
        self._is_cut_short |= had_steps_left and self._engine.finished

    def end(self, reason: EndReason) -> None:
        """End the session now; calling it again does nothing. A workout that was cut short is not finished."""
        cut = self._is_cut_short and reason is EndReason.FINISHED
        self._handle(SessionEnded(at_s=self._now_s(), reason=EndReason.STOPPED if cut else reason))

    def snapshot(self) -> SessionSnapshot:
        """Return the state at this moment, for a screen whose timers move between inputs."""
        return self._snapshot(self._now_s())

    def _snapshot(self, now_s: float) -> SessionSnapshot:
        snapshot = self._engine.snapshot(now_s)
        if self._sink is None:
            return snapshot
        state = RecordingState.OK if self._sink.trouble is None else RecordingState.FAILING
        return structs.replace(snapshot, recording=state)

    def _now_s(self) -> float:
        return max(self._clock.now_s(), self._engine.now_s)


def _with_what_is_missing(sink: RecordingSink, event: SessionEvent) -> SessionEvent:
    """Return an event with what the disk lacks at the end."""
    if isinstance(event, SessionOver) and (from_s := sink.unrecorded_from_s) is not None:
        return replace(event, unrecorded_s=max(0.0, event.at_s - from_s))
    return event
