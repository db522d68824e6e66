import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.table_columns import Role
from coach.formats.table_rows import (
    MOST_NAMES,
    Preamble,
    fields_of,
    find_header,
    header_of,
    mapped_header_of,
    names_in,
    shown,
)
from coach.formats.table_values import time_in


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("time,hr", ","),
        ("time;hr", ";"),
        ("time\thr", "\t"),
        ("time|hr", "|"),
        ("secs hr", " "),
        ('"time, s";"hr"', ";"),
    ],
)
def test_a_header_tells_what_parts_its_fields(line, delimiter):
    header = header_of(line)
    assert header.delimiter == delimiter
    assert [column.place for column in header.of_role(Role.BPM)] == [1]


@pytest.mark.parametrize("line", ["", "a,b", "Laps,Time,Avg HR", "time,hr,100", "hr,yes,no", "Average HR,Time"])
def test_a_line_without_a_heart_is_no_header(line):
    assert header_of(line) is None


def test_a_header_may_be_the_one_that_the_walker_named():
    header = mapped_header_of("when;beats;Höhe", {"time": "when", "bpm": "beats", "unheard_of": "Höhe"})
    assert [column.role for column in header.columns] == [Role.TIME, Role.BPM, Role.UNUSED]
    assert mapped_header_of("when;other", {"time": "when", "bpm": "beats"}) is None


def test_a_named_column_keeps_its_unit():
    header = mapped_header_of("t;v (km/h);Speed (km/h)", {"at_s": "t", "speed_mps": "Speed (km/h)"})
    assert header.of_role(Role.SPEED)[0].unit == pytest.approx(1 / 3.6)


def test_a_quote_that_never_ends_costs_its_line_only():
    assert fields_of('1,"2,3', ",") == ["1", "2,3"]
    assert fields_of('"' + "x" * 200_000, ",") == []
    assert fields_of('"a, b",c', ",") == ["a, b", "c"]


def test_a_table_without_a_known_header_is_named_by_its_columns():
    assert names_in(["title", "a;b;c", "1;2;3", "4;5;6"]) == "a, b, c"
    assert names_in(["a,b", '1,"2,5"', '3,"4,5"']) == "a, b"
    assert names_in(["Dear reader, hello", "this is a text", "of some lines", "without columns"]) == ""
    assert names_in(["1", "2", "3"]) == ""
    assert names_in([]) == ""


def test_names_are_shown_on_one_line_and_not_without_end():
    assert shown(["a\nb", "", "x" * 100]) == f"a b, {'x' * 40}…"
    assert shown([str(number) for number in range(100)]).count(",") == MOST_NAMES


@pytest.mark.parametrize(
    "lines",
    [
        ["Name,Sport,Date,Start time", "Ada,WALKING,23-11-2026,07:30:01"],
        ["# Start: 2026-11-23 07:30:01"],
        ["Date;23.11.2026", "Start time;07:30:01"],
        ["Started at = 2026-11-23T07:30:01"],
        ["Year,2026,Month,11,Day,23,Hour,7,Minute,30,Second,1,BatteryUsage (%),15.0"],
    ],
)
def test_the_start_stands_before_the_table(lines):
    preamble = Preamble()
    for line in lines:
        preamble.take(line)
    assert preamble.start_s() == time_in("2026-11-23 07:30:01").value
    assert preamble.clock_s() == 7 * 3600 + 1801
    assert preamble.day_s() == time_in("2026-11-23").value
    assert not preamble.has_zone()


def test_a_start_with_a_zone_is_local_by_the_clock():
    preamble = Preamble()
    preamble.take("start: 2026-11-23T00:30:01+01:00")
    assert (preamble.start_s(), preamble.has_zone()) == (time_in("2026-11-22T23:30:01Z").value, True)
    assert (preamble.day_s(), preamble.clock_s()) == (time_in("2026-11-23").value, 1801)


@pytest.mark.parametrize(
    ("start", "clock_s"), [("07:30", 27000), ("00:08", 480), ("07:30:01", 27001), ("7:30 PM", 70200), ("75:00", None)]
)
def test_a_start_of_two_parts_is_hours_and_minutes(start, clock_s):
    preamble = Preamble()
    preamble.take(f"Start time;{start}")
    assert preamble.clock_s() == clock_s


def test_without_a_day_there_is_no_start_nor_with_an_unsure_one():
    for line in ("start: 07:30", "date: 05/06/2026", "title", "date: soon", "start: 05/06/2026 07:30:00"):
        preamble = Preamble()
        preamble.take(line)
        assert preamble.start_s() is None


def test_the_distance_before_the_table():
    preamble = Preamble()
    preamble.take("Total distance (km),Duration")
    preamble.take("2.31,00:30:00")
    assert preamble.distance_m == pytest.approx(2310)


@given(line=st.text(max_size=80))
def test_any_line_is_a_header_or_not(line):
    header_of(line)
    mapped_header_of(line, {"time": "a", "bpm": "b"})
    names_in([line] * 3)
    Preamble().take(line)


@pytest.mark.parametrize("count", [3, 50, 700])
def test_the_names_of_a_table_that_nobody_knows_are_found_however_long_it_is(count):
    assert names_in(["Foo,Bar", *(f"{at},{at * 7}" for at in range(count))]) == "Foo, Bar"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["RR interval", "Time (s);RR interval (s)", "0.0;0.60"], 1),
        (["HR data", "Time,HR (bpm)", "0,100"], 1),
        (["RR interval", "HR data", "", "time;hr", "0;100"], 3),
        (["RR interval", "(ms)", "", "800"], 0),
        (["RR", "800 810 790"], 0),
        (["time hr", "0:01 100"], 0),
        (["RR"], 0),
        (["Time HR", "of a walk on a sunny day", "with friends"], None),
    ],
)
def test_a_header_of_words_stands_over_rows_that_it_fits(lines, place):
    found, expected = find_header(lines), None if place is None else header_of(lines[place])
    assert (found is None) == (expected is None)
    assert found is None or (found.columns, found.delimiter) == (expected.columns, expected.delimiter)
