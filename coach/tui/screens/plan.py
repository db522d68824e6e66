"""The plan: six weeks, and this one."""

from coach.drawing.ink import Block
from coach.drawing.programme import draw_plan
from coach.pages.lessons import lesson_of_week
from coach.pages.ports import CoachServices
from coach.pages.programme import PlanView
from coach.tui.commands import KeyCommand
from coach.tui.screens.learn import LessonScreen
from coach.tui.screens.page import BACK, HELP, Page


class PlanScreen(Page[None]):
    """Shows the plan."""

    TITLE_TEXT = "The six weeks"
    PAGE_COMMANDS = (
        KeyCommand("l", "l", "what this week is for", "lesson", "What this week is for", "A short text."),
        HELP,
        BACK,
    )

    def __init__(self, services: CoachServices) -> None:
        super().__init__()
        self._services = services
        self._view: PlanView | None = None

    def on_mount(self) -> None:
        self.fetch("Reading the plan", self._services.plan, self._take)

    def _take(self, view: PlanView) -> None:
        self._view = view

    def aside(self) -> str:
        day = "%A %d %B" if self.size.width >= 60 else "%a %d %b"
        return "" if self._view is None else f"{self._view.today:{day}}"

    def body(self, width: int, height: int) -> Block:
        return () if self._view is None else draw_plan(self._view, width, height)

    def action_lesson(self) -> None:
        self.app.push_screen(LessonScreen(lesson_of_week(None if self._view is None else self._view.current)))
