from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.flare_plan import MOST_CHARACTERS, tidied


@given(st.text(max_size=2 * MOST_CHARACTERS))
def test_a_plan_is_kept_as_lines_that_can_be_printed_and_tidying_it_again_changes_nothing(text):
    plan = tidied(text)
    assert len(plan) <= MOST_CHARACTERS
    assert all(line.isprintable() for line in plan.split("\n"))
    assert tidied(plan) == plan


def test_words_and_lines_stay_what_they_were():
    assert tidied("\n  Warmth,\tthen walk.\r\n\n- Ann: 0123\n\n") == "  Warmth, then walk.\n\n- Ann: 0123"
    assert tidied("a\x1b[2Jb\u202ec") == "a[2Jbc"
