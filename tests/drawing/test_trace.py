import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.pacing.cues import Cue
from coach.domain.zone.zones import Band
from coach.drawing.ink import Tone, line_width, text_of
from coach.drawing.trace import draw_trace, fit_rows
from coach.session.snapshot import TraceView

BAND = Band(120, 135)


def view(at_s, bpm, cues=()):
    return TraceView(np.asarray(at_s, dtype=float), np.asarray(bpm, dtype=float), tuple(cues))


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
    tones = [
        span.ink.tone for line in block for span in line if any(0x2800 < ord(char) <= 0x28FF for char in span.text)
    ]
    assert {Tone.BELOW, Tone.IN, Tone.ABOVE} <= set(tones)


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
    expected=st.none() | st.floats(40, 220),
)
def test_whatever_the_heart_does_the_lines_are_as_wide_as_asked(bpm, now, width, height, lo, band_width, expected):
    at_s = now - np.arange(len(bpm), 0, -1)
    block = draw_trace(view(at_s, bpm), Band(lo, lo + band_width), now, width, height, expected_bpm=expected)
    assert [line_width(line) for line in block] == [width] * height


@given(rows=st.integers(3, 40), lo=st.floats(60, 200), hi=st.floats(60, 200))
def test_the_band_has_whole_rows_and_what_fits_is_inside(rows, lo, hi):
    lo, hi = min(lo, hi), max(lo, hi)
    scale = fit_rows(BAND, rows, lo, hi)
    assert scale.rows == rows
    assert scale.band_rows >= 1
    if scale.band_rows > 1:
        assert scale.depth(np.array([hi]))[0] >= -1e-9
        assert scale.depth(np.array([lo]))[0] <= rows + 1e-9
