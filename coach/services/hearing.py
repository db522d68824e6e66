"""Recordings that the engine hears again: one after the other, or many on all cores."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from coach.errors import CoachError, RecordingError, RecordingProblem
from coach.formats.registry import read_activity
from coach.services.computed import Computed, computed, sendable
from coach.services.workers import MOST_WORKERS, Mark, cores, in_turn, side_by_side

_LOG = logging.getLogger(__name__)

WORTH_A_PROCESS = 4
"""Recordings. Starting a process takes as long as hearing two of half an hour."""


def hear(path: Path) -> Computed | CoachError:
    """Return a recording that the engine has heard, or why that fails: one bad file must not stop the others."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return RecordingError(RecordingProblem.NAME_NOT_TEXT, name=path.name)
    try:
        return computed(read_activity(path))
    except CoachError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a fault of Coach on one file keeps nobody from walking
        return our_fault(path, error)


def our_fault(path: Path, error: Exception) -> RecordingError:
    """Return what is said of a recording on which Coach fails; call it where the error is handled."""
    _LOG.exception("a recording cannot be analysed")
    return RecordingError(RecordingProblem.OUR_FAULT, name=path.name, detail=repr(error))


def heard_each(paths: Sequence[Path]) -> Iterator[tuple[Path, Computed | CoachError]]:
    """Yield each recording, in this order, as `hear` returns it; where they are many, processes share the work.

    One that a process leaves undone, for the system has ended it, is heard here.
    """
    count = min(cores(), MOST_WORKERS, len(paths) // WORTH_A_PROCESS)
    each = in_turn(_hear_one, paths, _unwatched) if count < 2 else side_by_side(_hear_one, paths, _unwatched, count)
    for number, result in each:
        if result is not Mark.DONE:
            yield paths[number], hear(paths[number]) if isinstance(result, Mark) else result


def _hear_one(path: Path, _on_progress: Callable[[int], None]) -> Iterator[Computed | CoachError]:
    found = hear(path)
    yield replace(found, header=sendable(found.header)) if isinstance(found, Computed) else found


def _unwatched(_number: int, _done_bytes: int) -> None:
    """Recordings are counted when they are done."""
