"""What is said of a workout's steps: of the step that begins, and of the one that comes next."""

from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import Step, StepKind, Workout
from coach.domain.zone.zones import Band
from coach.session import step_words
from coach.session.events import CueRaised, StepStarted


def step_started(at_s: float, workout: Workout, index: int, band: Band | None) -> StepStarted:
    """Return the fact that step `index` (from 0) begins."""
    step = workout.steps[index]
    return StepStarted(
        at_s=at_s, index=index + 1, of=len(workout.steps), kind=step.kind, duration_s=step.duration_s, band=band
    )


def step_cue(at_s: float, workout: Workout, index: int) -> CueRaised:
    """Return the cue for the start of step `index` (from 0)."""
    step, number = workout.steps[index], _number(workout, index)
    efforts = sum(each.kind is StepKind.EFFORT for each in workout.steps)
    return CueRaised(
        at_s=at_s,
        cue=Cue.STEP,
        text=step_words.step_text(step, number),
        speech=step_words.step_speech(step, number, efforts, _following(workout, index)),
        reason=step.kind.value,
    )


def ahead_cue(at_s: float, workout: Workout, index: int) -> CueRaised:
    """Return the cue shortly before the end of step `index` (from 0)."""
    following = _following(workout, index)
    if following is None:
        name, speech, reason = "the end", "Soon: the end of the walk.", "end"
    else:
        name, speech = step_words.step_text(*following), step_words.ahead_speech(following[0])
        reason = following[0].kind.value
    return CueRaised(at_s=at_s, cue=Cue.STEP_AHEAD, text=f"Soon: {name}", speech=speech, reason=reason)


def _number(workout: Workout, index: int) -> int | None:
    """Return which effort this is, from 1; None for other steps."""
    if workout.steps[index].kind is not StepKind.EFFORT:
        return None
    return sum(step.kind is StepKind.EFFORT for step in workout.steps[: index + 1])


def _following(workout: Workout, index: int) -> tuple[Step, int | None] | None:
    if index + 1 == len(workout.steps):
        return None
    return workout.steps[index + 1], _number(workout, index + 1)
