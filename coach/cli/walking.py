"""`coach demo`, `coach walk`, `coach replay`: three sources for one and the same session."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from coach.cli.headless import StartPump, run_headless
from coach.cli.main import EXIT_DONE
from coach.cli.options import MAX_SPEED, band_option, json_lines_option, no_screen_option, plain_option, speed_option
from coach.clock import RunningClock, UnpacedClock
from coach.domain.workout import WorkoutKind, make
from coach.domain.zones import TYPICAL_ZONES, Band
from coach.pump import SessionPump
from coach.session.engine import SessionEngine
from coach.session.lines import summary_sentence
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, SessionClock, Source, StrapSwitch
from coach.session.recording import Header
from coach.sources.replay import LineSource, ReplaySource, read_recording
from coach.sources.simulator import SimulatedStrap

DEMO_SPEED = 10.0
"""Twenty minutes of walk in two: slow enough to read, fast enough to watch."""

DEMO_MINUTES = 20.0
"""An ordinary walk of week two."""


@dataclass(frozen=True, slots=True)
class Showing:
    """How a session is shown: on the screen, as JSON lines or as plain sentences."""

    screen: bool
    plain: bool

    @classmethod
    def chosen(cls, *, no_screen: bool, as_json: bool, plain: bool) -> "Showing":
        """From the options; without a terminal there is no screen to draw on."""
        if plain and as_json:
            raise click.UsageError("--plain and --json are two ways to print; choose one")
        terminal = sys.stdout.isatty() and sys.stdin.isatty()
        return cls(screen=terminal and not (no_screen or as_json or plain), plain=plain)


def session_clock(speed: float) -> SessionClock:
    """A clock of that speed."""
    return UnpacedClock() if speed == MAX_SPEED else RunningClock(speed)


def show_session(
    showing: Showing,
    start: StartPump,
    *,
    straps: StrapSwitch | None = None,
) -> int:
    """Run one session and show it; the result is the exit code."""
    if not showing.screen:
        return asyncio.run(run_headless(start, plain=showing.plain))
    from coach.tui.app import CoachApp
    from coach.tui.screens.walk import WalkScreen

    app = CoachApp(lambda: WalkScreen(start, straps=straps), no_color=bool(os.environ.get("NO_COLOR")))
    outcome = app.run()
    if app.return_code:
        return app.return_code
    if outcome is not None and outcome.error is not None:
        raise outcome.error
    if outcome is not None and outcome.summary is not None:
        click.echo(summary_sentence(outcome.summary))
    return EXIT_DONE


def start_session(
    plan: SessionPlan,
    source: Source,
    clock: SessionClock,
    *,
    sink: RecordingSink | None = None,
    end_when_finished: bool,
) -> StartPump:
    """What makes the session's pump once somebody listens."""

    def start(listener: Listener) -> SessionPump:
        return SessionPump(
            source=source,
            engine=SessionEngine(plan),
            sink=sink,
            clock=clock,
            listener=listener,
            end_when_finished=end_when_finished,
        )

    return start


@click.command(epilog="Example: coach demo --speed 20")
@speed_option
@no_screen_option
@json_lines_option
@plain_option
@click.option("--seed", type=int, default=7, show_default=True, help="Another number is another walk.")
def demo(*, speed: float | None, no_screen: bool, as_json: bool, plain: bool, seed: int) -> int:
    """A whole guided walk on a simulated walker: no strap, no set-up, nothing stored.

    It runs ten times as fast as life on the screen, and as fast as it can without one.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    clock = session_clock(speed or (DEMO_SPEED if showing.screen else MAX_SPEED))
    plan = SessionPlan(make(WorkoutKind.STEADY, DEMO_MINUTES), TYPICAL_ZONES)
    source = SimulatedStrap(plan.zones.zone_2, clock, seed=seed)
    return show_session(showing, start_session(plan, source, clock, end_when_finished=True))


@click.command(epilog="Example: coach replay walk.jsonl --speed max --json")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@speed_option
@click.option("--workout", type=click.Choice([kind.value for kind in WorkoutKind]), help="Walk this instead.")
@click.option("--minutes", type=float, help="How long the whole of it, with --workout.")
@band_option
@no_screen_option
@json_lines_option
@plain_option
def replay(
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
    """The same engine and the same screen on a recording.

    FILE is a recording of Coach, a FIT file of a watch, or - for a recording on standard input, taken as it arrives.
    On the screen it runs at the pace of life, and as fast as it can without one.
    """
    showing = Showing.chosen(no_screen=no_screen, as_json=as_json, plain=plain)
    kind = None if workout is None else WorkoutKind(workout)

    def planned(header: Header) -> SessionPlan:
        try:
            return SessionPlan.from_json(header.session, kind=kind, minutes=minutes, band=band)
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    if str(file) == "-":
        return asyncio.run(_replay_lines(planned, plain=plain))
    recording = read_recording(file)
    for warning in recording.warnings:
        _warn(warning)
    clock = session_clock(speed or (1.0 if showing.screen else MAX_SPEED))
    source = ReplaySource(recording.inputs, clock)
    return show_session(showing, start_session(planned(recording.header), source, clock, end_when_finished=False))


async def _replay_lines(planned: Callable[[Header], SessionPlan], *, plain: bool) -> int:
    clock = UnpacedClock()
    source = LineSource(sys.stdin, clock, _warn)
    plan = planned(await source.header())
    return await run_headless(start_session(plan, source, clock, end_when_finished=False), plain=plain)


def _warn(sentence: str) -> None:
    click.echo(f"coach: {sentence}", err=True)
