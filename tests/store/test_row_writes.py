"""The rows that are written: ids that nobody else has, and answers that are never overwritten by older ones."""

from datetime import timedelta

import pytest

from coach.domain.programme.felt import Felt
from coach.domain.workout.steps import WorkoutKind
from coach.store.row_writes import fill_log, put_rebuilt, put_session
from coach.store.rows import NewSession, Rebuilt
from coach.store.schema import in_memory
from tests.store.test_history import MORNING, SUMMARY


@pytest.fixture
def connection():
    opened = in_memory()
    yield opened
    opened.close()


def test_no_two_walks_have_one_id(connection):
    new = NewSession(MORNING, WorkoutKind.FREE)
    assert [put_session(connection, new) for _ in range(3)] == [
        "2026-11-23-0731",
        "2026-11-23-0731-2",
        "2026-11-23-0731-3",
    ]
    with pytest.raises(ValueError, match="zone"):
        put_session(connection, NewSession(MORNING.replace(tzinfo=None), WorkoutKind.FREE))


def row_of(connection, walk_id):
    statement = "SELECT kind, planned_min, ended_at, end_reason, recording, source FROM sessions WHERE id = ?"
    return connection.execute(statement, (walk_id,)).fetchone()


def test_a_walk_is_brought_in_line_with_its_recording_and_another_left_alone(connection):
    walk_id, other_id = (put_session(connection, NewSession(MORNING, WorkoutKind.FREE, 15.0)) for _ in range(2))
    other = row_of(connection, other_id)
    ended_at = MORNING + timedelta(minutes=20)
    found = NewSession(MORNING, WorkoutKind.TEMPO, 20.0, "elsewhere.jsonl", walk_id)
    put_rebuilt(connection, walk_id, Rebuilt(found, ended_at, "stopped", SUMMARY, source={"kind": "import"}))
    assert row_of(connection, walk_id) == (
        "tempo", 20.0, "2026-11-23T07:51:04+09:00", "stopped", "elsewhere.jsonl", '{"kind": "import"}',
    )  # fmt: skip
    assert connection.execute("SELECT session_id, mean_bpm, spikes FROM summaries").fetchall() == [(walk_id, 124.5, 2)]
    assert row_of(connection, other_id) == other


def test_a_walk_that_may_go_on_has_no_sums_and_keeps_its_recording(connection):
    walk_id = put_session(connection, NewSession(MORNING, WorkoutKind.FREE))
    recording = row_of(connection, walk_id)[4]
    put_rebuilt(
        connection, walk_id, Rebuilt(NewSession(MORNING, WorkoutKind.FREE, recording=None), None, None, SUMMARY)
    )
    assert row_of(connection, walk_id)[2:5] == (None, None, recording)
    assert connection.execute("SELECT count(*) FROM summaries").fetchone() == (0,)


@pytest.mark.parametrize(
    ("log", "answers_ns", "answers", "recorded", "kept"),
    [
        (None, None, {}, {}, None),
        (None, None, {"rpe": 4}, {"rpe": 2, "pain_during": 3}, (4, 3)),
        ((5, None), 0, {"rpe": 4}, {"pain_during": 3}, (5, 3)),
        ((5, None), 1, {"rpe": 4}, {}, (4, None)),
        ((None, 1), 0, {"rpe": 4}, {"pain_during": 3}, (4, 1)),
        ((None, 1), 1, {}, {"pain_during": 3}, (None, 1)),
    ],
    ids=["nothing", "a new log", "the log is newer", "the file is newer", "gaps are filled", "the log before the walk"],
)
def test_the_newest_answer_wins_and_what_was_recorded_fills_the_rest(
    connection, log, answers_ns, answers, recorded, kept
):
    walk_id = put_session(connection, NewSession(MORNING, WorkoutKind.FREE))
    if log is not None:
        connection.execute(
            "INSERT INTO log (session_id, rpe, pain_during, answers_ns) VALUES (?, ?, ?, ?)",
            (walk_id, *log, answers_ns),
        )
    fill_log(connection, walk_id, Felt(**answers), Felt(**recorded))
    assert connection.execute("SELECT rpe, pain_during FROM log").fetchone() == kept
