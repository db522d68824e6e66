"""The parts of the walk screen that are words: header, headline, step, Zone 2 time, keys."""

from itertools import pairwise

import msgspec

from coach.domain.zone.zones import ZoneTable
from coach.drawing.big_words import largest_words
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
    Headline,
    LinkWords,
    link_words,
    minutes_text,
    number_words,
    step_words,
)
from coach.drawing.zone_label import shown_zone
from coach.pages.programme import Week
from coach.session.names import WORKOUT_NAME, titled
from coach.session.snapshot import RecordingState, SessionSnapshot
from coach.session.text import clock_text

ASIDE_CELLS = 22
"""Beside the time left: "then cool down 3:00" and the room before it."""

LEAST_WORD_ROWS = 3
"""What one line of the smallest large letters takes."""

_SAYS_NOTHING = frozenset("…")
"""Signs that add nothing to a sentence: before one, dots look as if something were cut."""

ROOMY_ZONE_ROWS = 17
"""From this height the six zones stand a row apart: two for the title, two for each, three for what follows."""


class WalkLook(msgspec.Struct, frozen=True):
    """What the walk screen shows besides the snapshot.

    `keys` are the footer's, the first ones kept longest; `today_z2_s` was earned today before this walk.
    `notice_shorter` says the notice in less room.
    """

    keys: tuple[tuple[str, str], ...] = ()
    far: bool = False
    notice: str = ""
    notice_shorter: tuple[str, ...] = ()
    failure: str | None = None
    mark: str = ""
    """What is shown in place of a walk under way, as "demo, x10"."""
    today_z2_s: float = 0.0
    week: Week | None = None
    colourless: bool = False


def header_line(view: SessionSnapshot, look: WalkLook, width: int) -> Line:
    """The link on the left; what walk it is and how long it has been on the right."""
    link = link_words(view.link, view.signal)
    clock = Span("" if _step_tells_the_walks_time(view) else clock_text(view.moving_s), STRONG)
    marks = [
        Span(look.mark, Ink(Tone.KEY, bold=True)),
        Span("not recorded" if view.recording is RecordingState.FAILING else "", Ink(Tone.ABOVE, bold=True)),
        Span("muted" if view.muted else "", Ink(Tone.EASY)),
    ]
    name = Span(titled(WORKOUT_NAME[view.workout]), MUTED)
    rights = (_spaced([*marks, name, clock]), _spaced([*marks, clock]))
    for right in rights:
        room = width - line_width(right) - 2
        for left in _lefts(link):
            if line_width(left) <= room:
                return _apart(left, right, width)
    room = width - line_width(rights[-1]) - 2
    short = [Span(f"{link.mark} ", Ink(Tone.ABOVE, bold=True)), Span(link.short, Ink(Tone.ABOVE))]
    return _apart(fit_line(room, short if link.short else _lefts(link)[-1]), rights[-1], width)


def _spaced(spans: list[Span]) -> Line:
    """Those that say something, two cells apart."""
    said = [span for span in spans if span.text]
    return tuple(part for span in said[:-1] for part in (span, Span("  "))) + tuple(said[-1:])


def _step_tells_the_walks_time(view: SessionSnapshot) -> bool:
    """Whether the time shown large beside the number is the whole walk's: then it is not printed a second time."""
    endless = view.step is None or view.step.remaining_s is None
    return endless and step_words(view).left == clock_text(view.moving_s)


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


