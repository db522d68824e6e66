"""What a walker writes down in a calm week, to read when pain flares."""

MOST_CHARACTERS = 600
"""Some ten short lines: more would not be read in pain."""


def tidied(text: str) -> str:
    """Return a plan as it is kept: lines of printable characters, no empty ones around it, at most so many."""
    lines = (line.rstrip() for line in printable_lines(text).split("\n"))
    return "\n".join(lines).strip("\n")[:MOST_CHARACTERS].rstrip()


def printable_lines(text: str) -> str:
    """Return a text without anything that a terminal would take for a command."""
    lines = ("".join(map(_kept, line)) for line in text.splitlines())
    return "\n".join(lines) + ("\n" if text.endswith(("\n", "\r")) else "")


def _kept(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""
