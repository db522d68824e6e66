import pytest

from coach.formats.table_columns import Role
from coach.formats.table_content import MOST_CANDIDATES, TableContent
from coach.formats.table_rows import header_of
from coach.session.flaws import Flaw, FlawKind


def content_of(text):
    names, *lines = text.splitlines()
    content = TableContent(header_of(names))
    content.take(enumerate(lines, start=2))
    return content


def test_values_stand_side_by_side():
    content = content_of('secs,hr,rr,event\n0,100,800,\n\n1,101,,Lap\n2,,"700, 710",\n3')
    assert list(content.lines) == [2, 4, 5, 6]
    assert [list(time.values) for time in content.times] == [[0, 1, 2, 3]] or len(content.times[0].values) == 4
    (hearts,) = content.candidates(Role.BPM)
    assert list(hearts.values)[:2] == [100, 101]
    (intervals,) = content.intervals
    assert (list(intervals.values), list(intervals.rows)) == ([800, 700, 710], [0, 2, 2])
    assert content.events == [(1, "lap")]


def test_a_row_of_units_is_not_one_of_values():
    content = content_of("t,HR\nms,bpm\n0,100\n1000,101")
    assert len(content.lines) == 2
    assert content.times[0].column.unit == 0.001


def test_what_is_no_number_is_counted_and_what_is_empty_is_not():
    (hearts,) = content_of("secs,hr\n0,100\n1,--\n2,x\n3,y").candidates(Role.BPM)
    assert hearts.dropped.flaws() == [Flaw(FlawKind.NO_NUMBER, line=4, count=2)]


def test_a_number_may_have_the_unit_of_its_column():
    (hearts,) = content_of("secs,hr\n0,100 bpm\n1,101 count/min\n2,60 %\n3,x bpm").candidates(Role.BPM)
    assert list(hearts.values)[:2] == [100, 101]
    assert hearts.dropped.flaws() == [Flaw(FlawKind.NO_NUMBER, line=4, count=2)]


def test_an_interval_that_is_no_number_is_counted():
    (intervals,) = content_of("rr\n800\nx\n[700; 710]\nNaN").intervals
    assert list(intervals.values) == [800, 700, 710]
    assert intervals.dropped.flaws() == [Flaw(FlawKind.NO_NUMBER, line=3, count=1)]


@pytest.mark.parametrize(
    ("rows", "is_of_several"),
    [
        ("1,0,90\n1,1,91\n1,2,91\n2,0,99\n2,1,98", True),  # one after the other
        ("1,0,90\n2,0,99\n1,1,91\n2,1,98", True),  # in turns
        ("1,0,90\n1,1,91\n2,2,91\n2,3,92", False),  # laps
        ("1,0,90\n2,1,91\n3,2,91", False),  # numbers of the rows
        ("7,0,90\n7,1,91\n7,2,91", False),
    ],
)
def test_rows_of_several_people_are_known_by_their_marks_and_times(rows, is_of_several):
    assert content_of(f"ID,time,hr\n{rows}").is_of_several() == is_of_several


def test_intervals_without_times_are_of_several_people_if_their_mark_changes():
    assert content_of("subject,rr\n1,800\n1,810\n2,700").is_of_several()
    assert not content_of("subject,rr\n1,800\n1,810").is_of_several()


def test_a_column_without_values_is_no_candidate_nor_is_one_of_too_many(monkeypatch):
    assert content_of("secs,hr,pulse\n0,,100").candidates(Role.BPM)[0].column.name == "pulse"
    many = "secs," + ",".join(["hr"] * 100)
    assert len(content_of(f"{many}\n0" + ",100" * 100).candidates(Role.BPM)) == MOST_CANDIDATES
    monkeypatch.setattr("coach.formats.table_content.MOST_POINTS", 1)
    assert content_of("secs,hr\n0,1\n1,2\n2,3").dropped.flaws() == [Flaw(FlawKind.TOO_MANY, line=3, count=2)]


def test_the_oldest_row_comes_first():
    content = content_of("time,hr,rr,event\n10:00:02,102,700 710,lap\n10:00:01,101,,\n10:00:00,100,800,pause")
    assert list(content.lines) == [4, 3, 2]
    assert list(content.candidates(Role.BPM)[0].values) == [100, 101, 102]
    assert (list(content.intervals[0].values), list(content.intervals[0].rows)) == ([800, 700, 710], [0, 2, 2])
    assert content.events == [(0, "pause"), (2, "lap")]


def test_laps_newest_first_are_not_several_walks():
    rows = [f"{second // 4},{second},100" for second in range(12)]
    for lines in (rows, rows[::-1]):
        assert not content_of("\n".join(["id,secs,hr", *lines])).is_of_several()


def test_a_field_of_each_column_is_remembered_rather_one_that_could_be_read():
    content = content_of("secs,hr,rr\n0,,x\nsoon,fast,800\n1,faster,810")
    assert content.samples == {0: ("0", True), 1: ("fast", False), 2: ("800", True)}
