"""The base of every page but the walk: frame, keys from one table, help, waiting without blocking, errors."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerState

from coach.drawing.ink import MUTED, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import Frame, body_place, busy_line, draw_page, indented, paragraph, scrolled
from coach.drawing.plain_text import plain_text
from coach.errors import CoachError
from coach.session.error_words import error_sentence
from coach.tui.commands import KeyCommand
from coach.tui.screens.leaving import LeavesOnce
from coach.tui.widgets.drawn import Drawn

BUSY_AFTER_S = 0.3
"""Work that is done sooner shows no sign of progress, which would only flash and disturb."""

BUSY_TICK_S = 0.2

NOTICE_S = 8.0
"""How long a notice stays: time for two glances."""

_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")
Got = TypeVar("Got")

HELP = KeyCommand("question_mark,f1", "?", "help", "help", "Help", "This list.")
_HELP_KEYS = (("esc", "back"),)
BACK = KeyCommand("escape,q", "esc", "back", "back", "Back", "Leave this page.")


class PageView(Drawn):
    """Shows its page."""

    def draw(self, width: int, height: int) -> Block:
        page = self.screen
        return page.draw(width, height) if isinstance(page, Page) else ()


class Page(LeavesOnce[Result]):
    """A page: subclasses give the title, the commands and the body.

    Every command of `PAGE_COMMANDS` is a key, a word in the footer, a line in the help and an entry of the palette.
    """

    PAGE_COMMANDS: ClassVar[tuple[KeyCommand, ...]] = (HELP, BACK)
    TITLE_TEXT: ClassVar[str] = "Coach"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_by(-1)", show=False),
        Binding("down,j", "scroll_by(1)", show=False),
        Binding("pageup", "scroll_by(-10)", show=False),
        Binding("pagedown", "scroll_by(10)", show=False),
    ]

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - Textual's
        cls.BINDINGS = [
            *cls.__dict__.get("BINDINGS", ()),
            *(
                Binding(command.keys, command.action, command.label)
                for command in cls.__dict__.get("PAGE_COMMANDS", ())
            ),
        ]
        super().__init_subclass__(**kwargs)

    def __init__(self) -> None:
        super().__init__()
        self._helping = False
        self._notice = ""
        self._notice_tone = Tone.EASY
        self._notices = 0
        self._busy: str | None = None
        self._tick = 0
        self.offset_rows = 0

    def compose(self) -> ComposeResult:
        yield PageView(id="page")

    # Content

    def aside(self) -> str:
        """Return the text on the right of the header."""
        return ""

    def title_text(self) -> str:
        """Return the text on the left of the header."""
        return self.TITLE_TEXT

    def commands(self) -> tuple[KeyCommand, ...]:
        """The commands that can be used now."""
        return self.PAGE_COMMANDS

    def body(self, width: int, height: int) -> Block:
        """Draw the page itself, within the frame."""
        raise NotImplementedError

    def frame(self) -> Frame:
        """Return what surrounds the body."""
        return Frame(
            "Keys" if self._helping else self.title_text(),
            self.aside(),
            self._notice,
            self._notice_tone,
            _HELP_KEYS
            if self._helping
            else tuple((command.shown, command.label) for command in self.commands() if command.label),
        )

    def draw(self, width: int, height: int) -> Block:
        """Draw the whole page."""
        frame = self.frame()
        place = body_place(frame, width, height)
        if self._helping:
            body = self._help(place.width)
            body, self.offset_rows = scrolled(body, place.height, self.offset_rows, place.width)
        elif self._busy is not None:
            body = (busy_line(self._busy, self._tick),)
        else:
            body = self.body(place.width, place.height)
        return draw_page(frame, body, width, height)

    def _help(self, width: int) -> Block:
        lines: list[Line] = []
        for command in self.commands():
            name = (Span(f"{command.shown:>5}  ", Ink(Tone.KEY, bold=True)), Span(f"{command.title}. ", Ink(bold=True)))
            whole = (*name, Span(command.help, MUTED))
            if fit_line(width, whole) == whole:
                lines.append(whole)
            else:
                lines += [fit_line(width, name), *indented(paragraph(command.help, max(8, width - 7), MUTED), 7)]
        return tuple(lines)

    def show(self) -> None:
        """Draw again: something that is shown has changed."""
        for view in self.query(PageView):
            view.redraw()

    def notice(self, text: str, tone: Tone = Tone.EASY, *, stays: bool = False) -> None:
        """Show a text in the line above the keys, for a while or until the next one."""
        self._notices += 1
        mine = self._notices
        self._notice, self._notice_tone = plain_text(text), tone
        self.show()
        if text and not stays:
            self.set_timer(NOTICE_S, lambda: self.notice("") if mine == self._notices else None)

    # Waiting

    def fetch(
        self, what: str, asked: Callable[[], Awaitable[Got]], then: Callable[[Got], None], *, group: str = "fetch"
    ) -> Worker[None]:
        """Fetch something without blocking: show progress after a moment, and an error as a notice.

        This cancels an earlier fetch of the same `group`.
        """
        return self.run_worker(
            partial(self._fetch, what, asked, then), exclusive=True, group=group, exit_on_error=False
        )

    async def _fetch(self, what: str, asked: Callable[[], Awaitable[Got]], then: Callable[[Got], None]) -> None:
        waiting = self.set_timer(BUSY_AFTER_S, lambda: self._wait(what))
        ticking = self.set_interval(BUSY_TICK_S, self._wait_on)
        try:
            got = await asked()
        except CoachError as error:
            self.notice(error_sentence(error), Tone.ABOVE, stays=True)
        else:
            self._busy = None
            if not self.has_left:  # no walk begins on a page that was left meanwhile
                then(got)
        finally:
            waiting.stop()
            ticking.stop()
            self._busy = None
            self.show()

    def _wait(self, what: str) -> None:
        self._busy = what
        self.show()

    def _wait_on(self) -> None:
        if self._busy is not None:
            self._tick += 1
            self.show()

    def on_worker_state_changed(self, message: Worker.StateChanged) -> None:
        """Show a fault of Coach as well, and keep the page."""
        if message.state is WorkerState.ERROR:
            _LOG.error("a page's work failed", exc_info=message.worker.error)
            self.notice(f"Coach has a fault: {message.worker.error!r}", Tone.ALARM, stays=True)

    def on_screen_suspend(self) -> None:
        """Close the help when another page opens: coming back shows this page, not its keys."""
        self._helping = False

    # Keys

    def action_close_help(self) -> None:
        """Close the help, on a page that esc does not leave."""
        if self._helping:
            self.action_help()

    def action_help(self) -> None:
        self._helping = not self._helping
        self.offset_rows = 0
        self.show()

    def action_back(self) -> None:
        if self._helping:
            self.action_help()
        else:
            self.leave()

    def leave(self) -> None:
        """Go back to where the walker came from."""
        self.dismiss(None)

    def action_scroll_by(self, rows: int) -> None:
        self.offset_rows = max(0, self.offset_rows + rows)
        self.show()
