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
from coach.cli.headless import StartPump, run_headless
from coach.cli.options import MAX_SPEED
from coach.cli.sound import AudibleSession
from coach.clock import RunningClock, UnpacedClock
from coach.pump import SessionPump
from coach.session.engine import SessionEngine
from coach.session.lines import summary_sentence
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, SessionClock, Source

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


def show_session(
    showing: Showing,
    start: StartPump,
    *,
    kept: bool = False,
) -> int:
    """Run one session and show it; the result is the exit code. `kept`: whether it is recorded."""
    if not showing.screen:
        return asyncio.run(run_headless(start, plain=showing.plain))
    from coach.tui.screens.walk import WalkScreen

    return show_walk(lambda: WalkScreen(start, kept=kept))


def show_walk(
    opening: "Callable[[], Screen[WalkOutcome]]",
    *,
    theme: str = "dark",
    theme_chosen: Callable[[str], Awaitable[None]] | None = None,
) -> int:
    """Run the app on a screen that is dismissed with what became of a walk; the result is the exit code."""
    from coach.tui.app import CoachApp
    from coach.tui.screens.whole_walk import NOTHING_HEARD

    app = CoachApp(opening, theme=theme, no_color=bool(os.environ.get("NO_COLOR")), theme_chosen=theme_chosen)
    outcome = app.run()
    if app.fault is not None:
        raise app.fault
    if app.return_code:
        return app.return_code
    if outcome is not None and outcome.error is not None:
        raise outcome.error
    if outcome is not None and not outcome.kept:
        click.echo(NOTHING_HEARD)
    elif outcome is not None and outcome.summary is not None:
        click.echo(summary_sentence(outcome.summary))
    return EXIT_DONE


def start_session(
    plan: SessionPlan,
    source: Source,
    clock: SessionClock,
    *,
    sink: RecordingSink | None = None,
    end_when_finished: bool,
    voice: Announcer | None = None,
    engine: SessionEngine | None = None,
) -> StartPump:
    """What makes the session's pump once somebody listens; with a voice its cues are heard too.

    `engine` has heard the first part of a walk that goes on; None begins a new one.
    """

    def start(listener: Listener) -> SessionPump:
        session: dict[str, Any] = {
            "source": source,
            "engine": engine or SessionEngine(plan),
            "sink": sink,
            "clock": clock,
            "listener": listener,
            "end_when_finished": end_when_finished,
        }
        return SessionPump(**session) if voice is None else AudibleSession(voice, **session)

    return start
