"""`coach replay`: the same engine and the same screen on a recording."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import click

from coach.cli.faces import Showing, session_clock, show_session
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
from coach.clock import ReplayClock, UnpacedClock
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Band
from coach.errors import NotARecordingError, WorkoutLengthError
from coach.formats.registry import kinds_of_files, read_activity, refusal
from coach.live.host import SessionHost
from coach.live.start import host_session
from coach.pages.ports import Show
from coach.session.error_words import error_sentence, flaw_sentence
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.session.text import speed_text
from coach.sources.replay import LineSource, ReplaySource

HELP = f"""The same engine and the same screen on a recording.

FILE is {kinds_of_files()}, or - for a recording on standard input, taken as it arrives.
On the screen it runs at the pace of life, and as fast as it can without one.
"""


@click.command(help=HELP, epilog="Example: coach replay walk.jsonl --speed max --json")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@speed_option
@click.option("--workout", type=click.Choice([kind.value for kind in WorkoutKind]), help="Walk this instead.")
@click.option("--minutes", type=FiniteRange(), help="Minutes for the whole walk, with --workout.")
@band_option
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
    recording = read_activity(file)
    for flaw in recording.flaws:
        warn(flaw_sentence(flaw))
    speed = speed or (1.0 if showing.screen else MAX_SPEED)
    clock = ReplayClock(session_clock(speed))
    source = ReplaySource(recording.inputs, clock.inputs)
    host = host_session(planned(recording.header), source, clock, end_when_finished=False)
    return show_session(showing, host, Show(f"replay, {speed_text(speed)}"), profile_name=profile_name)


async def _reading_lines(planned: Callable[[Header], SessionPlan]) -> SessionHost:
    clock = UnpacedClock()
    source = LineSource(sys.stdin.fileno(), clock, lambda flaw: warn(flaw_sentence(flaw)))
    try:
        header = await source.header()
    except NotARecordingError as error:
        raise refusal("", source.first_line) from error
    return host_session(planned(header), source, clock, end_when_finished=False)
