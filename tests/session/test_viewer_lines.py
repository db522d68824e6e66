"""Snapshot, events and commands survive the way to a viewer and back: a viewer elsewhere sees what one here sees."""

from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Remark, Signal
from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.errors import StoreProblem
from coach.session import events as session_events
from coach.session.commands import (
    AddNote,
    AnswerTalkTest,
    ChangeBand,
    ExtendStep,
    Mute,
    Pause,
    ReportPain,
    Resume,
    SkipStep,
    StopWorkout,
    SwitchStrap,
    input_of,
)
from coach.session.engine import SessionEngine
from coach.session.events import RecordingFailed, RhythmIrregular, SessionEvent, StrapRemarked
from coach.session.inputs import EndReason, SessionEnded
from coach.session.plan import SessionPlan
from coach.session.straps import StrapId
from coach.session.viewer_lines import (
    _EVENTS,
    dump_command,
    dump_event,
    dump_snapshot,
    parse_command,
    parse_event,
    parse_snapshot,
)
from tests.support import scenes
from tests.support.sessions import ANYTHING, STEADY, finding_engines

TEXTS = st.text(max_size=12) | st.just("half \ud800 a pair")
COMMANDS = st.one_of(
    *map(st.just, (Pause(), Resume(), SkipStep(), StopWorkout())),
    st.builds(ExtendStep, st.floats(0.5, 3600)),
    st.tuples(st.floats(30, 120), st.floats(1, 100)).map(lambda pair: ChangeBand(Band(pair[0], sum(pair)))),
    st.builds(Mute, st.booleans()),
    st.builds(AddNote, TEXTS),
    st.builds(AnswerTalkTest, st.sampled_from(TalkTest)),
    st.builds(ReportPain, st.integers(0, 10)),
    st.builds(SwitchStrap, st.builds(StrapId, TEXTS, TEXTS)),
)


@settings(max_examples=40, deadline=None)
@given(inputs=ANYTHING, free=st.booleans(), finding=st.booleans())
def test_whatever_happens_in_a_walk_reaches_a_viewer_unchanged(inputs, free, finding):
    with finding_engines() if finding else nullcontext():
        engine = SessionEngine(SessionPlan.from_json({}) if free else STEADY)
    for item in inputs:
        engine.receive(item)
        for event in engine.events():
            assert parse_event(dump_event(event)) == event
        snapshot = engine.snapshot(engine.now_s)
        assert parse_snapshot(dump_snapshot(snapshot)) == snapshot
    engine.receive(SessionEnded(at_s=engine.now_s + 1, reason=EndReason.FINISHED))
    *_, over = engine.events()
    assert parse_event(dump_event(over)) == over


@given(st.floats(0, 1e6), st.sampled_from(Remark), st.sampled_from(Signal), st.floats(0.1, 15))
def test_what_is_found_of_heart_and_strap_reaches_a_viewer(at_s, remark, signal, fresh_s):
    for event in (RhythmIrregular(at_s=at_s), StrapRemarked(at_s=at_s, remark=remark)):
        assert parse_event(dump_event(event)) == event
    snapshot = replace(scenes.LIVE_IN, signal=signal, fresh_s=fresh_s)
    assert parse_snapshot(dump_snapshot(snapshot)) == snapshot


def test_what_no_engine_says_reaches_a_viewer_too():
    for text in ("The disk is full.", "half \ud800 a pair"):
        failed = RecordingFailed(at_s=1.0, problem=StoreProblem.RECORDING_STOPPED, detail=text)
        assert parse_event(dump_event(failed)) == failed


def test_a_trace_is_read_only_there_too():
    trace = parse_snapshot(dump_snapshot(SessionEngine(STEADY).snapshot(0.0))).trace
    assert not trace.bpm.flags.writeable


def test_every_event_has_its_place_in_the_table():
    def kinds(base):
        return {kind for direct in base.__subclasses__() for kind in (direct, *kinds(direct))}

    ours = {kind for kind in kinds(SessionEvent) if kind.__module__ == session_events.__name__}
    assert {kind.__name__ for kind in ours} == set(_EVENTS)


@given(COMMANDS)
def test_a_command_survives(command):
    assert parse_command(dump_command(command)) == command


@given(COMMANDS.filter(lambda command: not isinstance(command, SwitchStrap)), st.floats(0, 1e5))
def test_every_command_but_another_strap_is_an_input_of_its_time(command, at_s):
    assert input_of(command, at_s).at_s == at_s


SNAPSHOT = dump_snapshot(SessionEngine(STEADY).snapshot(0.0))


@pytest.mark.parametrize(
    ("parse", "line"),
    [
        (parse_command, b""),
        (parse_command, b'{"command": "fly"}'),
        (parse_command, b'{"command": "pain", "level": "much"}'),
        (parse_command, b'{"command": "pain", "level": 99}'),
        (parse_command, b'{"command": "extend_step", "by_s": -60}'),
        (parse_command, b'{"command": "change_band", "band": {"lo_bpm": 140, "hi_bpm": 120}}'),
        (parse_event, b"[]"),
        (parse_event, b'{"kind": "Eclipse", "event": {}}'),
        (parse_event, b'{"kind": "SessionEvent", "event": {"at_s": 1}}'),
        (parse_event, b'{"kind": "BatteryLow", "event": {"at_s": "soon"}}'),
        (parse_event, b'{"kind": "BatteryLow", "event": {"at_s": "1.0", "percent": "9"}}'),
        (parse_snapshot, b"{}"),
        (parse_snapshot, b"\xff"),
        (parse_snapshot, SNAPSHOT.replace(b'"bpm":[]', b'"bpm":"fast"')),
    ],
)
def test_anything_else_is_refused(parse, line):
    with pytest.raises(ValueError, match=r"what a host|does not know|no event"):
        parse(line)


def test_what_has_no_form_in_json_is_an_error_of_who_says_it():
    with pytest.raises(TypeError, match="no form in JSON"):
        dump_command(Mute(muted=object()))
