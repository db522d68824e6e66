import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem
from coach.formats.hrm import READER
from coach.limits import HIGHEST_BPM
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import LapMarked, SpeedReading
from tests.support.reading_files import beats, only_walk, survives


def hrm(data, end="\r\n", sections="", **params):
    """A file of Polar's."""
    told = {"Version": 106, "Monitor": 13, "SMode": "00000000", "Date": "20261123", "StartTime": "07:30:01.5"}
    told = {**told, "Interval": 1, **params}
    lines = ["[Params]", *(f"{key}={value}" for key, value in told.items() if value is not None), "", "[Note]", "hello"]
    return end.join([*lines, *sections.splitlines(), "", "[HRData]", *map(str, data), ""])


def test_a_heart_rate_stands_in_each_line():
    walk = only_walk(READER, hrm([100, 101, 0, 103], Interval=5))
    assert beats(walk) == [(0.0, 100), (5.0, 101), (10.0, 0), (15.0, 103)]
    assert (walk.header.started_at, walk.lasts_s) == ("2026-11-23T07:30:01.500000", 15.0)
    assert walk.header.source == {"maker": "Polar", "model": "S810"}
    assert walk.flaws == ()


def test_beat_by_beat_each_line_is_an_interval():
    walk = only_walk(READER, hrm([800, 1000, 750], Interval=238))
    assert beats(walk) == [(0.0, 75), (1.0, 60), (1.75, 80)]
    assert walk.header.started_at == "2026-11-23T07:30:02.300000"


@pytest.mark.parametrize(
    ("params", "speed_mps"),
    [
        ({"SMode": "10000000"}, 1.5),
        ({"SMode": "111111100", "Version": 107}, 1.5),
        ({"SMode": "10000001"}, 1.5 * 1.609344),
        ({"SMode": None, "Mode": "010", "Version": 105}, 1.5),
        ({"SMode": None, "Mode": "111", "Version": 102}, 1.5 * 1.609344),
        ({"SMode": "01000000"}, None),
        ({"SMode": None, "Mode": "100", "Version": 105}, None),
    ],
)
def test_the_mode_says_what_the_columns_are(params, speed_mps):
    walk = only_walk(READER, hrm(["100\t54\t80", "101\t54\t80"], **params))
    speeds = [item.speed_mps for item in walk.inputs if isinstance(item, SpeedReading)]
    assert speeds == pytest.approx([] if speed_mps is None else [speed_mps, speed_mps])
    assert [bpm for _, bpm in beats(walk)] == [100, 101]


def test_laps_and_the_distance_come_along():
    sections = "[IntTimes]\n00:00:02.0\t100\t99\t100\t101\n0\t0\t0\t0\t0\t0\n00:00:04.0\t1\t1\t1\t1\n[Trip]\n23\n0\n4"
    walk = only_walk(READER, hrm([100] * 5, sections=sections))
    assert [item.at_s for item in walk.inputs if isinstance(item, LapMarked)] == [2.0]
    assert walk.distance_m == 2300
    assert only_walk(READER, hrm([100], sections="[Trip]\n0\n")).distance_m is None
    assert only_walk(READER, hrm([1], sections="[Trip]\n10", SMode="00000001")).distance_m == pytest.approx(1609.344)


def test_what_is_no_number_holds_its_place():
    walk = only_walk(READER, hrm([100, "x", 301, "", 102]))
    assert beats(walk) == [(0.0, 100), (3.0, 102)]
    assert walk.flaws == (Flaw(FlawKind.NO_NUMBER, line=14, count=1), Flaw(FlawKind.OUT_OF_RANGE, line=15, count=1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(encoding, end):
    data = hrm([100, 101], end=end, sections="[IntNotes]\n1\tüber den Berg").encode(encoding)
    assert READER.sniff(data, "")
    assert beats(only_walk(READER, data)) == [(0.0, 100), (1.0, 101)]


def test_a_file_without_a_date_has_no_day():
    for params in ({"Date": None}, {"Date": "20269999"}, {"Date": "soon"}):
        walk = only_walk(READER, hrm([100, 101], **params))
        assert (walk.header.started_at, walk.flaws) == ("", (Flaw(FlawKind.NO_DATE),))


def test_where_no_interval_stands_the_length_tells_it():
    assert beats(only_walk(READER, hrm([100, 101], Interval=None, Length="00:00:10.3"))) == [(0.0, 100), (5.0, 101)]


@pytest.mark.parametrize("params", [{"Interval": None}, {"Interval": 204}, {"Interval": 0}, {"Interval": "x"}])
def test_a_file_that_does_not_say_how_far_apart_its_values_are_is_refused(params):
    with pytest.raises(FormatError) as caught:
        only_walk(READER, hrm([100, 101], **params))
    assert caught.value.problem is FormatProblem.NOT_UNDERSTOOD


def test_a_file_without_values_has_no_heart_rate():
    for data in (hrm([]), "[Params]\nVersion=106\n"):
        with pytest.raises(FormatError) as caught:
            only_walk(READER, data)
        assert caught.value.problem is FormatProblem.NO_HEART_RATE


def test_more_values_than_any_walk_has_are_counted(monkeypatch):
    monkeypatch.setattr("coach.formats.hrm.MOST_POINTS", 2)
    walk = only_walk(READER, hrm([100, 101, 102, 103]))
    assert (len(beats(walk)), walk.flaws) == (2, (Flaw(FlawKind.TOO_MANY, line=15, count=2),))


def test_a_file_is_known_by_its_first_section():
    assert READER.sniff(b"\r\n[params]\r\n", "")
    assert READER.sniff(b"[Note]\nx\n[Params]\n", "")
    assert not READER.sniff(b"[Train]\nx\n", ".hrm")
    assert not READER.sniff(b"100\n101\n", ".hrm")


@given(
    bpm=st.lists(st.integers(0, HIGHEST_BPM), min_size=1, max_size=50), interval_s=st.sampled_from([1, 2, 5, 15, 60])
)
def test_a_written_file_is_read_as_it_was(bpm, interval_s):
    walk = only_walk(READER, hrm(bpm, Interval=interval_s))
    assert beats(walk) == [(float(place * interval_s), value) for place, value in enumerate(bpm)]


@given(data=st.binary(max_size=300) | st.text(alphabet="[]HRDataPms=0123456789:.\n\t-", max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    survives(READER, data)
    survives(READER, hrm([100, 101]).encode() + data)
    survives(READER, b"[Params]\n" + data)
