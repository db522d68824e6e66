"""How a walk begins: whoever listens has heard its first second, and what is left out is not there."""

import asyncio
from pathlib import Path

import pytest

from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.formats.registry import read_activity
from coach.live.start import host_replay, host_session
from coach.session.analysis import analyse
from coach.session.engine import SessionEngine
from coach.session.events import SessionOver, StepStarted
from coach.session.inputs import EndReason, LinkUp, SessionEnded
from coach.session.plan import SessionPlan
from coach.session.straps import StrapDetails
from coach.session_time import UnpacedClock
from tests.support.manual_clock import ManualClock
from tests.support.memory_sink import MemorySink
from tests.support.sessions import STEADY, beats, notification

FIXTURES = Path(__file__).parents[2] / "fixtures"
TEN_SECONDS = SessionPlan(Workout(WorkoutKind.FREE, (Step(StepKind.FREE, 10.0),)), TYPICAL_ZONES)


class Quiet:
    """A source that says that it is there, and no more."""

    async def inputs(self):
        yield LinkUp(at_s=0.0, name="Strap", address="AA")
        await asyncio.Event().wait()


class Straps(Quiet):
    details = StrapDetails()

    def switch_to(self, device):
        raise AssertionError("nobody changes the strap here")

    async def straps_in_range(self):
        return ()


class Listener(list):
    """The events it is told."""

    def __call__(self, events, snapshot, *, heard):
        self.extend(events)


class Voice:
    """What an announcer is asked for."""

    def __init__(self):
        self.heard, self.done = [], []

    def hear(self, event):
        self.heard.append(event)

    async def finish(self):
        self.done.append("finished")

    async def close(self):
        self.done.append("closed")


async def walked(clock, host, seconds=20.0):
    """A walk of so many seconds, ended by its walker where it does not end by itself."""
    running = asyncio.create_task(host.run())
    await clock.pass_time(seconds)
    host.end(EndReason.STOPPED)
    await running


async def test_every_listener_and_the_voice_hear_the_walk_from_its_first_step_to_its_end():
    clock, one, other, voice = ManualClock(), Listener(), Listener(), Voice()
    host = host_session(STEADY, Quiet(), clock, end_when_finished=False, listeners=[one, other], voice=voice)
    await walked(clock, host)
    assert one == other == voice.heard
    assert next(event.at_s for event in one if isinstance(event, StepStarted)) == 0.0
    assert isinstance(one[-1], SessionOver)


@pytest.mark.parametrize(("alone", "done"), [(True, ["finished", "closed"]), (False, ["closed"])])
async def test_the_last_sentence_is_heard_out_where_the_program_ends_with_the_walk(alone, done):
    clock, voice = ManualClock(), Voice()
    await walked(clock, host_session(TEN_SECONDS, Quiet(), clock, end_when_finished=alone, voice=voice))
    assert voice.done == done


@pytest.mark.parametrize(("alone", "reason"), [(True, EndReason.FINISHED), (False, EndReason.STOPPED)])
async def test_a_walk_ends_with_its_last_step_only_where_that_is_asked_for(alone, reason):
    clock, kept = ManualClock(), MemorySink()
    await walked(clock, host_session(TEN_SECONDS, Quiet(), clock, end_when_finished=alone, sink=kept))
    assert kept[0] == LinkUp(at_s=0.0, name="Strap", address="AA")
    assert kept[-1] == SessionEnded(at_s=10.0 if alone else 20.0, reason=reason)


async def test_a_walk_that_goes_on_is_the_one_its_engine_has_heard():
    engine = SessionEngine(STEADY)
    for item in beats(125, 1, 30):
        engine.receive(item)
    clock = ManualClock()
    await clock.pass_time(30)
    going = host_session(STEADY, Quiet(), clock, end_when_finished=False, engine=engine)
    assert going.latest.moving_s == 30.0
    assert going.latest.believed_bpm == pytest.approx(125, abs=1)
    begun = host_session(STEADY, Quiet(), ManualClock(), end_when_finished=False)
    assert (begun.latest.moving_s, begun.latest.believed_bpm, begun.latest.band) == (0.0, None, STEADY.zones.zone_2)
    engine.receive(notification(31, 125))
    assert begun.latest.believed_bpm is None


def test_only_a_walk_with_straps_can_change_them():
    straps = Straps()
    assert host_session(STEADY, straps, ManualClock(), end_when_finished=False, straps=straps).has_strap
    assert not host_session(STEADY, straps, ManualClock(), end_when_finished=False).has_strap


@pytest.mark.parametrize("walk", sorted(FIXTURES.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_replay_is_the_walk_again_by_its_own_plan_or_another(walk):
    recording = read_activity(walk)
    own = SessionPlan.from_json(recording.header.session)
    for plan, meant in ((None, own), (TEN_SECONDS, TEN_SECONDS)):
        summary = asyncio.run(host_replay(recording, UnpacedClock(), plan).run())
        assert summary == analyse(meant, recording.inputs).summary
