"""Walks of the history as files of any format that Coach writes, for other programs and other people."""

import os
import stat
from collections.abc import Sequence
from itertools import count, pairwise
from pathlib import Path

import msgspec

from coach.errors import ExportError, ExportProblem, FileError, WalkProblem, WalkUnavailableError
from coach.files import write_whole
from coach.formats.registry import WRITERS, writer_of
from coach.formats.written_walk import AFTERWARDS, IMPORTED, WrittenLap, WrittenWalk
from coach.packing import read_recording
from coach.services.recorded_walks import RecordedWalks
from coach.session.activity import Activity
from coach.session.engine import SessionEngine
from coach.session.events import StepStarted, WorkoutFinished
from coach.session.inputs import LapMarked
from coach.session.plan import SessionPlan
from coach.session.recording import parse_recording
from coach.store.file_lock import is_locked
from coach.store.rows import Session

FORMATS: Sequence[str] = tuple(WRITERS)
"""The formats that Coach writes, by the names that `--to` uses."""


class Exported(msgspec.Struct, frozen=True):
    """A walk as the bytes of a file."""

    session_id: str
    to: str
    """Its format, one of `FORMATS`."""
    data: bytes
    readings: int
    """Heart rates that the file holds; zeros are none."""
    lasts_s: float

    @property
    def name(self) -> str:
        """What such a file is called, without a folder: "2026-11-23-0731.fit"."""
        return f"{self.session_id}.{self.to}"


def exported(recorded: RecordedWalks, session: Session, to: str) -> Exported:
    """Return a walk in a format of `FORMATS`.

    Raises:
        WalkUnavailableError: when its recording is gone, or is still being written.
        RecordingError: when its recording cannot be read.
        FormatError: when the format has no room for the walk.
    """
    writer = writer_of(to)
    walk = written_walk(recorded, session, takes_laps=writer.takes_laps)
    written = writer.write(walk)
    return Exported(session.session_id, to, written.data, written.readings, walk.lasts_s)


def written_walk(recorded: RecordedWalks, session: Session, *, takes_laps: bool = True) -> WrittenWalk:
    """Return a walk as writers get it: its recording, its steps by the engine where they are taken, what was felt.

    Raises:
        WalkUnavailableError: when its recording is gone, or cannot be read, or is still being written.
        RecordingError: when its recording makes no sense.
    """
    path = recorded.diary.file_of(session)
    try:
        data = b"" if path is None else read_recording(path)
    except (FileError, FileNotFoundError) as error:
        raise WalkUnavailableError(WalkProblem.RECORDING_GONE, session.session_id) from error
    if path is None:
        raise WalkUnavailableError(WalkProblem.RECORDING_GONE, session.session_id)
    if is_locked(path):
        raise WalkUnavailableError(WalkProblem.UNDER_WAY, session.session_id)
    activity = parse_recording(data)
    lasts_s = activity.inputs[-1].at_s if activity.inputs else 0.0
    laps = laps_of(activity, lasts_s) if takes_laps else ()
    return WrittenWalk(data, activity, session.started_at, lasts_s, laps, session.felt)


def laps_of(activity: Activity, lasts_s: float) -> tuple[WrittenLap, ...]:
    """Return the laps that a device marked, or else the steps that were walked, and what came after the last one."""
    begun = [(0.0, "")]
    marks = [(item.at_s, "") for item in activity.inputs if isinstance(item, LapMarked)]
    if marks or activity.header.source.get("kind") == IMPORTED:
        begun += marks
    else:
        begun = _steps(activity) or begun
    times_s = [from_s for from_s, _ in begun]
    return tuple(
        WrittenLap(from_s, to_s, name)
        for (from_s, to_s), (_, name) in zip(pairwise((*times_s, lasts_s)), begun, strict=True)
        if to_s > from_s
    )


def _steps(activity: Activity) -> list[tuple[float, str]]:
    """Return when each step began, as the engine says when it is told the whole walk again."""
    engine = SessionEngine(SessionPlan.from_json(activity.header.session))
    begun: list[tuple[float, str]] = []
    for item in activity.inputs:
        engine.receive(item)
        for event in engine.events():
            match event:
                case StepStarted(at_s=at_s, kind=kind):
                    begun.append((round(at_s, 3), kind.value))
                case WorkoutFinished(at_s=at_s):
                    begun.append((round(at_s, 3), AFTERWARDS))
                case _:
                    pass  # no step
        if engine.ended:
            break
    return begun


def keep(file: Exported, path: Path, *, replace: bool = False) -> bool:
    """Write an exported walk whole, or not at all; an existing file is replaced only where this is asked for.

    A link stays one, and what it leads to is written.

    Returns:
        False when the very same file was there already.

    Raises:
        ExportError: when another file has its name, or something that is no file, or it cannot be written.
    """
    try:
        there = _state_of(path)
        if there is not None:
            if not stat.S_ISREG(there.st_mode):
                raise ExportError(ExportProblem.NOT_A_FILE, str(path))
            if not replace:
                if there.st_size == len(file.data) and path.read_bytes() == file.data:
                    return False
                raise ExportError(ExportProblem.EXISTS, str(path))
        write_whole(Path(os.path.realpath(path)), file.data)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        detail = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        raise ExportError(ExportProblem.UNWRITABLE, str(path), detail=detail) from error
    return True


def _state_of(path: Path) -> os.stat_result | None:
    """Return what is there, by links where it is one; None where nothing is."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def keep_beside(file: Exported, folder: Path) -> Path:
    """Write an exported walk into a folder, under a name with a number where something else has its name.

    Raises:
        ExportError: when it cannot be written.
    """
    path = folder / file.name
    numbers = count(2)
    while True:
        try:
            keep(file, path)
        except ExportError as error:
            if error.problem is ExportProblem.UNWRITABLE:
                raise
            path = folder / f"{file.session_id}-{next(numbers)}.{file.to}"
        else:
            return path
