"""The questions about pain: how much it hurts, whether urgent signs are there, and what to do about it in this walk."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from coach.domain.programme.pain import PainChoice
from coach.domain.programme.safety import ASKED_AGAIN, SafetySign
from coach.drawing.ink import Block, Ink, Tone, fit_line
from coach.drawing.ink import Span as Inked
from coach.session.events import PainHeard
from coach.session.names import PAIN_WORDS
from coach.session.pain_words import CHOICE_TEXT
from coach.tui.screens.dialogs import ENDS, LEAVE, Dialog
from coach.tui.widgets.drawn import Drawn
from coach.tui.widgets.options import Options

ASKED_FOR_S = 30.0
"""Finding the strap takes less, and then the heart rate has to be visible."""


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
        *ENDS,
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


class SignsDialog(Dialog[frozenset[SafetySign] | None]):
    """The urgent signs once more, because pain has jumped: a digit marks one, enter says that this is all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        *ENDS,
        Binding("enter", "take", show=False, priority=True),
        Binding("space", "mark_here", show=False),
        *(Binding(str(number), f"mark({number - 1})", show=False) for number in range(1, len(ASKED_AGAIN) + 1)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._marked: set[int] = set()
        self._options = Options(*map(self._line, range(len(ASKED_AGAIN))), markup=False)
        self._keys = Static(self._keys_text, classes="keys", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Is any of these new?", classes="title")
            yield self._options
            yield self._keys

    def _line(self, index: int) -> str:
        return f"{index + 1} [{'x' if index in self._marked else ' '}] {ASKED_AGAIN[index][1]}"

    @property
    def _keys_text(self) -> str:
        return "1-4 mark  enter go on" if self._marked else "enter none of them  1-4 mark"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Mark what a mouse has pointed at."""
        self.action_mark(event.option_index)

    def action_mark_here(self) -> None:
        if self._options.highlighted is not None:
            self.action_mark(self._options.highlighted)

    def action_mark(self, index: int) -> None:
        self._marked ^= {index}
        self._options.replace_option_prompt_at_index(index, self._line(index))
        self._keys.update(self._keys_text)

    def action_take(self) -> None:
        self.dismiss(frozenset(ASKED_AGAIN[index][0] for index in self._marked))


class PainChoiceDialog(Dialog[PainChoice | None]):
    """What to do about pain that is more than fine: make the walk easier, make it shorter, or end it.

    Args:
        heard: the question.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        *ENDS,
        *(Binding(str(number), f"answer({number - 1})", show=False) for number in range(1, len(CHOICE_TEXT) + 1)),
    ]

    def __init__(self, heard: PainHeard) -> None:
        super().__init__()
        self._text = heard.text
        self._ends = heard.question.advises_end

    def compose(self) -> ComposeResult:
        options = Options(*(f"{number}  {text}" for number, text in enumerate(CHOICE_TEXT.values(), 1)), markup=False)
        with Vertical(classes="dialog"):
            yield Static("How to go on?", classes="title")
            yield Static(self._text, classes="said", markup=False)
            yield options
            yield Static("1-3 choose  esc as before", classes="keys")
        options.highlighted = list(CHOICE_TEXT).index(PainChoice.END) if self._ends else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_answer(event.option_index)

    def action_answer(self, index: int) -> None:
        self.dismiss(list(CHOICE_TEXT)[index])
