"""What a report of pain is about, and what it leads to."""

import pytest

from coach.session.inputs import PainMoment, PainReported
from coach.session.pain_report import BEFORE_THE_WALK_S, PainSoFar, moment_of

BEFORE, DURING = PainMoment.BEFORE, PainMoment.DURING


def pain(level, moment=DURING, at_s=300.0):
    return PainReported(at_s=at_s, level=level, moment=moment)


def test_a_recording_that_names_no_moment_has_one_by_its_time():
    assert moment_of(pain(1, None, BEFORE_THE_WALK_S - 1)) is BEFORE
    assert moment_of(pain(1, None, BEFORE_THE_WALK_S)) is DURING
    assert moment_of(pain(1, DURING, 1.0)) is DURING


def test_pain_in_the_walk_is_compared_with_pain_before_it():
    so_far = PainSoFar(None)
    assert so_far.take(pain(1, BEFORE, 2.0)) is None
    assert so_far.take(pain(2)) is None
    assert so_far.take(pain(3)).level == 3


@pytest.mark.parametrize(
    ("usual", "level", "asked"), [(None, 3, False), (None, 4, True), (4.0, 5, False), (1.5, 3, True)]
)
def test_pain_before_the_walk_is_compared_with_the_usual(usual, level, asked):
    assert (PainSoFar(usual).take(pain(level, BEFORE, 2.0)) is not None) is asked


@pytest.mark.parametrize("level", [-1, 11, 50])
def test_a_level_off_the_scale_asks_nothing(level):
    assert PainSoFar(None).take(pain(level)) is None
    assert PainSoFar(None).take(pain(level, BEFORE, 1.0)) is None
