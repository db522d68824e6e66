"""The table: what its header says, and nothing that a spreadsheet takes for a formula."""

import csv
import io
from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coach.domain.programme.felt import Felt
from coach.domain.workout.steps import StepKind
from coach.formats import csv_table, csv_writer
from coach.formats.csv_writer import COLUMNS
from coach.formats.document import Document
from coach.formats.laid_out import LONGEST_TAIL_S
from coach.formats.measured import measured
from coach.session.inputs import LapMarked, NoteAdded, Paused, Resumed, SpeedReading
from tests.support.exports import BEGAN, marks_of, readings_of, walk_of
from tests.support.sessions import ANYTHING, notification

SMALL = [
    SpeedReading(at_s=0.5, speed_mps=1.5),
    SpeedReading(at_s=1.5, speed_mps=1.5),
    notification(2, 118, (0.5, 0.514)),
    notification(3, 0),
    Paused(at_s=4.0),
    Resumed(at_s=6.25),
    NoteAdded(at_s=7.0, text='=cmd|"/c calc"!A1'),
    notification(8, 121),
]
WALK = walk_of(SMALL, lasts_s=9.5, laps=[(0.0, "warm_up"), (6.25, "")], felt=Felt(note="=1+1"))


def write(walk):
    return csv_writer.write(walk).data


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_the_whole_table():
    assert write(WALK).decode() == (
        "time,at_s,bpm,rr_ms,speed_mps,distance_m,event\r\n"
        "2026-11-23T07:31:04.512+01:00,0.000,,,,,start\r\n"
        "2026-11-23T07:31:04.512+01:00,0.000,,,,,lap:warm_up\r\n"
        "2026-11-23T07:31:05.012+01:00,0.500,,,1.500,0.00,\r\n"
        "2026-11-23T07:31:06.012+01:00,1.500,,,1.500,1.50,\r\n"
        "2026-11-23T07:31:06.512+01:00,2.000,118,500 514,,,\r\n"
        "2026-11-23T07:31:08.512+01:00,4.000,,,,,pause\r\n"
        "2026-11-23T07:31:10.762+01:00,6.250,,,,,lap\r\n"
        "2026-11-23T07:31:10.762+01:00,6.250,,,,,resume\r\n"
        "2026-11-23T07:31:12.512+01:00,8.000,121,,,,\r\n"
        "2026-11-23T07:31:14.012+01:00,9.500,,,,,end\r\n"
    )


def test_nothing_that_was_typed_is_in_it():
    assert b"cmd" not in write(WALK)
    assert b"=" not in write(WALK)


def test_a_walk_without_anything_has_its_start_and_its_end():
    assert [item["event"] for item in rows(write(walk_of([])))] == ["start", "end"]


def test_a_pause_of_no_time_is_still_in_order():
    told = [item["event"] for item in rows(write(walk_of([Paused(at_s=1.0), Resumed(at_s=1.0)], lasts_s=2.0)))]
    assert told == ["start", "pause", "resume", "end"]


def test_a_pause_that_the_walk_ended_in_has_no_resume():
    told = [item["event"] for item in rows(write(walk_of([Paused(at_s=1.0)], lasts_s=2.0)))]
    assert told == ["start", "pause", "end"]


def test_a_heart_rate_of_the_second_of_a_pause_comes_before_it_and_one_of_its_end_after():
    inputs = [Paused(at_s=1.0), notification(1, 100), notification(2, 101), Resumed(at_s=2.0)]
    told = [item["event"] or item["bpm"] for item in rows(write(walk_of(inputs)))]
    assert told == ["start", "100", "pause", "resume", "101", "end"]


def read_by_coach(data):
    (activity,) = csv_table.read(Document.of_bytes(data, "walk.csv", ".csv"))
    return activity


def test_coach_reads_it_as_it_wrote_it():
    back = read_by_coach(write(WALK))
    assert readings_of(back) == [(2.0, 118, (500, 514)), (8.0, 121, ())]
    assert marks_of(back) == [(Paused, 4.0), (Resumed, 6.25), (LapMarked, 6.25)]
    assert (back.lasts_s, back.distance_m, back.flaws) == (9.5, 1.5, ())
    assert datetime.fromisoformat(back.header.started_at) == BEGAN


