"""Imports that are taken back: which one, and what of it; `test_importing` has what becomes of files and answers."""

from datetime import datetime

import pytest

from coach.domain.programme.felt import Felt
from coach.services.diary import Diary
from coach.services.importing import Asked, Importer, Watching, files_in
from coach.services.recorded_walks import RecordedWalks
from coach.services.taking_back import Undone, UndoneKind, undo
from coach.session.recording import parse_recording
from coach.store.imports import imports_beside
from tests.support.recorded_walks import days, record
from tests.support.watch_files import MORNING, fit_walk, put


@pytest.fixture
def take(recorded):
    def take(*paths):
        return [
            walk for outcome in Importer(recorded, Asked()).run(files_in(paths), Watching()) for walk in outcome.walks
        ]

    return take


@pytest.fixture
def elsewhere(tmp_path):
    """A recording of another computer."""

    def made(days_ago=2):
        home = tmp_path / "other"
        stem = record(home, ago=days(days_ago))
        return home / "data" / "recordings" / f"{stem}.jsonl"

    return made


def everything(home):
    return {path.name: path.read_bytes() for path in sorted((home / "data" / "recordings").iterdir())}


def test_where_nothing_was_imported_nothing_is_taken_back(recorded):
    assert undo(recorded) == Undone(UndoneKind.NOTHING)


def test_no_older_import_is_taken_back_for_one_that_stays(diary, recorded, take, tmp_path):
    take(put(tmp_path, "a.fit", fit_walk()))
    (newest,) = take(put(tmp_path, "b.fit", fit_walk(MORNING + days(1))))
    diary.history.log(newest.session_id, Felt(note="with Ada"))
    for _ in range(2):
        undone = undo(recorded)
        assert (undone.kind, undone.walks, undone.kept) == (UndoneKind.KEPT, 0, 1)
    assert len(diary.history.sessions()) == 2
    diary.history.log(newest.session_id, Felt(), before=Felt(note="with Ada"))
    assert [undo(recorded).kind for _ in range(3)] == [UndoneKind.TAKEN_BACK, UndoneKind.TAKEN_BACK, UndoneKind.NOTHING]


def test_after_one_of_which_a_part_stays_it_is_the_one_before(diary, recorded, take, tmp_path, home):
    take(put(tmp_path, "a.fit", fit_walk()))
    files = [put(tmp_path, f"{number}.fit", fit_walk(MORNING + days(number))) for number in (1, 2)]
    kept, _ = take(*files)
    diary.history.log(kept.session_id, Felt(note="with Ada"))
    undone = [undo(recorded) for _ in range(3)]
    assert [(item.walks, item.kept) for item in undone] == [(1, 1), (1, 0), (0, 0)]
    assert [session.session_id for session in diary.history.sessions()] == [kept.session_id]
    assert imports_beside(home / "data" / "recordings").stat().st_mode & 0o077 == 0


def test_recordings_of_ours_from_another_computer_are_taken_back_too(diary, recorded, take, elsewhere, home):
    mine = record(home, ago=days(1))
    recorded.settle()
    before = everything(home)
    path = elsewhere()
    (walk,) = take(path)
    assert everything(home)[f"{walk.session_id}.jsonl"] == path.read_bytes()
    assert undo(recorded).walks == 1
    assert everything(home) == before
    assert [session.session_id for session in diary.history.sessions()] == [mine]
    assert not imports_beside(home / "data" / "recordings").exists()


def test_a_recording_of_ours_that_was_answered_or_has_changed_stays(diary, recorded, take, elsewhere, home):
    for days_ago, change in ((2, "answer"), (3, "content")):
        (walk,) = take(elsewhere(days_ago))
        if change == "answer":
            diary.history.log(walk.session_id, Felt(rpe=3))
        else:
            with (home / "data" / "recordings" / f"{walk.session_id}.jsonl").open("ab") as file:
                file.write(b"\n")
        assert undo(recorded).kind is UndoneKind.KEPT


def test_what_a_recording_of_ours_has_replaced_comes_back(diary, recorded, take, elsewhere, tmp_path, home):
    path = elsewhere()
    started = parse_recording(path.read_bytes()).header.started_at
    (watch,) = take(put(tmp_path, "watch.fit", fit_walk(datetime.fromisoformat(started))))
    diary.history.log(watch.session_id, Felt(rpe=6))
    before = everything(home)
    (ours,) = take(path)
    assert (ours.replaced, diary.history.session(ours.session_id).felt.rpe) == ((watch.session_id,), 6)
    assert undo(recorded).walks == 1
    assert everything(home) == before
    assert diary.history.session(watch.session_id).felt.rpe == 6


def test_without_its_list_an_import_of_ours_stays_and_others_go(diary, recorded, take, elsewhere, tmp_path, home):
    take(elsewhere(), put(tmp_path, "a.fit", fit_walk()))
    imports_beside(home / "data" / "recordings").write_bytes(b"no list")
    assert undo(recorded).walks == 1
    assert undo(recorded).kind is UndoneKind.NOTHING
    assert [session.is_imported for session in diary.history.sessions()] == [False]


def test_an_imported_walk_of_another_computer_is_of_the_import_here(diary, recorded, take, tmp_path, monkeypatch):
    """Its header stays as it is, and names an import there."""
    with monkeypatch.context() as patch:
        patch.setenv("COACH_HOME", str(tmp_path / "other"))
        with Diary(None) as there:
            files = files_in([put(tmp_path, "a.fit", fit_walk())])
            list(Importer(RecordedWalks(there), Asked()).run(files, Watching()))
            there.history.let_count(there.history.sessions()[0].session_id, counts=True)
            path = there.recording_of(there.history.sessions()[0])
    (first,) = take(put(tmp_path, "b.fit", fit_walk(MORNING + days(1))))
    (walk,) = take(path)
    assert diary.history.session(walk.session_id).counts
    assert undo(recorded).walks == 1
    assert [session.session_id for session in diary.history.sessions()] == [first.session_id]
