"""The history: what is kept comes back, partial answers change only themselves, writers do not lose each other's."""

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.felt import SCALED, Felt
from coach.domain.programme.talk import TalkTest
from coach.domain.programme.walk_log import CheckIn
from coach.domain.totals.efficiency import SteadyPart
from coach.domain.totals.summary import Dropouts, SessionSummary
from coach.domain.workout.steps import WorkoutKind
from coach.errors import CommandError, StoreError
from coach.files import state_of
from coach.store import schema
from coach.store.answers import beside, read_answers, read_check_ins, write_answers
from coach.store.copies import daily_copies
from coach.store.history import HistoryStore
from coach.store.rows import NewSession, Rebuilt
from tests.support.saying import raises_saying

TOKYO = timezone(timedelta(hours=9))
MORNING = datetime(2026, 11, 23, 7, 31, 4, tzinfo=TOKYO)
TODAY = MORNING.date()
SUMMARY = SessionSummary(
    elapsed_s=1200.0,
    moving_s=1180.0,
    z2_s=900.0,
    zone_s=(10.0, 200.0, 900.0, 70.0, 0.0, 0.0),
    believed_s=1180.0,
    mean_bpm=124.5,
    max_bpm=139.0,
    excursions=2,
    cardiac_drift_pct=1.5,
    recovery_bpm=24.0,
    cues={"ease_off": 2},
    dropouts=Dropouts(1, 4.0),
    readings=1190,
    rejected=1,
    distance_m=1500.0,
)

PART = SteadyPart(900.0, 124.0, 1.4)


@pytest.fixture
def store(tmp_path):
    with HistoryStore(tmp_path / "history.sqlite3", TODAY) as opened:
        yield opened


def walked(store, at=MORNING, kind=WorkoutKind.STEADY, planned=20.0, talk=(), reason="finished"):
    """A walk that begins, and is kept at its end, as the diary does it."""
    session = store.add_session(NewSession(at, kind, planned))
    new = NewSession(at, kind, planned, session.recording, session.session_id)
    store.rebuild([Rebuilt(new, at + timedelta(seconds=1200), reason, SUMMARY, talk=talk)])
    return store.session(session.session_id)


def test_a_walk_comes_back_as_it_was_kept(store):
    begun = store.add_session(NewSession(MORNING, WorkoutKind.LONG, 40.0))
    assert (begun.session_id, begun.recording) == ("2026-11-23-0731", "2026-11-23-0731.jsonl")
    assert (begun.ended_at, begun.summary, begun.felt) == (None, None, Felt())
    assert store.session(begun.session_id) == begun
    assert store.walks() == ()
    ended = walked(
        store,
        MORNING + timedelta(hours=1),
        WorkoutKind.LONG,
        40.0,
        talk=[(600.0, TalkTest.WITH_EFFORT, 131.0)],
        reason="stopped",
    )
    assert (ended.started_at, ended.kind, ended.planned_min) == (MORNING + timedelta(hours=1), WorkoutKind.LONG, 40.0)
    assert (ended.ended_at, ended.end_reason) == (MORNING + timedelta(minutes=80), "stopped")
    assert ended.summary.as_summary() == SUMMARY
    assert (ended.summary.recovery_bpm, ended.summary.distance_m, ended.summary.excursions) == (24.0, 1500.0, 2)
    assert [(item.answer, item.bpm) for item in ended.talk] == [(TalkTest.WITH_EFFORT, 131.0)]
    assert store.session(begun.session_id).talk == ()


def test_the_day_is_the_walker_s_own(store):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=TOKYO)
    assert walked(store, late).day == datetime(2026, 11, 23, tzinfo=UTC).toordinal()
    early = datetime(2026, 11, 24, 0, 30, tzinfo=TOKYO)
    assert early.astimezone(UTC).day == 23
    assert walked(store, early).day == datetime(2026, 11, 24, tzinfo=UTC).toordinal()


