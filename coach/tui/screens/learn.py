"""The learn pages: a list of short texts, and one text at a time."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from coach.drawing.ink import Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import paragraph, scrolled
from coach.pages.lessons import LESSONS, Lesson
from coach.tui.commands import KeyCommand
from coach.tui.screens.page import BACK, HELP, Page

READING_CELLS = 72
"""From the end of a longer line the eye hardly finds the next one."""


def draw_lesson(lesson: Lesson, width: int) -> Block:
    """A lesson's paragraphs with a blank line between."""
    lines: list[Line] = []
    for text in lesson.paragraphs:
        if lines:
            lines.append(())
        lines += paragraph(text, min(width, READING_CELLS))
    return tuple(lines)


class LearnScreen(Page[None]):
    """All lessons; enter reads one."""

    TITLE_TEXT = "Learn"
    PAGE_COMMANDS = (
        KeyCommand("enter,right", "enter", "read", "read", "Read", "Open the text that is marked."),
        KeyCommand("up,k", "↑", "", "choose(-1)", "Up", "Mark the text above."),
        KeyCommand("down,j", "↓", "choose", "choose(1)", "Down", "Mark the text below."),
        HELP,
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(number), f"open({number - 1})", show=False) for number in range(1, len(LESSONS) + 1)
    ]

    def __init__(self) -> None:
        super().__init__()
        self._chosen = 0

    def body(self, width: int, height: int) -> Block:
        lines: list[Line] = []
        for number, lesson in enumerate(LESSONS):
            here = number == self._chosen
            mark = Span("▸ " if here else "  ", Ink(Tone.KEY, bold=True))
            lines.append(fit_line(width, [mark, Span(f"{number + 1}  {lesson.title}", Ink(bold=here))]))
        shown, _ = scrolled(tuple(lines), height, self._chosen - height + 3, width)
        preview = draw_lesson(LESSONS[self._chosen], width)
        if height - len(shown) >= 5:
            shown = (*shown, (), *preview[: height - len(shown) - 1])
        return shown

    def action_choose(self, by: int) -> None:
        if self._helping:
            self.action_scroll_by(by)
            return
        self._chosen = (self._chosen + by) % len(LESSONS)
        self.show()

    def action_read(self) -> None:
        self.action_open(self._chosen)

    def action_open(self, index: int) -> None:
        self._chosen = index
        self.app.push_screen(LessonScreen(LESSONS[index]))
        self.show()


class LessonScreen(Page[None]):
    """One lesson."""

    PAGE_COMMANDS = (
        KeyCommand("space,pagedown", "space", "on", "scroll_by(8)", "Further", "Scroll on; the arrow keys do too."),
        HELP,
        BACK,
    )

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self._lesson = lesson

    def title_text(self) -> str:
        return self._lesson.title

    def body(self, width: int, height: int) -> Block:
        shown, self.offset_rows = scrolled(draw_lesson(self._lesson, width), height, self.offset_rows, width)
        return shown
