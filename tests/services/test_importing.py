"""Imports: what comes in, what is there already, what is taken back."""

import importlib
import json
import os
import tempfile
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.programme.felt import Felt
from coach.errors import StoreError, StoreProblem
from coach.formats.registry import read_walks
from coach.services import importing as module
from coach.services.diary import Diary
from coach.services.importing import Asked, Importer, Watching, dry_run, files_in, importing
from coach.services.recorded_walks import RecordedWalks
from coach.services.set_aside import doubles
from coach.services.taking_back import Undone, UndoneKind, undo
from coach.session.recording import parse_recording
from coach.store.answers import beside, read_answers, write_answers
from coach.store.history import HistoryStore
from tests.support.commands import FREE_WALK
from tests.support.fit_bytes import fit_file
from tests.support.recorded_walks import days, record
from tests.support.watch_files import MORNING, fit_walk, put


@pytest.fixture
def take(diary, recorded):
    """Import files; what became of them."""

    def take(*paths, watching=None, **asked):
        with importing(recorded):
            return list(Importer(recorded, Asked(**asked)).run(files_in(paths), watching or Watching()))

    return take


def walks_of(outcomes):
    return [walk for outcome in outcomes for walk in outcome.walks]


def ids(diary):
    return [session.session_id for session in diary.history.sessions()]


def everything(home):
    """All that is kept of the walks, by name."""
    return {path.name: path.read_bytes() for path in sorted((home / "data" / "recordings").iterdir())}


# What comes in


def test_an_imported_walk_is_a_recording_and_in_the_history(diary, recorded, take, tmp_path, home, in_zone):
    in_zone("Europe/Berlin")
    (walk,) = walks_of(take(put(tmp_path, "walk.fit", fit_walk(distance_m=1500.0))))
    assert walk.session_id == "2026-11-23-0731"
    session = diary.history.session("2026-11-23-0731")
    assert (session.is_imported, session.counts, session.source["format"]) == (True, False, "fit")
    assert session.started_at.isoformat() == "2026-11-23T07:31:04+01:00"
    assert session.summary.elapsed_s == 1200.0
    assert session.summary.mean_bpm == pytest.approx(124, abs=0.5)
    assert session.summary.distance_m == pytest.approx(1500, rel=0.02)
    assert recorded.look(session) is not None
    path = home / "data" / "recordings" / "2026-11-23-0731.jsonl"
    assert path.stat().st_mode & 0o077 == 0


def test_a_rebuilt_history_is_the_same(diary, recorded, take, tmp_path):
    take(put(tmp_path, "walk.fit", fit_walk()), counts=True)
    diary.history.log(ids(diary)[0], Felt(rpe=4))
    before = diary.history.sessions()
    (tmp_path / "home" / "data" / "history.sqlite3").unlink()
    recorded.rebuild(lambda *_: None)
    assert diary.history.sessions() == before


