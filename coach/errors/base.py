"""The base of all errors, and their text for the log."""

from enum import StrEnum


class CoachError(Exception):
    """Base of all errors shown to the walker; its own text is for logs."""

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process gets the same error, whatever its class is made with."""
        return _same_again, (type(self), self.args, self.__dict__)


def _same_again(kind: type[CoachError], args: tuple[object, ...], facts: dict[str, object]) -> CoachError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


def for_the_log(problem: StrEnum, *parts: object) -> str:
    """Return what is known of an error as one text, for logs."""
    return ": ".join([str(problem), *(str(part) for part in parts if part)])
