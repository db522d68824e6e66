"""A walk's news for any number of pages, each at its own speed: the newest state always, and nothing that waits.

However many pages look on, the walk gets one listener, which only notes what is new. A state is turned into JSON when
the first page asks for it, once for all of them, so a burst of states costs one. A page that reads slowly finds the
newest state when it comes back, and one that does not read at all holds nothing but its place here.
"""

import asyncio
import json
import math
from collections import deque
from collections.abc import AsyncIterator, Callable

from coach.errors import HostError
from coach.session.commands import Command
from coach.session.events import CueRaised, PainHeard, SessionEvent, ZoneOutOfReach
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.ports import AnsweringWalk, SessionClock
from coach.session.snapshot import SessionSnapshot
from coach.session_time import RunningClock

HEARTBEAT_S = 1.0
"""A page that hears nothing for three of these shows no number."""

GRACE_S = 0.2
"""How late a walk's own news may be, once a second from most straps, before a heartbeat comes in its place: a state a
second is enough, and two of them on a slow network make both of them old."""

ANSWER_S = 2.0
"""To carry out a command, and say so: a page says after three that it did not get through."""

LATE_S = 5.0
"""What was tapped longer ago than this is not what the walker wants now; the walk of a page that is behind, or ahead,
by more is another one."""

SILENT_S = 2.5
"""A walk whose time stands still for so long does not answer, and its last number is old: over two of its host's
heartbeats, and under the 3 s for which a page may show an old one."""

MOST_SAID = 4
"""Cues that wait for a page: more do not come within the seconds in which they are worth saying."""

SAID_FRESH_S = 5.0
"""A cue is said late or not at all: "ease off" is wrong when the walker has."""

NO_WALK = "No walk is running."
OVER = "The walk is over."
NO_ANSWER = "The walk's program does not answer."

_NAMED: dict[type[SessionEvent], str] = {ZoneOutOfReach: "zone_out_of_reach", PainHeard: "pain_heard"}
"""What is no cue, and is for the walker's ear like one."""

Glance = Callable[[SessionSnapshot], dict[str, object]]
"""Makes what a page shows of a moment."""


class Feed:
    """Follows a walk, or says that there is none, to every page that has joined.

    Args:
        glance: what a page shows of a moment.
        clock: this program's own time, which has nothing to do with the walk's.
    """

    def __init__(self, glance: Glance, clock: SessionClock | None = None) -> None:
        self._glance = glance
        self._clock = clock or RunningClock()
        self._pages: set[PageStream] = set()
        self._leave: Callable[[], None] = lambda: None
        self._host: AnsweringWalk | None = None
        self._snapshot: SessionSnapshot | None = None
        self._text = NO_WALK
        self._moved_s = 0.0
        self._beat_s = self._clock.now_s() + HEARTBEAT_S
        self._encoded: bytes | None = None
        self._trace: bytes | None = None
        self.version = 0
        """Counts what there was to show."""

    # The walk

    def follow(self, host: AnsweringWalk) -> None:
        """Show this walk from now on, instead of any other."""
        self.none(NO_WALK)
        self._host = host
        self._moved_s = self._clock.now_s()
        self._leave = host.attach(self._hear)
        if self._snapshot is None:  # it was over already
            self.none(OVER)

    def none(self, text: str) -> None:
        """Show that no walk runs, and why."""
        self._leave()
        self._leave = lambda: None
        self._host = self._snapshot = None
        self._text = text
        self._show()

    @property
    def walk(self) -> SessionSnapshot | None:
        """The walk's state; None when there is no walk, or none that answers."""
        return None if self._is_silent else self._snapshot

    async def change(self, command: Command, tapped_s: float | None = None) -> bool:
        """Have the walk carry out a command that was given at this time of the walk; return whether it did.

        It does not when it takes too long to answer, and when the command comes late: better never than then.
        """
        host = self._host
        if host is None or self.walk is None:
            return False
        if tapped_s is not None and abs(host.latest.at_s - tapped_s) > LATE_S:
            return False
        try:
            async with asyncio.timeout(ANSWER_S):
                return (await host.change_now(command)).done
        except (HostError, TimeoutError):
            return False

    async def run(self) -> None:
        """Give every page a heartbeat each second, until cancelled."""
        while True:
            now_s, silent_s = self._clock.now_s(), self._moved_s + SILENT_S
            await self._clock.sleep_until(silent_s if now_s < silent_s < self._beat_s else self._beat_s)
            if self._clock.now_s() >= min(self._beat_s, self._moved_s + SILENT_S):  # no news came in between
                self._beat()

    def _beat(self) -> None:
        if self._host is not None:
            self._take(self._host.latest)
        self._show()
        self._beat_s = self._clock.now_s() + HEARTBEAT_S

    def _hear(self, events: tuple[SessionEvent, ...], snapshot: SessionSnapshot, *, heard: bool) -> None:
        self._take(snapshot)
        now_s = self._clock.now_s()
        for event in events:
            if isinstance(event, CueRaised | ZoneOutOfReach | PainHeard):
                cue = event.cue if isinstance(event, CueRaised) else _NAMED[type(event)]
                said = event_bytes("said", {"cue": cue, "word": event.text, "speech": event.speech})
                for page in self._pages:
                    page.say(said, now_s)
        self._show()

    def _take(self, snapshot: SessionSnapshot) -> None:
        if snapshot.ended:
            self.none(OVER)
            return
        if self._snapshot is None or snapshot.at_s != self._snapshot.at_s:
            self._moved_s = self._clock.now_s()
        self._snapshot = snapshot

    @property
    def _is_silent(self) -> bool:
        said = None if self._snapshot is None else self._snapshot.link.said
        if isinstance(said, LinkFact) and said.kind is LinkFactKind.UNANSWERED:
            return True  # its time goes on by itself, in this program alone
        return self._clock.now_s() >= self._moved_s + SILENT_S

    # The pages

    def join(self, *, allowed: bool) -> "PageStream":
        """Return a new page's stream; `allowed` is whether it may send commands."""
        return PageStream(self, event_bytes("controls", {"allowed": allowed}), self._pages)

    @property
    def pages(self) -> int:
        """How many streams there are."""
        return len(self._pages)

    def wake(self) -> None:
        """Have every page look whether it may still look on."""
        for page in self._pages:
            page.wake()

    def close(self) -> None:
        """End every stream."""
        for page in tuple(self._pages):
            page.end()

    def newest(self) -> bytes:
        """Return the newest state as a page gets it."""
        if self._encoded is None:
            walk = self.walk
            if walk is None:
                self._encoded = event_bytes("none", {"text": self._text if self._host is None else NO_ANSWER})
            else:
                self._encoded = event_bytes("glance", self._glance(walk))
        return self._encoded

    def trace(self) -> bytes:
        """Return the last minutes, as JSON; empty without a walk."""
        if self._trace is None:
            self._trace = _json(trace_of(self.walk))
        return self._trace

    def fresh(self, since_s: float) -> bool:
        """Return whether what was said then is still worth saying."""
        return self._clock.now_s() - since_s <= SAID_FRESH_S

    def _show(self) -> None:
        self._encoded = self._trace = None
        self.version += 1
        self._beat_s = self._clock.now_s() + HEARTBEAT_S + GRACE_S
        self.wake()


