"""A walk with its channel open in a folder of the test's own, and viewers that speak the wire's own words."""

import asyncio
import json
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from coach.live.channel import Channel
from coach.live.host import SessionHost
from coach.live.meeting import Meeting
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason
from coach.session.wire import MOST_LINE_BYTES
from tests.support.manual_clock import ManualClock
from tests.support.memory_sink import MemorySink
from tests.support.sessions import STEADY, beats

BEGUN = datetime(2026, 11, 29, 7, 30, tzinfo=UTC)
PATIENCE_S = 20.0


async def until(holds):
    """Wait for something that is told to nobody."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - no event says that a task has ended, or a file is closed
            await asyncio.sleep(0.001)


class Beats:
    """A heart in the zone, a beat a second, for ever."""

    def __init__(self, clock):
        self._clock = clock

    async def inputs(self):
        second = 0
        while True:
            second += 1
            await self._clock.sleep_until(float(second))
            yield beats(125, second, second)[0]


class Said:
    """A viewer that reads and says lines of the wire."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.lines = []

    async def line(self):
        """The next line; None at the end."""
        async with asyncio.timeout(PATIENCE_S):
            text = await self.reader.readline()
        if not text:
            return None
        self.lines.append(json.loads(text))
        return self.lines[-1]

    async def until(self, kind, **fields):
        """The next line of that type with these fields."""
        while (said := await self.line()) is not None:
            if said["type"] == kind and fields.items() <= said.items():
                return said
        raise EOFError(f"no {kind} among {[said['type'] for said in self.lines]}")

    async def rest(self):
        """Every line until the end, which may be a broken connection."""
        try:
            while await self.line() is not None:
                pass
        except ConnectionError:
            pass
        return self.lines

    def say(self, **fields):
        self.writer.write(json.dumps(fields).encode() + b"\n")

    async def asked(self, number, **fields):
        """The answer to a command."""
        self.say(id=number, **fields)
        return await self.until("answer", id=number)

    def vanish(self):
        """As a killed process does."""
        self.writer.transport.abort()


class OpenWalk:
    """A walk with a channel; its session's time moves by hand unless a clock is given."""

    def __init__(self, folder, *, by_port=False, clock=None, source=None, plan=STEADY, **options):
        self.clock = clock or ManualClock()
        self.kept = MemorySink()
        self._viewers = []
        self.source = source or Beats(self.clock)
        self.meeting = Meeting(folder / "data", {"XDG_RUNTIME_DIR": str(folder)}, by_port=by_port)
        self.host = SessionHost(
            source=self.source, engine=SessionEngine(plan), clock=self.clock, sink=self.kept, **options
        )
        self.channel = Channel(self.host, self.meeting, walk_id="2026-11-29T07-30", begun_at=BEGUN)

    async def __aenter__(self):
        self._held = self.meeting.held()
        self._held.__enter__()
        self.host.start()
        await self.channel.open()
        return self

    async def __aexit__(self, *error):
        self.host.end(EndReason.STOPPED)
        await asyncio.gather(self.host.over(), return_exceptions=True)
        await self.channel.close()
        for viewer in self._viewers:
            viewer.vanish()
        await asyncio.sleep(0)
        self._held.__exit__(None, None, None)

    async def viewer(self, *, says_token=True, small=False):
        """A viewer that has just connected; a `small` one reads no more ahead than it must."""
        address = self.meeting._address()
        limit = 1000 if small else MOST_LINE_BYTES
        if address.path is not None:
            said = Said(*await asyncio.open_unix_connection(address.path, limit=limit))
        else:
            said = Said(*await asyncio.open_connection("127.0.0.1", address.port, limit=limit))
            if says_token:
                said.say(token=address.token)
        self._viewers.append(said)
        return said

    async def follower(self, role="other", *, whole=False):
        """A viewer that follows, and has been told the state."""
        viewer = await self.viewer()
        await viewer.asked(1, command="follow", role=role, whole=whole)
        await viewer.until("snapshot")
        await viewer.until("control")
        return viewer


@asynccontextmanager
async def open_walk(**options):
    """A walk with its channel, in a folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory() as folder:
        async with OpenWalk(Path(folder), **options) as walk:
            yield walk
