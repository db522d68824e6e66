"""A walk as a file has it, whatever its format: what every reader of files makes."""

from dataclasses import dataclass

from coach.session.flaws import Flaw
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header


@dataclass(frozen=True, slots=True)
class Activity:
    """A header, the inputs in order of time, and what was wrong with the file."""

    header: Header
    inputs: tuple[SessionInput, ...]
    flaws: tuple[Flaw, ...] = ()
