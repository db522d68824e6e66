"""A page that asks questions one at a time."""

from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset

from coach.drawing.form import draw_question, editor_place
from coach.drawing.ink import Block
from coach.drawing.pages import ROOMY_WIDTH, body_place
from coach.pages.questions import Answers, Checklist, Choice, Form, Number, Passage, Question, Scale, Words
from coach.tui.commands import KeyCommand
from coach.tui.screens.page import Page, PageView, Result
from coach.tui.widgets.fields import NoteArea, keys_handled

TAKE = KeyCommand("enter", "enter", "take", "take", "Take it", "Answer with what is marked or typed, and go on.")
SKIP = KeyCommand("tab", "tab", "skip", "skip", "Skip", "Leave this question as it is.")
BEFORE = KeyCommand("shift+tab", "⇧tab", "before", "before", "Question before", "Go back a question.")
FORM_HELP = KeyCommand("f1", "f1", "help", "help", "Help", "This list.")
DONE = KeyCommand("escape,ctrl+c", "esc", "done", "back", "Skip all the rest", "What was answered is kept.")


class FormPage(Page[Result], inherit_bindings=False):
    """Asks; subclasses use the answers. Every key that types belongs to the question."""

    PAGE_COMMANDS: ClassVar[tuple[KeyCommand, ...]] = (FORM_HELP, DONE)
    AUTO_FOCUS = ""
    LEAVING_LABEL: ClassVar[str] = "skip the rest"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(move.keys, move.action, show=False, priority=True) for move in (TAKE, SKIP, BEFORE)),
        Binding("pageup", "scroll_by(-5)", show=False),
        Binding("pagedown", "scroll_by(5)", show=False),
    ]

    def __init__(self, questions: tuple[Question, ...], answers: Answers | None = None) -> None:
        super().__init__()
        self.form = Form.begin(questions, answers)
        self._editor = NoteArea()
        self._editor.display = False
        self._written_for: Question | None = None

    def compose(self) -> ComposeResult:
        yield PageView(id="page")
        yield self._editor

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()

    def on_screen_resume(self) -> None:
        """Show the editor again, where a page was opened from the help."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        self._arrange()
        super().show()

    def _arrange(self) -> None:
        """Lay the editor over the drawn question where words are asked for; hide it else."""
        if not self._editor.is_mounted:
            return
        question = self.form.question
        writing = isinstance(question, Words) and not self._helping
        if isinstance(question, Words) and question is not self._written_for:
            self._written_for = question
            self._editor.write(self.form.typed, most=question.most)
        if self._editor.display != writing:
            self._editor.display = writing
            self.set_focus(self._editor if writing else None)
        if writing:
            body = body_place(self.frame(), self.size.width, self.size.height)
            place = editor_place(self.body(body.width, body.height), body.width)
            self._editor.styles.offset = Offset(body.x + place.x, body.y + place.y)
            self._editor.styles.width, self._editor.styles.height = place.width, place.height

    def _written(self) -> Form:
        """The form with what stands in the editor, where the editor is this question's."""
        question = self.form.question
        mine = isinstance(question, Words) and question is self._written_for
        return self.form.write(self._editor.text) if mine else self.form

    def aside(self) -> str:
        at, of = self.form.place
        return f"{at} of {of}" if of > 1 else ""

    def commands(self) -> tuple[KeyCommand, ...]:
        hows: dict[type, tuple[str, str]] = {
            Scale: ("0-10", "choose"),
            Choice: (f"1-{self.form.count}", "choose"),
            Checklist: (f"1-{self.form.count}", "mark"),
            Number: ("0-9", "type"),
        }
        how = hows.get(type(self.form.question))
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
        changed = self.form.press(event.key)
        if changed is not self.form:
            event.stop()
            self._become(changed)

    async def action_take(self) -> None:
        """Take the answer, with the keys that came before. Priority: a key typed after it is for the next question."""
        await keys_handled(self._editor, self)
        if self._helping:
            self.action_help()
        else:
            self._become(self._written().take())

    async def action_skip(self) -> None:
        await keys_handled(self._editor, self)
        if not self._helping:
            self._become(self.form.skip())

    async def action_before(self) -> None:
        await keys_handled(self._editor, self)
        if not self._helping:
            self._become(self.form.back())

    def _become(self, form: Form) -> None:
        if form.at != self.form.at:
            self._written_for = None
        self.form = form
        self.offset_rows = 0
        if form.at is None:
            self.answered(form.answers)
        self.show()

    def answered(self, answers: Answers) -> None:
        """Use the answers, once all questions were asked."""
        raise NotImplementedError

    def leave(self) -> None:
        """Keep what was answered, and what was written."""
        written = self._written()
        self.answered((written if written is self.form else written.take()).answers)
