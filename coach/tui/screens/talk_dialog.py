"""The talk test: a few sentences to read aloud, and how it went."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from coach.domain.programme.talk import TalkTest
from coach.drawing.wording import TALK_ANSWERS
from coach.tui.screens.dialogs import ENDS, LEAVE, Dialog
from coach.tui.widgets.options import Options

READ_ALOUD = (
    "I walk along at an even pace. My shoulders are loose, my arms swing, and my feet roll softly "
    "from heel to toe. I look ahead and breathe as I please."
)
"""About thirty words, as the talk test is done (Foster, Porcari: a passage of some 30 to 100 words): one breath is not
enough for them, so that speech shows whether there is breath to spare. They fit the smallest screen."""

ASKED_FOR_S = 90.0
"""A dialog that came by itself leaves by itself: reading and answering take half a minute, and a walker who does not is
busy and wants to see the heart rate."""


class TalkTestDialog(Dialog[TalkTest | None]):
    """How the walker speaks right now.

    Args:
        uncalled: whether it comes by itself. Then no answer stands ready, since a key may be meant for the walk; and it
            leaves by itself.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        *ENDS,
        *(Binding(str(number), f"answer({number - 1})", show=False) for number in range(1, len(TALK_ANSWERS) + 1)),
    ]

    def __init__(self, *, uncalled: bool = False) -> None:
        super().__init__()
        self._uncalled = uncalled

    def compose(self) -> ComposeResult:
        options = Options(*(f"{number}  {text}" for number, (_, text) in enumerate(TALK_ANSWERS, 1)))
        with Vertical(classes="dialog"):
            yield Static("Talk test: read this aloud", classes="title")
            yield Static(READ_ALOUD, classes="said")
            yield options
            yield Static("1-3 how it went  esc back", classes="keys")
        options.highlighted = None if self._uncalled else 0

    def on_mount(self) -> None:
        if self._uncalled:
            self.set_timer(ASKED_FOR_S, self.action_leave)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_answer(event.option_index)

    def action_answer(self, index: int) -> None:
        self.dismiss(TALK_ANSWERS[index][0])
