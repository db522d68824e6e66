import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import FormatError, FormatProblem, NotARecordingError
from coach.formats.csv_table import READER
from coach.session.flaws import Flaw, FlawKind
from coach.session.inputs import LapMarked, Paused, Reading, Resumed, SpeedReading
from tests.support.reading_files import beats, only_walk, survives

BEATS = [(0.0, 100), (1.0, 0), (3.0, 103)]

EXPORTS = {
    "ours": "time,at_s,bpm,rr_ms,speed_mps,distance_m,event\n"
    "2026-11-23T07:30:01.000+01:00,0.0,100,,,,\n2026-11-23T07:30:02.000+01:00,1.0,0,,,,\n"
    "2026-11-23T07:30:04.000+01:00,3.0,103,580 590,,,\n",
    "a watch's cloud": "Name,Sport,Date,Start time,Duration,Average heart rate (bpm)\n"
    "Ada Byron,WALKING,23-11-2026,07:30:01,00:00:03,101\n"
    "Sample rate,Time,HR (bpm),Speed (km/h),Pace (min/km),Cadence,Altitude (m)\n"
    "1,00:00:00,100,,,,\n1,00:00:01,0,,,,\n1,00:00:03,103,,,,\n",
    "a bicycle's app": "Date,Latitude,Longitude,Altitude,Heart rate,Power,Cadence\n"
    "2026-11-23 07:30:01,,,,100,50,0\n2026-11-23 07:30:02,,,,0,50,0\n2026-11-23 07:30:04,,,,103,,\n",
    "a spirometer": "t,Rf,HR\ns,1/min,bpm\n0.0,21.66,100\n1.0,33.15,0\n3.0,13.67,103\n",
    "a data frame": ",timestamp,heart_rate,elapsed_time\n0,2026-11-23 07:30:01+00:00,100.0,0 days 00:00:00\n"
    "1,2026-11-23 07:30:02+00:00,0.0,0 days 00:00:01\n2,2026-11-23 07:30:04+00:00,103.0,0 days 00:00:03\n",
    "an app of beats": "timestamp, since_start, heart_rate \n\n1795419001000,0,100\n1795419002000,1000,0\n"
    "1795419004000,3000,103\n",
    "a sensor's logger": "Phone timestamp;HR [bpm];HRV [ms];\n2026-11-23T07:30:01.000;100;;\n"
    "2026-11-23T07:30:02.000;0;;\n2026-11-23T07:30:04.000;103;;\n",
    "a German spreadsheet": "Datum;Uhrzeit;Herzfrequenz (S/min)\n23.11.2026;07:30:01;100\n23.11.2026;07:30:02;0\n"
    "23.11.2026;07:30:04;103\n",
    "a bicycle computer": "secs,cad,hr,km,kph\n0,0,100,0,0\n1,0,0,0,0\n3,0,103,0,0\n",
    "a phone's app": "Device,phone,version,1\nYear,2026,Month,11,Day,23,Hour,7,Minute,30,Second,1,Battery (%),15.0\n\n"
    "sensor,present,model\nhr,yes,n/a\ninterval,starttime,hravg\n1,0.0,147.0\n\n"
    "time,hr_heartrate,gps_dist\n0,100,\n1,0,\n3,103,\n",
    "a power meter": "Minutes,Km/h,Watts,Km,Hrate,ID\n0.0,0,0,0,100,0\n0.0166666666666667,0,0,0,0,0\n"
    "0.05,0,0,0,103,1\n",
    "an oximeter": "Time,Oxygen Level,Pulse Rate,Motion\n07:30:01 23/11/2026,97,100,0\n07:30:02 23/11/2026,97,0,0\n"
    "07:30:04 23/11/2026,--,103,0\n",
    "an oximeter's app": 'Time,SpO2(%),Pulse Rate(bpm),Motion,\n"07:30:01 Nov 23, 2026",97,100,0,\n'
    '"07:30:02 Nov 23, 2026",97,0,0,\n"07:30:04 Nov 23, 2026",97,103,0,\n',
    "a hub's download": "Minutes, Torq (N-m),Km/h,Watts,Km,Cadence,Hrate,ID\n0.0,5.1,0,0,0,0,100,0\n"
    "0.0166666666667,5.1,0,0,0,0,0,0\n0.05,5.1,0,0,0,0,103,0\n",
    "a data logger": "timestamp_ms,hr\n0,100\n1000,0\n3000,103\n",
    "blanks": "time  hr\n0:00  100\n0:01  0\n0:03  103\n",
    "bars": "elapsed (ms)|pulse\n0|100\n1000|0\n3000|103\n",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in EXPORTS.items()])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_exports_of_many_programs(text, encoding):
    data = text.replace("\n", "\r\n").encode(encoding)
    assert READER.sniff(data, "")
    walk = only_walk(READER, data)
    assert beats(walk) == BEATS
    assert walk.lasts_s == 3.0
    assert {flaw.kind for flaw in walk.flaws} <= {FlawKind.NO_DATE, FlawKind.UNKNOWN_COLUMN}
    assert "Ada" not in repr(walk)
    assert walk.header.started_at.removesuffix("Z").removesuffix("+01:00") in {"", "2026-11-23T07:30:01"}


