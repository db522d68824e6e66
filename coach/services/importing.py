"""Imports other programs' and other computers' walks: each becomes one of our recordings, and none becomes two.

A recording of Coach is the walker's own walk, on whatever computer it was: it counts in the programme as those do that
were recorded here, without `--count`.

Processes read the files; this one alone writes. A recording is written whole, and a start of the program finds those
that an interrupted import has not brought into the history: it may be stopped anywhere, and be repeated.
"""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from coach.clock import local_now
from coach.domain.programme.felt import NOTHING_FELT
from coach.domain.workout import steps
from coach.errors import (
    CoachError,
    FormatError,
    FormatProblem,
    RecordingError,
    RecordingProblem,
    StoreError,
    StoreProblem,
)
from coach.files import is_regular, make_folder, write_whole
from coach.formats.registry import read_activity
from coach.formats.tally import Tally, tally
from coach.services.computed import is_empty
from coach.services.known_walks import KnownWalk, is_same, known_session, known_walk
from coach.services.reading_walks import Order, ReadWalk, Refused, read_file
from coach.services.recorded_walks import RecordedWalks
from coach.services.set_aside import covers_half, is_free
from coach.services.workers import MOST_WORKERS, Mark, cores, in_turn, side_by_side
from coach.session.flaws import Flaw
from coach.store.answers import SUFFIX, add_answers, beside, read_raw_answers
from coach.store.file_lock import lock
from coach.store.imports import Added, Import, add_walk
from coach.store.rows import Session

_LOG = logging.getLogger(__name__)

WORTH_A_PROCESS_BYTES = 512 * 1024
"""Starting a process takes as long as reading some 200 kB of FIT: with less than this in all, one process is faster."""


class FileToImport(msgspec.Struct, frozen=True):
    """A file to import."""

    path: Path
    is_named: bool
    """Whether the walker named it itself, not a folder around it."""
    size: int


class Taken(msgspec.Struct, frozen=True):
    """A walk of a file, and what became of it."""

    name: str
    """The file's for the walker; inside an archive, with the name there."""
    format: str
    tally: Tally
    flaws: tuple[Flaw, ...]
    started_at: datetime
    session_id: str | None = None
    """None in a dry run, and of a walk that is there already."""
    same_as: str | None = None
    """The walk of the history that it is."""
    replaced: tuple[str, ...] = ()
    """The walks that it has taken the place of."""


@dataclass(slots=True)
class FileOutcome:
    """What became of a file."""

    file: FileToImport
    walks: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class Watching:
    """Receives how far an import is; this one takes no notice."""

    def __call__(self, files: int, of: int, done_bytes: int, of_bytes: int) -> None:
        """Take the files and the bytes that are done, and how many there are."""


class Asked(msgspec.Struct, frozen=True):
    """What the walker wants of an import."""

    columns: Mapping[str, str] = msgspec.field(default_factory=dict)
    """What they say of a table's columns."""
    counts: bool = False
    """Whether the walks count in the programme."""


def files_in(paths: Sequence[Path]) -> list[FileToImport]:
    """Return the files to import: those named, and those in named folders and theirs, by name, without hidden ones.

    Answers beside recordings come with these.
    """
    found: list[FileToImport] = []
    for path in paths:
        if path.is_dir():
            found += [FileToImport(item, is_named=False, size=_size(item)) for item in _below(path, frozenset())]
        else:
            found.append(FileToImport(path, is_named=True, size=_size(path)))
    return found


def _below(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Path]:
    """Yield the files below a folder; links that lead back to a folder above are not followed."""
    with suppress(OSError):
        state = folder.stat()
        identity = state.st_dev, state.st_ino
        if identity in above:
            return
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or path.name.endswith(SUFFIX):
                continue
            if path.is_dir():
                yield from _below(path, above | {identity})
            elif is_regular(path):
                yield path


def _size(path: Path) -> int:
    with suppress(OSError, ValueError):
        return path.stat().st_size
    return 0


def dry_run(sources: Sequence[FileToImport], columns: Mapping[str, str], watching: Watching) -> Iterator[FileOutcome]:
    """Yield what the files hold; nothing is opened but them, and nothing is written."""
    order = Order("", _utc_text(local_now()), {}, columns, is_dry=True)
    for outcome, results in _results(sources, order, watching):
        for result in results:
            if isinstance(result, Refused):
                outcome.refused.append(result)
            else:
                outcome.walks.append(_taken(result))
        yield outcome


