"""Every strap that shows a heart is believed: whatever its cadence, its contact bit, its clock, its stray packets."""

import itertools

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.zone.zones import Band
from tests.support.believing import believe
from tests.support.hearts import beats_of, each_nth_missed, sent, static, steady, step, wandering

# A walk that fails is told as it was drawn: making it simpler would take minutes.
AS_DRAWN = (Phase.explicit, Phase.generate)
few = settings(max_examples=12, phases=AS_DRAWN)
BAND = Band(105, 150)


@pytest.mark.filterwarnings("error")
@settings(max_examples=10, phases=AS_DRAWN)
@given(st.integers(45, 175), st.sampled_from([1, 2, 4, 5, 8]), st.booleans())
def test_many_packets_a_second_are_as_good_as_one(bpm, per_second, rr):
    belief = believe(sent(beats_of(wandering(bpm, 1.5, 3), 130), 120, every_s=1 / per_second, rr=rr), BAND)
    assert belief.share(20) == 1
    assert belief.false_s(steady(bpm)) == 0


@few
@given(st.floats(1.5, 5.0), st.integers(55, 165), st.booleans(), st.integers(0, 99))
def test_a_slow_cadence_is_no_lost_signal(every_s, bpm, rr, seed):
    heart = wandering(bpm, 1.5, seed)
    belief = believe(sent(beats_of(heart, 250), 240, every_s=every_s, mean_of=8, rr=rr), BAND)
    assert belief.share(40) >= 0.97
    assert belief.false_s(heart) == 0
    assert belief.stood[-1].told.fresh_s <= 15


@few
@given(st.integers(60, 160), st.integers(0, 99))
def test_a_source_that_sends_on_change_alone_is_no_lost_signal(bpm, seed):
    heart = wandering(bpm, 2.5, seed)
    every = sent(beats_of(heart, 420), 400, mean_of=8, rr=False)
    changes = [every[0], *(b for a, b in itertools.pairwise(every) if a[1] != b[1])]
    belief = believe(changes, BAND)
    counted_s = sum(min(b[0] - a[0], 15.0) for a, b in itertools.pairwise(changes) if a[0] > 60)
    assert sum(s.for_s for s in belief.within(60) if s.bpm is not None) >= 0.7 * counted_s
    assert belief.false_s(heart) == 0


@few
@given(st.integers(55, 165), st.integers(3, 15), st.booleans())
def test_intervals_now_and_then_are_no_lost_signal(bpm, nth, newest_alone):
    readings, kept = [], ()
    for index, (at_s, shown, rr_s) in enumerate(sent(beats_of(wandering(bpm, 1.5, 3), 200), 190), start=1):
        kept = (*kept, *rr_s)
        if index % nth:
            readings.append((at_s, shown, ()))
        else:
            readings.append((at_s, shown, kept[-2:] if newest_alone else kept[-9:]))
            kept = ()
    belief = believe(readings, BAND)
    assert belief.share(20) >= 0.93
    assert belief.false_s(steady(bpm)) == 0


@few
@given(st.integers(55, 165), st.integers(10, 40), st.integers(10, 40))
def test_blocks_with_and_without_intervals_are_no_lost_signal(bpm, with_s, without_s):
    draw = np.random.default_rng(bpm)
    readings = [
        (at_s, shown + int(draw.integers(-1, 2)), rr_s if at_s % (with_s + without_s) < with_s else ())
        for at_s, shown, rr_s in sent(beats_of(steady(bpm), 250), 240)
    ]
    belief = believe(readings, BAND)
    assert belief.share(20) >= 0.93
    assert belief.false_s(steady(bpm)) == 0


@few
@given(st.lists(st.floats(1.6, 19.0), max_size=7), st.booleans())
def test_a_strap_of_one_a_second_is_stale_after_five_seconds_whatever_stalls_it_had(stalls_s, rr):
    readings = sent(beats_of(steady(128), 300), 290, rr=rr)
    begin_s = 100.0
    for index, stall_s in enumerate(stalls_s):
        from_s = begin_s + 25 * index
        readings = [reading for reading in readings if not from_s < reading[0] < from_s + stall_s]
    belief = believe(readings, BAND)
    assert {s.told.fresh_s for s in belief.stood} == {5.0}


@few
@given(st.integers(60, 165), st.floats(0, 110), st.integers(4, 8))
def test_a_contact_bit_that_is_never_set_or_lost_is_outvoted_by_flawless_beats(bpm, lost_s, mean_of):
    lost_s = lost_s if lost_s > 15 else 0.0
    belief = believe(sent(beats_of(steady(bpm), 200), 190, mean_of=mean_of), BAND, contact=lambda at_s: at_s < lost_s)
    assert belief.share(lost_s + 25) == 1
    assert belief.share(lost_s + 1, lost_s + 10) == 0
    assert belief.false_s(steady(bpm)) == 0
    assert belief.stood[-1].told.remarks == {Remark.CONTACT_BIT}


@few
@given(st.integers(60, 165), st.integers(1, 6), st.integers(1, 5))
def test_a_flickering_contact_bit_is_outvoted_by_flawless_beats(bpm, on_s, off_s):
    readings = sent(beats_of(steady(bpm), 200), 190)
    belief = believe(readings, BAND, contact=lambda at_s: at_s % (on_s + off_s) < on_s)
    assert belief.share(75) == 1
    assert belief.stood[-1].told.remarks == {Remark.CONTACT_BIT}