@pytest.mark.parametrize(
    ("stamp", "started_at"),
    [
        ("2026-11-23T07:30:01Z", "2026-11-23T07:30:01Z"),
        ("2026-11-23T07:30:01+00:00", "2026-11-23T07:30:01Z"),
        ("2026-11-23T07:30:01+01:00", "2026-11-23T07:30:01+01:00"),
        ("2026-11-23T07:30:01-05:30", "2026-11-23T07:30:01-05:30"),
        ("2026-11-23T07:30:01", "2026-11-23T07:30:01"),
        ("1795419001", "2026-11-23T07:30:01Z"),
        ("05/06/2026 07:30:01", ""),
    ],
)
def test_the_start_has_the_zone_that_the_file_names(stamp, started_at):
    assert only_walk(READER, f"time,hr\n{stamp},100\n").header.started_at == started_at


def speeds(walk):
    return [item.speed_mps for item in walk.inputs if isinstance(item, SpeedReading)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Speed (km/h)", "5,4"),
        ("speed_mps", "1.5"),
        ("enhanced_speed", "1.5"),
        ("Speed [mph]", "3.3554"),
        ("kph", "5.4"),
    ],
)
def test_speeds_in_their_units(name, value):
    assert speeds(only_walk(READER, f"secs;hr;{name}\n0;100;{value}\n1;101;\n")) == pytest.approx([1.5], rel=1e-4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pace (min/km)", "12:30"),
        ("pace (min/km)", "12.5"),
        ("Pace [min/km]", "00:12:30"),
        ("speed (min/km)", "12:30"),
        ("pace (s/km)", "750"),
        ("pace (s/km)", "12:30"),
        ("Pace (min/mi)", "20:07"),
    ],
)
def test_a_pace_is_a_speed(name, value):
    walk = only_walk(READER, f"secs,hr,{name}\n0,100,{value}\n1,101,0:00\n2,102,--\n")
    assert speeds(walk) == pytest.approx([1 / 0.75], rel=1e-3)
    assert {flaw.kind for flaw in walk.flaws} == {FlawKind.NO_DATE}


@pytest.mark.parametrize("value", ["12:30", "12.5"])
def test_a_pace_without_a_unit_is_said_and_not_guessed(value):
    walk = only_walk(READER, f"secs,hr,pace\n0,100,{value}\n1,101,{value}\n")
    assert speeds(walk) == []
    assert Flaw(FlawKind.UNKNOWN_COLUMN, count=1, detail="pace") in walk.flaws


def test_a_speed_without_a_unit_is_said_and_not_guessed():
    walk = only_walk(READER, "secs,hr,speed\n0,100,5\n1,101,5\n")
    assert speeds(walk) == []
    assert Flaw(FlawKind.UNKNOWN_COLUMN, count=1, detail="speed") in walk.flaws


@pytest.mark.parametrize(
    ("names", "first", "last", "distance_m"),
    [
        ("distance_m", "0", "1400", 1400),
        ("Distance (km)", "0", "1.4", 1400),
        ("Distance [mi]", "0", "1", 1609.344),
        ("distance", "0", "1400", 1400),  # at 1.4 m/s it is metres
        ("distance", "0", "1.4", None),  # and at a millimetre a second nobody knows
        ("distance,km", "0,0", "1400,1.4", 1400),
        ("distance,km", "0,0", "1400,9", None),
        ("distance_m", "0", "0", None),
        ("distance_m", "", "", None),
    ],
)
def test_distances_in_their_units(names, first, last, distance_m):
    between = "".join(f"{second},100\n" for second in range(100, 1000, 100))
    walk = only_walk(READER, f"secs,hr,{names}\n0,100,{first}\n{between}1000,101,{last}\n")
    assert walk.distance_m == (None if distance_m is None else pytest.approx(distance_m))


