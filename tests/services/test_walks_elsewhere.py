"""Walks that another process runs: whether one does, and what it kept."""

import os
from datetime import timedelta
from threading import Timer

import pytest
from msgspec.structs import replace

from coach.errors import HostError, HostProblem, StoreError, StoreProblem
from coach.live.meeting import Meeting
from coach.services import walks_elsewhere
from coach.services.walks_elsewhere import Ended, WalksElsewhere
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


HEARD = Ended(is_heard=True, unrecorded_s=7.0)


def lost_by_its_process(recorded, *, ends, beats=10):
    """A walk whose process could not write the history: its name."""
    session, sink = begun(recorded, beats)
    if ends:
        sink.write(SessionEnded(at_s=11.0, reason=EndReason.STOPPED))
    sink.close()
    return session.session_id


def test_what_its_process_could_not_keep_is_kept_as_the_recording_says(elsewhere, recorded):
    kept = elsewhere.kept(lost_by_its_process(recorded, ends=True))
    assert (kept.end_reason, kept.summary.unrecorded_s) == ("stopped", None)
    assert elsewhere.all_recorded


def test_of_a_walk_that_has_ended_the_part_that_the_disk_lacks_is_told(elsewhere, recorded):
    kept = elsewhere.kept(lost_by_its_process(recorded, ends=False), HEARD)
    assert kept.summary.unrecorded_s == 7.0
    assert not elsewhere.all_recorded


@pytest.mark.parametrize("ends", [True, False])
def test_a_walk_that_the_history_does_not_know_at_all_is_found_by_its_recording(elsewhere, recorded, ends):
    name = lost_by_its_process(recorded, ends=ends)
    recorded.diary.history.forget_session(name)
    kept = elsewhere.kept(name, HEARD)
    assert (kept.session_id, kept.ended_at is None) == (name, False)


def test_a_walk_without_a_beat_was_forgotten_and_nothing_is_wrong(elsewhere, recorded):
    quiet = Ended(is_heard=False)
    session, sink = begun(recorded, beats=0)
    recorded.keep(session, sink)
    assert elsewhere.kept(session.session_id, quiet) is None
    assert elsewhere.kept(lost_by_its_process(recorded, ends=True, beats=0), quiet) is None
    assert elsewhere.all_recorded


def test_a_walk_of_which_nothing_is_left_is_not_called_one_without_a_beat(elsewhere, recorded):
    session, sink = begun(recorded)
    sink.close()
    recorded.diary.recording_of(session).unlink()
    recorded.diary.history.forget_session(session.session_id)
    with pytest.raises(StoreError) as lost:
        elsewhere.kept(session.session_id, HEARD)
    assert lost.value.problem is StoreProblem.RECORDING_GONE
    assert not elsewhere.all_recorded


def test_a_process_that_has_told_its_end_and_does_not_go_is_named(elsewhere, recorded, meeting, monkeypatch):
    monkeypatch.setattr(walks_elsewhere, "KEEPING_S", 0.1)
    session, sink = begun(recorded)
    with sink, meeting.held(), pytest.raises(HostError) as silent:
        elsewhere.kept(session.session_id, HEARD)
    assert (silent.value.problem, silent.value.detail) == (HostProblem.SILENT, str(os.getpid()))


@pytest.mark.parametrize(
    ("line", "ended"),
    [
        ({}, None),
        ({"type": "summary", "readings": 3, "unrecorded_s": 2.5}, Ended(is_heard=True, unrecorded_s=2.5)),
        ({"type": "summary", "readings": 0}, Ended(is_heard=False)),
        ({"type": "summary", "of tomorrow": 1, "unrecorded_s": "x"}, Ended(is_heard=False)),
    ],
)
def test_an_end_is_read_from_a_line_of_any_version(line, ended):
    assert Ended.of_line(line) == ended


def test_a_walk_that_the_disk_lacks_a_part_of_is_told(elsewhere, recorded, home, monkeypatch):
    name = record(home, ago=timedelta(hours=1))
    recorded.rebuild(lambda *_: None)
    whole = elsewhere.kept(name)
    assert (whole.end_reason, elsewhere.all_recorded) == ("finished", True)
    part = replace(whole, summary=replace(whole.summary, unrecorded_s=4.0))
    monkeypatch.setattr(recorded.diary.history, "session", lambda _: part)
    assert elsewhere.kept(name) is part
    assert not elsewhere.all_recorded
