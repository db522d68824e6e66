"""Where the zones come from, in order of trust, and the published numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.zone.max_heart_rate import YOUNGEST, Formula, ZoneModel, estimate, zones_for
from coach.domain.zone.zones import TYPICAL_ZONES, Band


@pytest.mark.parametrize(
    ("formula", "age", "max_bpm", "error_bpm"),
    [
        (Formula.TANAKA, 60, 166.0, 10.0),
        (Formula.FOX, 60, 160.0, 11.0),
        (Formula.GELLISH, 60, 165.0, 10.0),
        (Formula.HUNT, 60, 172.6, 10.8),
        (Formula.TANAKA, 40, 180.0, 10.0),
    ],
)
def test_published_formulas(formula, age, max_bpm, error_bpm):
    found = estimate(age, formula)
    assert (found.max_bpm, found.error_bpm) == (pytest.approx(max_bpm), error_bpm)


@pytest.mark.parametrize(
    ("formula", "lo", "hi"), [(Formula.FOX, 112, 128), (Formula.TANAKA, 116, 133), (Formula.HUNT, 121, 138)]
)
def test_zone_2_at_60_years_by_formula(formula, lo, hi):
    band = zones_for(age=60, formula=formula).table.zone_2
    assert (round(band.lo_bpm), round(band.hi_bpm)) == (lo, hi)


def test_ages_the_formulas_know_nothing_of():
    with pytest.raises(ValueError, match=str(YOUNGEST)):
        estimate(12)


def test_order_of_trust():
    everything = {"own_band": Band(110, 125), "measured_max_bpm": 170.0, "age": 60}
    assert zones_for(**everything).table.zone_2 == Band(110, 125)
    assert zones_for(measured_max_bpm=170.0, age=60).table.max_bpm == 170.0
    assert zones_for(age=60).table.max_bpm == 166.0
    assert zones_for().table == TYPICAL_ZONES


def test_an_estimate_says_that_it_is_one_and_how_far_off_it_may_be():
    assert "estimate, \u00b1 10" in zones_for(age=60).source
    assert "Tanaka" in zones_for(age=60).source
    assert "estimate" not in zones_for(measured_max_bpm=170.0).source


def test_with_medication_only_the_walker_s_own_band_holds():
    for known in ({"age": 60}, {"measured_max_bpm": 140.0}, {}):
        by_feel = zones_for(**known, slowing_medication=True)
        assert by_feel.table is None
        assert "talk test" in by_feel.source
    assert zones_for(own_band=Band(95, 105), slowing_medication=True).table.zone_2 == Band(95, 105)


def test_reserve():
    band = zones_for(measured_max_bpm=200.0, resting_bpm=60.0, model=ZoneModel.RESERVE).table.zone_2
    assert (band.lo_bpm, band.hi_bpm) == pytest.approx((130.0, 151.0))
    # Without a resting heart rate there is no reserve to take a share of.
    assert zones_for(measured_max_bpm=200.0, model=ZoneModel.RESERVE).table.zone_2.lo_bpm == pytest.approx(140.0)
    with pytest.raises(ValueError, match="does not go with"):
        zones_for(measured_max_bpm=110.0, resting_bpm=90.0, model=ZoneModel.RESERVE)


@given(age=st.integers(18, 100), formula=st.sampled_from(Formula), rest=st.none() | st.integers(40, 70))
def test_any_adult_gets_five_rising_zones(age, formula, rest):
    model = ZoneModel.MAXIMUM if rest is None else ZoneModel.RESERVE
    found = zones_for(age=age, formula=formula, resting_bpm=rest, model=model)
    bounds = (*found.table.lower_bounds_bpm, found.table.max_bpm)
    assert list(bounds) == sorted(set(bounds))
    assert found.source


@pytest.mark.parametrize(
    ("known", "allows_speed_up"),
    [
        ({"slowing_medication": True}, False),
        ({"slowing_medication": True, "age": 60}, False),
        ({"slowing_medication": True, "measured_max_bpm": 130.0}, False),
        ({"slowing_medication": True, "own_band": Band(90, 105)}, True),
        ({"age": 60}, True),
        ({}, True),
    ],
)
def test_a_slowed_heart_is_not_pushed_towards_a_band_that_is_a_guess(known, allows_speed_up):
    assert zones_for(**known).allows_speed_up is allows_speed_up
