"""GPX files as watches and apps write them. `tests/real` reads real ones."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError, FormatError
from coach.formats.document import Document
from coach.formats.gpx import READER, read, sniff
from coach.session.flaws import FlawKind
from coach.session.inputs import Paused, Reading, Resumed, SpeedReading
from tests.support.saying import raises_saying

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="StravaGPX">'
    "<metadata><time>2020-01-01T00:00:00Z</time></metadata>"
)


def time(minute):
    return f"2026-11-{24 + minute // 1440}T{minute // 60 % 24:02}:{minute % 60:02}:00Z"


def point(minute, bpm=None, more=""):
    heart = "" if bpm is None else f"<TrackPointExtension><hr>{bpm}</hr></TrackPointExtension>"
    return f'<trkpt lat="1.5" lon="2.5"><time>{time(minute)}</time>{more}<extensions>{heart}</extensions></trkpt>'


def track(*segments):
    return f"<trk><name>x</name>{''.join(f'<trkseg>{segment}</trkseg>' for segment in segments)}</trk>"


def walks(*parts):
    text = HEAD + "".join(parts) + "</gpx>"
    assert sniff(text.encode()[:4096], "")
    return list(read(Document.of_bytes(text.encode(), "walk.gpx")))


def bpms(walk):
    return [(item.at_s, item.bpm) for item in walk.inputs if isinstance(item, Reading)]


EXTENSIONS = [
    "<extensions><gpxtpx:TrackPointExtension><gpxtpx:atemp>20</gpxtpx:atemp><gpxtpx:hr>90</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions>",
    '<extensions><ns3:TrackPointExtension xmlns:ns3="x"><ns3:hr>90</ns3:hr></ns3:TrackPointExtension></extensions>',
    "<extensions><gpxdata:hr>90.00</gpxdata:hr></extensions>",
    "<extensions><heartrate>90</heartrate><ns3:TrackPointExtension><ns3:hr>90</ns3:hr></ns3:TrackPointExtension></extensions>",
    "<extensions><hr>90</hr></extensions>",
    "<extensions><wrapper><st:heartRate>90</st:heartRate></wrapper></extensions>",
    "<hr>90</hr>",
]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_the_heart_rate_is_found_in_every_extension(extension):
    (walk,) = walks(track(f"<trkpt><ele>1</ele><time>{time(0)}</time>{extension}</trkpt>"))
    assert bpms(walk) == [(0, 90)]
    assert (walk.header.started_at, walk.header.source) == ("2026-11-24T00:00:00Z", {"maker": "StravaGPX"})


def test_there_is_no_distance_and_no_place():
    (walk,) = walks(track(point(0, 90) + point(1, 91)))
    assert (walk.distance_m, walk.lasts_s) == (None, 60)
    assert "1.5" not in repr(walk)


@pytest.mark.parametrize("speed", ["<speed>1.25</speed>", "<extensions><gpxtpx:speed>1.25</gpxtpx:speed></extensions>"])
def test_the_speed_is_the_files_own(speed):
    (walk,) = walks(track(point(0, 90, speed)))
    assert walk.inputs == (Reading(at_s=0.0, bpm=90), SpeedReading(at_s=0.0, speed_mps=1.25))


def test_segments_are_one_walk_with_pauses_where_they_are_far_apart():
    segments = ["", point(0, 90) + point(1, 90), point(2, 90) + point(3, 90), point(600, 80) + point(601, 80)]
    (walk,) = walks(track(*segments))
    assert [item for item in walk.inputs if not isinstance(item, Reading)] == [
        Paused(at_s=180.0),
        Resumed(at_s=36000.0),
    ]
    assert (walk.lasts_s, walk.flaws) == (36060, ())


def test_tracks_are_one_walk_where_they_follow_one_another_and_else_several():
    found = walks(
        track(point(0, 90)), track(point(30, 91)), track(point(600, 80)), track(point(1, 70)), track(point(2, 71))
    )
    assert [bpms(walk) for walk in found] == [[(0, 90), (1800, 91)], [(0, 80)], [(0, 70), (60, 71)]]


def test_segments_of_several_days_are_several_walks():
    found = walks(track(point(0, 90), point(2000, 91)))
    assert [bpms(walk) for walk in found] == [[(0, 90)], [(0, 91)]]


def test_a_clock_that_is_put_back_within_a_track_makes_no_other_walk():
    (walk,) = walks(track(point(60, 90) + point(61, 90), point(1, 91) + point(2, 91)))
    assert len(bpms(walk)) == 4


def test_routes_and_waypoints_are_no_walk():
    rte = f"<rte><rtept><time>{time(0)}</time><extensions><hr>90</hr></extensions></rtept></rte>"
    wpt = f"<wpt><time>{time(0)}</time><hr>90</hr></wpt>"
    with raises_saying(FormatError, "no heart rate in it"):
        walks(rte, wpt, track(point(0)))


def test_what_stands_before_the_damage_is_the_walk():
    text = HEAD + f"<trk><trkseg>{point(0, 90)}{point(1, 91)}<trkpt"
    (walk,) = read(Document.of_bytes(text.encode()))
    assert bpms(walk) == [(0, 90), (60, 91)]
    assert [flaw.kind for flaw in walk.flaws] == [FlawKind.DAMAGED]


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE gpx [<!ENTITY a "b">]>', '<!DOCTYPE gpx [<!ENTITY % a SYSTEM "file:///x">%a;]>']
)
def test_an_entity_is_refused(doctype):
    text = f"{doctype}<gpx>{track(point(0, 90))}</gpx>".encode()
    assert sniff(text, "")
    with raises_saying(FormatError, "is refused: it holds an entity, which no recording needs"):
        list(read(Document.of_bytes(text, "walk.gpx")))


PARTS = [
    "<trk>",
    "</trk>",
    "<trkseg>",
    "</trkseg>",
    "<trkpt>",
    "</trkpt>",
    "<time>",
    time(1),
    "</time>",
    "<hr>",
    "90",
    "</hr>",
]


@given(
    st.lists(st.sampled_from([*PARTS, point(3, 100), point(2000, 50), track(point(1, 1)), "<speed>", "-5", "&"])).map(
        "".join
    )
)
def test_whatever_stands_in_it_only_our_errors_are_raised(garbled):
    with suppress(CoachError):
        for walk in READER.read(Document.of_bytes((HEAD + garbled).encode())):
            times_s = [item.at_s for item in walk.inputs]
            assert times_s == sorted(times_s)
