"""The workout's place at one moment, as the snapshot shows it."""

from coach.domain.workout.machine import WorkoutMachine
from coach.domain.zone.zones import Band
from coach.session.snapshot import StepView


def step_view(machine: WorkoutMachine, band: Band | None, now_s: float) -> StepView:
    """Return the current step with its times at `now_s`."""
    step, following = machine.step, machine.next_step
    return StepView(
        kind=step.kind,
        index=machine.index + 1,
        of=len(machine.workout.steps),
        band=band,
        elapsed_s=machine.elapsed_s(now_s),
        remaining_s=machine.remaining_s(now_s),
        next_kind=following.kind if following else None,
        next_duration_s=following.duration_s if following else None,
    )