def test_files_of_folders_come_in_by_name_without_hidden_ones_and_loops(tmp_path):
    for name in ("b.fit", "a.fit", ".hidden.fit"):
        put(tmp_path / "in", name, b"")
    put(tmp_path / "in" / ".hidden", "c.fit", b"")
    put(tmp_path / "in" / "inner", "d.fit", b"")
    (tmp_path / "in" / "inner" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    os.mkfifo(tmp_path / "in" / "pipe")
    named = tmp_path / "gone.fit"
    found = files_in([tmp_path / "in", named])
    assert [item.path.name for item in found] == ["a.fit", "b.fit", "d.fit", "gone.fit"]
    assert [item.is_named for item in found] == [False, False, False, True]


def test_nothing_is_written_in_a_dry_run(tmp_path, home):
    path = put(tmp_path, "walk.fit", fit_walk())
    (outcome,) = dry_run(files_in([path]), {}, Watching())
    assert [walk.tally.readings for walk in outcome.walks] == [241]
    assert not home.exists()


def test_walks_of_one_minute_have_names_of_their_own(diary, take, tmp_path):
    put(tmp_path / "in", "a.fit", fit_walk(minutes=0.4))
    put(tmp_path / "in", "b.fit", fit_walk(MORNING + timedelta(seconds=30), 11))
    take(tmp_path / "in")
    assert len(ids(diary)) == len({name[:15] for name in ids(diary)}) + 1 == 2


def test_a_folder_is_read_in_several_processes_and_comes_in_the_same(diary, take, tmp_path, home, monkeypatch):
    for number in range(6):
        put(tmp_path / "in", f"{number}.fit", fit_walk(MORNING + timedelta(days=number), 11, bpm=110 + number))
    put(tmp_path / "in", "3b.txt", b"no recording")
    monkeypatch.setattr(module, "WORTH_A_PROCESS_BYTES", 2000)
    monkeypatch.setattr(module, "cores", lambda: 3)
    seen = []

    class Seeing(Watching):
        def __call__(self, *far):
            seen.append(far)

    outcomes = take(tmp_path / "in", watching=Seeing())
    assert [outcome.file.path.name for outcome in outcomes] == [
        "0.fit",
        "1.fit",
        "2.fit",
        "3.fit",
        "3b.txt",
        "4.fit",
        "5.fit",
    ]
    assert [round(walk.tally.mean_bpm) for walk in walks_of(outcomes)] == [110, 111, 112, 113, 114, 115]
    assert len(ids(diary)) == 6
    assert seen[-1][0] == seen[-1][1] == 7
    assert seen[-1][2] == seen[-1][3]
    assert [far[2] for far in seen] == sorted(far[2] for far in seen)


def test_two_imports_at_once_are_one_too_many(recorded, take, tmp_path):
    with importing(recorded), pytest.raises(StoreError) as raised, importing(recorded):
        pass
    assert raised.value.problem is StoreProblem.IMPORT_UNDER_WAY
    assert walks_of(take(put(tmp_path, "walk.fit", fit_walk())))


def test_a_walk_with_nothing_in_it_is_refused(diary, take, tmp_path, home):
    (outcome,) = take(put(tmp_path, "walk.jsonl", FREE_WALK.encode()))
    assert (outcome.walks, len(outcome.refused), ids(diary)) == ([], 1, [])
    assert everything(home) == {}


def test_a_disk_that_takes_nothing_ends_the_import_with_one_error(diary, take, tmp_path, home, monkeypatch):
    for number in range(3):
        put(tmp_path / "in", f"{number}.fit", fit_walk(MORNING + timedelta(days=number), 11))

    def full(*_given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module, "write_whole", full)
        with pytest.raises(StoreError):
            take(tmp_path / "in")
    assert (ids(diary), everything(home)) == ([], {})
    assert len(walks_of(take(tmp_path / "in"))) == 3


def test_a_file_whose_name_is_no_text_comes_in_and_so_do_the_others(diary, take, tmp_path):
    put(tmp_path / "in", "caf\udce9.fit", fit_walk())
    put(tmp_path / "in", "walk.fit", fit_walk(MORNING + timedelta(days=1)))
    assert len(walks_of(take(tmp_path / "in"))) == 2
    assert [session.source["file"] for session in diary.history.sessions()] == ["caf?.fit", "walk.fit"]


@pytest.mark.parametrize(
    ("place", "when"),
    [
        ("coach.services.set_aside.carry_answers", lambda *_given: True),
        ("coach.store.answers.write_whole", lambda *_given: True),
        ("pathlib.Path.replace", lambda _path, to: str(to).endswith(".replaced")),
        ("coach.services.importing.is_empty", lambda *_given: True),
    ],
)
@pytest.mark.parametrize("kind", [PermissionError, UnicodeEncodeError, ZeroDivisionError])
def test_what_goes_wrong_with_one_walk_keeps_no_other_out(
    diary, recorded, take, tmp_path, home, monkeypatch, place, when, kind
):
    (plain,) = walks_of(take(put(tmp_path, "plain.fit", fit_walk())))
    diary.history.log(plain.session_id, Felt(rpe=4))
    before = everything(home)
    for number in range(3):
        put(tmp_path / "in", f"{number}.fit", fit_walk(MORNING + timedelta(days=number), has_rr=True))
    owner, _, name = place.rpartition(".")
    owner = Path if owner == "pathlib.Path" else importlib.import_module(owner)
    real, has_failed = getattr(owner, name), []

    def fails_once(*given):
        if not has_failed and when(*given):
            has_failed.append(given)
            raise kind(*{UnicodeEncodeError: ("utf-8", "", 0, 1, "surrogates")}.get(kind, (13, "Permission denied")))
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, fails_once)
        outcomes = take(tmp_path / "in")
    assert has_failed
    assert [len(outcome.refused) for outcome in outcomes] == [1, 0, 0]
    assert len(ids(diary)) == 3
    assert before.items() <= everything(home).items()
    recorded.settle()
    assert len(ids(diary)) == 3
    take(tmp_path / "in")
    assert len(ids(diary)) == 3
    assert diary.history.sessions()[0].felt.rpe == 4


