"""`coach demo`, `coach walk`, `coach replay`: three sources for one and the same session."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from coach.cli.headless import StartPump, run_headless
from coach.cli.options import (
    MAX_SPEED,
    band_option,
    json_lines_option,
    no_screen_option,
    plain_option,
    speed_option,
)
from coach.clock import RunningClock, UnpacedClock
from coach.domain.workout import WorkoutKind
from coach.domain.zones import Band
from coach.pump import SessionPump
from coach.session.engine import SessionEngine
from coach.session.plan import SessionPlan
from coach.session.ports import Listener, RecordingSink, SessionClock, Source

DEMO_SPEED = 10.0
"""Twenty minutes of walk in two: slow enough to read, fast enough to watch."""


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


def session_clock(speed: float, start_s: float = 0.0) -> SessionClock:
    """A clock of that speed."""
    return UnpacedClock() if speed == MAX_SPEED else RunningClock(speed, start_s)
