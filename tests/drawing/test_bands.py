import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.zone.zones import Band
from coach.drawing.bands import BandsOverTime, fit_rows, grounds, tone_of
from coach.drawing.ink import Tone

BAND = Band(120, 135)
UPPER = BAND.upper_half
OVER_TIME = BandsOverTime(((10.0, BAND), (20.0, None), (30.0, UPPER)))
BANDS = st.builds(lambda lo, width: Band(lo, lo + width), st.integers(60, 150), st.integers(5, 40))


def test_a_band_is_valid_from_its_time_on_and_the_first_one_before_it_too():
    assert OVER_TIME.at(np.array([0.0, 10.0, 19.9, 20.0, 30.0, 99.0])) == [BAND, BAND, BAND, None, UPPER, UPPER]
    assert OVER_TIME.between(0.0, 15.0) == [BAND]
    assert OVER_TIME.between(12.0, 40.0) == [BAND, UPPER]
    assert OVER_TIME.between(21.0, 29.0) == []


@given(steps=st.lists(st.none() | BANDS, min_size=1, max_size=4), bpm=st.lists(st.floats(30, 220), max_size=20))
def test_all_tones_at_once_are_those_of_each_heart_rate(steps, bpm):
    over_time = BandsOverTime(tuple((10.0 * number, band) for number, band in enumerate(steps)))
    at_s = np.linspace(-5.0, 50.0, len(bpm))
    edges = [edge for band in steps if band is not None for edge in (band.lo_bpm, band.hi_bpm)]
    for beats in (bpm, (edges * len(bpm))[: len(bpm)]):
        expected = [tone_of(beat, band) for beat, band in zip(beats, over_time.at(at_s), strict=False)]
        assert [*over_time.tones(at_s[: len(beats)], np.array(beats, dtype=float))] == expected


@given(rows=st.integers(3, 40), lo=st.floats(60, 200), hi=st.floats(60, 200))
def test_the_band_has_whole_rows_and_what_fits_is_inside(rows, lo, hi):
    lo, hi = min(lo, hi), max(lo, hi)
    scale = fit_rows(BAND, rows, lo, hi)
    assert scale.rows == rows
    assert scale.band_rows >= 1
    assert scale.rows_of(BAND) == range(scale.above_rows, scale.above_rows + scale.band_rows)
    if scale.band_rows > 1:
        assert scale.depth(np.array([hi]))[0] >= -1e-9
        assert scale.depth(np.array([lo]))[0] <= rows + 1e-9


@pytest.mark.parametrize("rows", [5, 8, 11, 20])
def test_the_edges_of_another_band_are_edges_of_rows_where_they_can_be(rows):
    scale = fit_rows(BAND, rows, 118.0, 136.0, (UPPER,))
    assert scale.band_rows % 2 == 0
    assert len(scale.rows_of(UPPER)) * 2 == scale.band_rows
    odd = Band(117, 131)
    assert fit_rows(BAND, rows, 118.0, 136.0, (odd,)).band_rows >= 1, "and where they cannot the band keeps its rows"


@given(band=BANDS, other=BANDS, rows=st.integers(3, 30))
def test_a_band_in_the_plot_has_a_row_and_its_edges_are_less_than_a_row_off(band, other, rows):
    lo, hi = min(band.lo_bpm, other.lo_bpm), max(band.hi_bpm, other.hi_bpm)
    scale = fit_rows(band, rows, lo, hi, (other,))
    shown = scale.rows_of(other)
    if scale.band_rows > 1:
        assert len(shown) >= 1
        top, bottom = scale.depth(np.array([other.hi_bpm, other.lo_bpm]))
        assert abs(shown.start - top) <= 1
        assert abs(shown.stop - bottom) <= 1


def test_labels_stand_at_the_edges_and_the_last_bands_come_first():
    scale = fit_rows(BAND, 12, 118.0, 136.0, (UPPER,))
    labels = scale.labels([BAND, UPPER])
    rows = scale.rows_of(UPPER)
    assert labels[rows[0]] == "135"
    assert set(labels.values()) == {"135", "128", "120"}
    assert fit_rows(BAND, 3, 110.0, 140.0).labels([BAND]) == {0: "135", 2: "120"}


def test_each_column_of_cells_has_the_ground_of_its_time():
    scale = fit_rows(BAND, 8, 118.0, 136.0, (UPPER,))
    ground = grounds(scale, OVER_TIME, np.array([5.0, 15.0, 25.0, 35.0]))
    assert ground.sum(axis=0).tolist() == [scale.band_rows, scale.band_rows, 0, scale.band_rows // 2]


@pytest.mark.parametrize(("bpm", "tone"), [(119.9, Tone.BELOW), (120, Tone.IN), (135, Tone.IN), (135.1, Tone.ABOVE)])
def test_the_tone_goes_by_the_plain_bounds(bpm, tone):
    assert tone_of(bpm, BAND) is tone
    assert tone_of(bpm, None) is Tone.TEXT
