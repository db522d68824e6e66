"""A page that asks questions one at a time."""

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from coach.drawing.form import draw_question
from coach.drawing.ink import Block
from coach.drawing.pages import ROOMY_WIDTH
from coach.pages.questions import Answers, Checklist, Choice, Form, Number, Passage, Question, Scale
from coach.tui.commands import KeyCommand
from coach.tui.screens.page import Page, Result

TAKE = KeyCommand("enter", "enter", "take", "take", "Take it", "Answer with what is marked or typed, and go on.")
SKIP = KeyCommand("tab", "tab", "skip", "skip", "Skip", "Leave this question as it is.")
BEFORE = KeyCommand("shift+tab", "⇧tab", "before", "before", "Question before", "Go back a question.")
FORM_HELP = KeyCommand("f1", "f1", "help", "help", "Help", "This list.")
DONE = KeyCommand("escape,ctrl+c", "esc", "done", "back", "Skip all the rest", "What was answered is kept.")


class FormPage(Page[Result], inherit_bindings=False):
    """Asks; subclasses use the answers. Every key that types belongs to the question."""

    PAGE_COMMANDS: ClassVar[tuple[KeyCommand, ...]] = (TAKE, SKIP, BEFORE, FORM_HELP, DONE)
    LEAVING_LABEL: ClassVar[str] = "skip the rest"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll_by(-5)", show=False),
        Binding("pagedown", "scroll_by(5)", show=False),
    ]

    def __init__(self, questions: tuple[Question, ...], answers: Answers | None = None) -> None:
        super().__init__()
        self.form = Form.begin(questions, answers)

    def aside(self) -> str:
        at, of = self.form.place
        return f"{at} of {of}" if of > 1 else ""

    def commands(self) -> tuple[KeyCommand, ...]:
        how = {
            Scale: ("0-10", "choose"),
            Choice: (f"1-{self.form.count}", "choose"),
            Checklist: (f"1-{self.form.count}", "mark"),
            Number: ("0-9", "type"),
        }.get(type(self.form.question))
        ways = () if how is None else (KeyCommand("", how[0], how[1], "", "Choose", "Also with the arrow keys."),)
        done = replace(DONE, label=self.LEAVING_LABEL) if self.size.width >= ROOMY_WIDTH else DONE
        back = (BEFORE,) if self.form.place[0] > 1 else ()
        on = KeyCommand("enter", "enter", "go on", "take", "Go on", "Go on.")
        match self.form.question:
            case Passage():
                return (on, *back, FORM_HELP, done)
            case _:
                return (TAKE, SKIP, *ways, *back, FORM_HELP, done)

    def body(self, width: int, height: int) -> Block:
        return draw_question(self.form, width, height)

    def on_key(self, event: events.Key) -> None:
        """Pass keys that no command took to the question, unless the help covers it."""
        if self._helping:
            return
        typed = event.character if event.is_printable else None
        changed = self.form.press(event.key, typed)
        if changed is not self.form:
            event.stop()
            self._become(changed)

    def on_paste(self, event: events.Paste) -> None:
        if not self._helping:
            self._become(self.form.press("paste", event.text))

    def action_take(self) -> None:
        if self._helping:
            self.action_help()
        else:
            self._become(self.form.take())

    def action_skip(self) -> None:
        if not self._helping:
            self._become(self.form.skip())

    def action_before(self) -> None:
        if not self._helping:
            self._become(self.form.back())

    def _become(self, form: Form) -> None:
        self.form = form
        self.offset_rows = 0
        if form.at is None:
            self.answered(form.answers)
        self.show()

    def answered(self, answers: Answers) -> None:
        """Use the answers, once all questions were asked."""
        raise NotImplementedError

    def leave(self) -> None:
        self.answered(self.form.answers)
