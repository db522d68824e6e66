"""Every heart is a heart, and no double of one is: whatever its rate, its rhythm, and when the strap goes wrong."""

import math

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import FASTER, SLOWER, Cue
from coach.domain.zone.zones import Band
from tests.support.believing import believe
from tests.support.hearts import beats_of, counted_twice, each_nth_missed, ramp, sent, static, steady, step, wandering

# A walk that fails is told as it was drawn: making it simpler would take minutes.
AS_DRAWN = (Phase.explicit, Phase.generate)
few = settings(max_examples=12, phases=AS_DRAWN)
means_of = st.integers(4, 8)
DAMAGED_S = 75.0


def breathing(bpm, seed=3):
    """A walker's heart at an even pace: never quite still, or a strap without intervals could be a frozen one."""
    return wandering(bpm, 1.5, seed)


def band_around(bpm, below_bpm=8.0, above_bpm=8.0):
    return Band(max(30.0, bpm - below_bpm), bpm + above_bpm)


def assert_the_truth_outlives_it(belief, bpm, lasts_s, mean_of):
    """The false value is hardly shown, the truth is back 15 s after the strap's own mean is right, no cue is wrong."""
    right_again_s = DAMAGED_S + lasts_s + (mean_of + 1) * 60 / bpm
    assert belief.share(15, DAMAGED_S) == 1
    assert belief.false_s(steady(bpm)) <= (5 if lasts_s <= 40 else 10)
    assert belief.share(right_again_s + 15) == 1
    said = {cue for _, cue in belief.cues}
    assert Cue.STOP_AND_REST not in said
    return said


@few
@given(st.integers(45, 118), st.floats(10, 60), st.sampled_from([0.5, 0.42, 0.37, 0.32]), means_of, st.booleans())
def test_a_double_does_not_outlive_the_strap_s_own_word(bpm, lasts_s, split, mean_of, rr):
    beats = counted_twice(beats_of(breathing(bpm), 200), DAMAGED_S, DAMAGED_S + lasts_s, split)
    belief = believe(sent(beats, 190, mean_of=mean_of, rr=rr), band_around(bpm))
    assert not assert_the_truth_outlives_it(belief, bpm, lasts_s, mean_of) & SLOWER


@few
@given(st.integers(90, 180), st.floats(10, 60), means_of, st.booleans())
def test_a_half_does_not_outlive_the_strap_s_own_word(bpm, lasts_s, mean_of, rr):
    beats = each_nth_missed(beats_of(breathing(bpm), 200), 2, DAMAGED_S, DAMAGED_S + lasts_s)
    belief = believe(sent(beats, 190, mean_of=mean_of, rr=rr), band_around(bpm))
    assert not assert_the_truth_outlives_it(belief, bpm, lasts_s, mean_of) & FASTER


@few
@given(st.lists(st.tuples(st.integers(45, 180), st.integers(15, 70)), min_size=2, max_size=5))
def test_nothing_is_shown_for_long_that_bpm_and_intervals_both_contradict(stretches):
    readings, at_s = [], 0.0
    for bpm, seconds in stretches:
        part = sent(beats_of(steady(bpm), seconds), seconds)
        readings += [(at_s + in_s, shown, rr_s) for in_s, shown, rr_s in part]
        at_s += seconds
    belief = believe(readings, Band(120, 135))
    at_s = 0.0
    for bpm, seconds in stretches:
        begun_s = at_s + 60 / bpm + 1  # the first interval has come as well
        standing = belief.within(begun_s, at_s + seconds)
        assert sum(s.for_s for s in standing if s.bpm and abs(s.bpm - bpm) > 0.1 * bpm + 2) <= 10
        at_s += seconds


@few
@given(st.integers(80, 140), st.floats(0.55, 0.8), st.sampled_from([2, 3]), st.integers(50, 80))
def test_pairs_of_early_and_late_beats_are_a_heart(bpm, early, every, onset_s):
    """Bigeminy and trigeminy: the pulse is what it was, so the mean stays, and no drift is seen in it."""
    pattern = (early, 2 - early, *(1.0,) * (every - 2))
    beats = beats_of(steady(bpm), 220, pattern=pattern, from_s=onset_s)
    belief = believe(sent(beats, 210, mean_of=every * math.ceil(7 / every)), band_around(bpm, 14, 14))
    assert belief.share(onset_s + 25) >= 0.7
    assert belief.irregular_share(onset_s + 25) >= 0.5
    assert belief.false_s(steady(bpm)) <= 4
    assert not {cue for _, cue in belief.cues if cue.is_pacing}


