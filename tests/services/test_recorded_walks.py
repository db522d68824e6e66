"""Walks and their recordings: from recordings to the history, whatever is missing."""

import os
import sys
from datetime import datetime, timedelta, timezone

import pytest

from coach.clock import local_now
from coach.domain.programme.felt import Felt
from coach.domain.programme.walk_log import CheckIn
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import CommandError, RecordingError, RecordingProblem, RecordingVersionError, StoreError
from coach.formats.registry import read_activity
from coach.services import computed, hearing
from coach.services.diary import Diary
from coach.services.recorded_walks import RecordedWalks
from coach.session.analysis import analyse
from coach.session.error_words import error_sentence
from coach.session.inputs import NoteAdded, PainReported, Reading, SessionEnded
from coach.session.line_codec import parse_header
from coach.session.plan import SessionPlan
from coach.store.answers import write_answers
from coach.store.file_lock import is_locked
from coach.store.recorder import RecordingWriter
from coach.store.rows import NewSession
from tests.support.failing_disk import FailingDisk
from tests.support.recorded_walks import days, record
from tests.support.saying import raises_saying
from tests.support.sessions import beats

PLAN = SessionPlan(make(WorkoutKind.STEADY, 20), TYPICAL_ZONES)


def test_a_walk_that_begins_is_in_the_history_and_has_its_plan_in_its_recording(recorded):
    session, sink = recorded.begin(PLAN, {"kind": "strap", "name": "Polar"})
    sink.close()
    assert (session.ended_at, session.planned_min, sink.path) == (None, 20.0, recorded.diary.recording_of(session))
    header = parse_header(sink.path.read_text(encoding="utf-8").splitlines()[0])
    assert SessionPlan.from_json(header.session) == PLAN
    assert dict(header.source) == {"kind": "strap", "name": "Polar"}
    assert header.started_at.endswith("Z")


def test_a_walk_without_a_reading_is_forgotten_and_its_recording_stays(diary, recorded):
    session, sink = recorded.begin(PLAN, {})
    sink.close()
    assert recorded.keep(session, sink) is None
    assert diary.history.sessions() == ()
    assert sink.path.exists()


def test_a_walk_in_the_minute_of_a_forgotten_one_has_a_recording_of_its_own(diary, recorded):
    now = local_now()
    diary.now = lambda: now
    first, sink = recorded.begin(PLAN, {})
    sink.write(SessionEnded(at_s=1.0))
    sink.close()
    assert recorded.keep(first, sink) is None
    second, sink = recorded.begin(PLAN, {})
    assert sink.path.stem == second.session_id == f"{first.session_id}-2"
    sink.write(Reading(at_s=1.0, bpm=120))
    sink.write(SessionEnded(at_s=700.0))
    sink.close()
    assert recorded.keep(second, sink).summary.moving_s == 700.0
    third, sink = recorded.begin(PLAN, {})
    sink.close()
    assert third.session_id == f"{first.session_id}-3"


def test_where_nobody_walks_a_history_that_cannot_be_written_leaves_no_recording(diary, recorded, home):
    diary.history.close()
    with pytest.raises(StoreError):
        recorded.begin(PLAN, {})
    assert list((home / "data" / "recordings").glob("*")) == []


def test_a_walk_under_way_in_another_window_is_neither_closed_nor_gone_on_with(diary, recorded):
    session, sink = recorded.begin(PLAN, {})
    with Diary(None) as other:
        assert RecordedWalks(other).settle() == (0, ())
        assert RecordedWalks(other).can_go_on() is None
    sink.close()
    (item,) = recorded.unfinished()
    with recorded.go_on(item).sink, raises_saying(StoreError, "another window"):
        recorded.go_on(item)
    assert diary.history.session(session.session_id) is not None


def test_a_walk_that_another_window_ended_is_not_gone_on_with(recorded, home):
    record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    item = recorded.can_go_on()
    with RecordingWriter(item.recording, None) as sink:
        sink.write(SessionEnded(at_s=601.0))
    with raises_saying(CommandError, "ended in another window"):
        recorded.go_on(item)
    assert not is_locked(item.recording)


