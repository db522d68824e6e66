"""The walk screen: one function from the snapshot and a size to lines.

The walker is two or three metres away and has one second. So the heart rate takes the room there is, then come the
word, the time left, the gauge, and only then what is worth a closer look. Every layout is made of places that do not
overlap, and what is too long for its place is cut there.
"""

import msgspec

from coach.drawing import block_font
from coach.drawing.big_words import largest_words
from coach.drawing.block_font import SMALLEST, DigitScale
from coach.drawing.gauge import draw_gauge
from coach.drawing.ink import MUTED, PLAIN, STRONG, Block, Canvas, Ink, Line, Rect, Span, Tone, fit_line, line_width
from coach.drawing.keys import draw_keys
from coach.drawing.panels import (
    LEAST_WORD_ROWS,
    WalkLook,
    average_line,
    draw_headline,
    draw_step,
    draw_step_bar,
    draw_zone_times,
    header_line,
    notice_line,
    remedy_line,
    zone_2_line,
)
from coach.drawing.trace import draw_trace
from coach.drawing.wording import (
    headline,
    heart_rate_text,
    number_tone,
    number_words,
    step_words,
    zone_sentence,
)
from coach.drawing.zone_label import zone_name
from coach.session.snapshot import SessionSnapshot

LEAST_WIDTH, LEAST_HEIGHT = 40, 12
"""A smaller window shows only the number and the word."""

FULL_WIDTH, FULL_HEIGHT = 78, 22
"""From this size word, step and Zone 2 time go beside the number, with the trace under both: beside a number of ten
rows there must be room for words over two lines of large letters."""

TALL_HEIGHT = 26
"""A narrow terminal of this height has room for the step under the number, and the number takes the whole width."""

WIDE_WIDTH = 120
"""From this width the times in the zones go beside the trace."""

ROOMY_HEIGHT = 26
"""From this height the gauge has its numbers under it, not in it."""

WORD_ROWS = 6
"""What two lines of the smallest large letters take: enough for every word there is."""

LEAST_TRACE_ROWS = 7
"""Marks, five rows of plot, the axis: in less a heart rate is a flat line."""

STILL_S = 2.0
"""So long the trace stands still between two readings: it moves on with each, and by itself when none comes."""

_ASIDE_WIDTH = 14
"""Beside the number in a small terminal: enough for "then cool down"."""

_KEYS_AT_THE_END = frozenset({"f", "?", "q"})
"""Once the last step is over, steps, cues and strap are no longer the walker's to change."""

_NUMBER = "888"
"""The number's size is that of three wide digits, so that it does not jump between 99 and 100."""


def draw_walk(view: SessionSnapshot, look: WalkLook, width: int, height: int) -> Block:
    """The whole screen: `height` lines of exactly `width` cells."""
    canvas = Canvas(width, height)
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        _draw_tiny(canvas, view, look, width, height)
    elif look.far:
        _draw_far(canvas, view, look, width, height)
    elif width < FULL_WIDTH or height < FULL_HEIGHT:
        _draw_compact(canvas, view, look, width, height)
    else:
        _draw_full(canvas, view, look, width, height)
    return canvas.block()


