"""A walk as a writer gets it, with what was computed and answered about it, and as a writer gives it back."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.session.activity import Activity

AFTERWARDS = "afterwards"
"""The name of the part after a walk's last step, in which the heart calms down."""


IMPORTED = "file"
"""The kind of source of a walk that another device recorded: it has laps, and no steps of a plan."""

SPORTS = (WALKING, HIKING, RUNNING, CYCLING) = ("walking", "hiking", "running", "cycling")
"""What a walk may be, as the source of an imported one names it: readers take rides and runs as well."""


class WrittenLap(msgspec.Struct, frozen=True):
    """A part of the walk: a step of its plan, or a lap of the device it was imported from."""

    from_s: float
    to_s: float
    name: str = ""
    """The step's kind: "warm_up"; or `AFTERWARDS`; empty for a device's lap."""


class WrittenWalk(msgspec.Struct, frozen=True):
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

    @property
    def is_imported(self) -> bool:
        """Whether another program or device has recorded it."""
        return self.activity.header.source.get("kind") == IMPORTED

    @property
    def sport(self) -> str:
        """One of `SPORTS`; empty where its device named none of them."""
        if not self.is_imported:
            return WALKING
        sport = self.activity.header.source.get("sport")
        return sport if isinstance(sport, str) and sport in SPORTS else ""


class Written(msgspec.Struct, frozen=True):
    """A walk as a writer wrote it."""

    data: bytes
    """The whole file."""
    readings: int
    """Heart rates that the file holds; zeros are none."""
