"""TCX files: valid against Garmin's schema, and read by others and by Coach with what went in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from tcxreader.tcxreader import TCXReader

from coach.domain.programme.felt import Felt
from coach.formats import tcx, tcx_writer
from coach.formats.document import Document
from coach.formats.tcx_writer import NAMESPACE
from coach.formats.whole_seconds import whole_seconds
from coach.session.inputs import LapMarked, NoteAdded, Paused, Reading, Resumed, SpeedReading
from coach.session.recording import parse_recording
from tests.support.exports import BEGAN, marks_of, readings_of, walk_of
from tests.support.sessions import ANYTHING, notification

ROOT = Path(__file__).parents[2]
FIXTURES = sorted((ROOT / "fixtures").glob("*.jsonl"))
SCHEMA = ROOT.parent / "shared" / "schemas" / "TrainingCenterDatabasev2.xsd"
UTC_BEGAN = BEGAN.astimezone(UTC).replace(microsecond=0)
STEPS = [(0.0, "warm_up"), (4.0, "effort"), (8.0, "recovery"), (12.0, "cool_down"), (16.0, "afterwards")]
SMALL = [
    *(SpeedReading(at_s=float(second), speed_mps=1.5, extra={"source": "belt"}) for second in range(4)),
    notification(4, 118, (0.5, 0.514)),
    notification(5, 119),
    notification(6, 0),
    Paused(at_s=9.0),
    notification(10, 90),
    Resumed(at_s=11.0),
    NoteAdded(at_s=12.0, text="a secret <&>\x01"),
    notification(13, 121),
    notification(20, 255),
]
WALK = walk_of(SMALL, laps=STEPS, felt=Felt(rpe=4, note="a secret", pain_after=3))


def write(walk):
    return tcx_writer.write(walk).data


def found(node, path):
    return node.xpath(path, namespaces={"t": NAMESPACE})


def tree(data):
    return etree.fromstring(data)


def second_of(text):
    return int((datetime.fromisoformat(text) - UTC_BEGAN).total_seconds())


def rates(root):
    points = found(root, "//t:Trackpoint[t:HeartRateBpm]")
    return {
        second_of(*found(item, "t:Time/text()")): int(*found(item, "t:HeartRateBpm/t:Value/text()")) for item in points
    }


def checked(data):
    """The parsed file; valid, where the schema is here."""
    root = tree(data)
    if SCHEMA.exists():
        etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    return root


@pytest.mark.skipif(not SCHEMA.exists(), reason="no schema here")
@pytest.mark.parametrize("walk", [WALK, walk_of([]), walk_of(SMALL)], ids=["steps", "nothing", "one lap"])
def test_it_is_valid_against_garmins_schema(walk):
    checked(write(walk))


def test_a_walk_is_another_sport_and_a_note_says_that_it_was_one():
    root = checked(write(WALK))
    assert found(root, "//t:Activity/@Sport") == ["Other"]
    assert found(root, "//t:Activity/t:Notes/text()") == ["Walking on a treadmill, recorded by Coach"]
    assert [second_of(text) for text in found(root, "//t:Activity/t:Id/text()")] == [0]
    assert found(checked(write(walk_of([]))), "//t:Notes/text()") == ["Walking, recorded by Coach"]


@pytest.mark.parametrize(
    ("sport", "named", "note"),
    [
        (None, "Other", "Written by Coach"),
        ("rowing", "Other", "Written by Coach"),
        ("walking", "Other", "Walking, written by Coach"),
        ("hiking", "Other", "Hiking, written by Coach"),
        ("running", "Running", "Running, written by Coach"),
        ("cycling", "Biking", "Cycling, written by Coach"),
    ],
)
def test_an_imported_walk_keeps_its_sport_and_was_not_recorded_by_coach(sport, named, note):
    walk = walk_of([Reading(at_s=1.0, bpm=100)], source={"kind": "file", "sport": sport})
    root = checked(write(walk))
    assert (found(root, "//t:Activity/@Sport"), found(root, "//t:Notes/text()")) == ([named], [note])


def test_heart_rates_stand_at_their_seconds_and_nowhere_else():
    assert rates(tree(write(WALK))) == {4: 118, 5: 119, 10: 90, 13: 121}


def test_a_drifting_strap_loses_no_heart_rate():
    early_s = (0.12, -0.15, 0.05, -0.08, 0.15)
    inputs = [Reading(at_s=round(1 + n * 1.005 + early_s[n % 5], 3), bpm=90 + n % 30) for n in range(600)]
    assert list(rates(tree(write(walk_of(inputs)))).values()) == [item.bpm for item in inputs]


def test_laps_are_the_steps_and_each_begins_where_the_one_before_ends():
    laps = found(tree(write(WALK)), "//t:Lap")
    starts = [second_of(lap.get("StartTime")) for lap in laps]
    lengths = [float(*found(lap, "t:TotalTimeSeconds/text()")) for lap in laps]
    assert (starts, lengths) == ([0, 4, 8, 12, 16], [4.0] * 5)
    assert [found(lap, "t:Intensity/text()")[0] for lap in laps] == ["Active", "Active", "Resting", "Active", "Resting"]
    assert [float(*found(lap, "t:DistanceMeters/text()")) for lap in laps] == [4.5, 0, 0, 0, 0]
    assert found(laps[0], "t:MaximumSpeed/text()") == ["1.500"]
    assert [found(laps[1], f"t:{name}HeartRateBpm/t:Value/text()") for name in ("Average", "Maximum")] == [
        ["118"],
        ["119"],
    ]
    assert found(laps[2], "t:AverageHeartRateBpm") == []  # its only one was in the pause


def test_what_the_walker_typed_is_the_distance_where_nothing_was_measured():
    typed = walk_of([Reading(at_s=60.0, bpm=100)], laps=[(0.0, ""), (20.0, "")], felt=Felt(belt_speed_mps=1.25))
    root = checked(write(typed))
    assert found(root, "//t:Lap/t:DistanceMeters/text()") == ["25.00", "50.00"]
    assert found(root, "//t:Notes/text()") == ["Walking on a treadmill, recorded by Coach"]


def test_a_new_track_begins_where_the_walker_goes_on():
    laps = found(tree(write(WALK)), "//t:Lap")
    tracks = [
        [second_of(text) for text in found(track, "t:Trackpoint/t:Time/text()")] for track in found(laps[2], "t:Track")
    ]
    assert tracks == [[8, 9, 10], [11]]
    assert [len(found(lap, "t:Track")) for lap in laps] == [1, 1, 2, 1, 1]


def test_nothing_private_and_no_control_character_is_in_it():
    data = write(WALK)
    assert b"secret" not in data
    assert not {byte for byte in data if byte < 32} - {10}
    assert not any(name in data for name in (b"Position", b"UnitId", b"Creator", b"Altitude"))


def read_by_coach(data):
    (activity,) = tcx.read(Document.of_bytes(data))
    return activity


def test_coach_reads_it_as_it_wrote_it():
    back = read_by_coach(write(WALK))
    assert [item[:2] for item in readings_of(back)] == [(4, 118), (5, 119), (10, 90), (13, 121)]
    assert marks_of(back) == [(LapMarked, 4.0), (LapMarked, 8.0), (LapMarked, 12.0), (LapMarked, 16.0)]
    assert (back.lasts_s, back.distance_m, back.flaws) == (20.0, 4.5, ())
    assert datetime.fromisoformat(back.header.started_at) == UTC_BEGAN


def test_a_pause_without_a_heart_rate_is_read_as_one():
    inputs = [notification(1, 100), Paused(at_s=2.0), Resumed(at_s=1000.0), notification(1001, 100)]
    assert marks_of(read_by_coach(write(walk_of(inputs)))) == [(Paused, 2.0), (Resumed, 1000.0)]


@settings(max_examples=40)
@given(ANYTHING, st.lists(st.floats(0.0, 2000.0), max_size=4))
def test_export_then_import_is_the_identity_in_what_tcx_keeps(inputs, marks):
    inputs = [item for item in inputs if item.at_s <= 30_000]
    walk = walk_of(inputs, laps=[(at_s, "") for at_s in sorted({0.0, *marks})])
    kept = whole_seconds(walk)
    rated = [(float(item.second), item.bpm) for item in kept.seconds if item.bpm]
    assume(rated)  # a file without any is refused
    back = read_by_coach(write(walk))
    assert [item[:2] for item in readings_of(back)] == rated
    assert [at_s for kind, at_s in marks_of(back) if kind is LapMarked] == [lap.from_s for lap in kept.laps[1:]]
    assert back.lasts_s == kept.whole.to_s
    assert (back.distance_m or 0.0) == pytest.approx(kept.distance_m(kept.whole) or 0.0, abs=0.01)
    assert datetime.fromisoformat(back.header.started_at) == UTC_BEGAN
    assert back.flaws == ()


def read_by_tcxreader(data, folder):
    path = folder / "walk.tcx"
    path.write_bytes(data)
    return TCXReader().read(str(path), only_gps=False)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_fixture_is_read_with_what_went_in(path, tmp_path):
    inputs = parse_recording(path.read_bytes()).inputs
    walk = walk_of(inputs, laps=[(0.0, "warm_up"), (300.0, "steady"), (600.0, "cool_down")])
    kept = {item.second: item.bpm for item in whole_seconds(walk).seconds if item.bpm}
    data = write(walk)
    assert rates(checked(data)) == kept
    read = read_by_tcxreader(data, tmp_path)
    began = UTC_BEGAN.replace(tzinfo=None)
    told = {int((item.time - began).total_seconds()): item.hr_value for item in read.trackpoints if item.hr_value}
    assert told == kept
    assert (read.activity_type, read.hr_max, read.hr_min) == ("Other", max(kept.values()), min(kept.values()))
    assert [lap.start_time - began for lap in read.laps] == [timedelta(minutes=minutes) for minutes in (0, 5, 10)]
    assert read.end_time - began == timedelta(seconds=whole_seconds(walk).whole.to_s)


def test_tcxreader_finds_the_distance(tmp_path):
    assert read_by_tcxreader(write(WALK), tmp_path).distance == 4.5


@settings(max_examples=25)
@given(ANYTHING, st.lists(st.floats(0.0, 2000.0), max_size=4))
def test_whatever_is_recorded_it_is_valid_and_a_gap_has_no_value(inputs, marks):
    inputs = [item for item in inputs if item.at_s <= 3000]
    walk = walk_of(inputs, laps=[(at_s, "steady") for at_s in sorted({0.0, *marks})])
    kept = whole_seconds(walk)
    written = tcx_writer.write(walk)
    root = checked(written.data)
    assert written.readings == len(rates(root))
    assert rates(root) == {item.second: item.bpm for item in kept.seconds if item.bpm}
    times = [second_of(text) for text in found(root, "//t:Trackpoint/t:Time/text()")]
    assert times == sorted(set(times))
    starts = [second_of(text) for text in found(root, "//t:Lap/@StartTime")]
    lengths = [int(text) for text in found(root, "//t:TotalTimeSeconds/text()")]
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    assert (starts[0], starts[1:], ends[-1]) == (0, ends[:-1], kept.whole.to_s)
    assert all(found(lap, "t:Track") for lap in found(root, "//t:Lap"))  # readers pass over laps without one
