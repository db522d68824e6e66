"""Recordings that another one takes the place of, and imports that are taken back.

Nothing that was recorded is lost: a recording that a better one of the same walk replaces is kept as
`NAME.jsonl.replaced` (`NAME.jsonl.xz.replaced` where it is packed), its answers beside it, and comes back when that
import is taken back. Each step here may be the last before a power cut: done again, they go on where they stopped.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from coach.errors import FileError, RecordingError
from coach.files import is_regular
from coach.packing import PACKED, PLAIN, files_of, open_recording, packed_path, plain_path, read_recording
from coach.services.computed import FELT, UNDATED, imported_from
from coach.session.line_codec import Header
from coach.session.recording import first_header
from coach.store.answers import COUNTS, beside, carry_answers, read_raw_answers
from coach.store.history import HistoryStore
from coach.store.imports import added_as
from coach.store.recordings import TAKEN_BACK
from coach.store.rows import Session
from coach.store.unfinished import TAIL_BYTES

REPLACED = ".replaced"
"""What a recording's name ends with while another one stands in its place."""

REPLACES = "replaces"
"""In the source of an imported walk: the recordings, by stem, whose place it has taken."""


def is_free(folder: Path, stem: str) -> bool:
    """Return whether no recording has or had that name, and no answers lie under it."""
    recording = folder / f"{stem}.jsonl"
    forms = recording, packed_path(recording)
    there = (path.with_name(f"{path.name}{end}") for path in forms for end in ("", REPLACED, TAKEN_BACK))
    return not any(path.exists() for path in (*there, beside(recording)))