@few
@given(st.integers(85, 150), st.integers(3, 6), st.booleans())
def test_dropped_beats_are_a_heart_with_a_slower_pulse(bpm, nth, rr):
    pulse = bpm * (nth - 1) / nth
    beats = each_nth_missed(beats_of(steady(bpm), 220), nth, -15.0)
    belief = believe(sent(beats, 210, mean_of=2 * (nth - 1), rr=rr), band_around(pulse, 14, 14))
    assert belief.share(80) >= 0.7
    assert belief.false_s(steady(pulse), off_bpm=0.6 * pulse / (nth - 1)) <= 20
    assert belief.first_s(Cue.STOP_AND_REST) is None


@few
@given(st.integers(85, 140), st.floats(0.10, 0.20), st.integers(8, 16))
def test_fibrillation_is_believed_by_its_mean(bpm, scatter, mean_of):
    belief = believe(sent(beats_of(steady(bpm), 250, scatter=scatter), 240, mean_of=mean_of), band_around(bpm, 15, 15))
    assert belief.share(60) >= 0.5
    assert belief.irregular_share(60) >= 0.5
    assert belief.false_s(steady(bpm), off_bpm=15) <= 24
    assert not {cue for _, cue in belief.cues} & {Cue.DRIFTING_UP, Cue.DRIFTING_DOWN, Cue.STOP_AND_REST}


@few
@given(st.integers(45, 180), st.booleans())
def test_a_sinus_heart_is_never_called_irregular(bpm, rr):
    belief = believe(sent(beats_of(breathing(bpm), 190, scatter=0.02), 180, rr=rr), band_around(bpm))
    assert belief.share(15) == 1
    assert {s.told.signal for s in belief.within(15)} == {Signal.LIVE}


def test_static_is_no_irregular_heart():
    """The price of letting irregular hearts in: electrodes without skin must hardly ever come in with them."""
    draw = np.random.default_rng(11)
    kept, irregular_s, static_s = 0, 0.0, 0.0
    for seed in range(40):
        bpm, lasts_s = int(draw.integers(90, 150)), int(draw.integers(20, 60))
        readings = static(sent(beats_of(steady(bpm), 180), 170), DAMAGED_S, DAMAGED_S + lasts_s, seed)
        belief = believe(readings, band_around(bpm))
        kept += belief.false_s(steady(bpm)) <= 6
        irregular_s += sum(s.for_s for s in belief.stood if s.told.signal is Signal.IRREGULAR)
        static_s += lasts_s
        assert belief.first_s(Cue.STOP_AND_REST) is None
        assert belief.share(DAMAGED_S + lasts_s + 25) >= 0.9
    assert kept >= 37
    assert irregular_s <= 0.01 * static_s


def test_static_from_the_first_packet_on_is_no_heart():
    believed_s = 0.0
    for seed in range(30):
        belief = believe(static(sent(beats_of(steady(110), 190), 180), 0, 190, seed), Band(120, 135))
        believed_s += sum(s.for_s for s in belief.stood if s.bpm is not None)
        assert belief.first_s(Cue.STOP_AND_REST) is None
    assert believed_s <= 0.03 * 30 * 180


@few
@given(st.integers(85, 125), st.floats(0.2, 2.0), st.floats(20, 45), st.booleans())
def test_a_steep_true_change_is_followed_and_never_disbelieved_for_long(bpm, bpm_per_s, rises_bpm, rr):
    top_s = DAMAGED_S + rises_bpm / bpm_per_s

    def heart(at_s):
        return bpm + min(rises_bpm, max(0.0, at_s - DAMAGED_S) * bpm_per_s)

    belief = believe(sent(beats_of(heart, top_s + 70), top_s + 60, rr=rr), Band(120, 135), max_bpm=180)
    assert belief.longest_unbelieved_s(15) <= 20
    assert belief.share(top_s + 20) == 1
    assert belief.false_s(heart) <= 3


@pytest.mark.parametrize("rr", [True, False])
@pytest.mark.parametrize("heart", [ramp(90, 8, 60), step(150, 95, 100, tau_s=25), step(95, 150, 100, tau_s=30)])
def test_what_hearts_do_is_believed_throughout(heart, rr):
    belief = believe(sent(beats_of(heart, 330), 320, rr=rr), Band(120, 135))
    assert belief.longest_unbelieved_s(15) <= 20
    assert belief.false_s(heart) <= 3


@few
@given(st.integers(70, 130), st.integers(0, 50), st.floats(0.08, 0.14), st.floats(15, 40), st.integers(3, 6))
def test_fibrillation_is_believed_again_after_static_however_fast_it_is_by_then(
    bpm, more_bpm, scatter, lasts_s, mean_of
):
    def heart(at_s):
        return bpm + min(float(more_bpm), max(0.0, at_s - 60) * 0.6)

    readings = static(sent(beats_of(heart, 260, scatter=scatter), 250, mean_of=mean_of), 100, 100 + lasts_s, 5)
    belief = believe(readings, band_around(bpm))
    assert belief.share(60, 95) > 0.8
    assert belief.longest_unbelieved_s(100 + lasts_s) <= 45
    assert belief.false_s(heart, off_bpm=20) <= 6
