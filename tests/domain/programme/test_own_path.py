"""A person's own path: which days a move leaves, and what cannot be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.own_path import KEPT_MOVES_DAYS, Move, OwnPath

MONDAY = 739_921


@pytest.mark.parametrize("made", [lambda: Move(5, 5), lambda: Move(5, 12), lambda: OwnPath(frozenset({7}))])
def test_what_cannot_be_is_refused(made):
    with pytest.raises(ValueError, match=r"walk moves|weekdays"):
        made()


def test_usual_pain_is_on_its_scale():
    with pytest.raises(ValueError, match="pain is 0-10"):
        OwnPath(usual_pain=11)


def test_a_move_changes_a_walk_and_a_rest_and_back_again_leaves_none():
    path = OwnPath().with_move(Move(MONDAY, MONDAY + 1))
    assert path.moved({MONDAY, MONDAY + 2}) == {MONDAY + 1, MONDAY + 2}
    assert path.with_move(Move(MONDAY + 1, MONDAY)) == OwnPath()


def test_old_moves_are_dropped():
    path = OwnPath().with_move(Move(MONDAY, MONDAY + 1))
    later = path.with_move(Move(MONDAY + KEPT_MOVES_DAYS, MONDAY + KEPT_MOVES_DAYS + 1))
    assert later.moves == (Move(MONDAY + KEPT_MOVES_DAYS, MONDAY + KEPT_MOVES_DAYS + 1),)


@given(
    days=st.sets(st.integers(0, 6)),
    moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1])),
)
def test_moves_neither_add_nor_lose_a_walk(days, moves):
    path = OwnPath()
    for pair in moves:
        path = path.with_move(Move(*pair))
    assert len(path.moved(days)) == len(days)
