"""A walk as read from a file of any format: the result of every file reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.session.flaws import Flaw
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header


@dataclass(frozen=True, slots=True)
class Activity:
    """A header, the inputs in order of time, and the file's flaws."""

    header: Header
    inputs: Sequence[SessionInput]
    """A tuple, or for a large file whatever parses them anew at each use."""
    flaws: tuple[Flaw, ...] = ()
