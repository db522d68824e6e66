import asyncio
import os
from contextlib import aclosing

import pytest

from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import NotARecordingError
from coach.limits import LONGEST_LINE_BYTES
from coach.session.engine import SessionEngine
from coach.session.error_words import flaw_sentence
from coach.session.inputs import LineLeftOut, LinkUp, Reading
from coach.session.line_codec import Header, dump_header, dump_input
from coach.session.plan import SessionPlan
from coach.session.recording import parse_recording
from coach.session_time import UnpacedClock
from coach.sources.replay import LineSource, ReplaySource
from coach.sources.simulator import SimulatedStrap
from tests.support.fit_bytes import fit_file

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
                new = engine.events()
                events += new
                if isinstance(source, SimulatedStrap):
                    source.follow(new)
                if engine.finished:
                    break
        return inputs, events, engine.snapshot(engine.now_s)

    inputs, events, snapshot = asyncio.run(run(SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=4)))
    lines = [dump_header(Header("2026-11-23T07:31:04Z", session=plan.to_json())), *map(dump_input, inputs)]
    recording = parse_recording("\n".join(lines).encode())
    assert recording.inputs == tuple(inputs)
    assert SessionPlan.from_json(recording.header.session) == plan
    again = asyncio.run(run(ReplaySource(recording.inputs, UnpacedClock())))
    assert again == (inputs, events, snapshot)


class Pipe:
    """The two ends of standard input."""

    def __init__(self):
        self.out, into = os.pipe()
        self._into = os.fdopen(into, "wb", buffering=0)

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
        os.close(self.out)


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


async def test_each_line_gives_one_input_and_one_without_sense_an_empty_one():
    told = []
    with Pipe() as pipe:
        source = LineSource(pipe.out, UnpacedClock(), lambda flaw: told.append(flaw_sentence(flaw)))
        pipe.write(HEADER, "?", '{"t": 9, "bpm": 72}', "", '{"t": 8, "bpm": 73}')
        pipe.write_bytes(b'\xff\xff\n{"t": 9.5, "bp')
        pipe.close()
        await source.header()
        readings = [(item.at_s, getattr(item, "bpm", None)) async for item in source.inputs()]
    assert readings == [(0.0, None), (9.0, 72), (9.0, None), (9.0, 73), (9.0, None), (9.0, None)]
    assert [sentence.split(" was left out")[0] for sentence in told if "left out" in sentence] == [
        "line 2",
        "line 6",
        "line 7",
    ]
    assert sum("backwards" in sentence for sentence in told) == 1


async def listed(items):
    return [item async for item in items]


async def test_a_line_that_is_too_long_is_dropped_up_to_its_end_with_one_warning():
    told = []
    with Pipe() as pipe:
        source = LineSource(pipe.out, UnpacedClock(), lambda flaw: told.append(flaw_sentence(flaw)))
        pipe.write(HEADER)
        await source.header()
        reading = asyncio.create_task(listed(source.inputs()))
        longest = b'{"t": 1, "bpm": 70}'.ljust(LONGEST_LINE_BYTES)
        for line in (longest, longest + b" ", b'{"t": 2, "bpm": 71}'):
            await asyncio.to_thread(pipe.write_bytes, line + b"\n")
        pipe.close()
        assert await reading == [
            Reading(at_s=1.0, bpm=70), LineLeftOut(at_s=1.0), Reading(at_s=2.0, bpm=71),
        ]  # fmt: skip
    assert told == ["line 3 was left out: it is longer than any line (1 MiB)"]


@pytest.mark.parametrize("data", [b"", b"hello\n", fit_file()], ids=["empty", "text", "FIT"])
async def test_standard_input_that_is_no_recording_is_refused(data):
    with Pipe() as pipe:
        pipe.write_bytes(data)
        pipe.close()
        source = LineSource(pipe.out, UnpacedClock(), pytest.fail)
        with pytest.raises(NotARecordingError):
            await source.header()
    assert data.startswith(source.first_line)
