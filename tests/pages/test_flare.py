import pytest

from coach.domain.programme.flare_plan import MOST_CHARACTERS
from coach.pages.flare import EXAMPLE, FINE, NORMAL, SEVERE, advice


@pytest.mark.parametrize("level", range(11))
def test_fine_pain_is_no_flare_and_much_pain_is_one_to_ask_about(level):
    said = advice(level)
    if level <= 3:
        assert (said.sentences, said.shows_plan) == ((FINE,), False)
    else:
        assert (NORMAL in said.sentences, SEVERE in said.sentences, said.shows_plan) == (True, level >= 7, True)


def test_a_flare_of_which_a_walk_told_is_one():
    assert advice(None) == advice(5)


def test_the_example_is_a_plan_that_could_be_kept():
    assert len(EXAMPLE) <= MOST_CHARACTERS
