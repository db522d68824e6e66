"""A walk as read from a file of any format: the result of every file reader."""

from dataclasses import dataclass

from coach.session.flaws import Flaw
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header


@dataclass(frozen=True, slots=True)
class Activity:
    """A header, the inputs in order of time, and the file's flaws."""

    header: Header
    inputs: tuple[SessionInput, ...]
    flaws: tuple[Flaw, ...] = ()
