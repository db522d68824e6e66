"""Every line and command survives the way between a host and its viewers; anything else is refused, or passed over."""

import hashlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.session import viewer_lines
from coach.session.commands import AddNote, Command, Pause
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason
from coach.session.json_values import MOST_WHOLE
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapSeen
from coach.session.wire import (
    PROTOCOL,
    AliveLine,
    AnswerLine,
    AskStraps,
    BellLine,
    BrokenLine,
    ClosedLine,
    ControlLine,
    DroppedLine,
    End,
    Follow,
    HelloLine,
    NotUnderstoodError,
    OwnLine,
    Refusal,
    Request,
    StateLine,
    TakeControl,
    ViewerCommand,
    ViewerRole,
    fact_bytes,
    host_line,
    object_line,
    parse_host_line,
    parse_request,
    request_line,
    state_bytes,
    state_line,
)
from tests.session.test_viewer_lines import COMMANDS, TEXTS
from tests.support import scenes
from tests.support.sessions import ANYTHING, STEADY

IDS = st.integers(0, MOST_WHOLE)
TIMES = st.floats(0, 1e6)
STRAPS = st.builds(
    StrapSeen,
    TEXTS,
    TEXTS,
    st.none() | st.integers(-127, 20),
    st.none() | st.integers(0, 100),
    st.booleans(),
    st.booleans(),
    TIMES,
)
OWN_LINES = st.one_of(
    st.builds(HelloLine, st.just(PROTOCOL), TEXTS, TEXTS, TEXTS, st.booleans()),
    st.builds(AnswerLine, IDS, st.booleans(), st.none() | st.sampled_from(Refusal), TEXTS, st.lists(STRAPS)),
    st.builds(ControlLine, st.booleans(), st.none() | st.sampled_from(ViewerRole)),
    st.builds(AliveLine, TIMES),
    st.builds(DroppedLine, st.integers(0, 9999)),
    st.just(BellLine()),
    st.builds(BrokenLine, TEXTS),
    st.builds(ClosedLine, TEXTS),
)
VIEWER_COMMANDS = st.one_of(
    st.builds(Follow, st.booleans(), st.sampled_from(ViewerRole)),
    st.just(TakeControl()),
    st.builds(End, st.sampled_from(EndReason)),
    st.just(AskStraps()),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
TYPES = ("hello", "snapshot", "answer", "control", "alive", "dropped", "bell", "broken", "closed", "state", "future")
NAMES = ("follow", "take_control", "end", "straps", "pause", "note", "pain", "change_band", "switch_strap", "fly")


def alike(**fixed):
    """Objects that look like a line or command: the right keys with any values."""
    keys = [
        "id",
        "done",
        "why",
        "text",
        "straps",
        "held",
        "holder",
        "t",
        "lines",
        "protocol",
        "snapshot",
        "facts",
        "heard",
        "whole",
        "role",
        "reason",
        "level",
        "band",
        "strap",
        "muted",
        "answer",
        "coach",
        "walk",
    ]
    return st.dictionaries(st.sampled_from(keys), JSON, max_size=6).map(lambda more: json.dumps(fixed | more).encode())


@given(OWN_LINES)
def test_what_a_host_says_survives(line):
    said = host_line(line)
    assert said.endswith(b"\n")
    assert said.count(b"\n") == 1
    assert parse_host_line(said) == line


@given(st.builds(Request, IDS, COMMANDS | VIEWER_COMMANDS))
def test_what_a_viewer_asks_survives(request_):
    said = request_line(request_)
    assert said.count(b"\n") == 1
    assert parse_request(said) == request_


@given(ANYTHING, st.booleans(), st.sampled_from(["", "half \ud800 a pair"]))
def test_a_state_and_its_facts_survive(inputs, heard, name):
    engine = SessionEngine(STEADY)
    for item in inputs[:30]:
        engine.receive(item)
    events = engine.events()
    snapshot = engine.snapshot(engine.now_s)
    snapshot = replace(snapshot, link=replace(snapshot.link, strap_name=name))
    line = parse_host_line(state_line(state_bytes(snapshot), [*map(fact_bytes, events)], heard=heard))
    assert isinstance(line, StateLine)
    assert (line.state(), line.events(), line.heard) == (snapshot, events, heard)


@given(alike(x=1), st.sampled_from(TYPES))
def test_keys_that_nobody_knows_are_passed_over(more, kind):
    known = host_line(AliveLine(4.5))
    mixed = {**json.loads(more), **json.loads(known), "of tomorrow": [kind]}
    assert parse_host_line(json.dumps(mixed).encode()) == AliveLine(4.5)
    assert parse_request(json.dumps({"command": "pause", "id": 3, "of tomorrow": kind}).encode()) == Request(3, Pause())


def test_lines_that_are_for_other_programs_or_of_tomorrow_are_passed_over():
    for kind in ("state", "cue", "event", "summary", "future", ""):
        assert parse_host_line(object_line({"type": kind, "t": 1.0})) is None


@given(alike(type="hello", protocol=PROTOCOL + 1, coach="9.1"))
def test_a_host_of_another_version_can_say_which(line):
    said = json.loads(line) | {"type": "hello", "protocol": PROTOCOL + 1, "coach": "9.1"}
    hello = parse_host_line(json.dumps(said).encode())
    assert (hello.protocol, hello.coach) == (PROTOCOL + 1, "9.1")


def test_a_fact_of_tomorrow_is_passed_over():
    facts = [b'{"kind":"Eclipse","event":{"at_s":1.0}}', fact_bytes(scenes.REST.cue)]
    line = parse_host_line(state_line(state_bytes(scenes.REST), facts, heard=True))
    assert line.events() == (scenes.REST.cue,)


@given(st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode()),
                 *(alike(type=kind) for kind in TYPES), *(alike(command=name) for name in NAMES)))  # fmt: skip
