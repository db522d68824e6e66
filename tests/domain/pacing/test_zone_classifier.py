"""Below, in or above: quick on clear exits, patient on marginal ones, no flapping."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.pacing.zone_classifier import CALM, LOGISTIC, QUICK, ZoneClassifier
from coach.domain.zone.zones import Band, Position

BAND = Band(120, 135)


def run(heart, seconds, patience=QUICK, classifier=None, *, from_s=0):
    zone = classifier or ZoneClassifier(BAND, patience)
    return [zone.update(float(s), heart(s), heart(s + 1) - heart(s)) for s in range(from_s, from_s + seconds)]


@pytest.mark.parametrize("patience", [QUICK, CALM])
def test_a_heart_rate_a_blur_short_of_the_mark_is_no_evidence(patience):
    """So a sum that is 0 stays 0 there, and need not be computed."""
    certainty = 1 / (1 + math.exp(LOGISTIC))
    assert certainty < min(patience.allowed_out, patience.allowed_back)


def first(positions, wanted):
    return positions.index(wanted)


@pytest.mark.parametrize(("bpm", "position"), [(100, "below"), (120, "in"), (128, "in"), (135, "in"), (150, "above")])
def test_the_first_estimate_is_judged_plainly(bpm, position):
    assert ZoneClassifier(BAND, QUICK).update(0.0, bpm, 0.0) == position


@pytest.mark.parametrize(("patience", "within_s"), [(QUICK, 6), (CALM, 10)])
def test_a_clear_exit_is_told_within_seconds(patience, within_s):
    positions = run(lambda s: 128.0 if s < 30 else 141.0, 60, patience)
    assert 1 < first(positions, Position.ABOVE) - 30 <= within_s


def test_a_marginal_exit_is_told_when_it_lasts():
    positions = run(lambda s: 128.0 if s < 30 else 135.3, 120)
    assert 6 < first(positions, Position.ABOVE) - 30 < 40


@pytest.mark.parametrize("patience", [QUICK, CALM])
def test_one_wild_second_moves_nothing(patience):
    assert set(run(lambda s: 220.0 if s == 30 else 128.0, 60, patience)) == {Position.IN}


def test_looking_ahead_tells_a_fast_rise_early_and_no_further_than_it_may():
    rising = run(lambda s: 120.0 + 0.5 * s, 40)
    assert 120 + 0.5 * first(rising, Position.ABOVE) < 136.5
    assert set(run(lambda s: 129.0 + 10 * (s == 20), 25)) == {Position.IN}


def test_the_calm_one_flickers_less_and_later():
    draw = np.random.default_rng(5)
    track = [135 + draw.normal(0, 2.5) for _ in range(2000)]
    told = (run(lambda s: track[min(s, 1999)], 1999, patience) for patience in (QUICK, CALM))
    quick, calm = ([s for s, (a, b) in enumerate(itertools.pairwise(each)) if a is not b] for each in told)
    assert 0 < len(calm) < len(quick) <= 6
    assert calm[0] > quick[0]


def test_the_way_back_is_counted_from_inside():
    zone = ZoneClassifier(BAND, QUICK)
    run(lambda _: 140.0, 30, classifier=zone)
    assert run(lambda _: 134.9, 60, classifier=zone, from_s=30)[-1] is Position.ABOVE
    assert run(lambda _: 131.0, 8, classifier=zone, from_s=90)[-1] is Position.IN


def test_who_settles_just_inside_is_in_the_zone_too():
    zone = ZoneClassifier(BAND, QUICK)
    run(lambda _: 140.0, 30, classifier=zone)
    assert run(lambda _: 133.0, 40, classifier=zone, from_s=30)[-1] is Position.IN


@pytest.mark.parametrize("patience", [QUICK, CALM])
def test_who_is_inside_for_a_minute_is_in_the_zone_however_near_the_edge(patience):
    zone = ZoneClassifier(BAND, patience)
    run(lambda _: 140.0, 30, classifier=zone)
    assert first(run(lambda _: 134.9, 70, classifier=zone, from_s=30), Position.IN) in {60, 61}


def test_straight_through_the_zone_is_told():
    positions = run(lambda s: max(100.0, 145.0 - 2 * s), 60)
    assert positions[0] is Position.ABOVE
    assert positions[-1] is Position.BELOW


def test_a_hole_in_the_stream_is_no_evidence():
    zone = ZoneClassifier(BAND, QUICK)
    zone.update(0.0, 128.0, 0.0)
    assert zone.update(600.0, 136.0, 0.0) is Position.IN


@pytest.mark.parametrize("patience", [QUICK, CALM])
def test_who_is_just_inside_after_a_hole_is_inside_at_once(patience):
    zone = ZoneClassifier(BAND, patience)
    run(lambda _: 140.0, 30, patience, zone)
    assert zone.update(36.0, 133.8, 0.0) is Position.IN


@pytest.mark.parametrize("every_s", [1.0, 5.0])
def test_the_usual_step_of_a_slow_source_is_no_hole_nor_is_what_lies_on_the_bound_inside(every_s):
    zone = ZoneClassifier(BAND, QUICK)
    assert {zone.update(every_s * n, 140.0, 0.0) for n in range(10)} == {Position.ABOVE}
    assert zone.update(10 * every_s, 133.5, 0.0) is Position.ABOVE
    assert zone.update(60 * every_s, 134.8, 0.0) is Position.ABOVE


def test_another_band_is_judged_plainly_at_once():
    zone = ZoneClassifier(BAND, QUICK)
    zone.update(0.0, 128.0, 0.0)
    zone.set_band(Band(130, 140))
    assert zone.position is None
    assert zone.update(1.0, 128.0, 0.0) is Position.BELOW


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(30, 235), st.floats(-10, 10)), max_size=50))
def test_above_and_below_are_never_told_far_from_where_the_heart_is(values):
    zone, at_s = ZoneClassifier(BAND, QUICK), 0.0
    lowest, highest = 300.0, 0.0
    for step_s, bpm, slope in values:
        at_s += step_s
        lowest, highest = min(lowest, bpm), max(highest, bpm)
        position = zone.update(at_s, bpm, slope)
        if position is Position.ABOVE:
            assert highest > BAND.hi_bpm - 8
        if position is Position.BELOW:
            assert lowest < BAND.lo_bpm + 8


@pytest.mark.parametrize("width_bpm", [15.0, 7.5])
def test_half_as_wide_a_band_asks_for_half_the_way_back(width_bpm):
    """What is 4 bpm inside a band of 15 is 2 inside a band of 7.5: as near to the middle."""
    above_bpm, back_bpm = 120 + width_bpm + 5, 120 + width_bpm * (1 - 4 / 15)
    positions = run(
        lambda s: above_bpm if s < 30 else back_bpm, 90, classifier=ZoneClassifier(Band(120, 120 + width_bpm), QUICK)
    )
    assert positions[29] is Position.ABOVE
    assert first(positions, Position.IN) - 30 <= 8
