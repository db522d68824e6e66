"""What Coach says: the words of the README on the screen, whole sentences for the ear, a number where it helps."""

import re
from pathlib import Path

import pytest

from coach.domain.pacing.cue import Cue
from coach.domain.zone.zones import Band
from coach.session.cue_words import OUT_OF_REACH_TEXT, out_of_reach_speech, speech, text

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
OF_STEPS = {Cue.STEP, Cue.STEP_AHEAD}


@pytest.mark.parametrize("cue", sorted(set(Cue) - OF_STEPS))
def test_every_cue_has_a_word_or_two_and_a_sentence(cue):
    assert 1 <= len(text(cue).split()) <= 4
    assert speech(cue, None).endswith((".", "?"))


def test_no_two_cues_look_or_sound_alike():
    told = set(Cue) - OF_STEPS
    assert len({text(cue) for cue in told}) == len({speech(cue, None) for cue in told}) == len(told)


@pytest.mark.parametrize(
    "cue", [Cue.SPEED_UP, Cue.EASE_OFF, Cue.DRIFTING_UP, Cue.DRIFTING_DOWN, Cue.HOLD, Cue.STOP_AND_REST]
)
def test_the_screen_says_what_the_readme_promises(cue):
    assert f"**{text(cue).upper()}**" in README


@pytest.mark.parametrize("cue", sorted(set(Cue) - OF_STEPS))
def test_the_heart_rate_is_told_when_it_is_out_of_the_zone_and_known(cue):
    asks = cue in {Cue.SPEED_UP, Cue.EASE_OFF, Cue.STOP_AND_REST}
    assert speech(cue, 140.6) == (f"{speech(cue, None)} 141." if asks else speech(cue, None))
    assert not re.search(r"\d", speech(cue, None))


def test_who_cannot_reach_the_zone_is_told_kindly_and_offered_three_ways_on():
    told = out_of_reach_speech(Band(107, 122))
    assert 1 <= len(OUT_OF_REACH_TEXT.split()) <= 4
    assert all(word in told for word in ("107 to 122", "incline", "minutes"))
    assert not re.search(r"fail|not enough|must|cannot", told)