def test_pain_and_notes_told_during_the_walk_are_logged(diary, recorded, home):
    told = [PainReported(at_s=1199.0, level=4), PainReported(at_s=1199.0, level=2)]
    told += [NoteAdded(at_s=1199.0, text=text) for text in ("a hill", "wind")]
    record(home, ago=days(1), told=told)
    recorded.rebuild(lambda *_: None)
    felt = diary.history.find_session().felt
    assert (felt.pain_during, felt.note) == (4, "a hill; wind")
    assert felt.end_bpm == pytest.approx(128, abs=1)
    diary.history.log(diary.history.find_session().session_id, Felt(pain_during=1))
    recorded.rebuild(lambda *_: None)
    assert diary.history.find_session().felt.pain_during == 1


@pytest.mark.parametrize(("minutes", "kept"), [(12, True), (3, False)])
def test_a_walk_on_a_dead_strap_is_kept_when_it_counts(diary, recorded, home, minutes, kept):
    stem = record(home, ago=timedelta(hours=2), minutes=minutes, bpm=None, ends=False)
    record(home, ago=timedelta(hours=3), minutes=minutes, bpm=None)
    path = home / "data" / "recordings" / f"{stem}.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{{"t": {minutes * 60.0}, "event": "link", "state": "searching"}}\n')
    recorded.settle()
    assert len(diary.history.sessions()) == (2 if kept else 0)
    recorded.rebuild(lambda *_: None)
    assert len(diary.history.walks()) == (2 if kept else 0)


def test_what_was_told_on_a_short_walk_without_a_strap_is_kept(diary, recorded, home):
    record(home, ago=timedelta(hours=2), minutes=3, bpm=None, told=[PainReported(at_s=100.0, level=7)])
    recorded.rebuild(lambda *_: None)
    (walk,) = diary.history.walks()
    assert (walk.felt.pain_during, walk.is_counted) == (7, False)


def test_a_rebuild_does_not_end_walks_that_are_under_way_or_may_go_on(diary, recorded, home):
    session, sink = recorded.begin(PLAN, {})
    sink.write(Reading(at_s=1.0, bpm=120))
    young = record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    old = record(home, ago=timedelta(hours=3), ends=False)
    recorded.rebuild(lambda *_: None)
    assert diary.history.session(session.session_id).ended_at is None
    assert diary.history.session(young).ended_at is None
    assert diary.history.session(old).ended_at is not None
    assert recorded.can_go_on().recording.stem == young
    assert [walk.walk_id for walk in diary.history.walks()] == [old]
    sink.close()


def test_a_rebuild_leaves_a_walk_closed_that_its_walker_closed(recorded, home):
    record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    recorded.close(recorded.can_go_on())
    recorded.rebuild(lambda *_: None)
    assert recorded.can_go_on() is None


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps others from removing an open file")
def test_a_recording_removed_in_the_last_moment_is_written_again(recorded):
    session, sink = recorded.begin(PLAN, {})
    for item in (*beats(126, 1, 700), SessionEnded(at_s=701.0)):
        sink.write(item)
    sink.path.unlink()
    kept = recorded.keep(session, sink)
    assert (kept.summary.moving_s, kept.summary.unrecorded_s) == (701.0, None)
    assert read_activity(recorded.diary.recording_of(kept)).inputs[-1] == SessionEnded(at_s=701.0)


def test_a_row_whose_recording_is_gone_is_taken_away_at_the_next_start(diary, recorded):
    diary.history.add_session(NewSession(local_now() - timedelta(minutes=5), WorkoutKind.FREE))
    assert recorded.can_go_on() is None
    assert recorded.settle() == (0, ())
    assert diary.history.sessions() == ()


def test_old_walks_are_closed_young_ones_wait(diary, recorded, home):
    old, young = record(home, ago=timedelta(hours=2), ends=False), record(home, ago=timedelta(minutes=25), ends=False)
    assert recorded.settle() == (1, ())
    assert [session.session_id for session in diary.history.sessions()] == [old]
    assert recorded.can_go_on().recording.stem == young
    assert recorded.settle() == (0, ())


def test_a_walk_that_goes_on_stood_still_in_between(recorded, home):
    stem = record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    going = recorded.go_on(recorded.can_go_on())
    going.sink.close()
    now = going.engine.snapshot(going.engine.now_s)
    assert going.session.session_id == stem
    assert now.at_s == pytest.approx(1200, abs=5)
    assert now.moving_s == pytest.approx(599, abs=1)
    assert (now.paused, now.ended) == (False, False)
    assert going.engine.events() == ()
    kept = recorded.keep(going.session, going.sink)
    assert kept.summary.moving_s == pytest.approx(599, abs=1)
    assert kept.summary.everything["dropouts"]["count"] <= 1


