"""Who answers is asked as before; when nobody seems to, less is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.pacing import heed
from coach.domain.pacing.heed import Heed

BOUND_BPM = 135.0


NUMBERS = {
    "JUDGED_AFTER_S": 75.0,
    "TOO_SOON_S": 30.0,
    "LIKELY_ODDS": 2.0,
    "DOUBTFUL_ODDS": 0.4,
    "FIRST_ODDS": 0.35,
    "HIGHEST_ODDS": 3.3,
    "MOST_AGAINST": -0.8,
    "MOST_FOR": 1.0,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(heed, name) for name in NUMBERS} == NUMBERS


def ask(found, at_s, moved_bpm, way=-1, *, outside_bpm=3.0, slope_bpm_per_s=0.0):
    """A request, and the next 100 s, in which the heart rate moves so far in the asked direction."""
    bpm = BOUND_BPM - way * outside_bpm
    found.ask(at_s, bpm, way, bound_bpm=BOUND_BPM, slope_bpm_per_s=slope_bpm_per_s)
    for second in range(1, 100):
        found.update(at_s + second, bpm + way * moved_bpm * min(1.0, second / 60))


def asked(answers, way=-1, **more):
    """A request every two minutes, answered by so many bpm."""
    found = Heed()
    for number, moved_bpm in enumerate(answers):
        ask(found, 120.0 * number, moved_bpm, way, **more)
    return found


@pytest.mark.parametrize("way", [-1, 1])
def test_requests_that_change_nothing_are_soon_found_unheeded(way):
    assert not asked([0.0], way).is_unheeded
    assert asked([0.0] * 4, way).is_unheeded
    assert asked([-6.0] * 3, way).is_unheeded


@given(st.lists(st.floats(5, 15), max_size=30), st.sampled_from([-1, 1]), st.floats(0, 8))
def test_who_answers_is_never_found_unheeded_nor_doubtful(answers, way, outside_bpm):
    found = asked(answers, way, outside_bpm=outside_bpm)
    assert not found.is_unheeded
    assert not found.is_doubtful


def test_one_clear_answer_mends_any_number_of_misses():
    assert asked([0.0] * 20).is_unheeded
    assert not asked([*[0.0] * 20, 8.0]).is_unheeded


def test_many_answers_are_not_saved_up_against_a_walker_who_stops_to_listen():
    assert asked([8.0] * 20 + [0.0] * 4).is_unheeded


def test_a_miss_makes_it_doubtful_and_an_answer_mends_that():
    assert asked([0.0]).is_doubtful
    assert not asked([0.0, 8.0]).is_doubtful


def test_the_further_out_the_less_the_same_movement_says():
    assert not asked([2.0] * 9, outside_bpm=1.0).is_unheeded
    assert asked([2.0] * 9, outside_bpm=12.0).is_unheeded


def test_a_rise_that_stops_is_an_answer():
    assert asked([0.0] * 9).is_unheeded
    assert not asked([0.0] * 9, slope_bpm_per_s=0.2).is_unheeded


def test_a_request_is_judged_when_the_next_one_comes_and_not_before_it_could_be_answered():
    hasty, patient = Heed(), Heed()
    for number in range(9):
        for found, apart_s in ((hasty, heed.TOO_SOON_S - 1), (patient, heed.TOO_SOON_S)):
            found.ask(number * apart_s, 140.0, -1, bound_bpm=BOUND_BPM, slope_bpm_per_s=0.0)
    assert not hasty.is_doubtful
    assert patient.is_unheeded


def test_a_pause_leaves_a_request_unjudged():
    found = Heed()
    found.ask(0.0, 140.0, -1, bound_bpm=BOUND_BPM, slope_bpm_per_s=0.0)
    found.restart()
    found.update(1000.0, 140.0)
    assert not found.is_doubtful


@pytest.mark.parametrize("way", [-1, 1])
@pytest.mark.parametrize(("moved_bpm", "unheeded"), [(-3.9, False), (-4.1, True)])
def test_what_a_request_is_measured_by(way, moved_bpm, unheeded):
    """3 bpm outside count half against it (1.5), a trend of 0.2 outward leads on for 30 s (6), and 0.5 bpm are even:
    from 4 bpm further out on, nobody seems to have followed."""
    found = asked([moved_bpm] * 200, way, outside_bpm=3.0, slope_bpm_per_s=-0.2 * way)
    assert found.is_unheeded is unheeded
