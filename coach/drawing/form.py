"""Questions, drawn: one that has the page to itself, and one that is a field among others."""

from collections.abc import Sequence

from coach.drawing import block_font
from coach.drawing.block_font import DigitScale
from coach.drawing.ink import FAINT, MUTED, PLAIN, STRONG, Block, Ink, Line, Rect, Span, Tone, fit_line, line_width
from coach.drawing.pages import Section, indented, paragraph, stacked, wrap
from coach.pages.questions import Checklist, Choice, Form, Number, Passage, Question, Scale

READING_CELLS = 76


def draw_question(form: Form, width: int, height: int) -> Block:
    """The question asked now, its help, its answers."""
    question = form.question
    if question is None:
        return ()
    room = min(width, READING_CELLS)
    title = paragraph(question.title, room, STRONG)
    answers = _answers(form, question, room, height - len(title))
    sections = [
        Section(title, 9),
        Section(paragraph(question.help, room, MUTED), 5),
        Section(answers, 10),
    ]
    if form.trouble:
        sections.append(Section(paragraph(form.trouble, room, Ink(Tone.ABOVE, bold=True)), 8))
    return stacked(sections, height)


def _answers(form: Form, question: Question, width: int, height: int) -> Block:
    match question:
        case Passage(text=text):
            lines: list[Line] = []
            for part in text:
                lines += [(), *paragraph(part, width)] if lines else paragraph(part, width)
            return tuple(lines)
        case Scale():
            return _scale(form.marked, question, width, roomy=height >= 12)
        case Choice(options=options):
            options_drawn = [
                _option(number, text, width, here=number == form.marked) for number, text in enumerate(options)
            ]
            return _in_sight(options_drawn, form.marked, height)
        case Checklist(items=items):
            given = form.answers.get(question.key, ())
            chosen = given if isinstance(given, tuple) else ()
            items_drawn = [
                _item(number, text, width, here=number == form.marked, chosen=number in chosen)
                for number, text in enumerate(items)
            ]
            return _in_sight(items_drawn, form.marked, height)
        case Number(unit=unit):
            return _number(form.typed, unit, width, roomy=height >= 9)
        case _:
            return _words(height)


FIELD_INDENT = 2
"""The cells before a field's answers: the mark of the field that the keys go to stands there."""


def draw_field(form: Form, width: int, height: int, *, here: bool) -> Block:
    """A scale or a choice among others on a page: its title and answers. `here`: the keys go to it."""
    question, room = form.question, max(1, width - FIELD_INDENT)
    match question:
        case Scale(words=words, help=unanswered):
            answered = form.marked >= 0
            answer = f"{form.marked}  {words[form.marked]}" if answered else unanswered
            head = draw_field_head(question, width, here=here, hint=answer, answered=answered)
            wedge, row = _wedge_and_row(form.marked, question, room)
            answers = (wedge, row)[height < ROOMY_SCALE :]
        case Choice(options=options):
            head = draw_field_head(question, width, here=here)
            drawn = [_option(number, text, room, here=number == form.marked)[:1] for number, text in enumerate(options)]
            answers = tuple(line for block in drawn for line in block)
        case _:
            return ()
    return (head, *indented(answers, FIELD_INDENT))


ROOMY_SCALE = 3
"""A scale in a field has its wedge from this height on."""


def field_option_at(form: Form, x: int, y: int, width: int, height: int) -> int | None:
    """Return the option of a drawn field at a cell, for a mouse; None beside them."""
    x -= FIELD_INDENT
    match form.question:
        case Scale():
            level = x // _scale_cells(max(1, width - FIELD_INDENT))
            return level if x >= 0 and level <= 10 and 1 <= y < height else None
        case Choice(options=options):
            return y - 1 if 1 <= y <= len(options) else None
        case _:
            return None


def draw_field_head(question: Question, width: int, *, here: bool, hint: str = "", answered: bool = False) -> Line:
    """The title of a field, with its answer or a hint beside it; the brief one where there is no room for both."""
    mark = Span("▸ " if here else "  ", Ink(Tone.KEY, bold=True))
    beside = [Span(f"  {hint}", Ink(Tone.EASY, bold=True) if answered else MUTED)] if hint else []
    title, brief = Span(question.title, STRONG), Span(question.brief or question.title, STRONG)
    choices = [[mark, title, *beside], [mark, brief, *beside], [mark, title], [mark, brief]]
    if answered:
        del choices[2]  # the answer says more than the rest of the title
    return fit_line(width, *choices)


