"""What to say and, mostly, what not to say: a walker's heart answers after tens of seconds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing import ceiling, cues, signal_watch
from coach.domain.pacing.cue import FASTER, PACING, SLOWER, Cue
from coach.domain.pacing.cues import CueDecider, StepContext
from coach.domain.pacing.tracker import Assessment, PacingTracker
from coach.domain.pacing.trend import MEAN_S
from coach.domain.zone.zones import Band, Position
from tests.support.hearts import steady, step, strap, wandering

BAND = Band(120, 135)
STEADY = StepContext(has_lower_bound=True, walking=True, muted=False)
EASY = StepContext(has_lower_bound=False, walking=True, muted=False)
MUTED = StepContext(has_lower_bound=True, walking=True, muted=True)
PAUSED = StepContext(has_lower_bound=True, walking=False, muted=False)


NUMBERS = {
    "REPEAT_EASE_OFF_S": 35.0,
    "UNHEEDED_EVERY_S": 360.0,
    "REPEAT_SPEED_UP_S": 60.0,
    "PUSHES_AT_MOST": 8,
    "PUSHES_WITHIN_S": 600.0,
    "ANSWER_S": 45.0,
    "HEADING_BEYOND_BPM": 6.0,
    "BETWEEN_S": 25.0,
    "CONTRARY_S": 60.0,
    "WARMING_UP_S": 300.0,
    "STEP_GRACE_S": 30.0,
    "STEP_PUSH_GRACE_S": 75.0,
    "RETURNING_WITHIN_S": 40.0,
    "WARN_AHEAD_S": 45.0,
    "WARN_WITHIN_BPM": 2.0,
    "WARN_EVERY_S": 60.0,
    "AGAIN_AFTER_S": 40.0,
    "AGAIN_WITHIN_S": 240.0,
    "OVERSHOOT_S": 120.0,
    "IRREGULAR_PATIENCE": 2.0,
    "IRREGULAR_PERSISTS_S": 10.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(cues, name) for name in NUMBERS} == NUMBERS


def at(at_s, bpm=None, slope_per_min=0.0, band=BAND):
    """A judgement: the heart rate, its course, and the mean that lags behind it; the position plain."""
    if bpm is None:
        return Assessment(at_s=at_s, sent_bpm=None, signal=Signal.STALE, reason="silent")
    return Assessment(
        at_s=at_s,
        sent_bpm=round(bpm),
        signal=Signal.LIVE,
        reason=None,
        believed_bpm=bpm,
        sd_bpm=1.0,
        position=band.position(bpm),
        shown_position=band.position(bpm),
        slope_bpm_per_s=slope_per_min / 60,
        trend_bpm=bpm,
        mean_bpm=bpm - slope_per_min / 60 * MEAN_S,
    )


def tell(track, context=STEADY, decider=None, band=BAND):
    """(time, cue) of everything told along a track of (time, bpm, slope)."""
    decider = decider or CueDecider(max_bpm=169)
    told = []
    for at_s, *now in track:
        told += [(at_s, advice.cue) for advice in decider.decide(at(at_s, *now, band=band), context, band)]
    return told


def holding(bpm, seconds, slope_per_min=0.0, from_s=0.0):
    return [(from_s + s, bpm, slope_per_min) for s in range(seconds)]


def walk(readings, context=STEADY, band=BAND):
    """Everything told on a walk through the whole chain."""
    judgement, decider = PacingTracker(band, max_bpm=169), CueDecider(max_bpm=169)
    told = []
    for at_s, bpm, rr_s in readings:
        judgement.reading(at_s, bpm, rr_s)
        told += [(at_s, advice.cue) for advice in decider.decide(judgement.assessment(), context, band)]
    return told


def pacing(told):
    return [(at_s, cue) for at_s, cue in told if cue in PACING]


def test_in_the_middle_of_the_zone_nothing_is_said():
    assert tell(holding(128, 3600)) == []


def test_a_silent_walk_in_the_middle_of_the_zone_stays_silent():
    assert walk(strap(steady(128), 3600)) == []


def test_in_zone_walking_has_at_most_one_pacing_cue_in_two_hours():
    """A sample of what benchmarks/quiet.py measures over a thousand hours."""
    told = [len(pacing(walk(strap(wandering(127.5, 1.4, seed), 3600, seed=seed)))) for seed in range(6)]
    assert sum(told) <= 3


def test_above_is_told_and_then_the_answer_is_awaited():
    told = tell(holding(140, 60))
    assert told == [(0.0, Cue.EASE_OFF), (cues.REPEAT_EASE_OFF_S, Cue.EASE_OFF)]


def test_back_in_zone_waits_until_the_heart_rate_itself_is_back():
    told = tell([*holding(140, 5), (30.0,), (50.0,), *holding(128, 20, from_s=51.0)])
    assert [cue for _, cue in told] == [Cue.EASE_OFF, Cue.SIGNAL_LOST, Cue.SIGNAL_BACK, Cue.BACK_IN_ZONE]
    assert told[-1][0] == 61.0


def test_repeats_are_slow_and_become_rare():
    times = [at_s for at_s, _ in tell(holding(140, 3600))]
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert gaps == sorted(gaps)
    assert gaps[0] == cues.REPEAT_EASE_OFF_S


@settings(max_examples=20)
@given(st.floats(1, 40), st.sampled_from([-1, 1]), st.integers(600, 3600))
def test_who_never_follows_hears_ten_pacing_cues_in_any_hour_after_ten_minutes(outside_bpm, way, from_s):
    bpm = BAND.hi_bpm + outside_bpm if way > 0 else BAND.lo_bpm - outside_bpm
    told = pacing(tell([*holding(128, 60), *holding(bpm, 7200, from_s=60.0)]))
    assert len([at_s for at_s, _ in told if from_s <= at_s < from_s + 3600]) <= 10


@pytest.mark.parametrize("way", [-1, 1])
def test_who_answers_is_not_made_to_wait(way):
    """Out, asked, back within a minute, and out again after five: each time out is told at once."""
    track = []
    for number in range(12):
        bound_bpm, start_s = (BAND.hi_bpm if way > 0 else BAND.lo_bpm), 360.0 + 300 * number
        track += holding(128, 200, from_s=start_s)
        track += holding(bound_bpm + 4 * way, 30, from_s=start_s + 200)
        track += [(start_s + 230 + s, bound_bpm + way * (4 - s / 10), -6.0 * way) for s in range(70)]
    asked = [at_s for at_s, cue in tell(track) if cue in {Cue.EASE_OFF, Cue.SPEED_UP}]
    assert asked == [560.0 + 300 * number for number in range(12)]


@given(st.lists(st.tuples(st.floats(1, 120), st.floats(112, 128), st.floats(-6, 6)), min_size=5, max_size=60))
def test_calls_for_more_share_one_budget_and_none_is_made_inside_the_band(values):
    at_s, track = 300.0, []
    for step_s, bpm, slope in values:
        at_s += step_s
        track.append((at_s, bpm, slope))
    told = tell(track)
    inside = {at_s: BAND.position(bpm) is Position.IN for at_s, bpm, _ in track}
    assert not [at_s for at_s, cue in told if cue is Cue.SPEED_UP and inside[at_s]]
    calls = [at_s for at_s, cue in told if cue in FASTER]
    for first, later in zip(calls, calls[cues.PUSHES_AT_MOST :], strict=False):
        assert later - first >= cues.PUSHES_WITHIN_S


def test_quick_to_ease_off_and_slow_to_push():
    assert cues.REPEAT_SPEED_UP_S > cues.REPEAT_EASE_OFF_S
    eased, pushed = tell(holding(140, 600)), tell([*holding(128, 1), *holding(110, 600, from_s=1.0)])
    assert eased[1][0] - eased[0][0] < pushed[1][0] - pushed[0][0]


def test_a_heart_that_is_already_returning_is_left_alone():
    assert tell(holding(138, 30, slope_per_min=-8)) == []
    assert tell([*holding(128, 1), *holding(117, 30, slope_per_min=8, from_s=1.0)]) == []


def test_warm_up_is_not_for_hurrying():
    told = tell(holding(100, 400))
    assert told[0] == (cues.WARMING_UP_S, Cue.SPEED_UP)


def test_without_a_lower_bound_nobody_is_pushed():
    assert tell(holding(90, 900), EASY) == []
    assert tell(holding(122, 300, slope_per_min=-6), EASY) == []
    assert tell(holding(140, 10), EASY) == [(0.0, Cue.EASE_OFF)]


def test_a_course_that_leaves_the_zone_is_told_before_the_edge_and_only_now_and_then():
    told = tell(holding(122, 300, slope_per_min=-6))
    assert {cue for _, cue in told} == {Cue.DRIFTING_DOWN}
    assert all(b - a >= cues.WARN_EVERY_S for (a, _), (b, _) in itertools.pairwise(told))
    assert tell(holding(133, 40, slope_per_min=6)) == [(0.0, Cue.DRIFTING_UP)]


def test_after_a_new_start_a_fall_is_left_alone_for_longer_than_a_rise():
    def first(track):
        decider = CueDecider(max_bpm=169)
        decider.note_new_start(1000.0)
        return tell(track, decider=decider)[0]

    assert first(holding(134, 200, slope_per_min=6, from_s=1000.0)) == (1000.0 + cues.STEP_GRACE_S, Cue.DRIFTING_UP)
    falls = holding(121, 200, slope_per_min=-6, from_s=1000.0)
    assert first(falls) == (1000.0 + cues.STEP_PUSH_GRACE_S, Cue.DRIFTING_DOWN)


def test_a_warning_is_no_call_that_nobody_followed():
    """Who goes out after one is called as often before less is said as who goes out without."""
    calls = []
    for slope_per_min in (5.5, 0.0):
        rising = [(200.0 + s, 128 + 5.5 * s / 60, slope_per_min) for s in range(70)]
        told = tell([*holding(128, 200), *rising, *holding(138, 2000, from_s=270.0)])
        times = [at_s for at_s, cue in told if cue is Cue.EASE_OFF]
        calls.append(sum(later - sooner < 60 for sooner, later in itertools.pairwise(times)))
        assert (Cue.DRIFTING_UP in {cue for _, cue in told}) is (slope_per_min > 0)
    assert calls == [4, 4]


@pytest.mark.parametrize("inside_bpm", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("at_top", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_steady_walker_near_a_bound_is_not_told_of_drift(inside_bpm, at_top, seed):
    """Twenty minutes at an even pace, through the whole chain: no slope is no drift."""
    bpm = BAND.hi_bpm - inside_bpm if at_top else BAND.lo_bpm + inside_bpm
    told = walk(strap(wandering(bpm, 0.8, seed), 1200, seed=seed))
    assert {cue for _, cue in told} & {Cue.DRIFTING_UP, Cue.DRIFTING_DOWN} == set()


@pytest.mark.parametrize("bpm", [134.5, 133.0, 122.0, 120.5])
def test_who_stays_at_the_edge_hears_nothing(bpm):
    assert tell([*holding(128, 1), *holding(bpm, 1200, from_s=1.0)]) == []


def test_a_slope_that_has_led_nowhere_yet_is_wander():
    near = [at(float(s), 133.5, 6.0)._replace(mean_bpm=133.0) for s in range(60)]
    decider = CueDecider(max_bpm=169)
    assert [advice for now in near for advice in decider.decide(now, STEADY, BAND)] == []


def test_nothing_asks_against_what_is_shown():
    """The judgement for the cues is ahead of the screen; the cue waits until the screen says so too."""
    for bpm, quick in ((140.0, Position.ABOVE), (110.0, Position.BELOW)):
        decider = CueDecider(max_bpm=169)
        decider.decide(at(0.0, 128.0), STEADY, BAND)
        ahead = at(400.0, bpm)._replace(position=quick, shown_position=Position.IN)
        assert decider.decide(ahead, STEADY, BAND) == ()
        shown = ahead._replace(at_s=401.0, shown_position=quick)
        assert [advice.cue.is_pacing for advice in decider.decide(shown, STEADY, BAND)] == [True]


FITTING = {
    Cue.SPEED_UP: {Position.BELOW},
    Cue.EASE_OFF: {Position.ABOVE, Position.IN},
    Cue.DRIFTING_UP: {Position.IN},
    Cue.DRIFTING_DOWN: {Position.IN},
    Cue.BACK_IN_ZONE: {Position.IN},
}
"""What is shown when a cue comes; "ease off" comes before the edge, too, where a warning was not enough."""


@given(
    st.lists(st.tuples(st.floats(1, 90), st.floats(112, 143), st.floats(-8, 8), st.sampled_from(Position)), max_size=80)
)
def test_no_cue_says_something_else_than_what_is_shown(values):
    decider, at_s = CueDecider(max_bpm=169), 300.0
    for step_s, bpm, slope, shown in values:
        at_s += step_s
        now = at(at_s, bpm, slope)
        opposite = {now.position, shown} == {Position.ABOVE, Position.BELOW}
        now = now._replace(shown_position=Position.IN if opposite else shown)
        for advice in decider.decide(now, STEADY, BAND):
            assert now.shown_position in FITTING.get(advice.cue, {now.shown_position})


def test_an_irregular_heart_hears_no_drift_and_is_asked_with_more_patience():
    def irregular(track):
        decider = CueDecider(max_bpm=169)
        for now in track:
            for advice in decider.decide(at(*now)._replace(signal=Signal.IRREGULAR), STEADY, BAND):
                yield now[0], advice.cue

    assert list(irregular(holding(133, 300, slope_per_min=6))) == []
    told = [at_s for at_s, _ in irregular(holding(140, 300))]
    assert told[0] > 0
    assert told[1] - told[0] >= cues.IRREGULAR_PATIENCE * cues.REPEAT_EASE_OFF_S


def test_who_cannot_reach_the_zone_is_found_out_once_and_not_pushed_any_more():
    decider, found, told = CueDecider(max_bpm=169), [], []
    for now in holding(114, 3600):
        told += [(now[0], advice.cue) for advice in decider.decide(at(*now), STEADY, BAND)]
        unreached = decider.take_out_of_reach()
        if unreached is not None:
            found.append((now[0], unreached))
    assert [cue for _, cue in told] == [Cue.SPEED_UP] * 3
    assert len(found) == 1
    assert told[-1][0] < found[0][0] <= 720
    assert found[0][1].fitting_band.position(114) is Position.IN
    again = tell([*holding(125, 60, from_s=3600.0), *holding(114, 300, from_s=3660.0)], decider=decider)
    assert Cue.SPEED_UP in {cue for _, cue in again}


@pytest.mark.parametrize(("slope_per_min", "asked_s"), [(1.0, cues.ANSWER_S), (8.0, cues.BETWEEN_S)])
def test_a_warning_is_given_time_unless_the_course_leads_far_out(slope_per_min, asked_s):
    told = tell([(0.0, 134, 3.0), *holding(136, 60, slope_per_min=slope_per_min, from_s=1.0)])
    assert told[:2] == [(0.0, Cue.DRIFTING_UP), (asked_s, Cue.EASE_OFF)]


@pytest.mark.parametrize(("slope_per_min", "asked_s"), [(-1.0, cues.ANSWER_S), (-8.0, cues.BETWEEN_S)])
def test_a_warning_at_the_low_edge_is_given_as_much_time(slope_per_min, asked_s):
    told = tell([(300.0, 121, -3.0), *holding(119, 60, slope_per_min=slope_per_min, from_s=301.0)])
    assert told[:2] == [(300.0, Cue.DRIFTING_DOWN), (300.0 + asked_s, Cue.SPEED_UP)]


def test_where_a_little_was_not_enough_the_next_word_is_plainer_and_still_before_the_edge():
    told = tell(holding(134, 180, slope_per_min=6))
    assert told[:2] == [(0.0, Cue.DRIFTING_UP), (cues.AGAIN_AFTER_S, Cue.EASE_OFF)]
    assert tell([*holding(134, 5, slope_per_min=6), *holding(134, 5, slope_per_min=6, from_s=cues.AGAIN_WITHIN_S)])[
        -1
    ] == (cues.AGAIN_WITHIN_S, Cue.DRIFTING_UP)
    further_inside = [*holding(133, 5, slope_per_min=6), *holding(133, 5, slope_per_min=6, from_s=cues.WARN_EVERY_S)]
    assert tell(further_inside)[-1] == (cues.WARN_EVERY_S, Cue.DRIFTING_UP)


def test_a_course_that_stays_inside_or_is_far_from_the_edge_is_not_told():
    assert tell(holding(133, 300, slope_per_min=1)) == []
    assert tell(holding(126, 300, slope_per_min=30)) == []


def test_nothing_is_asked_of_who_is_inside_already():
    """The judgement comes back a little later than the heart; a cue in between would be asked of nobody."""
    late = at(0.0, 134.2)._replace(position=Position.ABOVE, shown_position=Position.ABOVE)
    assert CueDecider(max_bpm=169).decide(late, STEADY, BAND) == ()
    leaving = late._replace(slope_bpm_per_s=0.2)
    assert CueDecider(max_bpm=169).decide(leaving, STEADY, BAND)[0].cue is Cue.EASE_OFF


def test_a_tempo_effort_in_the_upper_half_is_warned_at_the_same_top():
    upper = BAND.upper_half
    assert tell(holding(131, 300), band=upper) == []
    assert tell(holding(137, 10), band=upper) == [(0.0, Cue.EASE_OFF)]


def test_never_the_contrary_in_short_order():
    told = tell([*holding(128, 1), *holding(140, 5), *holding(110, 200, from_s=5.0)])
    assert told[0] == (0.0, Cue.EASE_OFF)
    assert told[1] == (cues.CONTRARY_S, Cue.SPEED_UP)


def test_an_answer_that_would_carry_it_through_is_held():
    pushed = [*holding(128, 1), *holding(115, 5, from_s=400.0)]
    told = tell([*pushed, *holding(133, 25, slope_per_min=9, from_s=430.0)])
    assert [cue for _, cue in pacing(told)] == [Cue.SPEED_UP, Cue.HOLD]


def test_back_in_the_zone_is_told_only_after_something_was_asked():
    assert tell([*holding(140, 5), *holding(130, 5, from_s=40.0)])[-1] == (40.0, Cue.BACK_IN_ZONE)
    assert tell([*holding(138, 20, slope_per_min=-9), *holding(130, 20, from_s=20.0)]) == []


def test_after_a_new_start_there_is_a_grace_period():
    decider = CueDecider(max_bpm=169)
    decider.note_new_start(0.0)
    told = tell(holding(140, 120), decider=decider)
    assert told[0] == (cues.STEP_GRACE_S, Cue.EASE_OFF)
    tell(holding(128, 1, from_s=200.0), decider=decider)
    decider.note_new_start(300.0)
    assert tell(holding(110, 200, from_s=300.0), decider=decider)[0][0] == 300.0 + cues.STEP_PUSH_GRACE_S


def test_mute_silences_pacing_and_nothing_else():
    told = tell([*holding(140, 300), *((300.0 + s, None) for s in range(30))], MUTED)
    assert told == [(300.0 + signal_watch.SIGNAL_LOST_AFTER_S, Cue.SIGNAL_LOST)]
    assert (ceiling.CEILING_S, Cue.STOP_AND_REST) in tell(holding(160, 200), MUTED)


def test_a_pause_forgets_how_long_the_heart_rate_was_over_the_maximum():
    through, paused = CueDecider(max_bpm=169), CueDecider(max_bpm=169)
    assert Cue.STOP_AND_REST in {cue for _, cue in tell(holding(172, 12), decider=through)}
    told = tell(holding(172, 8), decider=paused)
    paused.note_pause()
    told += tell(holding(172, 8, from_s=8.0), decider=paused)
    assert Cue.STOP_AND_REST not in {cue for _, cue in told}


def test_a_pause_is_silent():
    assert tell(holding(165, 600), PAUSED) == []


def test_a_lost_signal_is_told_once_and_its_return_once():
    lost = [(float(s), None) for s in range(60)]
    told = tell([*lost, *holding(128, 60, from_s=60.0)])
    back_s = 60.0 + signal_watch.SIGNAL_BACK_AFTER_S
    assert told == [(signal_watch.SIGNAL_LOST_AFTER_S, Cue.SIGNAL_LOST), (back_s, Cue.SIGNAL_BACK)]


def test_silence_is_told_at_its_own_deadline():
    decider = CueDecider(max_bpm=169)
    decider.decide(at(3.0), STEADY, BAND)
    assert decider.next_deadline() == 3.0 + signal_watch.SIGNAL_LOST_AFTER_S
    assert decider.decide(at(decider.next_deadline()), STEADY, BAND)[0].cue is Cue.SIGNAL_LOST
    assert decider.next_deadline() is None


def test_a_short_hole_heals_by_itself():
    assert tell([*holding(128, 20), *((20.0 + s, None) for s in range(14)), *holding(128, 20, from_s=34.0)]) == []


@pytest.mark.parametrize(("outside_bpm", "seed"), [(146, 1), (146, 2), (110, 1), (110, 2)])
def test_a_step_of_effort_out_and_back_gives_no_overshoot_cue(outside_bpm, seed):
    """Who answers the cue and comes back is not told to turn round."""
    out = step(128, outside_bpm, 600)
    there_bpm = out(690)

    def heart(s):
        return out(s) if s < 690 else step(there_bpm, 128, 690)(s)

    told = pacing(walk(strap(heart, 1200, seed=seed)))
    wrong = FASTER if outside_bpm > BAND.hi_bpm else SLOWER
    assert told
    assert not [cue for _, cue in told if cue in wrong]


moments = st.lists(
    st.tuples(
        st.floats(0, 60),
        st.one_of(st.none(), st.tuples(st.floats(40, 200), st.floats(-60, 60))),
        st.sampled_from([STEADY, STEADY, EASY, MUTED, PAUSED]),
    ),
    max_size=60,
)


@settings(max_examples=80)
@given(moments)
def test_whatever_comes_cues_keep_their_manners(track):
    decider, at_s = CueDecider(max_bpm=169), 0.0
    told = []
    for step_s, now, context in track:
        at_s += step_s
        for advice in decider.decide(at(at_s, *(now or ())), context, BAND):
            assert context.walking or advice.cue is Cue.STOP_AND_REST
            assert advice.cue is Cue.STOP_AND_REST or not decider.rest.stands
            assert not (context.muted and advice.cue.is_pacing)
            assert context.has_lower_bound or advice.cue not in FASTER
            told.append((at_s, advice.cue))
    for (a, before), (b, after) in itertools.pairwise(pacing(told)):
        assert b - a >= cues.BETWEEN_S
        if {before, after} == {Cue.EASE_OFF, Cue.SPEED_UP}:
            assert b - a >= cues.CONTRARY_S


@pytest.mark.parametrize("seed", range(4))
def test_extra_looks_change_no_cue(seed):
    draw = np.random.default_rng(seed)
    track = [(float(s), 128 + 12 * np.sin(s / 60) + draw.normal(), 12 * np.cos(s / 60)) for s in range(900)]
    looked = [row for row in track for _ in range(1 + int(draw.integers(3)))]
    assert tell(track) == tell(looked)


def test_pacing_cues_are_those_that_set_the_pace():
    assert {cue for cue in Cue if cue.is_pacing} == PACING
    assert SLOWER | FASTER | {Cue.HOLD} == PACING
