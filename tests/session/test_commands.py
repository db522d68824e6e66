"""What a walker asks for: each command is one input, which a recording can hold, and nonsense is no command."""

from typing import get_args

import msgspec
import pytest

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.session.commands import (
    AddNote,
    AnswerPain,
    AnswerSigns,
    AnswerTalkTest,
    ChangeBand,
    Command,
    EngineCommand,
    ExtendStep,
    Mute,
    Pause,
    ReportPain,
    Resume,
    SkipStep,
    StopWorkout,
    SwitchStrap,
    input_of,
)
from coach.session.inputs import (
    BandChanged,
    MuteChanged,
    NoteAdded,
    PainAnswered,
    PainMoment,
    PainReported,
    Paused,
    Resumed,
    SignsAnswered,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    WorkoutStopped,
)
from coach.session.line_codec import dump_input, parse_line

BAND = Band(112, 126)
INPUTS = [
    (Pause(), Paused(at_s=7.5)),
    (Resume(), Resumed(at_s=7.5)),
    (SkipStep(), StepSkipped(at_s=7.5)),
    (ExtendStep(), StepExtended(at_s=7.5, by_s=60.0)),
    (ExtendStep(by_s=30.0), StepExtended(at_s=7.5, by_s=30.0)),
    (StopWorkout(), WorkoutStopped(at_s=7.5)),
    (ChangeBand(BAND), BandChanged(at_s=7.5, band=BAND)),
    (Mute(muted=True), MuteChanged(at_s=7.5, muted=True)),
    (Mute(muted=False), MuteChanged(at_s=7.5, muted=False)),
    (AddNote("a hill"), NoteAdded(at_s=7.5, text="a hill")),
    (AnswerTalkTest(TalkTest.CANNOT), TalkTestAnswered(at_s=7.5, answer=TalkTest.CANNOT)),
    (ReportPain(3), PainReported(at_s=7.5, level=3, moment=PainMoment.DURING)),
    (AnswerPain(PainChoice.EASIER), PainAnswered(at_s=7.5, choice=PainChoice.EASIER)),
    (AnswerSigns(("saddle", "a newer one")), SignsAnswered(at_s=7.5, signs=("saddle", "a newer one"))),
    (AnswerSigns(), SignsAnswered(at_s=7.5, signs=())),
    (ReportPain(0, PainMoment.BEFORE), PainReported(at_s=7.5, level=0, moment=PainMoment.BEFORE)),
]


def test_every_command_that_enters_the_session_is_here_and_another_strap_is_none():
    assert {type(command) for command, _ in INPUTS} == set(get_args(EngineCommand))
    assert set(get_args(Command)) - set(get_args(EngineCommand)) == {SwitchStrap}


@pytest.mark.parametrize(("command", "enters"), INPUTS, ids=lambda item: type(item).__name__)
def test_a_command_enters_the_session_as_an_input_of_its_moment_and_is_recorded(command, enters):
    assert input_of(command, 7.5) == enters
    assert parse_line(dump_input(input_of(command, 7.5))) == enters


@pytest.mark.parametrize(
    "command",
    [
        {"command": "dance"},
        {"command": "extend_step", "by_s": 0},
        {"command": "extend_step", "by_s": -60},
        {"command": "extend_step", "by_s": 86_401},
        {"command": "pain", "level": 11},
        {"command": "pain", "level": -1},
        {"command": "pain", "level": 2.5},
        {"command": "pain"},
        {"command": "talk_test", "answer": "yes"},
        {"command": "mute", "muted": 1},
        {"command": "note", "text": None},
        {"command": "change_band", "band": {"lo_bpm": 135, "hi_bpm": 120}},
        {},
    ],
    ids=str,
)
def test_what_cannot_be_is_no_command(command):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(command, Command)
