"""The workout's place, as it is shown."""

from coach.domain.workout.machine import WorkoutMachine
from coach.domain.workout.steps import StepKind, WorkoutKind, make
from coach.domain.zone.zones import Band
from coach.session.snapshot import StepView
from coach.session.step_view import step_view
from tests.support.sessions import TWENTY

BAND = Band(120, 135)


def test_a_step_with_its_times_and_what_follows():
    machine = WorkoutMachine(TWENTY)
    assert step_view(machine, BAND, 100.0) == StepView(
        StepKind.WARM_UP, 1, 3, BAND, 100.0, 200.0, StepKind.STEADY, 720.0
    )
    machine.advance(1100.0)
    assert step_view(machine, BAND, 1100.0) == StepView(StepKind.COOL_DOWN, 3, 3, BAND, 80.0, 100.0, None, None)


def test_an_endless_step_has_no_time_left():
    view = step_view(WorkoutMachine(make(WorkoutKind.FREE, None)), BAND, 4000.0)
    assert (view.elapsed_s, view.remaining_s, view.next_kind) == (4000.0, None, None)
