"""`coach import`: other devices' walks, and those of another computer, into the history."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from coach.cli.columns import columns_option
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.file_help import KINDS, FileCommand
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.cli.settling import SHOWN_AFTER_S, settle, walks_text
from coach.errors import CoachError, FormatError, FormatProblem, RecordingError, RecordingProblem
from coach.formats import csv_table, rr_text
from coach.formats.registry import kinds_of_files
from coach.formats.tally import Tally, together
from coach.services.diary import Diary
from coach.services.importing import (
    Asked,
    FileOutcome,
    FileToImport,
    Importer,
    Taken,
    Watching,
    dry_run,
    files_in,
    importing,
)
from coach.services.reading_walks import Refused
from coach.services.recorded_walks import RecordedWalks
from coach.services.taking_back import Undone, UndoneKind, undo
from coach.session.error_words import error_sentence, flaw_sentence
from coach.session.text import printable
from coach.session_time import RunningClock

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

HELP = f"""Other devices' walks into the history, each as a recording of its own.

FILES are {KINDS}; each may be packed (.gz, .xz, .zip); or folders with such files. A walk that is there
already is not taken twice: your own recording of it stays, or else the one with the intervals between beats.
Imported walks are in the history and its trends; in the programme's weeks they count only with --count. Recordings of
Coach from another computer are your own walks: they count as those do that were made here.
"""


@click.command("import", cls=FileCommand, help=HELP, epilog="Example: coach import ~/Downloads/walk.fit")
@click.argument("files", nargs=-1, metavar="FILES", type=click.Path(path_type=Path))
@columns_option
@click.option("--dry-run", is_flag=True, help="Only say what the files hold; keep nothing.")
@click.option("--count", "counts", is_flag=True, help="Let them count in the programme's weeks.")
@click.option("--undo", "takes_back", is_flag=True, help="Take the last import back.")
@json_option
@click.pass_obj
def import_(
    profile_name: str | None,
    /,
    *,
    files: tuple[Path, ...],
    columns: Mapping[str, str] | None,
    dry_run: bool,
    counts: bool,
    takes_back: bool,
    as_json: bool,
) -> int:
    """Other devices' walks into the history: see `HELP`."""
    if takes_back:
        if files or columns or dry_run or counts:
            raise click.UsageError("--undo takes the last import back and nothing else: leave the rest out")
        return _undo(profile_name, as_json=as_json)
    if not files:
        raise click.UsageError(
            "there is nothing to import; say which files, or the folder with them, like `coach import walk.fit`"
        )
    return _import(profile_name, files, Asked(columns or {}, counts=counts), is_dry=dry_run, as_json=as_json)


def _import(profile_name: str | None, paths: Sequence[Path], asked: Asked, *, is_dry: bool, as_json: bool) -> int:
    sources = files_in(paths)
    said = _Said(as_json=as_json)
    with ImportBar() as bar:
        if is_dry:
            said.all_of(dry_run(sources, asked.columns, bar), bar)
        else:
            with Diary(profile_name) as diary:
                recorded = RecordedWalks(diary)
                settle(diary, recorded)
                if asked.counts:
                    said.counting = partial(_counts_as_imported, diary)
                with importing(recorded):
                    said.all_of(Importer(recorded, asked).run(sources, bar), bar)
    if asked.columns and said.formats and not said.formats & MAPPED_FORMATS:
        warn("--map was not needed: none of these files is a table")
    return said.finish(paths, sources)


def _counts_as_imported(diary: Diary, session_id: str) -> bool:
    session = diary.history.session(session_id)
    return session is not None and session.is_imported and session.counts


def _undo(profile_name: str | None, *, as_json: bool) -> int:
    with Diary(profile_name) as diary:
        recorded = RecordedWalks(diary)
        settle(diary, recorded)
        with importing(recorded):
            undone = undo(recorded)
    if as_json:
        click.echo(json.dumps({"undone": undone.walks, "imported_at": undone.imported_at or None}))
    else:
        click.echo(undone_text(undone))
    return EXIT_DONE


