import pytest

from coach.domain.totals.distance import FASTEST_MPS, GAP_S, DistanceSum


def added(*speeds):
    walked = DistanceSum()
    return [walked.add(at_s, mps) for at_s, mps in speeds], walked.metres


@pytest.mark.parametrize(
    ("speeds", "metres"),
    [
        ((), None),
        (((0.0, 1.5),), None),
        (((0.0, 1.0), (2.0, 2.0)), 3.0),
        (((0.0, 1.0), (GAP_S, 1.0)), GAP_S),
        (((0.0, 1.0), (GAP_S + 0.1, 1.0)), None),
        (((0.0, 1.0), (0.0, 1.0)), None),
        (((0.0, 0.0), (1.0, 0.0)), 0.0),
    ],
)
def test_it_is_the_time_between_speeds(speeds, metres):
    assert added(*speeds) == ([True] * len(speeds), metres)


@pytest.mark.parametrize("wrong_mps", [-0.1, FASTEST_MPS + 0.1, float("nan"), float("inf")])
def test_a_speed_that_nobody_walks_counts_nothing_on_either_side(wrong_mps):
    assert added((0.0, 1.0), (1.0, wrong_mps), (2.0, 1.0), (3.0, 1.0)) == ([True, False, True, True], 1.0)


def test_a_pause_breaks_it_off():
    walked = DistanceSum()
    walked.add(0.0, 1.0)
    walked.break_off()
    walked.add(1.0, 1.0)
    assert walked.metres is None
