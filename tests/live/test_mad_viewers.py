"""Whatever viewers do, the walk is the same walk: byte for byte in its recording, under virtual time."""

import asyncio
import json
import sys
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.channel import MOST_VIEWERS
from coach.session.line_codec import dump_input
from coach.session.plan import SessionPlan
from coach.sources.simulator import SimulatedStrap
from fixtures.virtual_time import LoopClock, run
from tests.support.joined import open_walk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows' event loop has no Unix sockets")

WALK_S = 150.0
PLAN = SessionPlan(
    Workout(WorkoutKind.STEADY, (Step(StepKind.WARM_UP, 60.0), Step(StepKind.STEADY, WALK_S - 60.0))), TYPICAL_ZONES
)


class Looks:
    """A listener in the host's own process."""

    def __init__(self):
        self.events, self.snapshots = [], []

    def __call__(self, events, snapshot, *, heard):
        self.events += events
        self.snapshots.append(snapshot)


async def watches(viewer, seed):
    """Reads all there is."""
    viewer.say(id=1, command="follow", whole=bool(seed % 2))
    await viewer.rest()


async def freezes(viewer, seed):
    """Never reads."""
    viewer.say(id=1, command="follow", whole=bool(seed % 2))
    await asyncio.sleep(WALK_S)


async def blinks(viewer, seed):
    """Reads now and then: a suspended terminal that comes back."""
    viewer.say(id=1, command="follow", whole=bool(seed % 2))
    while True:
        await asyncio.sleep(5 + seed % 40)
        if not await viewer.reader.read(300_000):
            return


async def floods(viewer, seed):
    """Sends a thousand commands that it has no right to, and never reads an answer."""
    commands = (b'{"id":1,"command":"pause"}\n', b'{"id":2,"command":"end"}\n', b'{"id":3,"command":"straps"}\n')
    viewer.writer.write(commands[seed % 3] * 1000)
    await viewer.writer.drain()
    await asyncio.sleep(WALK_S)


async def babbles(viewer, seed):
    """Sends what is no command, or has no end."""
    words = (b"\xff\x00 nonsense\n" * 50, b"x" * 300_000, b"[" * 50_000 + b"\n", b'{"id":1,"comm')
    viewer.writer.write(words[seed % 4])
    await viewer.rest()


async def half_closes(viewer, _seed):
    """Says no more, and reads."""
    viewer.writer.write_eof()
    await viewer.rest()


BEHAVIOURS = (watches, freezes, blinks, floods, babbles, half_closes)
VIEWERS = st.lists(
    st.tuples(st.sampled_from(BEHAVIOURS), st.floats(0, WALK_S), st.floats(0.001, WALK_S), st.integers(0, 99)),
    max_size=2 * MOST_VIEWERS,
)


async def one_viewer(walk, behaviour, joins_s, stays_s, seed):
    await asyncio.sleep(joins_s)
    with suppress(OSError, AttributeError, TimeoutError):  # the walk may be over already, or it is sent away
        async with asyncio.timeout(stays_s):
            viewer = await walk.viewer(small=behaviour in {freezes, blinks, floods})
            await behaviour(viewer, seed)
        viewer.vanish()


async def walked(viewers):
    """What is recorded, what was told here, and the greatest number of bytes that waited for viewers."""
    clock = LoopClock()
    walker = SimulatedStrap(TYPICAL_ZONES.zone_2, clock, seed=5)
    looks, most = Looks(), 0
    async with open_walk(clock=clock, source=walker, plan=PLAN, end_when_finished=True) as walk:
        walk.host.attach(walker)
        walk.host.attach(looks)
        there = [asyncio.create_task(one_viewer(walk, *viewer)) for viewer in viewers]
        over = asyncio.create_task(walk.host.over())
        while not over.done():
            await asyncio.wait([over], timeout=10)
            for viewer in walk.channel._viewers:
                box = viewer.outbox
                waiting = sum(map(len, (*box._own, *box._lines, *box._facts, *box._last)))
                most = max(most, waiting + viewer.writer.transport.get_write_buffer_size())
        for task in there:
            task.cancel()
        done = await asyncio.gather(*there, return_exceptions=True)
    mistakes = [error for error in done if isinstance(error, Exception)]
    assert mistakes == []
    return "\n".join(map(dump_input, walk.kept)), looks, most


@cache
def undisturbed():
    return run(walked([]))


def test_the_walk_alone_is_a_whole_walk():
    recorded, looks, _ = undisturbed()
    assert recorded.count('"hex"') >= WALK_S - 5
    assert looks.snapshots[-1].ended


@settings(max_examples=20)
@given(VIEWERS)
def test_viewers_that_join_freeze_flood_babble_and_vanish_change_nothing_of_the_walk(viewers):
    recorded, looks, most = run(walked(viewers))
    assert recorded == undisturbed()[0]
    assert looks.events == undisturbed()[1].events
    assert most < 300_000


def test_a_full_house_of_viewers_that_do_not_read_changes_nothing():
    house = enumerate([freezes, floods] * MOST_VIEWERS)
    viewers = [(behaviour, 1.0 + number, WALK_S, number) for number, behaviour in house]
    assert run(walked(viewers))[0] == undisturbed()[0]


def test_the_walk_s_own_end_is_the_last_thing_recorded():
    assert json.loads(undisturbed()[0].splitlines()[-1])["event"] == "end"
