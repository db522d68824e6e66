"""Faults in a file that Coach could mend, as data. `error_words` has the sentences."""

from enum import StrEnum

import msgspec

from coach.errors import RecordingError


class FlawKind(StrEnum):
    """What was wrong, and what Coach did about it."""

    LINE_LEFT_OUT = "line_left_out"
    """The line `line` holds no input: `error` says why."""
    TIME_FAR_AHEAD = "time_far_ahead"
    """The time `at_s` of the line `line` lies far ahead of the lines after it; Coach left the line out."""
    TIME_BACKWARDS = "time_backwards"
    """From the line `line` on, some lines are earlier than those before them; they keep their place."""
    RETIMED = "retimed"
    """`count` records have no time, or one that does not fit the others'; they keep their place in the file."""
    NO_DATE = "no_date"
    """The recorder's clock was never set: nobody knows the day."""
    AFTER_A_WEEK = "after_a_week"
    """Coach left `count` records out, which lie more than a week after the first."""
    MORE = "more"
    """There are `count` faults more in the file, of any kind."""
    NEVER_FINISHED = "never_finished"
    """The recorder never finished the file; Coach uses what is in it."""
    DAMAGED = "damaged"
    """Coach uses the part before the damage, which is in the line or record `line` where that is known; `detail` has
    the reading library's words."""
    NO_TIME = "no_time"
    """Coach left `count` records out, the first in the line or record `line`: their time is missing or senseless."""
    NO_NUMBER = "no_number"
    """Coach left `count` values out, the first in the line or record `line`: they are no numbers."""
    OUT_OF_RANGE = "out_of_range"
    """Coach left `count` values out, the first in the line or record `line`: no device measures such a number."""
    TOO_MANY = "too_many"
    """Coach left `count` records out, after the most that a walk can have."""
    NO_HEART_RATE = "no_heart_rate"
    """Coach left `count` more walks of the same file out: they have no heart rate."""
    UNKNOWN_COLUMN = "unknown_column"
    """Coach did not read `count` columns: `detail` has their names."""


DROPPED = (
    FlawKind.LINE_LEFT_OUT,
    FlawKind.TIME_FAR_AHEAD,
    FlawKind.AFTER_A_WEEK,
    FlawKind.DAMAGED,
    FlawKind.NO_TIME,
    FlawKind.NO_NUMBER,
    FlawKind.OUT_OF_RANGE,
    FlawKind.TOO_MANY,
    FlawKind.NO_HEART_RATE,
)
"""The reasons why a part of a file is not in the walk."""


class Flaw(msgspec.Struct, frozen=True):
    """One fault of a file."""

    kind: FlawKind
    line: int | None = None
    """The line, or in a file without lines the record, counted from 1."""
    at_s: float = 0.0
    is_cut: bool = False
    """The line is the file's last and has no end, as after a power cut."""
    count: int = 0
    error: RecordingError | None = None
    detail: str = ""
