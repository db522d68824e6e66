import re
from datetime import timedelta
from itertools import groupby
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.totals.summary import Dropouts
from coach.drawing import block_font
from coach.drawing.block_font import DigitScale
from coach.drawing.ink import text_of
from coach.drawing.look_back import (
    draw_history,
    draw_summary,
    file_line,
    minutes_sentence,
    steadiness,
)
from coach.session.names import PAIN_WORDS, RPE_WORDS
from tests.support import sample_pages
from tests.support.fitting import HEIGHTS, WIDTHS, any_size, assert_fits


def summary_text(detail, width=76, height=20):
    return text_of(draw_summary(detail, width, height))


@any_size
@given(st.sampled_from([sample_pages.DETAIL, sample_pages.FIRST_DETAIL]), WIDTHS, HEIGHTS)
def test_a_walk_fits_any_width(detail, width, height):
    assert_fits(draw_summary(detail, width, height), width)


@any_size
@given(
    st.sampled_from([sample_pages.HISTORY, sample_pages.EMPTY_HISTORY]),
    st.integers(0, 13),
    WIDTHS,
    HEIGHTS,
    st.booleans(),
)
def test_the_history_fits_any_size(view, chosen, width, height, trends):
    assert_fits(draw_history(view, chosen, width, height, trends=trends), width, max(height, 3))


def test_everything_of_a_walk_is_told():
    told = summary_text(sample_pages.DETAIL)
    for wanted in (
        "walked, 14 min in Zone 2",
        "mean 126  highest 137 bpm",
        "effort 3  pain 2 → 1  1.85 km",
        "fell 24 in the minute after",
        "Zone 2 120-135",
        "faster than on your last four",
        "On Friday 29 minutes",
        "“New shoes.”",
    ):
        assert wanted in told


def test_the_words_and_the_bar_say_the_same():
    """871 s are 14 minutes: what is earned is not rounded up."""
    assert "14 min in Zone 2" in summary_text(sample_pages.DETAIL)
    [line] = [line for line in summary_text(sample_pages.DETAIL).splitlines() if line.startswith("Zone 2 120")]
    assert line.endswith("14 min")


def test_a_first_walk_and_one_without_its_recording():
    told = summary_text(sample_pages.FIRST_DETAIL)
    assert "The first walk of its kind" in told
    assert "effort -  pain -" in told


def test_time_without_a_heart_rate_is_owned_up_to():
    detail = replace(sample_pages.DETAIL, summary=replace(sample_pages.DETAIL.summary, dropouts=Dropouts(2, 41.0)))
    assert "Without a heart rate for 41 s in all" in summary_text(detail)


def test_what_the_recording_lacks_is_owned_up_to():
    assert "could not be recorded" not in summary_text(sample_pages.DETAIL)
    assert "The last 0:43 could not be recorded" in summary_text(replace(sample_pages.DETAIL, unrecorded_s=43.2))


def test_a_note_is_only_text():
    detail = replace(sample_pages.DETAIL, felt=replace(sample_pages.FELT, note="[b]x\x1b[2J\u202e"))
    told = summary_text(detail)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "[b]x" in told


@pytest.mark.parametrize(
    ("excursions", "drift", "told"),
    [
        (0, None, "No spikes above the zone."),
        (1, None, "One spike above the zone."),
        (0, 0.4, "Steady: no spikes above the zone; the heart rate stayed level."),
        (1, 3.2, "Steady: one spike above the zone; the heart rate rose 3 % in the second half."),
        (4, -2.0, "4 spikes above the zone; the heart rate fell 2 % in the second half."),
        (0, 9.0, "No spikes above the zone; the heart rate rose 9 % in the second half."),
    ],
)
def test_steadiness(excursions, drift, told):
    assert steadiness(replace(sample_pages.DETAIL.summary, excursions=excursions, cardiac_drift_pct=drift)) == told


def walked(zone_s, *, minutes=32.0, mean_bpm=104.0):
    """A walk with so many seconds in each zone; None without any zone known."""
    summary = replace(
        sample_pages.DETAIL.summary,
        zone_s=zone_s or (0.0,) * 6,
        z2_s=None if zone_s is None else zone_s[2],
        mean_bpm=mean_bpm,
        moving_s=minutes * 60,
    )
    return replace(sample_pages.DETAIL, row=replace(sample_pages.WALKS[0], minutes=minutes), summary=summary)


UNDER = (900.0, 1020.0, 0.0, 0.0, 0.0, 0.0)
FAILURE = re.compile(
    r"\b(failed?|failure|missed|only|short of|should have|uneven|nothing|too (slow|little))\b|\b0 min", re.IGNORECASE
)


