"""A trend as columns on an axis. Gaps stay gaps."""

from collections.abc import Callable, Sequence

import msgspec

from coach.drawing.ink import FAINT, MUTED, Block, Ink, Line, Span, Tone

LEAST_LABEL = 5
"""Cells for "0-150", so that charts under each other begin in one column."""

WIDE_COLUMNS = 12
"""Up to so many columns are two cells wide."""


class Chart(msgspec.Struct, frozen=True):
    """The axis of columns: its two ends, a line at the goal, and how a number on it is written."""

    lo: float
    hi: float
    goal: float | None
    written: Callable[[float], str]

    @property
    def label_cells(self) -> int:
        """Left of the columns stand the ends of the axis, in one line "0-10" and in more above each other."""
        return max(LEAST_LABEL, len(self._in_one_line)) + 1

    @property
    def _in_one_line(self) -> str:
        return f"{self.written(self.lo)}-{self.written(self.hi)}"

    def room(self, width: int) -> int:
        """How many columns fit."""
        return max(1, width - self.label_cells)

    def eighths(self, value: float, rows: int) -> int:
        """Return the height of a value: its share of the whole, in eighths of a row."""
        share = (value - self.lo) / (self.hi - self.lo)
        return round(max(0.0, min(1.0, share)) * rows * 8)

    def labels(self, rows: int) -> dict[int, str]:
        """What stands left of the rows, counted from the bottom: the ends, and the goal where they leave it a row."""
        if rows == 1:
            return {0: self._in_one_line}
        ends = {rows - 1: self.written(self.hi), 0: self.written(self.lo)}
        if self.goal is None:
            return ends
        return {self.goal_row(rows)[0]: self.written(self.goal)} | ends

    def goal_row(self, rows: int) -> tuple[int, str]:
        """Return the row of the goal's line, and the line: at its upper edge, in its middle or at its lower edge."""
        height = max(1, self.eighths(self.goal or 0.0, rows))
        row = (height - 1) // 8
        return row, "_─▔"[(height - row * 8 - 1) * 3 // 8]


def draw_columns(chart: Chart, values: Sequence[float | None], width: int, height: int, tone: Tone) -> Block:
    """The last values as columns on their axis: the whole height is the whole axis.

    A value at the axis' beginning is an underscore, a missing one a dot.
    """
    shown = list(values)[-chart.room(width) :]
    if height < 1 or not shown:
        return ()
    room = chart.room(width)
    cells = 3 if room >= 3 * len(shown) and len(shown) <= WIDE_COLUMNS else 2 if room >= 2 * len(shown) else 1
    line_row, line = (None, " ") if chart.goal is None else chart.goal_row(height)
    labels = chart.labels(height)
    lines: list[Line] = []
    for row in range(height - 1, -1, -1):
        empty = line if row == line_row else " "
        spans = [Span(labels.get(row, "").rjust(chart.label_cells - 1) + " ", MUTED)]
        for position, value in enumerate(shown):
            last = position == len(shown) - 1
            ink = Ink(tone, bold=last) if last else MUTED
            char = _cell(chart, value, row, height)
            text = empty if char == " " else char
            if cells == 1:
                spans.append(Span(text, ink))
            else:
                spans += [Span(text * (cells - 1), ink if char != " " else FAINT), Span(empty, FAINT)]
        lines.append(tuple(spans))
    return tuple(lines)


def _cell(chart: Chart, value: float | None, row: int, height: int) -> str:
    """What a column has in a row, counted from the bottom."""
    if value is None:
        return "·" if row == 0 else " "
    level = chart.eighths(value, height)
    if level == 0 and row == 0:
        return "_"
    return " ▁▂▃▄▅▆▇█"[max(0, min(8, level - row * 8))]
