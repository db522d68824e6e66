"""Another strap in the middle of a walk: what is in range, chosen by hand, never taken unasked."""

import logging
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import LoadingIndicator, OptionList, Static
from textual.widgets.option_list import Option

from coach.drawing.plain_text import plain_text, strap_label
from coach.drawing.signal_strength import signal_bars
from coach.errors import CoachError
from coach.session.error_words import error_sentence
from coach.session.straps import StrapSeen
from coach.tui.screens.dialogs import ENDS, LEAVE, Dialog
from coach.tui.widgets.options import Options

_LOG = logging.getLogger(__name__)


def strap_line(seen: StrapSeen) -> str:
    """One strap in range, in words."""
    parts = [strap_label(seen.name)]
    if seen.connected:
        parts.append("connected to this computer")
    elif seen.rssi_dbm is not None:
        _, word = signal_bars(seen)
        parts.append(f"{word} ({seen.rssi_dbm} dBm)")
    if seen.battery_percent is not None:
        parts.append(f"battery {seen.battery_percent} %")
    return "  ".join(parts)


class StrapOption(Option):
    """A strap to choose. It knows which, as the list may have changed by the time that it is taken."""

    def __init__(self, strap: StrapSeen) -> None:
        super().__init__(Content(strap_line(strap)))  # without markup
        self.strap = strap


class StrapDialog(Dialog[StrapSeen | None]):
    """The straps in range; the walk goes on meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        *ENDS,
        Binding("r", "listen", show=False),
        Binding("a", "everything", show=False),
    ]

    def __init__(self, straps_in_range: Callable[[], Awaitable[tuple[StrapSeen, ...]]]) -> None:
        super().__init__()
        self._straps_in_range = straps_in_range
        self._heard: tuple[StrapSeen, ...] = ()
        self._listening = False
        self._everything = False
        self._words = Static("", markup=False)
        self._waiting = LoadingIndicator()
        self._options = Options()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Swap the strap", classes="title")
            yield self._words
            yield self._waiting
            yield self._options
            yield Static("enter take  a all  r again  esc back", classes="keys")

    def on_mount(self) -> None:
        self.action_listen()

    @work(exclusive=True, exit_on_error=False)
    async def action_listen(self) -> None:
        """Look for the straps in range, and show them."""
        self._listening = True
        self._heard = ()
        self._show()
        text = ""
        try:
            self._heard = await self._straps_in_range()
        except CoachError as error:
            text = plain_text(error_sentence(error))
        except Exception:  # noqa: BLE001 - it is shown and logged: the walk goes on whatever is wrong with a dialog
            _LOG.exception("looking for straps failed")
            text = "Looking for straps failed. r tries again."
        self._listening = False
        self._show(text)

    def action_everything(self) -> None:
        """Toggle between straps only and every device in range."""
        self._everything = not self._everything
        if not self._listening:
            self._show()

    @property
    def _seen(self) -> tuple[StrapSeen, ...]:
        return tuple(strap for strap in self._heard if self._everything or strap.advertises_heart_rate)

    def _show(self, text: str = "") -> None:
        """What is in range, or `text` in its place."""
        seen = self._seen
        if self._listening:
            text = "Listening for straps ..."
        elif not text:
            text = "Which one?" if seen else "No strap in range. Put it on, wet its electrodes, then press r."
        self._words.update(text)
        self._waiting.display = self._listening
        options = self._options
        options.display = bool(seen)
        options.clear_options()
        options.add_options([StrapOption(strap) for strap in seen])
        if seen:
            options.highlighted = 0
            options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if isinstance(event.option, StrapOption):
            self.dismiss(event.option.strap)
