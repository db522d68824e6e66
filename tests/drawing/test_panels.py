"""The words of the walk screen: what is kept when there is little room, and what is said of a link in trouble."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.drawing.big_words import largest_words
from coach.drawing.block_font import DigitScale, draw_big, draw_lines, width_of
from coach.drawing.ink import Canvas, Rect, Tone, line_width, text_of
from coach.drawing.panels import (
    WalkLook,
    draw_headline,
    draw_step,
    draw_step_bar,
    draw_zone_times,
    header_line,
    remedy_line,
    zone_2_line,
)
from coach.drawing.wording import ASK_THE_DOCTOR, Headline, headline
from coach.errors import BluetoothProblem, During
from coach.pages.programme import Week
from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.snapshot import RecordingState, StepView
from tests.support import scenes
from tests.support.fitting import HEIGHTS, WIDTHS, any_size, assert_fits

PLAIN = WalkLook()
KEYS = (("space", "pause"), ("n", "skip"), ("b", "band"), ("?", "help"), ("q", "end"))
EASE_OFF = Headline("▼", "Ease off", Tone.ABOVE, "a little slower", acting=True)
IN_ZONE = Headline("●", "In zone", Tone.IN, "in Zone 2, 120-135 bpm")
SMALL = DigitScale(1, 1)


def text(line):
    return text_of((line,))


def in_trouble(state=LinkState.NO_ADAPTER, **changes):
    return replace(scenes.LOST, link=replace(scenes.LOST.link, state=state, **changes))


def test_the_header_has_link_walk_and_time_and_gives_up_what_matters_least_first():
    whole = text(header_line(scenes.LIVE_IN, PLAIN, 80))
    assert whole.startswith("♥ Polar H10 1234  connected  battery 80 %")
    assert whole.endswith("Steady walk  13:35")
    kept = [text(header_line(scenes.LIVE_IN, PLAIN, width)) for width in range(80, 30, -1)]
    assert all(line.startswith("♥ Polar H10 1234") and line.endswith("13:35") for line in kept)
    seen = ["".join(word[0] for word in ("connected", "battery", "Steady") if word in line) for line in kept]
    assert list(dict.fromkeys(seen)) == ["cbS", "bS", "S", ""], "last goes what walk it is"
    muted = text(header_line(replace(scenes.LIVE_IN, muted=True), PLAIN, 40))
    assert muted.endswith("muted  13:35")


def test_the_header_says_what_is_shown_in_place_of_a_walk_at_every_width():
    for view in (scenes.LIVE_IN, scenes.FINISHED, replace(scenes.LIVE_IN, muted=True)):
        for width in (40, 60, 80, 120):
            line = header_line(view, WalkLook(mark="demo, x10"), width)
            assert line_width(line) == width
            assert re.search(r"  demo, x10(  |$)", text(line))


def test_a_link_in_trouble_keeps_what_happened_before_the_name_of_the_strap():
    view = in_trouble(LinkState.LOST, said="", attempt=3)
    wide, narrow = (text(header_line(view, PLAIN, width)) for width in (80, 52))
    assert "Polar H10 1234: connection lost, getting it back, try 3" in wide
    assert "connection lost, getting it back, try 3" in narrow
    assert "Polar" not in narrow


def test_a_walk_that_the_disk_does_not_take_says_so_all_the_time():
    failing = replace(scenes.LIVE_IN, recording=RecordingState.FAILING)
    for width in (80, 50):
        assert "not recorded  " in text(header_line(failing, PLAIN, width))
    well = replace(scenes.LIVE_IN, recording=RecordingState.OK)
    assert header_line(well, PLAIN, 80) == header_line(scenes.LIVE_IN, PLAIN, 80)


@given(
    state=st.sampled_from(sorted(scenes.STATES)),
    width=WIDTHS,
    muted=st.booleans(),
    recording=st.none() | st.sampled_from(RecordingState),
)
@any_size
def test_the_header_is_as_wide_as_the_screen_in_every_state(state, width, muted, recording):
    line = header_line(replace(scenes.STATES[state], muted=muted, recording=recording), PLAIN, width)
    assert line_width(line) == width


def test_a_remedy_is_named_while_the_link_is_in_trouble_and_never_after_the_end():
    fact = LinkFact(LinkFactKind.TROUBLE, problem=BluetoothProblem.NO_SERVICE, during=During.SCAN, system="linux")
    view = in_trouble(LinkState.NO_SERVICE, said=fact)
    assert "systemctl" in text(remedy_line(view, 120))
    assert text(remedy_line(view, 30)) == ASK_THE_DOCTOR, "a command that is cut helps nobody"
    assert remedy_line(replace(view, ended=True), 120) == ()
    assert remedy_line(scenes.LIVE_IN, 120) == ()


def drawn(head, width, height, *, centred=False):
    canvas = Canvas(width, height)
    left = draw_headline(canvas, head, Rect(0, 0, width, height), centred=centred)
    return canvas.block(), text(left)


def test_the_word_is_spelt_as_large_as_it_fits_and_what_is_left_of_it_is_told_in_words():
    for width, height, spelling, scale, left in (
        (100, 6, "▼ EASE OFF", DigitScale(2, 2), "a little slower"),
        (62, 6, "EASE OFF", DigitScale(2, 2), "▼ a little slower"),
        (40, 5, "EASE OFF", DigitScale(1, 1, tall=True), "▼ a little slower"),
        (40, 4, "▼ EASE OFF", SMALL, "a little slower"),
    ):
        block, told = drawn(EASE_OFF, width, height)
        assert any(
            text_of(draw_lines((spelling,), scale, lower=lower)).splitlines()[1].strip() in text_of(block)
            for lower in (False, True)
        )
        assert told == left


def test_where_no_large_letters_fit_the_word_is_plain():
    block, told = drawn(EASE_OFF, 12, 3)
    assert text_of(block).split("\n")[1] == "▼ EASE OFF"
    assert told == "a little slower"


def test_what_to_do_now_fills_its_place_with_its_colour():
    for head, ground in ((EASE_OFF, Tone.ABOVE), (IN_ZONE, None)):
        assert {span.ink.ground for line in drawn(head, 60, 5)[0] for span in line} == {ground}
    assert {span.ink.ground for line in drawn(IN_ZONE, 60, 5, centred=True)[0] for span in line} == {Tone.IN}


@given(
    state=st.sampled_from(sorted(scenes.STATES)),
    width=st.integers(20, 160),
    height=st.integers(4, 20),
    far=st.booleans(),
)
def test_letters_on_a_colour_do_not_run_out_into_the_ground(state, width, height, far):
    head = headline(scenes.STATES[state])
    block, _ = drawn(head, width, height, centred=far)
    if not (head.acting or far) or {span.ink.ground for line in block for span in line} == {None}:
        assert largest_words(head.spellings, width - 2, 2 * height - 2) is None or not (head.acting or far)
        return
    rows = text_of(block).splitlines()
    rows += [""] * (height - len(rows))
    assert not set(rows[0]) & set("█▀")
    assert not set(rows[-1]) & set("█▄")
    assert not any(row[:1].strip() for row in rows)


def test_a_centred_word_has_as_much_room_on_both_sides():
    rows = text_of(drawn(EASE_OFF, 61, 5, centred=True)[0]).splitlines()
    indent = min(len(row) - len(row.lstrip()) for row in rows)
    assert indent == (61 - largest_words(("▼ EASE OFF",), 59, 8).width) // 2


def test_a_step_has_its_time_left_its_place_and_what_follows():
    said = text_of(draw_step(scenes.LIVE_IN, 40, 3))
    clock = text_of(draw_big("9:25", SMALL)).splitlines()
    assert all(digits.rstrip() in said for digits in clock)
    beside = width_of("9:25", SMALL)
    assert [line[beside:].strip() for line in said.splitlines()] == ["Steady 2 of 3", "left", "then cool down 3:00"]
    endless = text_of(draw_step(scenes.FREE, 40, 3))
    assert "left" not in endless
    assert endless.splitlines()[-1].endswith("until you end it")


def test_a_step_without_room_for_digits_is_two_lines():
    assert text_of(draw_step(scenes.LIVE_IN, 40, 2)) == "Steady 2 of 3  9:25 left\nthen cool down 3:00"


@pytest.mark.parametrize(("height", "digits"), [(3, 3), (4, 4), (5, 5), (7, 7), (8, 8)])
def test_the_time_left_is_as_large_as_its_place(height, digits):
    assert len(draw_step(scenes.LIVE_IN, 90, height)) == digits


def test_the_last_seconds_of_a_step_are_counted_in_large_digits():
    counting = draw_step(scenes.COUNTDOWN, 40, 3)
    assert text_of(draw_big("3", SMALL)).splitlines()[0] in text_of(counting)
    assert counting[0][0].ink.tone is Tone.EASY
    assert draw_step(scenes.LIVE_IN, 40, 3)[0][0].ink.tone is Tone.TEXT


@pytest.mark.parametrize(("elapsed_s", "cells"), [(0.0, 0), (300.0, 10), (600.0, 20)])
def test_the_bar_shows_how_much_of_the_step_is_over(elapsed_s, cells):
    step = StepView(scenes.STEADY.kind, 2, 3, scenes.BAND, elapsed_s, 600.0 - elapsed_s, None, None)
    bar = text(draw_step_bar(replace(scenes.LIVE_IN, step=step), 20))
    assert (bar.count("━"), bar.count("─")) == (cells, 20 - cells)
    assert draw_step_bar(scenes.FREE, 20) == ()


@pytest.mark.parametrize(
    ("look", "width", "line"),
    [
        (WalkLook(), 60, "Zone 2 9:34 in this walk"),
        (WalkLook(today_z2_s=300.0), 60, "Zone 2 14:34 today"),
        (WalkLook(week=Week(3600.0)), 60, "Zone 2 9:34 today  69 min this week"),
        (WalkLook(week=Week(3600.0, 150)), 60, "Zone 2 9:34 today  69 of 150 min this week"),
        (WalkLook(week=Week(3600.0, 150)), 37, "Zone 2 9:34 today  69 of 150 min week"),
        (WalkLook(week=Week(3600.0, 150)), 30, "Zone 2 9:34 today"),
    ],
)
def test_zone_2_time_is_this_walks_with_todays_and_the_weeks_where_they_are_known(look, width, line):
    assert scenes.LIVE_IN.z2_s == 574.0
    assert text(zone_2_line(scenes.LIVE_IN, look, width)) == line


def test_the_zones_are_bars_in_their_share_with_the_bounds_in_beats():
    view = replace(scenes.LIVE_IN, zone_s=(0.0, 300.0, 900.0, 0.0, 0.0, 0.0), cardiac_drift_bpm_per_10min=2.4)
    lines = draw_zone_times(replace(view, speed_mps=1.5), 62, 16)
    rows = dict(zip(("5", "4", "3", "2", "1", "below"), lines[1:7], strict=True))
    assert {name: text((row,)[0]).count("█") for name, row in rows.items()} == {
        "5": 0, "4": 0, "3": 0, "2": 30, "1": 10, "below": 0,
    }  # fmt: skip
    assert "120-135" in text(rows["2"])
    assert text(rows["2"]).endswith("15 min")
    assert rows["2"][0].ink.tone is Tone.IN
    assert rows["2"][0].ink.bold, "the zone of this moment"
    assert not rows["1"][0].ink.bold
    below = text_of(lines[7:])
    assert below.split("\n") == ["", "Drift +2 bpm in 10 min", "Speed 5.4 km/h"]


def test_with_height_the_zones_stand_a_row_apart():
    lines = text_of(draw_zone_times(scenes.LIVE_IN, 44, 24)).split("\n")
    assert [bool(line) for line in lines] == [True, *(False, True) * 6, False]


@given(
    state=st.sampled_from(sorted(scenes.STATES)),
    width=WIDTHS,
    height=HEIGHTS,
)
@any_size
def test_the_zone_times_fit_their_place(state, width, height):
    assert_fits(draw_zone_times(scenes.STATES[state], width, height), width, height)
