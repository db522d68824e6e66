"""Another strap in the middle of a walk: what is in range, chosen by hand, never taken unasked."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import LoadingIndicator, OptionList, Static

from coach.errors import CoachError
from coach.session.ports import StrapSeen, StrapSwitch
from coach.tui.plain_text import plain_text, strap_label
from coach.tui.screens.dialogs import END, LEAVE, option

NEAR_DBM, FAIR_DBM = -70, -85
"""Received signal in words: at arm's length a strap is near -60, and at -90 a laptop begins to lose it."""


def strap_line(seen: StrapSeen) -> str:
    """One strap in range, in words."""
    parts = [strap_label(seen.name)]
    if seen.connected:
        parts.append("connected to this computer")
    elif seen.rssi_dbm is not None:
        words = "near" if seen.rssi_dbm >= NEAR_DBM else "fair" if seen.rssi_dbm >= FAIR_DBM else "weak"
        parts.append(f"{words} ({seen.rssi_dbm} dBm)")
    if seen.battery_percent is not None:
        parts.append(f"battery {seen.battery_percent} %")
    return "  ".join(parts)


class StrapDialog(ModalScreen[StrapSeen | None]):
    """The straps in range; the walk goes on meanwhile."""

    BINDINGS: ClassVar[list[BindingType]] = [LEAVE, END, Binding("r", "listen", show=False)]

    def __init__(self, straps: StrapSwitch) -> None:
        super().__init__()
        self._straps = straps
        self._seen: tuple[StrapSeen, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Swap the strap", classes="title")
            yield Static("", id="told", markup=False)
            yield LoadingIndicator()
            yield OptionList()
            yield Static("enter take  r again  esc back", classes="keys")

    def on_mount(self) -> None:
        self.action_listen()

    @work(exclusive=True, exit_on_error=False)
    async def action_listen(self) -> None:
        """Ask what is in range, and show it."""
        self._show("Listening for straps ...", (), listening=True)
        try:
            seen = await self._straps.straps_in_range()
        except CoachError as error:
            self._show(plain_text(str(error)), ())
            return
        told = "Which one?" if seen else "No strap in range. Put it on, wet its electrodes, then press r."
        self._show(told, seen)

    def _show(self, told: str, seen: tuple[StrapSeen, ...], *, listening: bool = False) -> None:
        self._seen = seen
        self.query_one("#told", Static).update(told)
        self.query_one(LoadingIndicator).display = listening
        options = self.query_one(OptionList)
        options.display = bool(seen)
        options.clear_options()
        options.add_options([option(strap_line(strap)) for strap in seen])
        if seen:
            options.highlighted = 0
            options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._seen[event.option_index])

    def action_leave(self) -> None:
        self.dismiss(None)