def test_going_on_after_a_cut_line_loses_that_line_only(recorded, home):
    stem = record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    path = home / "data" / "recordings" / f"{stem}.jsonl"
    path.write_bytes(path.read_bytes() + b'{"t": 600.0, "he')
    going = recorded.go_on(recorded.can_go_on())
    going.sink.close()
    assert recorded.keep(going.session, going.sink).summary.everything["readings"] == 599


def test_a_walk_paused_by_its_walker_goes_on_as_well(recorded, home):
    stem = record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    with (home / "data" / "recordings" / f"{stem}.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"t": 600.0, "event": "pause"}\n')
    going = recorded.go_on(recorded.can_go_on())
    going.sink.close()
    assert not going.engine.snapshot(going.engine.now_s).paused


def test_a_foreign_recording_without_a_start_has_its_file_s_time(diary, recorded, home):
    stem = record(home, ago=timedelta(days=1))
    path = home / "data" / "recordings" / f"{stem}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(['{"format": "coach-recording", "version": 1}', *lines[1:]]) + "\n", encoding="utf-8")
    assert recorded.rebuild(lambda *_: None).walks == 1
    (session,) = diary.history.sessions()
    assert abs(local_now() - session.ended_at) < timedelta(minutes=1)


def test_a_lost_history_comes_back_on_the_walker_s_own_days(diary, recorded):
    tokyo = timezone(timedelta(hours=9))
    late = datetime(2026, 11, 23, 0, 30, tzinfo=tokyo)  # still the 22nd in UTC
    diary.now = lambda: late
    session, sink = recorded.begin(PLAN, {})
    sink.write(Reading(at_s=1.0, bpm=120))
    sink.write(SessionEnded(at_s=900.0))
    sink.close()
    kept = recorded.keep(session, sink)
    diary.history.forget_session(session.session_id)
    renamed = sink.path.rename(sink.path.with_name("walk.jsonl"))  # its name does not say it
    assert recorded.rebuild(lambda *_: None).walks == 1
    (again,) = diary.history.sessions()
    assert (again.day, again.started_at.utcoffset(), again.recording) == (kept.day, timedelta(hours=9), renamed.name)


def test_a_rebuild_tells_how_far_it_is(recorded, home):
    for ago in (3, 2):
        record(home, ago=timedelta(days=ago), minutes=2)
    told = []
    recorded.rebuild(lambda *step: told.append(step))
    assert told == [(1, 2, None), (2, 2, None)]


def test_a_walk_is_analysed_once_when_it_ends_and_not_again_for_each_look(recorded, monkeypatch):
    runs = []

    def counted(*given):
        runs.append(given)
        return analyse(*given)

    monkeypatch.setattr(computed, "analyse", counted)
    session, sink = recorded.begin(PLAN, {})
    for item in beats(126, 1, 700):
        sink.write(item)
    sink.write(SessionEnded(at_s=701.0))
    sink.close()
    kept = recorded.keep(session, sink)
    first, second = recorded.look(kept), recorded.look(kept)
    assert len(runs) == 1
    assert first.summary == second.summary == kept.summary.as_summary()
    assert len(first.trace.at_s) == 700


def test_without_what_was_kept_a_look_is_computed_and_kept_again(diary, recorded, home):
    record(home, ago=timedelta(days=1), minutes=2)
    recorded.rebuild(lambda *_: None)
    session = diary.history.find_session()
    before = recorded.look(session)
    for kept in diary.folders.looks.iterdir():
        kept.unlink()
    again = recorded.look(session)
    assert again.summary == before.summary
    assert len(list(diary.folders.looks.iterdir())) == 1
    recorded.diary.recording_of(session).unlink()
    assert recorded.look(session) is None


# Whatever lies in the folder


def test_recordings_that_the_history_does_not_know_are_adopted_with_their_answers(diary, recorded, home):
    stems = [record(home, ago=days(ago)) for ago in (3, 2)]
    write_answers(home / "data" / "recordings" / f"{stems[0]}.jsonl", {"rpe": 4, "note": "mine"})
    steps = []
    assert recorded.settle(lambda *step: steps.append(step)) == (2, ())
    assert steps == [(1, 2, None), (2, 2, None)]
    assert [walk.session_id for walk in diary.history.sessions()] == stems
    assert diary.history.session(stems[0]).felt.note == "mine"
    assert recorded.settle() == (0, ())


def test_a_recording_with_nothing_in_it_is_not_computed_at_each_start(recorded, home, monkeypatch):
    record(home, ago=days(1), minutes=2, bpm=None)
    assert recorded.settle() == (0, ())
    monkeypatch.setattr(hearing, "read_activity", pytest.fail)
    assert recorded.settle() == (0, ())


def test_a_walk_whose_name_another_has_keeps_both(diary, recorded, home):
    session, sink = recorded.begin(PLAN, {})
    for item in (Reading(at_s=1.0, bpm=120), SessionEnded(at_s=900.0)):
        sink.write(item)
    moved = sink.path.with_name("moved.jsonl")
    sink.path.rename(moved)
    kept = recorded.keep(session, sink)  # it is written again, under its own name
    assert kept.recording == sink.path.name
    assert recorded.settle() == (1, ())
    assert {walk.recording for walk in diary.history.sessions()} == {sink.path.name, "moved.jsonl"}


HEADER = '{"format": "coach-recording", "version": 1, "started_at": "2026-11-01T07:00:00Z", "session": {}}'
BAD_LINES = {
    "NaN": '{"t": NaN, "bpm": 120}',
    "infinite": '{"t": Infinity, "bpm": 120}',
    "huge": '{"t": 1e300, "bpm": 120}',
    "long ago": '{"t": -1e300, "bpm": 120}',
    "far away": '{"t": 1e12, "bpm": 120}',
    "long number": f'{{"t": 1{"0" * 400}, "bpm": 120}}',
    "deep list": "[" * 50_000,
    "deep objects": '{"a":' * 8_000,
    "surrogate": '{"t": 2.0, "event": "note", "text": "\\ud800"}',
}
BAD_STARTS = ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "soon", "")


