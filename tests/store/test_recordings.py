"""The folder of recordings: what is in it, and what of that the history does not know."""

from datetime import UTC, date, datetime

import pytest

from coach.domain.workout.steps import WorkoutKind
from coach.session.line_codec import Header
from coach.store.answers import beside
from coach.store.history import HistoryStore
from coach.store.recorder import RecordingWriter
from coach.store.recordings import TAKEN_BACK, begun_undone, recordings_in, unknown_recordings
from coach.store.rows import NewSession

START = datetime(2026, 11, 23, 7, 31, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with HistoryStore(tmp_path / "history.sqlite3", date(2026, 11, 23)) as opened:
        yield opened


@pytest.fixture
def paths(tmp_path):
    folder = tmp_path / "recordings"
    folder.mkdir()
    found = [folder / f"{name}.jsonl" for name in ("a", "b", "c")]
    for path in reversed(found):
        path.write_text("{}\n", encoding="utf-8")
    return found


def test_recordings_come_by_name_without_answers_and_what_is_taken_back(paths):
    folder = paths[0].parent
    beside(paths[0]).write_text("{}\n", encoding="utf-8")
    undone = paths[1].rename(folder / f"{paths[1].name}{TAKEN_BACK}")
    assert recordings_in(folder) == [paths[0], paths[2]]
    assert begun_undone(folder) == [undone]


def test_a_recording_is_unknown_until_it_is_in_the_history_or_left_out_as_it_is(store, paths):
    folder = paths[0].parent
    store.add_session(NewSession(START, WorkoutKind.STEADY, 20.0, paths[0].name))
    assert unknown_recordings(store, folder) == paths[1:]
    store.leave_out(paths[1])
    assert unknown_recordings(store, folder) == paths[2:]
    paths[1].write_text("another\n", encoding="utf-8")
    assert unknown_recordings(store, folder) == paths[1:]


def test_a_recording_under_way_is_nobody_s_business(store, tmp_path):
    with RecordingWriter(tmp_path / "walk.jsonl", Header(START.isoformat())) as sink:
        assert unknown_recordings(store, tmp_path) == []
    assert unknown_recordings(store, tmp_path) == [sink.path]