def test_a_start_without_a_zone_is_our_bug(store):
    with pytest.raises(ValueError, match="zone"):
        store.add_session(NewSession(datetime(2026, 11, 23, 7, 31), WorkoutKind.FREE))  # noqa: DTZ001 - the point


def test_walks_of_the_same_minute_are_numbered(store):
    ids = [store.add_session(NewSession(MORNING, WorkoutKind.FREE)).session_id for _ in range(3)]
    assert ids == ["2026-11-23-0731", "2026-11-23-0731-2", "2026-11-23-0731-3"]
    named = store.add_session(NewSession(MORNING, WorkoutKind.FREE, session_id="2026-11-23-0731", recording="x.jsonl"))
    assert (named.session_id, named.recording) == ("2026-11-23-0731-4", "x.jsonl")


def test_answers_change_only_themselves(store):
    walk_id = walked(store).session_id
    store.log(walk_id, Felt(rpe=4, pain_before=2, note="windy"))
    store.log(walk_id, Felt(pain_after=1, talk_test=TalkTest.COMFORTABLE))
    felt = store.log(walk_id, Felt(rpe=5)).felt
    assert felt == Felt(rpe=5, pain_before=2, pain_after=1, note="windy", talk_test=TalkTest.COMFORTABLE)
    assert store.log(walk_id, Felt(rpe=5), Felt(rpe=5, note="windy")).felt.note is None
    assert store.log(walk_id, Felt()).felt.rpe == 5


def test_recovery_is_the_fall_of_what_was_logged(store):
    walk_id = walked(store).session_id
    assert store.log(walk_id, Felt(end_bpm=130.0)).felt.recovery_bpm is None
    assert store.log(walk_id, Felt(one_minute_bpm=104.0)).felt.recovery_bpm == 26.0


@pytest.mark.parametrize("changes", [{"rpe": 11}, {"pain_after": -1}, {"pain_before": 3.5}])
def test_answers_out_of_range_are_refused_and_change_nothing(store, changes):
    walk_id = walked(store).session_id
    with raises_saying(CommandError, "0 to 10"):
        store.log(walk_id, Felt(note="kept out", **changes))
    assert store.session(walk_id).felt == Felt()


def test_a_walk_that_is_not_there(store):
    with raises_saying(CommandError, "no walk 'nowhere'"):
        store.log("nowhere", Felt(rpe=3))


def test_the_walk_that_is_meant(store):
    with raises_saying(CommandError, "no walk yet"):
        store.find_session()
    for hours in (0, 3, 30):
        walked(store, MORNING + timedelta(hours=hours))
    assert store.find_session().session_id == "2026-11-24-1331"
    assert store.find_session("2026-11-23-0731").session_id == "2026-11-23-0731"
    assert store.find_session("2026-11-24").session_id == "2026-11-24-1331"
    with raises_saying(CommandError, "2 walks begin"):
        store.find_session("2026-11-23")
    for words in ("1999", "2026-11-2_", "%", "*", "\udcff"):
        with raises_saying(CommandError, "coach history"):
            store.find_session(words)


def test_days_weeks_and_the_newest(store):
    days = [walked(store, MORNING + timedelta(days=day)).day for day in (0, 1, 1, 9)]
    first = days[0]
    assert [item.day for item in store.sessions(first, first + 7)] == [first, first + 1, first + 1]
    assert [item.day for item in store.latest_sessions(2)] == [first + 9, first + 1]
    assert len(store.walks()) == 4


def test_walks_are_in_order_of_time_whatever_zone_they_were_begun_in(store):
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    zones = [timezone(timedelta(hours=hours)) for hours in (-8, 9, 0)]
    ids = [walked(store, (noon + timedelta(hours=n)).astimezone(zone)).session_id for n, zone in enumerate(zones)]
    assert sorted(ids) != ids
    assert [item.session_id for item in store.sessions()] == ids
    assert [item.session_id for item in store.latest_sessions(3)] == ids[::-1]
    assert store.find_session().session_id == ids[-1]


