"""The evidence of a reading: each state expects its own intervals, and no reading is impossible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart import evidence
from coach.domain.heart.evidence import (
    CELLS,
    COUNT,
    FIRST_BPM,
    GOOD,
    LAST_BPM,
    ROWS,
    TICKS_PER_S,
    State,
    bpm_evidence,
    bpm_hint,
    held,
    interval_evidence,
)

NUMBERS = {
    "FIRST_BPM": 36,
    "LAST_BPM": 220,
    "LEAST_SCATTER": 0.018,
    "REST_SCATTER": 0.0014,
    "REST_FROM_BPM": 115.0,
    "REST_TO_BPM": 60.0,
    "CALM_SHARE": 0.72,
    "BREATH_SHARE": 0.25,
    "WILD_SHARE": 0.03,
    "WILD_TIMES": 4,
    "TICKS_PER_S": 256,
    "HALVED_BELOW_BPM": 100.0,
    "HALVED_LEAST": 0.6,
    "DOUBLED_FROM_BPM": 80.0,
    "DOUBLED_BLUR_BPM": 4.0,
    "TWO_BEATS_SCATTER": 0.05,
    "THREE_BEATS_SCATTER": 0.08,
    "EARLY_BEAT": 0.71,
    "LATE_BEAT": 1.27,
    "ECTOPIC_SCATTER": 0.05,
    "ECTOPIC_SHARE": 0.5,
    "SPLIT_FROM": 0.2,
    "SPLIT_TO": 0.8,
    "SPLIT_WIDTH": 0.6,
    "ANYTHING_PER_S": 0.5,
    "GOOD_ONE": 0.925,
    "GOOD_TWO": 0.035,
    "GOOD_THREE": 0.005,
    "GOOD_ECTOPIC": 0.02,
    "GOOD_ANYTHING": 0.015,
    "MIXED_ONE": 0.42,
    "MIXED_TWO": 0.18,
    "MIXED_THREE": 0.07,
    "MIXED_SPLIT": 0.28,
    "MIXED_ANYTHING": 0.05,
    "HALF_TWO": 0.93,
    "HALF_BLUR": 1.4,
    "HALF_ANYTHING": 0.07,
    "DOUBLE_HALF": 0.7,
    "DOUBLE_SCATTER": 0.04,
    "DOUBLE_SPLIT": 0.2,
    "DOUBLE_ANYTHING": 0.1,
    "EXTRA_ONE": 0.6,
    "EXTRA_SPLIT": 0.35,
    "EXTRA_ANYTHING": 0.05,
    "NOISE_SHORT": 0.8,
    "NOISE_ANYTHING": 0.2,
    "INTERVAL_POWER": 0.3,
    "BPM_POWER": 0.5,
    "BPM_SCATTER_BPM": 2.2,
    "GOOD_NEAR": 0.97,
    "GOOD_FAR": 0.03,
    "FAR_TIMES": 3,
    "HALF_SHARE": 0.9,
    "DOUBLE_SHARE": 0.6,
    "DOUBLE_TIMES": 2,
    "MIXED_FROM": 0.33,
    "MIXED_TO": 1.4,
    "EXTRA_FROM": 0.95,
    "EXTRA_TO": 1.6,
    "OUTSIDE": 0.02,
    "HINT_SD_BPM": 6.0,
    "HINT_LEAST": 0.3,
    "HINT_FLAT": 0.6,
    "HINT_POWER": 0.3,
    "HELD_SHARE": 0.5,
    "HELD_SD_BPM": 3.2,
    "HELD_OR_LEAPT": 0.95,
    "ANYWHERE_ELSE": 0.05,
    "HELD_LEAP_BPM": 12,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(evidence, name) for name in NUMBERS} == NUMBERS


def likeliest_bpm(row):
    return float(CELLS[int(np.argmax(row))])


def of_interval(seconds):
    return interval_evidence(round(seconds * TICKS_PER_S))


@given(ticks=st.integers(1, 5 * TICKS_PER_S), bpm=st.integers(1, 400))
def test_every_reading_has_a_likelihood_in_every_state_and_cell(ticks, bpm):
    for table in (interval_evidence(ticks), bpm_evidence(bpm), bpm_hint(bpm)):
        assert table.shape == (ROWS, COUNT)
        assert np.isfinite(table).all()
        assert (table >= 0).all()
    assert (interval_evidence(ticks)[GOOD].max(axis=1) > 0).all()


@pytest.mark.parametrize("bpm", [70, 100, 128, 165])
def test_with_good_contact_an_interval_is_one_beat(bpm):
    for row in of_interval(60 / bpm)[GOOD]:
        assert likeliest_bpm(row) == pytest.approx(bpm, abs=0.02 * bpm)


@pytest.mark.parametrize("bpm", [110, 128, 165])
def test_where_every_other_beat_is_seen_it_is_two(bpm):
    assert likeliest_bpm(of_interval(120 / bpm)[State.HALF]) == pytest.approx(bpm, abs=0.03 * bpm)
    assert likeliest_bpm(bpm_evidence(bpm // 2)[State.HALF]) == pytest.approx(bpm, abs=2)


@pytest.mark.parametrize("bpm", [110, 128, 165])
def test_where_each_beat_is_seen_twice_it_is_half_of_one(bpm):
    assert likeliest_bpm(of_interval(30 / bpm)[State.DOUBLE]) == pytest.approx(bpm, abs=0.05 * bpm)


def test_two_alike_are_no_beat_and_its_t_wave_in_a_slow_heart():
    slow, fast = (of_interval(30 / bpm)[State.DOUBLE][bpm - FIRST_BPM] for bpm in (55, 140))
    assert fast > 2 * slow


@pytest.mark.parametrize("bpm", [60, 128, 180])
def test_a_bpm_speaks_for_itself_and_its_hint_for_less(bpm):
    near, far = bpm - FIRST_BPM, (bpm + 40 if bpm < 150 else bpm - 40) - FIRST_BPM
    for table in (bpm_evidence(bpm), bpm_hint(bpm)):
        assert likeliest_bpm(table[State.EVEN]) == bpm
    evidence, hint = (table[State.EVEN][near] / table[State.EVEN][far] for table in (bpm_evidence(bpm), bpm_hint(bpm)))
    assert evidence > hint > 1


def test_a_false_number_is_likeliest_where_it_was():
    assert held(90, 90) > held(95, 90) > held(140, 90) > 0
    assert sum(held(bpm, 128) for bpm in range(FIRST_BPM, LAST_BPM + 1)) == pytest.approx(1, abs=0.05)
    assert held(128, None) == pytest.approx(1 / COUNT)


def test_the_cells_are_all_heart_rates_of_walkers():
    assert CELLS.tolist() == list(range(36, 221))


@pytest.mark.parametrize("state", [State.MIXED, State.DOUBLE, State.EXTRA])
@pytest.mark.parametrize("bpm", [70, 128])
def test_a_strap_that_splits_beats_sends_any_part_of_one(state, bpm):
    """From a fifth to four fifths of a beat; what is shorter is noise."""
    part, shorter = (of_interval(share * 60 / bpm)[state][bpm - FIRST_BPM] for share in (0.3, 0.15))
    assert part > 1.2 * shorter


@pytest.mark.parametrize("bpm", [60, 128])
def test_static_is_as_likely_to_be_any_part_of_a_beat_and_seldom_more(bpm):
    noise = [of_interval(share * 60 / bpm)[State.NOISE][bpm - FIRST_BPM] for share in (0.1, 0.5, 0.9, 1.1, 3.0)]
    assert noise[0] == noise[1] == noise[2]
    assert noise[3] == noise[4]
    per_beat = 60 / bpm
    assert noise[3] / noise[0] == pytest.approx((0.2 * 0.5 / (0.8 / per_beat + 0.2 * 0.5)) ** 0.3, rel=1e-4)


@pytest.mark.parametrize(("state", "times"), [(State.EVEN, 1), (State.HALF, 2), (State.DOUBLE, 0.5)])
@pytest.mark.parametrize("bpm", [76, 100])
def test_a_bpm_of_half_or_double_hints_at_what_is_behind_it(state, times, bpm):
    assert likeliest_bpm(bpm_hint(bpm)[state]) == times * bpm