def bad_files(folder):
    """Files that cannot all be read, each by its name."""
    made = {f"line-{name}.jsonl": f"{HEADER}\n{line}\n".encode() for name, line in BAD_LINES.items()}
    made |= {
        f"start-{number}.jsonl": HEADER.replace("2026-11-01T07:00:00Z", start).encode() + b'\n{"t": 1, "bpm": 120}\n'
        for number, start in enumerate(BAD_STARTS)
    }
    made |= {"empty.jsonl": b"", "garbage.jsonl": bytes(range(256)) * 100, "other.jsonl": b'{"a": 1}\n'}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    (folder / "folder.jsonl").mkdir()
    if sys.platform == "linux":
        os.mkfifo(folder / "pipe.jsonl")
        (folder / "zero.jsonl").symlink_to("/dev/zero")
        (folder / os.fsdecode(b"bad\xff.jsonl")).write_bytes(f"{HEADER}\n".encode())


@pytest.mark.parametrize("way", ["settle", "rebuild"])
def test_no_file_stops_the_program_and_the_good_ones_are_kept(diary, recorded, home, way):
    good = record(home, ago=days(1))
    folder = home / "data" / "recordings"
    bad_files(folder)
    named = []
    if way == "settle":
        named = [item.recording for item in recorded.settle().left_out]
    else:
        recorded.rebuild(lambda _done, _of, left_out: named.append(left_out.recording) if left_out else None)
    assert diary.history.session(good).summary.moving_s == 1200.0
    assert {"empty.jsonl", "garbage.jsonl", "other.jsonl", "folder.jsonl"} <= set(named)
    if sys.platform == "linux":
        assert {"pipe.jsonl", "zero.jsonl", os.fsdecode(b"bad\xff.jsonl")} <= set(named)
    assert recorded.settle().left_out == (), "each is named once"
    session, sink = recorded.begin(PLAN, {})
    sink.close()
    assert recorded.can_go_on().session_id == session.session_id


def test_two_programs_that_adopt_at_once_add_each_walk_once(diary, recorded, home, monkeypatch):
    stems = [record(home, ago=days(ago)) for ago in (2, 1)]
    with Diary(None) as other:
        faster = [RecordedWalks(other)]
        adopt = recorded._adopt

        def slow(history, path):
            if faster:
                faster.pop().settle()
            return adopt(history, path)

        monkeypatch.setattr(recorded, "_adopt", slow)
        recorded.settle()
    assert [walk.session_id for walk in diary.history.sessions()] == stems


def test_a_walk_that_another_window_has_gone_on_with_is_not_closed(diary, recorded, home):
    record(home, ago=timedelta(minutes=20), minutes=10, ends=False)
    item = recorded.can_go_on()
    with Diary(None) as other:
        going = RecordedWalks(other).go_on(item)
        with raises_saying(StoreError, "another window"):
            recorded.close(item)
        going.sink.close()
    (walk,) = diary.history.sessions()
    assert walk.ended_at is None