def test_what_the_programme_is_judged_by(store):
    walk_id = walked(store).session_id
    store.log(walk_id, Felt(rpe=4, pain_before=2, pain_next_morning=1, talk_test=TalkTest.CANNOT))
    (walk,) = store.walks()
    assert (walk.walk_id, walk.minutes, walk.z2_s, walk.felt.rpe) == (walk_id, 1180 / 60, 900.0, 4)
    assert (walk.felt.pain_before, walk.felt.pain_after, walk.felt.pain_next_morning) == (2, None, 1)
    assert walk.speed_mps == pytest.approx(1500 / 1180)
    assert [(item.answer, item.bpm) for item in walk.talk] == [(TalkTest.CANNOT, 124.5)]
    store.log(walk_id, Felt(belt_speed_mps=1.4))
    (walk,) = store.walks()
    assert walk.speed_mps == 1.4
    asked = walked(store, MORNING + timedelta(days=1), talk=[(300.0, TalkTest.COMFORTABLE, 128.0)])
    store.log(asked.session_id, Felt(talk_test=TalkTest.CANNOT))
    (_, walk) = store.walks()
    assert [(item.answer, item.bpm) for item in walk.talk] == [(TalkTest.COMFORTABLE, 128.0)]


def test_check_ins_are_kept(store):
    store.add_check_in(CheckIn(5, limited=True))
    store.add_check_in(CheckIn(5, limited=False, wants_more=True))
    store.add_check_in(CheckIn(5, pain=6))
    assert store.check_ins() == (CheckIn(5, limited=False, avoids_movement=None, wants_more=True, pain=6),)


def test_a_walk_can_be_forgotten(store):
    walk_id = walked(store).session_id
    store.log(walk_id, Felt(rpe=3))
    store.forget_session(walk_id)
    assert store.session(walk_id) is None
    assert store.sessions() == ()


# A copy a day


def test_what_was_felt_is_copied_once_a_day(tmp_path):
    path = tmp_path / "history.sqlite3"
    with HistoryStore(path, TODAY) as store:
        store.log(walked(store).session_id, Felt(note="first"))
    assert daily_copies(path) == []  # there was nothing to copy yet
    for note in ("second", "third"):
        with HistoryStore(path, TODAY) as store:
            store.log(store.find_session().session_id, Felt(note=note))
    (copy,) = daily_copies(path)
    assert copy.name == "history.sqlite3.2026-11-23.backup"
    with HistoryStore(copy, TODAY) as kept:
        assert kept.find_session().felt.note == "first"
    for later in range(1, 10):
        HistoryStore(path, TODAY + timedelta(days=later)).close()
    last_days = [(MORNING + timedelta(days=day)).date().isoformat() for day in range(3, 10)]
    assert [copy.name for copy in daily_copies(path)] == [f"history.sqlite3.{day}.backup" for day in last_days]
    with HistoryStore(daily_copies(path)[-1], TODAY) as kept:
        assert kept.find_session().felt.note == "third"


def test_a_broken_history_does_not_replace_the_copy_of_a_good_one(tmp_path):
    path = tmp_path / "history.sqlite3"
    for _ in range(2):
        with HistoryStore(path, TODAY) as store:
            store.log(walked(store).session_id, Felt(note="felt " * 2000))
    (good,) = daily_copies(path)
    pages = path.read_bytes()
    middle = len(pages) // 4096 // 2 * 4096
    path.write_bytes(pages[:middle] + b"\xff" * 4096 + pages[middle + 4096 :])
    with raises_saying(StoreError, "damaged.*--rebuild"):
        HistoryStore(path, TODAY + timedelta(days=1))
    assert daily_copies(path) == [good]
    path.unlink()
    good.rename(path)
    with HistoryStore(path, TODAY) as store:
        assert store.find_session().felt.note.startswith("felt")


