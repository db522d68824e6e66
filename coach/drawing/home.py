"""The home screen: today's walk, this week, the strap."""

from collections.abc import Sequence
from datetime import date

from coach.domain.programme.safety import flag, is_urgent
from coach.domain.workout.steps import Step, StepKind
from coach.drawing import block_font
from coach.drawing.big_words import largest_words
from coach.drawing.block_font import SMALLEST
from coach.drawing.ink import FAINT, MUTED, PLAIN, STRONG, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import (
    ROOMY_WIDTH,
    WIDE_WIDTH,
    Section,
    bar,
    beside,
    heading,
    key_hint,
    paragraph,
    stacked,
)
from coach.drawing.plain_text import strap_label
from coach.drawing.wording import band_text
from coach.pages.lessons import lesson_of_week
from coach.pages.programme import DayView, HomeView, RunningView, UnfinishedView, WalkOffer, WeekView
from coach.pages.straps import StrapView
from coach.session.link_tracker import BATTERY_LOW_PCT
from coach.session.names import WORKOUT_NAME, titled
from coach.session.step_words import STEP_NAME

TALL = 32
"""From this height the walk's length takes the whole width."""

WIDE_TALL = 24
"""The same in a column beside another."""

LEAST_BARS = 5
"""In fewer rows the days' bars all look alike."""

MOST_DOWN = 6
"""The thickest stroke, in half rows: larger digits would say no more."""

_STEP_MARK: dict[StepKind, tuple[str, Tone]] = {
    StepKind.WARM_UP: ("━", Tone.BELOW),
    StepKind.STEADY: ("█", Tone.IN),
    StepKind.LONG: ("█", Tone.IN),
    StepKind.EFFORT: ("█", Tone.IN),
    StepKind.RECOVERY: ("━", Tone.BELOW),
    StepKind.COOL_DOWN: ("━", Tone.BELOW),
    StepKind.FREE: ("█", Tone.IN),
}


