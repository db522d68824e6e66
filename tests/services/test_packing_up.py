"""Walks whose recordings lie packed: everything that reads a recording reads them."""

import gc
import json
import os
from datetime import timedelta

import pytest

from coach.domain.programme.felt import Felt
from coach.errors import FormatProblem
from coach.formats.registry import read_activity
from coach.packing import files_of, pack, packed_path, read_recording
from coach.services import hearing
from coach.services.diagnosis import connections_lost
from coach.services.diary import Diary
from coach.services.exporting import exported
from coach.services.importing import Asked, Importer, Watching, files_in
from coach.services.packing_up import pack_walks
from coach.services.recorded_walks import RecordedWalks
from coach.services.taking_back import UndoneKind, undo
from coach.services.workers import MOST_WORKERS
from coach.session.error_words import error_sentence, flaw_sentence
from coach.session.inputs import LinkDown, LinkUp
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.recording import parse_recording
from coach.store.looks import LookStore
from coach.store.recordings import unknown_recordings
from coach.store.unfinished import find_unfinished
from tests.support.recorded_walks import days, record
from tests.support.watch_files import MORNING, fit_walk, put


@pytest.fixture
def folder(home):
    return home / "data" / "recordings"


@pytest.fixture
def walks(home, recorded, folder):
    """Three walks of the history, from old to new; by recording, their bytes."""
    stems = [record(home, ago=days(ago)) for ago in (3, 2, 1)]
    recorded.settle()
    return {folder / f"{stem}.jsonl": (folder / f"{stem}.jsonl").read_bytes() for stem in stems}


@pytest.fixture
def take(recorded):
    def take(*paths):
        return [
            walk for outcome in Importer(recorded, Asked()).run(files_in(paths), Watching()) for walk in outcome.walks
        ]

    return take


def unwatched(_done, _of, left_out):
    assert left_out is None


def test_a_file_whose_name_is_no_text_is_no_walk_and_keeps_none_from_being_packed(diary, walks, folder):
    stray = folder / os.fsdecode(b"zz\xff\xfe.jsonl")  # the last by name, so the first that is looked at
    stray.write_bytes(b"{}\n")
    assert pack_walks(diary) == 3
    assert stray.exists()


def test_the_newest_are_packed_first_and_all_where_all_are_asked_for(diary, walks, folder):
    old, middle, new = walks
    assert [pack_walks(diary, 1), len(files_of(new)), new.exists(), middle.exists()] == [1, 1, False, True]
    assert [pack_walks(diary), pack_walks(diary)] == [2, 0]
    assert {path: read_recording(path) for path in walks} == walks
    assert sorted(folder.iterdir()) == sorted(packed_path(path) for path in walks)
    assert not old.exists()


def test_a_walk_without_an_end_and_one_that_the_history_lacks_are_left(diary, recorded, home, folder):
    stem = record(home, ago=timedelta(minutes=20), minutes=19, ends=False)
    (item,) = recorded.unfinished()
    recorded.go_on(item).sink.close()
    record(home, ago=days(2))
    assert pack_walks(diary) == 0
    assert (folder / f"{stem}.jsonl").exists()


def test_the_look_stays_as_it_was_and_the_walk_is_not_heard_again(diary, recorded, walks, monkeypatch):
    sessions = diary.history.sessions()
    before = [recorded.look(session).trace.bpm.tobytes() for session in sessions]
    pack_walks(diary)
    monkeypatch.setattr(hearing, "computed", pytest.fail)
    looks = LookStore(diary.folders.looks)
    assert [looks.find(path).trace.bpm.tobytes() for path in walks] == before


def test_the_next_start_finds_nothing_new(diary, walks, folder):
    pack_walks(diary)
    assert unknown_recordings(diary.history, folder) == []
    assert find_unfinished(diary.history, folder, diary.now()) == ()


def test_a_lost_history_comes_back_from_packed_recordings(diary, home, walks):
    before = diary.history.sessions()
    pack_walks(diary)
    diary.history.close()
    for path in (home / "data").glob("history*"):
        path.unlink()
    with Diary(None) as again:
        assert RecordedWalks(again).settle().adopted == 3
        assert again.history.sessions() == before


def test_a_packed_walk_that_lacks_its_end_is_over(diary, recorded, home, folder):
    """The history that knew of its end is lost."""
    stem = record(home, ago=timedelta(minutes=20), minutes=19, ends=False)
    path = folder / f"{stem}.jsonl"
    data = path.read_bytes()
    path.unlink()
    packed_path(path).write_bytes(pack(data))
    (item,) = recorded.unfinished()
    assert not item.can_continue
    recorded.settle()
    (session,) = diary.history.sessions()
    assert session.ended_at is not None


def test_it_is_replayed_by_name_and_by_path_and_looked_back_on(diary, recorded, walks):
    plain = {path: read_activity(path) for path in walks}
    pack_walks(diary)
    for path, activity in plain.items():
        found = recorded.file_to_replay(path.stem)
        assert found == diary.file_of(diary.history.session(path.stem)) == packed_path(path)
        for way in (found, path):
            assert (read_activity(way).inputs, read_activity(way).flaws) == (activity.inputs, ())
    LookStore(diary.folders.looks).forget_all_but([])
    assert recorded.look(diary.history.sessions()[0]).summary.moving_s == 1200.0


def test_its_export_is_the_recording_byte_for_byte(diary, recorded, walks):
    pack_walks(diary)
    for session in diary.history.sessions():
        file = exported(recorded, session, "jsonl")
        assert (file.data, file.name) == (walks[diary.recording_of(session)], f"{session.session_id}.jsonl")
        assert exported(recorded, session, "fit").readings == 1199


