import asyncio
import os
from contextlib import aclosing

import pytest

from coach.clock import UnpacedClock
from coach.domain.workout import WorkoutKind, make
from coach.domain.zones import TYPICAL_ZONES
from coach.errors import RecordingError
from coach.session.engine import SessionEngine
from coach.session.inputs import LinkUp, Reading
from coach.session.plan import SessionPlan
from coach.session.recording import Header, dump_header, dump_input
from coach.session.whole_recording import parse_recording
from coach.sources.replay import LineSource, ReplaySource
from coach.sources.simulator import SimulatedStrap

HEADER = '{"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04.512Z"}'


def test_a_replay_gives_its_inputs_at_their_times():
    async def run():
        clock = UnpacedClock()
        source = ReplaySource([Reading(at_s=1.0, bpm=70), Reading(at_s=4.5, bpm=71)], clock)
        return [(item.bpm, clock.now_s()) async for item in source.inputs()]

    assert asyncio.run(run()) == [(70, 1.0), (71, 4.5)]


def test_a_recorded_walk_replayed_says_the_same():
    plan = SessionPlan(make(WorkoutKind.STEADY, 8.0), TYPICAL_ZONES)

    async def run(source):
        engine, inputs, events = SessionEngine(plan), [], []
        async with aclosing(source.inputs()) as items:
            async for item in items:
                engine.receive(item)
                inputs.append(item)
                for event in engine.events():
                    events.append(event)
                    source.hear(event)
                if engine.finished:
                    break
        return inputs, events, engine.snapshot(engine.now_s)

    inputs, events, snapshot = asyncio.run(run(SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=4)))
    lines = [dump_header(Header("2026-11-23T07:31:04Z", session=plan.to_json())), *map(dump_input, inputs)]
    recording = parse_recording(lines, "walk")
    assert recording.inputs == tuple(inputs)
    assert SessionPlan.from_json(recording.header.session) == plan
    again = asyncio.run(run(ReplaySource(recording.inputs, UnpacedClock())))
    assert again == (inputs, events, snapshot)


class Pipe:
    """The two ends of standard input."""

    def __init__(self):
        out, into = os.pipe()
        self.out, self._into = os.fdopen(out, "rb"), os.fdopen(into, "wb", buffering=0)

    def __enter__(self):
        return self

    def write(self, *lines):
        self._into.write("".join(f"{line}\n" for line in lines).encode())

    def write_bytes(self, data):
        self._into.write(data)

    def close(self):
        self._into.close()

    def __exit__(self, *_):
        self.close()
        self.out.close()


async def test_lines_are_taken_as_they_arrive():
    with Pipe() as pipe:
        source = LineSource(pipe.out, UnpacedClock(), pytest.fail)
        pipe.write(HEADER, '{"t": 0, "event": "link_up", "name": "Strap"}')
        assert (await source.header()).started_at == "2026-11-23T07:31:04.512Z"
        async with aclosing(source.inputs()) as items:
            assert await anext(items) == LinkUp(at_s=0.0, name="Strap")
            waiting = asyncio.ensure_future(anext(items))
            await asyncio.sleep(0)
            assert not waiting.done()  # and the loop is not blocked
            pipe.write('{"t": 1, "bpm": 72}')
            assert await waiting == Reading(at_s=1.0, bpm=72)
            pipe.close()
            with pytest.raises(StopAsyncIteration):
                await anext(items)


async def test_lines_without_sense_on_standard_input_are_left_out():
    told = []
    with Pipe() as pipe:
        source = LineSource(pipe.out, UnpacedClock(), told.append)
        pipe.write(HEADER, "?", '{"t": 9, "bpm": 72}', "", '{"t": 8, "bpm": 73}')
        pipe.write_bytes(b'\xff\xff\n{"t": 9.5, "bp')
        pipe.close()
        await source.header()
        readings = [(item.at_s, item.bpm) async for item in source.inputs()]
    assert readings == [(9.0, 72), (9.0, 73)]
    assert [sentence.split(" was left out")[0] for sentence in told if "left out" in sentence] == [
        "line 2",
        "line 6",
        "line 7",
    ]
    assert sum("backwards" in sentence for sentence in told) == 1


@pytest.mark.parametrize(("data", "message"), [(b"", "empty"), (b"hello\n", "not a recording")])
async def test_standard_input_that_is_no_recording_is_refused(data, message):
    with Pipe() as pipe:
        pipe.write_bytes(data)
        pipe.close()
        with pytest.raises(RecordingError, match=message):
            await LineSource(pipe.out, UnpacedClock(), pytest.fail).header()