def test_a_disk_without_room_for_a_copy_keeps_nobody_from_walking(tmp_path, monkeypatch):
    path = tmp_path / "history.sqlite3"
    with HistoryStore(path, TODAY) as store:
        walked(store)

    really_open = os.open

    def full(name, *how):
        if "backup" in str(name):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return really_open(name, *how)

    monkeypatch.setattr(schema.os, "open", full)
    with HistoryStore(path, TODAY) as store:
        assert len(store.sessions()) == 1
    assert daily_copies(path) == []


def test_rebuilding_keeps_what_was_felt_and_brings_back_what_was_lost(store):
    kept = walked(store).session_id
    store.log(kept, Felt(rpe=4, note="mine"))
    other = replace(SUMMARY, z2_s=1000.0)

    def item(walk_id, at):
        new = NewSession(at, WorkoutKind.TEMPO, 34.0, f"{walk_id}.jsonl", walk_id)
        return Rebuilt(
            new, at + timedelta(minutes=20), "finished", other, ((60.0, TalkTest.COMFORTABLE, 120.0),), PART, 3.5
        )

    items = [item(kept, MORNING), item("2026-11-24-0700", MORNING + timedelta(days=1))]
    assert store.rebuild(items) == (2, 1), "one was known, with other sums"
    assert store.rebuild(items) == (2, 0)
    first, second = store.sessions()
    assert (first.session_id, first.felt.rpe, first.felt.note, first.kind) == (kept, 4, "mine", WorkoutKind.TEMPO)
    assert first.summary.z2_s == second.summary.z2_s == 1000.0
    assert second.session_id == "2026-11-24-0700"
    assert len(second.talk) == 1
    assert (second.summary.steady, second.summary.decoupling_pct) == (PART, 3.5)


def rebuilt(at=MORNING, *, ended=True, **told):
    new = NewSession(at, WorkoutKind.STEADY, 20.0, session_id=f"{at:%Y-%m-%d-%H%M}")
    ended_at = at + timedelta(minutes=20) if ended else None
    return Rebuilt(new, ended_at, "finished" if ended else None, SUMMARY, felt=Felt(**told))


def test_what_was_told_during_the_walk_fills_the_log_where_it_is_empty(store):
    store.rebuild([rebuilt(pain_during=5, note="hill", end_bpm=131.0, one_minute_bpm=None)])
    walk_id = store.find_session().session_id
    assert store.session(walk_id).felt == Felt(pain_during=5, note="hill", end_bpm=131.0)
    store.log(walk_id, Felt(pain_during=2, rpe=3))
    store.rebuild([rebuilt(pain_during=5, note="dale", end_bpm=131.0, one_minute_bpm=104.0)])
    felt = store.session(walk_id).felt
    assert felt == Felt(rpe=3, pain_during=2, note="hill", end_bpm=131.0, one_minute_bpm=104.0)


def test_a_walk_that_is_not_over_has_no_sums_yet(store):
    store.rebuild([rebuilt(ended=False, pain_during=2)])
    session = store.find_session()
    assert (session.ended_at, session.summary, session.felt) == (None, None, Felt())
    assert store.walks() == ()


def test_a_summary_of_another_coach_is_kept_and_wants_a_rebuild(store):
    walk_id = walked(store).session_id
    store._connection.execute("UPDATE summaries SET summary = '{\"z2_s\": 1}'")
    summary = store.session(walk_id).summary
    assert summary.z2_s == 900.0
    assert summary.as_summary() is None


def test_a_closed_history_is_told_as_such(store):
    store.close()
    store.close()
    with raises_saying(StoreError, "could not be used"):
        store.sessions()


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.none() | st.integers(0, 10) for name in sorted(SCALED)},
        "note": st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
        "talk_test": st.none() | st.sampled_from(TalkTest),
        "end_bpm": st.none() | st.floats(30, 220),
        "distance_m": st.none() | st.floats(0, 1e5),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(ANSWERS, max_size=5))
