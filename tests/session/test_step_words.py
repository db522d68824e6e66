"""What Coach says of a step: a name, a line of a list, a whole sentence for the ear with its length in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.workout.steps import LONGEST_STEP_S, Step, StepKind
from coach.session.step_words import STEP_NAME, ahead_speech, duration, step_line, step_speech, step_text

EFFORT, RECOVERY = Step(StepKind.EFFORT, 300.0), Step(StepKind.RECOVERY, 120.0)
NUMBERED = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
    11: "11", 45: "45",
}  # fmt: skip


def test_a_tempo_walk_is_told_by_its_numbers():
    assert step_text(EFFORT, 3) == "Brisk 3"
    assert step_text(RECOVERY, None) == "Easy"
    told = [step_speech(EFFORT, 3, 4, None), step_speech(RECOVERY, None, 4, (EFFORT, 3))]
    assert told == [
        "Number three of four: five minutes brisk, in the upper half of the zone.",
        "Two minutes easy, then number three of four.",
    ]
    assert step_speech(RECOVERY, None, 4, (Step(StepKind.COOL_DOWN, 180.0), None)) == "Two minutes easy."
    assert step_speech(RECOVERY, None, 4, None) == "Two minutes easy."


@pytest.mark.parametrize(
    ("step", "sentence", "ahead"),
    [
        (Step(StepKind.WARM_UP, 300.0), "Warm up, five minutes easy to begin with.", "Soon: warm up, five minutes."),
        (Step(StepKind.STEADY, 720.0), "12 minutes steady in the zone.", "Soon: steady, 12 minutes."),
        (Step(StepKind.LONG, 1920.0), "Long walk, 32 minutes steady in the zone.", "Soon: long walk, 32 minutes."),
        (Step(StepKind.COOL_DOWN, 45.0), "Cool down, 45 seconds easy.", "Soon: cool down, 45 seconds."),
        (Step(StepKind.FREE, 600.0), "Walk in the zone, ten minutes.", "Soon: walk, ten minutes."),
        (Step(StepKind.FREE, None), "Walk in the zone.", "Soon: walk."),
    ],
)
def test_a_step_is_told_with_its_length_as_it_begins_and_a_moment_before(step, sentence, ahead):
    assert step_speech(step, None, 0, None) == sentence
    assert ahead_speech(step) == ahead


@given(
    kind=st.sampled_from(StepKind),
    length_s=st.none() | st.floats(0.5, LONGEST_STEP_S),
    number=st.none() | st.integers(1, 12),
    followed=st.booleans(),
)
def test_any_step_is_a_sentence(kind, length_s, number, followed):
    step = Step(kind, length_s)
    number = number or 1 if kind is StepKind.EFFORT else number  # an effort is always one of so many
    for told in (step_speech(step, number, 12, (EFFORT, 2) if followed else None), ahead_speech(step)):
        assert told.endswith(".")
        assert not told[0].islower()
        assert not re.search(r" {2}| [.,:]|\.\.", told)
    assert step_text(step, number).startswith(STEP_NAME[kind])


@pytest.mark.parametrize(("count", "word"), NUMBERED.items())
def test_whole_minutes_are_told_in_words_as_far_as_they_are_short(count, word):
    assert duration(60.0 * count) == f"{word} minute{'s' if count > 1 else ''}"
    assert duration(60.0 * count + 30.0) == f"{word} and a half minutes"


@given(st.floats(60, LONGEST_STEP_S))
def test_a_length_over_a_minute_is_told_to_the_half_minute(seconds):
    words = {word: count for count, word in NUMBERED.items()}
    first = duration(seconds).split()[0]
    minutes = words.get(first, int(first) if first.isdecimal() else 0) + ("half" in duration(seconds)) / 2
    assert abs(minutes * 60 - seconds) <= 15.0


@given(st.integers(1, 59))
def test_a_length_under_a_minute_is_told_in_seconds(seconds):
    assert duration(float(seconds)) == f"{seconds} seconds"


def test_what_rounds_to_a_minute_is_one():
    assert duration(59.7) == "one minute"


def test_a_step_in_a_list_has_its_length():
    assert step_line(StepKind.FREE, None) == "Walk  until you end it"
    assert step_line(StepKind.WARM_UP, 300.0) == "Warm up  5:00"
