"""What was wrong with a file and could be mended, as data. `error_words` has the sentences."""

from dataclasses import dataclass
from enum import StrEnum

from coach.errors import RecordingError


class FlawKind(StrEnum):
    """What was wrong, and what became of it."""

    LINE_LEFT_OUT = "line_left_out"
    """The line `line` holds no input: `error` says why."""
    TIME_FAR_AHEAD = "time_far_ahead"
    """The time `at_s` of the line `line` lies far ahead of the lines after it; the line was left out."""
    TIME_BACKWARDS = "time_backwards"
    """From the line `line` on some lines are earlier than what stands before them; they follow it all the same."""
    OUT_OF_ORDER = "out_of_order"
    """The records were not in order of time, and were put in order."""
    NEVER_FINISHED = "never_finished"
    """What recorded the file never finished it; what is in it is used."""
    DAMAGED = "damaged"
    """What stands before the damage is used; `detail` has the reading library's words."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that was wrong with a file."""

    kind: FlawKind
    line: int | None = None
    at_s: float = 0.0
    is_cut: bool = False
    """The line is the file's last and has no end, as after a power cut."""
    error: RecordingError | None = None
    detail: str = ""
