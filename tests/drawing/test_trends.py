"""Trends as they are drawn: the numbers in words, the scale beside the columns, no colour for what is no change."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.domain.programme.change import LEAST_PAIN_CHANGE, Change, change_of
from coach.drawing.ink import Tone, text_of
from coach.drawing.trends import draw_trend, draw_trends, plain, shown_points, tone_of, verdict
from coach.pages.trends import Axis, Better, TrendKind
from tests.support.fitting import HEIGHTS, WIDTHS, any_size, assert_fits
from tests.support.sample_pages import HISTORY, trend

LEVELS = st.lists(st.none() | st.integers(0, 10), max_size=40)


def pain(values):
    return trend(TrendKind.PAIN, values, name="Pain after", change=change_of(values, LEAST_PAIN_CHANGE))


@any_size
@given(WIDTHS, HEIGHTS, st.integers(0, 5), LEVELS)
def test_trends_fit_any_size(width, height, count, levels):
    assert_fits(draw_trends((*HISTORY.trends[:count], pain(levels)), width, height), width, height)


@given(LEVELS, WIDTHS, st.integers(0, 6))
def test_the_first_and_the_last_value_that_are_drawn_are_printed(levels, width, rows):
    drawn = pain(levels)
    known = [value for _, value in shown_points(drawn, width) if value is not None]
    told = text_of(draw_trend(drawn, width, rows)).splitlines()[0]
    if len(known) > 1:
        assert f"PAIN AFTER  {known[0]} → {known[-1]} of 10" in told
    elif known:
        assert told == f"PAIN AFTER  {known[0]} of 10"
    else:
        assert told == "PAIN AFTER"


@given(LEVELS, WIDTHS, st.integers(1, 6))
def test_effort_and_pain_are_drawn_from_0_to_10_whatever_they_are(levels, width, rows):
    drawn = pain(levels)
    assume(sum(value is not None for _, value in shown_points(drawn, width)) >= 2)
    _, *columns = text_of(draw_trend(drawn, width, rows)).splitlines()
    labels = [label for line in columns if (label := line[:6].strip())[-1:].isdigit() and line[0] == " "]
    assert labels in (["0-10"], ["10", "0"])


@given(st.lists(st.integers(0, 10), min_size=2, max_size=24), st.sampled_from(list(Better)))
def test_a_change_of_one_point_has_no_colour_and_no_word(levels, better):
    drawn = pain(levels)
    change = drawn.change
    if change is None or abs(change.later - change.earlier) < 2:
        assert {span.ink.tone for line in draw_trend(drawn, 76, 4) for span in line} <= {
            Tone.KEY, Tone.TEXT, Tone.MUTED, Tone.FAINT,
        }  # fmt: skip
        assert "likely real" not in text_of(draw_trend(drawn, 200, 4))


@pytest.mark.parametrize(
    ("better", "ends", "tone"),
    [
        (Better.UP, (4.4, 4.8), Tone.IN),
        (Better.UP, (4.8, 4.4), Tone.ABOVE),
        (Better.DOWN, (5, 3), Tone.IN),
        (Better.DOWN, (3, 5), Tone.ABOVE),
        (Better.UP, (3, 3), Tone.TEXT),
    ],
)
def test_a_likely_real_change_has_the_colour_of_its_direction(better, ends, tone):
    values = [ends[0]] * 3 + [ends[1]] * 3
    drawn = trend(TrendKind.SPEED, values, better=better, change=change_of(values, 0.2))
    assert tone_of(drawn) is tone
    [told] = [span for line in draw_trend(drawn, 76, 4) for span in line if "→" in span.text]
    assert told.ink.tone is tone


def test_minutes_are_counted_and_never_called_worse():
    weeks = HISTORY.trends[0]
    assert tone_of(weeks) is Tone.TEXT
    told = text_of(draw_trend(weeks, 76, 5))
    assert "28 → 52 min so far this week" in told
    assert "the line: 150 min, from week 5 on" in told


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8), WIDTHS, st.integers(0, 6))
def test_the_line_at_the_goal_has_its_number_at_any_size(minutes, width, rows):
    axis = Axis(0.0, float(max(150, -(-max(minutes) // 50) * 50)))
    weeks = trend(
        TrendKind.Z2_MINUTES, minutes, name="Zone 2 a week", unit="min", axis=axis, goal=150.0, last_is_open=True
    )
    assert "150" in text_of(draw_trend(weeks, width, rows)) or not rows


def test_a_trend_without_points_says_how_to_get_one():
    assert "Two walks make a trend." in text_of(draw_trend(trend(TrendKind.PAIN, (None, 4)), 76, 2))


def test_each_trend_has_its_line_where_there_is_room_for_no_more():
    told = text_of(draw_trends(HISTORY.trends, 38, 5)).splitlines()
    assert [line.split("  ")[0] for line in told] == [item.name.upper() for item in HISTORY.trends]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (9.96, "10"), (10.04, "10"), (4.4, "4.4"), (5.0, "5"), (51.5, "52")]
)
def test_a_number_has_a_decimal_only_where_it_says_something(value, text):
    assert plain(value) == text


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([TrendKind.PAIN, TrendKind.FUNCTION]), st.booleans())
def test_less_and_better_are_said_from_two_points_on(first, last, kind, briefly):
    better = Better.UP if kind is TrendKind.FUNCTION else Better.DOWN
    drawn = trend(kind, (first / 3, last / 3), better=better, change=Change(first / 3, last / 3, 2.0))
    word = verdict(drawn, briefly=briefly).rpartition(" ")[2]
    risen, fallen = ("better", "harder") if kind is TrendKind.FUNCTION else ("more", "less")
    assert word == ("change" if abs(last - first) < 6 else risen if last > first else fallen)


def test_a_change_of_activities_says_how_it_was_at_first():
    drawn = trend(TrendKind.FUNCTION, (4, 6.5), name="Your own activities", better=Better.UP, change=Change(4, 6.5, 2))
    assert "YOUR OWN ACTIVITIES  4 → 6.5 of 10  at first 4, now 6.5: better" in text_of(draw_trend(drawn, 80, 5))
