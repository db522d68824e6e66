import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem
from coach.formats.csv_table import READER
from coach.formats.epson import is_of_epson
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import LapMarked
from tests.support.reading_files import beats, only_walk, survives


def epson(hearts="100,101,0,103", distances="0,1,3,4", summer="0", hr_interval="1"):
    """A file of a running watch."""
    return f"""[[Training]]
[TrainingResult]
TrainingName,Around the lake
Memo,with Ada, and others
TrainingKindId,StartDay,StartTime,TimeZoneOffset,DaylightSavingsTime
1,2026/11/23,07:30:01,60,{summer}
[GraphData]
LogInterval,1
HrInterval,{hr_interval}
GraphAltitude,238,239,238,238
GraphDistance,{distances}
HeartRate,{hearts}
[GPSData]
GpsLatitude,49878523;49878607
[LapData]
LapNo,EndPoint,LapTime,LapDistance,LapSplitTime
1,39,2,1000,200
2,999999,1,1,300
[[end]]
"""


def test_each_quantity_is_a_line_of_values():
    walk = only_walk(READER, epson())
    assert beats(walk) == [(0.0, 100), (1.0, 101), (2.0, 0), (3.0, 103)]
    assert (walk.lasts_s, walk.distance_m, walk.flaws) == (3.0, 4.0, ())
    assert walk.header.started_at == "2026-11-23T07:30:01+01:00"
    assert walk.header.source == {"maker": "Epson"}
    assert [item.at_s for item in walk.inputs if isinstance(item, LapMarked)] == [2.0]


def test_in_summer_the_zone_is_not_certain():
    assert only_walk(READER, epson(summer="1")).header.started_at == "2026-11-23T07:30:01"


def test_heart_and_distance_may_have_each_its_own_interval():
    assert [at_s for at_s, _ in beats(only_walk(READER, epson(hr_interval="5")))] == [0.0, 5.0, 10.0, 15.0]


def test_the_mark_for_no_heart_rate_is_none():
    walk = only_walk(READER, epson(hearts="100,255,102"))
    assert (beats(walk), walk.flaws) == ([(0.0, 100), (2.0, 102)], ())


def test_a_row_may_have_more_or_fewer_fields_than_names():
    walk = only_walk(READER, epson(summer="0,,,"))
    assert walk.header.started_at == "2026-11-23T07:30:01+01:00"


def test_values_that_are_none_are_counted():
    walk = only_walk(READER, epson(hearts="100,x,999,,103"))
    assert beats(walk) == [(0.0, 100), (4.0, 103)]
    assert walk.flaws == (Flaw(FlawKind.NO_NUMBER, line=12, count=1), Flaw(FlawKind.OUT_OF_RANGE, line=12, count=1))


def test_without_heart_rates_there_is_none():
    with pytest.raises(FormatError) as caught:
        only_walk(READER, epson(hearts=""))
    assert caught.value.problem is FormatProblem.NO_HEART_RATE


def test_too_many_values_are_counted(monkeypatch):
    monkeypatch.setattr("coach.formats.epson.MOST_POINTS", 2)
    walk = only_walk(READER, epson())
    assert len(beats(walk)) == 2
    assert {flaw.kind for flaw in walk.flaws} == {FlawKind.TOO_MANY}


def test_a_file_is_known_by_its_first_line():
    assert is_of_epson(["", "[[Training]]"])
    assert not is_of_epson(["[Training]"])
    assert READER.sniff(epson().encode(), "")


@given(data=st.text(alphabet="[]TrainigHeartRate,;:0123456789\n", max_size=200))
def test_any_text_is_read_or_refused(data):
    survives(READER, b"[[Training]]\n[GraphData]\n" + data.encode())
    survives(READER, epson().replace("[LapData]", data).encode())
