import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.pacing.cue import Cue
from coach.domain.zone.zones import Band
from coach.drawing.bands import tone_of
from coach.drawing.ink import Tone, line_width, text_of
from coach.drawing.trace import draw_trace
from coach.session.snapshot import TraceView

BAND = Band(120, 135)


def view(at_s, bpm, cues=(), bands=()):
    return TraceView(np.asarray(at_s, dtype=float), np.asarray(bpm, dtype=float), tuple(cues), tuple(bands))


def grounded(block, column):
    """The rows of a plot that are printed on the band's ground in a column of cells, counted from the top line."""
    rows = []
    for number, line in enumerate(block):
        inks = [span.ink for span in line for _ in span.text]
        if inks[column].ground is Tone.BAND:
            rows.append(number)
    return rows


def dotted(block):
    """The columns of cells with a dot of the trace in them."""
    rows = text_of(block).splitlines()
    return {x for row in rows for x, char in enumerate(row) if 0x2800 < ord(char) <= 0x28FF}


def test_a_level_line_runs_from_the_left_to_now():
    block = draw_trace(view(range(120), [127.5] * 120), BAND, 120.0, 40, 8)
    assert dotted(block) == set(range(4, 4 + 30))


def test_a_gap_stays_a_gap():
    at_s = np.arange(0.0, 120.0)
    bpm = np.full(120, 127.5)
    bpm[40:80] = np.nan
    block = draw_trace(view(at_s, bpm), BAND, 120.0, 124, 8)
    columns = dotted(block)
    # 116 cells of plot, six of them ahead, for 120 s: cells and seconds are nearly the same.
    first, last = 4 + 40 * 114 // 120, 4 + 79 * 114 // 120
    assert not columns & set(range(first + 1, last))
    assert {first - 2, last + 2} <= columns


@pytest.mark.parametrize("every_s", [1, 5, 6, 12, 15])
def test_points_without_a_gap_between_them_are_one_line_however_far_apart(every_s):
    at_s = np.arange(0.0, 121.0, every_s)
    block = draw_trace(view(at_s, [127.5] * at_s.size), BAND, 120.0, 124, 8)
    assert dotted(block) >= set(range(4, 4 + 113))


def test_the_next_half_minute_is_dotted_beyond_now():
    plain = dotted(draw_trace(view(range(120), [127.5] * 120), BAND, 120.0, 40, 8))
    ahead = dotted(draw_trace(view(range(120), [127.5] * 120), BAND, 120.0, 40, 8, expected_bpm=132.0))
    assert ahead - plain == set(range(34, 40))


def test_nothing_is_expected_while_there_is_nothing_now():
    bpm = [127.5] * 100 + [np.nan] * 20
    block = draw_trace(view(range(120), bpm), BAND, 120.0, 40, 8, expected_bpm=132.0)
    assert max(dotted(block)) < 34


def test_cues_are_marked_over_their_time_and_the_pressing_one_stays():
    cues = ((10.0, Cue.STEP), (10.0, Cue.EASE_OFF), (60.0, Cue.SPEED_UP), (61.0, Cue.TALK_TEST))
    marks = text_of(draw_trace(view(range(120), [127.5] * 120, cues), BAND, 120.0, 124, 8)[:1])
    assert marks.replace(" ", "") == "▼▲"
    assert marks.index("▲") == pytest.approx(4 + 114 / 2, abs=1)


def test_the_line_is_coloured_by_where_it_is():
    bpm = np.linspace(100, 150, 120)
    block = draw_trace(view(range(120), bpm), BAND, 120.0, 60, 12)
    columns = {Tone.BELOW: [], Tone.IN: [], Tone.ABOVE: []}
    for line in block:
        at = 0
        for span in line:
            dots = [at + place for place, char in enumerate(span.text) if 0x2800 < ord(char) <= 0x28FF]
            if dots:
                columns[span.ink.tone] += dots
            at += len(span.text)
    plot = range(4, 60)  # right of the labels; 100-150 bpm from its left to its right, so 120 and 135 at 2/5 and 7/10
    below, inside, above = (sorted(found) for found in columns.values())
    assert max(below) - 1 <= min(inside) == pytest.approx(plot[0] + 0.4 * 50, abs=2)
    assert max(inside) - 1 <= min(above) == pytest.approx(plot[0] + 0.7 * 50, abs=2)


def test_an_empty_trace_is_a_band_and_an_axis(screens):
    assert text_of(draw_trace(view([], []), BAND, 0.0, 60, 10, shaded=True)) + "\n" == screens


@pytest.mark.parametrize("size", [(17, 10), (60, 2), (0, 0)])
def test_too_small_for_a_trace(size):
    assert draw_trace(view([0.0], [120.0]), BAND, 1.0, *size) == ()


@given(
    bpm=st.lists(st.floats(40, 220) | st.just(float("nan")), max_size=80),
    now=st.floats(0, 4000),
    width=st.integers(18, 160),
    height=st.integers(3, 30),
    lo=st.integers(60, 150),
    band_width=st.integers(5, 40),
    expected=st.none() | st.floats(-200, 500),
)
def test_whatever_the_heart_does_the_lines_are_as_wide_as_asked(bpm, now, width, height, lo, band_width, expected):
    at_s = now - np.arange(len(bpm), 0, -1)
    for band in (Band(lo, lo + band_width), None):
        block = draw_trace(view(at_s, bpm), band, now, width, height, expected_bpm=expected)
        assert [line_width(line) for line in block] == [width] * height


