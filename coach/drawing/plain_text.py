"""Text from outside - names of straps, messages of the system, files - made safe to print.

Such text is data: it may hold markup, control characters, marks that turn the writing direction, or pages of it.
Markup needs no care here, because Coach never hands outside text to anything that reads markup.
"""

import unicodedata

from coach.drawing.ink import cut

NAME_CELLS = 28
"""A strap's name in at most this many cells: Bluetooth allows 248 bytes, the longest real ones have about 20."""

MARKS_PER_LETTER = 2
"""Combining marks kept on one letter: scripts need up to two; more is a prank and climbs into other lines."""

_NOT_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain_text(text: str, cells: int | None = None) -> str:
    """The text as one line of printable characters, at most `cells` wide.

    Control characters and line breaks become a blank; marks of writing direction, zero-width characters and code
    points without a meaning are dropped; runs of blanks become one.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in {"Mn", "Me", "Mc"}:
            marks += 1
            if kept and marks <= MARKS_PER_LETTER:
                kept.append(char)
            continue
        marks = 0
        if category in {"Cc", "Zl", "Zp"}:
            kept.append(" ")
        elif category not in _NOT_TEXT:
            kept.append(char)
    line = " ".join("".join(kept).split())
    return line if cells is None else cut(line, cells)


def strap_label(name: str, cells: int = NAME_CELLS) -> str:
    """A strap's name to show; a strap without a printable name still needs one."""
    return plain_text(name, cells) or cut("unnamed strap", cells)