def draw_headline(canvas: Canvas, head: Headline, place: Rect, *, centred: bool = False) -> Line:
    """The word in the largest letters that fit, on its colour when there is something to do now, or when `centred`.

    The colour goes at least half a row round the letters, which are in the screen's ground and would run out into it;
    where there is no room for that, the letters themselves have the colour.

    Returns what is left to say of it in ordinary text: its arrow if the large letters had no room for one, its detail.
    """
    half_rows = 2 * place.height
    wanted = (head.acting or centred) and place.height > LEAST_WORD_ROWS
    apart = largest_words(head.spellings, place.width - 2, half_rows - 2) if wanted else None
    words = apart or largest_words(head.spellings, place.width, half_rows)
    loud = wanted and (apart is not None or words is None)
    ink = Ink(Tone.GROUND, head.tone, bold=True) if loud else Ink(head.tone, bold=True)
    if loud:
        canvas.fill(place, ink)
    x, width = (place.x + 1, place.width - 2) if loud else (place.x, place.width)
    detail = Span(head.detail, MUTED)
    if words is None:
        canvas.put(Rect(x, place.y + place.height // 2, width, 1), (fit_line(width, [Span(head.in_one_line, ink)]),))
        return (detail,)
    above = (half_rows - words.half_rows) // 2
    lines = words.drawn(ink, lower=above % 2 == 1)
    x += (width - words.width) // 2 if centred else 0
    canvas.put(Rect(x, place.y + above // 2, words.width, len(lines)), lines)
    if words.spelling.startswith(head.arrow) or head.arrow in _SAYS_NOTHING:
        return (detail,)
    return (Span(f"{head.arrow} ", Ink(head.tone, bold=True)), detail)


def draw_step(view: SessionSnapshot, width: int, height: int) -> Block:
    """The time left in digits as large as there is room, beside it the step's name and place, and the next step."""
    words = step_words(view)
    counting = words.counting is not None
    left = str(words.counting) if counting else words.left
    beside = max(0, width - ASIDE_CELLS)
    big = largest_words((left,), beside, 2 * height) or largest_words((left,), width, 2 * height)
    timed = view.step is not None and view.step.remaining_s is not None
    name = (Span(words.name, STRONG), Span(f" {words.place}" if words.place else "", MUTED))
    follows = Span(words.follows, Ink(Tone.EASY, bold=True) if counting else MUTED)
    if big is None:
        time = Span(f"{left} left" if timed else left, STRONG)
        return (fit_line(width, (*name, Span("  "), time), (name[0], Span("  "), time)), fit_line(width, (follows,)))
    digits = big.drawn(Ink(Tone.EASY if counting else Tone.TEXT))
    aside: dict[int, Line] = {0: name, 1: (Span("left" if timed else "", MUTED),), big.height - 1: (follows,)}
    room = max(0, width - big.width - 2)
    return tuple((*line, Span("  "), *fit_line(room, aside.get(row, ()))) for row, line in enumerate(digits))


def draw_step_bar(view: SessionSnapshot, width: int) -> Line:
    """How much of the step is over; empty when it is endless."""
    words = step_words(view)
    if words.share is None:
        return ()
    done = round(words.share * width)
    return (Span("━" * done, Ink(Tone.TEXT)), Span("─" * (width - done), FAINT))


def zone_2_line(view: SessionSnapshot, look: WalkLook, width: int) -> Line:
    """Zone 2 time today, and this week's where it is known; without a band, that minutes count."""
    if view.z2_s is None:
        return fit_line(width, [Span("Every minute counts", MUTED)])
    known = look.week is not None or look.today_z2_s > 0  # a demo or a replay does not belong to a day
    unit = Span(" today" if known else " in this walk", MUTED)
    today = (Span("Zone 2 ", MUTED), Span(clock_text(look.today_z2_s + view.z2_s), STRONG), unit)
    if look.week is None:
        return fit_line(width, today, today[:2])
    week_s = look.week.z2_s + view.z2_s
    goal = "" if look.week.goal_min is None else f" of {look.week.goal_min}"
    week = (Span("  ", MUTED), Span(f"{week_s // 60:.0f}{goal} min", STRONG))
    return fit_line(width, (*today, *week, Span(" this week", MUTED)), (*today, *week, Span(" week", MUTED)), today)


def draw_zone_times(view: SessionSnapshot, width: int, height: int) -> Block:
    """The minutes in each zone as bars, the target zone in its colour; then what only a long walk shows."""
    airy = height >= ROOMY_ZONE_ROWS
    more: list[Line] = []
    if view.cardiac_drift_bpm_per_10min is not None:
        more.append((Span("Drift ", MUTED), Span(f"{view.cardiac_drift_bpm_per_10min:+.0f} bpm in 10 min", STRONG)))
    if view.speed_mps is not None:
        more.append((Span("Speed ", MUTED), Span(f"{view.speed_mps * 3.6:.1f} km/h", STRONG)))
    zones = () if view.zones is None else _zone_bars(view, view.zones, width, airy=airy)
    gap: Block = ((),) if zones and more and not airy else ()
    return (*zones, *gap, *more)[:height]


def _zone_bars(view: SessionSnapshot, table: ZoneTable, width: int, *, airy: bool) -> Block:
    total_s = sum(view.zone_s)
    bounds = table.lower_bounds_bpm
    names = ["below", *(f"Zone {number}" for number in range(1, 6))]
    ranges = [f"<{bounds[0]:.0f}", *(f"{a:.0f}-{b:.0f}" for a, b in pairwise(bounds))]
    ranges.append(f"{bounds[4]:.0f}+")
    bar_width = max(4, width - 8 - 8 - 6)
    lines: list[Line] = [(Span("Time in zones", STRONG),), *([()] if airy else [])]
    for number in range(5, -1, -1):
        share = view.zone_s[number] / total_s if total_s > 0 else 0.0
        cells = round(share * bar_width)
        tone = Tone.BELOW if number < 2 else Tone.IN if number == 2 else Tone.ABOVE
        here = shown_zone(view) == number
        lines.append(
            (
                Span(f"{names[number]:<7}", Ink(tone, bold=here)),
                Span(f"{ranges[number]:>8} ", PLAIN if here else MUTED),
                Span("█" * cells, Ink(tone)),
                Span(" " * (bar_width - cells)),
                Span(f"{minutes_text(view.zone_s[number]):>6}", PLAIN if here else MUTED),
            )
        )
        if airy:
            lines.append(())
    return tuple(lines)
