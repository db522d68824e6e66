"""The parts of the walk screen that are words: as much as fits, the most important last to go."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.drawing.ink import line_width
from coach.drawing.panels import (
    WalkLook,
    draw_keys,
    draw_step_bar,
    draw_zone_times,
    header_line,
    remedy_line,
    zone_2_line,
)
from coach.pages.programme import Week
from tests.support import scenes

KEYS = (("space", "pause"), ("n", "skip"), ("b", "band"), ("m", "mute"), ("?", "help"), ("q", "end"))


def words(line):
    return "".join(span.text for span in line)


@given(width=st.integers(24, 160))
def test_the_header_is_as_wide_as_the_screen_and_keeps_the_clock(width):
    line = header_line(scenes.LIVE_IN, WalkLook(), width)
    assert line_width(line) == width
    assert words(line).endswith("13:35")


@given(width=st.integers(18, 120))
def test_help_and_the_end_are_the_last_keys_to_go(width):
    line = draw_keys(KEYS, width)
    assert line_width(line) <= width
    assert words(line).endswith("q end")
    assert "? help" in words(line)


def test_with_room_every_key_is_shown_in_its_order():
    assert words(draw_keys(KEYS, 80)).split("  ") == [f"{key} {label}" for key, label in KEYS]


def test_zone_2_time_is_today_s_and_the_week_s_where_they_are_known():
    view = replace(scenes.LIVE_IN, z2_s=600.0)
    assert words(zone_2_line(view, WalkLook(), 60)) == "Zone 2 10:00 in this walk"
    look = WalkLook(today_z2_s=300.0, week=Week(3600.0, 150))
    assert words(zone_2_line(view, look, 60)) == "Zone 2 15:00 today  70 of 150 min this week"
    assert words(zone_2_line(view, replace(look, week=Week(3600.0)), 60)).endswith("70 min this week")


@pytest.mark.parametrize(("elapsed_s", "remaining_s", "done"), [(0.0, 600.0, 0), (300.0, 300.0, 20), (600.0, 0.0, 40)])
def test_the_bar_shows_how_much_of_the_step_is_over(elapsed_s, remaining_s, done):
    step = replace(scenes.LIVE_IN.step, elapsed_s=elapsed_s, remaining_s=remaining_s)
    bar = words(draw_step_bar(replace(scenes.LIVE_IN, step=step), 40))
    assert (bar.count("━"), len(bar)) == (done, 40)
    endless = replace(scenes.LIVE_IN.step, remaining_s=None)
    assert draw_step_bar(replace(scenes.LIVE_IN, step=endless), 40) == ()


def test_the_times_in_the_zones_add_up_and_the_longest_bar_is_that_of_the_most_time():
    view = replace(scenes.LIVE_IN, zone_s=(0.0, 120.0, 600.0, 60.0, 0.0, 0.0))
    lines = [words(line) for line in draw_zone_times(view, WalkLook(), 60, 20)]
    rows = {line.split("  ")[0].split(" <")[0].strip(): line for line in lines[1:7]}
    assert list(rows) == ["Zone 5", "Zone 4", "Zone 3", "Zone 2", "Zone 1", "below"]
    assert max(rows, key=lambda name: rows[name].count("█")) == "Zone 2"
    assert rows["Zone 5"].count("█") == 0


def test_a_link_in_trouble_says_what_to_do_until_the_walk_is_over():
    assert remedy_line(scenes.LIVE_IN, 80) == ()
    lost = replace(scenes.LOST, ended=True)
    assert remedy_line(lost, 80) == ()
