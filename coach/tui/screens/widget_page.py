"""The base of pages made of Textual's own widgets: a header, the widgets, a line for what happens, the keys."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Footer, Static
from textual.worker import Worker, WorkerState

from coach.drawing.pages import ROOMY_WIDTH
from coach.drawing.plain_text import plain_text
from coach.errors import CoachError
from coach.session.error_words import error_sentence
from coach.tui.screens.leaving import LeavesOnce

_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")
Got = TypeVar("Got")


class WidgetPage(LeavesOnce[Result]):
    """A page: subclasses give the title, the widgets, and the keys that the footer shows."""

    TITLE_TEXT: ClassVar[str] = "Coach"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "back")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (ROOMY_WIDTH, "-roomy")]  # noqa: RUF012 - Textual declares it so

    def compose(self) -> ComposeResult:
        with Horizontal(classes="page-header"):
            yield Static(self.TITLE_TEXT, classes="page-title", markup=False)
            yield Static("", classes="page-aside", markup=False)
        yield from self.widgets()
        yield Static("", classes="page-notice", markup=False)
        yield Footer(show_command_palette=False)

    def widgets(self) -> ComposeResult:
        """Return what stands between header and keys."""
        raise NotImplementedError

    def say(self, text: str, *, is_trouble: bool = False) -> None:
        """Show a text above the keys, until the next one; without one the line is given back."""
        notice = self.query_one(".page-notice", Static)
        notice.update(plain_text(text))
        notice.set_class(is_trouble, "trouble")
        notice.display = bool(text)

    def aside(self, text: str) -> None:
        """Show a text at the right end of the header."""
        self.query_one(".page-aside", Static).update(text)

    def fetch(self, asked: Callable[[], Awaitable[Got]], then: Callable[[Got], None]) -> Worker[None]:
        """Fetch something without blocking; an error is shown."""
        return self.run_worker(partial(self._fetch, asked, then), exclusive=True, group="fetch", exit_on_error=False)

    async def _fetch(self, asked: Callable[[], Awaitable[Got]], then: Callable[[Got], None]) -> None:
        try:
            got = await asked()
        except CoachError as error:
            self.say(error_sentence(error), is_trouble=True)
        else:
            if not self.has_left:
                then(got)

    def on_worker_state_changed(self, message: Worker.StateChanged) -> None:
        """Show a fault of Coach as well, and keep the page."""
        if message.state is WorkerState.ERROR:
            _LOG.error("a page's work failed", exc_info=message.worker.error)
            self.say(f"Coach has a fault: {message.worker.error!r}", is_trouble=True)

    def action_back(self) -> None:
        """Go back to where the walker came from."""
        self.dismiss(None)
