"""The whole chain: the same whatever way its inputs are grouped, finite whatever comes, plain about what it knows."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import STALE_AFTER_S, Remark, Signal
from coach.domain.pacing import tracker
from coach.domain.pacing.tracker import CONTINUES_S, PacingTracker
from coach.domain.zone.zones import Band, Position
from tests.support.hearts import ramp, steady, step, strap, wandering

BAND = Band(120, 135)


NUMBERS = {
    "CONTINUES_S": 20.0,
    "EXPECT_AHEAD_S": 30.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(tracker, name) for name in NUMBERS} == NUMBERS


def judgement():
    return PacingTracker(BAND, max_bpm=169)


def watch(readings, judge=None):
    judge = judge or judgement()
    seen = []
    for at_s, bpm, rr_s in readings:
        judge.reading(at_s, bpm, rr_s)
        seen.append(judge.assessment())
    return seen


def test_before_the_first_reading_nothing_is_known():
    assessment = judgement().assessment()
    assert (assessment.signal, assessment.believed_bpm, assessment.sent_bpm, assessment.position) == (
        Signal.WAITING,
        None,
        None,
        None,
    )


def test_a_steady_walk_is_live_in_the_zone_and_going_nowhere():
    seen = watch(strap(steady(128), 180))
    last = seen[-1]
    assert last.signal is Signal.LIVE
    assert last.believed_bpm == pytest.approx(128, abs=1.5)
    assert last.position is last.shown_position is Position.IN
    assert last.exit_in_s is None
    assert last.expected_bpm == pytest.approx(128, abs=2)


def test_a_ramp_foretells_its_exit():
    seen = watch(strap(ramp(122, 3, 60), 320))
    for assessment in seen:
        truth_s = 60 + (135 - 122) / 3 * 60 - assessment.at_s
        if assessment.exit_in_s is not None and 20 < truth_s < 90:
            assert assessment.exit_in_s == pytest.approx(truth_s, abs=40)
    told = [assessment for assessment in seen if assessment.exit_in_s is not None]
    assert len(told) > 60


def test_a_spike_is_smoothed_away():
    readings = [
        (at_s, 190 if at_s == 100 else bpm, (0.3,) if at_s == 100 else rr) for at_s, bpm, rr in strap(steady(128), 150)
    ]
    seen = watch(readings)
    assert max(assessment.believed_bpm for assessment in seen[20:]) < 132
    assert {assessment.position for assessment in seen[20:]} == {Position.IN}


def test_a_step_out_and_back_is_told_within_seconds():
    def heart(s):
        return step(128, 146, 120)(s) if s < 240 else 128 + (145.3 - 128) * math.exp(-(s - 240) / 50)

    seen = watch(strap(heart, 420))
    outside = [assessment.at_s for assessment in seen if assessment.position is Position.ABOVE]
    crosses_s = next(s for s in range(120, 240) if heart(s) > 135)
    returns_s = next(s for s in range(241, 420) if heart(s) < 135)
    assert -3 <= outside[0] - crosses_s <= 12
    assert -3 <= outside[-1] - returns_s <= 40
    assert all(
        assessment.position is Position.ABOVE for assessment in seen if outside[0] <= assessment.at_s <= outside[-1]
    )


@pytest.mark.parametrize("told", [{}, {"paced": False}, {"paced": True}])
def test_a_number_that_never_changes_is_believed_of_a_pacemaker_alone(told):
    seen = watch([(float(s), 125, ()) for s in range(1, 600)], PacingTracker(BAND, max_bpm=169, **told))
    assert (seen[-1].believed_bpm is not None) is told.get("paced", False)


def test_silence_becomes_stale_at_its_own_time_and_nothing_is_known_then():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    due_s = judge.next_deadline()
    assert due_s == 60 + STALE_AFTER_S
    judge.advance(due_s - 0.001)
    assert judge.assessment().signal is Signal.LIVE
    judge.advance(due_s)
    stale = judge.assessment()
    assert (stale.signal, stale.believed_bpm, stale.sent_bpm, stale.position) == (Signal.STALE, None, None, None)
    assert stale.reason == "silent"
    assert judge.next_deadline() is None


@pytest.mark.parametrize(
    ("every_s", "least_s", "most_s"), [(0.25, 5, 5), (1, 5, 5), (2, 5, 6), (5, 10, 15), (10, 15, 15)]
)
def test_how_old_a_number_may_be_is_learnt_from_the_source(every_s, least_s, most_s):
    judge = judgement()
    for index in range(1, 40):
        judge.reading(index * every_s, 125 + index // 8 % 2)
    assert least_s <= judge.assessment().fresh_s <= most_s
    assert judge.next_deadline() == pytest.approx(39 * every_s + judge.assessment().fresh_s)


def test_a_slow_source_is_live_between_its_packets():
    judge = judgement()
    for index in range(1, 41):
        judge.advance(5.0 * index - 0.001)
        assert index < 6 or judge.assessment().signal is Signal.LIVE
        judge.reading(5.0 * index, 125 + index // 8 % 2)
    assert judge.assessment().position is Position.IN


@pytest.mark.parametrize("bpm", [0, 20, 255])
def test_one_impossible_packet_is_a_lost_packet_and_many_are_a_lost_signal(bpm):
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    due_s = judge.next_deadline()
    judge.reading(61.0, bpm)
    assert judge.assessment().signal is Signal.LIVE
    assert judge.assessment().believed_bpm == pytest.approx(128, abs=2)
    assert judge.next_deadline() == due_s
    judge.reading(62.0, bpm)
    judge.reading(63.0, bpm)
    assert judge.assessment().signal is (Signal.SUSPECT if bpm else Signal.NO_CONTACT)


def test_what_the_strap_was_found_to_do_is_remarked():
    judge = judgement()
    for at_s, bpm, rr_s in strap(steady(128), 60):
        judge.reading(at_s, bpm, rr_s, contact=False)
    assert judge.assessment().remarks == {Remark.CONTACT_BIT}
    assert judge.assessment().signal is Signal.LIVE


def after_a_gap(gap_s):
    judge = judgement()
    watch(strap(ramp(122, 2, 0), 180), judge)
    return watch(((at_s + 180 + gap_s, bpm, rr) for at_s, bpm, rr in strap(steady(128), 30)), judge)


def test_a_short_gap_keeps_the_course_and_a_long_one_forgets_it():
    assert after_a_gap(CONTINUES_S - 2)[2].slope_bpm_per_s is not None
    assert all(assessment.slope_bpm_per_s is None for assessment in after_a_gap(CONTINUES_S + 5))


def test_after_a_gap_the_heart_is_believed_again_within_seconds():
    assert after_a_gap(90.0)[5].believed_bpm == pytest.approx(128, abs=3)


def test_contact_lost_is_no_heart_rate():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    judge.reading(61.0, 128, (0.47, 0.47), contact=False)
    assessment = judge.assessment()
    assert (assessment.signal, assessment.believed_bpm, assessment.sent_bpm, assessment.reason) == (
        Signal.NO_CONTACT,
        None,
        128,
        "contact_lost",
    )


def test_zero_is_no_number_at_all():
    judge = judgement()
    judge.reading(1.0, 0)
    assert judge.assessment().sent_bpm is None
    assert judge.assessment().signal is Signal.NO_CONTACT


def test_the_link():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    judge.link_down(61.0)
    assert judge.assessment().signal is Signal.DISCONNECTED
    assert judge.next_deadline() is None
    judge.link_up(90.0)
    assert judge.assessment().signal is Signal.WAITING
    judge.advance(90.0 + STALE_AFTER_S)
    assert judge.assessment().signal is Signal.STALE


def test_another_band_is_judged_at_once():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    judge.set_band(60.5, Band(130, 140))
    assert judge.assessment().position is Position.BELOW
    judge.set_band(60.6, Band(130, 140))
    assert judge.assessment().shown_position is Position.BELOW


def test_without_a_band_there_is_no_position_until_there_is_one_again():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    judge.set_band(60.5, None)
    assert (judge.assessment().believed_bpm, judge.assessment().position) == (pytest.approx(128, abs=1.5), None)
    judge.set_band(60.6, BAND)
    assert judge.assessment().position is Position.IN


def test_after_a_restart_a_packet_is_awaited():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    judge.restart(61.0)
    assert judge.assessment().believed_bpm is None
    assert watch(((at_s + 61, *rest) for at_s, *rest in strap(steady(90), 12)), judge)[
        -1
    ].believed_bpm == pytest.approx(90, abs=3)


def test_after_the_end_nothing_changes():
    judge = judgement()
    watch(strap(steady(128), 60), judge)
    judge.end(61.0)
    ended = judge.assessment()
    judge.reading(62.0, 128, (0.47,))
    assert judge.assessment() == ended._replace(at_s=62.0)
    assert ended.signal is Signal.ENDED


def test_time_does_not_run_backwards():
    judge = judgement()
    judge.reading(10.0, 128)
    before = judge.assessment()
    with pytest.raises(ValueError, match="backwards"):
        judge.reading(9.0, 128)
    assert judge.assessment() == before


def test_the_slow_drift_of_a_long_walk_is_found_and_an_even_one_has_none():
    rising = watch(strap(ramp(123, 0.25), 1800))[-1]
    assert rising.cardiac_drift_bpm_per_10min == pytest.approx(2.5, abs=1)
    assert watch(strap(steady(128), 1800))[-1].cardiac_drift_bpm_per_10min is None


inputs = st.lists(
    st.tuples(
        st.floats(0, 30),
        st.one_of(
            st.tuples(st.integers(0, 300), st.lists(st.floats(0, 3), max_size=5), st.sampled_from([None, True, False])),
            st.sampled_from(["down", "up", "restart", "silence", "band"]),
        ),
    ),
    max_size=40,
)


def drive(items, *, ticks=0):
    judge, at_s, seen = judgement(), 0.0, []
    for step_s, item in items:
        for part in range(1, ticks + 1):
            judge.advance(at_s + step_s * part / (ticks + 1))
            judge.assessment()
        at_s += step_s
        match item:
            case "down":
                judge.link_down(at_s)
            case "up":
                judge.link_up(at_s)
            case "restart":
                judge.restart(at_s)
            case "silence":
                judge.advance(at_s)
            case "band":
                judge.set_band(at_s, Band(110, 125))
            case bpm, rr_s, contact:
                judge.reading(at_s, bpm, rr_s, contact=contact)
        seen.append(judge.assessment())
    return seen


@settings(max_examples=60)
@given(inputs)
def test_whatever_comes_every_output_is_finite_and_none_is_not_known(items):
    for assessment in drive(items):
        for name, value in assessment._asdict().items():
            assert not isinstance(value, float) or math.isfinite(value), name
        assert (assessment.believed_bpm is None) != assessment.signal.is_believed
        assert (assessment.believed_bpm is None) == (assessment.position is None) == (assessment.shown_position is None)
        assert assessment.exit_in_s is None or assessment.exit_in_s >= 0


@settings(max_examples=40)
@given(inputs, st.integers(1, 5))
def test_extra_ticks_change_nothing(items, ticks):
    assert drive(items) == drive(items, ticks=ticks)


def test_the_same_walk_twice_is_the_same():
    heart = wandering(128, 2.0, 7)
    assert watch(strap(heart, 300)) == watch(strap(heart, 300))
