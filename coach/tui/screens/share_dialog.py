"""The walk on another screen: a code for a tablet, and the devices that look on."""

import logging
from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from coach.drawing.plain_text import plain_text
from coach.errors import CoachError
from coach.pages.ports import SharedView, Sharing
from coach.session.error_words import error_sentence
from coach.tui.screens.dialogs import ENDS, LEAVE, Dialog

_LOG = logging.getLogger(__name__)

CODE = Style.parse("#ffffff on #000000")
"""A camera needs light on dark or dark on light, whatever the theme is."""


class ShareDialog(Dialog[None]):
    """Where the walk can be seen as well; the walk goes on meanwhile, and the page when this is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        *ENDS,
        Binding("w", "show(True)", show=False),
        Binding("t", "show(False)", show=False),
        Binding("x", "stop", show=False),
        *(Binding(str(digit), f"put_out({digit})", show=False) for digit in range(1, 10)),
    ]

    def __init__(self, sharing: Sharing) -> None:
        super().__init__()
        self._sharing = sharing
        self._words = Static("", markup=False)
        self._code = Static("", markup=False, classes="code")
        self._devices = Static("", markup=False)
        self._keys = Static("", classes="keys", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog share"):
            yield Static("The walk on another screen", classes="title")
            with VerticalScroll():
                yield self._words
                yield self._code
                yield self._devices
            yield self._keys

    def on_mount(self) -> None:
        self._words.update(
            "w: for every device in this network. It is clear text: whoever listens there can read it.\n"
            "t: for a browser on this computer alone."
        )
        self._keys.update("w network  t this computer  esc back")

    def action_show(self, lan: bool) -> None:  # noqa: FBT001 - a Textual action's argument
        self._words.update("Starting the page ...")
        self._follow(lan=lan)

    def action_put_out(self, device: int) -> None:
        self._sharing.put_out(device)

    def action_stop(self) -> None:
        """End the page, on every device."""
        self._sharing.close()
        self.dismiss(None)

    @work(exclusive=True, exit_on_error=False)
    async def _follow(self, *, lan: bool) -> None:
        try:
            async with aclosing(self._sharing.views(lan=lan)) as views:
                async for view in views:
                    self._show(view)
        except CoachError as error:
            self._words.update(plain_text(error_sentence(error)))
        except Exception:  # noqa: BLE001 - it is shown and logged: the walk goes on whatever is wrong with a dialog
            _LOG.exception("the page failed")
            self._words.update("The page failed. `coach screen` in another terminal says why.")

    def _show(self, view: SharedView) -> None:
        self._words.update(f"{view.address}\nScan it, or type it there. It lets one device in.")
        self._code.update(Content("\n".join(view.qr)).stylize(CODE))
        self._devices.update("\n".join(f"{number}  {plain_text(name)}" for number, name in view.devices))
        out = "1-9 put a device out  " if view.devices else ""
        self._keys.update(f"{out}x end the page  esc back, it stays")
