"""How old the last packet may be: 2-3 of the source's own gaps, at least 5 s, at most 15 s."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.heart import rhythm
from coach.domain.heart.rhythm import Rhythm

NUMBERS = {
    "FRESH_AT_LEAST_S": 5.0,
    "FRESH_AT_MOST_S": 15.0,
    "EVERY_SECOND_S": 1.5,
    "GAPS_ALLOWED": 2.5,
    "LONG_GAP_PLACE": 3,
    "LONG_GAPS_ALLOWED": 1.5,
    "GAPS_REMEMBERED": 15,
    "LONGEST_GAP_S": 20.0,
    "SAME_MOMENT_S": 0.05,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(rhythm, name) for name in NUMBERS} == NUMBERS


def heard(gaps_s, rhythm=None, from_s=0.0):
    rhythm = rhythm or Rhythm()
    for at_s in accumulate(gaps_s, initial=from_s):
        rhythm.packet(at_s)
    return rhythm


def test_an_unknown_source_is_taken_for_a_strap():
    assert Rhythm().fresh_s == 5.0


@pytest.mark.parametrize(
    ("every_s", "least_s", "most_s"),
    [(0.125, 5, 5), (1, 5, 5), (1.4, 5, 5), (2, 5, 6), (3, 6, 9), (4, 8, 12), (5, 10, 15), (10, 15, 15), (19, 15, 15)],
)
def test_two_to_three_usual_gaps(every_s, least_s, most_s):
    assert least_s <= heard([every_s] * 30).fresh_s <= most_s


def test_a_slow_rhythm_is_known_by_its_second_gap():
    assert heard([5.0, 5.0]).fresh_s >= 10


@given(st.lists(st.floats(1.6, 20.0), max_size=7), st.randoms(use_true_random=False))
def test_a_few_stalls_are_no_rhythm_of_a_source_that_sends_every_second(stalls_s, random):
    late = [1.0] * (15 - len(stalls_s)) + stalls_s
    random.shuffle(late)
    rhythm = heard([1.0] * 15)
    for gap_s in late:
        heard([gap_s], rhythm, rhythm._at_s)
        assert rhythm.fresh_s == 5.0


def test_another_rhythm_is_learnt_in_half_a_minute_to_a_minute():
    rhythm = heard([1.0] * 100)
    assert heard([5.0] * 8, rhythm, 105.0).fresh_s >= 10
    assert heard([1.0] * 8, rhythm, 146.0).fresh_s == 5.0


def test_what_is_sent_only_on_change_may_be_as_late_as_its_longer_gaps():
    assert heard([1.0, 6.0, 2.0, 7.0, 3.0, 6.5, 1.0, 8.0, 2.0, 5.0]).fresh_s >= 8


def test_packets_of_one_burst_are_one_moment():
    assert heard([3.0, 0.01, 0.01] * 10).fresh_s == heard([3.0] * 10).fresh_s > 5


def test_the_gap_of_a_lost_link_is_not_the_source_s():
    rhythm = Rhythm()
    for start_s in range(0, 600, 30):
        heard([1.0], rhythm, float(start_s))
        rhythm.break_off()
    assert rhythm.fresh_s == 5.0


def test_a_gap_of_over_twenty_seconds_is_a_loss():
    assert heard([1.0, 21.0] * 20).fresh_s == 5.0


@settings(max_examples=25)
@given(st.lists(st.floats(0, 40), max_size=60))
def test_whatever_comes_it_is_between_five_and_fifteen_seconds(gaps_s):
    assert 5.0 <= heard(gaps_s).fresh_s <= 15.0