def undone_text(undone: Undone) -> str:
    """What became of the last import, in a line."""
    if undone.kind is UndoneKind.NOTHING:
        return "Nothing was imported, or all of it is taken back already."
    when = f"{datetime.fromisoformat(undone.imported_at).astimezone():%d %B %Y, %H:%M}"
    stay = f"{walks_text(undone.kept)} that you have said something about {'stays' if undone.kept == 1 else 'stay'}"
    if undone.kind is UndoneKind.KEPT:
        return f"Nothing of the import of {when} taken back: {stay}"
    back = f"{walks_text(undone.walks)} of the import of {when} taken back"
    return f"{back}; {stay}" if undone.kept else back


class ImportBar(Watching):
    """A bar on standard error, on a terminal and for what takes a moment; lines printed meanwhile go above it.

    It leaves nothing behind: what was done stands in those lines.
    """

    def __init__(self, shown_after_s: float = SHOWN_AFTER_S) -> None:
        self._shown_after_s = shown_after_s
        self._clock = RunningClock()
        self._opened = ExitStack()
        self._drawn: ProgressBar[int] | None = None

    def __call__(self, files: int, of: int, done_bytes: int, of_bytes: int) -> None:
        """Show how far the import is; when it is done there is nothing to wait for."""
        if files >= of:
            self.clear()
            return
        if self._drawn is None and self._clock.now_s() >= self._shown_after_s and sys.stderr.isatty():
            self._drawn = self._opened.enter_context(
                click.progressbar(length=max(1, of_bytes), label="Importing", file=sys.stderr)
            )
        if self._drawn is not None:
            self._drawn.label = f"Importing {files} of {of}"
            self._drawn.update(done_bytes - self._drawn.pos)

    def clear(self) -> None:
        """Take the bar's line away: something is printed there, and the bar comes again below it."""
        if self._drawn is not None:
            click.echo("\r\x1b[K", nl=False, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._opened.close()
        if self._drawn is not None:
            click.echo("\x1b[A\r\x1b[K", nl=False, err=True)  # click ends a bar with a new line


MAPPED_FORMATS = {csv_table.READER.key, rr_text.READER.key}
"""Tables; a list of intervals may have columns too."""

NO_RECORDING = {RecordingProblem.UNKNOWN_FORMAT, RecordingProblem.EMPTY, RecordingProblem.NOT_A_FILE}


def is_no_recording(error: CoachError) -> bool:
    """Whether a file is something else, as most files of a folder may be."""
    return isinstance(error, RecordingError) and error.problem in NO_RECORDING


def is_unknown_table(error: CoachError) -> bool:
    """Whether a file is a table that may be a walk: the walker may know its columns."""
    return isinstance(error, FormatError) and error.problem is FormatProblem.COLUMNS_UNKNOWN


class _Said:
    """Prints what became of the files, and remembers what the exit code needs."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._others = 0
        """Files in folders and archives that are no recordings."""
        self._tables = 0
        """Tables among them whose columns nobody has told."""
        self.formats: set[str] = set()
        """Of the files that a reader knows."""
        self.counting: Callable[[str], bool] = lambda _session_id: False
        """Whether a walk that was there already counts, now that the walker wants it to."""
        self._fruitful: set[Path] = set()
        """Files that held a walk."""

    def all_of(self, outcomes: Iterable[FileOutcome], bar: ImportBar) -> None:
        for outcome in outcomes:
            bar.clear()
            self._one(outcome)

    def _one(self, outcome: FileOutcome) -> None:
        source, path = outcome.file, str(outcome.file.path)
        if outcome.walks:
            self._fruitful.add(source.path)
        self.formats |= {walk.format for walk in outcome.walks} | {item.format for item in outcome.refused} - {""}
        others = [
            item
            for item in outcome.refused
            if (is_no_recording(item.error) or is_unknown_table(item.error))
            and (not source.is_named or item.name != path)
        ]
        refused = [item for item in outcome.refused if item not in others]
        tables = sum(is_unknown_table(item.error) for item in others)
        self._tables += tables
        self._others += len(others) - tables
        for item in refused:
            sentence = error_sentence(item.error)
            warn(sentence if item.name in sentence else f"{item.name}: {sentence}")
        if self._as_json and (outcome.walks or refused or source.is_named):
            click.echo(json.dumps(file_object(outcome, refused if outcome.walks else refused or others)))
        for walk in outcome.walks:
            if not self._as_json:
                is_counted = walk.same_as is not None and self.counting(walk.same_as)
                click.echo(f"{walk_text(walk)}{', and counts now' if is_counted else ''}")
            for flaw in walk.flaws:
                warn(f"{walk.name}: {flaw_sentence(flaw)}")

    def finish(self, paths: Sequence[Path], sources: Sequence[FileToImport]) -> int:
        """Print what is left to say, and return the exit code."""
        if self._others:
            warn(f"{self._others} other {'file is no recording' if self._others == 1 else 'files are no recordings'}")
        if self._tables:
            what, which = ("1 table", "it") if self._tables == 1 else (f"{self._tables} tables", "one")
            warn(
                f"{what} whose columns Coach does not know; name {which} alone to see them, "
                "and say which is which by --map"
            )
        barren = [path for path in paths if not path.is_dir() and path not in self._fruitful]
        empty = [path for path in paths if path.is_dir() and not any(path in file.parents for file in self._fruitful)]
        for path in empty:
            warn(f"there is no walk in {path}; give {kinds_of_files()}")
        return EXIT_COULD_NOT if barren or empty else EXIT_DONE


def walk_text(walk: Taken) -> str:
    """What a walk is and where it went, in a line."""
    counted = walk.tally
    minutes = round(counted.seconds / 60)
    length = f"{minutes} min" if minutes else f"{counted.seconds:.0f} s"
    mean = "" if counted.mean_bpm is None else f", mean {counted.mean_bpm:.0f}"
    where = ""
    if walk.session_id is not None:
        where = f" -> {walk.session_id}"
        if walk.replaced:
            where += f", in the place of {', '.join(walk.replaced)}"
    elif walk.same_as is not None:
        where = f": {walk.same_as} is the same walk, and stays"
    day = f"{walk.started_at.day} {walk.started_at:%B %Y}"
    return f"{printable(walk.name)}: {length} on {day}, {counted.readings} heart rates{mean}{where}"


def file_object(outcome: FileOutcome, refused: Sequence[Refused]) -> dict[str, object]:
    """A file as `coach import --json` prints it; several walks in it are added up, and listed.

    Of several, it is told where the first went that came in.
    """
    walks = outcome.walks
    whole = together(walk.tally for walk in walks)
    kind = next(iter([walk.format for walk in walks] + [item.format for item in outcome.refused]), "")
    found: dict[str, object] = {"file": str(outcome.file.path), "format": kind or None, **_counts(whole)}
    found |= _place(sorted(walks, key=lambda walk: walk.session_id is None), whole)
    if refused:
        found["error"] = error_sentence(refused[0].error)
    if len(walks) > 1:
        found["walks"] = [
            {"name": walk.name, "format": walk.format, **_counts(walk.tally), **_place([walk], walk.tally)}
            for walk in walks
        ]
    return found


def _counts(counted: Tally) -> dict[str, object]:
    return {
        "readings": counted.readings,
        "seconds": round(counted.seconds, 3),
        "mean_bpm": None if counted.mean_bpm is None else round(counted.mean_bpm, 1),
        "max_bpm": counted.max_bpm,
        "rr": counted.rr,
        "distance_m": None if counted.distance_m is None else round(counted.distance_m),
        "dropped": dict(counted.dropped),
    }


def _place(walks: Sequence[Taken], counted: Tally) -> dict[str, object]:
    if not walks:
        return {"session": None}
    walk = walks[0]
    return {
        "session": walk.session_id,
        "min_bpm": counted.min_bpm,
        "start": walk.started_at.isoformat(),
        "already": walk.same_as,
    }
