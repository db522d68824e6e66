"""Recordings that another one takes the place of, and imports that are taken back.

Nothing that was recorded is lost: a recording that a better one of the same walk replaces is kept as
`NAME.jsonl.replaced`, its answers beside it, and comes back when that import is taken back. Each step here may be the
last before a power cut: done again, they go on where they stopped.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from coach.errors import RecordingError
from coach.files import is_regular
from coach.services.computed import FELT, UNDATED, imported_from
from coach.session.line_codec import Header
from coach.session.recording import first_header
from coach.store.answers import COUNTS, beside, carry_answers, read_raw_answers
from coach.store.history import HistoryStore
from coach.store.rows import Rebuilt, Session
from coach.store.unfinished import TAIL_BYTES

REPLACED, TAKEN_BACK = ".replaced", ".undone"
"""What a recording's name ends with: another one stands in its place; its import is being taken back."""

REPLACES = "replaces"
"""In the source of an imported walk: the recordings, by stem, whose place it has taken."""


def is_free(folder: Path, stem: str) -> bool:
    """Return whether no recording has or had that name, and no answers lie under it."""
    recording = folder / f"{stem}.jsonl"
    there = (recording, *(recording.with_name(f"{recording.name}{end}") for end in (REPLACED, TAKEN_BACK)))
    return not any(path.exists() for path in (*there, beside(recording)))


def are_same(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Return whether two walks of one person are one: they overlap by over half of the shorter one's length."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > timedelta(0) and shared * 2 > min(end - start, other_end - other_start)


def losers_of(rebuilt: Rebuilt, name: str, sessions: Iterable[Session]) -> list[Session]:
    """Return the imported walks of the history that a recording of that name takes the place of.

    One that Coach has recorded takes the place of all that are the same walk; another one, of those that it names.
    """
    start, end = rebuilt.session.started_at, rebuilt.ended_at
    named = None if rebuilt.source is None else rebuilt.source.get(REPLACES)
    stems = {str(stem) for stem in named} if isinstance(named, list) else set()
    return [
        item
        for item in sessions
        if item.is_imported and item.recording != name and item.ended_at is not None and end is not None
        and UNDATED not in (item.source or {})
        and are_same(start, end, item.started_at, item.ended_at)
        and (rebuilt.source is None or Path(item.recording or "").stem in stems)
    ]  # fmt: skip


def set_aside(history: HistoryStore, folder: Path, loser: Session, winner: Path) -> None:
    """Put one recording in the place of another: its answers go over, it gets another name, the history forgets it.

    Raises:
        OSError: when it cannot be renamed.
        StoreError: when the history cannot be written.
    """
    recording = folder / (loser.recording or f"{loser.session_id}.jsonl")
    carry_answers(recording, winner)
    with suppress(FileNotFoundError):
        recording.replace(recording.with_name(f"{recording.name}{REPLACED}"))
    history.forget_session(loser.session_id)


def begun_undone(folder: Path) -> list[Path]:
    """Return the recordings whose import is being taken back."""
    return sorted(folder.glob(f"*.jsonl{TAKEN_BACK}"))


def take_back(history: HistoryStore, folder: Path, session: Session) -> None:
    """Take an imported walk back: what it had replaced comes back, to be found as a recording that is not known.

    Raises:
        OSError: when it cannot be renamed.
        StoreError: when the history cannot be written.
    """
    recording = folder / (session.recording or f"{session.session_id}.jsonl")
    undone = recording.with_name(f"{recording.name}{TAKEN_BACK}")
    recording.replace(undone)
    finish_undone(history, folder, undone)


def finish_undone(history: HistoryStore, folder: Path, undone: Path) -> None:
    """Go on with taking a walk back, from wherever it stopped."""
    recording = undone.with_name(undone.name.removesuffix(TAKEN_BACK))
    for replaced in replaced_by(folder, header_of(undone)):
        back = replaced.with_name(replaced.name.removesuffix(REPLACED))
        if not back.exists():
            replaced.replace(back)
    known = history.session_of(recording.name)
    if known is not None:
        history.forget_session(known.session_id)
    beside(recording).unlink(missing_ok=True)
    undone.unlink(missing_ok=True)


def replaced_by(folder: Path, header: Header | None) -> Iterator[Path]:
    """Yield the recordings that wait while another one stands in their place."""
    named = None if header is None else header.source.get(REPLACES)
    for stem in named if isinstance(named, list) else ():
        path = folder / f"{stem}.jsonl{REPLACED}"
        if Path(str(stem)).name == stem and is_regular(path):  # a name, and no way out of the folder
            yield path


def is_as_imported(folder: Path, session: Session) -> bool:
    """Return whether the walker has said nothing of an imported walk since it came."""
    recording = folder / (session.recording or f"{session.session_id}.jsonl")
    header = header_of(recording)
    if header is None or imported_from(header) is None:
        return False
    said = header.extra.get(FELT)
    expected = dict(said) if isinstance(said, dict) else {}
    for replaced in replaced_by(folder, header):
        expected = {**read_raw_answers(replaced.with_name(replaced.name.removesuffix(REPLACED))), **expected}
    answers = read_raw_answers(recording)
    return {**answers, COUNTS: None} == {**expected, COUNTS: None}


def header_of(path: Path) -> Header | None:
    """Return the header of a recording; None when there is none to read."""
    with suppress(OSError, RecordingError):
        if is_regular(path):
            with path.open("rb") as file:
                return first_header(file.readline(TAIL_BYTES))
    return None