def draw_home(view: HomeView, width: int, height: int) -> Block:
    """The page's body in `width` x `height` cells."""
    if width >= WIDE_WIDTH:
        left_width = width * 11 // 20
        right_width = width - left_width - 6
        left = [*_flag(view, left_width), *_urgent(view, left_width)]
        left.append(Section(_today(view, left_width, height, tall=height >= WIDE_TALL), 9))
        left += _no_zone_yet(view, left_width)
        left.append(Section(_lesson(view, left_width), 1))
        right = [
            _week(view.week, right_width, bars=height * 3 // 10),
            Section(_titled("What to attend to", view.focus, right_width), 5),
            Section(_titled("Why", view.reason, right_width), 4),
            Section(_strap(view.strap, right_width), 6),
        ]
        blocks = [
            (stacked(part, height, most_gap=3), cells) for part, cells in ((left, left_width), (right, right_width))
        ]
        return beside(blocks, gap=6)
    if width < ROOMY_WIDTH - 4 or height < 14:
        return stacked(_compact(view, width), height)
    focus, reason = paragraph(view.focus, width, most=2), paragraph(view.reason, width, MUTED, most=2)
    strap, lesson = _strap(view.strap, width)[-1:], _lesson_in_short(view, width)
    sections = [
        *_flag(view, width),
        *_urgent(view, width),
        Section(_today(view, width, height, tall=height >= TALL), 9),
        *_no_zone_yet(view, width),
        _week(view.week, width, bars=height // 6),
        Section((*focus, *reason), 5, tight=focus if reason else (), airy=(*focus, (), *reason) if reason else ()),
        Section(strap, 7, airy=(*lesson, (), *strap) if lesson else ()),
    ]
    return stacked(sections, height)


def _compact(view: HomeView, width: int) -> list[Section]:
    today = _today(view, width, 10, tall=False)
    return [
        *_flag(view, width),
        *(Section(section.block[:2], 9) for section in _urgent(view, width)),
        Section(today[:5], 10),
        *_no_zone_yet(view, width),
        Section(_day_strip(view.week.days, width)[:2], 7),
        Section((_totals(view.week, width),), 8),
        Section(paragraph(view.focus, width, MUTED, most=1), 5),
        Section(_strap(view.strap, width)[-1:], 6),
    ]


def _flag(view: HomeView, width: int) -> list[Section]:
    """Signs that nobody has seen to: whole, and the last thing to be left out."""
    if not view.open_signs:
        return []
    ink = Ink(Tone.ABOVE if is_urgent(view.open_signs) else Tone.EASY, bold=True)
    hint = fit_line(width, key_hint("d", "A professional has seen to it.", Tone.EASY))
    return [Section((*paragraph(f"! {flag(view.open_signs)}", width, ink), hint), 11)]


def _no_zone_yet(view: HomeView, width: int) -> list[Section]:
    """Why there is no zone, and what finds it: whole at any size, for nothing else on the page says it."""
    if view.walk is None or view.walk.band is not None:
        return []
    return [Section(paragraph(view.band_note, width, Ink(Tone.EASY, bold=True)), 9)]


def _urgent(view: HomeView, width: int) -> list[Section]:
    """Decisions and warnings, which come before anything else."""
    sections: list[Section] = []
    if view.running is not None:
        sections.append(Section(_running(view.running, width), 11))
    if view.unfinished is not None:
        sections.append(Section(_unfinished(view.unfinished, width), 10))
    asking = [
        ("m", "How was your back this morning?", view.ask_morning_pain is not None),
        ("b", "Your talk tests speak for another Zone 2.", view.proposed_band is not None),
        ("w", "How does daily life go this week?", view.ask_check_in),
        ("a", "How well can you do what matters to you?", view.ask_function is not None),
        ("f", "Your back flared: read what helps.", view.is_flaring),
        ("y", "Write your plan for a flare, before you need it.", view.asks_flare_plan and not view.is_flaring),
    ]
    questions = tuple(fit_line(width, key_hint(key, text, Tone.EASY)) for key, text, asked in asking if asked)
    sections.append(Section(questions, 6))
    if view.hint:
        sections.append(Section((*paragraph(view.hint, width, most=2), fit_line(width, key_hint("g", "settings"))), 5))
    if view.warning:
        sections.append(Section(paragraph(f"! {view.warning}", width, Ink(Tone.ABOVE, bold=True), most=3), 6))
    return sections


def _running(walk: RunningView, width: int) -> Block:
    since = "" if walk.began_at is None else f", since {walk.began_at:%H:%M}"
    text = fit_line(width, [Span(f"A walk is running{since}.", Ink(Tone.IN, bold=True))])
    return (text, fit_line(width, key_hint("j", "join it", Tone.IN)))


def _unfinished(walk: UnfinishedView, width: int) -> Block:
    text = f"A walk of {walk.walked_minutes} min, begun at {walk.started_at:%H:%M}, never ended."
    hints = (*key_hint("c", "go on", Tone.IN), Span("   "), *key_hint("x", "close it", Tone.EASY))
    return (fit_line(width, [Span(text, Ink(Tone.EASY, bold=True))]), fit_line(width, hints))


def _today(view: HomeView, width: int, height: int, *, tall: bool) -> Block:
    """Today's walk: its length in large digits, what and where beside it (`tall`: under it), its steps as a bar."""
    if view.walk is None:
        words = largest_words((view.headline.upper(),), width, max(6, 2 * height // 4))
        big = words.drawn(Ink(Tone.EASY)) if words is not None else ((Span(view.headline, STRONG),),)
        if view.running is not None:
            return big
        gap: Block = ((),) if words is not None and height >= 14 else ()
        return (*big, *gap, *paragraph("o starts a walk of your own.", width, MUTED))
    walk = view.walk
    text = "OPEN" if walk.minutes is None else f"{walk.minutes} MIN"
    room = width if tall else max(10, width - 22)
    scale = block_font.largest_scale(text, room, max(3, height // 4), most_down=MOST_DOWN) or SMALLEST
    big_width = block_font.width_of(text, scale)
    side_width = width if tall else max(8, width - big_width - 3)
    side: list[Line] = [(Span(titled(WORKOUT_NAME[walk.kind]), STRONG),)]
    if walk.band is not None:
        spellings = (f"Zone 2, {band_text(walk.band)} bpm", f"{band_text(walk.band)} bpm")
        side.append(fit_line(side_width, *([Span(words, Ink(Tone.IN, bold=True))] for words in spellings)))
    side.append(fit_line(side_width, [*key_hint("enter", "start" if view.running is None else "join it", Tone.IN)]))
    if scale.height >= 5 and walk.band is not None:
        note = paragraph(view.band_note, side_width, MUTED, most=3)
        side[2:2] = note if len(note) > 1 else (*note, ())
    big = block_font.draw_big(text, scale, Ink(Tone.IN))
    if tall:
        return (*big, (), *(fit_line(width, line) for line in side), *_steps(walk, width, roomy=True))
    return (*beside([(big, big_width), (tuple(side), side_width)], gap=3), *_steps(walk, width, roomy=height >= 14))


def _steps(walk: WalkOffer, width: int, *, roomy: bool) -> Block:
    """The steps to scale, and in words."""
    words = (Span(_steps_text(walk.steps), MUTED),)
    if walk.minutes is None:
        return ((), fit_line(width, words)) if roomy else (fit_line(width, words),)
    total_s = sum(step.duration_s or 0.0 for step in walk.steps)
    spans: list[Span] = []
    passed_s, drawn = 0.0, 0
    for step in walk.steps:
        passed_s += step.duration_s or 0.0
        until = round(passed_s / total_s * width)
        mark, tone = _STEP_MARK[step.kind]
        spans.append(Span(mark * (until - drawn), Ink(tone)))
        drawn = until
    drawing = (tuple(spans), fit_line(width, words))
    return ((), *drawing) if roomy else drawing


def _steps_text(steps: Sequence[Step]) -> str:
    """Say it as in "5 warm up, 19 steady, 3 cool down"; count the tempo day's efforts instead of listing them."""
    efforts = sum(step.kind is StepKind.EFFORT for step in steps)
    parts: list[str] = []
    passed_s = 0.0
    for before, step in zip((None, *steps), steps, strict=False):
        began_s, passed_s = passed_s, passed_s + (step.duration_s or 0.0)
        later_effort = step.kind is StepKind.EFFORT and before is not None and before.kind is StepKind.RECOVERY
        if step.kind is StepKind.RECOVERY or later_effort:
            continue
        name = STEP_NAME[step.kind].lower()
        if step.duration_s is None:
            parts.append("as long as you like")
        elif step.kind is StepKind.EFFORT:
            easy = next(item for item in steps if item.kind is StepKind.RECOVERY)
            between = f"{efforts - 1} x {(easy.duration_s or 0.0) / 60:.0f} easy between"
            parts.append(f"{efforts} x {step.duration_s / 60:.0f} brisk with {between}")
        else:
            # Round at the ends, so that the parts add up to the whole.
            parts.append(f"{round(passed_s / 60) - round(began_s / 60)} {name}")
    return ", ".join(parts)


def _lesson(view: HomeView, width: int) -> Block:
    """This walk's lesson with its source; before the programme begins, one to read."""
    if view.lesson is not None:
        return (
            heading("Today's lesson"),
            *paragraph(view.lesson.text, min(width, 76)),
            *paragraph(view.lesson.source, min(width, 76), FAINT),
        )
    text = lesson_of_week(view.week_number)
    lines: list[Line] = [heading(text.title)]
    for part in text.paragraphs:
        lines += [*paragraph(part, min(width, 76), MUTED), ()]
    return tuple(lines[:-1])


def _lesson_in_short(view: HomeView, width: int) -> Block:
    """This walk's lesson with its source."""
    return () if view.lesson is None else paragraph(f"{view.lesson.text} ({view.lesson.source})", width, MUTED)


def _titled(title: str, text: str, width: int) -> Block:
    return (heading(title), *paragraph(text, width)) if text else ()


def draw_week(week: WeekView, width: int) -> Block:
    """The week: its days, what was walked, and from week 5 on the goal."""
    goal = _goal(week, width)
    return (heading("This week"), *_day_strip(week.days, width), _totals(week, width), *goal)


def _week(week: WeekView, width: int, *, bars: int) -> Section:
    """The week; with room its parts apart, and its days as bars of up to `bars` rows."""
    days, totals = _day_strip(week.days, width), (_totals(week, width), *_goal(week, width))
    title = heading("This week")
    drawn = _day_bars(week.days, width, bars) if bars >= LEAST_BARS else ()
    airy = (title, (), *drawn, *days, (), *totals)
    return Section((title, *days, *totals), 8, tight=(title, *days[:2], *totals), airy=airy)


def _day_bars(days: Sequence[DayView], width: int, rows: int) -> Block:
    """A bar a day, in proportion to its minutes: full where walked, a pattern where planned."""
    cells = _day_cells(width)
    today = next((day.day for day in days if day.is_today), None)
    minutes = [day.walked_minutes or (0 if _is_over(day, today) else day.planned_minutes) for day in days]
    most = max(minutes, default=0)
    if most == 0:
        return ()
    lines: list[Line] = []
    for row in range(rows, 0, -1):
        spans: list[Span] = []
        for day, length in zip(days, minutes, strict=True):
            eighths = max(0, min(8, round(length / most * rows * 8) - (row - 1) * 8))
            mark, ink = (" ▁▂▃▄▅▆▇█"[eighths], Ink(Tone.IN)) if day.walked_minutes else (" ░"[eighths >= 4], MUTED)
            spans += [Span(" "), Span(mark * (cells - 3), ink), Span("  ")]
        lines.append(tuple(spans))
    return tuple(lines)


def _is_over(day: DayView, today: date | None) -> bool:
    return today is not None and day.day < today


def _day_cells(width: int) -> int:
    """The cells of a day in the week's row."""
    return max(4, min(11, width // 7))


def _day_strip(days: Sequence[DayView], width: int) -> Block:
    """The seven days: names, minutes with a mark, kinds. A past day without a walk shows a dot: nothing is owed."""
    cells = _day_cells(width)
    names: list[Span] = []
    minutes: list[Span] = []
    kinds: list[Span] = []
    for day in days:
        length, kind, ink = _day_words(day, days)
        name = f"{day.day:%a}" if cells >= 5 else f"{day.day:%a}"[:2]
        shown = f"▸{name}" if day.is_today else f" {name}"
        names.append(Span(f"{shown:<{cells}}", Ink(Tone.KEY, bold=True) if day.is_today else MUTED))
        minutes.append(Span(f" {length:<{cells - 1}}"[:cells], ink))
        kinds.append(Span(f" {kind:<{cells - 1}}"[:cells], MUTED))
    strip: Block = (tuple(names), tuple(minutes))
    return (*strip, tuple(kinds)) if cells >= 7 else strip


def _day_words(day: DayView, days: Sequence[DayView]) -> tuple[str, str, Ink]:
    today = next((other.day for other in days if other.is_today), None)
    if day.walked_minutes:
        return f"✓ {day.walked_minutes}", "walked", Ink(Tone.IN, bold=True)
    if day.planned is None or _is_over(day, today):
        return "·", "rest" if day.planned is None else "", MUTED
    return f"○ {day.planned_minutes or 'open'}", day.planned.value, PLAIN


def _totals(week: WeekView, width: int) -> Line:
    lo, hi = week.prescribed_walks
    wanted = f"{lo}" if lo == hi else f"{lo}-{hi}"
    goal = "" if week.goal_minutes is None else f" of {week.goal_minutes[0]}-{week.goal_minutes[1]}"
    walks = [Span(f"{week.walks}", STRONG), Span(f" of {wanted} walks   " if hi else " walks   ", MUTED)]
    of_walked, of_zone = (goal, "") if week.goal_is_walked else ("", goal)
    walked = [Span(f"{week.minutes:.0f}", STRONG), Span(f"{of_walked} min walked", MUTED)]
    in_zone = [Span(f"   {int(week.z2_minutes)}", STRONG), Span(f"{of_zone} in Zone 2", MUTED)]
    has_zone = not week.goal_is_walked and (week.z2_minutes >= 1 or bool(goal))
    parts = [*walks, *walked, *in_zone] if has_zone else [*walks, *walked]
    short = [*walks, Span(f"{week.minutes:.0f}", STRONG), Span(" min", MUTED)]
    long_walk = [] if week.long_walk_done is None else [Span("   long walk ", MUTED), _done(week.long_walk_done)]
    return fit_line(width, [*parts, *long_walk], parts, short)


def _done(done: bool) -> Span:  # noqa: FBT001 - the state itself
    return Span("✓ done", Ink(Tone.IN, bold=True)) if done else Span("still to come", PLAIN)


def _goal(week: WeekView, width: int) -> Block:
    """The weekly goal as a bar, from week 5 on, with a mark at its lower end, which is enough."""
    if week.goal_minutes is None:
        return ()
    lo, hi = week.goal_minutes
    room = min(width, 77)
    cells = list(bar((week.minutes if week.goal_is_walked else week.z2_minutes) / hi, room, Tone.IN))
    at = round(lo / hi * (room - 1))
    scale = f"0{' ' * max(0, at - 1 - len(str(lo)))}{lo}▴"
    scale += f"{hi}".rjust(room - len(scale))
    return (tuple(cells), (Span(scale, MUTED),))


def _strap(strap: StrapView | None, width: int) -> Block:
    if strap is None:
        line = [Span("♡ ", MUTED), Span("No strap yet: "), Span("s", Ink(Tone.KEY, bold=True)), Span(" pairs one.")]
        return (heading("Strap"), fit_line(width, line))
    line = [Span("♥ ", Ink(Tone.IN, bold=True)), Span(strap_label(strap.name))]
    extras = []
    if strap.battery_percent is not None:
        low = strap.battery_percent <= BATTERY_LOW_PCT
        battery = f"  battery {strap.battery_percent} %" + (": change it soon" if low else "")
        extras.append(Span(battery, Ink(Tone.ABOVE, bold=True) if low else MUTED))
    return (heading("Strap"), fit_line(width, [*line, *extras], line))