def _scale_cells(width: int) -> int:
    return max(3, min(6, width // 11))


def _scale(marked: int, scale: Scale, width: int, *, roomy: bool) -> Block:
    """0 to 10 in a row; above it a rising wedge, below it the word for the marked one."""
    wedge, spaced = _wedge_and_row(marked, scale, width)
    word = f"{marked}  {scale.words[marked]}" if marked >= 0 else "Press a number, or skip."
    answer = (Span(word, STRONG if marked >= 0 else MUTED),)
    return (wedge, spaced, (), answer) if roomy else (spaced, answer)


def _wedge_and_row(marked: int, scale: Scale, width: int) -> tuple[Line, Line]:
    cells = _scale_cells(width)
    tones = [Tone.IN if scale.high_is_good else _level_tone(level) for level in range(11)]
    wedge = tuple(
        Span(f"{'▁▂▂▃▃▄▅▅▆▇█'[level] * (cells - 1):<{cells}}", Ink(tones[level]) if level <= marked else FAINT)
        for level in range(11)
    )
    row = tuple(
        Span(f"{level:^{cells - 1}}", Ink(Tone.GROUND, tones[level], bold=True) if level == marked else PLAIN)
        for level in range(11)
    )
    return wedge, tuple(piece for span in row for piece in (span, Span(" ")))


def _level_tone(level: int) -> Tone:
    return Tone.IN if level <= 4 else Tone.ABOVE if level <= 7 else Tone.ALARM


def _in_sight(blocks: Sequence[Block], marked: int, height: int) -> Block:
    """The answers under each other; where there is no room for all, those around the marked one."""
    lines = [line for block in blocks for line in block]
    if len(lines) <= height:
        return tuple(lines)
    room = max(1, height - 1)
    end = sum(len(block) for block in blocks[: max(0, marked) + 1])
    first = max(0, min(end + 1 - room, len(lines) - room))
    more = "▲▼" if 0 < first < len(lines) - room else "▲" if first else "▼"
    return (*lines[first : first + room], (Span(f"  {more} more", MUTED),))


def _option(number: int, text: str, width: int, *, here: bool) -> Block:
    key = Ink(Tone.GROUND, Tone.KEY, bold=True) if here else Ink(Tone.KEY, bold=True)
    return _hanging((Span("▸" if here else " "), Span(f" {number + 1} ", key), Span(" ")), text, width, Ink(bold=here))


def _item(number: int, text: str, width: int, *, here: bool, chosen: bool) -> Block:
    box = Span("[x] " if chosen else "[ ] ", Ink(Tone.ABOVE, bold=True) if chosen else MUTED)
    before = (Span("▸ " if here else "  "), Span(f"{number + 1} ", Ink(Tone.KEY, bold=True)), box)
    return _hanging(before, text, width, Ink(bold=here or chosen))


def _hanging(before: Line, text: str, width: int, ink: Ink) -> Block:
    """Wrap a text with something before its first line, as a hanging indent: a question is never cut."""
    cells = line_width(before)
    first, *more = wrap(text, max(8, width - cells)) or [""]
    return ((*before, Span(first, ink)), *indented(tuple((Span(line, ink),) for line in more), cells))


def _number(typed: str, unit: str, width: int, *, roomy: bool) -> Block:
    """The typed number, large where there is room, and its unit."""
    shown = typed or "-"
    if roomy and block_font.width_of(shown, DigitScale(2, 2)) + 12 <= width:
        big = block_font.draw_big(shown, DigitScale(2, 2), Ink(Tone.IN if typed else Tone.FAINT))
        return (*big[:-1], (*big[-1], Span(f"  {unit}", MUTED)))
    return ((Span(f" {shown}▏", Ink(Tone.IN, bold=True)), Span(f" {unit}", MUTED)),)


EDITOR_ROWS = 4
"""An editor shows some 280 characters on a page of 76 cells, and scrolls beyond that."""

EDITOR_BAR = Span("│ ", Ink(Tone.KEY))


def _words(height: int) -> Block:
    """The bar beside an editor; the screen lays the editor itself to its right."""
    return ((EDITOR_BAR,),) * max(1, min(EDITOR_ROWS, height - 4))


def editor_place(drawn: Block, width: int) -> Rect:
    """Where the editor of a drawn question goes, within the drawing."""
    rows = [y for y, line in enumerate(drawn) if line[:1] == (EDITOR_BAR,)]
    beside = line_width((EDITOR_BAR,))
    return Rect(beside, rows[0] if rows else 0, max(1, min(width, READING_CELLS) - beside), max(1, len(rows)))
