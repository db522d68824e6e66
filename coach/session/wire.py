"""The lines between a walk's host and its viewers: JSON, one object a line, UTF-8 (docs/host.md).

Whoever joins is told the host (`hello`) and the whole state (`snapshot`), and then what `coach walk --json` prints. A
screen of Coach asks for whole states instead (`follow`): each holds the facts since the last one.
"""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from coach.session.commands import Command
from coach.session.events import SessionEvent
from coach.session.inputs import EndReason
from coach.session.json_lines import line_of
from coach.session.json_values import MOST_WHOLE
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapSeen
from coach.session.summary_json import JsonObject
from coach.session.viewer_lines import (
    dump_command,
    dump_event,
    dump_snapshot,
    knows_event,
    parse_command,
    parse_event,
    parse_snapshot,
)

PROTOCOL = 1
"""Raised when a line changes its meaning, or a snapshot its shape; `hello` has it.

For ever stay `protocol`, `coach` and `walk` of `hello`, the commands `take_control` and `end`, and `summary`.
"""

MOST_LINE_BYTES = 16_000_000
"""A quarter of an hour of a reading a second is 26 kB; of a hundred, which no strap sends, 3 MB."""

MOST_COMMAND_BYTES = 64_000
"""A note is the longest command; people write a page at most."""


class ViewerRole(StrEnum):
    """What a viewer is: a terminal shows the questions of the walk."""

    TERMINAL = "terminal"
    PAGE = "page"
    """The page for browsers."""
    OTHER = "other"


class Refusal(StrEnum):
    """Why a command was not carried out."""

    NOT_UNDERSTOOD = "not_understood"
    NO_CONTROL = "no_control"
    """Another viewer holds control, or none does: `take_control` first."""
    NO_STRAP = "no_strap"
    """The heart rate does not come from a strap."""
    ENDED = "ended"
    """The walk is over."""
    FAILED = "failed"
    """It was tried and did not work; `text` says why."""


# From the host


