"""The summary of one walk: right after it, and from the history."""

from functools import partial
from typing import Protocol

from coach.domain.programme.felt import Felt
from coach.drawing.ink import Block
from coach.drawing.look_back import draw_summary
from coach.drawing.pages import scrolled
from coach.pages.history import WalkDetail
from coach.session.names import WORKOUT_NAME, titled
from coach.tui.commands import KeyCommand
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.exporting import EXPORT, Exporter, export_over
from coach.tui.screens.page import HELP, Page
from coach.tui.screens.replaying import REPLAY, Replayer, replay_over


class FeltKeeper(Replayer, Exporter, Protocol):
    """Changes what was felt, shows walks again, and exports them: a part of `CoachServices`."""

    async def save_felt(self, walk_id: str, felt: Felt, before: Felt) -> WalkDetail:
        """Change what was felt, where it differs from what it was before."""


class SummaryScreen(Page[None]):
    """Shows a walk, and changes what was felt."""

    PAGE_COMMANDS = (
        KeyCommand("e", "e", "change what was felt", "felt", "Change what was felt", "Effort, pain, note."),
        REPLAY,
        EXPORT,
        HELP,
        KeyCommand("escape,q,enter", "esc", "done", "back", "Done", "Leave this page."),
    )

    def __init__(self, services: FeltKeeper, detail: WalkDetail) -> None:
        super().__init__()
        self._services = services
        self._detail = detail

    def commands(self) -> tuple[KeyCommand, ...]:
        gone = self._detail.file is None
        return tuple(command for command in self.PAGE_COMMANDS if command not in {REPLAY, EXPORT} or not gone)

    def title_text(self) -> str:
        return titled(WORKOUT_NAME[self._detail.row.kind])

    def aside(self) -> str:
        row = self._detail.row
        if self.size.width < 60:
            return f"{row.started_at:%d %b, %H:%M}"
        # A walk of a watch may be years old.
        return f"{row.started_at:%d %B %Y, %H:%M}" if row.imported else f"{row.started_at:%A %d %B, %H:%M}"

    def body(self, width: int, height: int) -> Block:
        drawn = draw_summary(self._detail, width, height, shaded=self.app.no_color)
        shown, self.offset_rows = scrolled(drawn, height, self.offset_rows, width)
        return shown

    def action_felt(self) -> None:
        self.app.push_screen(AfterWalkScreen(felt=self._detail.felt), self._mend)

    def action_replay(self) -> None:
        if self._detail.file is not None:
            replay_over(self, self._services, self._detail.row.walk_id)

    def action_export(self) -> None:
        if self._detail.file is not None:
            export_over(self, self._services, self._detail.row.walk_id)

    def _mend(self, felt: Felt | None) -> None:
        if felt is not None and felt != self._detail.felt:
            walk_id = self._detail.row.walk_id
            self.fetch("Keeping it", partial(self._services.save_felt, walk_id, felt, self._detail.felt), self._take)

    def _take(self, detail: WalkDetail) -> None:
        self._detail = detail
