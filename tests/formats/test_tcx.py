"""TCX files as devices and programs write them. `tests/real` reads real ones."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import CoachError, FormatError
from coach.formats import tcx_writer
from coach.formats.document import Document
from coach.formats.tcx import READER, read, sniff
from coach.formats.whole_seconds import whole_seconds
from coach.session.flaws import FlawKind
from coach.session.inputs import LapMarked, Paused, Reading, Resumed
from tests.support.exports import BEGAN, walk_of
from tests.support.saying import raises_saying
from tests.support.sessions import ANYTHING

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase'
    ' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
)
TAIL = "</Activities></TrainingCenterDatabase>"


def time(second, day=24):
    return f"2026-11-{day}T16:{second // 60:02}:{second % 60:02}.000Z"


def point(second, bpm=None, more="", day=24):
    heart = "" if bpm is None else f'<HeartRateBpm xsi:type="x"><Value>{bpm}</Value></HeartRateBpm>'
    place = "<Position><LatitudeDegrees>1.5</LatitudeDegrees><LongitudeDegrees>2.5</LongitudeDegrees></Position>"
    return f"<Trackpoint><Time>{time(second, day)}</Time>{place}{more}{heart}</Trackpoint>"


def lap(second, *tracks, day=24):
    parts = "".join(f"<Track>{track}</Track>" for track in tracks)
    average = "<AverageHeartRateBpm><Value>250</Value></AverageHeartRateBpm><DistanceMeters>999</DistanceMeters>"
    return f'<Lap StartTime="{time(second, day)}">{average}{parts}</Lap>'


CREATOR = (
    '<Creator xsi:type="Device_t"><Name>Forerunner 310XT</Name><UnitId>3854007508</UnitId>'
    "<ProductID>1250</ProductID></Creator>"
)


def activity(*laps, creator=CREATOR):
    return f'<Activity Sport="Other"><Id>{time(0)}</Id>{"".join(laps)}{creator}</Activity>'


def walks(*activities, head=HEAD, tail=TAIL):
    text = head + "".join(activities) + tail
    assert sniff(text.encode()[:4096], "")
    return list(read(Document.of_bytes(text.encode(), "walk.tcx")))


def bpms(walk):
    return [(item.at_s, item.bpm) for item in walk.inputs if isinstance(item, Reading)]


def test_heart_rates_are_of_the_trackpoints_and_nothing_else_is_kept():
    (walk,) = walks(activity(lap(0, point(0, 100) + point(2, 101) + point(5))))
    assert bpms(walk) == [(0, 100), (2, 101)]
    assert (walk.header.started_at, walk.lasts_s, walk.distance_m) == ("2026-11-24T16:00:00Z", 5, None)
    assert walk.header.source == {"model": "Forerunner 310XT"}
    assert walk.flaws == ()


def test_a_lap_begins_where_it_says_and_a_track_within_it_after_a_pause():
    tracks = (point(0, 100) + point(1, 100) + point(2, 100), point(9, 90) + point(10, 91), point(11, 91))
    (walk,) = walks(activity(lap(0, *tracks), lap(12, point(20, 95) + point(21, 95))))
    others = [item for item in walk.inputs if not isinstance(item, Reading)]
    assert others == [Paused(at_s=2.0), Resumed(at_s=9.0), LapMarked(at_s=12.0)]


def test_a_long_silence_is_as_long_as_the_file_says_though_the_timer_was_stopped_elsewhere():
    (walk,) = walks(
        activity(lap(0, point(0, 100) + point(1, 100), point(60, 90) + point(61, 90)), lap(62, point(3000, 9)))
    )
    assert (walk.lasts_s, walk.flaws) == (3000, ())


def test_each_activity_is_a_walk_also_those_of_several_sports():
    first, second = activity(lap(0, point(0, 100))), activity(lap(90, point(90, 120)), creator="")
    between = f"<Transition><Track>{point(60, 110)}</Track></Transition>"
    multi = f"<FirstSport>{first}</FirstSport><NextSport>{between}{second}</NextSport>"
    found = walks(
        f"<MultiSportSession>{multi}</MultiSportSession>",
        activity(lap(0, point(0, day=25), day=25)),
        activity(lap(0, point(0, 80, day=26), day=26)),
    )
    assert [(walk.header.started_at, bpms(walk)) for walk in found] == [
        ("2026-11-24T16:00:00Z", [(0, 100)]),
        ("2026-11-24T16:01:00Z", [(0, 110), (30, 120)]),
        ("2026-11-26T16:00:00Z", [(0, 80)]),
    ]
    assert [walk.header.source for walk in found] == [{"model": "Forerunner 310XT"}, {}, {"model": "Forerunner 310XT"}]


@pytest.mark.parametrize("prefix", ["", "ns3:", "x:"])
def test_distance_and_speed_are_the_files_own_whatever_the_prefix(prefix):
    values = f"<{prefix}Speed>1.5</{prefix}Speed><{prefix}RunCadence>60</{prefix}RunCadence>"
    speed = f"<Extensions><{prefix}TPX>{values}</{prefix}TPX></Extensions>"
    points = [point(second, 100, f"<DistanceMeters>{second * 2}</DistanceMeters>{speed}") for second in range(61)]
    (walk,) = walks(activity(lap(0, "".join(points))))
    assert walk.distance_m == 120
    assert {item.speed_mps for item in walk.inputs if hasattr(item, "speed_mps")} == {2.0}
    (walk,) = walks(activity(lap(0, point(0, 100, speed) + point(1, 100, speed))))
    assert [item.speed_mps for item in walk.inputs if hasattr(item, "speed_mps")] == [1.5, 1.5]


def test_the_first_version_has_runs_and_bare_numbers():
    old = (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v1"><History><Running><Run>'
        f"{lap(0, f'<Trackpoint><Time>{time(0)}</Time><HeartRateBpm>88</HeartRateBpm></Trackpoint>')}"
        "</Run></Running></History></TrainingCenterDatabase>"
    )
    (walk,) = walks(head=old, tail="")
    assert bpms(walk) == [(0, 88)]


def test_what_is_planned_is_no_walk():
    course = f"<Courses><Course><Name>x</Name><Track>{point(0, 100)}</Track></Course></Courses>"
    with raises_saying(FormatError, "no heart rate in it"):
        walks(course)
    (walk,) = walks(course, activity(lap(0, point(5, 90))), course)
    assert bpms(walk) == [(0, 90)]


def test_zeros_alone_are_nothing_believable():
    with raises_saying(FormatError, "no heart rate that a heart can have"):
        walks(activity(lap(0, point(0, 0) + point(1, 0))))


def test_heart_rates_without_any_time_are_not_understood():
    text = "<Trackpoint><HeartRateBpm><Value>88</Value></HeartRateBpm></Trackpoint>"
    with raises_saying(FormatError, "a way that Coach does not understand"):
        walks(activity(f"<Lap><Track>{text}</Track></Lap>"))


@pytest.mark.parametrize("activities", [1, 3])
def test_what_stands_before_the_damage_is_the_walk_and_the_last_one_says_so(activities):
    whole = activity(lap(0, point(0, 100)), creator="")
    text = HEAD + whole * (activities - 1) + activity(lap(0, point(0, 100) + point(1, 101) + point(2, 102)))
    cut = text[: text.index("<Value>102")]
    found = list(read(Document.of_bytes(cut.encode())))
    assert bpms(found[-1]) == [(0, 100), (1, 101)]
    assert [[flaw.kind for flaw in walk.flaws] for walk in found] == [[]] * (activities - 1) + [[FlawKind.DAMAGED]]


def test_a_file_that_is_damaged_before_its_first_heart_rate_is_damaged():
    with raises_saying(FormatError, "TCX file .*cannot be read: no element found"):
        walks(tail="")


@pytest.mark.parametrize("head", ["<gpx>", "", "<html>", "TrainingCenterDatabase", "<!DOCTYPE html><Activities"])
def test_other_files_are_not_recognised(head):
    assert not sniff(head.encode(), ".tcx")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_every_encoding_is_recognised(encoding):
    text = "\n  " + HEAD.replace("UTF-8", encoding) + activity(lap(0, point(0, 100))) + TAIL
    data = text.encode(encoding)
    assert sniff(data[:400], "")
    assert [bpms(walk) for walk in read(Document.of_bytes(data))] == [[(0, 100)]]


PARTS = ["<Trackpoint>", "</Trackpoint>", "<Time>", time(1), "</Time>", "<HeartRateBpm>", "<Value>", "90", "</Value>"]
MORE = [
    "</HeartRateBpm>",
    "<Lap StartTime='x'>",
    "</Lap>",
    "<Course>",
    "</Course>",
    "<Track>",
    "</Track>",
    "</Activity>",
]
GARBLED = st.lists(
    st.sampled_from([*PARTS, *MORE, point(3, 100), lap(4, point(4, 101)), "<Activity>", "&", "-5", "\0"])
)


@given(GARBLED.map("".join))
def test_whatever_stands_in_it_only_our_errors_are_raised(garbled):
    with suppress(CoachError):
        for walk in READER.read(Document.of_bytes((HEAD + garbled).encode())):
            times_s = [item.at_s for item in walk.inputs]
            assert times_s == sorted(times_s)


@settings(max_examples=40)
@given(ANYTHING, st.lists(st.floats(0.0, 2000.0), max_size=4))
def test_export_then_import_is_the_identity_in_what_tcx_keeps(inputs, marks):
    inputs = [Reading(at_s=0.0, bpm=60), *(item for item in inputs if item.at_s <= 3000)]
    written = walk_of(inputs, laps=[(at_s, "") for at_s in sorted({0.0, *marks})])
    kept = whole_seconds(written)
    (back,) = read(Document.of_bytes(tcx_writer.write(written).data))
    assert bpms(back) == [(item.second, item.bpm) for item in kept.seconds if item.bpm is not None]
    laps_s = [item.at_s for item in back.inputs if isinstance(item, LapMarked)]
    assert laps_s == [lap.from_s for lap in kept.laps[1:]]
    assert (back.lasts_s, back.flaws) == (kept.whole.to_s, ())
    assert datetime.fromisoformat(back.header.started_at) == BEGAN.replace(microsecond=0)
    if back.distance_m is not None:
        assert back.distance_m == pytest.approx(kept.distance_m(kept.whole), abs=0.01)


def test_a_pause_of_ours_is_a_pause_again():
    beats = [Reading(at_s=float(second), bpm=90) for second in (*range(10), *range(40, 50))]
    written = walk_of(sorted([*beats, Paused(at_s=9.0), Resumed(at_s=40.0)], key=lambda item: item.at_s))
    (back,) = read(Document.of_bytes(tcx_writer.write(written).data))
    assert [item for item in back.inputs if not isinstance(item, Reading)] == [Paused(at_s=9.0), Resumed(at_s=40.0)]
