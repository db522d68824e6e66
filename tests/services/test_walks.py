"""Walks under way: one host a walk, its recording locked, kept when it is over, and never twice."""

import pytest

from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import StoreError, StoreProblem
from coach.formats.registry import read_activity
from coach.services.diary import Diary
from coach.services.walks import HeartSource, Walks
from coach.session.inputs import EndReason
from coach.session.plan import SessionPlan
from coach.sources.bluetooth.discovery import WantedDevice
from coach.store.file_lock import is_locked
from fixtures.virtual_time import LoopClock, run

PLAN = SessionPlan(make(WorkoutKind.STEADY, 5), TYPICAL_ZONES)
SIMULATED = HeartSource(simulated=True)


@pytest.fixture
def diary(home):
    with Diary(None) as opened:
        yield opened


def walks(diary):
    return Walks(diary, None, lambda _strap: None, clock=lambda _start_s: LoopClock(), audible=False)


def test_a_walk_is_run_recorded_and_kept(diary):
    under_way = walks(diary)

    async def walked():
        walk = under_way.begin(PLAN, SIMULATED, ends_by_itself=True)
        assert (walk.begins, under_way.is_open(walk.session.session_id), is_locked(walk.recording)) == (True,) * 3
        return walk, await walk.host.run()

    walk, summary = run(walked())
    kept = under_way.keep(walk.session.session_id)
    assert kept.summary.as_summary() == summary
    assert not under_way.is_open(walk.session.session_id)
    assert not is_locked(walk.recording)
    header = read_activity(walk.recording).header
    assert dict(header.source) == SIMULATED.origin
    assert SessionPlan.from_json(header.session) == PLAN


def test_a_walk_that_nobody_kept_is_kept_when_the_program_is_left(diary):
    under_way = walks(diary)

    async def walked():
        walk = under_way.begin(PLAN, SIMULATED, ends_by_itself=True)
        await walk.host.run()
        return walk

    walk = run(walked())
    under_way.close()
    assert diary.history.session(walk.session.session_id).end_reason == EndReason.FINISHED
    under_way.close()


def test_a_walk_under_way_cannot_be_gone_on_with_elsewhere(diary):
    under_way = walks(diary)

    async def begun():
        return under_way.begin(PLAN, SIMULATED)

    walk = run(begun())
    assert diary.unfinished() == ()
    with pytest.raises(StoreError) as caught:
        diary.go_on(unfinished_of(walk))
    assert caught.value.problem is StoreProblem.RECORDING_UNDER_WAY
    under_way.close()


def unfinished_of(walk):
    from coach.store.unfinished import Unfinished  # noqa: PLC0415 - only here made by hand

    at = walk.session.started_at
    header = read_activity(walk.recording).header
    return Unfinished(walk.session.session_id, walk.recording, header, at, at, has_end=False, can_continue=True)


def test_where_the_heart_rate_comes_from_is_in_the_header():
    assert SIMULATED.origin["kind"] == "simulator"
    assert HeartSource().origin == {"kind": "strap"}
    strap = HeartSource(WantedDevice("Polar", "AA"))
    assert strap.origin == {"kind": "strap", "name": "Polar", "address": "AA"}
