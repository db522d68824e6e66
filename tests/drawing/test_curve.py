import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.zone.zones import Band
from coach.drawing.curve import _columns, draw_walk_curve
from coach.drawing.ink import Tone, text_of
from tests.support.fitting import any_size, assert_fits
from tests.support.sample_pages import whole_trace

BAND = Band(120, 135)


@any_size
@given(st.integers(1, 200), st.integers(1, 30), st.booleans())
def test_a_curve_fits_any_size(width, height, shaded):
    trace = whole_trace()
    assert_fits(draw_walk_curve(trace.at_s, trace.bpm, BAND, width, height, shaded=shaded), max(width, 0), height)


def test_a_gap_stays_a_gap():
    at_s = np.arange(0.0, 600.0)
    whole = np.full(600, 128.0)
    holed = whole.copy()
    holed[200:400] = np.nan
    full = text_of(draw_walk_curve(at_s, whole, BAND, 64, 8))
    gapped = text_of(draw_walk_curve(at_s, holed, BAND, 64, 8))
    middle = slice(4 + 22, 4 + 38)
    assert any(line[middle].strip() for line in full.splitlines()[:-1])
    assert not any(line[middle].strip() for line in gapped.splitlines()[:-1])


def cells_with_dots(block):
    return {x for line in text_of(block).splitlines() for x, char in enumerate(line) if 0x2800 < ord(char) <= 0x28FF}


@pytest.mark.parametrize("every_s", [1, 5, 6, 12, 15])
def test_points_without_a_gap_between_them_are_one_line_however_far_apart(every_s):
    at_s = np.arange(0.0, 601.0, every_s)
    block = draw_walk_curve(at_s, 127.5 + 7 * np.sin(at_s / 50), BAND, 124, 8)
    assert cells_with_dots(block) == set(range(4, 124))


@given(start=st.integers(20, 500), silent_s=st.integers(3, 60), jump=st.integers(-12, 12))
def test_one_mark_is_a_gap_and_the_line_begins_anew_after_it(start, silent_s, jump):
    before, after = np.arange(0.0, start), np.arange(start + silent_s, 600.0)
    at_s = np.concatenate([before, [start + 1.0], after])
    bpm = np.concatenate([np.full(before.size, 127.5), [np.nan], np.full(after.size, 127.5 + jump)])
    means, beginnings = _columns(at_s, bpm, 599.0, 600)
    assert beginnings == {0, after[0] * 600 // 599}
    assert np.isnan(means).sum() >= silent_s - 2
    assert set(means[~np.isnan(means)]) == {127.5, 127.5 + jump}


@given(st.lists(st.floats(40, 220) | st.just(float("nan")), min_size=1, max_size=80), st.integers(24, 300))
def test_every_point_is_in_the_line_and_only_a_gap_is_out_of_it(bpm, columns):
    at_s, bpm = np.arange(float(len(bpm))), np.array(bpm)
    means, beginnings = _columns(at_s, bpm, at_s[-1], columns)
    index = np.minimum(columns - 1, (at_s / max(at_s[-1], 1.0) * columns).astype(int))
    known = ~np.isnan(bpm)
    assert not np.isnan(means[index[known]]).any()
    if known.all():
        assert beginnings == {0}
        assert not np.isnan(means[: index[-1] + 1]).any()
    assert np.isnan(means).all() or 39.9 <= np.nanmin(means) <= np.nanmax(means) <= 220.1


def test_a_curve_without_a_heart_rate_is_nothing():
    assert draw_walk_curve(np.array([1.0, 2.0]), np.array([np.nan, np.nan]), BAND, 60, 8) == ()
    assert draw_walk_curve(np.array([]), np.array([]), BAND, 60, 8) == ()


def test_the_band_has_its_numbers_and_the_axis_its_minutes():
    trace = whole_trace()
    told = text_of(draw_walk_curve(trace.at_s, trace.bpm, BAND, 60, 8))
    for wanted in ("120", "135", "21 min"):
        assert wanted in told
    assert "░" in text_of(draw_walk_curve(trace.at_s, trace.bpm, BAND, 60, 8, shaded=True))


@given(st.floats(40, 110), st.floats(140, 210), st.integers(5, 20))
def test_a_curve_says_what_its_edges_are(lowest, highest, height):
    at_s = np.arange(0.0, 600.0)
    block = draw_walk_curve(at_s, np.linspace(lowest, highest, 600), BAND, 64, height)
    labels = [text_of([line])[:3].strip() for line in block[:-1]]
    numbers = [int(label) for label in labels if label]
    assert numbers == sorted(numbers, reverse=True)
    assert labels[0]
    assert labels[-1]
    assert {120, 135} <= set(numbers)


def test_a_walk_low_in_the_zone_is_drawn_in_the_zone():
    at_s = np.arange(0.0, 1200.0)
    for bpm in (120.5, 121.0, 134.5):
        block = draw_walk_curve(at_s, np.full(1200, bpm), BAND, 64, 6)
        [ink] = {span.ink for line in block for span in line if any(0x2800 < ord(char) <= 0x28FF for char in span.text)}
        assert (ink.tone, ink.ground) == (Tone.IN, Tone.BAND)