@pytest.mark.parametrize("height", [7, 12, 25])
def test_each_stretch_stands_over_the_band_that_was_valid_then(height):
    bands = ((0.0, BAND), (60.0, BAND.upper_half), (90.0, Band(105, 120)), (110.0, BAND))
    block = draw_trace(view(range(120), [127.5] * 120, bands=bands), BAND, 120.0, 124, height)
    whole, upper, lower, now = (grounded(block, 4 + cell) for cell in (20, 70, 95, 112))
    assert whole == now == grounded(block, 120), "the band of now goes on into the next half minute"
    assert len(upper) * 2 == len(whole)
    assert upper == whole[: len(upper)]
    assert lower[0] == whole[-1] + 1, "a band that ends where another begins lies under it"


def test_a_heart_rate_is_coloured_by_the_band_of_its_time():
    bands = ((0.0, Band(100, 115)), (40.0, None), (60.0, BAND), (90.0, Band(130, 145)))
    block = draw_trace(view(range(120), [125.0] * 120, bands=bands), Band(130, 145), 120.0, 124, 8)
    inks = {}
    for line in block:
        cells = [(char, span.ink) for span in line for char in span.text]
        for cell in (20, 50, 70, 105):
            char, ink = cells[4 + cell]
            if 0x2800 < ord(char) <= 0x28FF:
                inks[cell] = ink.tone
    assert inks == {20: Tone.ABOVE, 50: Tone.TEXT, 70: Tone.IN, 105: Tone.BELOW}


def test_without_a_band_there_is_a_line_between_tens_and_nothing_under_it():
    block = draw_trace(view(range(120), np.linspace(96, 118, 120)), None, 120.0, 60, 10)
    assert not any(span.ink.ground is Tone.BAND for line in block for span in line)
    rows = text_of(block).splitlines()
    assert rows[1].startswith("120")
    assert rows[8].startswith(" 90")
    assert dotted(block) == set(range(4, 54))
    empty = text_of(draw_trace(view([], []), None, 0.0, 60, 10)).splitlines()
    assert (empty[1].strip(), empty[8].strip()) == ("140", "80")


def test_a_band_that_is_not_known_any_more_keeps_its_stretch():
    block = draw_trace(view(range(120), [125.0] * 120, bands=((0.0, BAND), (60.0, None))), None, 120.0, 124, 8)
    assert grounded(block, 4 + 30)
    assert not grounded(block, 4 + 90)


@given(
    steps=st.lists(
        st.tuples(
            st.floats(0, 700),
            st.none() | st.builds(lambda lo, w: Band(lo, lo + w), st.integers(60, 150), st.integers(5, 40)),
        ),
        min_size=1,
        max_size=5,
    ),
    bpm=st.floats(50, 200),
    height=st.integers(5, 30),
)
def test_whatever_the_bands_the_line_has_the_tone_of_its_own(steps, bpm, height):
    steps = sorted(steps, key=lambda step: step[0])
    trace = view(range(600), [bpm] * 600, bands=steps)
    block = draw_trace(trace, steps[-1][1] if steps[-1][0] <= 600 else None, 600.0, 100, height)
    assert [line_width(line) for line in block] == [100] * height
    tones = {
        span.ink.tone for line in block[1:-1] for span in line if any(0x2800 < ord(c) <= 0x28FF for c in span.text)
    }
    valid = [band for (from_s, band), (to_s, _) in pairwise([*steps, (601.0, None)]) if from_s < 600.0 and to_s > 0]
    assert tones <= {tone_of(bpm, band) for band in [steps[0][1], *valid]}


def dots_point_by_point(at_s, bpm, bands, scale, plot):
    """The line as it is defined: from each point to the next, one column after the other."""
    dots = np.zeros((plot.rows * 4, plot.cells * 2), dtype=bool)
    tones = np.empty((plot.rows, plot.cells), dtype=object)
    columns, depths, band_at = plot.column(at_s).tolist(), (scale.depth(bpm) * 4).tolist(), bands.at(at_s)
    for i, beat in enumerate(bpm.tolist()):
        if math.isnan(beat):
            continue
        start = i - 1 if i and not math.isnan(bpm[i - 1]) else i
        first, last = int(columns[start]), int(columns[i])
        steps = max(1, last - first)
        fall = (depths[i] - depths[start]) / steps
        for column in range(first, last + 1):
            to = depths[i] - fall * (last - column)
            ends = (to, to - fall) if column > first or steps == 1 else (to, to)
            top, bottom = max(0, math.floor(min(ends))), min(plot.rows * 4 - 1, math.floor(max(ends)))
            for row in range(top, bottom + 1):
                dots[row, column] = True
                tones[row // 4, column // 2] = tone_of(beat, band_at[i])
    return dots, tones


@given(
    bpm=st.lists(st.floats(80, 180) | st.just(float("nan")), max_size=60),
    every_s=st.sampled_from([0.25, 1.0, 3.0, 7.0]),
    now=st.floats(420, 2000),
    width=st.integers(18, 120),
    height=st.integers(3, 20),
)
def test_all_points_at_once_make_the_line_of_one_after_the_other(bpm, every_s, now, width, height):
    at_s = now - np.arange(len(bpm), 0, -1) * every_s
    trace = view(at_s, bpm, bands=((0.0, BAND), (now - 30.0, Band(130, 145))))
    draw = draw_trace.__wrapped__
    at_once = draw(trace, Band(130, 145), now, width, height)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("coach.drawing.trace._dots", dots_point_by_point)
        assert draw(trace, Band(130, 145), now, width, height) == at_once