# The same walk


def test_the_same_file_again_is_the_same_walk(diary, take, tmp_path, home):
    path = put(tmp_path, "walk.fit", fit_walk())
    take(path)
    before = everything(home)
    (walk,) = walks_of(take(put(tmp_path, "copy.fit", path.read_bytes())))
    assert (walk.session_id, walk.same_as) == (None, ids(diary)[0])
    assert everything(home) == before


def test_an_undated_walk_is_the_same_under_another_date(diary, take, tmp_path):

    data = fit_file(*(("record", {"timestamp": at, "heart_rate": 120}) for at in range(900)))
    take(put(tmp_path, "walk.fit", data))
    copy = put(tmp_path, "copy.fit", data)
    os.utime(copy, (1e9, 1e9))
    (walk,) = walks_of(take(copy))
    assert walk.same_as == ids(diary)[0]


def test_undated_walks_are_not_one_for_lying_in_one_folder(diary, take, tmp_path):
    files = [
        put(tmp_path / "in", name, fit_file(*(("record", {"timestamp": at, "heart_rate": bpm}) for at in range(900))))
        for name, bpm in (("a.fit", 110), ("b.fit", 120))
    ]
    for file in files:
        os.utime(file, (1e9, 1e9))
    assert [walk.same_as for walk in walks_of(take(tmp_path / "in"))] == [None, None]
    assert len(ids(diary)) == 2


@pytest.mark.parametrize(("later_min", "is_same"), [(0, True), (19, True), (21, False), (35, False)])
def test_walks_that_overlap_by_over_half_of_the_shorter_are_one(diary, take, tmp_path, later_min, is_same):
    take(put(tmp_path, "a.fit", fit_walk(minutes=30)))
    take(put(tmp_path, "b.fit", fit_walk(MORNING + timedelta(minutes=later_min), 20, shift=1)))
    assert (len(ids(diary)) == 1) is is_same


def test_the_one_with_intervals_stays_and_the_other_waits_aside(diary, take, tmp_path, home):
    (plain,) = walks_of(take(put(tmp_path, "a.fit", fit_walk())))
    diary.history.log(plain.session_id, Felt(rpe=4, note="mine"))
    (better,) = walks_of(take(put(tmp_path, "b.fit", fit_walk(has_rr=True))))
    assert ids(diary) == [better.session_id]
    assert better.session_id != plain.session_id
    assert diary.history.session(better.session_id).felt.rpe == 4
    assert f"{plain.session_id}.jsonl.replaced" in everything(home)
    (worse,) = walks_of(take(put(tmp_path, "a.fit", fit_walk())))
    assert worse.same_as == better.session_id
    assert parse_recording(everything(home)[f"{better.session_id}.jsonl"]).header.source["replaces"] == [
        plain.session_id
    ]


@pytest.mark.parametrize(("minutes", "is_better"), [(1, False), (7, False), (8, True), (16, True)])
def test_a_short_one_with_intervals_is_no_better_than_a_long_walk(diary, take, tmp_path, home, minutes, is_better):
    (plain,) = walks_of(take(put(tmp_path, "long.fit", fit_walk(minutes=16))))
    before = everything(home)
    (short,) = walks_of(take(put(tmp_path, "short.fit", fit_walk(minutes=minutes, has_rr=True))))
    if is_better:
        assert (short.replaced, short.same_as, ids(diary)) == ((plain.session_id,), None, [short.session_id])
    else:
        assert (short.replaced, short.same_as, everything(home)) == ((), plain.session_id, before)


