"""Which cue still stands."""

import pytest

from coach.domain.pacing.cue import Cue
from coach.domain.zone.zones import Position
from coach.session import cue_board
from coach.session.cue_board import CUE_STANDS_S, MOST_RAISED, CueBoard
from coach.session.events import CueRaised
from coach.session.trace import WINDOW_S

NUMBERS = {
    "CUE_STANDS_S": 10.0,
    "MOST_RAISED": 50,
}
"""What was chosen, once as numbers, so that a change of one is seen; the reasons stand in the module."""


def test_the_numbers_are_those_that_were_chosen():
    assert {name: getattr(cue_board, name) for name in NUMBERS} == NUMBERS


def cue(kind, at_s=100.0):
    return CueRaised(at_s=at_s, cue=kind, text="", speech="", reason="")


def test_nothing_told_nothing_stands():
    assert CueBoard().standing(5.0, Position.IN) is None


@pytest.mark.parametrize("kind", Cue)
def test_every_cue_stands_for_two_glances(kind):
    board = CueBoard()
    board.put(cue(kind), Position.ABOVE)
    assert board.standing(100.0 + CUE_STANDS_S, Position.ABOVE) == cue(kind)


@pytest.mark.parametrize("kind", Cue)
@pytest.mark.parametrize("now", [Position.IN, Position.BELOW, None])
def test_a_cue_about_the_position_goes_with_it(kind, now):
    board = CueBoard()
    board.put(cue(kind), Position.ABOVE)
    goes = kind.is_pacing or kind is Cue.BACK_IN_ZONE
    assert (board.standing(101.0, now) is None) is goes


@pytest.mark.parametrize(
    ("kind", "about", "now", "stands"),
    [
        (Cue.EASE_OFF, Position.ABOVE, Position.ABOVE, True),
        (Cue.SPEED_UP, Position.BELOW, Position.BELOW, True),
        (Cue.EASE_OFF, Position.ABOVE, Position.IN, False),
        (Cue.EASE_OFF, Position.ABOVE, None, False),
        (Cue.EASE_OFF, None, None, False),
        (Cue.DRIFTING_UP, Position.IN, Position.IN, False),
        (Cue.BACK_IN_ZONE, Position.IN, Position.IN, False),
    ],
)
def test_what_is_to_be_done_stands_as_long_as_its_reason(kind, about, now, stands):
    board = CueBoard()
    board.put(cue(kind), about)
    assert (board.standing(100.0 + CUE_STANDS_S + 1, now) is not None) == stands


@pytest.mark.parametrize("now", [*Position, None])
def test_stop_and_rest_is_alone_on_the_board_until_it_is_settled(now):
    board = CueBoard()
    board.put(cue(Cue.STOP_AND_REST), Position.ABOVE)
    board.stop_stands(stands=True)
    board.put(cue(Cue.STEP, 110.0), None)
    board.put(cue(Cue.FINISHED, 900.0), None)
    assert board.standing(900.0, now) == cue(Cue.STOP_AND_REST)
    board.stop_stands(stands=False)
    assert board.standing(900.0, now) is None


def test_the_marks_of_the_trace_are_the_window_s_latest():
    board = CueBoard()
    for at_s in range(MOST_RAISED + 10):
        board.put(cue(Cue.HOLD, float(at_s)), None)
    assert len(board.lately(60.0)) == MOST_RAISED
    assert board.lately(WINDOW_S + 55.0) == tuple((float(at_s), Cue.HOLD) for at_s in range(55, MOST_RAISED + 10))


def test_ease_off_before_the_edge_goes_as_a_warning_goes():
    """It is said inside the zone: where it stayed until the position changes, it stood over a heart in the middle."""
    board = CueBoard()
    board.put(cue(Cue.EASE_OFF, 10.0), Position.IN)
    assert board.standing(10.0 + CUE_STANDS_S, Position.IN) is not None
    assert board.standing(10.1 + CUE_STANDS_S, Position.IN) is None
