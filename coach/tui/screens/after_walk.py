"""After a walk: how it felt, on one page, while the heart rate's fall is measured. All of it can be left out."""

from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Offset, Size
from textual.widget import Widget
from textual.widgets import Button, Input, TextArea

from coach.domain.programme.felt import Felt
from coach.domain.totals.recovery import AFTER_S
from coach.drawing import block_font
from coach.drawing.form import READING_CELLS
from coach.drawing.ink import MUTED, STRONG, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import ROOMY_WIDTH, body_place, indented, key_hint, paragraph
from coach.drawing.panels import average_line
from coach.drawing.wording import TALK_ANSWERS, heart_rate_text, left_text, number_words
from coach.pages.after_walk import AfterWalkSheet, felt_of, sheet_of, trouble_of
from coach.pages.questions import Choice, Scale
from coach.session.names import PAIN_WORDS, RPE_WORDS
from coach.session.ports import WalkHost
from coach.tui.commands import KeyCommand
from coach.tui.screens.page import HELP, Page, PageView
from coach.tui.widgets.fields import AnswerField, EditorField, MeasureField, NoteField, keys_handled

WATCH_EVERY_S = 0.5

EFFORT = Scale("rpe", "How hard was the walk?", "0 no effort, 10 the hardest ever", words=RPE_WORDS, brief="Effort")
PAIN = Scale(
    "pain_after",
    "How much does it hurt now?",
    "0 no pain, 10 the worst you can imagine",
    words=PAIN_WORDS,
    brief="Pain now",
)
PAIN_LATE = replace(PAIN, title="How much did it hurt after it?", brief="Pain after it")
"""Asked hours or a day later: pain now would be about something else."""
TALK = Choice(
    "talk_test",
    "Talk test: how was it in the steady part?",
    options=tuple(text for _, text in TALK_ANSWERS),
    brief="Talking in the steady part",
)
_TESTS = [test for test, _ in TALK_ANSWERS]

GO_ON = KeyCommand("enter", "enter", "next", "go_on", "Go on", "To the next field.")
MARKING = "Also with the arrow keys or the mouse; backspace takes it back."
PRESS = KeyCommand("enter", "enter", "press", "go_on", "Press", "Press the button.")
NEXT = KeyCommand("tab", "tab", "", "next", "Next field", "")
BEFORE = KeyCommand("shift+tab", "⇧tab", "", "before", "Field before", "Go back a field.")
SAVE = KeyCommand("ctrl+s", "^s", "save", "save", "Save", "Keep it all, and go on.")
MEASURE = KeyCommand("d", "d", "distance", "measure", "Distance or belt speed", "One field more, for either.")
LEAVE = KeyCommand("escape,ctrl+c", "esc", "done", "leave", "Leave the rest", "What was answered is kept.")
FORM_HELP = KeyCommand("question_mark,f1", "f1", "help", "help", "Help", "This list.")
DONT_WAIT = KeyCommand("enter", "enter", "don't wait", "go_on", "Don't wait", "Leave the recovery unmeasured.")