def test_a_long_one_with_intervals_takes_the_place_of_all_its_parts(diary, take, tmp_path):
    put(tmp_path / "in", "a.fit", fit_walk(minutes=10))
    put(tmp_path / "in", "b.fit", fit_walk(MORNING + timedelta(minutes=15), 10))
    parts = tuple(walk.session_id for walk in walks_of(take(tmp_path / "in")))
    (whole,) = walks_of(take(put(tmp_path, "whole.fit", fit_walk(minutes=60, has_rr=True))))
    assert (whole.replaced, ids(diary)) == (parts, [whole.session_id])


def test_ours_wins_whichever_comes_first(diary, recorded, take, tmp_path, home):
    ours = record(home, ago=days(2), minutes=20)
    recorded.settle()
    started = diary.history.session(ours).started_at
    (watch,) = walks_of(take(put(tmp_path, "watch.fit", fit_walk(started + timedelta(seconds=7), has_rr=True))))
    assert watch.same_as == ours
    data = (home / "data" / "recordings" / f"{ours}.jsonl").read_bytes()
    elsewhere = put(tmp_path / "elsewhere", f"{ours}.jsonl", data)
    diary.history.forget_session(ours)
    (home / "data" / "recordings" / f"{ours}.jsonl").unlink()
    (imported,) = walks_of(take(tmp_path / "watch.fit"))
    assert imported.session_id == ids(diary)[0]
    (again,) = walks_of(take(elsewhere))
    assert ids(diary) == [again.session_id]
    assert everything(home)[f"{again.session_id}.jsonl"] == data
    assert not diary.history.session(again.session_id).is_imported


def said(diary, session_id):
    """What the walker has said, without what the strap has measured."""
    return replace(diary.history.session(session_id).felt, end_bpm=None)


@pytest.mark.parametrize("by", ["name", "folder"])
def test_the_answers_of_another_computer_come_along(diary, take, tmp_path, by):
    other = tmp_path / "other"
    path = other / "data" / "recordings" / f"{record(other, ago=days(2))}.jsonl"
    write_answers(path, {"rpe": 4, "note": "there", "new": [1]})
    (outcome,) = take(path if by == "name" else path.parent)
    (walk,) = outcome.walks
    assert (outcome.refused, said(diary, walk.session_id)) == ([], Felt(rpe=4, note="there"))
    assert undo(RecordedWalks(diary)).walks == 1
    assert ids(diary) == []


def test_answers_from_elsewhere_fill_what_is_missing_and_change_nothing(diary, recorded, take, tmp_path, home):
    other = tmp_path / "other"
    path = other / "data" / "recordings" / f"{record(other, ago=days(2))}.jsonl"
    started = datetime.fromisoformat(parse_recording(path.read_bytes()).header.started_at)
    (watch,) = walks_of(take(put(tmp_path, "watch.fit", fit_walk(started))))
    diary.history.log(watch.session_id, Felt(rpe=6))
    write_answers(path, {"rpe": 4, "note": "there"})
    (ours,) = walks_of(take(path))
    assert said(diary, ours.session_id) == Felt(rpe=6, note="there")
    write_answers(path, {"rpe": 5, "note": "then", "pain_after": 2})
    (again,) = walks_of(take(path))
    assert again.same_as == ours.session_id
    assert said(diary, ours.session_id) == Felt(rpe=6, note="there", pain_after=2)
    assert read_answers(home / "data" / "recordings" / f"{ours.session_id}.jsonl").pain_after == 2


def test_a_walk_of_ours_that_turns_up_takes_the_place_of_the_watchs(diary, recorded, take, tmp_path, home):
    """As after a power cut in the middle of an import, or when the walker copies it into the folder."""
    ours = record(home, ago=days(2), minutes=20)
    recording = home / "data" / "recordings" / f"{ours}.jsonl"
    data = recording.read_bytes()
    started = parse_recording(data).header.started_at
    recording.unlink()

    (watch,) = walks_of(take(put(tmp_path, "watch.fit", fit_walk(datetime.fromisoformat(started)))))
    diary.history.log(watch.session_id, Felt(rpe=6))
    (home / "data" / "recordings" / "found.jsonl").write_bytes(data)
    recorded.settle()
    assert ids(diary) == ["found"]
    assert diary.history.session("found").felt.rpe == 6


