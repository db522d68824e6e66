"""What is said when a step begins, and before it ends."""

import pytest

from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind, free, steady, tempo
from coach.domain.zone.zones import Band
from coach.session.step_cues import ahead_cue, step_cue, step_started


def test_the_tempo_day_in_words():
    workout = tempo()
    said = [step_cue(float(index), workout, index) for index in range(len(workout.steps))]
    assert [cue.text for cue in said] == [
        "Warm up", "Brisk 1", "Easy", "Brisk 2", "Easy", "Brisk 3", "Easy", "Brisk 4", "Cool down",
    ]  # fmt: skip
    assert said[0].speech == "Warm up, five minutes easy to begin with."
    assert said[1].speech == "Number one of four: five minutes brisk, in the upper half of the zone."
    assert said[2].speech == "Two minutes easy, then number two of four."
    assert said[8].speech == "Cool down, three minutes easy."
    assert {cue.cue for cue in said} == {Cue.STEP}
    assert [cue.reason for cue in said[:3]] == ["warm_up", "effort", "recovery"]


def test_what_comes_in_a_moment():
    workout = tempo()
    assert ahead_cue(1.0, workout, 0).text == "Soon: Brisk 1"
    assert ahead_cue(1.0, workout, 1).speech == "Soon: easy, two minutes."
    end = ahead_cue(1.0, workout, 8)
    assert (end.cue, end.text, end.speech, end.reason) == (
        Cue.STEP_AHEAD, "Soon: the end", "Soon: the end of the walk.", "end",
    )  # fmt: skip


def test_other_walks():
    assert step_cue(0.0, steady(30), 1).speech == "22 minutes steady in the zone."
    assert step_cue(0.0, free(), 0).speech == "Walk in the zone."
    assert step_cue(0.0, free(10), 0).speech == "Walk in the zone, ten minutes."


@pytest.mark.parametrize("kind", StepKind)
def test_every_kind_of_step_has_its_words(kind):
    cue = step_cue(0.0, Workout(WorkoutKind.FREE, (Step(kind, 90.0),)), 0)
    assert cue.text
    assert "one and a half minutes" in cue.speech.lower()
    assert cue.speech.endswith(".")


def test_a_step_that_begins_is_counted_from_one():
    workout = tempo()
    for index, step in enumerate(workout.steps):
        said = step_started(60.0 * index, workout, index, Band(120, 135))
        assert (said.index, said.of, said.kind) == (index + 1, len(workout.steps), step.kind)
        assert (said.at_s, said.duration_s, said.band) == (60.0 * index, step.duration_s, Band(120, 135))
