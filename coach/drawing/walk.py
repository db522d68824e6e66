"""The walk screen: one function from the snapshot and a size to lines.

The walker is two or three metres away and has one second. So the heart rate takes the room there is, then come the
word, the time left, the gauge, and only then what is worth a closer look. Every layout is made of places that do not
overlap, and what is too long for its place is cut there.
"""

from coach.drawing import block_font
from coach.drawing.block_font import DigitScale
from coach.drawing.gauge import draw_gauge
from coach.drawing.ink import (
    MUTED,
    PLAIN,
    STRONG,
    Block,
    Canvas,
    Ink,
    Rect,
    Span,
    Tone,
    cut,
    fit_line,
    line_width,
)
from coach.drawing.panels import (
    WalkLook,
    average_line,
    draw_headline,
    draw_keys,
    draw_step,
    draw_step_bar,
    draw_zone_times,
    header_line,
    headline_line,
    notice_line,
    remedy_line,
    zone_2_line,
)
from coach.drawing.trace import draw_trace
from coach.drawing.wording import (
    Headline,
    headline,
    heart_rate_text,
    number_tone,
    number_words,
    step_words,
    zone_name,
)
from coach.session.snapshot import SessionSnapshot

LEAST_WIDTH, LEAST_HEIGHT = 40, 12
"""A smaller window shows only the number and the word."""

FULL_WIDTH, FULL_HEIGHT = 64, 20
"""From this size the panel goes beside the number, with the trace under both."""

TALL_HEIGHT = 26
"""A narrow terminal of this height has room for the step under the number, and the number takes the whole width."""

WIDE_WIDTH = 120
"""From this width the times in the zones go beside the trace."""

_SIDE_WIDTH = 36
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


def _gauge(view: SessionSnapshot, width: int) -> Block:
    return draw_gauge(
        view.believed_bpm,
        view.band,
        width,
        number_tone(view),
        position=view.shown_position,
        expected_bpm=view.expected_bpm,
    )


