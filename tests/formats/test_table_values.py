from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.table_values import TimeKind, TimeValue, time_in

AT = datetime(2026, 11, 23, 7, 30, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "at_s", "offset_s"),
    [
        ("2026-11-23 07:30:01", AT, None),
        ("2026-11-23T07:30:01Z", AT, 0),
        ("2026-11-23T08:30:01+01:00", AT, 3600),
        ("2026-11-23T08:30:01+0100", AT, 3600),
        ("2026-11-23 02:00:01 -05:30", AT, -19800),
        ("2026-11-23T07:30:01.250", AT + 0.25, None),
        ("2026-11-23T07:30:01.250000000Z", AT + 0.25, 0),
        ("2026-11-23 07:30:01,25", AT + 0.25, None),
        ("2026-11-23 07:30:01 UTC", AT, 0),
        ("2026/11/23 7:30:01", AT, None),
        ("23.11.2026 07:30:01", AT, None),
        ("23.11.2026, 07:30:01", AT, None),
        ("23-11-2026 07:30:01", AT, None),
        ("23/11/2026 07:30:01", AT, None),
        ("11/23/2026 7:30:01 AM", AT, None),
        ("11/23/2026 7:30:01 p.m.", AT + 12 * 3600, None),
        ("20261123T073001Z", AT, 0),
        ("1795419001", AT, 0),
        ("1795419001250", AT + 0.25, 0),
        ("1795419001250000", AT + 0.25, 0),
        ("2026-11-23T07:30", AT - 1, None),
        ("07:30:01 23/11/2026", AT, None),
        ("7:30:01 AM 11/23/2026", AT, None),
        ("07:30:01 Nov 23 2026", AT, None),
        ("07:30:01, 23 November 2026", AT, None),
        ("Nov 23, 2026 7:30:01 AM", AT, None),
        ("23-Nov-2026 07:30:01", AT, None),
        ("23 NOV 2026 07:30:01 +0000", AT, 0),
    ],
)
def test_a_day_and_a_time_of_day_in_any_form(text, at_s, offset_s):
    assert time_in(text) == TimeValue(TimeKind.STAMP, at_s, offset_s)


def test_where_day_and_month_may_be_either_nobody_knows_the_day():
    assert not time_in("05/06/2026 07:30:01").is_day_certain
    assert not time_in("05/06/2026").is_day_certain
    assert not time_in("07:30:01 05/06/2026").is_day_certain
    assert time_in("05 Jun 2026").is_day_certain
    assert time_in("05.06.2026").is_day_certain
    assert time_in("05/05/2026").is_day_certain


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2026-11-23", TimeKind.DAY, datetime(2026, 11, 23, tzinfo=UTC).timestamp()),
        ("00:00:01", TimeKind.CLOCK, 1),
        ("1:02", TimeKind.CLOCK, 62),
        ("75:00", TimeKind.CLOCK, 4500),
        ("1:02.5", TimeKind.CLOCK, 62.5),
        ("7:30:01 PM", TimeKind.CLOCK, 19 * 3600 + 1801),
        ("12:00 AM", TimeKind.CLOCK, 0),
        ("0 days 00:56:05", TimeKind.CLOCK, 3365),
        ("1 day, 0:00:00", TimeKind.CLOCK, 86400),
        ("1h2m3s", TimeKind.CLOCK, 3723),
        ("3.5s", TimeKind.CLOCK, 3.5),
        ("0", TimeKind.NUMBER, 0),
        ("-130.84", TimeKind.NUMBER, -130.84),
        ("3,5", TimeKind.NUMBER, 3.5),
    ],
)
def test_other_times(text, kind, value):
    found = time_in(text)
    assert (found.kind, found.value) == (kind, pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("7:30", 7.5 * 3600),
        ("23:59", 86340),
        ("24:00", None),
        ("7:30:01", 27001),
        ("7:30.5", 450.5),
        ("7:30 PM", 70200),
    ],
)
def test_the_time_of_day_that_a_clock_shows(text, second):
    assert time_in(text).as_time_of_day_s() == second


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "s",
        "2026-13-01",
        "31.02.2026 10:00",
        "2026-11-23 25:00:00",
        "7:61:00",
        "23 Brumaire 2026",
        "30 Feb 2026 07:30:01",
        "25:00:00 23/11/2026",
        "13:00 PM",
        "07:30:61x",
        "1:2:3:4",
    ],
)
def test_what_is_no_time(text):
    assert time_in(text) is None


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31)),  # noqa: DTZ001 - of any zone
    offset=st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_what_python_writes_is_read(at, offset):
    at = at.replace(tzinfo=offset)
    assert time_in(at.isoformat()).value == pytest.approx(at.timestamp(), abs=1e-5)
    assert time_in(str(at)).offset_s == offset.utcoffset(None).total_seconds()


@given(text=st.text(max_size=40))
def test_any_text_is_a_time_or_none(text):
    time_in(text)
