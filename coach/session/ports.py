"""What the session's core asks of the outside.

Sources and stores meet these; the pump and the screen know only these.
"""

from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

from coach.domain.totals.summary import SessionSummary
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

    def hear(self, event: SessionEvent) -> None:
        """What the session says; a simulated walker reacts to cues, others do not care."""


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
    """Who is told what the session says: a screen, or lines on standard output."""

    def __call__(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        """New facts, and the whole state after them.

        `heard` is true after an input, false when time alone brought the facts.
        """


class RunningSession(Protocol):
    """A session that runs: what a screen needs of a session pump."""

    async def run(self) -> SessionSummary:
        """Run until the end and return the sums."""

    def command(self, kind: type[SessionInput], **fields: Any) -> None:  # noqa: ANN401 - the fields of `kind`
        """Do what the walker asks for; after the end, nothing."""

    def end(self, reason: EndReason) -> None:
        """End it now; a second end is nothing."""

    def snapshot(self) -> SessionSnapshot:
        """The state at this moment."""


StartSession = Callable[[Listener], RunningSession]
"""Makes one session, given who listens."""


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
