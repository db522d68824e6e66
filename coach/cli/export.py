"""`coach export`: walks as files that other programs and other people take."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.notices import warn
from coach.cli.options import DayType, json_option
from coach.cli.settling import Bar, settle_if_needed, walks_text
from coach.errors import CoachError, CommandError, ExportError, ExportProblem
from coach.services.diary import Diary
from coach.services.exporting import FORMATS, Exported, exported, keep
from coach.services.recorded_walks import RecordedWalks
from coach.services.settled import LeftOut
from coach.session.error_words import error_sentence
from coach.session.text import clock_text, printable
from coach.store.rows import Session

HELP = """Walks as files for other programs and other people.

WALK is the latest one unless it is named; the beginning of its name is enough. --all and --since take several.

\b
fit    Garmin Connect, Strava, intervals.icu and most others
tcx    programs that read no FIT
csv    a spreadsheet, or the physiotherapist
jsonl  Coach itself: the recording, byte for byte, also with your notes, and the strap's name and address

A file is named after its walk and lies in the current folder, unless -o names a file or a folder; -o - is standard
output. Coach never replaces a file that holds something else, unless --force says so.
"""

STANDARD_OUTPUT = "-"


@click.command(help=HELP, epilog="Example: coach export 2026-11-23 --to fit")
@click.argument("walk", required=False)
@click.option("--to", type=click.Choice(FORMATS), required=True, help="The format.")
@click.option("-o", "--output", metavar="FILE-OR-FOLDER", help="Where to; - is standard output.")
@click.option("--all", "everything", is_flag=True, help="All walks.")
@click.option("--since", type=DayType(), help="All walks from this day on.")
@click.option("--force", is_flag=True, help="Replace files of that name.")
@json_option
@click.pass_obj
def export(
    profile_name: str | None,
    /,
    *,
    walk: str | None,
    to: str,
    output: str | None,
    everything: bool,
    since: date | None,
    force: bool,
    as_json: bool,
) -> int:
    """Walks as files for other programs and other people: see `HELP`."""
    several = everything or since is not None
    if several and walk is not None:
        raise click.UsageError("one walk is named, and several are asked for; leave out the name, or --all and --since")
    if output == STANDARD_OUTPUT:
        if several or as_json:
            raise click.UsageError("standard output takes one walk, and nothing else: leave --all, --since, --json out")
        if sys.stdout.isatty():
            raise CommandError("standard output is a terminal; choose a file by -o, or pipe it into a program")
    with Diary(profile_name) as diary:
        settle_if_needed(diary)
        recorded = RecordedWalks(diary)
        if several:
            sessions = diary.history.sessions(None if since is None else since.toordinal())
            if since is not None and not sessions and diary.history.latest_sessions(1):
                warn(f"there is no walk since {since}; `coach history` lists them")
                return EXIT_DONE
            return _export_several(recorded, sessions, to, Path(output or ""), force=force, as_json=as_json)
        file = exported(recorded, diary.history.find_session(walk), to)
    if not file.readings:
        warn(f"{file.name} has no heart rate in it: none was measured in that walk")
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(file.data)
        sys.stdout.flush()
        return EXIT_DONE
    path = _place(file, output)
    _say(file, path, is_new=keep(file, path, replace=force), as_json=as_json)
    return EXIT_DONE


def _place(file: Exported, output: str | None) -> Path:
    """Return where to write one walk: a name that ends like a folder's, or has one, is a folder."""
    path = Path(output or "")
    is_folder = output is None or path.is_dir() or output.endswith((os.sep, os.altsep or os.sep))
    return path / file.name if is_folder else path


def _export_several(
    recorded: RecordedWalks, sessions: Sequence[Session], to: str, folder: Path, *, force: bool, as_json: bool
) -> int:
    """Export walks into a folder, past each that cannot be; say at the end which could not."""
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file, and several walks need a folder; choose one by -o")
    failed = 0
    silent: list[str] = []
    with Bar() as bar:
        for done, session in enumerate(sessions, start=1):
            left_out: LeftOut | None = None
            try:
                file = exported(recorded, session, to)
                path = folder / file.name
                is_new = keep(file, path, replace=force)
            except CoachError as error:
                if isinstance(error, ExportError) and error.problem is ExportProblem.UNWRITABLE:
                    raise  # a folder or a disk that takes no file: the next walk would fare no better
                failed += 1
                left_out = LeftOut(session.session_id, error)
                if as_json:
                    click.echo(json.dumps({"session": session.session_id, "error": error_sentence(error)}))
            else:
                silent += [] if file.readings else [file.name]
                _say(file, path, is_new=is_new, as_json=as_json)
            bar(done, len(sessions), left_out)
    if silent:
        have = "has" if len(silent) == 1 else "have"
        warn(f"{', '.join(silent)} {have} no heart rate: none was measured in {_those(len(silent))}")
    if not sessions:
        warn("there is no walk to export; `coach history` lists them")
    elif not as_json:
        warn(f"{walks_text(len(sessions) - failed)} exported{f', {failed} could not be' if failed else ''}")
    return EXIT_COULD_NOT if failed else EXIT_DONE


def _those(count: int) -> str:
    return "that walk" if count == 1 else "those walks"


def _say(file: Exported, path: Path, *, is_new: bool, as_json: bool) -> None:
    if as_json:
        shown = {
            "session": file.session_id,
            "format": file.to,
            "file": str(path),
            "bytes": len(file.data),
            "readings": file.readings,
            "seconds": round(file.lasts_s, 1),
        }
        click.echo(json.dumps(shown))
    else:
        before = "" if is_new else ", as it was there already"
        rates = f"{file.readings} heart rates" if file.readings != 1 else "1 heart rate"
        click.echo(f"{printable(str(path))}: {clock_text(file.lasts_s)}, {rates}{before}")
