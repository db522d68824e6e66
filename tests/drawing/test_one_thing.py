"""Word, sentence, pointer, label, colour and clock of the walk screen say one thing at any moment.

Simulated walks with everything that can happen in one, drawn at each change of any of the six, and read as a walker
reads the screen; a thousand of them with `python -m benchmarks.one_thing 1000`.
"""

import pytest
from msgspec import structs
from msgspec.structs import replace

from benchmarks.one_thing import SIZES, judged, seen
from benchmarks.one_thing_rules import contradictions
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Band, Position
from coach.drawing.ink import Tone
from coach.session.cue_board import TALK_TEST
from tests.support import scenes

BARE = structs.replace(scenes.LIVE_IN, cue=None)
HIGH = structs.replace(BARE, believed_bpm=139.0, zone=3, position=Position.ABOVE, shown_position=Position.ABOVE)


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_walk_says_one_thing_at_every_moment(seed):
    drawings = 0
    for at_s, found in judged(seed):
        drawings += 1
        assert found == [], f"walk {seed} at {at_s:.2f} s"
    assert drawings > 30


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", scenes.STATES)
def test_every_scene_can_be_read(state, size):
    assert seen(scenes.STATES[state], size).unread == ()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_read_is_what_stands_there(size):
    drawn = seen(HIGH, size)
    assert (drawn.number, drawn.number_tone, drawn.word, drawn.word_tone) == (139, Tone.ABOVE, "ABOVE", Tone.ABOVE)
    assert (drawn.pointer, drawn.pointer_tone, drawn.bounds) == ("above", Tone.ABOVE, (120, 135))
    assert drawn.sentence == ("" if size == (40, 12) else "4 above Zone 2, 120-135 bpm")
    assert (drawn.step_left, drawn.counting, drawn.walk_clock) == ("9:25", False, "13:35")
    assert drawn.zone == ("" if size == (80, 24) else "Zone 3")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"pointer": "in"}, "word"),
        ({"pointer": "in"}, "pointer"),
        ({"pointer": None}, "pointer"),
        ({"pointer_tone": Tone.IN}, "colour"),
        ({"number_tone": Tone.IN}, "colour"),
        ({"word_tone": Tone.IN}, "colour"),
        ({"word_tone": Tone.ALARM}, "colour"),
        ({"word": "STOP"}, "stop"),
        ({"word": "EASY"}, "word"),
        ({"word": "IN ZONE"}, "word"),
        ({"word": "PAUSED"}, "word"),
        ({"sentence": "4 below Zone 2, 120-135 bpm"}, "sentence"),
        ({"sentence": "in Zone 2, 120-135 bpm"}, "sentence"),
        ({"sentence": "3 above Zone 2, 120-135 bpm"}, "sentence"),
        ({"sentence": "4 above Zone 2, 120-136 bpm"}, "sentence"),
        ({"sentence": "4 above upper Zone 2, 120-135 bpm"}, "sentence"),
        ({"bounds": (120, 137)}, "labels"),
        ({"bounds": (120135,)}, "labels"),
        ({"trace_labels": frozenset({120, 128})}, "labels"),
        ({"zone": "Zone 2"}, "zone"),
        ({"number": 138}, "number"),
        ({"number": None}, "number"),
        ({"step_left": "3"}, "clock"),
        ({"step_left": "9:24"}, "clock"),
        ({"walk_clock": "13:36"}, "clock"),
    ],
)
def test_one_thing_that_is_wrong_is_found(wrong, kind):
    drawn = seen(HIGH, SIZES[1])
    assert contradictions(drawn, HIGH) == []
    assert kind in {found for found, _ in contradictions(replace(drawn, **wrong), HIGH)}


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        (structs.replace(HIGH, standing=Cue.STOP_AND_REST), "stop"),
        (structs.replace(HIGH, shown_position=None), "pointer"),
        (structs.replace(HIGH, step=structs.replace(scenes.STEADY, kind=StepKind.WARM_UP)), "word"),
        (structs.replace(HIGH, band=None), "pointer"),
        (structs.replace(HIGH, band=Band(120, 140)), "labels"),
        (structs.replace(HIGH, paused=True), "word"),
    ],
)
def test_a_drawing_of_another_moment_is_found(view, kind):
    assert kind in {found for found, _ in contradictions(seen(HIGH, SIZES[1]), view)}


def test_zone_2_time_that_runs_while_above_is_found():
    later = structs.replace(HIGH, moving_s=HIGH.moving_s + 3, z2_s=HIGH.z2_s + 3)
    drawn, before = seen(later, SIZES[1]), seen(HIGH, SIZES[1])
    assert "zone 2 clock" in {kind for kind, _ in contradictions(drawn, later, (before, HIGH))}
    assert contradictions(before, HIGH, (before, HIGH)) == []


def test_ease_off_of_the_talk_test_stands_whatever_the_position():
    spoken = structs.replace(BARE, cue=replace(scenes.cue(Cue.EASE_OFF, "Ease off"), reason=TALK_TEST))
    pacing = structs.replace(spoken, cue=replace(spoken.cue, reason="above"))
    drawn = seen(spoken, SIZES[1])
    assert (drawn.word, drawn.pointer) == ("EASE OFF", "in")
    assert contradictions(drawn, spoken) == []
    assert "word" in {kind for kind, _ in contradictions(drawn, pacing)}
