"""Walks of the history as files: with their steps, their answers, and their bytes."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from coach.domain.programme.felt import Felt
from coach.errors import ExportError, RecordingError, WalkUnavailableError
from coach.formats.fit import read_fit
from coach.formats.written_walk import WrittenLap
from coach.services.exporting import FORMATS, Exported, exported, keep, keep_beside, laps_of, written_walk
from coach.session.activity import Activity
from coach.session.inputs import LapMarked, Paused, Reading, Resumed, SessionEnded, StepSkipped
from coach.session.line_codec import Header
from coach.store.file_lock import lock
from tests.support.exports import readings_of
from tests.support.recorded_walks import days, record
from tests.support.saying import raises_saying
from tests.support.sessions import SHORT, STEADY, beats

POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes, devices, and links that anyone may make")

FILE = Exported("2026-11-23-0731", "fit", b"bytes", 3, 60.0)


@pytest.fixture
def session(home, diary, recorded):
    record(home, ago=days(1), minutes=21)
    recorded.settle()
    found = diary.history.find_session()
    return diary.history.log(found.session_id, Felt(rpe=4))


def test_a_walk_has_its_steps_its_answers_and_its_recording(recorded, session):
    walk = written_walk(recorded, session)
    assert walk.recorded == recorded.diary.file_of(session).read_bytes()
    assert walk.laps == (
        WrittenLap(0.0, 240.0, "warm_up"),
        WrittenLap(240.0, 1050.0, "steady"),
        WrittenLap(1050.0, 1200.0, "cool_down"),
        WrittenLap(1200.0, 1260.0, "afterwards"),
    )
    assert (walk.felt.rpe, walk.started_at, walk.lasts_s) == (4, session.started_at, 1260.0)


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_is_named_after_its_walk(recorded, session, to):
    file = exported(recorded, session, to)
    assert file.name == f"{session.session_id}.{to}"
    assert (file.readings, file.lasts_s) == (1259, 1260.0)
    assert file.data


def test_jsonl_is_the_recording_byte_for_byte(recorded, session):
    path = recorded.diary.file_of(session)
    path.write_bytes(path.read_bytes() + b'{"t": 1300, "event": "of a newer Coach"}\nnonsense')
    assert exported(recorded, session, "jsonl").data == path.read_bytes()
    assert written_walk(recorded, session, takes_laps=False).laps == ()


def test_what_is_exported_is_read_again(recorded, session):
    back = read_fit(exported(recorded, session, "fit").data)
    assert len(readings_of(back)) == 1259
    assert back.felt.rpe == 4
    assert [item.at_s for item in back.inputs if isinstance(item, LapMarked)] == [240.0, 1050.0, 1200.0]


def test_steps_are_as_they_were_walked():
    header = Header("", session=SHORT.to_json())
    inputs = (
        *beats(120, 1, 10),
        StepSkipped(at_s=10.0),
        Paused(at_s=12.0),
        Resumed(at_s=20.0),
        SessionEnded(at_s=30.0),
        Reading(at_s=40.0, bpm=100),
    )
    assert laps_of(Activity(header, inputs), 30.0) == (
        WrittenLap(0.0, 10.0, "warm_up"),
        WrittenLap(10.0, 10.001, "effort"),
        WrittenLap(10.001, 23.001, "recovery"),
        WrittenLap(23.001, 30.0, "effort"),
    )


def test_an_imported_walk_has_the_laps_of_its_device_and_no_steps():
    header = Header("", source={"kind": "file"}, session=STEADY.to_json())
    inputs = (*beats(120, 1, 400), SessionEnded(at_s=400.0))
    assert laps_of(Activity(header, inputs), 400.0) == (WrittenLap(0.0, 400.0),)
    marked = (Reading(at_s=0.0, bpm=100), LapMarked(at_s=100.0), LapMarked(at_s=400.0), SessionEnded(at_s=400.0))
    assert laps_of(Activity(header, marked), 400.0) == (WrittenLap(0.0, 100.0), WrittenLap(100.0, 400.0))


def test_a_recording_of_nothing_has_no_lap():
    assert laps_of(Activity(Header(""), ()), 0.0) == ()


def test_a_recording_that_is_gone_or_none_is_said(recorded, session):
    path = recorded.diary.file_of(session)
    path.write_bytes(b"no recording")
    with pytest.raises(RecordingError):
        exported(recorded, session, "fit")
    path.unlink()
    with raises_saying(WalkUnavailableError, "gone"):
        exported(recorded, session, "fit")


@pytest.mark.parametrize("to", FORMATS)
def test_a_walk_under_way_is_no_file_yet(recorded, session, to):
    with recorded.diary.file_of(session).open("rb+") as walking:
        assert lock(walking.fileno(), wait=False)
        with raises_saying(WalkUnavailableError, "is under way; end it first"):
            exported(recorded, session, to)
    assert exported(recorded, session, to).readings == 1259


def test_a_file_is_written_once_and_another_is_left_alone(tmp_path):
    path = tmp_path / "new" / FILE.name
    assert keep(FILE, path)
    assert not keep(FILE, path)
    path.write_bytes(b"other")
    with raises_saying(ExportError, "is there already"):
        keep(FILE, path)
    assert path.read_bytes() == b"other"
    assert keep(FILE, path, replace=True)
    assert path.read_bytes() == FILE.data
    assert [item.name for item in path.parent.iterdir()] == [FILE.name]
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["file/walk.fit", "zero\0byte.fit"])
def test_what_cannot_be_written_is_said(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    with raises_saying(ExportError, "cannot write"):
        keep(FILE, tmp_path / name)


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        Path.mkdir,
        pytest.param(getattr(os, "mkfifo", None), marks=POSIX),
        pytest.param(lambda path: path.symlink_to("/dev/null"), marks=POSIX),
    ],
    ids=["folder", "pipe", "device"],
)
def test_what_is_no_file_stays_as_it_is(tmp_path, make, replace):
    path = tmp_path / FILE.name
    make(path)
    before = path.lstat()
    with raises_saying(ExportError, "is no file but a folder, a pipe or a device"):
        keep(FILE, path, replace=replace)
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)
    assert keep_beside(FILE, tmp_path) == tmp_path / "2026-11-23-0731-2.fit"


@POSIX
@pytest.mark.parametrize("is_there", [False, True])
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path, is_there):
    path, target = tmp_path / FILE.name, tmp_path / "elsewhere" / "walk.fit"
    target.parent.mkdir()
    path.symlink_to(target)
    if is_there:
        target.write_bytes(b"other")
        with raises_saying(ExportError, "is there already"):
            keep(FILE, path)
    assert keep(FILE, path, replace=is_there)
    assert path.readlink() == target
    assert target.read_bytes() == FILE.data
    assert not target.is_symlink()


@POSIX
def test_a_link_to_itself_is_said(tmp_path):
    path = tmp_path / FILE.name
    path.symlink_to(path)
    with raises_saying(ExportError, "cannot write"):
        keep(FILE, path, replace=True)
    assert path.is_symlink()


def test_a_folder_takes_it_beside_others_of_its_name(tmp_path):
    for other in (FILE.name, "2026-11-23-0731-2.fit"):
        (tmp_path / other).write_bytes(b"other")
    assert keep_beside(FILE, tmp_path) == tmp_path / "2026-11-23-0731-3.fit"
    assert keep_beside(FILE, tmp_path) == tmp_path / "2026-11-23-0731-3.fit"
    with raises_saying(ExportError, "cannot write"):
        keep_beside(FILE, tmp_path / FILE.name)


@pytest.mark.parametrize("path", sorted(Path("fixtures").glob("*.jsonl")), ids=lambda path: path.stem)
@pytest.mark.parametrize("to", FORMATS)
def test_every_fixture_is_exported(home, diary, recorded, path, to):
    folder = diary.folders.recordings
    folder.mkdir(parents=True)
    (folder / path.name).write_bytes(path.read_bytes())
    recorded.settle()
    file = exported(recorded, diary.history.find_session(), to)
    assert file.readings > 600
    assert timedelta(seconds=file.lasts_s) > timedelta(minutes=9)
