"""Converts JSON values to what an input needs, and back. A wrong value raises TypeError or ValueError that names it."""

import math

from coach.domain.zone.zones import Band
from coach.limits import LATEST_S
from coach.session.link_facts import LinkFact
from coach.session.link_words import words_of

MOST_WHOLE = 2**53 - 1
"""The largest whole number up to which a double, as other programs read JSON numbers, is exact."""

_SHOWN = 40
"""A wrong value may have a megabyte: show its beginning."""


def to_number(value: object) -> float:
    """Return a finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{_shown(value)} is not a number")
    try:
        number = float(value)
    except OverflowError:  # JSON's whole numbers have no end
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def to_time_s(value: object) -> float:
    """Return a time of a session; one before the start is put there by whoever reads all lines."""
    at_s = to_number(value)
    if abs(at_s) > LATEST_S:
        raise ValueError("its time is more than a week from the start")
    return at_s


def to_whole(value: object) -> int:
    """Return a whole number that other programs can read exactly."""
    number = to_number(value)
    if number != int(number) or abs(number) > MOST_WHOLE:
        raise ValueError(f"{_shown(value)} is not a whole number")
    return int(number)


def to_text(value: object) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise TypeError(f"{_shown(value)} is not a text")
    return value


def to_texts(value: object) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(value, list):
        raise TypeError(f"{_shown(value)} is not a list")
    return tuple(to_text(item) for item in value)


def to_truth(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise TypeError(f"{_shown(value)} is neither true nor false")
    return value


def to_band(value: object) -> Band:
    """Return a band from its two bounds."""
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError("a band is two heart rates")
    return Band(to_number(value[0]), to_number(value[1]))


def from_band(value: object) -> object:
    """Return a band's two bounds."""
    if not isinstance(value, Band):
        raise TypeError("a band is dumped from a Band")
    return [value.lo_bpm, value.hi_bpm]


def from_said(value: object) -> object:
    """Return a link's fact or sentence as a sentence."""
    return str(words_of(value)) if isinstance(value, LinkFact | str) else value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
