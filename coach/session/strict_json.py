"""Objects of JSON, one a line: what is read can be written again, as JSON and as UTF-8. No files here."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from coach.errors import RecordingError, RecordingProblem
from coach.limits import DEEPEST

_decode = msgspec.json.Decoder().decode
"""Takes no NaN, no Infinity, no number beyond a double and no half of a surrogate pair; Python's own decoder does."""

_ESCAPE = re.compile(
    r"(\\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2})|\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}|(\\.)"
)
"""An escape in JSON: a whole surrogate pair, half of one, or any other."""

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair as a character of its own, as Python has it for a byte that is no UTF-8."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def dump_object(data: Mapping[str, object]) -> str:
    """Return an object's line, without a newline."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def load_object(line: str) -> dict[str, object]:
    """Return a line's object. Half of a surrogate pair, which nothing can keep or print, becomes U+FFFD.

    Raises:
        RecordingError: when it is no object of JSON, or nested deeper than `DEEPEST`.
    """
    try:
        try:
            data = _decode(line)
        except (msgspec.DecodeError, UnicodeEncodeError):
            data = _decode(_with_whole_characters(line))
    except (msgspec.DecodeError, RecursionError) as error:
        raise RecordingError(RecordingProblem.LINE_NOT_JSON) from error
    if not isinstance(data, dict):
        raise RecordingError(RecordingProblem.LINE_NOT_AN_OBJECT)
    if len(line) > 2 * DEEPEST and _levels(data) > DEEPEST:
        raise RecordingError(RecordingProblem.LINE_TOO_DEEP)
    return data


def _with_whole_characters(line: str) -> str:
    return _ESCAPE.sub(lambda found: found[1] or found[2] or _REPLACEMENT, _HALF.sub(_REPLACEMENT, line))


def _levels(data: Any) -> int:  # noqa: ANN401 - whatever JSON holds
    """Return how many levels of objects and lists hold values: 0 for 7, 1 for [7], 2 for {"a": [7]}."""
    levels, row = 0, [data]
    while row := [inner for value in row if isinstance(value, dict | list) for inner in _parts(value)]:
        levels += 1
    return levels


def _parts(value: Any) -> Any:  # noqa: ANN401 - the values of an object or a list
    return value.values() if isinstance(value, dict) else value