@few
@given(st.integers(90, 150), st.integers(0, 10**6), st.sampled_from(["static", "stands", "zeros"]))
def test_no_garbage_outvotes_the_contact_bit(bpm, seed, how):
    good = sent(beats_of(steady(bpm), 220), 210)
    readings = static(good, 60, 150, seed)
    if how != "static":
        readings = [
            (t, (bpm if how == "stands" else v * (v % 2)) if 60 <= t < 150 else v, rr if not 60 <= t < 150 else ())
            for t, v, rr in readings
        ]
    belief = believe(readings, BAND, contact=lambda at_s: not 60 <= at_s < 150)
    assert belief.share(63, 150) == 0
    assert Remark.CONTACT_BIT not in belief.stood[-1].told.remarks
    assert belief.share(180) == 1


@few
@given(st.integers(60, 165), st.sampled_from([0, 1, 20, 246, 255, 65526]), st.integers(4, 30), st.booleans())
def test_stray_impossible_packets_cost_no_signal(bpm, stray, nth, rr):
    readings = [
        (at_s, stray, ()) if index % nth == nth - 1 else (at_s, shown, rr_s)
        for index, (at_s, shown, rr_s) in enumerate(sent(beats_of(wandering(bpm, 1.5, 3), 200), 190, rr=rr))
    ]
    belief = believe(readings, BAND)
    assert belief.share(15) == 1
    assert belief.false_s(steady(bpm)) == 0


@few
@given(st.integers(40, 120), st.booleans())
def test_a_constant_number_is_frozen_or_paced(bpm, paced):
    belief = believe([(float(s), bpm, ()) for s in range(1, 300)], BAND, paced=paced)
    assert belief.false_s(steady(bpm)) == 0
    if paced:
        assert belief.share(20) == 1
    else:
        assert belief.share(200) == 0
        assert belief.stood[-1].told.remarks == {Remark.CONSTANT}


@few
@given(st.integers(70, 175), st.sampled_from([1000 / 1024, 0.92, 0.95, 0.97, 1.03, 1.05, 1.08]), st.integers(4, 12))
def test_a_clock_that_is_off_is_found_within_a_minute(bpm, clock, mean_of):
    heart = steady(bpm)
    belief = believe(sent(beats_of(heart, 200), 190, mean_of=mean_of, clock=clock), BAND)
    late = [s.bpm for s in belief.within(60) if s.bpm is not None]
    assert belief.share(20) >= 0.9
    assert sum(late) / len(late) == pytest.approx(bpm, rel=0.013)
    assert belief.stood[-1].told.remarks == {Remark.INTERVAL_UNIT}


@few
@given(st.integers(50, 175), st.integers(4, 12))
def test_a_clock_that_is_right_is_left_alone(bpm, mean_of):
    belief = believe(sent(beats_of(steady(bpm), 200), 190, mean_of=mean_of), BAND)
    assert belief.stood[-1].told.remarks == set()


@few
@given(st.integers(85, 150), st.integers(-35, 35), st.integers(8, 40), st.booleans())
def test_after_a_stall_a_strap_without_intervals_is_believed_within_twenty_seconds(bpm, changes_bpm, stall_s, frozen):
    """The strap stands still, or is silent, while the heart moves; its mean is smooth again after three more."""
    heart = step(bpm, bpm + changes_bpm, 70.0, tau_s=4.0)
    readings = sent(beats_of(wandering_around(heart), 70 + stall_s + 70), 70 + stall_s + 60, rr=False)
    last = readings[69][1]
    stalled = [
        (t, last if 70 < t <= 70 + stall_s else v, rr) for t, v, rr in readings if frozen or not 70 < t <= 70 + stall_s
    ]
    belief = believe(stalled, BAND, max_bpm=190)
    assert belief.share(70 + stall_s + 3 + 20) == 1


def wandering_around(heart):
    wander = wandering(0.0, 1.0, 5)
    return lambda at_s: heart(at_s) + wander(at_s)


@few
@given(st.integers(95, 160), st.integers(4, 15), st.sampled_from(["half", "static", "standing"]), st.integers(0, 99))
def test_after_a_short_artefact_a_strap_without_intervals_is_believed_within_twenty_seconds(bpm, lasts_s, how, seed):
    heart = wandering(bpm, 1.5, seed)
    to_s = 75 + lasts_s
    beats = beats_of(heart, 170)
    readings = sent(each_nth_missed(beats, 2, 75, to_s) if how == "half" else beats, 160, rr=False)
    if how == "static":
        readings = [(t, v, ()) for t, v, _ in static(readings, 75, to_s, seed)]
    if how == "standing":
        readings = [(t, round(0.7 * bpm) if 75 <= t < to_s else v, rr) for t, v, rr in readings]
    belief = believe(readings, BAND, max_bpm=190)
    right_again_s = to_s + 7 * 60 / bpm * (how == "half")
    assert belief.share(right_again_s + 20) == 1
    assert belief.false_s(heart) <= 5


@few
@given(st.integers(80, 150), st.integers(20, 60), st.integers(0, 10**6))
def test_static_drags_no_believed_heart_rate_along(bpm, lasts_s, seed):
    """Two and three beats, each with its tolerance, explain nearly any interval: static could steer the heart rate."""
    heart = wandering(bpm, 1.5, seed)
    belief = believe(static(sent(beats_of(heart, 160), 150), 60, 60 + lasts_s, seed), BAND)
    assert belief.false_s(heart) <= 6
    assert belief.share(60, 60 + lasts_s) <= 0.35 + 10 / lasts_s
    assert belief.share(85 + lasts_s) == 1


@few
@given(st.integers(60, 165), st.booleans(), st.integers(0, 99))
def test_a_strap_is_live_from_its_first_seconds_on(bpm, rr, seed):
    heart = wandering(bpm, 2.0, seed)
    belief = believe(sent(beats_of(heart, 130), 120, rr=rr), BAND)
    assert belief.share(15) == 1
    assert belief.stood[-1].told.signal is Signal.LIVE
