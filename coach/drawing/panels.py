"""The parts of the walk screen that are words: header, headline, step, Zone 2 time, keys."""

from dataclasses import dataclass
from itertools import pairwise

from coach.drawing import block_font
from coach.drawing.block_font import DigitScale
from coach.drawing.ink import (
    FAINT,
    MUTED,
    PLAIN,
    STRONG,
    Block,
    Canvas,
    Ink,
    Line,
    Rect,
    Span,
    Tone,
    fit_line,
    line_width,
)
from coach.drawing.wording import (
    ASK_THE_DOCTOR,
    WORKOUT_NAME,
    Headline,
    LinkWords,
    link_words,
    minutes_text,
    number_words,
    step_words,
)
from coach.pages.programme import Week
from coach.session.snapshot import RecordingState, SessionSnapshot
from coach.session.text import clock_text


@dataclass(frozen=True, slots=True)
class WalkLook:
    """What the walk screen shows besides the snapshot.

    `keys` are the footer's, the first ones kept longest; `today_z2_s` was earned today before this walk.
    `notice_shorter` says the notice in less room.
    """

    keys: tuple[tuple[str, str], ...] = ()
    far: bool = False
    notice: str = ""
    notice_shorter: tuple[str, ...] = ()
    failure: str | None = None
    today_z2_s: float = 0.0
    week: Week | None = None
    colourless: bool = False


def header_line(view: SessionSnapshot, look: WalkLook, width: int) -> Line:
    """The link on the left; what walk it is and how long it has been on the right."""
    link = link_words(view.link, view.signal)
    clock = Span(clock_text(view.moving_s), STRONG)
    muted = [Span("muted  ", Ink(Tone.EASY))] if view.muted else []
    if view.recording is RecordingState.FAILING:
        muted.insert(0, Span("not recorded  ", Ink(Tone.ABOVE, bold=True)))
    name = [Span(f"{WORKOUT_NAME[view.workout]}  ", MUTED)]
    rights = ([*muted, *name, clock], [*muted, clock])
    for right in rights:
        room = width - line_width(tuple(right)) - 2
        for left in _lefts(link):
            if line_width(left) <= room:
                return _apart(left, tuple(right), width)
    room = width - line_width(tuple(rights[-1])) - 2
    short = [Span(f"{link.mark} ", Ink(Tone.ABOVE, bold=True)), Span(link.short, Ink(Tone.ABOVE))]
    return _apart(fit_line(room, short if link.short else _lefts(link)[-1]), tuple(rights[-1]), width)


def _lefts(link: LinkWords) -> list[Line]:
    """The link from its longest to its shortest form; trouble keeps its sentence before the name."""
    tone = Tone.ABOVE if link.troubled else Tone.IN
    mark = Span(f"{link.mark} ", Ink(tone, bold=True))
    sentence = Span(link.sentence, Ink(Tone.ABOVE) if link.troubled else MUTED)
    extras = tuple(Span(f"  {extra}", MUTED) for extra in link.extras)
    if link.troubled:
        named = [(mark, Span(f"{link.name}: "), sentence)] if link.name else []
        return [*named, (mark, sentence)]
    name = Span(link.name)
    return [(mark, name, Span("  "), sentence, *extras), (mark, name, *extras), (mark, name)]


def remedy_line(view: SessionSnapshot, width: int) -> Line:
    """What to do about a link in trouble; empty when the link names nothing."""
    remedy = link_words(view.link, view.signal).remedy
    if not remedy or view.ended:
        return ()
    return fit_line(width, [Span(remedy, Ink(Tone.EASY))], [Span(ASK_THE_DOCTOR, Ink(Tone.EASY))])


def notice_line(look: WalkLook, width: int) -> Line:
    """A message that stands for a while; empty without one."""
    if not look.notice:
        return ()
    return fit_line(width, *([Span(text, Ink(Tone.EASY))] for text in (look.notice, *look.notice_shorter)))


def average_line(view: SessionSnapshot, width: int) -> Line:
    """That the heart rate is an average; empty while it is none."""
    words = number_words(view)
    return fit_line(width, *([Span(text, MUTED)] for text in words)) if words else ()


def _apart(left: Line, right: Line, width: int) -> Line:
    gap = width - line_width(left) - line_width(right)
    return (*left, Span(" " * gap), *right)


def headline_line(head: Headline, width: int) -> Line:
    """The headline in one line: word and detail as far as there is room."""
    ink = Ink(Tone.GROUND, head.tone, bold=True) if head.acting else Ink(head.tone, bold=True)
    detail = Ink(Tone.GROUND, head.tone) if head.acting else MUTED
    word = Span(head.in_one_line, ink)
    return fit_line(width, [word, Span(f"  {head.detail}", detail)], [word])