def test_any_answers_in_any_order_leave_the_latest_of_each(store, changes):
    walk_id = store.add_session(NewSession(MORNING, WorkoutKind.FREE)).session_id
    latest = {}
    for change in changes:
        latest |= change
        before = store.session(walk_id).felt
        store.log(walk_id, replace(before, **change), before)
    assert store.session(walk_id).felt == Felt(**latest)


# Two at once

WRITER = """
import sys
from datetime import date, datetime, timedelta, UTC
from pathlib import Path
from coach.domain.programme.felt import Felt
from coach.domain.workout.steps import WorkoutKind
from coach.store.history import HistoryStore
from coach.store.rows import NewSession
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with HistoryStore(path, date(2026, 11, 23)) as store:
    for number in range(count):
        at = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
        store.add_session(NewSession(at, WorkoutKind.FREE, recording=f"{name}{number}"))
        store.log("shared", Felt(**{name: number % 11}))
"""


def test_processes_writing_at_once_lose_nothing(tmp_path):
    path = tmp_path / "history.sqlite3"
    with HistoryStore(path, TODAY) as store:
        store.add_session(NewSession(MORNING, WorkoutKind.FREE, session_id="shared"))
    names = ("rpe", "pain_before", "pain_after")
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, "40"], env=environ) for name in names]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    with HistoryStore(path, TODAY) as store:
        found = store.sessions()
        felt = store.session("shared").felt
    assert {item.recording for item in found} >= {f"{name}{number}" for name in names for number in range(40)}
    assert len({item.session_id for item in found}) == 121
    assert (felt.rpe, felt.pain_before, felt.pain_after) == (39 % 11, 39 % 11, 39 % 11)


