"""Files that something went wrong with: whatever becomes of one, it is read, or refused with an error of ours, soon.

Mutants of good files, seeded: bytes changed, put in, cut out, doubled and swapped, and numbers made extreme.
"""

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.mutants import mutant
from coach.errors import CoachError
from coach.formats import apple_health, coach_recording, csv_table, fit, gpx, hrm, rr_text, tcx
from coach.formats.document import Document
from coach.formats.registry import readers
from coach.limits import LATEST_S
from coach.session.analysis import analyse
from coach.session.plan import SessionPlan
from coach.session.recording import parse_recording
from tests.support.apple_exports import event, export, record, statistics, workout
from tests.support.fit_bytes import START, STOP_ALL, TIMER, fit_file, seconds
from tests.support.saying import flaws_of
from tests.support.torture import at_most_cpu_s, chance_of, patient, share, tell

FIXTURES = Path(__file__).parents[2] / "fixtures"
MOST_CPU_S = 2.0
MOST_MEMORY_MB = 256


def kept_by_the_strap(count=60):
    """A watch's file whose heart rates are the strap's own."""
    began = seconds(datetime.fromisoformat("2026-11-23T07:30:00Z"))
    yield "hr", {"timestamp": began, "fractional_timestamp": 100, "filtered_bpm": 100, "event_timestamp": 4000}
    for second in range(count):
        yield "record", {"timestamp": began + second, "distance": 140 * second}
        packed = [(5000 + second * 1024) % 4096, (5500 + second * 1024) % 4096]
        bits = packed[0] | packed[1] << 12
        yield "hr", {"filtered_bpm": [100, 101], "event_timestamp_12": list(bits.to_bytes(3, "little"))}


def walked(count=120):
    """A watch's file with all that Coach reads of one."""
    began = seconds(datetime.fromisoformat("2026-11-23T07:30:00Z"))
    yield "file_id", {"type": 4, "manufacturer": 1}
    for second in range(count):
        more = {"distance": 140 * second, "speed": 1400, "enhanced_speed": 1400}
        yield "record", {"timestamp": began + second, "heart_rate": 100 + second % 40, **more}
        yield "hrv", {"time": [600, 610, 0xFFFF]}
        if second in {40, 50}:
            switch = STOP_ALL if second == 40 else START
            yield "event", {"timestamp": began + second, "event": TIMER, "event_type": switch}


TCX = (
    '<TrainingCenterDatabase><Activities><Activity><Lap StartTime="2026-11-23T07:30:00Z"><Track>',
    "<Trackpoint><Time>{time}</Time><HeartRateBpm><Value>{bpm}</Value></HeartRateBpm></Trackpoint>",
    '</Track></Lap><Lap StartTime="{time}"><Track>',
    "</Track></Lap></Activity></Activities></TrainingCenterDatabase>",
)
GPX = (
    '<gpx creator="somebody"><trk><trkseg>',
    "<trkpt><time>{time}</time><extensions><x:hr>{bpm}</x:hr><speed>1.4</speed></extensions></trkpt>",
    "</trkseg><trkseg>",
    "</trkseg></trk></gpx>",
)


def xml_track(beginning, point, between, end, count=60):
    """A track with a part after twenty points."""
    parts = ["<?xml version='1.0'?>\n", beginning]
    for second in range(count):
        values = {"second": second, "bpm": 100 + second % 40, "time": f"2026-11-23T07:30:{second:02}Z"}
        parts += [point.format(**values), between.format(**values) if second == 20 else "\n"]
    return "".join([*parts, end]).encode()


WORKOUTS = (
    workout(0, 60, event(20, "Pause"), event(30, "Resume"), event(40, "Lap"), statistics("0.1", "km")),
    workout(10, 40, kind="Hiking"),
)


def table(count=120):
    """A table as Coach writes one, with all that it reads of one."""
    yield "time,at_s,bpm,rr_ms,speed_mps,distance_m,event"
    for second in range(count):
        event = {40: "pause", 50: "resume", 60: "lap"}.get(second, "")
        at = f"2026-11-23T07:{30 + second // 60}:{second % 60:02}+01:00"
        yield f"{at},{second}.0,{100 + second % 40},600 610,1.4,{1.4 * second:.1f},{event}"