def test_a_double_in_the_history_is_one_after_the_next_start(diary, recorded, take, tmp_path, home):
    """As after a power cut, and a rebuilding before the next start."""
    (plain,) = walks_of(take(put(tmp_path, "a.fit", fit_walk())))
    diary.history.log(plain.session_id, Felt(rpe=4))
    (better,) = walks_of(take(put(tmp_path, "b.fit", fit_walk(has_rr=True))))
    folder = home / "data" / "recordings"
    (folder / f"{plain.session_id}.jsonl.replaced").rename(folder / f"{plain.session_id}.jsonl")
    beside(folder / f"{better.session_id}.jsonl").unlink()
    recorded.rebuild(lambda *_: None)
    assert len(ids(diary)) == 2
    recorded.settle()
    assert ids(diary) == [better.session_id]
    assert diary.history.session(better.session_id).felt.rpe == 4


def test_nothing_of_an_import_that_was_taken_back_lies_around(diary, recorded, take, tmp_path, home):
    take(put(tmp_path, "a.fit", fit_walk()))
    diary.history.let_count(ids(diary)[0], counts=True)
    undo(recorded)
    kept = {path.name for path in home.rglob("*") if path.is_file()}
    assert {name for name in kept if not name.startswith("history.sqlite3")} == set()


def looks(home):
    return {path.stem for path in (home / "data" / "looks").iterdir()}


def test_a_look_goes_with_its_walk(diary, recorded, take, tmp_path, home):
    take(put(tmp_path, "a.fit", fit_walk()))
    take(put(tmp_path, "b.fit", fit_walk(has_rr=True)))
    assert looks(home) == set(ids(diary))
    record(home, ago=days(2), name="ours")
    recorded.settle()
    started = diary.history.session("ours").started_at
    path = home / "data" / "recordings" / "ours.jsonl"
    data = path.read_bytes()
    diary.history.forget_session("ours")
    path.unlink()
    take(put(tmp_path, "c.fit", fit_walk(started)))
    path.write_bytes(data)
    recorded.settle()  # ours has turned up, and takes the place of the watch's
    assert looks(home) == set(ids(diary))
    path.unlink()
    diary.history.forget_session("ours")
    undo(recorded)
    assert looks(home) <= set(ids(diary))
    undo(recorded)
    assert looks(home) == set()


# Counting


def test_counting_is_the_walkers_word_and_lies_beside_the_recording(diary, recorded, take, tmp_path, home):
    path = put(tmp_path, "walk.fit", fit_walk(diary.now() - timedelta(days=1)))
    (walk,) = walks_of(take(path))
    assert diary.history.walks() == ()
    (again,) = walks_of(take(path, counts=True))
    assert again.same_as == walk.session_id
    assert [item.walk_id for item in diary.history.walks()] == [walk.session_id]
    line = json.loads(beside(home / "data" / "recordings" / f"{walk.session_id}.jsonl").read_bytes().splitlines()[1])
    assert line["counts"] is True
    diary.history.let_count(walk.session_id, counts=False)
    assert diary.history.walks() == ()


# Taken back


def test_the_last_import_is_taken_back_and_then_the_one_before(diary, recorded, take, tmp_path, home):
    record(home, ago=days(1))
    recorded.settle()
    before = everything(home)
    take(put(tmp_path, "a.fit", fit_walk()))
    between = everything(home)
    put(tmp_path / "in", "b.fit", fit_walk(MORNING + timedelta(days=1)))
    put(tmp_path / "in", "c.fit", fit_walk(MORNING + timedelta(days=2)))
    take(tmp_path / "in", counts=True)
    assert undo(recorded).walks == 2
    assert everything(home) == between
    assert undo(recorded).walks == 1
    assert everything(home) == before
    assert undo(recorded) == Undone(UndoneKind.NOTHING)
    assert len(ids(diary)) == 1


def test_what_the_walker_has_said_something_about_stays(diary, recorded, take, tmp_path):
    put(tmp_path / "in", "a.fit", fit_walk())
    put(tmp_path / "in", "b.fit", fit_walk(MORNING + timedelta(days=1)))
    take(tmp_path / "in")
    kept, _ = ids(diary)
    diary.history.log(kept, Felt(note="with Ada"))
    assert undo(recorded).walks == 1
    assert ids(diary) == [kept]
    assert undo(recorded).kind is UndoneKind.NOTHING  # it was taken back