class AfterWalkScreen(Page[Felt], inherit_bindings=False):
    """Asks, and is dismissed with what was felt.

    Args:
        felt: the earlier answers, to correct.
        host: the walk, still running with the strap on, so that the fall of the heart rate can be watched.
        finished_at_s: the session time at which the walk was finished.
        title: in place of the usual one.
        late: whether the walk ended some time ago.
    """

    PAGE_COMMANDS = (SAVE, FORM_HELP, LEAVE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(move.keys, move.action, show=False, priority=True) for move in (GO_ON, NEXT, BEFORE, MEASURE)),
        Binding("pageup", "scroll_by(-5)", show=False),
        Binding("pagedown", "scroll_by(5)", show=False),
    ]

    def __init__(
        self,
        *,
        felt: Felt | None = None,
        host: WalkHost | None = None,
        finished_at_s: float = 0.0,
        title: str = "",
        late: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._before = felt or Felt()
        self._host = host
        self._finished_at_s = finished_at_s
        self._resting = False
        self._fitted: Size | None = None
        """The size that the page had before."""
        self._place = (0, 0, 0, 0)
        self._asked_last: Widget | None = None
        sheet = sheet_of(self._before)
        talk = None if sheet.talk_test is None else _TESTS.index(sheet.talk_test)
        self._effort = AnswerField(EFFORT, sheet.rpe)
        self._pain = AnswerField(PAIN_LATE if late else PAIN, sheet.pain_after)
        self._talk = AnswerField(TALK, talk)
        self._note = NoteField(
            sheet.note, title="Anything to remember?", placeholder="Shoes, weather, sleep, what helped"
        )
        self._measure = MeasureField(sheet.measured, sheet.measure)
        self._measure.display = bool(sheet.measured)
        self._more = Button("Distance or belt speed", action="screen.measure", id="more", compact=True)
        self._more.display = not sheet.measured
        asked = (self._effort, self._pain, self._talk, self._note, self._measure)
        buttons = Horizontal(Button("Save", action="screen.save", id="save", compact=True), self._more, id="buttons")
        self._fields = VerticalScroll(*asked, buttons, id="fields", can_focus=False)

    def compose(self) -> ComposeResult:
        yield PageView(id="page")
        yield self._fields

    def on_mount(self) -> None:
        if self._host is not None:
            self.set_interval(WATCH_EVERY_S, self._watch)

    def title_text(self) -> str:
        return self._title or "Well done. How was it?" if self._before.rpe is None else "How was it?"

    def commands(self) -> tuple[KeyCommand, ...]:
        if self._resting:
            return (DONT_WAIT, HELP)
        at = self._asked_last if self._helping else self.focused
        ways: tuple[KeyCommand, ...] = ()
        if isinstance(at, AnswerField):
            ways = (KeyCommand("", at.keys, "mark", "", "Mark an answer", MARKING),)
        typing = isinstance(at, Input | TextArea)
        more = () if typing or self._measure.display else (MEASURE,)
        roomy = self.size.width >= ROOMY_WIDTH
        leave = KeyCommand(LEAVE.keys, LEAVE.shown, "leave the rest", LEAVE.action, LEAVE.title, LEAVE.help)
        on = PRESS if isinstance(at, Button) else GO_ON
        return (on, *ways, SAVE, *more, BEFORE, FORM_HELP, leave if roomy else LEAVE)

    @property
    def recovery_left_s(self) -> float | None:
        """How long the measuring still takes; None when it is over."""
        if self._host is None:
            return None
        now = self._host.latest
        left_s = self._finished_at_s + AFTER_S[1] - now.at_s
        return None if now.ended or now.recovery_bpm is not None or left_s <= -1 else max(0.0, left_s)

    def body(self, width: int, height: int) -> Block:
        """Draw what surrounds the fields: the recovery, in the last line."""
        if self._resting:
            return self._rest(width, height)
        line = self._recovery(width)
        return (*((),) * (height - 1), line) if line else ()

    def _recovery(self, width: int) -> Line:
        """The heart rate's fall, in a line under the question."""
        if self._host is None:
            return ()
        now = self._host.latest
        if now.recovery_bpm is not None:
            line = f"♥ Fell {now.recovery_bpm:.0f} beats in the minute after the walk."
            short = f"♥ Fell {now.recovery_bpm:.0f} beats in a minute."
            return fit_line(width, *([Span(text, Ink(Tone.IN, bold=True))] for text in (line, short)))
        left_s = self.recovery_left_s
        if left_s is None:
            return ()
        heart = [Span(f"♥ {'~' if number_words(now) else ''}{heart_rate_text(now)}", Ink(Tone.EASY, bold=True))]
        return fit_line(
            width,
            [*heart, Span(f"  stand still: recovery is measured, {left_text(left_s)} left", MUTED)],
            [*heart, Span(f"  stand still, {left_text(left_s)}", MUTED)],
        )

    def _rest(self, width: int, height: int) -> Block:
        left_s = self.recovery_left_s or 0.0
        now = self._host.latest if self._host is not None else None
        text = "--" if now is None else heart_rate_text(now)
        scale = block_font.largest_scale("888", width, max(3, height - 6), most_down=6) or block_font.DigitScale(1, 1)
        room = block_font.width_of("888", scale)
        return (
            *paragraph("Stand still: how far your heart rate falls in a minute is being measured.", width, MUTED),
            (),
            *indented(block_font.draw_big(text, scale, Ink(Tone.EASY)), room - block_font.width_of(text, scale)),
            () if now is None else average_line(now, width),
            (Span(f"{left_text(left_s)} left   ", STRONG), *key_hint("enter", "don't wait")),
        )[:height]

    # Fields

    def show(self) -> None:
        self._arrange()
        super().show()

    def on_resize(self) -> None:
        self._arrange()
        if self._fitted not in {None, self.size}:  # where the page stood before says nothing about another window
            self.call_after_refresh(self._bring_into_sight, at_top=True)
        self._fitted = self.size

    def on_screen_resume(self) -> None:
        """Show the fields again, where a page was opened from the help. Textual calls the base's handler as well."""
        self.call_after_refresh(self.show)

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Go to a field at once: Textual would glide there, and draw the page many times on the way."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if widget is not None and scroll_visible:
            self.call_after_refresh(self._bring_into_sight)

    def _bring_into_sight(self, *, at_top: bool = False) -> None:
        """Scroll to the field that the keys go to, an editor with its head."""
        at = self.focused
        if at is not None:
            editor = next((above for above in at.ancestors if isinstance(above, EditorField)), at)
            editor.scroll_visible(animate=False, top=at_top)

    def on_descendant_focus(self) -> None:
        """Show the keys of the field."""
        super().show()

    def _arrange(self) -> None:
        """Put the fields into the page's body, above the recovery; hide them while something else stands there."""
        fields = self._fields
        if not fields.is_mounted:
            return
        shown = not self._helping and not self._resting
        if fields.display and not shown:
            self._asked_last = self.focused
        if fields.display != shown:
            fields.display = shown
            if shown:
                self.set_focus(self._asked_last)
        place = body_place(self.frame(), self.size.width, self.size.height)
        height = max(1, place.height - bool(self._recovery(place.width)))
        wanted = (place.x, place.y, min(place.width, READING_CELLS), height)
        if wanted != self._place:
            self._place = wanted
            fields.styles.offset = Offset(place.x, place.y)
            fields.styles.width, fields.styles.height = wanted[2:]
            self.call_after_refresh(self._bring_into_sight)

    @property
    def sheet(self) -> AfterWalkSheet:
        """What stands in the fields."""
        return AfterWalkSheet(
            self._effort.marked,
            self._pain.marked,
            None if self._talk.marked is None else _TESTS[self._talk.marked],
            self._note.text,
            self._measure.text,
            self._measure.measure,
        )

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave a letter to whom it is typed to."""
        typing = isinstance(self.focused, Input | TextArea)
        return not (action == "measure" and typing) and super().check_action(action, parameters)

    async def _handled(self) -> None:
        """Wait until each field has what was typed for it."""
        await keys_handled(self._effort, self._pain, self._talk, self._note.editor, self._measure.editor)

    def _watch(self) -> None:
        if self._resting and self.recovery_left_s is None:
            self._leave_now()
        self.show()

    async def action_go_on(self) -> None:
        if self._helping:
            self.action_help()
        elif self._resting:
            self._leave_now()
        elif self.focused is self._more:
            self.action_measure()
        elif isinstance(self.focused, Button):
            await self.action_save()
        else:
            self.focus_next()

    def action_next(self) -> None:
        self.focus_next()

    def action_before(self) -> None:
        self.focus_previous()

    def action_measure(self) -> None:
        """Unfold one field more."""
        if not self._helping and not self._resting:
            self._measure.display = True
            self._more.display = False
            self._measure.editor.focus()
            self.show()

    async def action_leave(self) -> None:
        """Leave, with the keys that came before it."""
        await self._handled()
        self.action_back()

    async def action_save(self) -> None:
        """Take all, unless a number cannot be."""
        await self._handled()
        trouble = trouble_of(self.sheet, self._before)
        if self._helping:
            self.action_help()
        elif trouble and not self._resting:
            self.notice(trouble, Tone.ABOVE)
            self._measure.editor.focus()
        else:
            self.leave()

    def leave(self) -> None:
        """Keep what was answered; wait for the recovery while it is being measured, unless the walker skips that."""
        if self.recovery_left_s is not None and not self._resting:
            self._resting = True
            self.show()
        else:
            self._leave_now()

    def _leave_now(self) -> None:
        self.dismiss(felt_of(self.sheet, self._before))
