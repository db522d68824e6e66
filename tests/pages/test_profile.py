import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.zone.zones import Band
from coach.pages.profile import band_from, band_typed

HALVES = st.integers(60, 500).map(lambda twice: twice / 2)


@given(st.tuples(HALVES, HALVES).filter(lambda pair: 30 <= pair[0] <= pair[1] - 1 and pair[1] <= 250))
def test_a_band_comes_back_as_it_was_typed(bounds):
    band = Band(*bounds)
    assert band_from(band_typed(band)) == band
    assert band_from(band_typed(band).replace("-", " \N{EN DASH} ")) == band


@pytest.mark.parametrize("text", ["", "120", "135-120", "-5-100", "a-b", "120-135-150", "0-300", "nan-nan"])
def test_what_is_no_band(text):
    with pytest.raises(ValueError, match=r"band|unpack|float"):
        band_from(text)
