"""What a page may ask of a walk, where it is allowed to ask at all: never more speed, another strap, or the end."""

from coach.session.commands import AnswerTalkTest, Command, Mute, Pause, ReportPain, Resume, SkipStep
from coach.session.inputs import PainMoment
from coach.session.viewer_lines import parse_command

PageCommand = Pause | Resume | SkipStep | Mute | AnswerTalkTest | ReportPain
"""A tablet is in reach of everybody in the room: what it may do is to be undone, or does no harm."""


def page_command(body: bytes) -> PageCommand | None:
    """Return the command in a request's body; None when it is not one that a page may send."""
    try:
        command: Command = parse_command(body)
    except ValueError:
        return None
    if isinstance(command, ReportPain) and command.moment is not PainMoment.DURING:
        return None  # the walk has begun
    return command if isinstance(command, PageCommand) else None
