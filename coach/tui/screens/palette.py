"""The command palette, for keys faster than its list."""

import logging
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.events import Mount
from textual.widgets import Input, OptionList
from textual.worker import Worker, WorkerState

from coach.tui.screens.leaving import LeavesOnce
from coach.tui.widgets.options import has_room

_LOG = logging.getLogger(__name__)


class CoachPalette(CommandPalette, LeavesOnce[None]):
    """Textual's palette; it does one command, pages only through a list that is there, and ends alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "app.help_quit", show=False, priority=True)  # the field would copy with it
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        lists = self.query(CommandList)  # there is none as the palette opens and closes
        if action in {"command_list", "cursor_down"} and not lists:
            return False
        if parameters in {("page_up",), ("page_down",)} and not has_room(lists.only_one()):
            return False
        return super().check_action(action, parameters)

    def on_mount(self, event: Mount) -> None:
        """Stay empty where the screen under it has left meanwhile: Textual, called next, would look for that screen."""
        if self.has_left:
            event.prevent_default()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do nothing for a second enter: Textual, whose handler is called next, would do the command again."""
        if self.has_left or not self.query(CommandList):
            event.prevent_default()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do nothing for a second click, likewise."""
        if self.has_left:
            event.prevent_default()

    def run_worker(self, *arguments: Any, **options: Any) -> Worker[Any]:  # noqa: ANN401 - Textual's
        """Let no search end the program: one that is overtaken by the palette's end does not find its list."""
        return super().run_worker(*arguments, **(options | {"exit_on_error": False}))

    def on_worker_state_changed(self, message: Worker.StateChanged) -> None:
        if message.state is WorkerState.ERROR and self.query(CommandList):
            _LOG.error("the palette's search failed", exc_info=message.worker.error)
