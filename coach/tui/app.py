"""The app: themes, signals, the command palette. Screens bring everything else with them."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from coach.errors import CoachError, HostError, HostProblem
from coach.session.error_words import error_sentence
from coach.session.inputs import EndReason
from coach.session.ports import WalkHost
from coach.tui.commands import WALK_COMMANDS
from coach.tui.messages import ThemeChosen
from coach.tui.screens.dialogs import ConfirmEnd
from coach.tui.screens.page import Page
from coach.tui.screens.palette import CoachPalette
from coach.tui.screens.walk import WalkScreen
from coach.tui.screens.walk_outcome import WalkOutcome
from coach.tui.screens.whole_walk import Afterwards, WholeWalk
from coach.tui.screens.widget_page import WidgetPage
from coach.tui.terminal_driver import lasting
from coach.tui.themes import DARK, LIGHT, THEME_NAMES, THEMES

ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Textual leaves SIGTERM and SIGHUP to kill the process, with the terminal in its raw state. Windows has no SIGHUP."""

LEAVE_WALK_S = 8.0
"""Twice the time that a hung Bluetooth stack gets to disconnect a strap."""


class CoachApp(App[Any]):
    """Shows one screen, and those it pushes; when the first is dismissed, `run()` returns what it was dismissed with.

    After a signal it returns the session's outcome, and `return_code` is 128 and the signal's number.

    Args:
        opening: makes the first screen; called when the app's event loop runs.
        theme: one of `THEME_NAMES`.
        no_color: draw without colour; the caller has read NO_COLOR.
        theme_chosen: keeps the name when the walker chooses another theme.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "to the shell", show=False, priority=True)
    ]
    """Priority: a question that is open keeps all other keys of the app to itself."""
    CSS_PATH = "coach.tcss"
    TITLE = "Coach"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]  # noqa: RUF012 - Textual declares it so

    def __init__(
        self,
        opening: Callable[[], Screen[Any]],
        *,
        theme: str = "dark",
        no_color: bool = False,
        theme_chosen: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        # Textual decides by the environment alone, and takes even an empty NO_COLOR for one.
        before = os.environ.pop("NO_COLOR", None)
        if no_color:
            os.environ["NO_COLOR"] = "1"
        super().__init__(ansi_color=no_color or None)
        if before is not None:
            os.environ["NO_COLOR"] = before
        else:
            os.environ.pop("NO_COLOR", None)
        self._opening = opening
        self._theme_chosen = theme_chosen
        self._walk: WalkHost | None = None
        """The walk that was begun last; it may have ended."""
        for known in THEMES:
            self.register_theme(known)
        self.theme = f"coach-{theme}"

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, for a terminal that may vanish."""
        return lasting(super().get_driver_class())

    @property
    def fault(self) -> Exception | None:
        """A fault of Coach itself that closed the screen, for the caller to report; the terminal is restored."""
        return self._exception

    def _fatal_error(self) -> None:
        """Leave without Textual's traceback, which would print the walk's data over the terminal; see `fault`."""
        self._close_messages_no_wait()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give Textual's own themes, which have no zones, the zone colours of our dark or light one."""
        return dict((DARK if self.current_theme.dark else LIGHT).variables)

    async def on_load(self) -> None:
        # Do it before Textual takes the terminal: from then on a signal has to restore it.
        loop = asyncio.get_running_loop()
        for name in ENDING_SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` has it ignored
                # Windows' loop has no signal handlers, and a loop outside the main thread refuses them.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, partial(self._signalled, number))

    async def on_mount(self) -> None:
        self.push_screen(self._opening(), self.exit)

    async def run_async(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - Textual's
        """Run, then end a walk of this program properly: its strap is disconnected, whatever closed the app."""
        try:
            return await super().run_async(*arguments, **options)
        finally:
            if self._walk is not None and not self._walk.outlives_viewers:
                self._walk.end(EndReason.INTERRUPTED)
                with contextlib.suppress(Exception):  # it has been shown or logged
                    async with asyncio.timeout(LEAVE_WALK_S):
                        await self._walk.over()

    def _signalled(self, number: int) -> None:
        self.run_worker(self._interrupt(number), group="signals", exclusive=True)

    async def _interrupt(self, number: int) -> None:
        """End the walk, if there is one, then leave with the exit code a shell expects of a signal.

        A walk that a process of its own runs is ended by control-C alone: it does not care for a closed terminal.
        """
        outcome = None
        if self._walk is not None and self._walk.outlives_viewers and number != signal.SIGINT:
            outcome = WalkOutcome(None, left_running=True)
        elif self._walk is not None:
            self._walk.end(EndReason.INTERRUPTED)
            try:
                async with asyncio.timeout(LEAVE_WALK_S):  # the process that runs it may stand still
                    outcome = WalkOutcome(await self._walk.over())
            except TimeoutError:
                outcome = WalkOutcome(None, HostError(HostProblem.SILENT), left_running=self._walk.outlives_viewers)
            except Exception as error:  # noqa: BLE001 - the walk is over either way, and the signal ends the app
                outcome = WalkOutcome(None, error)
        self.exit(outcome, return_code=128 + number)

    def carry(self, host: WalkHost | None) -> None:
        """Remember the running walk apart from its screen: a signal and the app's own end have to end it."""
        self._walk = host

    async def action_quit(self) -> None:
        """Quit, by ctrl+q or the palette: a running walk asks first, a page over a walk or with a text is only left."""
        screen = self.screen
        if isinstance(screen, WidgetPage):
            await self.run_action("back", screen)  # it keeps what was typed
            return
        walk = next((below for below in reversed(self.screen_stack) if isinstance(below, WalkScreen)), None)
        if walk is None and not any(isinstance(below, Afterwards) for below in self.screen_stack):
            self.exit()
        elif isinstance(screen, Page):
            await self.run_action("back", screen)
        elif isinstance(screen, ConfirmEnd):
            await self.run_action("answer('end')", screen)
        else:
            if not isinstance(screen, WalkScreen):
                screen.dismiss(None)  # leaving dismisses an open question of the walk
            if walk is not None:
                self.call_later(walk.action_end)

    def action_help_quit(self) -> None:
        """End a walk on ctrl+c, as that signal does; elsewhere quit, where no screen uses it."""
        if any(isinstance(below, WholeWalk) for below in self.screen_stack) and self._walk_runs:
            self._signalled(signal.SIGINT)
        else:
            self.call_later(self.action_quit)

    @property
    def _walk_runs(self) -> bool:
        return self._walk is not None and not self._walk.latest.ended

    def action_command_palette(self) -> None:
        """Open the palette. It has no id, which Textual's one would share with one that is still closing."""
        if not any(isinstance(below, CoachPalette) for below in self.screen_stack):
            self.push_screen(CoachPalette())

    def choose_theme(self, name: str) -> None:
        """Take one of `THEME_NAMES`, and have it remembered."""
        self.theme = f"coach-{name}"
        if self._theme_chosen is not None:
            self.run_worker(self._remember_theme(self._theme_chosen, name), group="theme")

    def on_theme_chosen(self, message: ThemeChosen) -> None:
        """Take the colours chosen on a page."""
        self.choose_theme(message.name)

    async def _remember_theme(self, keep: Callable[[str], Awaitable[None]], name: str) -> None:
        try:
            await keep(name)
        except CoachError as error:
            self.notify(f"The colours are not remembered: {error_sentence(error)}", markup=False)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        if isinstance(screen, WalkScreen):
            for command in WALK_COMMANDS:
                yield SystemCommand(command.title, command.help, partial(self.run_action, command.action, screen))
        elif isinstance(screen, Page):
            for command in screen.commands():
                if command.action.isidentifier():  # leave cursor movements out of the palette
                    action = partial(self.run_action, command.action, screen)
                    yield SystemCommand(command.title, command.help, action)
        for name in THEME_NAMES:
            yield SystemCommand(f"Theme: {name}", "Change the colours", partial(self.choose_theme, name))