def test_a_distance_from_row_to_row_is_not_a_sum():
    rows = "".join(f"{second},100,{second % 3}\n" for second in range(100))
    assert only_walk(READER, f"secs,hr,distance_m\n{rows}").distance_m is None


def test_the_distance_before_the_table_counts_where_the_table_has_none():
    text = "Start time,Total distance (km)\n07:30:01,2.31\nTime,HR (bpm)\n00:00:00,100\n00:00:01,101\n"
    assert only_walk(READER, text).distance_m == pytest.approx(2310)


def test_intervals_stand_beside_the_heart_rate_that_they_belong_to():
    text = "secs,hr,rr_ms\n0,75,800\n1,,790\n2,76,810 800\n40,,700\n60,77,780\n61,78,65535\n"
    readings = [item for item in only_walk(READER, text).inputs if isinstance(item, Reading)]
    assert [item.rr_s for item in readings] == [(0.8,), (0.79, 0.81, 0.8), (0.78,), ()]


def test_pauses_and_laps_come_along():
    text = (
        "time,at_s,bpm,rr_ms,speed_mps,distance_m,event\n2026-11-23T07:30:00Z,0,100,,,,\n2026-11-23T07:30:10Z,10,101,,,,\n"
        "2026-11-23T07:30:10Z,10,,,,,pause\n2026-11-23T07:50:00Z,1200,,,,,resume\n2026-11-23T07:50:00Z,1200,102,,,,\n"
        "2026-11-23T07:50:05Z,1205,,,,,lap\n2026-11-23T07:50:10Z,1210,103,,,,\n"
    )
    walk = only_walk(READER, text)
    assert beats(walk) == [(0.0, 100), (10.0, 101), (1200.0, 102), (1210.0, 103)]
    kinds = {Paused: [10.0], Resumed: [1200.0], LapMarked: [1205.0]}
    for kind, times_s in kinds.items():
        assert [item.at_s for item in walk.inputs if isinstance(item, kind)] == times_s


def test_a_table_of_ours_begins_where_the_walk_did():
    walk = only_walk(READER, "time,at_s,bpm\n2026-11-23T07:30:02.5Z,2.5,100\n2026-11-23T07:30:03.5Z,3.5,101\n")
    assert beats(walk) == [(2.5, 100), (3.5, 101)]
    assert walk.header.started_at == "2026-11-23T07:30:00Z"


def test_what_cannot_be_is_counted_with_the_place_of_the_first():
    walk = only_walk(READER, "secs,hr\n0,100\n1,x\n2,301\n,102\nsoon,103\n3,-1\n4,104\n")
    assert beats(walk) == [(0.0, 100), (4.0, 104)]
    assert walk.flaws[:3] == (
        Flaw(FlawKind.NO_NUMBER, line=3, count=1),
        Flaw(FlawKind.OUT_OF_RANGE, line=4, count=2),
        Flaw(FlawKind.NO_TIME, line=5, count=2),
    )


def test_columns_that_are_not_known_are_said():
    walk = only_walk(READER, "time,hr,VO2,Cadence,mood\n2026-11-23T07:30:00Z,100,1,2,3\n")
    assert walk.flaws == (Flaw(FlawKind.UNKNOWN_COLUMN, count=2, detail="VO2, mood"),)


NO_RECORDINGS = {
    "no heart": "time,power\n0,100\n1,101\n2,102\n",
    "no time": "hr,power\n100,50\n101,50\n",
    "splits": "Laps,Time,Distance,Avg Pace,Avg HR,Max HR\n1,05:00,1.0,5:00,140,150\n2,05:00,1.0,5:00,141,150\n",
    "an index of walks": "Activity ID,Activity Date,Activity Name,Max Heart Rate\n1,2026-11-23,a,1\n2,2026-11-24,b,1\n",
    "a diary": "Date,HR\n2026-11-21 07:00:00,60\n2026-11-22 07:00:00,61\n2026-11-23 07:00:00,60\n",
    "averages": "time,hr,rmssd,sdnn\n0,60,30,40\n60,61,31,41\n",
    "several people": "ID,time,hr\n1,0,90\n1,1,91\n1,2,91\n2,0,99\n2,1,98\n2,2,98\n",
    "one moment": "time,hr\n2026-11-20T08:00:00Z,90\n2026-11-20T08:00:00Z,91\n",
    "a time that stands still": "secs,hr\n0.0,90\n0.0,91\n,92\n",
    "two hearts": "time,hr,pulse\n0,90,120\n1,91,121\n",
    "two times": "secs,time,hr\n0,0,90\n1,9,91\n",
    "a promise": "timestamp,heartrate\n0,94.03\n5,94.0\n",
    "parts of a day": "time,hr\n0.0,90\n0.0000116,91\n0.0000231,92\n",
    "other units": "time,HR (%)\n0,60\n1,61\n2,62\n",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NO_RECORDINGS.items()])
