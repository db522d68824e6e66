"""A past walk again, on the walk screen: from the history, and from the look back on it."""

from functools import partial
from typing import Any, Protocol

from coach.pages.ports import Show
from coach.session.ports import WalkHost
from coach.session.text import speed_text
from coach.tui.commands import KeyCommand
from coach.tui.screens.page import Page
from coach.tui.screens.walk import WalkScreen

REPLAY_SPEED = 10.0
"""Half an hour in three minutes: what happened is seen, and every word can be read."""

REPLAY = KeyCommand(
    "r", "r", "replay", "replay", "Replay", "See the walk again, ten times as fast; nothing of it changes."
)


class Replayer(Protocol):
    """Shows past walks again: a part of `CoachServices`."""

    async def replay(self, walk_id: str, speed: float) -> WalkHost:
        """Return what shows a past walk again, so many times as fast as life; nothing of it is kept."""


def replay_over(page: Page[Any], services: Replayer, walk_id: str) -> None:
    """Show a past walk over the page, to which leaving it comes back; a recording that is gone is a notice."""

    def show(host: WalkHost) -> None:
        page.app.push_screen(WalkScreen(host, show=Show(f"replay, {speed_text(REPLAY_SPEED)}", speed=REPLAY_SPEED)))

    page.fetch("Reading the recording", partial(services.replay, walk_id, REPLAY_SPEED), show)
