"""Walks that another process runs: whether one does, and what it kept."""

from dataclasses import replace
from datetime import timedelta
from threading import Timer

import pytest

from coach.live.meeting import Meeting
from coach.services import walks_elsewhere
from coach.services.walks_elsewhere import WalksElsewhere
from coach.session.inputs import EndReason, Notification, SessionEnded
from coach.session.plan import SessionPlan
from tests.support.recorded_walks import record


@pytest.fixture
def meeting(diary):
    return Meeting(diary.folders.data)


@pytest.fixture
def elsewhere(recorded, meeting):
    return WalksElsewhere(recorded, meeting)


def begun(recorded, beats=10):
    """A walk that has just begun, and its recording."""
    session, sink = recorded.begin(SessionPlan.from_json({"workout": "free"}), {"kind": "strap"})
    for second in range(1, beats + 1):
        sink.write(Notification(at_s=float(second), payload=bytes([0, 125])))
    return session, sink


def test_a_walk_runs_while_its_process_holds_the_place(elsewhere, recorded, meeting):
    assert elsewhere.running() is None
    with meeting.held():
        assert elsewhere.running().began_at is None  # it is about to be noted
        session, sink = begun(recorded)
        assert elsewhere.running().began_at == session.started_at
        recorded.keep(session, sink)
        assert elsewhere.running().began_at is None  # it is over, and being kept
    assert elsewhere.running() is None


def test_a_walk_that_is_over_is_waited_for_until_it_is_kept(elsewhere, recorded, meeting):
    session, sink = begun(recorded)
    sink.write(SessionEnded(at_s=11.0, reason=EndReason.STOPPED))
    holding = meeting.held()
    holding.__enter__()

    def keep():
        recorded.keep(session, sink)
        holding.__exit__(None, None, None)

    Timer(0.2, keep).start()
    kept = elsewhere.kept(session.session_id)
    assert (kept.end_reason, kept.ended_at is None) == ("stopped", False)
    assert elsewhere.all_recorded


def test_a_walk_that_was_never_ended_or_never_was_is_none(elsewhere, recorded):
    session, sink = begun(recorded)
    sink.close()
    assert elsewhere.kept(session.session_id) is None
    assert elsewhere.kept("2001-01-01-0000") is None


def test_a_walk_whose_process_does_not_end_is_not_waited_for_for_ever(elsewhere, recorded, meeting, monkeypatch):
    monkeypatch.setattr(walks_elsewhere, "KEEPING_S", 0.2)
    session, sink = begun(recorded)
    with sink, meeting.held():
        assert elsewhere.kept(session.session_id) is None


def test_a_walk_that_the_disk_lacks_a_part_of_is_told(elsewhere, recorded, home, monkeypatch):
    name = record(home, ago=timedelta(hours=1))
    recorded.rebuild(lambda *_: None)
    whole = elsewhere.kept(name)
    assert (whole.end_reason, elsewhere.all_recorded) == ("finished", True)
    part = replace(whole, summary=replace(whole.summary, unrecorded_s=4.0))
    monkeypatch.setattr(recorded.diary.history, "session", lambda _: part)
    assert elsewhere.kept(name) is part
    assert not elsewhere.all_recorded
