"""One question of a form, drawn."""

from coach.tui.drawing import block_font
from coach.tui.drawing.block_font import Scale as Size
from coach.tui.drawing.ink import FAINT, MUTED, PLAIN, STRONG, Block, Ink, Line, Span, Tone, fit_line
from coach.tui.drawing.pages import Section, paragraph, stacked, wrap
from coach.tui.plain_text import plain_text
from coach.tui.questions import Checklist, Choice, Form, Number, Question, Scale, Telling

READING_CELLS = 76


def draw_question(form: Form, width: int, height: int) -> Block:
    """The question asked now, its help, its answers."""
    question = form.question
    if question is None:
        return ()
    room = min(width, READING_CELLS)
    answers = _answers(form, question, room, height)
    sections = [
        Section(paragraph(question.title, room, STRONG), 9),
        Section(paragraph(question.help, room, MUTED), 5),
        Section(answers, 10),
    ]
    if form.trouble:
        sections.append(Section(paragraph(form.trouble, room, Ink(Tone.ABOVE, bold=True)), 8))
    return stacked(sections, height)


def _answers(form: Form, question: Question, width: int, height: int) -> Block:
    match question:
        case Telling(text=text):
            lines: list[Line] = []
            for part in text:
                lines += [(), *paragraph(part, width)] if lines else paragraph(part, width)
            return tuple(lines)
        case Scale(words=words):
            return _scale(form.marked, words, width, roomy=height >= 12)
        case Choice(options=options):
            return tuple(
                _option(number, text, width, here=number == form.marked) for number, text in enumerate(options)
            )
        case Checklist(items=items):
            given = form.answers.get(question.key, ())
            chosen = given if isinstance(given, tuple) else ()
            return tuple(
                _item(number, text, width, here=number == form.marked, chosen=number in chosen)
                for number, text in enumerate(items)
            )
        case Number(unit=unit):
            return _number(form.typed, unit, width, roomy=height >= 9)
        case _:
            return _words(form.typed, width, height)


def _scale(marked: int, words: tuple[str, ...], width: int, *, roomy: bool) -> Block:
    """0 to 10 in a row; above it a rising wedge, below it the word for the marked one."""
    cells = max(3, min(6, width // 11))
    wedge = tuple(
        Span(f"{'▁▂▂▃▃▄▅▅▆▇█'[level] * (cells - 1):<{cells}}", Ink(_level_tone(level)) if level <= marked else FAINT)
        for level in range(11)
    )
    row = tuple(
        Span(f"{level:^{cells - 1}}", Ink(Tone.GROUND, _level_tone(level), bold=True) if level == marked else PLAIN)
        for level in range(11)
    )
    spaced = tuple(piece for span in row for piece in (span, Span(" ")))
    word = f"{marked}  {words[marked]}" if marked >= 0 else "Press a number, or skip."
    told = (Span(word, STRONG if marked >= 0 else MUTED),)
    return (wedge, spaced, (), told) if roomy else (spaced, told)


def _level_tone(level: int) -> Tone:
    return Tone.IN if level <= 4 else Tone.ABOVE if level <= 7 else Tone.ALARM


def _option(number: int, text: str, width: int, *, here: bool) -> Line:
    key = Ink(Tone.GROUND, Tone.KEY, bold=True) if here else Ink(Tone.KEY, bold=True)
    return fit_line(width, [Span("▸" if here else " "), Span(f" {number + 1} ", key), Span(f" {text}", Ink(bold=here))])


def _item(number: int, text: str, width: int, *, here: bool, chosen: bool) -> Line:
    box = Span("[x] " if chosen else "[ ] ", Ink(Tone.ABOVE, bold=True) if chosen else MUTED)
    line = [Span("▸ " if here else "  "), Span(f"{number + 1} ", Ink(Tone.KEY, bold=True)), box]
    return fit_line(width, [*line, Span(text, Ink(bold=here or chosen))])


def _number(typed: str, unit: str, width: int, *, roomy: bool) -> Block:
    """What is typed, large where there is room, and its unit."""
    shown = typed or "-"
    if roomy and block_font.width_of(shown, Size(2, 2)) + 12 <= width:
        big = block_font.draw_big(shown, Size(2, 2), Ink(Tone.IN if typed else Tone.FAINT))
        return (*big[:-1], (*big[-1], Span(f"  {unit}", MUTED)))
    return ((Span(f" {shown}▏", Ink(Tone.IN, bold=True)), Span(f" {unit}", MUTED)),)


def _words(typed: str, width: int, height: int) -> Block:
    """What is typed, wrapped, its end in sight, with a cursor."""
    text = plain_text(typed) + (" " if typed.endswith(" ") else "")
    lines = wrap(f"{text}▏", width - 2)[-max(1, height - 5) :]
    return tuple((Span("│ ", Ink(Tone.KEY)), Span(line)) for line in lines)
