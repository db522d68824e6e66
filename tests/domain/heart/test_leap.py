"""No heart leaps: within reach a candidate waits 3 s, beyond it 10 s, at half or double 20-65 s."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart import leap
from coach.domain.heart.leap import Candidate, is_octave, wait_s

NUMBERS = {
    "REACH_BPM": 15.0,
    "FASTEST_BPM_PER_S": 1.5,
    "MOST_UNSEEN_S": 20.0,
    "MOST_REACH_SHARE": 0.4,
    "NEAR_S": 3.0,
    "FAR_S": 10.0,
    "LONG_SILENCE_S": 10.0,
    "AFTER_HOLE_S": 7.0,
    "OCTAVE_SHARE": 0.12,
    "DRY_S": 20.0,
    "SHIFTED_S": 65.0,
    "WETTING_S": 45.0,
    "SETTLED_S": 60.0,
    "STRAY_BPM": 5.0,
    "STRAY_BPM_PER_S": 2.5,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(leap, name) for name in NUMBERS} == NUMBERS


NOTHING_BEFORE = (0.0, 0.0)
FRESH_S = 5.0


def wait(bpm, followed_bpm, *, before=NOTHING_BEFORE, seen_s=300.0, unseen_s=1.0, silent_s=0.0):
    return wait_s(bpm, followed_bpm, before=before, seen_s=seen_s, unseen_s=unseen_s, silent_s=silent_s)


@pytest.mark.parametrize(("bpm", "other_bpm"), [(64, 128), (128, 64), (58, 125), (70, 128), (250, 125)])
def test_half_and_double_are_an_octave_also_while_both_move(bpm, other_bpm):
    assert is_octave(bpm, other_bpm)


@pytest.mark.parametrize(("bpm", "other_bpm"), [(90, 128), (100, 128), (128, 128), (40, 128)])
def test_other_ratios_are_none(bpm, other_bpm):
    assert not is_octave(bpm, other_bpm)


@pytest.mark.parametrize("bpm", [111.5, 122, 134, 144.5])
def test_within_reach_it_waits_three_seconds(bpm):
    """15 bpm, and one and a half more for the second in which it was not seen."""
    assert wait(bpm, 128) == 3.0


def test_the_reach_grows_with_the_time_unseen_and_not_beyond_twenty_seconds():
    assert wait(165, 128, unseen_s=1) == 10.0
    assert wait(165, 128, unseen_s=20) == 3.0
    assert wait(190, 128, unseen_s=20) == wait(190, 128, unseen_s=600) == 10.0


def test_the_reach_of_a_slow_heart_is_smaller():
    assert wait(78, 50, unseen_s=30) == 10.0


def test_half_and_double_wait_longer_the_longer_the_followed_one_was_seen():
    dry, between, settled = (wait(64, 128, seen_s=seen_s) for seen_s in (10, 52, 120))
    assert dry == 20.0
    assert dry < between < settled
    assert settled > 60


def test_the_way_back_from_half_or_double_is_short():
    assert wait(128, 64, before=(127.0, 300.0), seen_s=20.0) == 3.0
    assert wait(128, 64, before=(127.0, 20.0), seen_s=300.0) > 60


def test_after_silence_even_half_may_be_true():
    assert wait(64, 128, silent_s=15.0) == 10.0
    assert wait(120, 128, silent_s=15.0) == 7.0  # until the hole is out of the strap's own mean


@given(st.floats(70, 180), st.floats(0.42, 0.58), st.floats(0, 600), st.floats(1, 300))
def test_half_of_where_the_heart_can_have_gone_meanwhile_waits_as_half_does(followed_bpm, share, unseen_s, seen_s):
    assert wait(share * followed_bpm, followed_bpm, unseen_s=20 + unseen_s, seen_s=seen_s) >= 20.0


@given(st.floats(36, 220), st.floats(36, 220), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1e4))
def test_every_wait_is_between_three_and_sixty_five_seconds(bpm, followed_bpm, seen_s, unseen_s, silent_s):
    assert 3.0 <= wait(bpm, followed_bpm, seen_s=seen_s, unseen_s=unseen_s, silent_s=silent_s) <= 65.0


def test_a_candidate_stands_while_it_moves_as_hearts_do():
    candidate = Candidate()
    for second in range(11):
        candidate.note(float(second), 150.0 + 2 * second, FRESH_S)
    assert candidate.stood_s == 10.0
    assert candidate.has_stood(10.0)
    assert not candidate.has_stood(10.1)


def test_one_that_leaps_begins_anew():
    candidate = Candidate()
    candidate.note(0.0, 150.0, FRESH_S)
    candidate.note(1.0, 150.0, FRESH_S)
    candidate.note(2.0, 190.0, FRESH_S)
    assert candidate.stood_s == 0.0


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20), st.integers(2, 15))
def test_one_stands_only_while_it_is_seen(gaps_s, fresh_s):
    """In noise the same number turns up every now and then; that is no number that stands."""
    candidate, at_s, since_s = Candidate(), 0.0, 0.0
    candidate.note(at_s, 150.0, fresh_s)
    for gap_s in gaps_s:
        at_s += gap_s
        since_s = at_s if gap_s > fresh_s else since_s
        candidate.note(at_s, 150.0, fresh_s)
        assert candidate.stood_s == pytest.approx(at_s - since_s)


def test_a_wait_that_became_shorter_meanwhile_is_not_shortened():
    candidate = Candidate()
    candidate.note(0.0, 64.0, FRESH_S)
    assert not candidate.has_stood(65.0)
    candidate.note(4.0, 64.0, FRESH_S)
    assert not candidate.has_stood(3.0)


def test_a_forgotten_candidate_is_none():
    candidate = Candidate()
    candidate.note(0.0, 150.0, FRESH_S)
    assert candidate.is_there
    candidate.forget()
    assert not candidate.is_there
    assert candidate.stood_s == 0.0


@pytest.mark.parametrize(("scatter_bpm", "stands"), [(0.0, False), (13.0, True)])
def test_the_mean_of_an_irregular_rhythm_may_scatter_and_stand(scatter_bpm, stands):
    candidate = Candidate()
    for second in range(20):
        candidate.note(float(second), 160.0 + 10 * (second % 2), FRESH_S, scatter_bpm)
    assert candidate.has_stood(10.0) is stands


@pytest.mark.parametrize(("other_bpm", "stood_s"), [(157.5, 9.0), (157.6, 0.0)])
def test_a_candidate_may_stray_by_five_and_by_two_and_a_half_more_each_second(other_bpm, stood_s):
    candidate = Candidate()
    for second in range(10):
        candidate.note(float(second), other_bpm if second % 2 else 150.0, FRESH_S)
    assert candidate.stood_s == stood_s