def _taken(walk: ReadWalk) -> Taken:
    return Taken(walk.name, walk.format, walk.tally, walk.flaws, walk.started_at)


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Reading:
    """The files being read, and the progress of all of them."""

    def __init__(self, sources: Sequence[FileToImport], watching: Watching) -> None:
        self._sources = sources
        self._watching = watching
        self._done = 0
        self._done_bytes = 0
        self._of_bytes = sum(source.size for source in sources)
        self._under_way: dict[int, int] = {}

    def advance(self, number: int, done: int) -> None:
        """Take how many bytes of a file are read: of one that is packed they may be more than it has."""
        self._under_way[number] = min(done, self._sources[number].size)
        self._report()

    def finish(self, number: int) -> None:
        self._under_way.pop(number, None)
        self._done += 1
        self._done_bytes += self._sources[number].size
        self._report()

    def _report(self) -> None:
        done_bytes = self._done_bytes + sum(self._under_way.values())
        self._watching(self._done, len(self._sources), done_bytes, self._of_bytes)


def _results(
    sources: Sequence[FileToImport], order: Order, watching: Watching
) -> Iterator[tuple[FileOutcome, Iterator[ReadWalk | Refused]]]:
    """Yield each file with what is in it, file by file; use up what a file yields before asking for the next."""
    reading = _Reading(sources, watching)
    paths = [source.path for source in sources]
    work = partial(_read, order)
    count = min(cores(), MOST_WORKERS, sum(source.size for source in sources) // WORTH_A_PROCESS_BYTES + 1)
    alone = len(sources) < 2 or count < 2
    each = in_turn(work, paths, reading.advance) if alone else side_by_side(work, paths, reading.advance, count)

    def of_one(source: FileToImport) -> Iterator[ReadWalk | Refused]:
        for _, result in each:
            if result is Mark.DONE:
                return
            yield _lost(source.path) if isinstance(result, Mark) else result

    for number, source in enumerate(sources):
        yield FileOutcome(source), of_one(source)
        reading.finish(number)


def _read(order: Order, path: Path, on_progress: Callable[[int], None]) -> Iterator[ReadWalk | Refused]:
    return read_file(path, order, on_progress)


def _lost(path: Path) -> Refused:
    return Refused(str(path), "", RecordingError(RecordingProblem.OUR_FAULT, name=str(path), detail=Mark.LOST.value))


class Importer:
    """Imports walks for one person; use it as long as `importing` is open."""

    def __init__(self, recorded: RecordedWalks, asked: Asked) -> None:
        self._recorded = recorded
        self._diary = recorded.diary
        self._folder = recorded.diary.folders.recordings
        self._asked = asked
        now = self._diary.now()
        self._known = [known_session(item, now) for item in self._diary.history.sessions()]
        at = _utc_text(now)
        plan = self._diary.session_plan(steps.free())
        self._order = Order(f"{at} {secrets.token_hex(4)}", at, plan.to_json(), asked.columns)

    def run(self, sources: Sequence[FileToImport], watching: Watching) -> Iterator[FileOutcome]:
        """Import the files; yield what became of each."""
        for outcome, results in _results(sources, self._order, watching):
            for result in results:
                if isinstance(result, Refused):
                    outcome.refused.append(result)
                    continue
                try:
                    outcome.walks.append(self._take(result))
                except (FormatError, OSError) as error:
                    outcome.refused.append(_refused(result, error))
                except StoreError:
                    raise  # a disk that takes nothing, or a history that fails, takes no other walk either
                except Exception as error:  # noqa: BLE001 - whatever a walk does, the others come in
                    _LOG.exception("a walk cannot be imported")
                    outcome.refused.append(_refused(result, error))
            yield outcome

    def _take(self, walk: ReadWalk) -> Taken:
        """Bring one walk in, unless it is there already.

        Raises:
            FormatError: when the engine finds nothing in it.
            OSError: when it cannot take the place of another one: then everything is as before.
            StoreError: when it cannot be written.
        """
        new = known_walk(walk)
        same = [item for item in self._known if is_same(new, item)]
        better = next((item for item in same if not self._beats(walk, new, item)), None)
        if better is not None:
            if self._asked.counts and not better.is_own:
                self._diary.history.let_count(better.session_id, counts=True)
            self._add_answers(better, walk)
            return replace(_taken(walk), same_as=better.session_id)
        replaced = tuple(item.session_id for item in same)
        session = self._write(walk, replaced)
        self._known = [item for item in self._known if item not in same]
        self._known.append(replace(new, session_id=session.session_id))
        return replace(_taken(walk), session_id=session.session_id, replaced=replaced)

    def _add_answers(self, known: KnownWalk, walk: ReadWalk) -> None:
        session = self._diary.history.session(known.session_id)
        if session is not None and add_answers(self._recorded.diary.recording_of(session), walk.answers):
            self._diary.history.match_answers()

    def _beats(self, walk: ReadWalk, new: KnownWalk, known: KnownWalk) -> bool:
        """Whether a walk takes the place of one that is there: ours wins, then the one with intervals.

        It must have at least half of the other in it: a minute of intervals is no better than an hour's walk.
        """
        if not covers_half(new.started_at, new.ended_at, known.started_at, known.ended_at):
            return False
        if new.is_own != known.is_own:
            return new.is_own
        if walk.is_own or (new.sha256 is not None and new.sha256 == known.sha256):
            return False
        return walk.tally.rr > 0 and not self._has_intervals(known)

    def _has_intervals(self, known: KnownWalk) -> bool:
        session = self._diary.history.session(known.session_id)
        path = None if session is None else self._recorded.diary.file_of(session)
        if path is None:
            return False
        try:
            return tally(read_activity(path)).rr > 0
        except CoachError:
            return False

    def _write(self, walk: ReadWalk, losers: tuple[str, ...]) -> Session:
        if walk.heard is None:
            raise RuntimeError("a dry run writes nothing")
        history = self._diary.history
        known = [item for session_id in losers if (item := history.session(session_id)) is not None]
        stems = tuple(self._recorded.diary.recording_of(item).stem for item in known)
        path = self._free_path(walk)
        heard = replace(walk.heard, header=walk.replacing(stems))
        recording = walk.recording(stems)
        try:
            write_whole(path, recording)
        except OSError as error:
            raise StoreError(StoreProblem.RECORDING_NOT_OPENED, path=str(path), detail=error.strerror or "") from error
        try:
            if walk.is_own and not walk.is_dated:
                ended_s = walk.started_at.timestamp() + walk.lasts_s
                os.utime(path, (ended_s, ended_s))  # that is its date
            here = {name for item in known for name in read_raw_answers(self._recorded.diary.recording_of(item))}
            add_answers(path, {name: value for name, value in walk.answers.items() if name not in here})
            if is_empty(heard.rebuilt(path)):
                path.unlink(missing_ok=True)
                raise FormatError(FormatProblem.NOTHING_BELIEVABLE, walk.format, name=walk.name)
            session = self._recorded.adopt_heard(path, heard, known)
        except OSError:
            beside(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise
        if walk.felt != NOTHING_FELT:
            session = history.log(session.session_id, walk.felt)
        if self._asked.counts and session.is_imported:
            session = history.let_count(session.session_id, counts=True)
        if walk.is_own:
            self._note(path.stem, Added(sha256(recording).hexdigest(), session.answers, stems))
        return session

    def _note(self, stem: str, added: Added) -> None:
        """Keep which import a recording of ours is of: it has no room for that."""
        try:
            add_walk(self._folder, Import(self._order.import_id, self._order.imported_at), stem, added)
        except OSError as error:
            _LOG.warning("that %s was imported is not kept: %s", stem, error)

    def _free_path(self, walk: ReadWalk) -> Path:
        """Return a name that no other walk has or had, by the local time of the start."""
        stem = f"{walk.started_at:%Y-%m-%d-%H%M}"
        name, number = stem, 1
        while not is_free(self._folder, name) or self._diary.history.session(name) is not None:
            number += 1
            name = f"{stem}-{number}"
        return self._folder / f"{name}.jsonl"


def _refused(walk: ReadWalk, error: Exception) -> Refused:
    match error:
        case FormatError():
            return Refused(walk.name, walk.format, error)
        case OSError():
            facts = {"path": walk.name, "detail": error.strerror or ""}
            return Refused(walk.name, walk.format, StoreError(StoreProblem.RECORDING_NOT_OPENED, **facts))
    fault = RecordingError(RecordingProblem.OUR_FAULT, name=walk.name, detail=repr(error))
    return Refused(walk.name, walk.format, fault)


@contextmanager
def importing(recorded: RecordedWalks) -> Iterator[None]:
    """Keep other imports of this person's waiting outside: two at once would both find a walk new.

    Raises:
        StoreError: when another one is under way, or the folder cannot be made.
    """
    folder = recorded.diary.folders.recordings
    try:
        make_folder(folder)
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        yield
        return
    except OSError as error:
        raise StoreError(StoreProblem.RECORDING_NOT_OPENED, path=str(folder), detail=error.strerror or "") from error
    try:
        if not lock(descriptor, wait=False):
            raise StoreError(StoreProblem.IMPORT_UNDER_WAY, path=str(folder))
        yield
    finally:
        os.close(descriptor)
