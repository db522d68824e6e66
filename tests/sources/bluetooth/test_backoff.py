"""How long the search rests between tries."""

import itertools

from coach.sources.bluetooth.backoff import CAP_S, FIRST_S, delay_s


def test_the_first_try_after_a_loss_comes_soon():
    assert delay_s(0) == FIRST_S <= 0.5


def test_it_grows_and_is_capped_below_the_five_seconds_that_are_promised():
    delays = [delay_s(failures) for failures in range(100)]
    assert all(second >= first for first, second in itertools.pairwise(delays))
    assert max(delays) == CAP_S < 5.0
    assert delay_s(10**6) == CAP_S
