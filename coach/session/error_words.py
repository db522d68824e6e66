"""Errors as a sentence or two for the walker: what happened, what to do next."""

from coach.errors import BluetoothError, CoachError
from coach.session.link_words import bluetooth_sentence


def error_sentence(error: CoachError) -> str:
    """What to tell the walker of an error; those that carry facts only get their words here."""
    match error:
        case BluetoothError(problem=problem, during=during, detail=detail, system=system):
            return str(bluetooth_sentence(problem, during, detail, system))
        case _:
            return str(error)
