"""Walks in virtual time with a strap over bleak's own API and a radio in memory."""

import asyncio
import itertools
from dataclasses import dataclass

from coach.domain.totals.summary import SessionSummary
from coach.domain.wire.sensors import HEART_RATE
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.pump import SessionPump
from coach.session.engine import SessionEngine
from coach.session.events import (
    CueRaised,
    LinkStateChanged,
    SignalChanged,
)
from coach.session.inputs import (
    EndReason,
    Notification,
)
from coach.session.plan import SessionPlan
from coach.sources.bluetooth.discovery import WantedDevice
from coach.sources.bluetooth.link import BluetoothLink
from fixtures.memory_radio import MemoryStrap
from fixtures.virtual_time import LoopClock, run
from tests.support.memory_sink import MemorySink

POLAR = WantedDevice("Polar H10 AAAA", "A0:00:00:00:00:01")


def polar(**changed):
    return MemoryStrap(POLAR.name, POLAR.address, **changed)


def stranger(**changed):
    return MemoryStrap("Garmin HRM", "B0:00:00:00:00:02", rssi_dbm=-40, bpm=90, **changed)


@dataclass
class Walked:
    """A walk, afterwards."""

    recorded: list
    events: list
    summary: SessionSummary
    source: BluetoothLink
    tasks_left: set

    def of(self, *kinds):
        return [item for item in self.recorded if isinstance(item, kinds)]

    def times(self, *kinds):
        return [item.at_s for item in self.of(*kinds)]

    def said(self, *kinds):
        return [event for event in self.events if isinstance(event, kinds)]

    @property
    def states(self):
        return [event.state for event in self.said(LinkStateChanged)]

    @property
    def cues(self):
        return [event.cue for event in self.said(CueRaised)]

    @property
    def signals(self):
        return [event.after.value for event in self.said(SignalChanged)]

    @property
    def payloads(self):
        return [item.payload for item in self.of(Notification)]

    def heard_s(self, fresh_s):
        """Time that notifications cover: the gaps left out."""
        return sum(b - a for a, b in itertools.pairwise(self.times(Notification)) if b - a <= fresh_s)


async def walk_of(air, seconds, wanted, script):
    clock = LoopClock()
    source = BluetoothLink(HEART_RATE, clock, wanted, client_backend=air.client, scanner_backend=air.scanner)
    recorded, events = MemorySink(), []
    pump = SessionPump(
        source=source,
        engine=SessionEngine(SessionPlan(make(WorkoutKind.FREE, None), TYPICAL_ZONES)),
        sink=recorded,
        clock=clock,
        listener=lambda new, _snapshot, *, heard: events.extend(new),
        end_when_finished=False,
    )
    before = asyncio.all_tasks()
    async with air.on([(at_s, lambda act=act: act(source)) for at_s, act in script]):
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(seconds + 0.123)  # not in the same moment as a notification
        pump.end(EndReason.STOPPED)
        summary = await running
    return Walked(list(recorded), events, summary, source, asyncio.all_tasks() - before)


def walk(air, seconds, wanted=POLAR, script=(), *, fresh_s=5.0):
    """A walk in virtual time; `script` is (second, what to do with the source)."""
    walked = run(walk_of(air, seconds, wanted, script))
    assert not walked.tasks_left
    assert not air.scanning, "a scan was left running"
    assert not air.connected, "a strap was left connected"
    reached = sum(len(strap.sent) for strap in air.straps)
    assert len(walked.payloads) == reached, "a notification that reached us is not in the recording"
    assert walked.summary.z2_s <= walked.heard_s(fresh_s) + 0.01, "a gap was credited"
    return walked
