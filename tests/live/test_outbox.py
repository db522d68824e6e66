"""What waits for a viewer is bounded, and in order: the newest state, each fact once, or how many are left out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from coach.live.outbox import MOST_WAITING_BYTES, Outbox, StateEncoder
from coach.session.engine import SessionEngine
from coach.session.wire import (
    AliveLine,
    AnswerLine,
    BellLine,
    BrokenLine,
    ClosedLine,
    ControlLine,
    HelloLine,
    ViewerRole,
)
from tests.support.sessions import STEADY

ENGINE = SessionEngine(STEADY)
STATES = [ENGINE.snapshot(0.1 * number) for number in range(60)]

HELLO = HelloLine(1, "0.1", "walk", "2026-11-29T07:30:00+00:00")
ANSWER = AnswerLine(1, done=True)


def state(at):
    return STATES[at % len(STATES)]


def fact(number):
    return json.dumps({"kind": "Test", "event": {"number": number}}).encode()


def line(number, size=0):
    return json.dumps({"type": "event", "number": number, "filler": "x" * size}).encode() + b"\n"


def taken(outbox):
    return [json.loads(text) for text in outbox.take().splitlines()]


def kinds(lines):
    return [said["type"] for said in lines]


def told(lines):
    """The numbers of all lines and facts, in order."""
    numbers = []
    for said in lines:
        if said["type"] == "event":
            numbers.append(said["number"])
        numbers += [each["event"]["number"] for each in said.get("facts", [])]
    return numbers


def test_nothing_waits_at_first_and_all_is_taken_once():
    outbox = Outbox(StateEncoder())
    assert outbox.take() == b""
    outbox.tell_state(state(1))
    assert kinds(taken(outbox)) == ["snapshot"]
    assert outbox.take() == b""


def test_who_joins_is_told_the_host_first_and_the_end_last():
    outbox = Outbox(StateEncoder())
    for said in (ClosedLine("over"), ControlLine(held=False, holder=ViewerRole.TERMINAL), ANSWER, HELLO):
        outbox.put(said)
    outbox.tell((), state(2), (line(1),), heard=True)
    outbox.tell_state(state(2))
    assert kinds(taken(outbox)) == ["answer", "hello", "event", "snapshot", "control", "closed"]


def test_what_broke_the_walk_off_comes_before_the_last_line():
    outbox = Outbox(StateEncoder())
    outbox.put(BrokenLine("The disk is full."))
    outbox.put(ClosedLine("over"))
    outbox.tell((), state(2), (line(1),), heard=True)
    assert kinds(taken(outbox)) == ["event", "broken", "closed"]


def test_of_heartbeats_bells_and_control_the_newest_waits():
    outbox = Outbox(StateEncoder())
    for second in range(100):
        outbox.put(AliveLine(float(second)))
        outbox.put(BellLine())
        outbox.put(ControlLine(held=second == 99, holder=ViewerRole.TERMINAL))
    lines = taken(outbox)
    assert sorted(kinds(lines)) == ["alive", "bell", "control"]
    assert {"type": "alive", "t": 99.0} in lines
    assert {"type": "control", "held": True, "holder": "terminal"} in lines


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(0, 3), st.sampled_from([0, 0, 0, 20_000, 90_000])),
        st.tuples(st.just("state"), st.just(0), st.just(0)),
        st.tuples(st.just("take"), st.just(0), st.just(0)),
        st.tuples(st.just("whole"), st.integers(0, 1), st.just(0)),
    ),
    max_size=40,
)


@given(STEPS, st.booleans())
def test_every_fact_is_told_once_and_in_order_or_counted_as_dropped(steps, whole):
    """In both forms, and for a viewer that changes from one to the other."""
    outbox, number = Outbox(StateEncoder()), 0
    outbox.follow(state(0), whole=whole)
    seen, dropped, newest = [], 0, None
    sent = []

    def take():
        nonlocal dropped, newest
        lines = taken(outbox)
        seen.extend(told(lines))
        dropped += sum(said["lines"] for said in lines if said["type"] == "dropped")
        for position, said in enumerate(lines):
            if said["type"] == "dropped":
                assert "snapshot" in kinds(lines[position:]), "the whole state follows"
            if said["type"] == "snapshot":
                assert newest is None or said["snapshot"]["at_s"] >= newest
                newest = said["snapshot"]["at_s"]

    for at, (what, count, size) in enumerate(steps, 1):
        if what == "tell":
            numbers = range(number, number + count)
            number += count
            sent += numbers
            facts = tuple(fact(each)[:-1] + b',"filler":"' + b"x" * size + b'"}' for each in numbers)
            outbox.tell(facts, state(at), tuple(line(each, size) for each in numbers), heard=True)
        elif what == "state":
            outbox.tell_state(state(at))
        elif what == "whole":
            outbox.follow(state(at), whole=bool(count))
        else:
            take()
    take()
    assert seen == sorted(set(seen))
    assert set(seen) <= set(sent)
    assert len(seen) + dropped == len(sent)


@given(st.booleans(), st.integers(1, 300), st.sampled_from([10, 1000, 64_000]))
def test_a_viewer_that_does_not_read_is_bounded(whole, count, size):
    outbox = Outbox(StateEncoder())
    outbox.follow(state(0), whole=whole)
    for number in range(count):
        news = (line(number, size),)
        outbox.tell((fact(number)[:-1] + b',"filler":"' + b"x" * size + b'"}',), state(number % 60), news, heard=True)
        outbox.put(AliveLine(float(number)))
        outbox.put(ControlLine(held=False, holder=None))
        assert sum(map(len, (*outbox._lines, *outbox._facts))) <= MOST_WAITING_BYTES + size + 200
    lines = taken(outbox)
    assert told(lines)[-1] == count - 1
    assert "snapshot" in kinds(lines)


def test_a_state_is_encoded_once_for_all_viewers(monkeypatch):
    encoded = []
    monkeypatch.setattr("coach.live.outbox.state_bytes", lambda snapshot: encoded.append(snapshot) or b"{}")
    encode = StateEncoder()
    outboxes = [Outbox(encode) for _ in range(20)]
    for at in range(3):
        for outbox in outboxes:
            outbox.tell_state(state(at))
        for outbox in outboxes:
            outbox.take()
    assert encoded == [state(0), state(1), state(2)]


def test_whether_an_input_was_heard_is_kept_until_the_state_is_taken():
    outbox = Outbox(StateEncoder())
    outbox.follow(state(0), whole=True)
    outbox.tell((), state(1), (), heard=True)
    outbox.tell((), state(2), (), heard=False)
    assert [said["heard"] for said in taken(outbox)] == [True]
    outbox.tell((), state(3), (), heard=False)
    assert [said["heard"] for said in taken(outbox)] == [False]
