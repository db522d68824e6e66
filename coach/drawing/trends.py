"""How things change: each trend with its numbers in words, and its columns on a scale that is printed beside them."""

from collections.abc import Sequence

from coach.drawing.ink import FAINT, MUTED, STRONG, Block, Ink, Span, Tone, fit_line
from coach.drawing.pages import paragraph
from coach.drawing.trend_columns import Chart, draw_columns
from coach.pages.trends import Better, TrendKind, TrendPoint, TrendView

MOST_ROWS = 5
"""Of columns and the dates under them: higher ones would say no more."""

GOAL_NOTE = "from week 5 on"
"""Whose goal the line is: in the weeks before it nothing is missed (README, "The programme")."""

LIKELY_REAL, NO_SURE_CHANGE = "likely real", "no sure change"
"""What is said of a change: nothing is called better or worse for one point of ten."""

RISEN_FALLEN = {TrendKind.PAIN: ("more", "less"), TrendKind.FUNCTION: ("better", "harder")}
"""What a likely real change of the two that matter most in daily life is called."""


def draw_trends(trends: Sequence[TrendView], width: int, height: int) -> Block:
    """All trends under each other in at most `height` lines; each has at least its line of numbers, if they fit.

    Where the height allows no columns for all, the first have theirs: they are in the order of the programme.
    """
    if not trends:
        return ()
    spare = height - len(trends)
    gaps = len(trends) - 1 if spare >= 3 * len(trends) - 1 else 0
    each, more = divmod(max(0, spare - gaps), len(trends))
    lines: list[tuple[Span, ...]] = []
    for index, trend in enumerate(trends):
        if lines and gaps:
            lines.append(())
        lines += draw_trend(trend, width, min(MOST_ROWS, each + (index < more)))
    return tuple(lines[:height])


def draw_trend(trend: TrendView, width: int, rows: int) -> Block:
    """A trend: its name, where it came from and where it is, and its columns in at most `rows` lines."""
    shown = shown_points(trend, width)
    known = [value for _, value in shown if value is not None]
    if len(known) < 2:
        value = [Span(f"  {plain(known[0])} {trend.unit}", STRONG)] if known else []
        return (
            fit_line(width, [_name(trend), *value]),
            *(paragraph(trend.missing, width, MUTED, most=rows) if rows else ()),
        )
    dated = rows >= MOST_ROWS - 1
    choices = [[_name(trend), *spans] for spans in _numbers(trend, shown, briefly=not dated)]
    head = fit_line(width, *choices)
    columns = draw_columns(_chart(trend), [value for _, value in shown], width, max(0, rows - dated), tone_of(trend))
    if not dated:
        return (head, *columns)
    # What the head has no room for comes before the days.
    said = [] if trend.change is None or head == tuple(choices[0]) else [[Span(verdict(trend), MUTED)]]
    return (head, *columns, fit_line(width, *said, *([Span(text, FAINT)] for text in _reach(trend, shown))))


def shown_points(trend: TrendView, width: int) -> Sequence[TrendPoint]:
    """The points that the columns have room for: the last ones."""
    return trend.points[-_chart(trend).room(width) :]


def _chart(trend: TrendView) -> Chart:
    return Chart(trend.axis.lo, trend.axis.hi, trend.goal, plain)


def _name(trend: TrendView) -> Span:
    return Span(trend.name.upper(), Ink(Tone.KEY, bold=True))


def _numbers(trend: TrendView, shown: Sequence[TrendPoint], *, briefly: bool) -> list[list[Span]]:
    """The first and the last value, and what is to be thought of it, the longest first."""
    known = [value for _, value in shown if value is not None]
    first, last = plain(known[0]), plain(known[-1])
    change = Span(f"  {first} → {last} {trend.unit}", Ink(tone_of(trend), bold=True))
    if trend.last_is_open:
        # Where no line under the columns says what their line is, and the axis does not end there, the head does.
        line = briefly and trend.goal not in {None, trend.axis.hi}
        goal = [Span(f"  line {plain(trend.goal or 0.0)}", MUTED)] if line else []
        return [[change, Span(far, MUTED), *goal] for far in (" so far this week", " so far", "")]
    if trend.change is None:
        return [[change]]
    brief = [[change, Span(f"  {verdict(trend, briefly=True)}", MUTED)]] if briefly else []
    return [[change, Span(f"  {verdict(trend)}", MUTED)], *brief, [change]]


def verdict(trend: TrendView, *, briefly: bool = False) -> str:
    """What is to be thought of the change; empty where too little is known, or where minutes are counted."""
    if trend.change is None:
        return ""
    change = trend.change
    if not change.is_likely_real:
        return NO_SURE_CHANGE
    risen, fallen = RISEN_FALLEN.get(trend.kind, (LIKELY_REAL, LIKELY_REAL))
    word = risen if change.later > change.earlier else fallen
    # Few ratings are compared one with one, many walks by their usual value.
    then, now = ("at first", "now") if trend.kind is TrendKind.FUNCTION else ("usually", "lately")
    return word if briefly else f"{then} {plain(change.earlier)}, {now} {plain(change.later)}: {word}"


def _reach(trend: TrendView, shown: Sequence[TrendPoint]) -> list[str]:
    """The days, and what the line is, the longest first."""
    form = "%d %b" if shown[0].day.year == shown[-1].day.year else "%b %Y"
    reach = f"{shown[0].day:{form}} to {shown[-1].day:{form}}"
    if trend.goal is None:
        return [reach]
    goal = f"the line: {plain(trend.goal)} {trend.unit}, {GOAL_NOTE}"
    return [f"{reach}; {goal}", goal]


def tone_of(trend: TrendView) -> Tone:
    """The colour of the direction, where the change is likely real; one point of ten has none."""
    if trend.change is None or not trend.change.is_likely_real:
        return Tone.TEXT
    return Tone.IN if (trend.change.later > trend.change.earlier) == (trend.better is Better.UP) else Tone.ABOVE


def plain(value: float) -> str:
    """A number with a decimal only where it says something."""
    rounded = round(value, 1)
    return f"{rounded:.0f}" if abs(rounded) >= 10 or rounded == int(rounded) else f"{rounded:.1f}"
