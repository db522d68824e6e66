"""The questions of a walk, each answered with a key or two, because a walker has no hand free."""

from enum import StrEnum
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from coach.domain.zone.zones import Band
from coach.drawing import block_font
from coach.drawing.gauge import draw_gauge
from coach.drawing.ink import Block, Ink, Tone
from coach.drawing.wording import band_text
from coach.tui.commands import WALK_COMMANDS
from coach.tui.screens.leaving import LeavesOnce
from coach.tui.widgets.drawn import Drawn

LEAVE: BindingType = Binding("escape", "leave", "back")
ENDS: tuple[BindingType, ...] = (
    Binding("ctrl+q", "app.quit", show=False),
    Binding("ctrl+c", "app.help_quit", show=False),
)
"""An app's own keys do not work while a modal question is open."""

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], LeavesOnce[Answer]):
    """A question over the walk; it can be left without an answer."""

    def action_leave(self) -> None:
        self.dismiss(None)


class Ending(StrEnum):
    """What becomes of a walk whose screen is asked to leave."""

    END = "end"
    LEAVE = "leave"
    """The screen goes, and the walk goes on."""
    STAY = "stay"


class ConfirmEnd(Dialog[Ending]):
    """Whether to end the walk.

    Args:
        can_leave: whether the walk goes on without this screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,q,enter,ctrl+q", "answer('end')", "end the walk"),
        Binding("l", "answer('leave')", "leave it running"),
        Binding("n,escape,space", "answer('stay')", "keep walking"),
        Binding("ctrl+c", "app.help_quit", show=False),
    ]

    def __init__(self, *, can_leave: bool) -> None:
        super().__init__()
        self._can_leave = can_leave

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("End the walk?", classes="title")
            yield Static("Everything up to now is kept.")
            if self._can_leave:
                yield Static("Or leave it running: coach watch shows it again.")
            yield Static(
                "q end  l leave it running  n keep walking" if self._can_leave else "q end it  n keep walking",
                classes="keys",
            )

    def action_answer(self, ending: str) -> None:
        if ending != Ending.LEAVE or self._can_leave:
            self.dismiss(Ending(ending))


class BandPicture(Drawn):
    """The band in large digits, and the heart rate on its gauge."""

    GROUND = "surface"

    def __init__(self, band: Band, bpm: float | None) -> None:
        super().__init__()
        self.band = band
        self._bpm = bpm

    def draw(self, width: int, height: int) -> Block:
        text = band_text(self.band)
        scale = block_font.largest_scale(text, width, 3) or block_font.DigitScale(1, 1)
        tone = Tone.MUTED if self._bpm is None else Tone.TEXT
        return (*block_font.draw_big(text, scale, Ink(Tone.IN)), (), *draw_gauge(self._bpm, self.band, width, tone))


class BandDialog(Dialog[Band | None]):
    """Another Zone 2, for the rest of the walk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        *ENDS,
        Binding("up,plus", "move(1, 1)", show=False),
        Binding("down,minus", "move(-1, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("enter,b", "take", show=False),
    ]

    LEAST_WIDTH_BPM = 5
    """No walker can keep a narrower band: a heart at one pace already wanders by two or three beats."""

    def __init__(self, band: Band, bpm: float | None) -> None:
        super().__init__()
        self._before = band
        self._picture = BandPicture(band, bpm)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Your Zone 2 from now on", classes="title")
            yield self._picture
            yield Static("↑↓ move ←→ width enter ok esc back", classes="keys")

    def action_move(self, lo_by: int, hi_by: int) -> None:
        picture = self._picture
        lo_bpm, hi_bpm = round(picture.band.lo_bpm) + lo_by, round(picture.band.hi_bpm) + hi_by
        if hi_bpm - lo_bpm >= self.LEAST_WIDTH_BPM and lo_bpm >= 60 and hi_bpm <= 200:
            picture.band = Band(lo_bpm, hi_bpm)
            picture.redraw()

    def action_take(self) -> None:
        band = self._picture.band
        self.dismiss(None if band == self._before else band)


class HelpScreen(Dialog[None]):
    """The keys, and in a few lines what the screen says."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1,space,enter", "leave", "back"), *ENDS]

    ABOUT = (
        "The big number is your heart rate. Its colour, the word beside it and the pointer on the gauge say the same: "
        "below, in or above your zone. The dots on the right of the trace are where Coach expects you in half a "
        "minute. A heart answers a change of pace after about a minute, so change a little and wait."
    )

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static("Keys", classes="title")
            with VerticalScroll():
                for command in WALK_COMMANDS:
                    yield Static(
                        Content.assemble(
                            (f"{command.shown:>6}  ", "bold $primary"), (f"{command.title}. ", "bold"), command.help
                        )
                    )
                yield Static(
                    Content.assemble(
                        ("ctrl+p  ", "bold $primary"), ("Commands. ", "bold"), "All of these by name, and the themes."
                    )
                )
                yield Static(self.ABOUT, classes="about")
            yield Static("esc back", classes="keys")
