"""`coach replay`: the same engine and the same screen on a recording."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from coach.cli.columns import columns_option
from coach.cli.faces import session_clock, show_session
from coach.cli.file_help import KINDS, FileCommand
from coach.cli.headless import run_prepared
from coach.cli.notices import warn
from coach.cli.options import (
    MAX_SPEED,
    FiniteRange,
    band_option,
    json_lines_option,
    no_screen_option,
    plain_option,
    speed_option,
)
from coach.cli.settling import settle_if_needed
from coach.cli.showing import Showing
from coach.config import folders_of
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Band
from coach.errors import CommandError, NotARecordingError, WalkNotFoundError, WorkoutLengthError
from coach.formats.registry import first_walk, read_walks, refusal
from coach.live.host import SessionHost
from coach.live.start import host_replay, host_session
from coach.packing import lies_at
from coach.pages.ports import Show
from coach.session.activity import Activity
from coach.session.error_words import error_sentence, flaw_sentence
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.session.text import speed_text
from coach.session_time import UnpacedClock
from coach.sources.replay import LineSource

HELP = f"""The same engine and the same screen on a recording.

FILE-OR-WALK is {KINDS}, packed (.gz, .xz, .zip) or not; or the name of one of your walks, of which the
beginning is enough; or - for a recording on standard input, taken as it arrives.
On the screen it runs at the pace of life, and as fast as it can without one.
"""


@click.command(cls=FileCommand, help=HELP, epilog="Example: coach replay 2026-11-23 --speed 10")
@click.argument("file", metavar="FILE-OR-WALK", type=click.Path(path_type=Path, allow_dash=True))
@speed_option
@click.option("--workout", type=click.Choice([kind.value for kind in WorkoutKind]), help="Walk this instead.")
@click.option("--minutes", type=FiniteRange(), help="Minutes for the whole walk, with --workout.")
@band_option
@columns_option
@no_screen_option
@json_lines_option
@plain_option
@click.pass_obj
def replay(
    profile_name: str | None,
    /,
    *,
    file: Path,
    speed: float | None,
    workout: str | None,
    minutes: float | None,
    band: Band | None,
    columns: Mapping[str, str] | None,
    no_screen: bool,
    as_json: bool,
    plain: bool,
) -> int:
    """The same engine and the same screen on a recording: see `HELP`."""
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    kind = None if workout is None else WorkoutKind(workout)

    def planned(header: Header) -> SessionPlan:
        try:
            return SessionPlan.from_json(header.session, kind=kind, minutes=minutes, band=band)
        except WorkoutLengthError as error:
            raise click.UsageError(error_sentence(error)) from error

    if str(file) == "-":
        if speed not in {None, MAX_SPEED}:
            raise click.UsageError("standard input is replayed as it arrives: leave --speed out, or say max")
        return asyncio.run(run_prepared(_reading_lines(planned), plain=plain))
    path = _recording_of(file, profile_name)
    walks = read_walks(path, columns or {})
    recording = first_walk(walks)
    if any(isinstance(other.outcome, Activity) for other in walks):
        warn(
            f"{path} holds several walks, and this is the first; `coach import` takes them all, each with its own name"
        )
    for flaw in recording.flaws:
        warn(flaw_sentence(flaw))
    plan = planned(recording.header)
    speed = speed or (1.0 if showing.screen else MAX_SPEED)
    host = host_replay(recording, session_clock(speed), plan)
    return show_session(showing, host, Show(f"replay, {speed_text(speed)}", speed=speed), profile_name=profile_name)


def _recording_of(named: Path, profile_name: str | None) -> Path:
    """Return the file of this name, or the recording of the walk that has it.

    Raises:
        CommandError: when it is neither, and could be either.
        WalkNotFoundError: when several walks begin with it.
        WalkUnavailableError: when the walk's recording is gone.
    """
    words = str(named)
    if os.path.lexists(lies_at(named)) or len(named.parts) != 1:
        return named
    if folders_of(profile_name).data.exists():  # or opening the history would make it
        from coach.services.diary import Diary
        from coach.services.recorded_walks import RecordedWalks

        with Diary(profile_name) as diary:
            settle_if_needed(diary)
            try:
                return RecordedWalks(diary).file_to_replay(words)
            except WalkNotFoundError as error:
                if error.alike:
                    raise
    raise CommandError(f"there is no file {words!r} here and no walk of that name; `coach history` lists your walks")


async def _reading_lines(planned: Callable[[Header], SessionPlan]) -> SessionHost:
    clock = UnpacedClock()
    source = LineSource(sys.stdin.fileno(), clock, lambda flaw: warn(flaw_sentence(flaw)))
    try:
        header = await source.header()
    except NotARecordingError as error:
        raise refusal("", source.first_line) from error
    return host_session(planned(header), source, clock, end_when_finished=False)
