"""Formats times and speeds for a walker, and makes text from outside fit to print."""

from math import isinf


def clock_text(seconds: float) -> str:
    """Return minutes and seconds, with hours from one hour on: 0:07, 12:34, 1:02:03. Negative times show as 0:00."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def speed_text(speed: float) -> str:
    """Return how many times as fast as life something is shown; `inf` is as fast as the machine can."""
    return "full speed" if isinf(speed) else f"x{speed:g}"


def printable(text: str) -> str:
    """Return text made safe for a terminal: no control characters, no right-to-left overrides, no line breaks.

    Each unprintable character becomes a middle dot, so that its place still shows.
    """
    return "".join(character if character.isprintable() else "·" for character in text)
