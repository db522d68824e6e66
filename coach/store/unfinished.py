"""Finds, at the next start, walks that never ended."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec

from coach.errors import FileError, RecordingError
from coach.files import is_regular
from coach.packing import open_recording
from coach.session.inputs import SessionEnded
from coach.session.line_codec import Header
from coach.session.recording import first_header, parse_raw_line
from coach.store.file_lock import is_locked
from coach.store.history import HistoryStore
from coach.store.recordings import unknown_recordings

CONTINUE_WITHIN = timedelta(minutes=30)
"""Half an hour: after a longer break it is another walk."""

TAIL_BYTES = 65536
"""Enough for the last lines of any recording: a line has about a hundred bytes."""


class Unfinished(msgspec.Struct, frozen=True):
    """A walk without an end."""

    session_id: str | None
    """None when the history does not know it: only the recording exists."""
    recording: Path
    header: Header | None
    """None when the recording is gone or cannot be read: then there is only a row to remove."""
    started_at: datetime
    last_at: datetime
    """Time of the last recorded input."""
    has_end: bool
    """Whether the recording has its end and only the history missed it: then close it, it cannot be continued."""
    can_continue: bool
    """Whether it is under half an hour old and has no end."""


def find_unfinished(store: HistoryStore, recordings: Path, now: datetime) -> tuple[Unfinished, ...]:
    """Return the walks that never ended, newest first. `now` carries its zone.

    Leaves out walks under way, in this window or another: their recordings are locked.
    """
    found: list[Unfinished] = []
    for session in store.unended_sessions():
        path = recordings / (session.recording or "")
        if not is_locked(path):
            header, last_s, has_end = _look_at(path)
            item = _unfinished(session.session_id, path, header, session.started_at, last_s, now, has_end=has_end)
            found.append(item)
    for path in unknown_recordings(store, recordings):
        header, last_s, has_end = _look_at(path)
        started_at = None if header is None else started_of(header, path.stem)
        if header is not None and started_at is not None and not has_end:
            found.append(_unfinished(None, path, header, started_at, last_s, now, has_end=False))
    return tuple(sorted(found, key=lambda item: item.started_at, reverse=True))


FURTHEST_ZONE = timedelta(hours=14)
"""Kiribati's; other zones are nearer to UTC."""

ZONE_STEP = timedelta(minutes=15)
"""Zones differ from UTC by quarters of an hour (Nepal's is 5:45)."""


def started_of(header: Header, name: str) -> datetime | None:
    """Return when a recording of that file name began, in the walker's zone then; None when its header does not say.

    The zone is in the header; for older recordings it follows from the file's name, which has the local time of the
    start. Where neither gives it, use this computer's zone.
    """
    try:
        started = datetime.fromisoformat(header.started_at)
        zone = zone_in(header) or _zone_by(name, started.astimezone(UTC))
        return started.astimezone(zone)
    except (ValueError, OverflowError):  # no time, or one at the edge of the calendar
        return None


def zone_in(header: Header) -> timezone | None:
    """Return the walker's zone as a header gives it; None where it does not, or says what is no zone."""
    offset_s = header.extra.get("utc_offset_s")
    if not isinstance(offset_s, int | float) or not abs(offset_s) <= FURTHEST_ZONE.total_seconds():
        return None
    offset = timedelta(seconds=round(offset_s))
    return timezone(offset) if offset % ZONE_STEP == timedelta(0) else None


def _zone_by(name: str, started: datetime) -> timezone | None:
    """Return the zone in which a name like 2026-11-23-0731 is the minute of that start in UTC."""
    try:
        local = datetime.strptime(name[: len("2026-11-23-0731")], "%Y-%m-%d-%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    offset = local - started.replace(second=0, microsecond=0)
    return timezone(offset) if abs(offset) <= FURTHEST_ZONE and offset % ZONE_STEP == timedelta(0) else None


def _unfinished(
    session_id: str | None,
    path: Path,
    header: Header | None,
    started_at: datetime,
    last_s: float,
    now: datetime,
    *,
    has_end: bool,
) -> Unfinished:
    last_at = started_at + timedelta(seconds=last_s)
    fresh = timedelta(0) <= now - last_at < CONTINUE_WITHIN
    return Unfinished(
        session_id,
        path,
        header,
        started_at,
        last_at,
        has_end,
        can_continue=fresh and header is not None and not has_end and is_regular(path),  # a packed one is over
    )


def _look_at(path: Path) -> tuple[Header | None, float, bool]:
    """Return the header, the time of the last whole line, and whether that is the end."""
    try:
        with open_recording(path) as file:
            header = first_header(file.readline(TAIL_BYTES))
            begins = file.tell()
            file.seek(max(begins, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            tail = file.read().splitlines()
    except (OSError, FileError, RecordingError):
        return None, 0.0, False
    for line in reversed(tail):
        with suppress(RecordingError):  # a line cut off by a power cut, or not one of ours
            item = parse_raw_line(line)
            if item is not None:
                return header, item.at_s, isinstance(item, SessionEnded)
    return header, 0.0, False