def test_answers_lie_beside_it_as_before(diary, recorded, walks, folder):
    pack_walks(diary)
    newest = list(walks)[-1]
    diary.history.log(newest.stem, Felt(rpe=4))
    assert json.loads((folder / f"{newest.stem}.answers.jsonl").read_text().splitlines()[1]) == {"rpe": 4}
    recorded.rebuild(unwatched)
    assert diary.history.session(newest.stem).felt.rpe == 4


@pytest.mark.parametrize("cores", [1, 2, MOST_WORKERS])
def test_the_history_is_computed_again_as_it_was_on_any_number_of_cores(diary, recorded, home, monkeypatch, cores):
    monkeypatch.setattr(hearing, "cores", lambda: cores)
    for ago in range(1, 10):
        record(home, ago=days(ago), minutes=5 + ago)
    recorded.settle()
    before, looks = diary.history.sessions(), [recorded.look(session) for session in diary.history.sessions()]
    pack_walks(diary, 5)
    seen = []
    count = recorded.rebuild(lambda done, of, left_out: seen.append((done, of, left_out)))
    assert (count.walks, count.changed) == (9, 0)
    assert seen == [(number, 9, None) for number in range(1, 10)]
    assert diary.history.sessions() == before
    again = [recorded.look(session) for session in before]
    assert [look.trace.bpm.tobytes() for look in again] == [look.trace.bpm.tobytes() for look in looks]


def test_what_stops_a_rebuild_stops_its_processes(diary, recorded, home, monkeypatch):
    monkeypatch.setattr(hearing, "cores", lambda: 2)
    for ago in range(1, 10):
        record(home, ago=days(ago), minutes=5)

    def interrupted(done, of, _left_out):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recorded.rebuild(interrupted)
    gc.collect()
    assert len(diary.history.sessions()) == 1


def test_both_after_a_crash_are_one_walk(diary, recorded, walks, folder):
    for path, data in walks.items():
        packed_path(path).write_bytes(pack(data))
    recorded.settle()
    recorded.rebuild(unwatched)
    assert len(diary.history.sessions()) == 3
    assert pack_walks(diary) == 3
    assert {path: read_recording(path) for path in walks} == walks


def test_a_damaged_one_gives_what_is_good_and_says_so(diary, recorded, walks):
    pack_walks(diary)
    cut, flipped, nothing = (packed_path(path) for path in walks)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    changed = bytearray(flipped.read_bytes())
    changed[-30] ^= 1
    flipped.write_bytes(changed)
    nothing.write_bytes(nothing.read_bytes()[:8])
    whole = read_activity_of(walks[next(iter(walks))])
    activity = read_activity(cut)
    assert tuple(activity.inputs)[:100] == whole[:100]
    assert "damaged" in flaw_sentence(activity.flaws[-1])
    assert read_activity(flipped).flaws
    left_out = []
    recorded.rebuild(lambda _done, _of, error: left_out.append(error) if error else None)
    ((name, error),) = left_out
    assert (name, error.problem) == (nothing.name, FormatProblem.DAMAGED)
    assert nothing.name.removesuffix(".xz") in error_sentence(error)
    assert len(diary.history.sessions()) == 3


def read_activity_of(data):
    return tuple(parse_recording(data).inputs)


def test_doctor_looks_at_the_newest_one_packed_or_not(diary, recorded, home, folder):
    facts = (LinkUp(at_s=0.0), LinkDown(at_s=1200.0, said=LinkFact(LinkFactKind.LOST)))
    stem = record(home, ago=days(1), told=facts)
    record(home, ago=days(3))
    recorded.settle()
    expected = connections_lost(folder)
    pack_walks(diary)
    assert connections_lost(folder) == expected
    assert packed_path(folder / f"{stem}.jsonl").exists()


def test_it_is_imported_with_its_answers_and_known_again(diary, recorded, take, tmp_path):
    other = tmp_path / "other"
    stem = record(other, ago=days(2))
    plain = other / "data" / "recordings" / f"{stem}.jsonl"
    data, packed = plain.read_bytes(), packed_path(plain)
    packed.write_bytes(pack(data))
    (other / "data" / "recordings" / f"{stem}.answers.jsonl").write_text(
        '{"format": "coach-answers", "version": 1}\n{"rpe": 6}\n'
    )
    plain.unlink()
    (walk,) = take(packed)
    session = diary.history.session(walk.session_id)
    assert (read_recording(diary.recording_of(session)), session.felt.rpe) == (data, 6)
    assert pack_walks(diary) == 1
    (again,) = take(packed)
    assert again.same_as == walk.session_id
    undone = undo(recorded)
    assert (undone.kind, undone.walks) == (UndoneKind.TAKEN_BACK, 1)
    assert diary.history.sessions() == ()
    assert list(diary.folders.recordings.iterdir()) == []


@pytest.mark.parametrize("has_both", [False, True])
def test_one_that_another_takes_the_place_of_comes_back_packed(diary, recorded, take, tmp_path, folder, has_both):
    (imported,) = take(put(tmp_path, "a.fit", fit_walk()))
    path = folder / f"{imported.session_id}.jsonl"
    data = path.read_bytes()
    pack_walks(diary)
    if has_both:
        path.write_bytes(data)
    other = tmp_path / "other"
    stem = record(other, ago=diary.now() - MORNING, minutes=30)
    (better,) = take(other / "data" / "recordings" / f"{stem}.jsonl")
    assert better.replaced == (imported.session_id,)
    assert len(diary.history.sessions()) == 1
    assert packed_path(path).with_name(f"{packed_path(path).name}.replaced").exists()
    pack_walks(diary)
    undo(recorded)
    assert [session.session_id for session in diary.history.sessions()] == [imported.session_id]
    assert read_recording(path) == data
