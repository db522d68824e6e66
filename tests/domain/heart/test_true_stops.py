"""Stop and rest is said of what is true, and of all that is: whatever the heart and the strap."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coach.domain.pacing.cue import Cue
from coach.domain.zone.zones import Band
from tests.support.believing import believe
from tests.support.hearts import beats_of, counted_twice, each_nth_missed, sent, steady, wandering

# A walk that fails is told as it was drawn: making it simpler would take minutes.
AS_DRAWN = (Phase.explicit, Phase.generate)
few = settings(max_examples=12, phases=AS_DRAWN)
BAND, MAX_BPM = Band(112, 128), 160.0


def low_band(bpm):
    return Band(max(30.0, bpm - 10.0), bpm + 10.0)


@settings(max_examples=20, phases=AS_DRAWN)
@given(
    st.integers(45, 118),
    st.floats(65, 110),
    st.floats(5, 60),
    st.sampled_from([0.5, 0.42, 0.36, 0.32]),
    st.integers(4, 8),
    st.booleans(),
)
def test_a_heart_counted_twice_is_never_stopped(bpm, from_s, lasts_s, split, mean_of, rr):
    beats = counted_twice(beats_of(wandering(bpm, 1.5, 3), 230), from_s, from_s + lasts_s, split)
    belief = believe(sent(beats, 220, mean_of=mean_of, rr=rr), low_band(bpm))
    assert belief.share(15, from_s) == 1, "a heart that is never believed is never stopped either"
    assert belief.first_s(Cue.STOP_AND_REST) is None


@settings(max_examples=12, phases=AS_DRAWN)
@given(st.integers(50, 118), st.sampled_from([0.5, 0.42, 0.36, 0.32]), st.integers(4, 8), st.booleans())
def test_a_heart_counted_twice_from_the_first_packet_on_is_not_stopped_for_five_minutes(bpm, split, mean_of, rr):
    beats = counted_twice(beats_of(wandering(bpm, 1.5, 3), 310), -60, 310, split)
    belief = believe(sent(beats, 300, mean_of=mean_of, rr=rr), low_band(bpm))
    assert belief.first_s(Cue.STOP_AND_REST) is None


@settings(max_examples=6, phases=AS_DRAWN)
@given(st.integers(164, 185), st.booleans())
def test_a_heart_over_its_maximum_from_the_first_packet_on_is_told_after_five_minutes(bpm, rr):
    belief = believe(sent(beats_of(steady(bpm), 350), 340, rr=rr), BAND, max_bpm=MAX_BPM)
    assert_said_in_time(belief, 300, 20)


@settings(max_examples=6, phases=AS_DRAWN)
@given(st.integers(170, 185), st.floats(0.1, 0.14))
def test_and_one_in_fibrillation_within_a_minute_and_a_half(bpm, scatter):
    beats = beats_of(steady(bpm), 150, scatter=scatter)
    said_s = believe(sent(beats, 140, mean_of=8), BAND, max_bpm=MAX_BPM).first_s(Cue.STOP_AND_REST)
    assert said_s is not None
    assert said_s <= 90


@settings(max_examples=8, phases=AS_DRAWN)
@given(st.integers(165, 185), st.booleans())
def test_who_began_above_the_band_is_stopped_once_it_was_seen_inside(bpm, rr):
    def heart(at_s):
        return 140.0 if at_s < 60 else 120.0 if at_s < 120 else min(float(bpm), 120 + 1.5 * (at_s - 120))

    belief = believe(sent(beats_of(heart, 260), 250, rr=rr), BAND, max_bpm=MAX_BPM)
    said_s = belief.first_s(Cue.STOP_AND_REST)
    assert said_s is not None
    assert said_s <= 120 + 40 / 1.5 + 30


@few
@given(st.integers(85, 160), st.integers(3, 6), st.sampled_from([-15.0, 50.0, 90.0]), st.booleans())
def test_a_heart_that_drops_beats_is_never_stopped(bpm, nth, from_s, rr):
    beats = each_nth_missed(beats_of(steady(bpm), 230), nth, from_s)
    belief = believe(
        sent(beats, 220, mean_of=2 * (nth - 1), rr=rr), low_band(bpm * (nth - 1) / nth) if from_s < 0 else low_band(bpm)
    )
    assert belief.share(15, from_s if from_s > 0 else 220) >= 0.7
    assert belief.first_s(Cue.STOP_AND_REST) is None


@few
@given(st.integers(70, 125), st.floats(1.2, 1.65), st.floats(0, 110), st.integers(1, 2), st.booleans())
def test_two_hearts_in_turn_never_stop_the_slower_one(own_bpm, times, from_s, each_s, rr):
    own, other = (sent(beats_of(steady(bpm), 230), 220, rr=rr) for bpm in (own_bpm, own_bpm * times))
    mixed = [b if a[0] >= from_s and int(a[0] - from_s) // each_s % 2 else a for a, b in zip(own, other, strict=True)]
    belief = believe(mixed, low_band(own_bpm))
    if from_s > 20:
        assert belief.share(15, from_s) >= 0.95
    assert belief.first_s(Cue.STOP_AND_REST) is None


def over_the_maximum(bpm, bpm_per_s, over_bpm):
    """A heart that rises from its zone to over its maximum, and when it passes that."""

    def heart(at_s):
        return bpm + min(MAX_BPM + over_bpm - bpm, max(0.0, at_s - 80) * bpm_per_s)

    return heart, 80 + (MAX_BPM - bpm) / bpm_per_s


rises = st.tuples(st.integers(112, 128), st.floats(0.25, 1.5), st.integers(5, 14))


def assert_said_in_time(belief, passes_s, within_s):
    said_s = belief.first_s(Cue.STOP_AND_REST)
    assert said_s is not None
    assert passes_s <= said_s <= passes_s + 10 + within_s


@settings(max_examples=20, phases=AS_DRAWN)
@given(rises, st.booleans(), st.sampled_from([0.25, 0.5, 1.0]), st.integers(3, 8))
def test_a_true_one_is_said_within_twenty_seconds_more(rise, rr, every_s, mean_of):
    heart, passes_s = over_the_maximum(*rise)
    beats = beats_of(heart, passes_s + 50)
    belief = believe(sent(beats, passes_s + 45, every_s=every_s, mean_of=mean_of, rr=rr), BAND, max_bpm=MAX_BPM)
    assert_said_in_time(belief, passes_s, 20)


@few
@given(rises, st.booleans(), st.floats(2.0, 5.0))
def test_a_slow_source_says_it_within_forty_five(rise, rr, every_s):
    heart, passes_s = over_the_maximum(*rise)
    belief = believe(sent(beats_of(heart, passes_s + 80), passes_s + 75, every_s=every_s, rr=rr), BAND, max_bpm=MAX_BPM)
    assert_said_in_time(belief, passes_s, 45)


@few
@given(rises, st.one_of(st.floats(0.08, 0.13), st.sampled_from([2, 3])))
def test_an_irregular_heart_is_told_within_forty_five(rise, rhythm):
    """Fibrillation with intervals that scatter this much, or each second or third beat early."""
    heart, passes_s = over_the_maximum(rise[0], max(0.4, rise[1]), rise[2] + 5)
    if isinstance(rhythm, int):
        beats = beats_of(heart, passes_s + 80, pattern=(0.75, 1.25, *(1.0,) * (rhythm - 2)))
    else:
        beats = beats_of(heart, passes_s + 80, scatter=rhythm)
    belief = believe(sent(beats, passes_s + 75, mean_of=8), BAND, max_bpm=MAX_BPM)
    said_s = belief.first_s(Cue.STOP_AND_REST)
    assert said_s is not None
    assert said_s <= passes_s + 55


@settings(max_examples=8, phases=AS_DRAWN)
@given(st.integers(150, 156), st.booleans())
def test_high_for_two_minutes_is_said_within_twenty_seconds_more(bpm, rr):
    def heart(at_s):
        return 120 + min(bpm - 120.0, max(0.0, at_s - 60) * 0.8)

    passes_s = 60 + (144 - 120) / 0.8
    belief = believe(sent(beats_of(heart, 320), 310, rr=rr), BAND, max_bpm=MAX_BPM)
    said_s = belief.first_s(Cue.STOP_AND_REST)
    assert said_s is not None
    assert passes_s + 115 <= said_s <= passes_s + 140
