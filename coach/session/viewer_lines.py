"""Encodes the messages between a walk's host and its viewers as JSON: the snapshot, events, commands.

Every message survives encoding and decoding unchanged, so that a viewer in another process sees the same as one in
this process. `json_lines` has a different purpose: the documented lines that other programs read.
"""

import json
import math
from typing import Any

import msgspec
import numpy as np

from coach.session import events as session_events
from coach.session.commands import Command
from coach.session.events import SessionEvent
from coach.session.snapshot import SessionSnapshot

_EVENTS = {
    kind.__name__: kind
    for kind in vars(session_events).values()
    if isinstance(kind, type) and issubclass(kind, SessionEvent) and kind is not SessionEvent
}


def dump_snapshot(snapshot: SessionSnapshot) -> bytes:
    """Encode a snapshot, trace included."""
    return _dump(snapshot)


def parse_snapshot(line: bytes) -> SessionSnapshot:
    """Return the snapshot in a line.

    Raises:
        ValueError: when the line holds none.
    """
    snapshot: SessionSnapshot = _parse(line, SessionSnapshot)
    return snapshot


def dump_event(event: SessionEvent) -> bytes:
    """Encode an event, with its kind."""
    return _dump({"kind": type(event).__name__, "event": event})


def parse_event(line: bytes) -> SessionEvent:
    """Return the event in a line.

    Raises:
        ValueError: when the line holds none that this version knows.
    """
    kind = _EVENTS.get(_parse(line, _Kind).kind)
    if kind is None:
        raise ValueError("an event that this version does not know")
    event = _parse(line, dict[str, Any]).get("event")
    try:
        return msgspec.convert(event, kind, dec_hook=_from_json)
    except msgspec.ValidationError as error:
        raise ValueError(f"no event: {error}") from error


def knows_event(line: bytes) -> bool:
    """Whether the event in a line is of a kind that this version knows.

    Raises:
        ValueError: when the line holds none.
    """
    return _parse(line, _Kind).kind in _EVENTS


def dump_command(command: Command) -> bytes:
    """Encode a command."""
    return _dump(command)


def parse_command(line: bytes) -> Command:
    """Return the command in a line.

    Raises:
        ValueError: when the line holds none that this version knows.
    """
    command: Command = _parse(line, Command)
    return command


class _Kind(msgspec.Struct):
    kind: str


def _dump(value: object) -> bytes:
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:  # half of a surrogate pair, from a note or a name: escaped as JSON can
        return json.dumps(msgspec.to_builtins(value, enc_hook=_to_json)).encode()


def _parse(line: bytes, kind: Any) -> Any:  # noqa: ANN401 - whatever `kind` is
    try:
        try:
            return msgspec.json.decode(line, type=kind, dec_hook=_from_json)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:  # no JSON, or half of a surrogate pair
            return msgspec.convert(json.loads(line), kind, dec_hook=_from_json)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ValueError(f"not what a host and its viewers say: {error}") from error


def _to_json(value: object) -> object:
    """Return an array as a list, with null for NaN, which JSON lacks."""
    if isinstance(value, np.ndarray):
        return [None if math.isnan(number) else number for number in value.tolist()]
    raise TypeError(f"{type(value)} has no form in JSON")


def _from_json(kind: type, value: object) -> object:
    origin = getattr(kind, "__origin__", kind)
    if origin is np.ndarray and isinstance(value, list):
        numbers = np.array([math.nan if number is None else number for number in value], dtype=np.float64)
        numbers.flags.writeable = False
        return numbers
    raise TypeError(f"{kind} has no form in JSON")


_ENCODER = msgspec.json.Encoder(enc_hook=_to_json)
