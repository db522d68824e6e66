"""The rows that are written: ids that nobody else has, and answers that are never overwritten by older ones."""

import pytest

from coach.domain.programme.felt import Felt
from coach.domain.workout.steps import WorkoutKind
from coach.store.row_writes import fill_log, put_session
from coach.store.rows import NewSession
from coach.store.schema import in_memory
from tests.store.test_history import MORNING


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
