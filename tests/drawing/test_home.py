from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.max_heart_rate import NO_BAND_YET
from coach.drawing.home import draw_home, draw_week
from coach.drawing.ink import Tone, text_of
from tests.support import sample_pages
from tests.support.fitting import HEIGHTS, WIDTHS, any_size, assert_fits


def text(view, width=76, height=20):
    return text_of(draw_home(view, width, height))


@any_size
@given(st.sampled_from(sorted(sample_pages.HOMES)), WIDTHS, HEIGHTS)
def test_it_fits_any_size(name, width, height):
    assert_fits(draw_home(sample_pages.HOMES[name], width, height), width, height)


@pytest.mark.parametrize("size", [(38, 10), (76, 20), (156, 46)])
@pytest.mark.parametrize("name", sample_pages.HOMES)
def test_what_matters_is_there_at_every_size(name, size):
    view = sample_pages.HOMES[name]
    told = text(view, *size)
    assert "walks" in told
    if view.walk is not None:
        assert (" enter  start" in told) is (view.running is None)
        assert ("120-135 bpm" in told) is (view.walk.band is not None)
        assert told.count("No zone yet") == (view.walk.band is None)
        if view.walk.band is None and size[0] < 120:  # where it stands by itself in its rows
            assert NO_BAND_YET in " ".join(told.split())
    assert ("A walk is running" in told) is (view.running is not None)
    if view.running is not None:
        assert "j  join it" in told
        assert "o starts a walk" not in told
        assert ("since 07:12" in told) is (view.running.began_at is not None)
    if view.warning:
        assert "! A walk of 70 minutes" in told
    if view.unfinished is not None:
        assert "go on" in told
        assert "close it" in told
    if view.ask_morning_pain is not None:
        assert "How was your back this morning?" in told


def test_the_parts_of_a_walk_add_up_to_its_minutes():
    for minutes in range(5, 61):
        told = text(replace(sample_pages.HOME, walk=sample_pages.prescribed(WorkoutKind.STEADY, minutes)))
        parts = next(line for line in told.splitlines() if "warm up" in line)
        assert sum(int(part.split()[0]) for part in parts.split(", ")) == minutes


def test_a_tempo_walk_counts_its_efforts():
    assert "5 warm up, 4 x 5 brisk with 3 x 2 easy between, 3 cool down" in text(sample_pages.TEMPO)


def test_an_endless_walk_has_no_end():
    told = text(replace(sample_pages.HOME, walk=sample_pages.prescribed(WorkoutKind.FREE, None)))
    assert "as long as you like" in told


def test_a_beginner_has_no_goal_and_from_week_five_there_is_one():
    assert "150" not in text(sample_pages.HOME)
    assert "64 of 150-300 in Zone 2" in text(sample_pages.TEMPO)


def test_a_day_that_was_missed_is_not_owed():
    missed = sample_pages.week((26, 27, 28, 0, 29, 40, 0), (26, 0, 0, 0, 0, 0, 0))
    told = text_of(draw_week(missed, 76))
    assert "27" not in told
    assert "✓ 26" in told
    assert "○ 28" in told


def test_minutes_that_are_earned_are_not_rounded_up():
    assert "53 min walked   51 in Zone 2" in text(sample_pages.HOME)


def test_a_low_battery_is_told():
    block = draw_home(sample_pages.WARNED, 76, 22)
    spans = [span for line in block for span in line if "change it soon" in span.text]
    assert [span.ink.tone for span in spans] == [Tone.ABOVE]


def test_outside_text_is_only_text():
    nasty = replace(sample_pages.HOME, strap=replace(sample_pages.STRAP, name="[red]H\x1b[31m10\u202eevil"))
    told = text(nasty)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[red]H" in told


@pytest.mark.parametrize("height", [20, 28, 36])
@pytest.mark.parametrize("name", ["ordinary", "tempo", "rest", "done", "new"])
def test_the_groups_stand_a_row_apart(name, height):
    view = sample_pages.HOMES[name]
    rows = text(view, 76, height).splitlines()
    begins = ("THIS WEEK", "♥ Polar", "♡ No strap", view.focus)
    assert {before for before, row in pairwise(rows) if row.startswith(begins)} == {""}


@pytest.mark.parametrize("size", [(38, 10), (76, 20), (116, 26), (156, 46)])
@pytest.mark.parametrize("name", sample_pages.HOMES)
def test_nothing_is_printed_twice(name, size):
    told = text(sample_pages.HOMES[name], *size)
    for once in ("THIS WEEK", "Polar H10", "bpm", "enter", sample_pages.HOMES[name].focus):
        assert told.count(once) <= 1


def test_on_a_full_page_what_matters_less_makes_room_for_blank_rows():
    told = text(sample_pages.WARNED, 76, 20)
    assert not any(line.lstrip().startswith("walked") for line in told.splitlines()), "the marks say so already"
    assert sample_pages.WARNED.focus in told
    assert told.split("\n\n")[0].splitlines()[0] == " m  How was your back this morning?"


def test_with_height_the_days_are_bars_of_their_minutes():
    week_rows = text(sample_pages.HOME, 156, 46).splitlines()
    labels = next(at for at, row in enumerate(week_rows) if "▸Wed" in row)
    right = [row[91:].ljust(65) for row in week_rows[:labels]]
    heights = [sum(row[1 + day * 9 : 3 + day * 9].strip() != "" for row in right) for day in range(7)]
    assert heights[5] == max(heights) == 46 * 3 // 10, "the long walk"
    assert heights[3] == heights[6] == 0, "a day of rest"
    assert heights[0] - 1 <= heights[2] <= heights[4] < heights[5], "part of a row is a row where it was walked"
    assert {row[1 + 9 * 2] for row in right[-3:]} == {"░"}, "planned"
    assert {row[1] for row in right[-3:]} == {"█"}, "walked"
