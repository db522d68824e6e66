"""What a page may ask of a walk, where it is allowed to ask at all: never more speed, another strap, or the end."""

import msgspec

from coach.errors import RecordingError
from coach.session.commands import AnswerTalkTest, Command, Mute, Pause, ReportPain, Resume, SkipStep
from coach.session.inputs import PainMoment
from coach.session.strict_json import dump_object, load_object
from coach.session.viewer_lines import parse_command

PageCommand = Pause | Resume | SkipStep | Mute | AnswerTalkTest | ReportPain
"""A tablet is in reach of everybody in the room: what it may do is to be undone, or does no harm."""


class Tapped(msgspec.Struct, frozen=True):
    """A command, and the walk's time at which it was tapped; None when the page does not say."""

    command: PageCommand
    at_s: float | None = None


def tapped(body: bytes) -> Tapped | None:
    """Return what a request's body asks for, its time as `t`; None when it is not what a page may send."""
    try:
        asked = load_object(body.decode())
        at_s = asked.pop("t", None)
        command: Command = parse_command(dump_object(asked).encode())
    except (ValueError, RecordingError):
        return None
    if isinstance(command, ReportPain) and command.moment is not PainMoment.DURING:
        return None  # the walk has begun
    if not isinstance(command, PageCommand) or isinstance(at_s, bool):
        return None
    return Tapped(command, at_s) if at_s is None or isinstance(at_s, int | float) else None