def test_what_leaves_open_what_it_holds_is_refused_with_the_names_of_its_columns(text):
    assert READER.sniff(text.encode(), ".csv")
    with pytest.raises(FormatError) as caught:
        only_walk(READER, text)
    assert caught.value.problem is FormatProblem.COLUMNS_UNKNOWN
    names = text.splitlines()[0].split(",")
    assert all(name in names for name in caught.value.detail.split(", "))


@pytest.mark.parametrize("time", ["0", "08:00:00", "2026-11-20 08:00:00", "1795419001"])
def test_rows_of_one_moment_are_no_walk_whoever_names_the_column(time):
    with pytest.raises(FormatError):
        only_walk(READER, f"a,b\n{time},90\n{time},91\n", {"time": "a", "bpm": "b"})
    assert beats(only_walk(READER, f"time,hr\n{time},90\n")) == [(0.0, 90)]


@pytest.mark.parametrize(
    ("rows", "column", "value"),
    [
        (["46346.33333,100", "46346.33334,101"], "when", "46346.33333"),  # days of a spreadsheet
        (["20 Brumaire,100", "21 Brumaire,101"], "when", "20 Brumaire"),
        ([f"{at * 250},100" for at in range(300)], "when", "0"),  # a minute or a day
        (["2026-11-20 08:00:00,100"] * 2, "when", "2026-11-20 08:00:00"),
        (["0,fast", "1,faster"], "what", "fast"),
        (["0,", "1,--"], "what", "--"),
    ],
)
def test_a_column_that_the_walker_named_is_refused_with_a_value_of_it(rows, column, value):
    with pytest.raises(FormatError) as caught:
        only_walk(READER, "\n".join(["when,what", *rows]), {"time": "when", "bpm": "what"})
    error = caught.value
    assert (error.problem, error.column, error.detail) == (FormatProblem.VALUES_UNCLEAR, column, value)


def test_two_hearts_that_agree_are_one():
    assert beats(only_walk(READER, "secs,hr,pulse\n0,90,90.2\n1,91,\n")) == [(0.0, 90), (1.0, 91)]


MAPS = [
    ("timestamp,heartrate,rmssd,sdnn\n0,94.03,7,8\n5,93.9,7,8\n", {"time": "timestamp", "bpm": "heartrate"}),
    ("a;b;c\n7;94;0\n7;94;5\n", {"at_s": "c", "bpm": "b"}),
    ("title\nwann,Herz,hr\n0,94,1\n5,94,2\n", {"time": "wann", "bpm": "Herz"}),
    ("wann wert\n0 94\n5 94\n", {"time": "wann", "bpm": "wert"}),
]


@pytest.mark.parametrize(("text", "columns"), MAPS)
def test_the_walker_may_say_which_column_is_which(text, columns):
    walk = only_walk(READER, text, columns)
    assert beats(walk) == [(0.0, 94), (5.0, 94)]


def test_the_walkers_units_are_ours_unless_the_table_names_another():
    walk = only_walk(READER, "t;p;v;d\n0;94;1.5;0\n1000;94;1.5;9\n", {"at_s": "t", "bpm": "p", "distance_m": "d"})
    assert walk.distance_m == 9
    walk = only_walk(READER, "t;p;v\n0;94;1.5\n1;94;1.5\n", {"at_s": "t", "bpm": "p", "speed_mps": "v"})
    assert speeds(walk) == [1.5, 1.5]


def test_names_that_the_table_does_not_have_are_refused_with_those_that_it_has():
    with pytest.raises(FormatError) as caught:
        only_walk(READER, "a,b\n1,2\n3,4\n", {"time": "x", "bpm": "b"})
    assert caught.value.detail == "a, b"


@pytest.mark.parametrize("text", ["", "hello", "{}", "<gpx/>", "\x00\x01", "Dear Ada, I am well.\nHow are you?\n"])
def test_what_is_no_table_is_not_taken_for_one(text):
    assert not READER.sniff(text.encode(), ".csv")
    with pytest.raises(NotARecordingError):
        only_walk(READER, text)


