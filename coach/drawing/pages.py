"""The frame of every page but the walk's, and the pieces pages are made of: paragraphs, bars, rows, sections."""

from collections.abc import Sequence

import msgspec

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
    cut,
    fit_line,
    line_width,
    text_width,
)
from coach.drawing.keys import draw_keys

ROOMY_WIDTH = 64
"""From this width a page has margins of two cells, like the walk screen."""

WIDE_WIDTH = 110
"""From this width a page has two columns."""

BUSY_FRAMES = ("·  ", "·· ", "···", " ··", "  ·", "   ")


class Frame(msgspec.Struct, frozen=True):
    """The surroundings of a page: its title, something on the right, a notice, the keys."""

    title: str
    aside: str = ""
    notice: str = ""
    notice_tone: Tone = Tone.EASY
    keys: tuple[tuple[str, str], ...] = ()


def margin(width: int) -> int:
    """The empty cells at both sides."""
    return 2 if width >= ROOMY_WIDTH else 1


def body_place(frame: Frame, width: int, height: int) -> Rect:
    """Where a page's body goes: under the header, over the notice and the keys."""
    side = margin(width)
    top = 2 if height >= 16 else 1
    bottom = 1 + len(_notice(frame, width, height)) + (1 if height >= 20 else 0)
    return Rect(side, top, max(1, width - 2 * side), max(1, height - top - bottom))


def _notice(frame: Frame, width: int, height: int) -> Block:
    """The notice in as many lines as it needs, up to a quarter of the page: it may say what to do next."""
    inner = max(1, width - 2 * margin(width))
    return paragraph(frame.notice, inner, Ink(frame.notice_tone, bold=True), most=height // 4)


def draw_page(frame: Frame, body: Block, width: int, height: int) -> Block:
    """The whole page: `height` lines of exactly `width` cells."""
    canvas = Canvas(width, height)
    side, inner = margin(width), max(1, width - 2 * margin(width))
    canvas.put(Rect(side, 0, inner, 1), (apart([Span(frame.title, STRONG)], [Span(frame.aside, MUTED)], inner),))
    canvas.put(body_place(frame, width, height), body)
    notice = _notice(frame, width, height)
    canvas.put(Rect(side, height - 1 - len(notice), inner, len(notice)), notice)
    if height > 1:
        canvas.put(Rect(side, height - 1, inner, 1), (draw_keys(frame.keys, inner),))
    return canvas.block()


def apart(left: Sequence[Span], right: Sequence[Span], width: int) -> Line:
    """One line with something at both ends; the left is cut first."""
    shown = fit_line(max(0, width - line_width(tuple(right)) - 1), left)
    gap = width - line_width(shown) - line_width(tuple(right))
    return (*shown, Span(" " * max(0, gap)), *right) if gap > 0 else fit_line(width, left)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at blanks; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        together = f"{line} {word}" if line else word
        if text_width(together) <= width:
            line = together
            continue
        if line:
            lines.append(line)
        line = cut(word, width)
    return [*lines, line] if line else lines


def padded(text: str, width: int) -> str:
    """The text with blanks up to `width` cells; wide characters count as two."""
    return text + " " * max(0, width - text_width(text))


def paragraph(text: str, width: int, ink: Ink = PLAIN, most: int | None = None) -> Block:
    """A wrapped text; with `most`, at most that many lines, the last one cut."""
    lines = wrap(text, width)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width)] if most > 0 else []
    return tuple((Span(line, ink),) for line in lines)


def heading(text: str, aside: str = "", width: int | None = None) -> Line:
    """A section's name, with something muted at the right end of `width`."""
    name = Span(text.upper(), Ink(Tone.KEY, bold=True))
    if not aside:
        return (name,)
    return apart([name], [Span(aside, MUTED)], width) if width is not None else (name, Span(f"  {aside}", MUTED))


def bar(share: float, width: int, tone: Tone, *, rest: str = "─") -> Line:
    """A share, 0-1, as a bar with eighths of a cell; what is left is a thin line."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    whole, part = divmod(eighths, 8)
    drawn = "█" * whole + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[part]
    return (Span(drawn, Ink(tone)), Span(rest * (width - len(drawn)), FAINT))


def key_hint(key: str, label: str, tone: Tone = Tone.KEY) -> Line:
    """A key worth pressing now, on its colour, and what it does."""
    return (Span(f" {key} ", Ink(Tone.GROUND, tone, bold=True)), Span(f" {label}", Ink(bold=True)))


def indented(block: Block, cells: int) -> Block:
    """The block, moved to the right."""
    return tuple((Span(" " * cells), *line) for line in block)


def beside(blocks: Sequence[tuple[Block, int]], gap: int = 2) -> Block:
    """Blocks side by side, each with its width."""
    height = max((len(block) for block, _ in blocks), default=0)
    width = sum(width for _, width in blocks) + gap * max(0, len(blocks) - 1)
    canvas = Canvas(width, height)
    x = 0
    for block, cells in blocks:
        canvas.put(Rect(x, 0, cells, height), block)
        x += cells + gap
    return canvas.block()


class Section(msgspec.Struct, frozen=True):
    """A part of a page. When there is not room for all, those with the lowest `keep` are dropped first.

    `tight` is the part in fewer rows, for a page without room for blank ones between its parts; `airy` in more.
    """

    block: Block
    keep: int
    tight: Block = ()
    airy: Block = ()


def stacked(sections: Sequence[Section], height: int, *, most_gap: int = 1) -> Block:
    """Sections under each other, with up to `most_gap` blank lines between; what does not fit is left out."""
    shown = [section for section in sections if section.block]
    while len(shown) > 1 and sum(len(section.tight or section.block) for section in shown) > height:
        shown.remove(min(shown, key=lambda section: section.keep))
    blocks = _blocks(shown, height - (len(shown) - 1))
    spare = height - sum(map(len, blocks))
    lines: list[Line] = []
    gaps = len(blocks) - 1
    for at, block in enumerate(blocks):
        lines += block
        # Each gap gets its first blank line before any gets a second.
        lines += [()] * (sum(spare > round_ * gaps + at for round_ in range(most_gap)) if at < gaps else 0)
    return tuple(lines[:height])


def _blocks(sections: Sequence[Section], height: int) -> list[Block]:
    """The sections' blocks: tight ones while there is not room for all, airy ones while there is."""
    blocks = [section.block for section in sections]
    order = sorted(range(len(sections)), key=lambda at: sections[at].keep)
    for at in order:
        if sections[at].tight and sum(map(len, blocks)) > height:
            blocks[at] = sections[at].tight
    for at in reversed(order):
        more = len(sections[at].airy) - len(blocks[at])
        if sections[at].airy and sum(map(len, blocks)) + more <= height:
            blocks[at] = sections[at].airy
    return blocks


def scrolled(block: Block, height: int, offset: int, width: int) -> tuple[Block, int]:
    """A window of `height` lines on a longer block, and the offset, limited to its ends; a mark shows where more is."""
    if len(block) <= height:
        return block, 0
    room = max(1, height - 1)
    offset = max(0, min(offset, len(block) - room))
    ways = ("▲" if offset > 0 else " ") + ("▼ more" if offset < len(block) - room else " end")
    mark = apart([Span("")], [Span(ways, MUTED)], width)
    return (*block[offset : offset + room], mark)[:height], offset


def busy_line(what: str, tick: int) -> Line:
    """Say what takes a while; `tick` moves the dots."""
    return (Span(BUSY_FRAMES[tick % len(BUSY_FRAMES)], Ink(Tone.KEY, bold=True)), Span(f" {what}", MUTED))
