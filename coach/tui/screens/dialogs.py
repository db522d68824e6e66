"""The questions of a walk, each answered with a key or two, because a walker has no hand free."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.drawing import block_font
from coach.drawing.gauge import draw_gauge
from coach.drawing.ink import Block, Ink, Tone, fit_line
from coach.drawing.ink import Span as Inked
from coach.drawing.look_back import PAIN_WORDS
from coach.drawing.wording import TALK_ANSWERS, band_text
from coach.tui.commands import WALK_COMMANDS
from coach.tui.screens.leaving import LeavesOnce
from coach.tui.widgets.drawn import Drawn
from coach.tui.widgets.options import Options

ASKED_FOR_S = 30.0
"""Finding the strap takes less, and then the heart rate has to be visible."""

LEAVE: BindingType = Binding("escape", "leave", "back")
END: BindingType = Binding("ctrl+c,ctrl+q", "app.quit", show=False)
"""An app's own keys do not work while a modal question is open."""

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], LeavesOnce[Answer]):
    """A question over the walk; it can be left without an answer."""

    def action_leave(self) -> None:
        self.dismiss(None)


class ConfirmEnd(Dialog[bool]):
    """Whether to end the walk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,q,enter,ctrl+c,ctrl+q", "answer(True)", "end the walk"),
        Binding("n,escape,space", "answer(False)", "keep walking"),
    ]

    def __init__(self, *, kept: bool) -> None:
        super().__init__()
        self._kept = kept

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("End the walk?", classes="title")
            yield Static("Everything up to now is kept." if self._kept else "This walk is not kept: it is only shown.")
            yield Static("q end it  n keep walking", classes="keys")

    def action_answer(self, end: bool) -> None:  # noqa: FBT001 - a Textual action's argument
        self.dismiss(end)


class TalkTestDialog(Dialog[TalkTest | None]):
    """How the walker speaks right now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        END,
        Binding("1", "answer(0)", show=False),
        Binding("2", "answer(1)", show=False),
        Binding("3", "answer(2)", show=False),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Talk test", classes="title")
            yield Static("Say a full sentence aloud. It goes:")
            yield Options(*(f"{number}  {text}" for number, (_, text) in enumerate(TALK_ANSWERS, 1)))
            yield Static("1-3 answer  esc back", classes="keys")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_answer(event.option_index)

    def action_answer(self, index: int) -> None:
        self.dismiss(TALK_ANSWERS[index][0])


class PainScale(Drawn):
    """0 to 10 in a row, and the chosen one in a word."""

    GROUND = "surface"

    level = 0

    def draw(self, width: int, height: int) -> Block:
        spans = []
        for level in range(11):
            chosen = Ink(Tone.GROUND, Tone.EASY, bold=True) if level == self.level else Ink(Tone.MUTED)
            spans.append(Inked(f" {level} ", chosen))
        return (fit_line(width, spans), (), (Inked(f"{self.level}: {PAIN_WORDS[self.level]}", Ink(bold=True)),))


class PainDialog(Dialog[int | None]):
    """How much it hurts now, 0-10."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        END,
        Binding("left,down,minus", "change(-1)", show=False),
        Binding("right,up,plus", "change(1)", show=False),
        Binding("enter,p", "take", show=False),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)),
    ]

    TITLE_TEXT: ClassVar[str] = "Pain now, 0 to 10"

    def __init__(self) -> None:
        super().__init__()
        self._scale = PainScale()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.TITLE_TEXT, classes="title")
            yield self._scale
            yield Static("0-9 choose  enter take  esc back", classes="keys")

    def _choose(self, level: int) -> None:
        self._scale.level = max(0, min(10, level))
        self._scale.redraw()

    def action_change(self, by: int) -> None:
        self._choose(self._scale.level + by)

    def action_digit(self, digit: int) -> None:
        """A digit chooses; 0 after 1 is 10."""
        ten = digit == 0 and self._scale.level == 1
        self._choose(10 if ten else digit)

    def action_take(self) -> None:
        self.dismiss(self._scale.level)


class PainBeforeDialog(PainDialog):
    """How much it hurts as the walk begins. It closes by itself, so as not to hold up the walk."""

    TITLE_TEXT = "Before you walk: pain, 0 to 10"

    def on_mount(self) -> None:
        self.set_timer(ASKED_FOR_S, self.action_leave)


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
        END,
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

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1,space,enter", "leave", "back"), END]

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
