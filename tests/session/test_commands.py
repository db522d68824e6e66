"""What a walker can ask of a walk: each command is one input, at the moment it arrives."""

from typing import get_args

import pytest

from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.session import commands
from coach.session.commands import EngineCommand, input_of
from coach.session.inputs import (
    BandChanged,
    MuteChanged,
    NoteAdded,
    PainMoment,
    PainReported,
    Paused,
    Resumed,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    WorkoutStopped,
)

INPUTS = [
    (commands.Pause(), Paused(at_s=7.5)),
    (commands.Resume(), Resumed(at_s=7.5)),
    (commands.SkipStep(), StepSkipped(at_s=7.5)),
    (commands.ExtendStep(by_s=90.0), StepExtended(at_s=7.5, by_s=90.0)),
    (commands.StopWorkout(), WorkoutStopped(at_s=7.5)),
    (commands.ChangeBand(Band(118.0, 132.0)), BandChanged(at_s=7.5, band=Band(118.0, 132.0))),
    (commands.Mute(muted=True), MuteChanged(at_s=7.5, muted=True)),
    (commands.AddNote("hill"), NoteAdded(at_s=7.5, text="hill")),
    (commands.AnswerTalkTest(TalkTest.CANNOT), TalkTestAnswered(at_s=7.5, answer=TalkTest.CANNOT)),
    (commands.ReportPain(3), PainReported(at_s=7.5, level=3, moment=PainMoment.DURING)),
    (commands.ReportPain(3, PainMoment.BEFORE), PainReported(at_s=7.5, level=3, moment=PainMoment.BEFORE)),
]


@pytest.mark.parametrize(("command", "item"), INPUTS, ids=lambda value: type(value).__name__)
def test_a_command_is_its_input(command, item):
    assert input_of(command, 7.5) == item


def test_every_command_of_the_engine_is_among_them():
    assert {type(command) for command, _ in INPUTS} == set(get_args(EngineCommand))


def test_a_minute_more_is_what_is_asked_for_without_a_length():
    assert input_of(commands.ExtendStep(), 0.0).by_s == 60.0
