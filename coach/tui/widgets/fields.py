"""The fields of a page of questions: a scale or a choice for keys and mouse, and Textual's own editors for text."""

import asyncio
import contextlib

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from coach.drawing.form import draw_field, draw_field_head, field_option_at
from coach.drawing.ink import Block
from coach.pages.after_walk import BELT_SPEED, DISTANCE, one_line
from coach.pages.questions import Choice, Form, Number, Question, Scale
from coach.tui.widgets.drawn import Drawn

HASTY_S = 1.0
"""How long an answer is waited for at most, while the keys that were typed before it are handled: that takes
milliseconds."""


async def keys_handled(*widgets: Widget) -> None:
    """Wait until widgets have handled the keys that were sent to them: hasty ones may wait there still."""
    waiting = [(widget, asyncio.Event()) for widget in widgets]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HASTY_S):
            for event in [event for widget, event in waiting if widget.call_later(event.set)]:
                await event.wait()


class AnswerField(Drawn, can_focus=True):
    """A scale or a choice. Digits, arrows and the mouse mark an answer; backspace takes it back."""

    def __init__(self, question: Scale | Choice, marked: int | None) -> None:
        super().__init__(id=question.key)
        self._form = Form.begin((question,), {} if marked is None else {question.key: marked})
        self.add_class(type(question).__name__.lower())

    @property
    def marked(self) -> int | None:
        """The marked answer."""
        return self._form.marked if self._form.marked >= 0 else None

    @property
    def keys(self) -> str:
        """The keys that choose, as printed."""
        return f"1-{self._form.count}" if self._form.count else "0-10"

    def draw(self, width: int, height: int) -> Block:
        return draw_field(self._form, width, height, here=self.has_focus)

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's
        super().watch_has_focus(has_focus)
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Take the keys that mean something here; all others are the page's."""
        changed = self._form.press(event.key)
        if changed is not self._form:
            event.stop()
            self._become(changed)

    def on_click(self, event: events.Click) -> None:
        option = field_option_at(self._form, event.x, event.y, self.size.width, self.size.height)
        if option is not None:
            self._become(self._form.point(option))

    def _become(self, form: Form) -> None:
        self._form = form
        self.redraw()


class FieldHead(Drawn):
    """A line above an editor: its title, marked while the keys go to it, and a hint."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._question = Question("", title)
        self._hint = ""
        self._here = False

    def ask(self, question: Question, hint: str) -> None:
        """Ask for something else."""
        self._question, self._hint = question, hint
        self.redraw()

    def mark(self, *, here: bool) -> None:
        """Show whether the keys go to the editor."""
        self._here = here
        self.redraw()

    def draw(self, width: int, height: int) -> Block:
        return (draw_field_head(self._question, width, here=self._here, hint=self._hint),)


class EditorField(Vertical):
    """An editor under its head."""

    def __init__(self, head: FieldHead, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._head = head

    def on_descendant_focus(self) -> None:
        self._head.mark(here=True)

    def on_descendant_blur(self) -> None:
        self._head.mark(here=False)


class NoteArea(TextArea):
    """A note of one line, wrapped: Textual's editor, where enter goes on and nothing that cannot be printed gets in."""

    def __init__(self, text: str = "", *, most: int = 0, placeholder: str = "") -> None:
        super().__init__(one_line(text), compact=True, highlight_cursor_line=False, placeholder=placeholder)
        self.cursor_blink = False  # the screen is calm: what moves there asks for attention
        self._most = max(most, len(text))

    def on_mount(self) -> None:
        self.move_cursor(self.document.end)

    def write(self, text: str, *, most: int) -> None:
        """Begin with a text, the cursor at its end; it may become `most` characters long, or stay as long as it is."""
        self._most = max(most, len(text))
        self.load_text(one_line(text))
        self.move_cursor(self.document.end)

    def edit(self, edit: Edit) -> EditResult:
        """Edit: every way to change the text, typed, pasted or dropped, comes through here."""
        replaced = self.get_text_range(*sorted((edit.from_location, edit.to_location)))
        room = max(0, self._most - len(self.text) + len(replaced))
        edit.text = one_line(edit.text)[:room]
        return super().edit(edit)

    def on_key(self, event: events.Key) -> None:
        """Leave enter to the page."""
        if event.key == "enter":
            event.prevent_default()


class NoteField(EditorField):
    """A title and a note."""

    MOST = 400
    """A note is a few sentences, and stands whole in the history."""

    def __init__(self, text: str, *, title: str, placeholder: str) -> None:
        super().__init__(FieldHead(title), id="note")
        self.editor = NoteArea(text, most=self.MOST, placeholder=placeholder)

    def compose(self) -> ComposeResult:
        yield self._head
        yield self.editor

    @property
    def text(self) -> str:
        """What stands there."""
        return self.editor.text


class MeasureField(EditorField):
    """Distance or the belt's speed: one number, of either. The keys go to its `editor`."""

    def __init__(self, text: str, measure: Number) -> None:
        super().__init__(FieldHead(measure.title), id="measure")
        self.measure = measure
        self.editor = Input(text, compact=True, restrict=r"[0-9]{0,3}([.,][0-9]{0,2})?", select_on_focus=False)
        self.editor.cursor_blink = False

    def compose(self) -> ComposeResult:
        yield self._head
        yield self.editor

    def on_mount(self) -> None:
        self._tell()

    @property
    def text(self) -> str:
        """What stands there."""
        return self.editor.value

    def on_key(self, event: events.Key) -> None:
        """Change what is measured; such keys mean nothing in a field of one line."""
        if event.key in {"up", "down"}:
            event.stop()
            self._change()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self._head:
            self._change()

    def _change(self) -> None:
        self.measure = self._other
        self._tell()

    @property
    def _other(self) -> Number:
        return DISTANCE if self.measure is BELT_SPEED else BELT_SPEED

    def _tell(self) -> None:
        self._head.ask(self.measure, f"↑↓ {self._other.brief.partition(',')[0].lower()}")
