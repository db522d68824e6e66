"""Shows a session: on the screen, as JSON lines or as plain sentences."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.headless import run_headless
from coach.cli.loading import loading
from coach.cli.options import MAX_SPEED
from coach.cli.showing import Showing
from coach.config import Profile, folders_of, load_profile
from coach.errors import ConfigError
from coach.live.host import SessionHost
from coach.pages.ports import Show
from coach.session.ports import SessionClock
from coach.session.sentences import LEFT_RUNNING, NOTHING_HEARD, summary_sentence
from coach.session_time import RunningClock, UnpacedClock

if TYPE_CHECKING:
    from textual.screen import Screen

    from coach.tui.screens.walk_outcome import WalkOutcome


def session_clock(speed: float) -> SessionClock:
    """Make a clock of this speed."""
    return UnpacedClock() if speed == MAX_SPEED else RunningClock(speed)


def show_session(showing: Showing, host: SessionHost, show: Show, *, profile_name: str | None = None) -> int:
    """Show a walk that nobody walks; the result is the exit code."""
    if not showing.screen:
        return asyncio.run(run_headless(host, plain=showing.plain))
    from coach.tui.screens.walk import WalkScreen

    return show_walk(lambda: WalkScreen(host, show=show), theme=_theme_of(profile_name))


def _theme_of(profile_name: str | None) -> str:
    """Return the walker's theme, or the default when the profile cannot be read: the walk is shown anyway."""
    try:
        return load_profile(folders_of(profile_name).profile_file).theme
    except ConfigError:
        return Profile().theme


def show_walk(
    opening: "Callable[[], Screen[WalkOutcome]]",
    *,
    theme: str,
    theme_chosen: Callable[[str], Awaitable[None]] | None = None,
) -> int:
    """Run the app on a screen that is dismissed with a walk's outcome; the result is the exit code."""
    outcome: WalkOutcome | None
    outcome, code = run_app(opening, theme=theme, theme_chosen=theme_chosen)
    say_if_left(outcome)
    if code != EXIT_DONE:
        return code
    if outcome is not None and outcome.error is not None:
        raise outcome.error
    if outcome is not None and not outcome.kept:
        click.echo(NOTHING_HEARD)
    elif outcome is not None and outcome.summary is not None:
        click.echo(summary_sentence(outcome.summary))
    return EXIT_DONE


def say_if_left(outcome: "WalkOutcome | None") -> None:
    """Say how to see a walk again that goes on without the screen, where the terminal is still there to say it on."""
    if outcome is not None and outcome.left_running:
        with suppress(OSError):
            click.echo(LEFT_RUNNING)


def run_app(
    opening: "Callable[[], Screen[Any]]", *, theme: str, theme_chosen: Callable[[str], Awaitable[None]] | None
) -> tuple[Any, int]:  # each screen has its own result
    """Run the app until its first screen is left.

    Returns:
        What the screen was dismissed with, None when it was left otherwise; and the exit code.

    Raises:
        Exception: the fault of Coach that closed the app, when one did; the terminal is restored by then.
    """
    with loading():
        from coach.tui.app import CoachApp

    app = CoachApp(opening, theme=theme, no_color=bool(os.environ.get("NO_COLOR")), theme_chosen=theme_chosen)
    outcome = app.run()
    if app.fault is not None:
        raise app.fault
    return outcome, app.return_code or EXIT_DONE
