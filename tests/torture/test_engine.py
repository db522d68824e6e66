"""Sessions of whatever a recording can hold, through the engine: every line is JSON, and the sums add up."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason, SessionEnded
from coach.session.json_lines import event_object, state_object
from tests.support.sessions import ANYTHING, PLANS
from tests.torture.tally import count

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

ROUNDED_S = 0.1
"""Sums of seconds are told to a tenth."""


def lines_of(engine):
    yield from (event_object(event) for event in engine.events())
    yield state_object(engine.snapshot(engine.now_s))


def test_random_sessions(tally):
    heard = 0

    @settings(max_examples=count(2000, 50), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(PLANS), ANYTHING, st.floats(0, 100))
    def walk(plan, inputs, later_s):
        nonlocal heard
        engine = SessionEngine(plan)
        last_s = inputs[-1].at_s if inputs else 0.0
        for item in (*inputs, SessionEnded(at_s=last_s + later_s, reason=EndReason.STOPPED)):
            engine.receive(item)
            for line in lines_of(engine):
                json.dumps(line, allow_nan=False)
        summary = engine.summary(engine.now_s)
        assert sum(summary.zone_s) <= summary.believed_s + ROUNDED_S
        if plan.zones is not None:  # else seconds count for a zone from the talk test on
            assert abs(sum(summary.zone_s) - summary.believed_s) <= ROUNDED_S
        assert 0 <= (summary.z2_s or 0.0) <= summary.believed_s + ROUNDED_S
        assert summary.believed_s <= summary.moving_s + ROUNDED_S
        assert summary.moving_s <= summary.elapsed_s + ROUNDED_S
        heard += len(inputs)

    with tally("random sessions through the engine") as row:
        with row.attempt("any of them"):
            walk()
        row.say(f"{count(2000, 50)} sessions, {heard} inputs")
