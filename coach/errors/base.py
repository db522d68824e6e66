"""The base of all errors, and their text for the log."""

from enum import StrEnum


class CoachError(Exception):
    """Base of all errors shown to the walker; its own text is for logs."""


def for_the_log(problem: StrEnum, *parts: object) -> str:
    """Return what is known of an error as one text, for logs."""
    return ": ".join([str(problem), *(str(part) for part in parts if part)])
