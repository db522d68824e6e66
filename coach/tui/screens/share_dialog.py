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


CHOICE = (
    "w: for every device in this network. It is clear text: whoever listens there can read it.\n"
    "t: for a browser on this computer alone."
)

FAILED = "The page failed. `coach screen` in another terminal says why."


AROUND_ROWS = 5
"""The border, the title, and two lines of keys."""

NAME_CELLS = 32
"""Of what a browser says of itself."""

BESIDE_WIDTH = 74
"""From this width there is room for the code, of some 37 cells, and for readable words beside it."""


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
        self._let_in: tuple[tuple[int, str], ...] = ()
        self._words = Static("", markup=False)
        self._code = Static("", markup=False, classes="code")
        self._devices = Static("", markup=False)
        self._content = VerticalScroll()
        self._keys = Static("", classes="keys", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog share"):
            yield Static("The walk on another screen", classes="title")
            with self._content:
                with Vertical(classes="words"):
                    yield self._words
                    yield self._devices
                yield self._code
            yield self._keys

    def on_resize(self) -> None:
        """Show the words beside the code where there is room: a camera needs all of it at once."""
        self.set_class(self.size.width >= BESIDE_WIDTH, "-beside")
        self._content.styles.max_height = max(1, self.size.height - AROUND_ROWS)

    def on_mount(self) -> None:
        """Show the page that runs, or ask for whom to start one."""
        if self._sharing.is_for_lan is None:
            self._show_none(CHOICE)
        else:
            self._follow(lan=self._sharing.is_for_lan)

    def action_show(self, lan: bool) -> None:  # noqa: FBT001 - a Textual action's argument
        """Start a page; the one that runs is ended first by hand, since that puts its devices out."""
        if self._sharing.is_for_lan is None:
            self._show_none("Starting the page ...")
            self._follow(lan=lan)

    def action_put_out(self, place: int) -> None:
        """Put out the device at this place of the list: its own number may have grown beyond one key."""
        if place <= len(self._let_in):
            self._sharing.put_out(self._let_in[place - 1][0])

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
            self._show_none(f"The page has ended.\n{CHOICE}")
        except CoachError as error:
            self._show_none(plain_text(error_sentence(error)) or FAILED)
        except Exception:  # noqa: BLE001 - it is shown and logged: the walk goes on whatever is wrong with a dialog
            _LOG.exception("the page failed")
            self._show_none(FAILED)

    def _show_none(self, words: str) -> None:
        """Show no code: one that opens nothing must not be scanned."""
        self._let_in = ()
        self._words.update(words)
        self._code.update("")
        self._devices.update("")
        self._keys.update("w network  t this computer  esc back")

    def _show(self, view: SharedView) -> None:
        self._let_in = view.devices
        self._words.update(f"{view.address}\nScan it, or type it there. It lets one device in.")
        self._code.update(Content("\n".join(view.qr)).stylize(CODE))
        names = (plain_text(name, NAME_CELLS) for _, name in view.devices)
        self._devices.update("\n".join(f"{place}  {name}" for place, name in enumerate(names, 1)))
        out = "1-9 put a device out  " if view.devices else ""
        self._keys.update(f"{out}x end the page  esc back, it stays")
