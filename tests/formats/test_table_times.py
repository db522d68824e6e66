import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.table_columns import column_of
from coach.formats.table_rows import Preamble
from coach.formats.table_times import RowTimes, TimeColumn, Unclear, row_times, typical_step
from coach.formats.table_values import time_in

START = time_in("2026-11-23 07:30:00").value


def times_of(*columns, before=(), is_mapped=False):
    preamble = Preamble()
    for line in before:
        preamble.take(line)
    made = []
    for name, *values in columns:
        column = TimeColumn(column_of(0, name))
        for value in values:
            column.add(time_in(value))
        made.append(column)
    return row_times(made, preamble, is_mapped=is_mapped)


def seconds(found, begin_s=0.0):
    return pytest.approx([begin_s + second for second in found])


def test_a_day_and_a_time_of_day_in_one_column():
    found = times_of(("Date", "2026-11-23 07:30:00", "2026-11-23 07:30:01"))
    assert (list(found.times_s), found.has_zone) == (seconds([0, 1], START), False)


def test_in_two_columns():
    found = times_of(("Date", "23.11.2026", "24.11.2026"), ("Time", "07:30:00", "00:00:01"))
    assert list(found.times_s) == seconds([0, 16.5 * 3600 + 1], START)


def test_a_zone():
    found = times_of(("time", "2026-11-23T08:30:00+01:00", "2026-11-23T08:30:01+01:00"))
    assert (list(found.times_s), found.has_zone, found.offset_s) == (seconds([0, 1], START), True, 3600)
    assert times_of(("Time (UTC)", "2026-11-23 07:30:00")).has_zone
    assert not times_of(("time", "2026-11-23 07:30:00", "2026-11-23T08:30:00Z")).has_zone


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("secs", ["0", "1", "3"]),
        ("Time", ["0", "1000", "3000"]),
        ("time (ms)", ["0", "1000", "3000"]),
        ("timestamp_ms", ["0", "1000", "3000"]),
        ("Minutes", ["0.0000", "0.016666666667", "0.05"]),
        ("Time", ["0:00", "0:01", "0:03"]),
        ("Duration", ["00:00:00", "00:00:01", "00:00:03"]),
        ("t", ["0,0", "1,0", "3,0"]),
        ("Time (min)", ["0", "0.016666666667", "0.05"]),
    ],
)
def test_since_the_start(name, values):
    assert list(times_of((name, *values)).times_s) == seconds([0, 1, 3])


def test_the_start_before_the_table():
    before = ["Date;23-11-2026", "Start time;07:30:00"]
    assert list(times_of(("Time", "00:00:00", "00:00:01"), before=before).times_s) == seconds([0, 1], START)
    assert list(times_of(("secs", "0", "1"), before=before).times_s) == seconds([0, 1], START)
    assert list(times_of(("Time", "07:30:02", "07:30:03"), before=before).times_s) == seconds([2, 3], START)
    assert list(times_of(("Time", "07:30:02"), before=before[:1]).times_s) == seconds([2], START)


def test_two_parts_beside_a_day_or_like_the_start_are_hours_and_minutes():
    minutes = ["07:30", "07:30", "07:31"]
    assert list(times_of(("Date", *["2026-11-23"] * 3), ("Time", *minutes)).times_s) == seconds([0, 0, 60], START)
    for before in (["Date;2026-11-23", "Start time;07:30"], ["Date;2026-11-23"], ["Start;2026-11-23 07:30:00"]):
        assert list(times_of(("Time", *minutes), before=before).times_s) == seconds([0, 0, 60], START)


def test_two_parts_that_no_day_has_or_that_begin_at_nothing_are_minutes_and_seconds():
    assert list(times_of(("Date", *["2026-11-23"] * 2), ("Time", "07:30", "24:00")).times_s) == seconds(
        [0, 990], START - 7 * 3600 - 1350
    )
    before = ["Date;2026-11-23", "Start time;07:30"]
    assert list(times_of(("Time", "00:00", "01:05"), before=before).times_s) == seconds([0, 65], START)
    assert list(times_of(("Elapsed", "07:30", "07:31")).times_s) == seconds([450, 451])


def test_two_parts_that_could_be_either_are_not_guessed():
    assert times_of(("Time", "07:30", "07:31")) == Unclear(("Time",))


def test_a_time_of_day_goes_over_midnight():
    assert list(times_of(("Time", "23:59:59", "00:00:01")).times_s) == seconds([0, 2], 86399)


def test_a_name_that_promises_a_day_and_has_none_is_not_believed():
    column = ("timestamp", "0", "5", "10")
    assert times_of(column) == Unclear(("timestamp",))
    assert list(times_of(column, is_mapped=True).times_s) == seconds([0, 5, 10])


