"""Times as a walker reads them, and text from outside made fit to print."""


def clock_text(seconds: float) -> str:
    """Minutes and seconds, with hours where there are some: 0:07, 12:34, 1:02:03. What is below nothing is nothing."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def printable(text: str) -> str:
    """Text from outside made safe for a terminal: no control characters, no right-to-left overrides, no line breaks.

    Characters that cannot be printed become a middle dot, so that it shows that something was there.
    """
    return "".join(character if character.isprintable() else "·" for character in text)
