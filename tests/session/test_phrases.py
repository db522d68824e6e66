"""What Coach says: every cue has words for the eye and the ear, and lengths are spoken."""

import pytest

from coach.domain.pacing.cues import PACING, Cue
from coach.domain.workout.steps import Step, StepKind
from coach.session.phrases import ahead_speech, duration, speech, step_speech, step_text, text

OF_STEPS = {Cue.STEP, Cue.STEP_AHEAD}
"""These are worded by their step."""


@pytest.mark.parametrize("cue", [cue for cue in Cue if cue not in OF_STEPS])
def test_every_cue_has_two_or_three_words_and_a_sentence(cue):
    assert 1 < len(text(cue).split()) <= 4
    assert speech(cue, None).endswith((".", "?"))
    assert speech(cue, None)[0].isupper()


def test_no_two_cues_of_pace_look_or_sound_alike():
    assert len({text(cue) for cue in PACING}) == len({speech(cue, None) for cue in PACING}) == len(PACING)


def test_the_heart_rate_is_said_where_the_walker_wants_to_know_it():
    assert speech(Cue.EASE_OFF, 138.4) == "Ease off. 138."
    assert speech(Cue.EASE_OFF, None) == "Ease off."
    assert speech(Cue.BACK_IN_ZONE, 128.0) == "Back in zone."


@pytest.mark.parametrize(
    ("seconds", "spoken"),
    [
        (45, "45 seconds"),
        (60, "one minute"),
        (90, "one and a half minutes"),
        (300, "five minutes"),
        (725, "12 minutes"),
    ],
)
def test_lengths_are_spoken_to_the_half_minute(seconds, spoken):
    assert duration(seconds) == spoken


def test_an_effort_says_its_number_and_a_recovery_the_next_one():
    effort, recovery = Step(StepKind.EFFORT, 300.0), Step(StepKind.RECOVERY, 120.0)
    assert step_text(effort, 3) == "Brisk 3"
    assert step_speech(effort, 3, 4, None) == (
        "Number three of four: five minutes brisk, in the upper half of the zone."
    )
    assert step_speech(recovery, None, 4, (effort, 3)) == "Two minutes easy, then number three of four."
    assert ahead_speech(recovery) == "Soon: easy, two minutes."


@pytest.mark.parametrize("kind", StepKind)
def test_every_step_can_be_announced(kind):
    for step in (Step(kind, 300.0), Step(kind, None)):
        said = step_speech(step, 1 if kind is StepKind.EFFORT else None, 4, None)
        assert said[0].isupper()
        assert said.endswith(".")
        assert "  " not in said
        assert "None" not in said