def test_whatever_comes_is_a_line_or_refused_in_one_way(line):
    try:
        said = parse_host_line(line)
        if isinstance(said, StateLine):
            said.state()
            said.events()
    except ValueError:
        pass
    asked = None
    try:
        asked = parse_request(line)
        number = asked.id
    except NotUnderstoodError as error:
        number = error.id
    assert parse_host_line(host_line(AnswerLine(number, done=True))) == AnswerLine(number, done=True)
    assert asked is None or parse_request(request_line(asked)) == asked


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[" * 100_000,
        b'{"command":"note","text":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"id":1e99,"command":"pause"}',
        b'{"id":9007199254740992,"command":"pause"}',
        b'{"id":-1,"command":"pause"}',
        b'{"id":1,"command":"extend_step","by_s":NaN}',
        b'{"id":1,"command":"change_band","band":{"lo_bpm":100,"hi_bpm":Infinity}}',
        b'{"id":1,"command":"pain","level":NaN}',
        b'{"id":1,"command":"end","of_tomorrow":NaN}',
        b'{"id":1,"command":"follow","role":"emperor"}',
        '{"command":"pause"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"command":"pause"}',
        b'{"command":"note","text":"\xff"}',
    ],
)
def test_mad_commands_are_refused(line):
    with pytest.raises(NotUnderstoodError):
        parse_request(line)


def test_a_refused_command_keeps_its_id():
    with pytest.raises(NotUnderstoodError) as refused:
        parse_request(b'{"id":17,"command":"fly"}')
    assert refused.value.id == 17


def test_half_of_a_pair_survives_in_a_note():
    assert parse_request(request_line(Request(5, AddNote("half \ud800")))) == Request(5, AddNote("half \ud800"))


SHAPES = {1: "81d99b253aa08488"}
"""The shape of all that is said, by protocol: each number stands for one."""


def shape():
    """A hash of every key and type of snapshots, facts, lines and commands, and of every value of their enums.

    A class's own name is in none of them, but for the kind of a fact.
    """
    own = {"SessionSnapshot": SessionSnapshot, "StateLine": StateLine, **viewer_lines._EVENTS}
    kinds = [Command, ViewerCommand, OwnLine, *own.values()]
    described, parts = msgspec.json.schema_components(kinds, schema_hook=lambda _: {"type": "array"})

    def bare(node, key=""):
        if isinstance(node, str) and node.startswith("#/$defs/"):
            return bare(parts[node.removeprefix("#/$defs/")])
        if isinstance(node, dict):
            return {name: bare(value, name) for name, value in node.items() if name not in {"description", "title"}}
        if isinstance(node, list):
            items = [*map(bare, node)]
            return items if key == "prefixItems" else sorted(items, key=json.dumps)
        return node

    said = bare(described[:3]), dict(zip(own, map(bare, described[3:]), strict=True))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def test_the_shape_of_what_is_said_goes_with_its_number():
    """A viewer of another shape cannot read it. When it has to change: raise PROTOCOL, and put the new shape here."""
    assert SHAPES[PROTOCOL] == shape()
