"""What a walker writes down in a calm week, to read when pain flares."""

MOST_CHARACTERS = 600
"""Some ten short lines: more would not be read in pain."""


def tidied(text: str) -> str:
    """Return a plan as it is kept: lines of printable characters, no empty ones around it, at most so many."""
    lines = ("".join(map(_kept, line)).rstrip() for line in text.splitlines())
    return "\n".join(lines).strip("\n")[:MOST_CHARACTERS].rstrip()


def _kept(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""