def test_opening_a_new_history_at_once(tmp_path):
    path = tmp_path / "history.sqlite3"
    troubles = []
    gate = threading.Barrier(8)

    def open_and_write(number):
        gate.wait()
        try:
            with HistoryStore(path, TODAY) as store:
                store.add_session(NewSession(MORNING, WorkoutKind.FREE, recording=str(number)))
        except StoreError as error:
            troubles.append(error)

    threads = [threading.Thread(target=open_and_write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with HistoryStore(path, TODAY) as store:
        assert len(store.sessions()) == 8
        assert list(tmp_path.glob("*.v*.backup")) == []


def test_threads_share_one_history(store):
    def write(name):
        for number in range(20):
            store.add_session(NewSession(MORNING, WorkoutKind.FREE, recording=f"{name}{number}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.sessions()) == 60


def test_the_walks_of_some_days_are_those_from_the_first_to_before_the_last(store):
    first = MORNING.date().toordinal()
    for day in range(4):
        walked(store, MORNING + timedelta(days=day))

    def days(**bounds):
        return [walk.day - first for walk in store.walks(**bounds)]

    assert days() == [0, 1, 2, 3]
    assert days(first_day=first + 1) == [1, 2, 3]
    assert days(end_day=first + 2) == [0, 1]
    assert days(first_day=first + 1, end_day=first + 3) == [1, 2]


# Answers beside the recordings


@pytest.fixture
def recording(store, tmp_path):
    """The recording of a walk of the history."""
    path = tmp_path / "recordings" / walked(store).recording
    path.parent.mkdir()
    path.touch()
    return path


def test_every_answer_is_beside_the_recording_as_well(store, recording):
    walk_id = store.find_session().session_id
    store.log(walk_id, Felt(rpe=4, note="mine"))
    assert read_answers(recording) == Felt(rpe=4, note="mine")
    store.log(walk_id, Felt(note="mine"), Felt(rpe=4, note="mine"))
    assert read_answers(recording) == Felt(note="mine")


def test_answers_that_could_not_be_written_beside_it_are_written_later(store, recording, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    walk_id = store.find_session().session_id
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert store.log(walk_id, Felt(rpe=4)).felt == Felt(rpe=4)
        store.match_answers()
    assert read_answers(recording) == Felt()
    store.rebuild([rebuilt(pain_during=2)])
    assert store.find_session().felt == Felt(rpe=4, pain_during=2)
    store.match_answers()
    assert read_answers(recording) == Felt(rpe=4, pain_during=2)


def test_what_an_earlier_version_kept_here_alone_is_written_beside_the_recordings_once(store, recording):
    walk_id = store.find_session().session_id
    store._connection.execute("INSERT INTO log (session_id, rpe, note) VALUES (?, 3, 'old')", (walk_id,))
    store._connection.execute("INSERT INTO check_ins (day, limited) VALUES (739000, 1)")
    store.match_answers()
    assert read_answers(recording) == Felt(rpe=3, note="old")
    assert read_check_ins(recording.parent) == (CheckIn(739000, limited=True),)
    times = [path.stat().st_mtime_ns for path in recording.parent.iterdir()]
    store.match_answers()
    assert [path.stat().st_mtime_ns for path in recording.parent.iterdir()] == times


def test_answers_about_daily_life_come_back_from_beside_the_recordings(store, recording, tmp_path):
    kept = (CheckIn(739000, limited=True), CheckIn(739007, wants_more=False))
    for check_in in kept:
        store.add_check_in(check_in)
    with HistoryStore(tmp_path / "other.sqlite3", TODAY, recording.parent) as other:
        other.fill_from_copies()
        assert other.check_ins() == kept


def test_an_answer_that_the_file_lacks_is_newer_than_what_it_has(store, recording, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    walk_id = store.find_session().session_id
    store.log(walk_id, Felt(rpe=4))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        store.log(walk_id, Felt(rpe=6))
    store.log(walk_id, Felt(note="later"))
    assert read_answers(recording) == Felt(rpe=6, note="later")
    store.rebuild([rebuilt()])
    assert store.find_session().felt.rpe == 6


def test_an_answer_given_while_the_folder_is_away_is_newer_than_the_file(store, recording):
    walk_id = store.find_session().session_id
    store.log(walk_id, Felt(rpe=4))
    away = recording.parent.rename(recording.parent.with_name("away"))
    store.log(walk_id, Felt(rpe=6))
    away.rename(recording.parent)
    store.match_answers()
    assert store.find_session().felt.rpe == read_answers(recording).rpe == 6


def test_a_file_that_a_stand_in_or_an_editor_changed_is_read(store, recording):
    walk_id = store.find_session().session_id
    store.log(walk_id, Felt(rpe=4, note="mine"))
    write_answers(recording, {"rpe": 7})
    os.utime(beside(recording), ns=(1, 10**18))
    store.match_answers()
    assert store.find_session().felt == Felt(rpe=7, note="mine")
    write_answers(recording, {"rpe": 8})
    os.utime(beside(recording), ns=(1, 2 * 10**18))
    store.log(walk_id, Felt(pain_after=1))
    assert store.find_session().felt == read_answers(recording) == Felt(rpe=8, note="mine", pain_after=1)


def test_what_a_walk_counts_for_keeps_what_an_editor_wrote(store, recording):
    walk_id = store.find_session().session_id
    store.log(walk_id, Felt(rpe=4, note="mine"))
    write_answers(recording, {"rpe": 8})
    os.utime(beside(recording), ns=(1, 10**18))
    assert store.let_count(walk_id, counts=True).felt == read_answers(recording) == Felt(rpe=8, note="mine")


def test_what_is_in_line_is_not_written_again(store, recording, tmp_path):
    """A history of thousands of walks would wait for each, every time it is opened."""
    walk_id = store.find_session().session_id
    store.log(walk_id, Felt(rpe=4))
    walked(store, MORNING + timedelta(days=1))  # without answers, and without a recording
    store.match_answers()
    reader = sqlite3.connect(tmp_path / "history.sqlite3")
    before = reader.execute("PRAGMA data_version").fetchone()
    store.match_answers()
    assert reader.execute("PRAGMA data_version").fetchone() == before
    reader.close()


def test_answers_about_daily_life_are_never_overwritten_by_a_history_that_lacks_them(store, recording, tmp_path):
    store.add_check_in(CheckIn(739000, limited=True))
    with HistoryStore(tmp_path / "other.sqlite3", TODAY, recording.parent) as other:
        other.add_check_in(CheckIn(739007, wants_more=True))
        kept = (CheckIn(739000, limited=True), CheckIn(739007, wants_more=True))
        assert read_check_ins(recording.parent) == kept
        other.match_answers()
        assert other.check_ins() == kept


def test_a_recording_is_one_walk_whoever_adds_it(store):
    walk_id = walked(store).session_id
    recording = store.session(walk_id).recording
    nameless = replace(rebuilt(), session=NewSession(MORNING, WorkoutKind.STEADY, 20.0, recording))
    assert store.rebuild([nameless, nameless]) == (2, 0)
    assert [walk.session_id for walk in store.sessions()] == [walk_id]


# Whatever happens to the file


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps others from moving an open file")
@pytest.mark.parametrize("way", ["removed", "folder renamed"])
def test_a_history_that_is_moved_away_is_opened_again_at_its_place(tmp_path, way):
    path = tmp_path / "data" / "history.sqlite3"
    with HistoryStore(path, TODAY) as store:
        walked(store)
        if way == "removed":
            path.unlink()
        else:
            path.parent.rename(tmp_path / "moved")
        again = walked(store, MORNING + timedelta(days=1))
        assert store.session(again.session_id) == again
    with HistoryStore(path, TODAY) as store:
        assert [walk.session_id for walk in store.sessions()] == [again.session_id]


def test_a_stand_in_has_what_the_copies_hold_and_writes_no_database(tmp_path):
    path = tmp_path / "history.sqlite3"
    for day in (0, 1):
        with HistoryStore(path, TODAY + timedelta(days=day)) as store:
            known = walked(store, MORNING + timedelta(days=day))
    path.write_bytes(b"broken")
    with HistoryStore(path, TODAY, is_stand_in=True) as store:
        assert [walk.day for walk in store.sessions()] == [known.day - 1]
        assert walked(store, MORNING + timedelta(days=5)) in store.sessions()
        store.check()
    assert path.read_bytes() == b"broken"


def test_a_row_that_makes_no_sense_is_damage_and_no_fault(store):
    walked(store)
    store._connection.execute("UPDATE summaries SET summary = '{'")
    with raises_saying(StoreError, "damaged"):
        store.sessions()
    with raises_saying(StoreError, "damaged"):
        store.check()


def test_a_recording_is_left_out_until_it_changes(store, tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(b"no walk")
    store.leave_out(path)
    assert store.left_out() == {"walk.jsonl": state_of(path)}
    path.write_bytes(b"no walk either")
    assert store.left_out()["walk.jsonl"] != state_of(path)
    store.leave_out(tmp_path / "gone.jsonl")
    assert set(store.left_out()) == {"walk.jsonl"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow only text as names")
def test_a_name_that_is_no_text_can_be_left_out(store, tmp_path):
    path = tmp_path / os.fsdecode(b"bad\xff.jsonl")
    path.touch()
    store.leave_out(path)
    assert set(store.left_out()) == {"bad\\udcff.jsonl"}


def test_sums_say_which_judgement_made_them_and_what_the_recording_lacks(store):
    store.rebuild([replace(rebuilt(), analysis_version=7, unrecorded_s=12.0)])
    summary = store.find_session().summary
    assert (summary.analysis_version, summary.unrecorded_s) == (7, 12.0)
