"""A walk as read from a file of any format: the result of every file reader."""

from collections.abc import Sequence

import msgspec

from coach.domain.programme.felt import NOTHING_FELT, Felt
from coach.session.flaws import Flaw
from coach.session.inputs import SessionInput
from coach.session.line_codec import Header


class Activity(msgspec.Struct, frozen=True):
    """A header, the inputs in order of time, and the file's flaws."""

    header: Header
    """`started_at` of another program's file has no zone where the file names none: it is the walker's local time."""
    inputs: Sequence[SessionInput]
    """A tuple, or for a large file whatever parses them anew at each use."""
    flaws: tuple[Flaw, ...] = ()
    lasts_s: float | None = None
    """From the first record of another program's file to its last, whether or not they hold a heart rate."""
    distance_m: float | None = None
    """As another program's file sums it; None where it has none."""
    felt: Felt = NOTHING_FELT
    """What the file says of how the walk felt."""
