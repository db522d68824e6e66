"""What bringing the history in line with the recordings finds, and how far it is."""

from typing import NamedTuple, Protocol

from coach.errors import CoachError


class LeftOut(NamedTuple):
    """A recording that is not in the history, and why."""

    recording: str
    """Its file's name."""
    error: CoachError


class Settled(NamedTuple):
    """What the start of a program found in the folder of recordings."""

    adopted: int
    """Walks that the history did not know."""
    left_out: tuple[LeftOut, ...]


class Progress(Protocol):
    """Receives how far a long work is."""

    def __call__(self, done: int, of: int, left_out: LeftOut | None) -> None:
        """Take the number done, the total, and the recording just done if it cannot be used."""


def unwatched(done: int, of: int, left_out: LeftOut | None) -> None:
    """Nobody watches the progress."""