def test_a_header_alone_has_no_heart_rate():
    with pytest.raises(FormatError) as caught:
        only_walk(READER, "time,hr\n")
    assert caught.value.problem is FormatProblem.NO_HEART_RATE


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 15_000), st.integers(0, 254), st.lists(st.integers(300, 2000), max_size=3)),
        min_size=1,
        max_size=60,
    ),
    delimiter=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    is_quoted=st.booleans(),
)
def test_a_written_table_is_read_as_it_was(rows, delimiter, end, is_quoted):
    began, at_ms, written, expected = datetime(2026, 11, 23, 7, 30, tzinfo=UTC), 0, io.StringIO(), []
    rule = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    table = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=rule)
    table.writerow(["time", "at_s", "bpm", "rr_ms"])
    for step_ms, bpm, rr_ms in rows:
        at_ms += step_ms
        moment = (began + timedelta(milliseconds=at_ms)).isoformat(timespec="milliseconds")
        table.writerow([moment, f"{at_ms / 1000:.3f}", bpm, " ".join(map(str, rr_ms))])
        expected.append((at_ms / 1000, bpm, tuple(value / 1000 for value in rr_ms)))
    walk = only_walk(READER, written.getvalue())
    readings = [item for item in walk.inputs if isinstance(item, Reading)]
    assert [(item.at_s, item.bpm, item.rr_s) for item in readings] == expected
    assert walk.header.started_at == "2026-11-23T07:30:00Z"


ALPHABET = 'timehr,;:\t"0123456789.-\nbpmrr_ms()%'


@given(data=st.binary(max_size=300) | st.text(alphabet=ALPHABET, max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    survives(READER, data)
    survives(READER, b"time,hr,rr,distance,speed,event,id\n" + data)
    survives(READER, EXPORTS["ours"].encode() + data)


def test_a_header_longer_than_the_head_of_a_file_is_one():
    names = ["time", *(f"channel_{number}" for number in range(900)), "hr"]
    text = "".join(f"{','.join(row)}\n" for row in (names, ["0", *[""] * 900, "100"], ["1", *[""] * 900, "101"]))
    assert READER.sniff(text.encode()[:4096], ".csv")
    assert beats(only_walk(READER, text)) == [(0.0, 100), (1.0, 101)]


def test_wide_long_and_unprintable_tables_do_no_harm():
    wide = ",".join(["hr", "time", *["x"] * 200_000])
    survives(READER, f"{wide}\n{wide}\n{'1,' * 200_000}\n".encode())
    survives(READER, b"a," * 400_000 + b"\n" + b"a," * 400_000)
    survives(READER, b'time,hr\n0,"' + b"9" * 2_000_000)
    survives(READER, b"time,hr\n" + b"\x00" * 100_000 + b"0,100\n")


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 200), st.integers(0, 254), st.lists(st.integers(300, 2000), max_size=3)),
        min_size=2,
        max_size=60,
    ),
    form=st.sampled_from(["%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y;%H:%M:%S", "%H:%M:%S", "%H:%M:%S;%Y-%m-%d %H:%M:%S"]),
)
def test_a_table_with_the_newest_row_first_is_the_same_walk(rows, form):
    at, written = datetime(2026, 11, 23, 23, 50, tzinfo=UTC), []
    for step_s, bpm, rr_ms in rows:
        at += timedelta(seconds=step_s)
        written.append(f"{at.strftime(form)};{bpm};{' '.join(map(str, rr_ms))}\n")
    header = f"{';'.join(['time', 'date'][: form.count(';') + 1])};bpm;rr_ms\n"
    walks = [only_walk(READER, header + "".join(lines)) for lines in (written, written[::-1])]
    assert walks[0].inputs == walks[1].inputs
    assert walks[0].header.started_at == walks[1].header.started_at
    assert [item.bpm for item in walks[1].inputs if isinstance(item, Reading)] == [bpm for _, bpm, _ in rows]
    assert FlawKind.RETIMED not in {flaw.kind for flaw in walks[1].flaws}


WORDS = ["HR", "RR", "data", "interval", "time", "pulse", "of", "walk", "bpm", "date", "NN", "(ms)", "2026"]


@given(
    titles=st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), max_size=3),
    delimiter=st.sampled_from([",", ";", "\t"]),
    heart=st.sampled_from([("HR (bpm)", "100", "101"), ("RR (ms)", "590", "600")]),
)
def test_a_table_is_the_same_under_any_title(titles, delimiter, heart):
    rows = "".join(f"{time}{delimiter}{value}\n" for time, value in zip(["time", "0.0", "0.6"], heart, strict=True))
    walks = [only_walk(READER, "".join(f"{title}\n" for title in above) + rows) for above in (titles, [])]
    assert walks[0].inputs == walks[1].inputs