def test_two_columns_that_disagree_are_not_believed_and_two_that_agree_are_one():
    one, other = ("timestamp", "1795419000", "1795419001"), ("local_time", "2026-11-23 08:30:00", "2026-11-23 08:30:01")
    assert list(times_of(one, other).times_s) == seconds([0, 1], START)
    assert times_of(one, ("local_time", "2026-11-23 08:30:00", "2026-11-23 08:45:00")) == Unclear(
        ("timestamp", "local_time")
    )
    assert times_of(("secs", "0", "1"), ("time", "0", "9")) == Unclear(("secs", "time"))


def test_a_finer_time_since_the_start_is_taken():
    stamps = ("time", "2026-11-23 07:30:00", "2026-11-23 07:30:00", "2026-11-23 07:30:01")
    assert list(times_of(stamps, ("at_s", "0.25", "0.75", "1.25")).times_s) == seconds([0, 0.5, 1], START)


def test_of_a_day_that_may_be_a_month_only_the_times_count():
    assert list(times_of(("time", "05/06/2026 07:30:00", "05/06/2026 07:30:02")).times_s) == seconds([0, 2])
    assert list(times_of(("date", "05/06/2026"), ("time", "07:30:00")).times_s) == seconds([0])


def test_parts_of_a_day_are_not_guessed():
    assert times_of(("time", "0.0", "0.0000116", "0.0000231")) == Unclear(("time",))


@pytest.mark.parametrize(
    ("step", "rows", "unit"),
    [
        (1, 3600, 1),
        (1, 120_000, 1),  # a day and a third
        (60, 120, 1),
        (120, 60, 1),  # two hours, not seven seconds
        (300, 200, 1),
        (100, 300, 1),
        (100, 3600, 0.001),  # six minutes, not four days
        (200, 3600, 0.001),
        (250, 100_000, 0.001),
        (1000, 3, 0.001),
        (1000, 3600, 0.001),
        (5000, 2, 0.001),
        (100, 700, None),  # 70 seconds or 19 hours
        (250, 300, None),
        (0.01, 100, None),
    ],
)
def test_a_number_without_a_unit_is_what_makes_a_walk(step, rows, unit):
    found = times_of(("time", *(str(row * step) for row in range(rows))))
    if unit is None:
        assert found == Unclear(("time",))
    else:
        assert found.times_s[-1] == pytest.approx((rows - 1) * step * unit)


def test_where_values_could_be_either_the_walkers_word_decides():
    values = [str(row * 250) for row in range(300)]
    assert isinstance(times_of(("t", *values)), Unclear)
    assert times_of(("t", *values), is_mapped=True).times_s[-1] == 299 * 250
    assert isinstance(times_of(("t", "0.0", "0.0000116", "0.0000231"), is_mapped=True), Unclear)
    assert times_of(("t", "0", "1000", "3000"), is_mapped=True).times_s[-1] == 3
    assert list(times_of(("time", "07:30", "07:31"), is_mapped=True).times_s) == seconds([0, 60], 27000)
    assert list(times_of(("t", "07:30", "07:31"), is_mapped=True).times_s) == seconds([0, 1], 450)


def test_without_a_column_nobody_knows():
    assert times_of() is None
    assert times_of(("time", "", "x")) is None


def test_a_row_without_a_time_has_none():
    found = times_of(("time", "2026-11-23 07:30:00", "", "7"))
    assert found.times_s[0] == START
    assert all(map(math.isnan, found.times_s[1:]))


def test_the_typical_step():
    assert typical_step([0, 1, 1, 2, math.nan, 3]) == 1
    assert typical_step([5]) is None


@given(
    columns=st.lists(
        st.tuples(
            st.sampled_from(["time", "date", "secs", "timestamp"]),
            st.lists(st.sampled_from(["", "5", "07:30", "2026-11-23", "2026-11-23 07:30"]), min_size=3, max_size=3),
        ),
        max_size=4,
    )
)
def test_whatever_stands_in_them_rows_have_times_or_not(columns):
    found = times_of(*((name, *values) for name, values in columns))
    assert found is None or isinstance(found, Unclear) or len(found.times_s) == 3
    assert not isinstance(found, RowTimes) or not any(map(math.isinf, found.times_s))


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["10:00:00", "10:00:01", "10:00:02"], 1),
        (["10:00:02", "10:00:01", "10:00:00"], -1),
        (["00:00:02", "00:00:01", "23:59:59"], -1),
        (["23:59:59", "00:00:01", "00:00:02"], 1),
        (["10:00:00", "10:00:00"], 0),
        (["0", "2", "1", "3", "2"], 0),
        ([], 0),
    ],
)
def test_the_order_of_times(values, order):
    column = TimeColumn(column_of(0, "time"))
    for value in values:
        column.add(time_in(value))
    assert column.order() == order
