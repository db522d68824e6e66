"""Reading less than everything, or reading it once, gives what reading all of it each time would."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.felt import SCALED, Felt
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.talk import TalkAt, TalkTest
from coach.domain.workout.steps import WorkoutKind
from coach.errors import StoreError
from coach.files import state_of
from coach.store import row_reads
from coach.store.history import HistoryStore
from coach.store.rows import NewSession, Rebuilt
from tests.support.fakes import SUMMARY
from tests.support.saying import raises_saying

MORNING = datetime(2026, 11, 23, 7, 31, 4, tzinfo=UTC)
TODAY = MORNING.date()
NUMBERS = st.none() | st.floats(0.0, 9000.0)
FELT = st.builds(
    Felt,
    **dict.fromkeys(sorted(SCALED), st.none() | st.integers(0, 10)),
    talk_test=st.none() | st.sampled_from(TalkTest),
    note=st.none() | st.text("wind ä", max_size=5),
    **dict.fromkeys(["distance_m", "belt_speed_mps", "end_bpm", "one_minute_bpm"], NUMBERS),
)
WALKS = st.builds(
    lambda hours, zone, kind, planned_min, sums, talk, choice, source, is_over: Rebuilt(
        NewSession((MORNING + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=zone))), kind, planned_min),
        MORNING + timedelta(hours=hours, minutes=20) if is_over else None,
        "finished" if is_over else None,
        replace(SUMMARY, **sums),
        talk=tuple(TalkAt(float(at_s), answer, bpm) for at_s, answer, bpm in talk),
        pain_choice=choice,
        source=source,
    ),
    hours=st.integers(0, 200),
    zone=st.integers(-12, 14),
    kind=st.sampled_from(WorkoutKind),
    planned_min=st.none() | st.floats(1.0, 90.0),
    sums=st.fixed_dictionaries(
        {
            "moving_s": st.just(0.0) | st.floats(0.0, 9000.0),
            "z2_s": NUMBERS,
            "mean_bpm": NUMBERS,
            "excursions": st.integers(0, 9),
            "distance_m": NUMBERS,
        }
    ),
    talk=st.lists(st.tuples(st.integers(0, 900), st.sampled_from(TalkTest), st.floats(60.0, 180.0)), max_size=3),
    choice=st.none() | st.sampled_from(PainChoice),
    source=st.none() | st.just({"kind": "file", "format": "fit"}),
    is_over=st.booleans(),
)
HISTORIES = st.lists(st.tuples(WALKS, FELT, st.booleans()), max_size=8)


@pytest.fixture
def store(tmp_path):
    with HistoryStore(tmp_path / "history.sqlite3", TODAY) as opened:
        yield opened


def walk(store, at=MORNING, **changes):
    """A walk that is over; return its id."""
    session = store.add_session(NewSession(at, WorkoutKind.STEADY, 20.0))
    new = NewSession(at, WorkoutKind.STEADY, 20.0, session.recording, session.session_id)
    store.rebuild([Rebuilt(new, at + timedelta(minutes=20), "finished", SUMMARY, **changes)])
    return session.session_id


def statements(store):
    """The statements that are executed from now on."""
    seen = []
    store._connection.set_trace_callback(seen.append)
    return seen


def by_sessions(store):
    """The walks of the programme by way of all that is known of them."""
    logged = [item.as_logged_walk() for item in store.sessions() if item.counts or not item.is_imported]
    return tuple(item for item in logged if item is not None)


@settings(max_examples=60, deadline=None)
@given(history=HISTORIES, first=st.none() | st.integers(-2, 10), end=st.none() | st.integers(-2, 10))
def test_of_any_history_the_narrow_reads_are_the_whole_ones(history, first, end):
    first, end = (None if day is None else TODAY.toordinal() + day for day in (first, end))
    with TemporaryDirectory() as folder, HistoryStore(Path(folder) / "history.sqlite3", TODAY) as store:
        for number, (rebuilt, felt, counts) in enumerate(history):
            stem = f"walk-{number}"
            new = replace(rebuilt.session, session_id=stem, recording=f"{stem}.jsonl" if number % 3 else None)
            store.add_session(new)
            store.rebuild([replace(rebuilt, session=new)])
            store.log(stem, felt)
            store.let_count(stem, counts=counts)
        sessions = store.sessions()
        assert len(sessions) == len(history)
        assert store.walks() == by_sessions(store)
        assert store.walks(first, end) == tuple(
            item
            for item in by_sessions(store)
            if (first is None or first <= item.day) and (end is None or item.day < end)
        )
        assert store.unended_sessions() == tuple(item for item in sessions if item.ended_at is None and item.recording)
        assert store.recordings() == {item.recording for item in sessions}
        assert store.latest_sessions(3) == sessions[::-1][:3]
        assert all(store.session(item.session_id) == item for item in sessions)


def test_the_walks_are_read_once_until_something_is_written(store):
    first = walk(store)
    seen = statements(store)
    before = store.walks()
    assert len([text for text in seen if "summaries" in text]) == 1
    seen.clear()
    assert store.walks() is before
    assert store.walks(TODAY.toordinal(), TODAY.toordinal() + 1) == before
    assert {text.split()[0] for text in seen} == {"PRAGMA"}
    store.log(first, Felt(rpe=4))
    assert [item.felt.rpe for item in store.walks()] == [4]
    store.forget_session(first)
    assert store.walks() == ()


def test_what_another_process_writes_is_read(store):
    walk_id = walk(store)
    before, state = store.walks(), store.state()
    assert store.state() == state
    with HistoryStore(store.path, TODAY) as other:
        assert other.walks() == before
        assert store.state() == state, "it has only read"
        other.log(walk_id, Felt(pain_after=7))
    assert store.state() != state
    assert [item.felt.pain_after for item in store.walks()] == [7]


def test_what_was_read_in_vain_is_not_kept(store):
    walk_id = walk(store)
    before = store.walks()
    store._connection.execute("UPDATE sessions SET kind = 'a dance' WHERE id = ?", (walk_id,))
    for _ in range(2):
        with raises_saying(StoreError, "damaged"):
            store.walks()
    store._connection.execute("UPDATE sessions SET kind = 'steady' WHERE id = ?", (walk_id,))
    assert store.walks() == before


def test_another_file_in_its_place_is_another_history(store):
    walk(store)
    assert len(store.walks()) == 1
    state = store.state()
    for path in store.path.parent.glob("history.sqlite3*"):
        path.unlink()
    assert store.walks() == ()
    assert store.state() != state


def test_recordings_left_out_have_their_state(store, tmp_path):
    recording = tmp_path / "recordings" / "2026-11-20-0700.jsonl"
    recording.parent.mkdir()
    recording.write_bytes(b"\n")
    store.leave_out(recording)
    assert row_reads.left_out(store._connection) == {recording.name: state_of(recording)}