def test_what_was_replaced_comes_back(diary, recorded, take, tmp_path, home):
    (plain,) = walks_of(take(put(tmp_path, "a.fit", fit_walk())))
    diary.history.log(plain.session_id, Felt(rpe=4))
    before, history = everything(home), diary.history.sessions()
    take(put(tmp_path, "b.fit", fit_walk(has_rr=True)))
    assert undo(recorded).walks == 1
    assert everything(home) == before
    assert diary.history.sessions() == history


def test_what_was_replaced_by_its_own_import_goes_with_it(diary, recorded, take, tmp_path, home):
    record(home, ago=days(1))
    recorded.settle()
    before = everything(home)
    put(tmp_path / "in", "a.fit", fit_walk())
    put(tmp_path / "in", "b.fit", fit_walk(has_rr=True))
    take(tmp_path / "in")
    assert undo(recorded).walks == 1
    assert len(ids(diary)) == 1
    assert everything(home) == before


def test_an_import_that_was_taken_back_does_not_come_back_from_a_copy(diary, recorded, take, tmp_path):

    take(put(tmp_path, "a.fit", fit_walk()))
    with Diary(None):
        pass  # copies the history, as each day's first start
    undo(recorded)
    with Diary(None) as later:
        assert later.history.sessions() == ()
        assert later.history.brought_back == 0


# Stopped anywhere


class StoppedError(BaseException):
    """The power is cut."""


STEPS = [
    "coach.services.importing.write_whole",
    "coach.services.recorded_walks.set_aside",
    "coach.services.set_aside.carry_answers",
    "pathlib.Path.replace",
    "coach.store.history.HistoryStore.forget_session",
    "coach.store.history.HistoryStore.rebuild",
    "coach.store.history.HistoryStore.log",
    "coach.store.history.HistoryStore.let_count",
    "pathlib.Path.unlink",
]


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("what", ["import", "replace", "undo"])
def test_stopped_at_any_step_nothing_is_lost_and_nothing_is_doubled(
    diary, recorded, take, tmp_path, home, monkeypatch, what, step, is_after
):
    plain, better = put(tmp_path, "a.fit", fit_walk()), put(tmp_path, "b.fit", fit_walk(has_rr=True))
    other = put(tmp_path, "c.fit", fit_walk(MORNING + timedelta(days=1)))
    if what != "import":
        take(plain)
        diary.history.log(ids(diary)[0], Felt(rpe=4))
    if what == "undo":
        take(better, counts=True)
    work = {
        "import": lambda: take(plain, other, counts=True),
        "replace": lambda: take(better, other, counts=True),
        "undo": lambda: undo(recorded),
    }[what]
    owner, _, name = step.rpartition(".")
    place = {"pathlib.Path": Path, "coach.store.history.HistoryStore": HistoryStore}.get(owner)
    place = place or importlib.import_module(owner)
    real = getattr(place, name)

    def stopped(*given, **more):
        if is_after:
            real(*given, **more)
        raise StoppedError

    with monkeypatch.context() as patch:
        patch.setattr(place, name, stopped)
        with suppress(StoppedError):
            work()
    recorded.settle()  # the next start
    spans = [(item.started_at, item.ended_at) for item in diary.history.sessions()]
    assert len(spans) == len(set(spans))
    work()
    recorded.settle()
    sessions = diary.history.sessions()
    if what == "undo":
        assert [item.felt.rpe for item in sessions] in ([4], [])  # an undo that was done is followed by the one before
    else:
        assert len(sessions) == 2
        assert [item.counts for item in sessions] == [True, True]
        assert all(recorded.diary.file_of(item) for item in sessions)
    recordings = {path.stem for path in (home / "data" / "recordings").glob("*.jsonl") if ".answers" not in path.name}
    assert recordings == {item.session_id for item in sessions}


