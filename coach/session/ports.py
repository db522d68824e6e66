"""What the session's core asks of the outside.

Sources and stores meet these; the host and the screens know only these.
"""

from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from coach.domain.totals.summary import SessionSummary
from coach.session.commands import Command
from coach.session.events import SessionEvent
from coach.session.inputs import EndReason, SessionInput
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapDetails, StrapId, StrapSeen


class SessionClock(Protocol):
    """Session time: seconds since the session began. A replay's may run faster, or as fast as it can."""

    def now_s(self) -> float:
        """Seconds since the session began."""

    async def sleep_until(self, at_s: float) -> None:
        """Return once `now_s()` has reached `at_s`."""

    @property
    def paced(self) -> bool:
        """Whether time passes by itself; if not, only inputs move it."""


class Source(Protocol):
    """Where inputs come from, in order of time."""

    def inputs(self) -> AsyncGenerator[SessionInput, None]:
        """The inputs as they come; closing the generator releases everything it holds."""


class RecordingSink(Protocol):
    """Where raw inputs go before anything is done with them."""

    def write(self, item: SessionInput) -> None:
        """Keep one input, in order; it survives the end of this program from here on.

        Raises:
            StoreError: when the disk takes no more.
        """

    def flush(self) -> None:
        """Have the disk keep what was written, so that it survives a power cut; may take a while.

        Raises:
            StoreError: when the disk takes no more.
        """


class Listener(Protocol):
    """Is told what the session says: a screen, lines on standard output, a voice, a simulated walker."""

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """New facts, and the whole state after them.

        `heard` is true after an input, false when time alone brought the facts.
        """


class WalkHost(Protocol):
    """A walk that runs, as whoever shows it has it: snapshots and events in, commands out."""

    def start(self) -> None:
        """Begin; a second time is nothing."""

    async def over(self) -> SessionSummary:
        """Wait for the end, and return the sums; cancelling this is nothing to the walk.

        Raises:
            Exception: what broke the walk off.
        """

    def attach(self, listener: Listener) -> Callable[[], None]:
        """Have a listener told everything from now on, and how things stand at once; the result detaches it."""

    @property
    def latest(self) -> SessionSnapshot:
        """The state at this moment."""

    def send(self, command: Command) -> None:
        """Do what the walker asks for; after the end, nothing."""

    def end(self, reason: EndReason) -> None:
        """End the walk now; a second end is nothing."""

    @property
    def has_strap(self) -> bool:
        """Whether the heart rate comes from a strap, which can be changed."""

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Straps that could be taken instead, nearest first; takes a few seconds.

        Raises:
            BluetoothError: when Bluetooth cannot be used.
        """


class StrapSwitch(Protocol):
    """A source that can be handed another strap in the middle of a walk."""

    def switch_to(self, device: StrapId) -> None:
        """Let go of the current strap and take this one."""

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Devices heard lately, nearest first; also those that do not say that they are straps."""


class StrapLink(Source, StrapSwitch, Protocol):
    """A strap as a source: it can be changed, and says what it is."""

    @property
    def details(self) -> StrapDetails:
        """Of the strap that was connected last; empty until they are read."""
