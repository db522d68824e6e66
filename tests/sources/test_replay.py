import asyncio
import os
from contextlib import aclosing

import pytest

from coach.clock import UnpacedClock
from coach.domain.workout import WorkoutKind, make
from coach.domain.zones import TYPICAL_ZONES
from coach.errors import FormatError, RecordingError, RecordingVersionError
from coach.session.engine import SessionEngine
from coach.session.inputs import LinkUp, Reading, SessionEnded, StrapNotification, UnknownEvent
from coach.session.plan import SessionPlan
from coach.session.recording import Header, dump_header, dump_input
from coach.sources import replay
from coach.sources.replay import LineSource, ReplaySource, parse_recording, read_recording
from coach.sources.simulator import SimulatedStrap
from tests.formats.fit_bytes import fit_file

HEADER = '{"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04.512Z"}'


def written(tmp_path, *lines, end="\n"):
    path = tmp_path / "walk.jsonl"
    path.write_text("\n".join(lines) + end, encoding="utf-8")
    return path


def test_a_recording_is_read(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 1.0, "hex": "0048"}', '{"t": 2.0, "event": "end", "reason": "finished"}')
    recording = read_recording(path)
    assert recording.header.started_at == "2026-11-23T07:31:04.512Z"
    assert recording.inputs == (StrapNotification(at_s=1.0, payload=b"\x00\x48"), SessionEnded(at_s=2.0))
    assert recording.warnings == ()


def test_windows_line_ends_empty_lines_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + HEADER.encode() + b'\r\n\r\n{"t": 1, "bpm": 72}\r\n')
    recording = read_recording(path)
    assert (recording.inputs, recording.warnings) == ((Reading(at_s=1.0, bpm=72),), ())


def test_a_cut_last_line_costs_that_line_only(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 1, "bpm": 72}', '{"t": 2, "bp', end="")
    recording = read_recording(path)
    assert recording.inputs == (Reading(at_s=1.0, bpm=72),)
    assert len(recording.warnings) == 1
    assert "line 3" in recording.warnings[0]
    assert "cut off" in recording.warnings[0]


def test_a_last_line_without_its_end_is_used_when_it_is_whole(tmp_path):
    recording = read_recording(written(tmp_path, HEADER, '{"t": 1, "bpm": 72}', end=""))
    assert (recording.inputs, recording.warnings) == ((Reading(at_s=1.0, bpm=72),), ())


@pytest.mark.parametrize(
    "line", ["not JSON", '{"t": "soon", "bpm": 1}', '{"t": 1.5}', "[1, 2]", '{"t": 1.5, "hex": "0"}']
)
def test_a_line_without_sense_is_left_out_by_its_number(tmp_path, line):
    recording = read_recording(written(tmp_path, HEADER, '{"t": 1, "bpm": 72}', line, '{"t": 2, "bpm": 73}'))
    assert [item.bpm for item in recording.inputs] == [72, 73]
    assert len(recording.warnings) == 1
    assert recording.warnings[0].startswith("line 3 was left out:")


def test_bytes_that_are_no_text_cost_their_line_only(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(HEADER.encode() + b'\n\xff\xfe\x00\n{"t": 2, "bpm": 73}\n')
    recording = read_recording(path)
    assert recording.inputs == (Reading(at_s=2.0, bpm=73),)
    assert len(recording.warnings) == 1


def test_time_that_runs_backwards_is_held_and_told_once(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 5, "bpm": 72}', '{"t": 3, "bpm": 73}', '{"t": -1, "bpm": 74}')
    recording = read_recording(path)
    assert [item.at_s for item in recording.inputs] == [5.0, 5.0, 5.0]
    assert len(recording.warnings) == 1
    assert "backwards in line 3" in recording.warnings[0]


def test_nothing_follows_the_end(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 1, "event": "end", "reason": "stopped"}', '{"t": 2, "bpm": 73}')
    assert [type(item) for item in read_recording(path).inputs] == [SessionEnded]


def test_an_unknown_event_stays(tmp_path):
    recording = read_recording(written(tmp_path, HEADER, '{"t": 1, "event": "sneeze", "loud": true}'))
    assert recording.inputs == (UnknownEvent(at_s=1.0, name="sneeze", extra={"loud": True}),)


def test_a_newer_version_is_refused_by_its_number(tmp_path):
    with pytest.raises(RecordingVersionError, match="version 2"):
        read_recording(written(tmp_path, HEADER.replace('"version": 1', '"version": 2')))


@pytest.mark.parametrize("text", ["<gpx/>", "{}", "a;b;c\n1;2;3", "\x00\x01"])
def test_another_file_is_refused_with_what_to_do(tmp_path, text):
    with pytest.raises(RecordingError, match=r"neither a recording of Coach nor a FIT file.*coach import"):
        read_recording(written(tmp_path, text))


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="empty"):
        read_recording(written(tmp_path, ""))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(RecordingError, match="cannot read"):
            read_recording(path)


def test_too_large_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(replay, "MOST_BYTES", 10)
    with pytest.raises(RecordingError, match="larger than any walk"):
        read_recording(written(tmp_path, HEADER))


def test_a_fit_file_is_known_by_its_content(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(fit_file(("record", {"timestamp": 1_000_000_000, "heart_rate": 101})))
    recording = read_recording(path)
    assert recording.inputs == (Reading(at_s=0.0, bpm=101),)
    assert recording.header.source["kind"] == "fit"


def test_a_fit_file_without_a_heart_rate_is_nothing_to_replay(tmp_path):
    path = tmp_path / "walk.fit"
    path.write_bytes(fit_file(("record", {"timestamp": 1_000_000_000, "speed": 1400})))
    with pytest.raises(FormatError, match="no heart rate"):
        read_recording(path)


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


@pytest.mark.parametrize(("data", "message"), [(b"", "empty"), (b"hello\n", "neither a recording")])
async def test_standard_input_that_is_no_recording_is_refused(data, message):
    with Pipe() as pipe:
        pipe.write_bytes(data)
        pipe.close()
        with pytest.raises(RecordingError, match=message):
            await LineSource(pipe.out, UnpacedClock(), pytest.fail).header()
