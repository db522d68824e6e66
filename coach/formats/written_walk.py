"""A walk as a writer gets it, with what was computed and answered about it, and as a writer gives it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.session.activity import Activity

AFTERWARDS = "afterwards"
"""The name of the part after a walk's last step, in which the heart calms down."""


@dataclass(frozen=True, slots=True)
class WrittenLap:
    """A part of the walk: a step of its plan, or a lap of the device it was imported from."""

    from_s: float
    to_s: float
    name: str = ""
    """The step's kind: "warm_up"; or `AFTERWARDS`; empty for a device's lap."""


@dataclass(frozen=True, slots=True)
class WrittenWalk:
    """One walk, to be written in any format."""

    recorded: bytes
    """The recording as it is on the disk."""
    activity: Activity
    """The same, parsed."""
    started_at: datetime
    """With the walker's zone; fractions of a second count in formats that keep them."""
    lasts_s: float
    laps: Sequence[WrittenLap] = ()
    """They follow one another from the beginning to the end."""
    felt: Felt = NOTHING_FELT


@dataclass(frozen=True, slots=True)
class Written:
    """A walk as a writer wrote it."""

    data: bytes
    """The whole file."""
    readings: int
    """Heart rates that the file holds; zeros are none."""
