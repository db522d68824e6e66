"""One heart rate is followed; another one takes its place only when it has stood for as long as a leap needs."""

import pytest

from coach.domain.heart import followed_heart
from coach.domain.heart.followed_heart import FollowedHeart

NUMBERS = {
    "APART_BPM": 6.0,
    "APART_ERRORS": 2.5,
    "MOST_APART_BPM": 12.0,
    "IRREGULAR_APART_SHARE": 0.08,
    "APART_S": 3.0,
    "PROVEN_AFTER_S": 120.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(followed_heart, name) for name in NUMBERS} == NUMBERS


FRESH_S = 5.0


def followed(bpm, seconds):
    heart = FollowedHeart(0.0, bpm)
    for second in range(1, seconds + 1):
        seen(heart, float(second), bpm)
    return heart


def seen(heart, at_s, bpm):
    heart.advance(1.0)
    heart.compare(at_s, bpm, FRESH_S, is_good=True, irregular=False)
    heart.observe(at_s, bpm, 1.0, 0.0, FRESH_S)


def seconds_until_it_follows(heart, bpm, *, from_s, most_s=100, is_good=True, irregular=False):
    for second in range(1, most_s + 1):
        heart.advance(1.0)
        heart.compare(from_s + second, bpm, FRESH_S, is_good=is_good, irregular=irregular)
        if abs(heart.motion.bpm - bpm) < 1:
            return second
    return None


def test_it_is_confirmed_for_as_long_as_the_source_s_numbers_are_fresh():
    heart = followed(128.0, 60)
    assert heart.confirmed_bpm == pytest.approx(128, abs=0.5)
    assert heart.is_confirmed(65.0, 5.0)
    assert not heart.is_confirmed(65.1, 5.0)
    assert heart.is_confirmed(72.0, 12.0)


def test_what_is_near_is_the_same_heart():
    heart = followed(128.0, 60)
    heart.compare(61.0, 132.0, FRESH_S, is_good=True, irregular=False)
    assert heart.in_reach
    assert not heart.has_rival


def test_within_reach_another_is_followed_after_three_seconds():
    assert 3 <= seconds_until_it_follows(followed(128.0, 60), 140.0, from_s=60.0) <= 5


def test_beyond_it_after_ten_while_neither_is_named():
    heart = followed(128.0, 120)
    for second in range(1, 6):
        heart.advance(1.0)
        heart.compare(120.0 + second, 198.0, FRESH_S, is_good=True, irregular=False)
    assert not heart.in_reach
    assert heart.is_rivalled
    assert 4 <= seconds_until_it_follows(heart, 198.0, from_s=125.0) <= 7


def test_one_that_the_strap_has_shown_smoothly_for_ten_seconds_has_stood_already():
    heart = followed(128.0, 120)
    heart.compare(131.0, 198.0, FRESH_S, is_good=True, irregular=False, smooth_s=10.0)
    assert heart.motion.bpm == pytest.approx(198.0)


@pytest.mark.parametrize("share", [0.5, 2.0])
def test_but_half_and_double_are_smooth_too(share):
    heart = followed(90.0, 120)
    heart.compare(131.0, 90.0 * share, FRESH_S, is_good=True, irregular=False, smooth_s=40.0)
    assert heart.motion.bpm == pytest.approx(90.0, abs=0.5)


def test_beyond_it_never_while_contact_is_doubted():
    assert seconds_until_it_follows(followed(128.0, 120), 198.0, from_s=120.0, is_good=False) is None


@pytest.mark.parametrize("share", [0.5, 2.0])
def test_half_and_double_of_an_established_one_only_after_a_minute(share):
    assert seconds_until_it_follows(followed(100.0, 120), 100.0 * share, from_s=120.0) > 60


def test_a_double_is_proven_two_minutes_after_it_is_followed_and_anything_else_at_once():
    heart = followed(100.0, 120)
    assert heart.proven_at_s <= 120.0
    leap_s = 120.0 + seconds_until_it_follows(heart, 200.0, from_s=120.0)
    assert heart.proven_at_s == leap_s + 120.0
    back_s = leap_s + seconds_until_it_follows(heart, 100.0, from_s=leap_s)
    assert heart.proven_at_s <= back_s


def test_and_the_way_back_is_short():
    heart = followed(100.0, 120)
    seconds = seconds_until_it_follows(heart, 200.0, from_s=120.0)
    assert seconds_until_it_follows(heart, 100.0, from_s=120.0 + seconds) <= 5


def test_the_way_back_from_any_far_leap_is_short():
    heart = followed(130.0, 120)
    seconds = seconds_until_it_follows(heart, 52.0, from_s=120.0)
    assert seconds_until_it_follows(heart, 126.0, from_s=120.0 + seconds) <= 5


def test_the_mean_of_an_irregular_rhythm_scatters_and_waits_longer():
    heart = followed(128.0, 60)
    heart.compare(61.0, 136.0, FRESH_S, is_good=True, irregular=True)
    assert not heart.has_rival
    assert seconds_until_it_follows(heart, 141.0, from_s=61.0, irregular=True) >= 10


@pytest.mark.parametrize(("irregular", "follows"), [(True, True), (False, False)])
def test_the_mean_of_another_irregular_rhythm_scatters_too_and_is_one_heart_rate(irregular, follows):
    """By up to 8 % of itself: 150 and 160 in turn."""
    heart = followed(128.0, 60)
    for second in range(1, 31):
        heart.advance(1.0)
        heart.compare(60.0 + second, 160.0 if second % 2 else 150.0, FRESH_S, is_good=True, irregular=irregular)
    assert (heart.motion.bpm > 145) is follows


def test_a_return_ends_the_rivalry():
    heart = followed(128.0, 60)
    heart.compare(61.0, 198.0, FRESH_S, is_good=True, irregular=False)
    assert heart.has_rival
    heart.compare(62.0, 128.0, FRESH_S, is_good=True, irregular=False)
    assert not heart.has_rival


@pytest.mark.parametrize("bpm", [140.0, 198.0])
def test_what_the_strap_itself_does_not_say_is_never_followed(bpm):
    heart = followed(128.0, 120)
    for second in range(1, 120):
        heart.advance(1.0)
        heart.compare(120.0 + second, bpm, FRESH_S, is_good=True, irregular=False, is_said=False)
    assert heart.motion.bpm == pytest.approx(128.0, abs=0.5)
