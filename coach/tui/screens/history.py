"""The history: all walks, how things change, and each walk by itself."""

from functools import partial

from coach.drawing.ink import Block
from coach.drawing.look_back import draw_history
from coach.pages.history import HistoryView, WalkDetail
from coach.pages.ports import CoachServices
from coach.tui.commands import KeyCommand
from coach.tui.screens.exporting import EXPORT, export_over
from coach.tui.screens.page import BACK, HELP, Page
from coach.tui.screens.replaying import REPLAY, replay_over
from coach.tui.screens.summary import SummaryScreen

COUNT = KeyCommand(
    "c", "c", "count", "count", "Count or not", "Imported walks in brackets do not count in the programme."
)


class HistoryScreen(Page[None]):
    """Walks on the left, trends on the right or behind t."""

    TITLE_TEXT = "Walks"
    PAGE_COMMANDS = (
        KeyCommand("enter", "enter", "look back", "open", "Look back", "Open the walk that is marked."),
        KeyCommand("up,k", "↑", "", "choose(-1)", "Newer", "Mark the walk above."),
        KeyCommand("down,j", "↓", "", "choose(1)", "Older", "Mark the walk below."),
        REPLAY,
        EXPORT,
        COUNT,
        KeyCommand("t,tab", "t", "trends", "trends", "Trends or list", "In a wide window both are shown."),
        HELP,
        BACK,
    )

    def __init__(self, services: CoachServices) -> None:
        super().__init__()
        self._services = services
        self._view: HistoryView | None = None
        self._chosen = 0
        self._trends = False

    def on_mount(self) -> None:
        self._load()

    def _load(self) -> None:
        self.fetch("Reading your walks", self._services.history, self._take)

    def _take(self, view: HistoryView) -> None:
        self._view = view
        self._chosen = max(0, min(self._chosen, len(view.walks) - 1))

    def commands(self) -> tuple[KeyCommand, ...]:
        if self._view is None or not self._view.walks:
            return (HELP, BACK)
        is_asked = any(walk.imported for walk in self._view.walks)
        return tuple(command for command in self.PAGE_COMMANDS if command is not COUNT or is_asked)

    def aside(self) -> str:
        if self._view is None or not self._view.walks:
            return ""
        return f"{len(self._view.walks)} walks" if len(self._view.walks) > 1 else "1 walk"

    def title_text(self) -> str:
        return "How things change" if self._trends and self.size.width < 114 else self.TITLE_TEXT

    def body(self, width: int, height: int) -> Block:
        if self._view is None:
            return ()
        return draw_history(self._view, self._chosen, width, height, trends=self._trends)

    def action_choose(self, by: int) -> None:
        if self._helping:
            self.action_scroll_by(by)
        elif self._view is not None and self._view.walks:
            self._chosen = max(0, min(len(self._view.walks) - 1, self._chosen + by))
            self.show()

    def action_trends(self) -> None:
        self._trends = not self._trends
        self.show()

    def action_open(self) -> None:
        if self._view is not None and self._view.walks:
            walk_id = self._view.walks[self._chosen].walk_id
            self.fetch("Reading the walk", partial(self._services.walk, walk_id), self._show)

    def action_count(self) -> None:
        """Let the marked walk count, or not: only of an imported one that is a question."""
        walk = None if self._view is None or not self._view.walks else self._view.walks[self._chosen]
        if walk is not None and walk.imported:
            ask = partial(self._services.let_count, walk.walk_id, counts=not walk.counts)
            self.fetch("Keeping that", ask, lambda _: self._load())

    def action_replay(self) -> None:
        if self._view is not None and self._view.walks:
            replay_over(self, self._services, self._view.walks[self._chosen].walk_id)

    def action_export(self) -> None:
        if self._view is not None and self._view.walks:
            export_over(self, self._services, self._view.walks[self._chosen].walk_id)

    def _show(self, detail: WalkDetail) -> None:
        self.app.push_screen(SummaryScreen(self._services, detail), lambda _: self._load())