def _number(view: SessionSnapshot, place: Rect, scale: DigitScale) -> tuple[Rect, Block]:
    """The heart rate at a scale, right-aligned to the room of three digits and in the middle of the place's height."""
    text = heart_rate_text(view)
    room = block_font.width_of(_NUMBER, scale)
    x = place.x + max(0, room - block_font.width_of(text, scale))
    y = place.y + max(0, (place.height - scale.height) // 2)
    return Rect(x, y, room, scale.height), block_font.draw_big(text, scale, Ink(number_tone(view)))


def _gauge(view: SessionSnapshot, width: int, rows: int) -> Block:
    return draw_gauge(
        view.believed_bpm,
        view.band,
        width,
        number_tone(view),
        rows=rows,
        position=view.shown_position,
        expected_bpm=view.expected_bpm,
    )


def _draw_tiny(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    """The number over the word; the word in large letters where there is room for both."""
    head = headline(view, look.failure)
    ink = Ink(head.tone, bold=True)
    words = largest_words(head.spellings, width, SMALLEST.half_rows)
    small = block_font.largest_scale(_NUMBER, width, height - SMALLEST.height - 1)
    if words is not None and small is not None:
        canvas.put(*_number(view, Rect(0, 0, width, height - words.height - 1), small))
        canvas.put(Rect(0, height - words.height - 1, width, 1), (average_line(view, width),))
        canvas.put(Rect(0, height - words.height, width, words.height), words.drawn(ink))
        return
    averages = ([Span(head.in_one_line, ink), Span(f"  {words}", MUTED)] for words in number_words(view))
    word = fit_line(width, *averages, [Span(head.in_one_line, ink)], [Span(head.word.upper(), ink)])
    scale = block_font.largest_scale(_NUMBER, width, height - 1)
    if scale is None:
        number = Span(f"{'~' if number_words(view) else ''}{heart_rate_text(view)}", Ink(number_tone(view), bold=True))
        together = (number, Span(" "), *word)
        if height < 2:
            canvas.put(Rect(0, 0, width, 1), (fit_line(width, together, word),))
            return
        canvas.put(Rect(0, 0, width, 1), ((number,),))
        canvas.put(Rect(0, 1, width, 1), (word,))
        return
    canvas.put(*_number(view, Rect(0, 0, width, height - 1), scale))
    canvas.put(Rect(0, height - 1, width, 1), (word,))


def _draw_far(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    """Number, word, time: nothing else."""
    words = step_words(view)
    banner = max(LEAST_WORD_ROWS, height * 7 // 24)
    clock_rows = max(3, height * 5 // 24)
    draw_headline(canvas, headline(view, look.failure), Rect(0, 0, width, banner), centred=True)
    left = str(words.counting) if words.counting is not None else words.left
    scale = block_font.largest_scale(left, width - 2, clock_rows, most_down=max(1, clock_rows * 2 // 5))
    if scale is not None:
        tone = Tone.EASY if words.counting is not None else Tone.MUTED
        x = (width - block_font.width_of(left, scale)) // 2
        big = block_font.draw_big(left, scale, Ink(tone))
        canvas.put(Rect(x, height - scale.height, width - x, scale.height), big)
        clock_rows = scale.height
    average = average_line(view, width)
    canvas.put(Rect((width - line_width(average)) // 2, banner, width, 1), (average,))
    apart = 2 if height >= 16 else 1  # the average's row, and a blank one over the clock
    room = Rect(0, banner + 1, width, height - banner - clock_rows - apart)
    scale = block_font.largest_scale(_NUMBER, width - 2, room.height)
    if scale is not None:
        x = (width - block_font.width_of(_NUMBER, scale)) // 2
        canvas.put(*_number(view, Rect(x, room.y, room.width, room.height), scale))


def _draw_compact(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    """A small window: header, word, number with the step beside it, gauge, trace where there is room."""
    inner = width - 2
    canvas.put(Rect(1, 0, inner, 1), (header_line(view, look, inner),))
    rows = _compact_rows(height, gauge=view.band is not None)
    head = headline(view, look.failure)
    # A colour goes from edge to edge, and so does a word that needs it.
    from_edge = head.acting and rows.word > LEAST_WORD_ROWS
    edge = 0 if from_edge or largest_words(head.spellings, width - 1, 2 * rows.word) is None else 1
    detail = draw_headline(canvas, head, Rect(edge, 1, width - edge, rows.word))
    y = 1 + rows.word
    if rows.detail:
        canvas.put(Rect(1, y, inner, 1), (fit_line(inner, detail),))
        y += 1
    if height >= TALL_HEIGHT:
        y += 1 + _draw_stacked(canvas, view, Rect(1, y + 1, inner, rows.rest - 1))
    else:
        y += _draw_beside(canvas, view, Rect(1, y, inner, _number_rows(rows.rest)))
    canvas.put(Rect(1, y, inner, rows.gauge), _gauge(view, inner, rows.gauge))
    y += rows.gauge
    trace_rows = height - 2 - y
    if trace_rows >= 3:
        canvas.put(Rect(1, y, inner, trace_rows), _trace(view, look, inner, trace_rows))
    more = () if rows.detail else _more_than_the_gauge(view, detail, inner)
    last = notice_line(look, inner) or remedy_line(view, inner) or more or zone_2_line(view, look, inner)
    canvas.put(Rect(1, height - 2, inner, 1), (last,))
    canvas.put(Rect(1, height - 1, inner, 1), (draw_keys(_keys(view, look), inner),))


class _CompactRows(msgspec.Struct, frozen=True):
    """How a small window shares its height; `rest` is for the number and the trace."""

    word: int
    detail: int
    gauge: int
    rest: int


def _compact_rows(height: int, *, gauge: bool) -> _CompactRows:
    """Give the least window what must be there; what is more goes to the word, its detail, the gauge."""
    spare = height - LEAST_HEIGHT
    word = 6 if spare >= 20 else 5 if spare >= 5 else 4 if spare >= 1 else LEAST_WORD_ROWS
    detail = 1 if spare >= 2 or not gauge else 0
    gauge_rows = 0 if not gauge else 3 if spare >= 4 else 1
    return _CompactRows(word, detail, gauge_rows, height - 3 - detail - gauge_rows - word)


def _number_rows(rest: int) -> int:
    """Two thirds for the number where the trace gets enough of the remainder to be read, else all."""
    return rest * 2 // 3 if rest // 3 >= LEAST_TRACE_ROWS - 3 else rest


def _more_than_the_gauge(view: SessionSnapshot, detail: Line, width: int) -> Line:
    """The headline's detail where it says more than the gauge does, and fits."""
    if detail[-1].text in {"", zone_sentence(view)}:
        return ()
    return next((line for line in (detail, detail[-1:]) if line_width(line) <= width), ())


def _draw_beside(canvas: Canvas, view: SessionSnapshot, place: Rect) -> int:
    """The number with the step beside it; return the rows used."""
    scale = block_font.largest_scale(_NUMBER, place.width - 2 - _ASIDE_WIDTH, place.height) or SMALLEST
    rows = max(5, scale.height)
    canvas.put(*_number(view, Rect(place.x, place.y, place.width, rows), scale))
    used = block_font.width_of(_NUMBER, scale) + 2
    aside = Rect(place.x + used, place.y, place.width - used, rows)
    canvas.put(aside, _compact_step(view, aside.width, rows))
    return rows


def _draw_stacked(canvas: Canvas, view: SessionSnapshot, place: Rect) -> int:
    """A narrow, tall terminal: the number over the step, both as wide as there is room; return the rows used."""
    step = draw_step(view, place.width, 4)
    free = place.height - len(step) - 2
    most = free - LEAST_TRACE_ROWS if free >= LEAST_TRACE_ROWS + 8 else free
    scale = block_font.largest_scale(_NUMBER, place.width, most) or SMALLEST
    canvas.put(*_number(view, Rect(place.x, place.y, place.width, scale.height), scale))
    canvas.put(Rect(place.x, place.y + scale.height, place.width, 1), (average_line(view, place.width),))
    canvas.put(Rect(place.x, place.y + scale.height + 1, place.width, len(step)), step)
    return scale.height + len(step) + 2


def _compact_step(view: SessionSnapshot, width: int, height: int) -> Block:
    """Zone, step, time left and what follows, in a narrow column; with room, the time in large digits."""
    words = step_words(view)
    strong = Ink(Tone.EASY, bold=True) if words.counting is not None else STRONG
    left = str(words.counting) if words.counting is not None else words.left
    big = largest_words((left,), width, 8 if height >= 10 else 6) if height >= 8 else None
    timed = view.step is not None and view.step.remaining_s is not None
    in_text = fit_line(width, [Span(f"{words.left}{' left' if timed else ''}", strong)], [Span(words.left, strong)])
    return (
        fit_line(width, [Span(zone_name(view) if view.band else "", Ink(number_tone(view), bold=True))]),
        average_line(view, width),
        fit_line(width, [Span(f"{words.name} {words.place}".strip(), PLAIN)], [Span(words.name)]),
        *((in_text,) if big is None else big.drawn(Ink(strong.tone))),
        fit_line(width, [Span(words.follows, MUTED)], [Span(words.follows_short, MUTED)]),
    )


def _draw_full(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    """The usual screen; from `WIDE_WIDTH` with the times in the zones beside the trace."""
    inner, wide = width - 4, width >= WIDE_WIDTH
    canvas.put(Rect(2, 0, inner, 1), (header_line(view, look, inner),))
    canvas.put(Rect(2, 1, inner, 1), (notice_line(look, inner) or remedy_line(view, inner),))
    gauge_rows = 0 if view.band is None else 3 if height >= ROOMY_HEIGHT else 2
    free = height - 3 - gauge_rows  # header, notice, the keys
    most = min(free - LEAST_TRACE_ROWS, max(10, free * 3 // 5))
    scale = block_font.largest_scale(_NUMBER, inner * (9 if wide else 11) // 20, most) or SMALLEST
    rows = max(scale.height + 1, min(free - LEAST_TRACE_ROWS, 15 if wide else 12))
    canvas.put(*_number(view, Rect(2, 2, inner, rows - 1), scale))
    number_width = block_font.width_of(_NUMBER, scale)
    canvas.put(Rect(2, 1 + rows, number_width, 1), (average_line(view, number_width),))
    x = 2 + number_width + (5 if wide else 3)
    _draw_panel(canvas, view, look, Rect(x, 2, width - x - 2, rows))
    y = 2 + rows
    canvas.put(Rect(2, y, inner, gauge_rows), _gauge(view, inner, gauge_rows))
    y += gauge_rows
    trace_rows = height - 1 - y
    trace_width = inner
    side_width = max(33, inner * 2 // 7)
    if wide and (times := draw_zone_times(view, side_width, trace_rows)):
        trace_width = inner - side_width - 3
        canvas.put(Rect(2 + trace_width + 3, y, side_width, trace_rows), times)
    canvas.put(Rect(2, y, trace_width, trace_rows), _trace(view, look, trace_width, trace_rows))
    canvas.put(Rect(1, height - 1, width - 2, 1), (draw_keys(_keys(view, look), width - 2),))


def _draw_panel(canvas: Canvas, view: SessionSnapshot, look: WalkLook, place: Rect) -> None:
    """Beside the number: the word, the step with its time left, the Zone 2 time, with blank rows between."""
    step = draw_step(view, place.width, 3 if place.height < 15 else 2 * (place.height - 1) // 5)
    spare = place.height - 2 - len(step)  # the detail and the Zone 2 time have a row each
    bar = draw_step_bar(view, place.width) if spare >= WORD_ROWS + 3 else ()
    spare -= bool(bar)
    word = max(min(WORD_ROWS, spare), spare - 2)
    detail = draw_headline(canvas, headline(view, look.failure), Rect(place.x, place.y, place.width, word))
    y = place.y + word
    canvas.put(Rect(place.x, y, place.width, 1), (fit_line(place.width, detail),))
    y += 1 + (spare > word)
    canvas.put(Rect(place.x, y, place.width, len(step)), step)
    canvas.put(Rect(place.x, y + len(step), place.width, 1), (bar,))
    last = place.y + place.height - 1
    canvas.put(Rect(place.x, last, place.width, 1), (zone_2_line(view, look, place.width),))


def _keys(view: SessionSnapshot, look: WalkLook) -> tuple[tuple[str, str], ...]:
    """The footer's keys; once the walk is over, only those that still do something."""
    return tuple(item for item in look.keys if item[0] in _KEYS_AT_THE_END) if view.finished else look.keys


def _trace(view: SessionSnapshot, look: WalkLook, width: int, height: int) -> Block:
    last_s = float(view.trace.at_s[-1]) if view.trace.at_s.size else 0.0
    now_s = last_s if last_s > view.at_s - STILL_S else view.at_s
    shaded = look.colourless
    return draw_trace(view.trace, view.band, now_s, width, height, expected_bpm=view.expected_bpm, shaded=shaded)
