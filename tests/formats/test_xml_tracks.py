"""Trackpoints of TCX and GPX files, whatever stands in them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.document import Document
from coach.formats.xml_events import XmlEvents
from coach.formats.xml_tracks import XmlTracks, moment, plain_name, unix_s
from coach.limits import FASTEST_MPS, HIGHEST_BPM, MOST_POINTS, MOST_WALKS
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import Reading, SpeedReading


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-24T16:00:00Z", "2026-11-24T16:00:00+00:00"),
        (" 2026-11-24T16:00:00.5Z\n", "2026-11-24T16:00:00.500000+00:00"),
        ("2026-11-24T16:00:00.123456789Z", "2026-11-24T16:00:00.123456+00:00"),
        ("2026-11-24t16:00:00z", "2026-11-24T16:00:00+00:00"),
        ("2026-11-24 17:00:00 +0100", "2026-11-24T17:00:00+01:00"),
        ("2026-11-24T17:00:00+01", "2026-11-24T17:00:00+01:00"),
        ("2026-11-24T16:00:00", "2026-11-24T16:00:00"),
        ("2026-11-24T16:00Z", "2026-11-24T16:00:00+00:00"),
    ],
)
def test_a_time_is_read_as_programs_write_it(text, time):
    assert moment(text) == datetime.fromisoformat(time)
    assert moment(text).tzinfo == datetime.fromisoformat(time).tzinfo


@pytest.mark.parametrize(
    "text", ["", "now", "2026-11-24", "20261124T160000Z", "2026-13-24T16:00:00Z", "16:00:00", "1e9"]
)
def test_what_is_no_time_is_none(text):
    assert moment(text) is None


@given(st.datetimes(), st.none() | st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
def test_every_time_is_the_seconds_that_it_says(time, offset):
    minutes = None if offset is None else round(offset.total_seconds() / 60)
    zone = "" if minutes is None else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    read = moment(time.isoformat() + zone)
    since = time.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC) - timedelta(minutes=minutes or 0)
    assert unix_s(read) == pytest.approx(since.total_seconds(), abs=1e-5)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Garmin Edge 1000", "Garmin Edge 1000"),
        ("Polar H10 8A3F2B1C", "Polar H10"),
        ("Forerunner 410 Software Version 2.20", "Forerunner 410 Software Version 2.20"),
        ("GPSies http://www.gpsies.com - route", "GPSies - route"),
        ("somebody@example.org's watch", "watch"),
        (r"C:\Users\Somebody\walk.gpx", ""),
        ("  Facade\n Decade ", "Facade Decade"),
        ("x" * 1000, "x" * 60),
    ],
)
def test_a_name_has_no_serial_number_address_or_path(text, name):
    assert plain_name(text) == name


MAKERS = [
    "Garmin Connect",
    "Huami Amazfit Sports Watch",
    "Polar Vantage V2",
    "StravaGPX",
    "StravaGPX iPhone",
    "Urban Biker - with barometer",
    "sportractive.com",
    "Samsung Galaxy Watch",
    "Suunto Race S",
]


@pytest.mark.parametrize("name", MAKERS)
def test_the_name_of_a_maker_or_a_model_stays_whole(name):
    assert plain_name(name) == name


@pytest.mark.parametrize("device", ["Apple Watch", "iPhone", "iPad", "iPhone 15 Pro", "Galaxy S24"])
@pytest.mark.parametrize(
    "owned",
    [
        "Jane's {}", "Jane\u2019s {}", "Jane Doe's {}", "JANE'S {}", "James' {}", "Peters {}", "Peter Meyers {}",
        "Max\u2019 {}", "Polar Peters {}", "{} de Marie", "{} von Peter Meyer", "{} d'Anna", "{} of Jane",
        "{} di Maria", "Jane's {} de Marie",
    ],
)  # fmt: skip
def test_whoever_a_device_is_called_after_is_not_kept(owned, device):
    assert plain_name(owned.format(device)) == device


def gathered(*points):
    """The walk of points, each a list of (what to take, text)."""
    tracks = XmlTracks(XmlEvents(Document.of_bytes(b"<r/>"), "XML", 1000))
    tracks.xml.starts = {"r": lambda _attributes: add(tracks, points)}
    return list(tracks.walks())


def add(tracks, points):
    for values in points:
        tracks.begin_point({})
        for key, text in values:
            getattr(tracks, f"take_{key}")(text)
        tracks.end_point("")


def at(second):
    return ("time", f"2026-11-24T16:{second // 60:02}:{second % 60:02}Z")


def test_the_first_of_several_values_counts_and_what_is_no_number_is_counted():
    (walk,) = gathered(
        [at(0), ("bpm", ""), ("bpm", "100.0"), ("bpm", "nonsense"), ("speed", "1,5"), ("time", "later")],
        [at(1), ("bpm", "fast"), ("speed", "-1")],
        [at(2), ("bpm", str(HIGHEST_BPM + 1)), ("bpm", "0"), ("speed", str(FASTEST_MPS * 2))],
        [at(3), ("bpm", "NaN"), ("bpm", "99.6"), ("speed", "1e999")],
    )
    readings = [(item.at_s, item.bpm) for item in walk.inputs if isinstance(item, Reading)]
    assert readings == [(0.0, 100), (2.0, 0), (3.0, 100)]
    assert [item.speed_mps for item in walk.inputs if isinstance(item, SpeedReading)] == [1.5]
    assert walk.flaws == (Flaw(FlawKind.NO_NUMBER, line=1, count=1), Flaw(FlawKind.OUT_OF_RANGE, line=1, count=4))


def test_points_outside_a_point_and_points_that_say_nothing_are_none():
    tracks = XmlTracks(XmlEvents(Document.of_bytes(b"<r/>"), "XML", 1000))

    def stray(_attributes):
        tracks.take_bpm("100")
        tracks.take_time("2026-11-24T16:00:00Z")
        tracks.end_point("")
        add(tracks, [[("speed", "1")], [at(0), ("bpm", "100")]])

    tracks.xml.starts = {"r": stray}
    (walk,) = tracks.walks()
    assert walk.inputs == (Reading(at_s=0.0, bpm=100),)


def test_a_point_without_a_time_keeps_its_place():
    (walk,) = gathered(
        [at(0), ("bpm", "100")], [("bpm", "101")], [("time", "?"), ("bpm", "102")], [at(3), ("bpm", "103")]
    )
    assert [(item.at_s, item.bpm) for item in walk.inputs] == [(0, 100), (1, 101), (2, 102), (3, 103)]
    assert walk.flaws == (Flaw(FlawKind.RETIMED, count=2),)


def test_points_a_little_out_of_order_are_put_in_the_order_of_time():
    seconds = [second for third in range(0, 60, 3) for second in (third + 2, third + 1, third)]
    (walk,) = gathered(*[[at(second), ("bpm", str(100 + second))] for second in seconds])
    assert [(item.at_s, item.bpm) for item in walk.inputs] == [(second, 100 + second) for second in range(60)]
    assert walk.flaws == ()


def test_points_far_out_of_order_keep_the_order_of_the_file():
    (walk,) = gathered(*[[at(second), ("bpm", str(100 + second % 60))] for second in (*range(100, 130), *range(30))])
    assert [item.bpm for item in walk.inputs] == [100 + second % 60 for second in (*range(100, 130), *range(30))]
    assert walk.flaws == (Flaw(FlawKind.RETIMED, count=30),)


def test_a_walk_has_as_many_points_as_a_walk_can_have():
    point = [at(0), ("bpm", "100")]
    (walk,) = gathered(*[point] * (MOST_POINTS + 3))
    assert len(walk.inputs) == MOST_POINTS
    assert walk.flaws == (Flaw(FlawKind.TOO_MANY, line=1, count=3),)


def test_a_file_has_as_many_walks_as_a_file_can_have():
    tracks = XmlTracks(XmlEvents(Document.of_bytes(b"<r>" + b"<w/>" * (MOST_WALKS + 2) + b"</r>"), "XML", 100_000))

    def walk(_attributes):
        add(tracks, [[at(0), ("bpm", "100")]])
        tracks.end_walk()

    tracks.xml.starts = {"w": walk}
    walks = list(tracks.walks())
    assert len(walks) == MOST_WALKS
    assert walks[-2].flaws == ()
    assert walks[-1].flaws == (Flaw(FlawKind.TOO_MANY, count=2),)


@pytest.mark.parametrize(
    ("time", "began", "offset"),
    [
        ("2026-11-24T17:00:00+01:00", "2026-11-24T16:00:00Z", {"utc_offset_s": 3600}),
        ("2026-11-24T17:00:00", "2026-11-24T17:00:00", {}),
        ("2026-11-24T17:00:00.25+00:00", "2026-11-24T17:00:00.250000Z", {}),
    ],
)
def test_the_walkers_zone_is_kept_where_the_file_names_it(time, began, offset):
    (walk,) = gathered([("bpm", "90"), ("time", "?")], [("time", time), ("bpm", "100")], [at(3)])
    assert dict(walk.header.extra) == offset
    (walk,) = gathered([("time", time), ("bpm", "100")])
    assert (walk.header.started_at, dict(walk.header.extra)) == (began, offset)
