"""The walker's commands to a running walk. Commands have no time: the host stamps them as they arrive."""

from typing import Annotated, assert_never

import msgspec

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import LONGEST_STEP_S
from coach.domain.zone.zones import Band
from coach.session.inputs import (
    BandChanged,
    MuteChanged,
    NoteAdded,
    PainAnswered,
    PainMoment,
    PainReported,
    Paused,
    Resumed,
    SessionInput,
    SignsAnswered,
    StepExtended,
    StepSkipped,
    TalkTestAnswered,
    WorkoutStopped,
)
from coach.session.straps import StrapId


class Pause(msgspec.Struct, frozen=True, tag_field="command", tag="pause"):
    """Stop the step's clock."""


class Resume(msgspec.Struct, frozen=True, tag_field="command", tag="resume"):
    """Go on."""


class SkipStep(msgspec.Struct, frozen=True, tag_field="command", tag="skip_step"):
    """Go to the next step now."""


class ExtendStep(msgspec.Struct, frozen=True, tag_field="command", tag="extend_step"):
    """Make this step longer, by `by_s` seconds."""

    by_s: Annotated[float, msgspec.Meta(gt=0, le=LONGEST_STEP_S)] = 60.0


class StopWorkout(msgspec.Struct, frozen=True, tag_field="command", tag="stop"):
    """Finish the workout, whatever steps are left; the session goes on until its end."""


class ChangeBand(msgspec.Struct, frozen=True, tag_field="command", tag="change_band"):
    """Use another Zone 2 from now on."""

    band: Band


class Mute(msgspec.Struct, frozen=True, tag_field="command", tag="mute"):
    """Switch pacing cues off or on."""

    muted: bool


class AddNote(msgspec.Struct, frozen=True, tag_field="command", tag="note"):
    """Keep a note in the walker's words."""

    text: str


class AnswerTalkTest(msgspec.Struct, frozen=True, tag_field="command", tag="talk_test"):
    """Keep the answer to the talk test."""

    answer: TalkTest


class ReportPain(msgspec.Struct, frozen=True, tag_field="command", tag="pain"):
    """Keep how much it hurts, 0-10, or how much it hurt before the walk."""

    level: Annotated[int, msgspec.Meta(ge=0, le=10)]
    moment: PainMoment = PainMoment.DURING


class AnswerPain(msgspec.Struct, frozen=True, tag_field="command", tag="answer_pain"):
    """Do this about pain that is more than fine."""

    choice: PainChoice


class AnswerSigns(msgspec.Struct, frozen=True, tag_field="command", tag="answer_signs"):
    """Keep which urgent signs there are, asked again because pain has jumped."""

    signs: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()


class SwitchStrap(msgspec.Struct, frozen=True, tag_field="command", tag="switch_strap"):
    """Take the heart rate from another strap; does nothing where it does not come from a strap."""

    strap: StrapId


EngineCommand = (
    Pause
    | Resume
    | SkipStep
    | ExtendStep
    | StopWorkout
    | ChangeBand
    | Mute
    | AddNote
    | AnswerTalkTest
    | ReportPain
    | AnswerPain
    | AnswerSigns
)
"""Commands that enter the session as an input, and so into the recording."""

Command = EngineCommand | SwitchStrap
"""Every command. The strap's link reports the effects of `SwitchStrap`."""


def input_of(command: EngineCommand, at_s: float) -> SessionInput:  # noqa: C901, PLR0911, PLR0912 - one arm per command
    """Return the input for a command at that time."""
    match command:
        case Pause():
            return Paused(at_s=at_s)
        case Resume():
            return Resumed(at_s=at_s)
        case SkipStep():
            return StepSkipped(at_s=at_s)
        case ExtendStep(by_s=by_s):
            return StepExtended(at_s=at_s, by_s=by_s)
        case StopWorkout():
            return WorkoutStopped(at_s=at_s)
        case ChangeBand(band=band):
            return BandChanged(at_s=at_s, band=band)
        case Mute(muted=muted):
            return MuteChanged(at_s=at_s, muted=muted)
        case AddNote(text=text):
            return NoteAdded(at_s=at_s, text=text)
        case AnswerTalkTest(answer=answer):
            return TalkTestAnswered(at_s=at_s, answer=answer)
        case ReportPain(level=level, moment=moment):
            return PainReported(at_s=at_s, level=level, moment=moment)
        case AnswerPain(choice=choice):
            return PainAnswered(at_s=at_s, choice=choice)
        case AnswerSigns(signs=signs):
            return SignsAnswered(at_s=at_s, signs=signs)
        case _:
            assert_never(command)