def are_same(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Return whether two walks of one person are one: they overlap by over half of the shorter one's length."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > timedelta(0) and shared * 2 > min(end - start, other_end - other_start)


def covers_half(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Return whether a walk has at least half of another one in it: with less, the other's place is not its own."""
    return (min(end, other_end) - max(start, other_start)) * 2 >= other_end - other_start


def doubles(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    """Yield the pairs of the history that are one walk: the one that stays, and an imported one that it replaces.

    A walk that Coach has recorded replaces all that are the same; an imported one, those that it names. Of two that do
    not name each other, the one that was imported first stays. But none replaces one of which it has less than half:
    then the longer one stays, or both where the shorter one is ours.
    """
    before: list[Session] = []
    for session in sorted(sessions, key=lambda item: item.started_at):
        before = [item for item in before if item.ended_at is not None and item.ended_at > session.started_at]
        for other in before:
            winner, loser = sorted((session, other), key=lambda item: _rank(item, session, other))
            if not loser.is_imported or not _are_same(winner, loser):
                continue
            if _covers_half(winner, loser):
                yield winner, loser
            elif winner.is_imported:
                yield loser, winner
        before.append(session)


def _rank(session: Session, *both: Session) -> tuple[bool, bool, str]:
    """Return what decides which of two that are one walk stays: the lower one does."""
    source = session.source or {}
    named = source.get(REPLACES)
    names_other = isinstance(named, list) and any(Path(item.recording or "").stem in named for item in both)
    return session.is_imported, not names_other, str(source.get("import"))


def _are_same(one: Session, other: Session) -> bool:
    if one.ended_at is None or other.ended_at is None:
        return False
    if any(UNDATED in (item.source or {}) for item in (one, other)):
        return False  # they would be one for lying in one folder
    return are_same(one.started_at, one.ended_at, other.started_at, other.ended_at)


def _covers_half(one: Session, other: Session) -> bool:
    if one.ended_at is None or other.ended_at is None:
        return False
    return covers_half(one.started_at, one.ended_at, other.started_at, other.ended_at)


def set_aside(history: HistoryStore, folder: Path, losers: Sequence[Session], winner: Path) -> None:
    """Put one recording in the place of others: their answers go over, they get other names, the history forgets them.

    Raises:
        OSError: when an answer cannot be written or one cannot be renamed: then all have their names.
        StoreError: when the history cannot be written.
    """
    recordings = [folder / (loser.recording or f"{loser.session_id}.jsonl") for loser in losers]
    for recording in recordings:
        carry_answers(recording, winner)
    aside: list[Path] = []
    try:
        for path in (path for recording in recordings for path in files_of(recording)):
            with suppress(FileNotFoundError):
                path.replace(path.with_name(f"{path.name}{REPLACED}"))
                aside.append(path)
    except OSError:
        for path in aside:
            path.with_name(f"{path.name}{REPLACED}").replace(path)
        raise
    for loser in losers:
        history.forget_session(loser.session_id)


def take_back(folder: Path, session: Session) -> None:
    """Begin to take an imported walk back; `finish_undone` does the rest, at the next start at the latest.

    Raises:
        OSError: when its recording cannot be renamed.
    """
    recording = folder / (session.recording or f"{session.session_id}.jsonl")
    for path in files_of(recording) or (recording,):
        path.replace(path.with_name(f"{path.name}{TAKEN_BACK}"))


def finish_undone(history: HistoryStore, folder: Path, undone: Path) -> None:
    """Take a walk back, from wherever that stopped: what it had replaced lies there again, to be found.

    Raises:
        OSError: when it cannot be renamed.
        StoreError: when the history cannot be written.
    """
    recording = plain_path(undone.with_name(undone.name.removesuffix(TAKEN_BACK)))
    for path in files_of(recording):  # it was being packed, and one of its two files has not come along
        path.replace(path.with_name(f"{path.name}{TAKEN_BACK}"))
    added = added_as(folder, recording.stem)
    for replaced in replaced_by(folder, header_of(undone), () if added is None else added.replaced):
        back = replaced.with_name(replaced.name.removesuffix(REPLACED))
        if not back.exists():
            replaced.replace(back)
    known = history.session_of(recording.name)
    if known is not None:
        history.forget_session(known.session_id)
    beside(recording).unlink(missing_ok=True)
    undone.unlink(missing_ok=True)


def replaced_by(folder: Path, header: Header | None, stems: Iterable[str] = ()) -> Iterator[Path]:
    """Yield the recordings that wait while another one stands in their place: its header names them, or `stems` do."""
    named = None if header is None else header.source.get(REPLACES)
    for stem in (*(named if isinstance(named, list) else ()), *stems):
        if Path(str(stem)).name == stem:  # a name, and no way out of the folder
            paths = (folder / f"{stem}{end}{REPLACED}" for end in (PLAIN, PACKED))
            yield from (path for path in paths if is_regular(path))


def is_as_imported(folder: Path, session: Session) -> bool:
    """Return whether the walker has said nothing of an imported walk since it came."""
    recording = folder / (session.recording or f"{session.session_id}.jsonl")
    if (added := added_as(folder, recording.stem)) is not None:
        is_unchanged = added.sha256 == _sha256(recording)
        return is_unchanged and {**added.answers, COUNTS: None} == {**session.answers, COUNTS: None}
    header = header_of(recording)
    if header is None or imported_from(header) is None:
        return False
    said = header.extra.get(FELT)
    expected = dict(said) if isinstance(said, dict) else {}
    for replaced in replaced_by(folder, header):
        expected = {**read_raw_answers(replaced.with_name(replaced.name.removesuffix(REPLACED))), **expected}
    answers = read_raw_answers(recording)
    return {**answers, COUNTS: None} == {**expected, COUNTS: None}


def _sha256(path: Path) -> str | None:
    with suppress(FileNotFoundError, FileError):
        return sha256(read_recording(path)).hexdigest()
    return None


def header_of(path: Path) -> Header | None:
    """Return the header of a recording; None when there is none to read."""
    with suppress(OSError, FileError, RecordingError), open_recording(path) as file:
        return first_header(file.readline(TAIL_BYTES))
    return None
