"""The interfaces that the session's core needs from outside.

Sources and stores implement them; the host and the screens know only them.
"""

from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from coach.domain.totals.summary import SessionSummary
from coach.errors import StoreError
from coach.session.commands import Command
from coach.session.events import SessionEvent
from coach.session.inputs import EndReason, SessionInput
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapDetails, StrapId, StrapSeen


class SessionClock(Protocol):
    """Session time: seconds since the session began. A replay's may run faster, or as fast as it can."""

    def now_s(self) -> float:
        """Return the seconds since the session began."""

    async def sleep_until(self, at_s: float) -> None:
        """Return once `now_s()` has reached `at_s`."""

    @property
    def paced(self) -> bool:
        """Whether time passes by itself; if not, only inputs advance it."""


class Source(Protocol):
    """Where inputs come from, in order of time."""

    def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """Yield the inputs as they come; closing the generator releases everything it holds."""


class RecordingSink(Protocol):
    """Where raw inputs go before anything else uses them."""

    def write(self, item: SessionInput) -> None:
        """Keep one input, in order; unless there is `trouble`, it survives the end of this program from then on."""

    def flush(self) -> None:
        """Write what the disk has not taken yet, and sync it, so that it survives a power cut; may take a while."""

    def changes(self) -> tuple[StoreError | None, ...]:
        """Return, in order, what began to fail since the last call (an error), and what is well again (None)."""

    @property
    def trouble(self) -> StoreError | None:
        """Why the disk lacks a part; None while it has everything."""

    @property
    def unrecorded_from_s(self) -> float | None:
        """When the first input happened that the disk lacks, after a flush that failed; None when it has all."""


class Listener(Protocol):
    """Receives the session's facts: a screen, lines on standard output, a voice, a simulated walker."""

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """Take new facts, and the whole state after them.

        `heard` is true after an input, false when time alone brought the facts.
        """


class Answer(Protocol):
    """What became of a command."""

    @property
    def done(self) -> bool:
        """Whether it was carried out."""


class AnsweringWalk(Protocol):
    """A running walk that another program runs, as who shows it to many sees it: it may stand still, and answers."""

    def attach(self, listener: Listener) -> Callable[[], None]:
        """Notify a listener of every change from now on, and of the state at once; the result detaches it."""

    @property
    def latest(self) -> SessionSnapshot:
        """The state at this moment; without a heart rate, and said to be unanswered, when the program stands still."""

    async def change_now(self, command: Command) -> Answer:
        """Have a command carried out now or never, as far as that can be had, and return its answer.

        Raises:
            HostError: when the program has gone.
        """


class WalkHost(Protocol):
    """A running walk, as its viewers see it: snapshots and events in, commands out."""

    def start(self) -> None:
        """Begin; calling it again does nothing."""

    async def over(self) -> SessionSummary:
        """Wait for the end, and return the sums; cancelling the wait does not affect the walk.

        Raises:
            Exception: the error that ended the walk.
        """

    def attach(self, listener: Listener) -> Callable[[], None]:
        """Notify a listener of every change from now on, and of the state at once; the result detaches it."""

    @property
    def latest(self) -> SessionSnapshot:
        """The state at this moment."""

    def send(self, command: Command) -> None:
        """Carry out the walker's command; after the end, do nothing."""

    def end(self, reason: EndReason) -> None:
        """End the walk now; calling it again does nothing."""

    def leave(self) -> None:
        """Follow it no more, where it outlives its viewers; control is free then."""

    @property
    def outlives_viewers(self) -> bool:
        """Whether the walk goes on when every screen is gone: another process runs it."""

    @property
    def asks_here(self) -> bool:
        """Whether the walk's questions are for this viewer; no other terminal asks them."""

    @property
    def has_strap(self) -> bool:
        """Whether the heart rate comes from a strap, which the walker can change."""

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Return other straps that could be used, nearest first; takes a few seconds.

        Raises:
            BluetoothError: when Bluetooth is not usable.
        """


class StrapSwitch(Protocol):
    """A source that can change to another strap during a walk."""

    def switch_to(self, device: StrapId) -> None:
        """Disconnect the current strap and connect to this one."""

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Return devices heard lately, nearest first, including those that do not say that they are straps."""


class StrapLink(Source, StrapSwitch, Protocol):
    """A strap as a source: it can be changed, and describes itself."""

    @property
    def details(self) -> StrapDetails:
        """Details of the last connected strap; empty until they have been read."""
