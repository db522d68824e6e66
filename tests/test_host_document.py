"""docs/host.md and its schema tell the truth: real walks are what they say, and the document's own programs run."""

import asyncio
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from coach.session import commands, wire
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason, SessionEnded
from coach.session.json_lines import lines_of
from coach.session.wire import Request, fact_bytes, request_line, state_bytes, state_line
from tests.session.test_viewer_lines import COMMANDS
from tests.session.test_wire import OWN_LINES, VIEWER_COMMANDS
from tests.support.joined import OpenWalk, open_walk
from tests.support.sessions import ANYTHING, STEADY, UNKNOWN, finding_engines

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = (DOCS / "host.md").read_text(encoding="utf-8")
SCHEMA = json.loads((DOCS / "host.schema.json").read_text(encoding="utf-8"))


def closed(node):
    """The schema without room for keys that it does not name: what is said must be written down."""
    if isinstance(node, list):
        return [*map(closed, node)]
    if not isinstance(node, dict):
        return node
    shut = {key: closed(value) for key, value in node.items()}
    if "properties" in node and node.get("type", "object") in ("object", ["object", "null"]):
        shut["additionalProperties"] = False
    return shut


def validator(of):
    return Draft202012Validator({**closed(copy.deepcopy(SCHEMA)), "anyOf": [{"$ref": f"#/$defs/{of}"}]})


LINE, COMMAND = validator("line"), validator("command")


@cache
def of_kind(kind, event):
    """The validator of one kind of line, or of one event: quicker than trying them all."""
    if event is None:
        return validator(f"line_{kind}")
    (number,) = (
        number
        for number, one in enumerate(SCHEMA["$defs"]["line_event"]["oneOf"])
        if one["properties"]["event"]["const"] == event
    )
    return validator(f"line_event/oneOf/{number}")


def mistake(line):
    """What the schema says against a line, in short: Hypothesis would print the whole of it."""
    error = next(of_kind(line["type"], line.get("event")).iter_errors(line), None)
    return None if error is None else f"{error.json_path}: {error.message[:200]}"


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=30)
@given(ANYTHING.map(lambda inputs: inputs[:150]))
def test_every_line_of_a_walk_is_in_the_schema(inputs):
    for plan in (STEADY, UNKNOWN):
        with finding_engines():
            engine = SessionEngine(plan)
        for item in [*inputs, SessionEnded(at_s=(inputs[-1].at_s if inputs else 0) + 1, reason=EndReason.STOPPED)]:
            engine.receive(item)
            events, snapshot = engine.events(), engine.snapshot(engine.now_s)
            for line in lines_of(events, snapshot, heard=True):
                assert mistake(json.loads(json.dumps(line))) is None
        whole = json.loads(state_line(state_bytes(snapshot), [*map(fact_bytes, events)], heard=True))
        assert mistake(whole) is None


@given(OWN_LINES)
def test_every_line_of_the_host_s_own_is_in_the_schema(line):
    LINE.validate(json.loads(wire.host_line(line)))


@given(COMMANDS | VIEWER_COMMANDS)
def test_every_command_is_in_the_schema(command):
    COMMAND.validate(json.loads(request_line(Request(3, command))))


def names(kind):
    return {name.removeprefix(f"{kind}_") for name in SCHEMA["$defs"] if name.startswith(f"{kind}_")}


def test_the_schema_has_every_line_and_every_command_and_no_other():
    known = {kind.__struct_config__.tag for kind in (*commands.Command.__args__, *wire.ViewerCommand.__args__)}
    assert names("command") == known
    assert names("line") == wire._HOST_TYPES | {"state", "cue", "event", "summary"}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)


def test_the_document_shows_every_line_and_every_command():
    shown = [json.loads(line) for block in blocks("json") for line in block.splitlines()]
    for item in shown:
        (COMMAND if "command" in item else Draft202012Validator(SCHEMA)).validate(item)
    assert {item["type"] for item in shown if "type" in item} == names("line") - {"snapshot"}
    assert {item["command"] for item in shown if "command" in item} == names("command")
    for refusal in wire.Refusal:
        assert f"`{refusal.value}`" in DOCUMENT
    assert f"Protocol {wire.PROTOCOL}." in DOCUMENT


async def test_what_a_channel_really_says_is_in_the_schema():
    async with open_walk() as walk:
        whole, lines = await walk.follower("terminal", whole=True), await walk.follower()
        for number, command in enumerate(("pause", "resume", "fly", "straps", "skip_step"), 10):
            await whole.asked(number, command=command)
            await walk.clock.pass_time(30)
        walk.channel.ring()
        walk.host.end(EndReason.STOPPED)
        await walk.host.over()
        await walk.channel.close(RuntimeError("a fault"))
        said = [*await whole.rest(), *await lines.rest()]
    for line in said:
        LINE.validate(line)
    assert {line["type"] for line in said} >= {"hello", "snapshot", "state", "event", "answer", "control", "broken"}


async def output_of(walk, *command, home):
    """What a program prints that follows the walk until its end."""
    program = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"COACH_HOME": str(home)},
    )
    while not walk.channel._viewers and program.returncode is None:
        await asyncio.wait([asyncio.create_task(program.wait())], timeout=0.02)
    await walk.clock.pass_time(30)
    walk.host.end(EndReason.STOPPED)
    await walk.host.over()
    await walk.channel.close()
    out, err = await asyncio.wait_for(program.communicate(), 30)
    return out.decode(), err.decode(), program.returncode


@pytest.mark.parametrize("by_port", [False, True])
async def test_the_document_s_own_program_follows_a_walk(by_port):
    if sys.platform == "win32" and not by_port:
        pytest.skip("Windows' event loop has no Unix sockets")
    (program,) = blocks("python")
    assert program.count("\n") <= 40
    with tempfile.TemporaryDirectory() as folder:
        async with OpenWalk(Path(folder), by_port=by_port) as walk:
            out, err, code = await output_of(walk, sys.executable, "-c", program, home=folder)
    assert (err, code) == ("", 0)
    assert "125 bpm" in out
    assert "the walk is over" in out


@pytest.mark.skipif(not (shutil.which("nc") and shutil.which("jq")), reason="nc or jq is not here")
async def test_the_document_s_shell_line_follows_a_walk():
    (line,) = [block for block in blocks("sh") if "nc -U" in block]
    with tempfile.TemporaryDirectory() as folder:
        async with OpenWalk(Path(folder)) as walk:
            out, err, code = await output_of(walk, "sh", "-c", line, home=folder)
    assert (err, code) == ("", 0)
    assert "30 s: 125 bpm, in" in out
