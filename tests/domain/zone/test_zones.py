"""Bands and zones: bounds, shares of the maximum, and what is no band."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coach.domain.zone import zones as zones_rules
from coach.domain.zone.zones import TYPICAL_ZONES, Band, Position, ZoneTable

BANDS = st.builds(lambda lo, width: Band(lo, lo + width), st.floats(30, 200), st.floats(1.01, 49))


NUMBERS = {
    "TYPICAL_ZONE_2_BPM": (120.0, 135.0),
    "ZONE_2_SHARE": (0.7, 0.8),
    "NARROWEST_BPM": 1.0,
    "ZONE_1_SHARE": 0.6,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(zones_rules, name) for name in NUMBERS} == NUMBERS


def test_the_typical_band_is_the_programme_s():
    assert TYPICAL_ZONES.zone_2 == Band(120, 135)


def test_zone_2_is_70_to_80_per_cent_of_the_maximum():
    table = ZoneTable.from_max(180)
    assert table.lower_bounds_bpm == pytest.approx((108, 126, 144, 156, 168))
    assert table.max_bpm == 180


@pytest.mark.parametrize(
    ("bpm", "zone"), [(0, 0), (102.8, 0), (102.9, 1), (119.9, 1), (120, 2), (135, 2), (135.01, 3), (150, 4), (300, 5)]
)
def test_the_bounds_of_the_typical_zones(bpm, zone):
    assert TYPICAL_ZONES.zone(bpm) == zone


@pytest.mark.parametrize(("bpm", "position"), [(119.9, "below"), (120, "in"), (135, "in"), (135.1, "above")])
def test_a_band_s_bounds_belong_to_it(bpm, position):
    assert Band(120, 135).position(bpm) is Position(position)


@pytest.mark.parametrize(
    ("lo", "hi"), [(135, 120), (120, 120), (120, 120.5), (29, 100), (100, 251), (math.nan, 120), (100, math.nan)]
)
def test_what_is_no_band(lo, hi):
    with pytest.raises(ValueError, match="between 30 and 250"):
        Band(lo, hi)


@given(band=BANDS)
def test_the_upper_half_lies_in_the_band(band):
    half = band.upper_half
    assert (half.hi_bpm, half.lo_bpm >= band.lo_bpm) == (band.hi_bpm, True)
    if band.width_bpm >= 2:
        assert half.width_bpm == pytest.approx(band.width_bpm / 2)
        assert (band.lower_half.lo_bpm, band.lower_half.hi_bpm) == (band.lo_bpm, half.lo_bpm)


@given(band=BANDS, max_bpm=st.none() | st.floats(60, 260))
def test_zones_around_a_band_of_one_s_own_hold_it_and_rise(band, max_bpm):
    table = ZoneTable.from_band(band, max_bpm)
    assert table.zone_2 == band
    assert {table.zone(bpm) for bpm in (band.lo_bpm, band.middle_bpm, band.hi_bpm)} == {2}
    zones = [table.zone(bpm) for bpm in range(20, 320)]
    assert zones == sorted(zones)
    assert table.max_bpm > band.hi_bpm


def test_a_known_maximum_is_used_unless_the_band_reaches_it():
    assert ZoneTable.from_band(Band(100, 120), 160).max_bpm == 160
    assert ZoneTable.from_band(Band(100, 120), 115).max_bpm == 150


@pytest.mark.parametrize("bounds", [(1, 2, 3, 4, 5), (100, 120, 110, 150, 160), (90, 120, 135, math.inf, 170)])
def test_bounds_that_make_no_zones(bounds):
    with pytest.raises(ValueError, match=r"band runs|must rise"):
        ZoneTable(bounds, 180)


@given(st.floats(40, 200), st.floats(1, 40), st.floats(30, 250))
def test_a_printed_heart_rate_is_on_no_other_side_of_the_printed_bounds(lo_bpm, width_bpm, bpm):
    band = Band(lo_bpm, lo_bpm + width_bpm)
    lo, hi = band.whole_bpm
    assert lo <= hi
    assume(bpm % 1 != 0.5)  # such a one is rounded to either side
    match band.position(bpm):
        case Position.BELOW:
            assert round(bpm) <= lo
        case Position.IN:
            assert lo <= round(bpm) <= hi
        case Position.ABOVE:
            assert round(bpm) >= hi