def draw_headline(canvas: Canvas, head: Headline, scale: DigitScale, place: Rect) -> None:
    """The word in large letters, on its colour when there is something to do now."""
    ink = Ink(Tone.GROUND, head.tone, bold=True) if head.acting else Ink(head.tone, bold=True)
    inset = 1 if head.acting else 0
    if head.acting:
        canvas.fill(place, ink)
    above = (place.height - scale.height + 1) // 2
    for text in head.spellings:
        if block_font.can_spell(text) and block_font.width_of(text, scale) <= place.width - 2 * inset:
            where = Rect(place.x + inset, place.y + above, place.width - inset, scale.height)
            canvas.put(where, block_font.draw_big(text, scale, ink))
            return
    if scale.down > 1:
        draw_headline(canvas, head, DigitScale(1, 1), place)
        return
    where = Rect(place.x + inset, place.y + place.height // 2, place.width - 2 * inset, 1)
    canvas.put(where, (fit_line(where.width, [Span(head.in_one_line, ink)]),))


def draw_step(view: SessionSnapshot, scale: DigitScale, width: int) -> Block:
    """The time left in large digits, beside it the step's name and place; under both the next step."""
    words = step_words(view)
    counting = words.counting is not None
    big = str(words.counting) if counting else words.left
    digits = block_font.draw_big(big, scale, Ink(Tone.EASY if counting else Tone.TEXT))
    timed = view.step is not None and view.step.remaining_s is not None
    aside = (
        Span(words.name, STRONG),
        Span(words.place, MUTED),
        Span("left" if timed else "", MUTED),
    )
    used = block_font.width_of(big, scale) + 2
    lines: list[Line] = []
    for row, line in enumerate(digits):
        beside = aside[row] if row < len(aside) else Span("")
        lines.append((*line, Span("  "), *fit_line(max(0, width - used), [beside])))
    lines.append(fit_line(width, [Span(words.follows, Ink(Tone.EASY, bold=True) if counting else MUTED)]))
    return tuple(lines)


def draw_step_bar(view: SessionSnapshot, width: int) -> Line:
    """How much of the step is over; empty when it is endless."""
    words = step_words(view)
    if words.share is None:
        return ()
    done = round(words.share * width)
    return (Span("━" * done, Ink(Tone.TEXT)), Span("─" * (width - done), FAINT))


def zone_2_line(view: SessionSnapshot, look: WalkLook, width: int) -> Line:
    """Zone 2 time today, and this week's where it is known."""
    known = look.week is not None or look.today_z2_s > 0  # a demo or a replay does not belong to a day
    unit = Span(" today" if known else " in this walk", MUTED)
    today = (Span("Zone 2 ", MUTED), Span(clock_text(look.today_z2_s + view.z2_s), STRONG), unit)
    if look.week is None:
        return fit_line(width, today, today[:2])
    week_s = look.week.z2_s + view.z2_s
    goal = "" if look.week.goal_min is None else f" of {look.week.goal_min}"
    week = (Span("  ", MUTED), Span(f"{week_s // 60:.0f}{goal} min", STRONG))
    return fit_line(width, (*today, *week, Span(" this week", MUTED)), (*today, *week, Span(" week", MUTED)), today)


def draw_zone_times(view: SessionSnapshot, look: WalkLook, width: int, height: int) -> Block:
    """The minutes in each zone as bars, the target zone in its colour; then the week."""
    total_s = sum(view.zone_s)
    bounds = view.zones.lower_bounds_bpm
    names = ["below", *(f"Zone {number}" for number in range(1, 6))]
    ranges = [f"<{bounds[0]:.0f}", *(f"{a:.0f}-{b:.0f}" for a, b in pairwise(bounds))]
    ranges.append(f"{bounds[4]:.0f}+")
    bar_width = max(4, width - 8 - 8 - 6)
    lines: list[Line] = [(Span("Time in zones", STRONG),)]
    for number in range(5, -1, -1):
        share = view.zone_s[number] / total_s if total_s > 0 else 0.0
        cells = round(share * bar_width)
        tone = Tone.BELOW if number < 2 else Tone.IN if number == 2 else Tone.ABOVE
        here = view.zone == number
        lines.append(
            (
                Span(f"{names[number]:<7}", Ink(tone, bold=here)),
                Span(f"{ranges[number]:>8} ", PLAIN if here else MUTED),
                Span("█" * cells, Ink(tone)),
                Span(" " * (bar_width - cells)),
                Span(f"{minutes_text(view.zone_s[number]):>6}", PLAIN if here else MUTED),
            )
        )
    lines.append(())
    lines.append(zone_2_line(view, WalkLook(today_z2_s=look.today_z2_s), width))
    if look.week is not None:
        lines.append(_week_line(view, look.week, width))
    if view.cardiac_drift_bpm_per_10min is not None:
        lines.append((Span("Drift ", MUTED), Span(f"{view.cardiac_drift_bpm_per_10min:+.0f} bpm in 10 min", STRONG)))
    if view.speed_mps is not None:
        lines.append((Span("Speed ", MUTED), Span(f"{view.speed_mps * 3.6:.1f} km/h", STRONG)))
    return tuple(lines[:height])


def _week_line(view: SessionSnapshot, week: Week, width: int) -> Line:
    minutes = (week.z2_s + view.z2_s) // 60
    unit = f"{minutes:.0f} min" if week.goal_min is None else f"{minutes:.0f} of {week.goal_min} min"
    return fit_line(width, (Span("This week ", MUTED), Span(unit, STRONG)))


def draw_keys(keys: tuple[tuple[str, str], ...], width: int) -> Line:
    """The footer: as many keys as fit; the last two, help and the end, always stay."""
    kept: list[tuple[str, str]] = list(keys)
    if line_width(_key_line(kept, 2)) <= width:
        return _key_line(kept, 2)
    while len(kept) > 2 and line_width(_key_line(kept, 1)) > width:
        del kept[-3]
    return fit_line(width, _key_line(kept, 2), _key_line(kept, 1))


def _key_line(keys: list[tuple[str, str]], gap: int) -> Line:
    spans: list[Span] = []
    for key, label in keys:
        if spans:
            spans.append(Span(" " * gap))
        spans += [Span(key, Ink(Tone.KEY, bold=True)), Span(f" {label}", MUTED)]
    return tuple(spans)
