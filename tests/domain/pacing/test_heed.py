"""Who answers is asked again soon; who does not, less and less."""

import pytest

from coach.domain.pacing import heed
from coach.domain.pacing.heed import Heed


def asked(answers, way=-1):
    """A request every two minutes, answered by so many bpm."""
    found = Heed()
    for number, moved_bpm in enumerate(answers):
        found.ask(120.0 * number, 140.0, way)
        for second in range(1, 100):
            found.update(120.0 * number + second, 140.0 + way * moved_bpm * min(1.0, second / 60))
    return found


MISSES = [0.0] * 3
"""One more than changes nothing."""


def test_patience_grows_with_misses_and_no_further_than_its_limit():
    found = [asked([0.0] * count).patience for count in range(9)]
    assert found[:4] == [1.0, 1.0, 1.0, heed.GROWTH]
    assert found == sorted(found)
    assert found[-1] == found[-2] == heed.GROWTH**2


def test_an_answer_makes_good_a_miss_and_never_more():
    assert asked([6.0] * 5 + MISSES).patience == heed.GROWTH
    assert asked([*MISSES, 6.0]).patience == 1.0
    assert asked([*MISSES, 0.0, 6.0]).patience == heed.GROWTH


@pytest.mark.parametrize("way", [-1, 1])
def test_the_wrong_way_is_no_answer(way):
    assert asked([-6.0] * 3, way).patience > 1.0
    assert asked([6.0] * 3, way).patience == 1.0


def test_after_three_misses_asking_seems_of_no_use():
    assert asked(MISSES[1:]).is_heeded
    assert not asked(MISSES).is_heeded


def test_a_request_is_judged_when_the_next_one_comes_and_not_before_it_could_be_answered():
    hasty, patient = Heed(), Heed()
    for number in range(6):
        hasty.ask(number * (heed.TOO_SOON_S - 1), 140.0, -1)
        patient.ask(number * heed.TOO_SOON_S, 140.0, -1)
    assert hasty.is_heeded
    assert not patient.is_heeded


def test_a_movement_before_the_answer_could_come_does_not_count():
    found = asked(MISSES)
    found.ask(1000.0, 140.0, -1)
    found.update(1000.0 + heed.TOO_SOON_S - 1, 130.0)
    found.update(1000.0 + heed.JUDGED_AFTER_S, 140.0)
    assert found.patience == heed.GROWTH**2


def test_a_pause_leaves_a_request_unjudged():
    found = asked(MISSES)
    found.ask(1000.0, 140.0, -1)
    found.restart()
    found.update(2000.0, 140.0)
    assert found.patience == heed.GROWTH
