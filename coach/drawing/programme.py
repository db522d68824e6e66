"""The six weeks, and where the walker is in them."""

from coach.drawing.home import draw_week
from coach.drawing.ink import MUTED, PLAIN, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import WIDE_WIDTH, Section, beside, heading, paragraph, stacked
from coach.pages.programme import PlannedWeek, PlanView


def draw_plan(view: PlanView, width: int, height: int) -> Block:
    """The page's body."""
    if width >= WIDE_WIDTH:
        left_width = width * 11 // 20
        right_width = width - left_width - 6
        left = [Section(_weeks(view, left_width, spaced=height >= 30), 9), Section(_afterwards(view, left_width), 5)]
        right = [
            Section(draw_week(view.week, right_width), 8),
            Section(_titled("What to attend to", view.focus, right_width), 6),
            Section(_titled("Why", view.reason, right_width), 5),
        ]
        return beside([(stacked(left, height), left_width), (stacked(right, height), right_width)], gap=6)
    sections = [
        Section(_weeks(view, width, spaced=False), 9),
        Section(draw_week(view.week, width)[1:], 8),
        Section(paragraph(view.focus, width, most=2 if height < 18 else 3), 6),
        Section(paragraph(view.reason, width, MUTED, most=2), 5),
        Section(paragraph(view.path, width, MUTED, most=2), 5),
        Section(paragraph(view.afterwards, width, MUTED, most=2), 4),
    ]
    return stacked(sections, height)


def _titled(title: str, text: str, width: int) -> Block:
    return (heading(title), *paragraph(text, width)) if text else ()


def _afterwards(view: PlanView, width: int) -> Block:
    path = paragraph(view.path, width, MUTED)
    return (*path, *(((),) if path else ()), *_titled("Afterwards", view.afterwards, width))


def _weeks(view: PlanView, width: int, *, spaced: bool) -> Block:
    """A row a week, the phases apart where there is room; the current week is marked."""
    lines: list[Line] = []
    phase = 0
    for week in view.weeks:
        if week.phase != phase and (spaced or width >= WIDE_WIDTH // 2):
            if spaced and lines:
                lines.append(())
            lines.append(heading(week.phase_name))
        phase = week.phase
        lines.append(_week_row(week, view.current, width))
    if view.current is None:
        lines.append(())
    return tuple(lines[:-1] if lines and not lines[-1] else lines)


def _week_row(week: PlannedWeek, current: int | None, width: int) -> Line:
    here = week.number == current
    past = current is not None and week.number < current
    ink = Ink(bold=True) if here else MUTED if past else PLAIN
    mark = Span("▸ " if here else "✓ " if past and week.walks else "  ", Ink(Tone.KEY if here else Tone.IN, bold=True))
    what = f"{_range(week.days)} walks, {_range(week.minutes)} min"
    extra = [f"one of {week.long_minutes}+"] if week.long_minutes else []
    extra += ["tempo walk if you like"] if week.tempo else []
    done = [] if not week.walks else [Span(f"  {week.walks} walked, {int(week.z2_minutes)} min", Ink(Tone.IN))]
    short = [mark, Span(f"Week {week.number}  ", ink), Span(what, ink)]
    longer = [*short, Span("".join(f", {text}" for text in extra), MUTED)]
    brief = [mark, Span(f"{week.number}  ", ink), Span(f"{_range(week.days)} x {_range(week.minutes)} min", ink)]
    brief_done = [] if not week.walks else [Span(f"  {week.walks} walked", Ink(Tone.IN))]
    choices = ([*longer, *done], [*short, *done], short, [*brief, *brief_done], brief)
    return fit_line(width, *choices)


def _range(ends: tuple[int, int]) -> str:
    lo, hi = ends
    return f"{lo}" if lo == hi else f"{lo}-{hi}"
