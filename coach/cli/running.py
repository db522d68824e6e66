"""What every session needs to run: a clock, a pump, and a screen or lines to show it."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from coach.audio.announcer import Announcer
from coach.cli.exits import EXIT_DONE
from coach.cli.headless import run_headless
from coach.cli.options import MAX_SPEED
from coach.cli.sound import AudibleSession, heard_too
from coach.clock import RunningClock, UnpacedClock
from coach.pump import SessionPump
from coach.session.engine import SessionEngine
from coach.session.lines import summary_sentence
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, RunningSession, SessionClock, Source, StartSession

if TYPE_CHECKING:
    from textual.screen import Screen

    from coach.tui.screens.walk import WalkOutcome


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


def show_session(showing: Showing, start: StartSession) -> int:
    """Run one session that nothing keeps, and show it; the result is the exit code."""
    if not showing.screen:
        return asyncio.run(run_headless(start, plain=showing.plain))
    from coach.tui.screens.walk import WalkScreen

    return show_walk(lambda: WalkScreen(start, kept=False))


def show_walk(
    opening: "Callable[[], Screen[WalkOutcome]]",
    *,
    theme: str = "dark",
    theme_chosen: Callable[[str], Awaitable[None]] | None = None,
) -> int:
    """Run the app on a screen that is dismissed with what became of a walk; the result is the exit code."""
    from coach.tui.screens.whole_walk import NOTHING_HEARD

    outcome: WalkOutcome | None
    outcome, code = run_app(opening, theme=theme, theme_chosen=theme_chosen)
    if code != EXIT_DONE:
        return code
    if outcome is not None and outcome.error is not None:
        raise outcome.error
    if outcome is not None and not outcome.kept:
        click.echo(NOTHING_HEARD)
    elif outcome is not None and outcome.summary is not None:
        click.echo(summary_sentence(outcome.summary))
    return EXIT_DONE


def run_app(
    opening: "Callable[[], Screen[Any]]", *, theme: str, theme_chosen: Callable[[str], None] | None
) -> tuple[Any, int]:  # what a screen is dismissed with is the screen's own
    """Run the app until its first screen is left.

    Returns:
        What the screen was dismissed with, None when it was left otherwise; and the exit code.

    Raises:
        Exception: the fault of Coach that closed the app, when one did; the terminal is restored by then.
    """
    from coach.tui.app import CoachApp

    app = CoachApp(opening, theme=theme, no_color=bool(os.environ.get("NO_COLOR")), theme_chosen=theme_chosen)
    outcome = app.run()
    if app.fault is not None:
        raise app.fault
    return outcome, app.return_code or EXIT_DONE


def start_session(
    plan: SessionPlan,
    source: Source,
    clock: SessionClock,
    *,
    sink: RecordingSink | None = None,
    end_when_finished: bool,
    voice: Announcer | None = None,
    engine: SessionEngine | None = None,
) -> StartSession:
    """What makes the session once somebody listens; with a voice its cues are heard too.

    `engine` has heard the first part of a walk that goes on; None begins a new one.
    """

    def start(listener: Listener) -> RunningSession:
        pump = SessionPump(
            source=source,
            engine=engine or SessionEngine(plan),
            sink=sink,
            clock=clock,
            listener=listener if voice is None else heard_too(listener, voice),
            end_when_finished=end_when_finished,
        )
        return pump if voice is None else AudibleSession(pump, voice, hears_out=end_when_finished)

    return start