PREAMBLE = ["Name,Date,Start time,Total distance (km)", "Ada,23-11-2026,07:30:01,1.2"]
POLAR = ["Version=106", "SMode=11000000", "Date=20261123", "StartTime=07:30:01.0", "Interval=1"]
LAPS = ["[IntTimes]", "00:00:10.0\t1\t1\t1\t1", "[Trip]", "12"]
RR_MS = [str(700 + beat % 60) for beat in range(120)]


def text(*lines):
    return "\r\n".join(lines).encode()


SEEDS = {
    hrm.READER: [
        text("[Params]", *POLAR, *LAPS, "[HRData]", *(f"{100 + place % 9}\t54\t80" for place in range(99))),
        text("[Params]", *POLAR[:-1], "Interval=238", "[HRData]", *RR_MS),
    ],
    rr_text.READER: [
        text(*RR_MS),
        text("# 2026-11-23", *(f"{beat * 0.8:.3f} 0.8" for beat in range(99))),
        text("timestamp, rr, since_start ", "", *(f"{1795419001000 + int(rr)},{rr},{rr}" for rr in RR_MS)),
    ],
    csv_table.READER: [
        text(*table()),
        text(*PREAMBLE, "Time,HR (bpm),Speed (km/h)", *(f"00:01:{second:02},100,5.4" for second in range(60))),
        text("Datum;Uhrzeit;HF;km", *(f"23.11.2026;07:30:{second:02};100;0,{second}" for second in range(60))),
        text("[[Training]]", "[GraphData]", "HrInterval,1", "GraphDistance,0,1,2,3", "HeartRate,100,101,0,102"),
    ],
    coach_recording.READER: [
        b"".join(path.read_bytes().splitlines(keepends=True)[:120]) for path in sorted(FIXTURES.glob("*.jsonl"))
    ],
    fit.READER: [
        fit_file(*walked()),
        fit_file(*walked(30), finished=False),
        fit_file(*walked(20)) * 2,
        fit_file(*kept_by_the_strap()),
    ],
    tcx.READER: [xml_track(*TCX), xml_track(*TCX).decode().encode("utf-16")],
    gpx.READER: [xml_track(*GPX)],
    apple_health.READER: [export(*(record(second, 100) for second in range(0, 61, 5)), *WORKOUTS)],
}


def test_every_format_has_its_mutants():
    assert set(SEEDS) == set(readers())


def outcome(reader, data):
    """What became of a file; where it was read, what was read is a session, and can be written, read and analysed."""
    try:
        activities = list(reader.read(Document.of_bytes(data, "mutant")))
    except CoachError:
        return "refused"
    for activity in activities:
        check(activity, data)
    return "read with faults" if any(flaws_of(activity) for activity in activities) else "read"


def check(activity, data):
    times_s = [item.at_s for item in activity.inputs]
    assert times_s == sorted(times_s)
    assert all(0 <= at_s <= LATEST_S for at_s in times_s)
    assert len(times_s) <= len(data)
    written = coach_recording.recorded(activity)
    assert tuple(parse_recording(written).inputs) == tuple(activity.inputs)
    summary = analyse(SessionPlan.from_json(activity.header.session), activity.inputs).summary
    assert 0 <= summary.moving_s <= summary.elapsed_s <= LATEST_S


def peak_mb():
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


@patient
@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells neither processor time nor memory so")
@pytest.mark.parametrize("reader", SEEDS, ids=lambda reader: reader.name)
def test_a_mutant_is_read_or_refused_and_soon(reader, record_property):
    chance = chance_of(reader.name)
    before_mb, counts = peak_mb(), Counter()
    for number in range(share(150, 4000)):
        data = mutant(chance, chance.choice(SEEDS[reader]))
        try:
            with at_most_cpu_s(MOST_CPU_S):
                counts[outcome(reader, data)] += 1
        except BaseException as error:
            raise AssertionError(f"mutant {number}: {data!r}") from error
    assert peak_mb() - before_mb < MOST_MEMORY_MB
    assert all(counts[kind] for kind in ("read with faults", "refused"))
    tell(record_property, f"mutants of a {reader.name}, {peak_mb() - before_mb:.0f} MB more", counts)