class PageStream:
    """One page's stream: what is newest, whenever the page has room for it."""

    def __init__(self, feed: Feed, opening: bytes, pages: set["PageStream"]) -> None:
        self._feed = feed
        self._pages = pages
        self._opening = opening
        self._said: deque[tuple[float, bytes]] = deque(maxlen=MOST_SAID)
        self._woken = asyncio.Event()
        self._ended = False
        pages.add(self)

    def say(self, said: bytes, now_s: float) -> None:
        """Keep a cue for the page; the oldest of too many is dropped."""
        self._said.append((now_s, said))

    def wake(self) -> None:
        """Have the page look for what is new."""
        self._woken.set()

    def end(self) -> None:
        """End the stream; ending it again does nothing."""
        self._ended = True
        self._pages.discard(self)
        self.wake()

    async def parts(self, may_look: Callable[[], bool]) -> AsyncIterator[bytes]:
        """Yield the stream's events; it ends as soon as this page may not look on any more.

        The next one is made when the last one has been taken, so that it is the newest by then.
        """
        version = -1
        if may_look():
            yield self._opening
        while not self._ended and may_look():
            if version != self._feed.version:
                version = self._feed.version
                yield b"".join([*self._cues(), self._feed.newest()])
            else:
                self._woken.clear()
                await self._woken.wait()

    def _cues(self) -> list[bytes]:
        said = [cue for since_s, cue in self._said if self._feed.fresh(since_s)]
        self._said.clear()
        return said


def event_bytes(name: str, data: dict[str, object]) -> bytes:
    """Return a server-sent event. A stranger's text cannot end its line, since JSON escapes what would."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), _json(data))


def _json(data: dict[str, object]) -> bytes:
    """Return an object in ASCII: half of a surrogate pair, which a name may hold, has no other form."""
    return json.dumps(data, allow_nan=False, separators=(",", ":")).encode()


def trace_of(snapshot: SessionSnapshot | None) -> dict[str, object]:
    """Return the last minutes as a page draws them: gaps are null; empty without a walk."""
    if snapshot is None:
        return {"at_s": [], "bpm": [], "bands": []}
    trace = snapshot.trace
    return {
        "at_s": [round(at_s, 3) for at_s in trace.at_s.tolist()],
        "bpm": [None if math.isnan(bpm) else round(bpm, 1) for bpm in trace.bpm.tolist()],
        "bands": [
            [at_s, *((None, None) if band is None else (band.lo_bpm, band.hi_bpm))] for at_s, band in trace.bands
        ],
    }