@any_size
@given(
    st.none() | st.tuples(*[st.sampled_from([0.0, 0.4, 40.0, 700.0])] * 6),
    st.sampled_from([0.2, 1.0, 14.6, 93.0]),
    st.sampled_from([None, 104.0]),
    st.integers(0, 6),
    st.sampled_from([None, -3.0, 0.2, 11.0]),
)
def test_no_walk_looks_like_a_shortfall(zone_s, minutes, mean_bpm, excursions, drift):
    detail = walked(zone_s, minutes=minutes, mean_bpm=mean_bpm)
    summary = replace(
        detail.summary, excursions=excursions, cardiac_drift_pct=drift, dropouts=Dropouts(1, 30.0), recovery_bpm=None
    )
    detail = replace(detail, summary=summary)
    for width, height in ((38, 10), (76, 20), (150, 46)):
        told = summary_text(detail, width, height)
        assert not FAILURE.search(told), told
        whole = block_font.draw_big(f"{minutes:.0f} MIN" if minutes >= 1 else "0:12", DigitScale(1, 1))
        assert height >= 18 or text_of(whole).splitlines()[0] in told


def test_a_walk_under_the_zone_is_praised_for_its_minutes():
    assert "32 minutes walked. " in summary_text(walked(UNDER))
    assert "Zone 2" not in summary_text(walked(UNDER))
    assert "minutes walked" not in summary_text(walked((0.0, 300.0, 1500.0, 0.0, 0.0, 0.0)))
    assert "minutes walked" not in summary_text(walked((0.0, 300.0, 0.0, 900.0, 800.0, 0.0)))
    assert minutes_sentence(walked(UNDER, minutes=1.2)).startswith("1 minute walked. ")


def test_the_praise_is_another_one_each_week():
    days = [sample_pages.WALKS[0].started_at + timedelta(days=day) for day in range(120)]
    said = [minutes_sentence(replace(walked(UNDER), row=replace(walked(UNDER).row, started_at=day))) for day in days]
    assert max(len(list(run)) for _, run in groupby(said)) <= 7


def test_a_walk_without_a_heart_rate_is_a_walk():
    told = summary_text(walked(None, mean_bpm=None))
    assert "Walked without a heart rate: its minutes count all the same." in told
    assert "spike" not in told


def test_a_row_without_a_minute_in_the_zone_has_no_nought():
    view = replace(sample_pages.HISTORY, walks=(replace(sample_pages.WALKS[0], minutes=31.6, z2_minutes=0.0),))
    row = text_of(draw_history(view, 0, 76, 6, trends=False)).splitlines()[1]
    assert " 32 " in row
    assert " 0 " not in row


def test_every_level_has_its_word():
    assert len(RPE_WORDS) == len(PAIN_WORDS) == 11


def test_the_chosen_walk_is_in_sight():
    for chosen in range(len(sample_pages.WALKS)):
        lines = text_of(draw_history(sample_pages.HISTORY, chosen, 38, 6, trends=False)).splitlines()
        [marked] = [line for line in lines if line.startswith("▸")]
        assert f"{sample_pages.WALKS[chosen].started_at:%d %b}" in marked


def test_the_bars_of_the_zones_say_what_the_whole_is():
    told = summary_text(sample_pages.DETAIL).splitlines()
    [at] = [number for number, line in enumerate(told) if line.startswith("Zone 2 120")]
    axis = next(line for line in told[at:] if line.startswith(" " * 15))
    assert axis.split() == ["0", f"{sum(sample_pages.DETAIL.summary.zone_s) / 60:.0f}", "min"]


def test_walks_of_several_years_say_which():
    view = sample_pages.HISTORY
    now, *_ = view.walks
    years_ago = replace(now, started_at=now.started_at.replace(year=2021))
    rows = text_of(draw_history(replace(view, walks=(now, years_ago)), 0, 76, 20, trends=False)).splitlines()
    assert [row[2:11] for row in rows[1:3]] == [f"{now.started_at:%d %b %y}", f"{years_ago.started_at:%d %b} 21"]
    this_year = text_of(draw_history(view, 0, 76, 20, trends=False)).splitlines()[1]
    assert this_year[2:11].split() == [f"{now.started_at:%d}", f"{now.started_at:%b}", "st"]


def test_an_empty_history_says_what_to_do():
    assert "enter starts it" in text_of(draw_history(sample_pages.EMPTY_HISTORY, 0, 76, 20, trends=False))


def test_a_look_back_says_where_the_recording_lies_or_that_it_is_gone():
    assert f"Recorded in {sample_pages.DETAIL.file}" in summary_text(sample_pages.DETAIL)
    assert "Recorded in …/recordings/2026-11-24-0731.jsonl" in summary_text(sample_pages.DETAIL, width=50)
    assert "Its recording is gone." in summary_text(sample_pages.FIRST_DETAIL)


@any_size
@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=30), min_size=1), WIDTHS)
def test_a_path_is_cut_at_its_beginning_and_moves_no_terminal(parts, width):
    line = file_line(PurePosixPath("/", *parts, "2026-11-24-0731.jsonl"), width)
    assert_fits((line,), width)
    shown = text_of((line,))
    assert shown.isprintable()
    assert shown.startswith("Recorded in ")
    assert shown.endswith("2026-11-24-0731.jsonl")