def test_every_walk_of_a_file_comes_in(diary, take, tmp_path, monkeypatch):
    """Whatever its format: several walks in a file are several walks."""
    path = put(tmp_path, "several.fit", fit_walk())

    def several(given, *rest):
        (found,) = read_walks(given, *rest)
        yield found
        activity = found.outcome
        later = activity.header.started_at.replace("2026-11-23", "2026-11-24")

        yield replace(
            found, name=f"{found.name}: b", outcome=replace(activity, header=replace(activity.header, started_at=later))
        )

    monkeypatch.setattr("coach.services.reading_walks.read_walks", several)
    assert [walk.session_id is not None for walk in walks_of(take(path))] == [True, True]
    assert [walk.same_as is not None for walk in walks_of(take(path))] == [True, True]
    assert len(ids(diary)) == 2


def test_an_effort_in_the_file_is_an_answer(diary, take, tmp_path, home, monkeypatch):
    def felt(given, *rest):

        (found,) = read_walks(given, *rest)
        yield replace(found, outcome=replace(found.outcome, felt=Felt(rpe=6)))

    monkeypatch.setattr("coach.services.reading_walks.read_walks", felt)
    (walk,) = walks_of(take(put(tmp_path, "a.fit", fit_walk())))
    assert diary.history.session(walk.session_id).felt.rpe == 6
    assert read_answers(home / "data" / "recordings" / f"{walk.session_id}.jsonl").rpe == 6


def test_an_import_that_is_left_in_the_middle_goes_on_when_it_is_repeated(diary, recorded, tmp_path):
    for number in range(4):
        put(tmp_path / "in", f"{number}.fit", fit_walk(MORNING + timedelta(days=number), 11))
    files = files_in([tmp_path / "in"])
    with importing(recorded), closing(Importer(recorded, Asked()).run(files, Watching())) as outcomes:
        next(outcomes)
    assert len(ids(diary)) == 1
    with importing(recorded):
        again = walks_of(Importer(recorded, Asked()).run(files, Watching()))
    assert [walk.same_as is not None for walk in again] == [True, False, False, False]
    assert len(ids(diary)) == 4


FILES = {
    "plain": fit_walk(minutes=20, every_s=20),
    "intervals": fit_walk(minutes=20, every_s=20, has_rr=True),
    "begun later": fit_walk(MORNING + timedelta(minutes=8), 20, every_s=20, shift=1),
    "begun later, intervals": fit_walk(MORNING + timedelta(minutes=9), 20, every_s=20, has_rr=True, shift=2),
    "later still": fit_walk(MORNING + timedelta(minutes=17), 30, every_s=20, shift=3),
    "short": fit_walk(MORNING + timedelta(minutes=18), 4, every_s=20, has_rr=True, shift=4),
    "the next day": fit_walk(MORNING + timedelta(days=1), 20, every_s=20),
}


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*FILES, "undo", "settle", "rebuild", "answer"]), max_size=8))
def test_whatever_is_done_in_whatever_order_no_walk_is_there_twice_and_none_is_lost(steps):
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        patch.setenv("COACH_HOME", str(folder / "home"))
        paths = {what: put(folder / "in", f"{what}.fit", data) for what, data in FILES.items()}
        with Diary(None) as diary:
            recorded = RecordedWalks(diary)
            for step in steps:
                if step in paths:
                    list(Importer(recorded, Asked()).run(files_in([paths[step]]), Watching()))
                elif step == "undo":
                    undo(recorded)
                elif step == "answer" and diary.history.sessions():
                    diary.history.log(ids(diary)[0], Felt(rpe=4))
                elif step == "rebuild":
                    recorded.rebuild(lambda *_: None)
                recorded.settle()
                sessions = diary.history.sessions()
                assert not list(doubles(sessions))
                recordings = folder / "home" / "data" / "recordings"
                assert {item.recording for item in sessions} == {
                    path.name for path in recordings.glob("*.jsonl") if not path.name.endswith(".answers.jsonl")
                }
            before = diary.history.sessions()
            while (last := undo(recorded)).kind is UndoneKind.TAKEN_BACK:
                assert len(diary.history.sessions()) <= len(before) + len(FILES)
            answered = [item.felt.rpe == 4 for item in diary.history.sessions()]
            assert any(answered) if last.kind is UndoneKind.KEPT else all(answered)
