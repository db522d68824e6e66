"""A walk from its first step to the look back on it: the session, the questions, the keeping, the summary."""

from datetime import date
from functools import partial
from typing import Protocol

from msgspec.structs import replace
from textual.worker import Worker

from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import SHORTEST_COUNTED_S
from coach.domain.totals.summary import SessionSummary
from coach.drawing.ink import MUTED, Block, Tone
from coach.drawing.pages import paragraph
from coach.errors import CoachError
from coach.pages.history import WalkDetail
from coach.pages.ports import WalkSetup
from coach.pages.programme import UnaskedView
from coach.session.error_words import error_sentence
from coach.session.sentences import NOTHING_HEARD
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.guided_walk import GuidedWalk
from coach.tui.screens.page import BACK, Page
from coach.tui.screens.summary import FeltKeeper, SummaryScreen
from coach.tui.screens.walk_outcome import WalkOutcome


class WalkKeeper(FeltKeeper, Protocol):
    """Keeps walks: a part of `CoachServices`."""

    def today(self) -> date:
        """Return the walker's current date."""

    async def is_unasked(self, walk_id: str) -> bool:
        """Whether nobody has answered, or been asked, how that walk felt."""

    async def finish_walk(self, walk_id: str, felt: Felt) -> WalkDetail | None:
        """Keep a walk and what was felt; None when there was too little of it to look back on."""


class Afterwards(Page[WalkOutcome]):
    """Stands behind what follows a walk; dismissed with the walk's outcome.

    Args:
        keeper: keeps the walk.
        walk_id: its name.
    """

    PAGE_COMMANDS = (BACK,)
    TITLE_TEXT = "Your walk"

    def __init__(self, keeper: WalkKeeper, walk_id: str) -> None:
        super().__init__()
        self._keeper = keeper
        self._walk_id = walk_id
        self._outcome = WalkOutcome(None)
        self._keeping: Worker[None] | None = None

    def _keep(self, felt: Felt | None) -> None:
        ask = partial(self._keeper.finish_walk, self._walk_id, felt or Felt())
        self._keeping = self.fetch("Keeping the walk", ask, self._look_back)

    def _look_back(self, detail: WalkDetail | None) -> None:
        if detail is None:
            self._outcome = replace(self._outcome, kept=False)
            self.call_later(self.leave)
        elif self._outcome.error is not None:
            self.call_later(self.leave)
        else:
            self.app.push_screen(SummaryScreen(self._keeper, detail), lambda _: self.leave())

    def body(self, width: int, height: int) -> Block:
        """Draw a line, seen only while the walk is being kept, or when that failed: the notice says why."""
        return paragraph("The walk is over.", width, MUTED)[:height]

    def leave(self) -> None:
        """Leave, once the walk is kept or cannot be: a key typed ahead must not carry off what was felt."""
        if self._keeping is not None and self._keeping.is_finished:
            self.dismiss(self._outcome)


class WholeWalk(Afterwards):
    """Stands behind the walk and what follows it."""

    def __init__(self, keeper: WalkKeeper, setup: WalkSetup) -> None:
        super().__init__(keeper, setup.walk_id)
        self._setup = setup

    def on_mount(self) -> None:
        self.app.push_screen(GuidedWalk(self._setup), self._walked)

    def _walked(self, outcome: WalkOutcome | None) -> None:
        """Ask how the walk felt, unless it was asked already or nothing will be kept; then keep it."""
        self._outcome = outcome or self._outcome
        summary, felt = self._outcome.summary, self._outcome.felt
        if self._outcome.left_running:
            self.call_later(self._leave_running)
        elif self._outcome.asked:
            self._keep(felt)
        elif summary is None or _is_try(summary):
            self._keep(None)
        else:
            ask = partial(self._keeper.is_unasked, self._walk_id)
            self._keeping = self.fetch("Looking for answers", ask, partial(self._ask, felt), group="asked")

    def _ask(self, felt: Felt, unasked: bool) -> None:  # noqa: FBT001 - what a keeper returns
        """Ask, unless another screen has: its answers stand."""
        if unasked:
            self.app.push_screen(AfterWalkScreen(felt=felt), self._keep)
        else:
            self._keep(None)

    def _leave_running(self) -> None:
        self.dismiss(self._outcome)


class MissedWalk(Afterwards):
    """Stands behind the questions about a walk that ended with nobody there, and the look back on it."""

    def __init__(self, keeper: WalkKeeper, missed: UnaskedView) -> None:
        super().__init__(keeper, missed.walk_id)
        self._started_at = missed.started_at

    def on_mount(self) -> None:
        day = "" if self._started_at.date() == self._keeper.today() else "yesterday "  # none is remembered longer
        title = f"Your walk {day}at {self._started_at:%H:%M}: how was it?"
        self.app.push_screen(AfterWalkScreen(title=title, late=True), self._keep)


def _is_try(summary: SessionSummary) -> bool:
    """Whether nothing will be kept of it: no heart beat, and too short to count without one."""
    return summary.readings == 0 and summary.moving_s < SHORTEST_COUNTED_S


def notice_of(outcome: WalkOutcome) -> tuple[str, Tone]:
    """Return the notice for a walk that failed or was not kept, and its tone; empty for all others."""
    if isinstance(outcome.error, CoachError):
        return error_sentence(outcome.error), Tone.ABOVE
    if outcome.error is not None:
        return f"Coach has a fault: {outcome.error!r}. The recording is kept.", Tone.ALARM
    return ("", Tone.EASY) if outcome.kept else (NOTHING_HEARD, Tone.EASY)