class HelloLine(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """The first line. `begun_at` is ISO 8601 with its zone."""

    protocol: int
    coach: str
    walk: str
    begun_at: str
    has_strap: bool = False


class StateLine(msgspec.Struct, frozen=True, tag_field="type", tag="snapshot"):
    """The whole state, with the facts since the last one that this viewer was sent; `heard` is as in a `Listener`."""

    snapshot: msgspec.Raw
    heard: bool = False
    facts: list[msgspec.Raw] = []

    def state(self) -> SessionSnapshot:
        """Return the state.

        Raises:
            ValueError: when it is none.
        """
        return parse_snapshot(bytes(self.snapshot))

    def events(self) -> tuple[SessionEvent, ...]:
        """Return the facts, without those of a kind that this version does not know.

        Raises:
            ValueError: when one is none.
        """
        return tuple(parse_event(bytes(fact)) for fact in self.facts if knows_event(bytes(fact)))


class AnswerLine(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="answer"):
    """What became of the command with this id; `why` and `text` when it was refused."""

    id: int
    done: bool
    why: Refusal | None = None
    text: str = ""
    straps: list[StrapSeen] = []


class ControlLine(msgspec.Struct, frozen=True, tag_field="type", tag="control"):
    """Whether this viewer's commands are carried out, and what the viewer is that holds control."""

    held: bool
    holder: ViewerRole | None


class AliveLine(msgspec.Struct, frozen=True, tag_field="type", tag="alive"):
    """Every second: the host runs, and its walk's time is `t`."""

    t: float


class DroppedLine(msgspec.Struct, frozen=True, tag_field="type", tag="dropped"):
    """So many lines were left out, since this viewer did not read them in time; the whole state follows."""

    lines: int


class BellLine(msgspec.Struct, frozen=True, tag_field="type", tag="bell"):
    """Ring the terminal's bell: no player was found for the tones."""


class BrokenLine(msgspec.Struct, frozen=True, tag_field="type", tag="broken"):
    """The walk was broken off by an error; `text` is its sentence."""

    text: str


class ClosedLine(msgspec.Struct, frozen=True, tag_field="type", tag="closed"):
    """The last line to this viewer, and why: the walk is `over`, there are too many viewers, or it misbehaved."""

    why: str


OwnLine = HelloLine | AnswerLine | ControlLine | AliveLine | DroppedLine | BellLine | BrokenLine | ClosedLine
HostLine = OwnLine | StateLine


def state_line(state: bytes, facts: Sequence[bytes], *, heard: bool) -> bytes:
    """Return a `snapshot` line around a state and facts that are encoded already: once for many viewers."""
    return b'{"type":"snapshot","heard":%s,"facts":[%s],"snapshot":%s}\n' % (
        b"true" if heard else b"false",
        b",".join(facts),
        state,
    )


def state_bytes(snapshot: SessionSnapshot) -> bytes:
    """Encode a whole state for `state_line`."""
    return dump_snapshot(snapshot)


def fact_bytes(event: SessionEvent) -> bytes:
    """Encode a fact for `state_line`."""
    return dump_event(event)


def object_line(item: JsonObject) -> bytes:
    """Return a documented line, as `--json` prints it."""
    return line_of(item).encode("ascii") + b"\n"


def host_line(line: OwnLine) -> bytes:
    """Return any other line of the host."""
    try:
        return msgspec.json.encode(line) + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, in a strap's name or a disk's message
        return json.dumps(msgspec.to_builtins(line)).encode("ascii") + b"\n"


def parse_host_line(line: bytes) -> HostLine | None:
    """Return a line of the host; None for one that this version does not know, or that is for other programs.

    Of a `hello` of another protocol, only the versions are told.

    Raises:
        ValueError: when it is no line of a host.
    """
    try:
        kind = _Typed.of(line)
        if kind not in _HOST_TYPES:
            return None
        if kind == _HELLO and (of := _decoded(line, _Versioned)).protocol != PROTOCOL:
            return HelloLine(of.protocol, of.coach, "", "")  # the rest may have another meaning
        parsed: HostLine = _decoded(line, HostLine)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ValueError(f"not what a host says: {error}") from error
    return parsed


# From a viewer


class Follow(msgspec.Struct, frozen=True, tag_field="command", tag="follow"):
    """Send whole states (`whole`) from now on, or lines; and say what this viewer is."""

    whole: bool = False
    role: ViewerRole = ViewerRole.OTHER


class TakeControl(msgspec.Struct, frozen=True, tag_field="command", tag="take_control"):
    """Have this viewer's commands carried out, and no other's."""


class End(msgspec.Struct, frozen=True, tag_field="command", tag="end"):
    """End the walk now."""

    reason: EndReason = EndReason.STOPPED


class AskStraps(msgspec.Struct, frozen=True, tag_field="command", tag="straps"):
    """AnswerLine with the straps in range; takes a few seconds."""


ViewerCommand = Follow | TakeControl | End | AskStraps
_OWN = {"follow", "take_control", "end", "straps"}


class Request(msgspec.Struct, frozen=True):
    """A command with its id, a whole number from 0 on: the answer has the same."""

    id: int
    command: ViewerCommand | Command


def request_line(request: Request) -> bytes:
    """Encode a command with its id."""
    command = request.command
    encoded = msgspec.json.encode(command) if isinstance(command, ViewerCommand) else dump_command(command)
    return b'{"id":%d,%s\n' % (request.id, encoded[1:])


def parse_request(line: bytes) -> Request:
    """Return a viewer's command. One without an id has the id 0.

    Raises:
        NotUnderstoodError: when the line holds none that this version knows.
    """
    number = 0
    try:
        head: _Numbered = _decoded(line, _Numbered)
        number = head.id
        command = _decoded(line, ViewerCommand) if head.command in _OWN else parse_command(line)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotUnderstoodError(number, str(error)) from error
    return Request(number, command)


class NotUnderstoodError(ValueError):
    """A line is no command; `id` is its own, 0 where it has none."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.id = number


class _Numbered(msgspec.Struct):
    command: str
    id: Annotated[int, msgspec.Meta(ge=0, le=MOST_WHOLE)] = 0


class _Typed(msgspec.Struct):
    type: str

    @staticmethod
    def of(line: bytes) -> str:
        typed: _Typed = _decoded(line, _Typed)
        return typed.type


class _Versioned(msgspec.Struct):
    protocol: int
    coach: str


_HELLO = HelloLine.__struct_config__.tag
_HOST_TYPES = {kind.__struct_config__.tag for kind in HostLine.__args__}


def _decoded(line: bytes, kind: Any) -> Any:  # noqa: ANN401 - whatever `kind` is
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # no JSON, or half of a surrogate pair, which JSON can escape
        found = json.loads(line.decode(), parse_constant=_no_number)
        if kind is HostLine and found["type"] == StateLine.__struct_config__.tag:
            facts = found.get("facts", [])
            found |= {"snapshot": _raw(found.get("snapshot"))}
            found |= {"facts": [*map(_raw, facts)] if isinstance(facts, list) else facts}
        return msgspec.convert(found, kind)


def _raw(value: object) -> msgspec.Raw:
    """Return a part as it is kept until it is asked for."""
    return msgspec.Raw(json.dumps(value).encode("ascii"))


def _no_number(name: str) -> float:
    """Refuse what Python takes for JSON, and JSON does not know."""
    raise ValueError(f"{name} is no number of JSON")