def test_hours_with_one_heart_rate_are_a_walk_all_the_same():
    back = read_by_coach(write(walk_of([notification(3000, 100)], lasts_s=9000.0)))
    assert (readings_of(back), back.lasts_s) == ([(3000.0, 100, ())], 9000.0)


STARTS = st.lists(st.tuples(st.floats(0.0, 2000.0), st.sampled_from(["", *StepKind])), max_size=4)


@given(ANYTHING, STARTS)
def test_whatever_is_recorded_the_table_has_it_in_order_and_is_safe_to_open(inputs, laps):
    laps = [(0.0, ""), *sorted({at_s: str(name) for at_s, name in laps if at_s}.items())]
    walk = walk_of(inputs, lasts_s=max(2000.0, inputs[-1].at_s if inputs else 0.0), laps=laps)
    data = write(walk)
    assert data.count(b"\r\n") == data.count(b"\n")
    assert data.isascii()
    assert not any(line.startswith((b"=", b"+", b"-", b"@", b"\t")) for line in data.splitlines())
    table = rows(data)
    assert tuple(table[0]) == COLUMNS
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row.values())
    assert all(sum(bool(row[key]) for key in ("bpm", "speed_mps", "event")) == 1 for row in table)
    times = [datetime.fromisoformat(row["time"]) for row in table]
    assert times == sorted(times)
    assert all(
        abs((time - BEGAN).total_seconds() - float(row["at_s"])) < 0.001 for time, row in zip(times, table, strict=True)
    )
    found = measured(inputs)
    told = [(int(row["bpm"]), row["rr_ms"]) for row in table if row["bpm"]]
    assert csv_writer.write(walk).readings == len(told)
    assert told == [(beat.bpm, " ".join(map(str, beat.rr_ms))) for beat in found.beats]
    assert [float(row["at_s"]) for row in table if row["bpm"]] == pytest.approx(
        [beat.at_s for beat in found.beats], abs=0.001
    )
    assert sum(row["event"] == "pause" for row in table) == len(found.pauses)
    assert sum(row["event"].startswith("lap") for row in table) == len(walk.laps)
    assert (table[0]["event"], table[-1]["event"]) == ("start", "end")


@settings(max_examples=60)
@given(ANYTHING, STARTS)
def test_export_then_import_is_the_identity_in_what_the_table_keeps(inputs, laps):
    laps = [(0.0, ""), *sorted({round(at_s, 3): str(name) for at_s, name in laps if at_s > 1}.items())]
    walk = walk_of(inputs, lasts_s=max(2001.0, inputs[-1].at_s if inputs else 0.0), laps=laps)
    found = measured(inputs)
    assume(found.beats)  # a table without any is refused
    back = read_by_coach(write(walk))
    assert readings_of(back) == [(round(beat.at_s, 3), beat.bpm, beat.rr_ms) for beat in found.beats]
    marked = [at_s for kind, at_s in marks_of(back) if kind is LapMarked]
    assert marked == [at_s for at_s, _ in laps[1:]]
    paused = [at_s for kind, at_s in marks_of(back) if kind is Paused]
    # Of a stop in the last seconds nobody knows whether a pause began or the walk ended.
    lasting = [
        pause
        for pause in found.pauses
        if (walk.lasts_s - LONGEST_TAIL_S if pause.to_s is None else round(pause.to_s, 3)) > round(pause.from_s, 3)
    ]
    assert paused == [round(pause.from_s, 3) for pause in lasting]
    assert back.lasts_s == round(walk.lasts_s, 3)
    walked_m = found.moves[-1].distance_m if found.moves else 0.0
    assert (back.distance_m or 0.0) == pytest.approx(walked_m, abs=0.01)
    assert datetime.fromisoformat(back.header.started_at) == BEGAN
    assert back.flaws == ()
