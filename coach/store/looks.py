"""Stores what the page about a past walk shows, beside its recording: Coach computes the walk once, when it ends.

Each walk has a small file. Coach makes it again whenever it is missing, broken, of another version of the analysis, or
of another state of the recording: losing it loses nothing.
"""

import logging
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from coach.domain.totals.summary import SessionSummary
from coach.errors import FileError
from coach.files import read_whole, write_whole
from coach.limits import MOST_LOOK_BYTES
from coach.packing import lies_at
from coach.session.analysis import ANALYSIS_VERSION
from coach.session.plan import SessionPlan
from coach.session.snapshot import TraceView

_LOG = logging.getLogger(__name__)


class Look(msgspec.Struct, frozen=True):
    """The data that shows a past walk."""

    plan: SessionPlan
    summary: SessionSummary
    trace: TraceView
    """The believed heart rate of the whole walk."""


class _Kept(msgspec.Struct, frozen=True):
    version: int
    recording: tuple[int, int]
    """Size and modification time of the recording: they differ once a walk has gone on."""
    plan: dict[str, Any]
    summary: SessionSummary
    at_ms: bytes
    """Times of the trace, 32 bit."""
    centi_bpm: bytes
    """Its heart rates in hundredths, 16 bit: finer than any drawing; -1 is "not known"."""


class LookStore:
    """The looks of one person's walks, by the file names of their recordings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, recording: Path) -> Look | None:
        """Return the stored look for the recording's present state; None when there is none."""
        try:
            unpacked = zlib.decompressobj().decompress(
                read_whole(self._path_of(recording), MOST_LOOK_BYTES), MOST_LOOK_BYTES
            )
            kept = msgspec.msgpack.decode(unpacked, type=_Kept)
            if (kept.version, kept.recording) != (ANALYSIS_VERSION, _state(recording)):
                return None
            at_s = np.frombuffer(kept.at_ms, np.int32) / 1000
            centi_bpm = np.frombuffer(kept.centi_bpm, np.int16)
            if at_s.shape != centi_bpm.shape:
                return None
            trace = TraceView(at_s, np.where(centi_bpm < 0, np.nan, centi_bpm / 100), ())
        except (FileError, OSError, zlib.error, msgspec.MsgspecError, ValueError):
            return None
        return Look(SessionPlan.from_json(kept.plan), kept.summary, trace)

    def keep(self, recording: Path, look: Look) -> None:
        """Store a look; only log a failure, for the walk can be shown without it."""
        path = self._path_of(recording)
        try:
            kept = _Kept(
                ANALYSIS_VERSION,
                _state(recording),
                look.plan.to_json(),
                look.summary,
                np.rint(look.trace.at_s * 1000).astype(np.int32).tobytes(),
                np.rint(np.nan_to_num(look.trace.bpm * 100, nan=-1.0)).astype(np.int16).tobytes(),
            )
            write_whole(path, zlib.compress(msgspec.msgpack.encode(kept)))
        except OSError as error:
            _LOG.warning("what a look back on %s needs was not kept: %s", recording.name, error)

    def forget(self, recording: Path) -> None:
        """Remove the look of a recording that another one stands in the place of; only log a failure."""
        try:
            self._path_of(recording).unlink(missing_ok=True)
        except OSError as error:
            _LOG.warning("what a look back on %s needs is still there: %s", recording.name, error)

    def forget_all_but(self, recordings: Iterable[Path]) -> None:
        """Remove the looks of recordings that are gone: whoever deletes a recording means all of the walk."""
        known = {self._path_of(recording) for recording in recordings}
        for path in self._folder.glob("*.look*"):  # what a killed program had half written among them
            if path not in known:
                path.unlink(missing_ok=True)

    def _path_of(self, recording: Path) -> Path:
        return self._folder / f"{recording.stem}.look"


def _state(recording: Path) -> tuple[int, int]:
    found = lies_at(recording).stat()
    return found.st_size, found.st_mtime_ns
