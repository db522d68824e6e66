"""The plan for flares: written in a calm week, in the walker's own words, and shown when pain flares."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static, TextArea
from textual.widgets.text_area import EditResult, Location

from coach.domain.programme.flare_plan import MOST_CHARACTERS, printable_lines, tidied
from coach.domain.programme.pain import PAIN_FINE
from coach.drawing.ink import MUTED, STRONG, Block, Ink, Line, Span, Tone
from coach.drawing.pages import paragraph, scrolled, wrap
from coach.drawing.plain_text import plain_text
from coach.pages.flare import EXAMPLE, NO_PLAN, PROMPTS, FlareAdvice, advice
from coach.pages.ports import CoachServices
from coach.pages.questions import Answers, Passage, Scale
from coach.session.names import PAIN_WORDS
from coach.tui.commands import KeyCommand
from coach.tui.screens.form_page import FormPage
from coach.tui.screens.widget_page import WidgetPage

READING_CELLS = 72
"""From the end of a longer line the eye hardly finds the next one."""


class PlanText(TextArea):
    """The walker's own words: lines of printable characters, and no more of them than will be read."""

    def replace(
        self, insert: str, start: Location, end: Location, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Replace text, as far as there is room."""
        room = MOST_CHARACTERS - len(self.text) + len(self.get_text_range(start, end))
        kept = printable_lines(insert)[: max(0, room)]
        return super().replace(kept, start, end, maintain_selection_offset=maintain_selection_offset)


class FlarePlanScreen(WidgetPage[str | None]):
    """Writes the plan. Dismissed with the text, which may be empty, or with None when it is as it was."""

    TITLE_TEXT = "My plan for a flare"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "back", "keep it and go back", key_display="esc", priority=True)
    ]

    def __init__(self, plan: str) -> None:
        super().__init__()
        self._before = plan
        self._text = PlanText(
            plan, placeholder=Content(f"For example: {EXAMPLE}"), soft_wrap=True, tab_behavior="focus"
        )

    def widgets(self) -> ComposeResult:
        with Horizontal(classes="flare-plan"):
            yield self._text
            with Vertical(classes="flare-prompts"):
                for question, beginning in PROMPTS:
                    yield Static(Content.assemble((question, "bold"), " ", (beginning, "$walk-muted")))
        yield Static(" ".join(question for question, _ in PROMPTS), classes="flare-questions", markup=False)

    def on_mount(self) -> None:
        self._text.move_cursor(self._text.document.end)
        self._text.focus()
        self._count()

    def on_text_area_changed(self) -> None:
        self._count()

    def _count(self) -> None:
        self.aside(f"{len(self._text.text)} of {MOST_CHARACTERS}")

    def action_back(self) -> None:
        plan = tidied(self._text.text)
        self.dismiss(None if plan == self._before else plan)


_WRITE = KeyCommand("w", "w", "my plan", "write", "My plan", "Write down what helps you, or change it.")


class FlareScreen(FormPage[int | None]):
    """Asks how much it hurts, then says what to do, with the walker's own plan; dismissed with the level.

    Args:
        services: keeps a plan that is written here.
        plan: the walker's own; empty is "not written yet".
        fine: up to this level pain is fine for the walker.
        asks: False where a walk has told of the pain already: then the advice alone is shown, and the result is None.
    """

    TITLE_TEXT = "A flare"
    PAGE_COMMANDS = (_WRITE,)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_by(-1)", show=False),
        Binding("down", "scroll_by(1)", show=False),
    ]

    def __init__(self, services: CoachServices, plan: str, *, asks: bool = True, fine: int = PAIN_FINE) -> None:
        question = Scale(
            "pain",
            "How much does your back hurt now?",
            "More than is fine halves the next walks; they come back by steps.",
            words=PAIN_WORDS,
        )
        # Without an answer there is nothing to say about it.
        shown_if = (lambda answers: "pain" in answers) if asks else None
        said = Passage("advice", "", shown_if=shown_if)
        super().__init__((question, said) if asks else (said,))
        self._services = services
        self._plan = plan
        self._fine = fine

    @property
    def _level(self) -> int | None:
        level = self.form.answers.get("pain")
        return level if isinstance(level, int) else None

    def commands(self) -> tuple[KeyCommand, ...]:
        more = (
            (_WRITE,) if isinstance(self.form.question, Passage) and advice(self._level, self._fine).shows_plan else ()
        )
        first, *rest = super().commands()
        return (first, *more, *rest)

    def body(self, width: int, height: int) -> Block:
        if not isinstance(self.form.question, Passage):
            return super().body(width, height)
        drawn = draw_advice(advice(self._level, self._fine), self._plan, min(width, READING_CELLS))
        shown, self.offset_rows = scrolled(drawn, height, self.offset_rows, width)
        return shown

    def action_write(self) -> None:
        if isinstance(self.form.question, Passage) and not self._helping:
            self.app.push_screen(FlarePlanScreen(self._plan), self._keep)

    def _keep(self, plan: str | None) -> None:
        if plan is not None:
            self._plan = plan
            self.fetch("Keeping it", partial(self._services.save_flare_plan, plan), lambda _: None)

    def answered(self, answers: Answers) -> None:
        level = answers.get("pain")
        self.dismiss(level if isinstance(level, int) else None)


def draw_advice(said: FlareAdvice, plan: str, width: int) -> Block:
    """Draw what is said about pain, and the walker's own words under it."""
    lines: list[Line] = [*paragraph(said.title, width, STRONG)]
    for sentence in said.sentences:
        lines += [(), *paragraph(sentence, width)]
    if said.shows_plan and not plan:
        lines += [(), *paragraph(NO_PLAN, width, MUTED)]
    elif said.shows_plan:
        bar = Span("│ ", Ink(Tone.KEY))
        lines += [(), (Span("My plan", Ink(Tone.KEY, bold=True)),)]
        for row in plan.split("\n"):
            lines += [(bar, Span(part)) for part in wrap(plain_text(row), max(8, width - 2)) or [""]]
    return tuple(lines)
