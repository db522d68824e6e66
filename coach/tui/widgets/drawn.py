"""Widgets that show a drawing: they know their size and the theme, the drawing knows everything else."""

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from coach.drawing.ink import Block, Ink, Tone, line_width
from coach.drawing.panels import WalkLook
from coach.drawing.walk import draw_walk
from coach.session.snapshot import SessionSnapshot
from coach.tui.themes import Palette


class Drawn(Widget):
    """Shows `draw(width, height)`; draws again when the state, the size or the theme changes."""

    GROUND: ClassVar[str] = Tone.GROUND
    """The theme variable of the widget's background."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._drawing: Block | None = None
        self._drawn_size = Size(0, 0)
        self._palette: Palette | None = None

    def draw(self, width: int, height: int) -> Block:
        """Return the lines to show; each subclass has its own."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._repaint())

    def _repaint(self) -> None:
        self._palette = None
        self.refresh()

    def redraw(self) -> None:
        """Draw after a change of what the drawing depends on, and print the lines that differ."""
        before, self._drawing = self._drawing, None
        if before is None or self._drawn_size != self.size:
            self.refresh()
            return
        self._drawing = self.draw(self.size.width, self.size.height)
        if len(self._drawing) != len(before):
            self.refresh()
            return
        changed = (y for y, lines in enumerate(zip(before, self._drawing, strict=True)) if lines[0] != lines[1])
        regions = [Region(0, y, self.size.width, 1) for y in changed]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        if self._drawing is None or self._drawn_size != self.size:
            self._drawn_size = self.size
            self._drawing = self.draw(self.size.width, self.size.height)
        if self._palette is None:
            colour = not self.app.no_color
            self._palette = Palette(self.app.theme_variables, colour=colour, ground=self.GROUND)
        blank = self._palette.style(Ink())
        if y >= len(self._drawing):
            return Strip.blank(self.size.width, blank)
        line = self._drawing[y]
        segments = [Segment(span.text, self._palette.style(span.ink)) for span in line]
        return Strip(segments, line_width(line)).adjust_cell_length(self.size.width, blank)


class WalkView(Drawn):
    """The walk, as a function of the snapshot and the look."""

    snapshot: var[SessionSnapshot | None] = var(None)
    look: var[WalkLook] = var(WalkLook())

    def draw(self, width: int, height: int) -> Block:
        return () if self.snapshot is None else draw_walk(self.snapshot, self.look, width, height)

    def watch_snapshot(self) -> None:
        self.redraw()

    def watch_look(self) -> None:
        self.redraw()