@pytest.mark.parametrize(
    "error",
    [
        RecordingError(RecordingProblem.UNREADABLE, detail="Input/output error"),
        RecordingVersionError(2, 1),
        ZeroDivisionError("oh"),
    ],
    ids=["a disk's", "a newer Coach's", "Coach's own"],
)
@pytest.mark.parametrize("known", [True, False])
def test_what_may_be_read_another_time_is_tried_again(diary, recorded, home, monkeypatch, error, known):
    stem = record(home, ago=days(1), ends=False)
    if known:
        diary.history.add_session(NewSession(local_now() - days(1), WorkoutKind.STEADY, 20.0, f"{stem}.jsonl", stem))

    def failing(_path):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(hearing, "read_activity", failing)
        for _ in range(2):
            (left_out,) = recorded.settle().left_out
            assert left_out.recording == f"{stem}.jsonl"
            assert len(diary.history.sessions()) == known
    assert recorded.settle().left_out == ()
    assert diary.history.session(stem).summary.moving_s == pytest.approx(1199, abs=1)


def test_a_fault_of_coach_on_one_file_costs_that_file_only(diary, recorded, home, monkeypatch):
    bad, good = record(home, ago=days(2)), record(home, ago=days(1))

    def failing(path):
        if path.stem == bad:
            raise ZeroDivisionError("oh")
        return read_activity(path)

    monkeypatch.setattr(hearing, "read_activity", failing)
    (left_out,) = recorded.settle().left_out
    assert (left_out.recording, "fault" in error_sentence(left_out.error)) == (f"{bad}.jsonl", True)
    assert [walk.session_id for walk in diary.history.sessions()] == [good]


# What the disk did not take


def test_what_the_disk_did_not_take_counts_all_the_same_and_a_rebuild_leaves_it(diary, recorded, monkeypatch):
    disk = FailingDisk(monkeypatch)
    session, sink = recorded.begin(PLAN, {})
    walk = beats(126, 1, 700)
    for item in walk[:300]:
        sink.write(item)
    sink.flush()
    disk.room = 0
    for item in (*walk[300:], SessionEnded(at_s=701.0)):
        sink.write(item)
    kept = recorded.keep(session, sink)
    assert (kept.summary.moving_s, kept.summary.unrecorded_s) == (701.0, 400.0)
    assert len(read_activity(sink.path).inputs) == 300
    recorded.rebuild(lambda *_: None)
    assert diary.history.session(session.session_id).summary == kept.summary
    assert recorded.settle() == (0, ())


def test_the_history_is_the_same_by_the_recordings_and_the_answers(diary, recorded, home):
    for ago in (9, 5, 2):
        session, sink = begun_before(diary, recorded, days(ago))
        for item in (*beats(126, 1, 700), PainReported(at_s=700.0, level=3), SessionEnded(at_s=701.0)):
            sink.write(item)
        recorded.keep(session, sink)
        diary.history.log(session.session_id, Felt(rpe=ago % 5, note=f"note {ago}"))
    diary.history.add_check_in(CheckIn(739_000, limited=True))
    before = diary.history.sessions(), diary.history.check_ins()
    for path in (home / "data").glob("history.sqlite3*"):
        path.unlink()
    recorded.rebuild(lambda *_: None)
    assert (diary.history.sessions(), diary.history.check_ins()) == before


def begun_before(diary, recorded, ago):
    now = local_now()
    diary.now = lambda: now - ago
    try:
        return recorded.begin(PLAN, {})
    finally:
        diary.now = lambda: now


def test_where_a_recording_lies_is_said_while_it_is_there(diary, recorded, home, monkeypatch):
    stem = record(home, ago=days(1))
    recorded.settle()
    path = home / "data" / "recordings" / f"{stem}.jsonl"
    assert recorded.diary.file_of(diary.history.find_session(stem)) == recorded.file_to_replay(stem[:10]) == path
    monkeypatch.chdir(home.parent)
    monkeypatch.setenv("COACH_HOME", home.name)
    with Diary(None) as near:
        assert RecordedWalks(near).file_to_replay(stem) == path, "from the root of the disk"
    path.unlink()
    assert recorded.diary.file_of(diary.history.find_session(stem)) is None
    with raises_saying(CommandError, "the recording of .* is gone"):
        recorded.file_to_replay(stem)