def _draw_tiny(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    head = headline(view, look.failure)
    ink = Ink(head.tone, bold=True)
    averages = ([Span(head.in_one_line, ink), Span(f"  {words}", MUTED)] for words in number_words(view))
    word = fit_line(
        width,
        *averages,
        [Span(head.in_one_line, ink)],
        [Span(head.word.upper(), ink)],
    )
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
    head, words = headline(view, look.failure), step_words(view)
    banner = max(3, height * 7 // 24)
    clock_rows = max(3, height * 5 // 24)
    _draw_banner(canvas, head, Rect(0, 0, width, banner))
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
    room = Rect(0, banner + 1, width, height - banner - clock_rows - 2)
    scale = block_font.largest_scale(_NUMBER, width - 2, room.height)
    if scale is not None:
        x = (width - block_font.width_of(_NUMBER, scale)) // 2
        canvas.put(*_number(view, Rect(x, room.y, room.width, room.height), scale))


def _draw_banner(canvas: Canvas, head: Headline, place: Rect) -> None:
    """The word across the whole width, on its colour."""
    ink = Ink(Tone.GROUND, head.tone, bold=True)
    canvas.fill(place, ink)
    for text in head.spellings:
        if not block_font.can_spell(text):
            continue
        scale = block_font.largest_scale(text, place.width - 4, place.height - 1)
        if scale is not None and (scale.down > 1 or text == head.spellings[-1] or place.height < 6):
            x = place.x + (place.width - block_font.width_of(text, scale)) // 2
            y = place.y + (place.height - scale.height + 1) // 2
            canvas.put(Rect(x, y, place.width, scale.height), block_font.draw_big(text, scale, ink))
            return
    text = cut(head.in_one_line, place.width - 2)
    x = place.x + (place.width - len(text)) // 2
    canvas.put(Rect(x, place.y + place.height // 2, place.width, 1), ((Span(text, ink),),))


def _draw_compact(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    """A small window: header, headline, number with the step beside it, gauge, trace where there is room."""
    inner = width - 2
    canvas.put(Rect(1, 0, inner, 1), (header_line(view, look, inner),))
    head = headline(view, look.failure)
    loud = Ink(Tone.GROUND, head.tone, bold=True)
    if head.acting:
        canvas.fill(Rect(0, 1, width, 1), loud)
    canvas.put(Rect(1, 1, inner, 1), (headline_line(head, inner),))
    free = height - 4 - 3
    if height >= TALL_HEIGHT:
        y = 2 + _draw_stacked(canvas, view, Rect(1, 3, inner, free - 6))
    else:
        rows = min(free, max(5, free // 2))
        scale = block_font.largest_scale(_NUMBER, width - 4 - _ASIDE_WIDTH, rows) or DigitScale(1, 1)
        rows = max(5, scale.height)
        canvas.put(*_number(view, Rect(1, 2, inner, rows), scale))
        x = 1 + block_font.width_of(_NUMBER, scale) + 2
        canvas.put(Rect(x, 2, width - x - 1, rows), _compact_step(view, width - x - 1))
        y = 2 + rows
    canvas.put(Rect(1, y, inner, 3), _gauge(view, inner))
    y += 3
    trace_rows = height - 2 - y
    if trace_rows >= 3:
        canvas.put(Rect(1, y, inner, trace_rows), _trace(view, look, inner, trace_rows))
        y += trace_rows
    last = notice_line(look, inner) or remedy_line(view, inner) or zone_2_line(view, look, inner)
    canvas.put(Rect(1, height - 2, inner, 1), (last,))
    canvas.put(Rect(1, height - 1, inner, 1), (draw_keys(_keys(view, look), inner),))


def _draw_stacked(canvas: Canvas, view: SessionSnapshot, place: Rect) -> int:
    """A narrow, tall terminal: the number over the step, both as wide as there is room; return the rows used."""
    scale = block_font.largest_scale(_NUMBER, place.width, place.height - 8) or DigitScale(1, 1)
    canvas.put(*_number(view, Rect(place.x, place.y, place.width, scale.height), scale))
    canvas.put(Rect(place.x, place.y + scale.height, place.width, 1), (average_line(view, place.width),))
    step_y = place.y + scale.height + 1
    canvas.put(Rect(place.x, step_y, place.width, 4), draw_step(view, DigitScale(1, 1), place.width))
    return scale.height + 7


def _compact_step(view: SessionSnapshot, width: int) -> Block:
    words = step_words(view)
    strong = Ink(Tone.EASY, bold=True) if words.counting is not None else STRONG
    return (
        fit_line(width, [Span(zone_name(view), Ink(number_tone(view), bold=True))]),
        average_line(view, width),
        fit_line(width, [Span(f"{words.name} {words.place}".strip(), PLAIN)], [Span(words.name)]),
        fit_line(width, [Span(f"{words.left} {_left_word(view)}".strip(), strong)], [Span(words.left, strong)]),
        fit_line(width, [Span(words.follows, MUTED)], [Span(words.follows_short, MUTED)]),
    )


def _left_word(view: SessionSnapshot) -> str:
    return "left" if view.step is not None and view.step.remaining_s is not None else ""


def _draw_full(canvas: Canvas, view: SessionSnapshot, look: WalkLook, width: int, height: int) -> None:
    """The usual screen; from `WIDE_WIDTH` with the times in the zones beside the trace."""
    inner = width - 4
    canvas.put(Rect(2, 0, inner, 1), (header_line(view, look, inner),))
    canvas.put(Rect(2, 1, inner, 1), (notice_line(look, inner) or remedy_line(view, inner),))
    free = height - 7  # header, notice, a blank, the gauge's three lines, the keys
    scale = block_font.largest_scale(_NUMBER, inner * 11 // 20, min(free - 5, max(10, free * 3 // 5))) or DigitScale(
        1, 1
    )
    rows = max(8, scale.height)
    number_width = block_font.width_of(_NUMBER, scale)
    canvas.put(*_number(view, Rect(2, 2, inner, rows), scale))
    canvas.put(Rect(2, 2 + rows, inner, 1), (average_line(view, inner),))
    x = 2 + number_width + 3
    _draw_panel(canvas, view, look, Rect(x, 2, width - x - 2, rows))
    y = 2 + rows + 1
    canvas.put(Rect(2, y, inner, 3), _gauge(view, inner))
    y += 3
    trace_rows = height - 1 - y
    trace_width = inner
    if width >= WIDE_WIDTH:
        trace_width = inner - _SIDE_WIDTH
        side = Rect(2 + trace_width + 3, y, _SIDE_WIDTH - 3, trace_rows)
        canvas.put(side, draw_zone_times(view, look, side.width, side.height))
    canvas.put(Rect(2, y, trace_width, trace_rows), _trace(view, look, trace_width, trace_rows))
    canvas.put(Rect(1, height - 1, width - 2, 1), (draw_keys(_keys(view, look), width - 2),))


def _keys(view: SessionSnapshot, look: WalkLook) -> tuple[tuple[str, str], ...]:
    """The footer's keys; once the walk is over, only those that still do something."""
    return tuple(item for item in look.keys if item[0] in _KEYS_AT_THE_END) if view.finished else look.keys


def _trace(view: SessionSnapshot, look: WalkLook, width: int, height: int) -> Block:
    return draw_trace(
        view.trace, view.band, view.at_s, width, height, expected_bpm=view.expected_bpm, shaded=look.colourless
    )


def _draw_panel(canvas: Canvas, view: SessionSnapshot, look: WalkLook, place: Rect) -> None:
    """Beside the number: the word, the step with its time left, the Zone 2 time."""
    head = headline(view, look.failure)
    down = 2 if place.height >= 16 and place.width >= 60 else 1
    word = DigitScale(down, down)
    head_rows = word.height + (2 if down > 1 else place.height >= 10)
    draw_headline(canvas, head, word, Rect(place.x, place.y, place.width, head_rows))
    y = place.y + head_rows
    canvas.put(Rect(place.x, y, place.width, 1), (fit_line(place.width, [Span(head.detail, MUTED)]),))
    last = place.y + place.height - 1
    step_rows = word.height + 1
    spare = last - y - step_rows - (place.height >= 9) - 1
    y += 1 + max(0, (spare + 1) // 2)
    step = Rect(place.x, y, place.width, step_rows)
    canvas.put(step, draw_step(view, word, step.width))
    if spare >= 1:
        canvas.put(Rect(place.x, y - 1, place.width, 1), (draw_step_bar(view, place.width),))
    if place.height >= 9:
        canvas.put(Rect(place.x, last, place.width, 1), (zone_2_line(view, look, place.width),))
