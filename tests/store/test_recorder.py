"""The recording on disk: a line an input at once, never into another's, for its owner only, whatever the disk does."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import StoreError, StoreProblem
from coach.session.error_words import error_sentence
from coach.session.inputs import NoteAdded, Notification, Reading
from coach.session.line_codec import Header, dump_header, dump_input, parse_line
from coach.store import recorder
from coach.store.file_lock import is_locked
from coach.store.recorder import RecordingWriter
from tests.support.failing_disk import FailingDisk
from tests.support.saying import raises_saying

HEADER = Header("2026-11-23T07:31:04.512Z", source={"kind": "strap"}, session={"workout": "free"})


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_each_input_is_in_the_file_before_anything_else_happens(tmp_path):
    path = tmp_path / "new folder" / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    assert lines(path) == [dump_header(HEADER)]
    for at_s in (1.0, 2.0):
        sink.write(Notification(at_s=at_s, payload=b"\x00\x7b"))
        assert parse_line(lines(path)[-1]) == Notification(at_s=at_s, payload=b"\x00\x7b")
    sink.close()
    sink.close()
    sink.flush()
    assert len(lines(path)) == 3


def test_a_walk_that_goes_on_adds_to_its_recording(tmp_path):
    path = tmp_path / "walk.jsonl"
    with RecordingWriter(path, HEADER) as sink:
        sink.write(Reading(at_s=1.0, bpm=120))
    before = path.read_bytes()
    with RecordingWriter(path, None) as sink:
        sink.write(Reading(at_s=2.0, bpm=121))
    assert path.read_bytes().startswith(before)
    assert len(lines(path)) == 3


def test_a_new_walk_never_writes_into_another_s_recording(tmp_path):
    path = tmp_path / "walk.jsonl"
    RecordingWriter(path, HEADER).close()
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        RecordingWriter(path, HEADER)
    assert path.read_bytes() == before


def test_there_has_to_be_a_recording_to_go_on_with(tmp_path):
    with raises_saying(StoreError, "cannot write the recording"):
        RecordingWriter(tmp_path / "walk.jsonl", None)
    assert list(tmp_path.iterdir()) == []


def test_while_it_is_open_it_is_locked_and_nobody_else_goes_on_with_it(tmp_path):
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    assert is_locked(path)
    with raises_saying(StoreError, "under way in another window"):
        RecordingWriter(path, None)
    sink.close()
    assert not is_locked(path)
    with RecordingWriter(path, None):
        assert is_locked(path)


def test_a_recording_of_no_bytes_can_be_gone_on_with(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.touch()
    with RecordingWriter(path, None) as sink:
        sink.write(Reading(at_s=1.0, bpm=120))
    assert lines(path) == ['{"t": 1.0, "bpm": 120}']


def test_a_line_cut_by_the_power_stays_alone(tmp_path):
    path = tmp_path / "walk.jsonl"
    with RecordingWriter(path, HEADER) as sink:
        sink.write(Reading(at_s=1.0, bpm=120))
    path.write_bytes(path.read_bytes() + b'{"t": 2.0, "bp')
    with RecordingWriter(path, None) as sink:
        sink.write(Reading(at_s=3.0, bpm=121))
    assert lines(path)[2:] == ['{"t": 2.0, "bp', '{"t": 3.0, "bpm": 121}']


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_only_the_owner_may_look(tmp_path):
    path = tmp_path / "recordings" / "walk.jsonl"
    RecordingWriter(path, HEADER).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def reading(at_s):
    return Reading(at_s=at_s, bpm=120)


def whole(*at_s):
    """The recording with these inputs, as bytes."""
    return "".join(
        f"{line}\n" for line in [dump_header(HEADER), *(dump_input(reading(item)) for item in at_s)]
    ).encode()


@pytest.fixture
def disk(monkeypatch):
    return FailingDisk(monkeypatch)


@pytest.mark.parametrize("room", [0, 10], ids=["nothing", "half a line"])
def test_what_a_full_disk_did_not_take_is_kept_and_written_when_there_is_room(tmp_path, disk, room):
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    sink.write(reading(1.0))
    disk.room = room
    sink.write(reading(2.0))
    sink.write(reading(3.0))
    sink.flush()
    (error,) = sink.changes()
    assert "cannot record: " in error_sentence(error)
    assert "Errno" not in error_sentence(error)
    assert (sink.trouble.problem, sink.unrecorded_from_s) == (StoreProblem.RECORDING_STOPPED, 2.0)
    assert path.read_bytes() == whole(1.0, 2.0)[: len(whole(1.0)) + room]
    disk.room = None
    sink.write(reading(4.0))
    sink.flush()
    assert (sink.changes(), sink.trouble, sink.unrecorded_from_s) == ((None,), None, None)
    sink.write(reading(5.0))
    assert path.read_bytes() == whole(1.0, 2.0, 3.0, 4.0, 5.0)
    sink.close()
    assert sink.changes() == ()


def test_a_disk_that_has_no_room_to_the_end_lacks_what_is_said(tmp_path, disk):
    sink = RecordingWriter(tmp_path / "walk.jsonl", HEADER)
    sink.write(reading(1.0))
    disk.room = 0
    for at_s in (2.0, 3.0):
        sink.write(reading(at_s))
    sink.close()
    assert sink.unrecorded_from_s == 2.0
    assert sink.content == whole(1.0, 2.0, 3.0)
    assert len(sink.changes()) == 1


@pytest.mark.parametrize("left", [b"", bytes(10)], ids=["cut off", "zeros"])
def test_what_a_failed_sync_may_have_dropped_is_written_again(tmp_path, disk, left):
    """After a failed fsync the pages may be clean and gone: another fsync would say that all is well."""
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    sink.write(reading(1.0))
    sink.flush()
    sink.write(reading(2.0))
    disk.sync_fails = True
    sink.flush()
    assert sink.unrecorded_from_s == 2.0
    with path.open("r+b") as file:  # what the system dropped
        file.truncate(len(whole(1.0)))
        file.seek(0, os.SEEK_END)
        file.write(left)
        file.truncate(len(whole(1.0, 2.0)) if left else len(whole(1.0)))
    disk.sync_fails = False
    sink.flush()
    assert path.read_bytes() == whole(1.0, 2.0)
    assert sink.unrecorded_from_s is None
    sink.close()


@pytest.mark.parametrize("way", ["a file has the folder's name", "no room"])
def test_a_walk_begins_without_a_disk_and_is_recorded_once_there_is_one(tmp_path, disk, way):
    folder = tmp_path / "recordings"
    if way == "no room":
        disk.room = 0
    else:
        folder.write_text("a file", encoding="utf-8")
    sink = RecordingWriter(folder / "walk.jsonl", HEADER)
    sink.write(reading(1.0))
    sink.flush()
    assert len(sink.changes()) == 1
    assert sink.unrecorded_from_s == 1.0
    if way == "no room":
        disk.room = None
    else:
        folder.unlink()
    sink.flush()
    assert (folder / "walk.jsonl").read_bytes() == whole(1.0)
    assert sink.changes() == (None,)
    sink.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps others from moving an open file")
@pytest.mark.parametrize("way", ["removed", "folder renamed", "folder removed"])
def test_a_recording_that_is_moved_away_is_written_again_with_everything(tmp_path, way):
    home, moved = tmp_path / "home", tmp_path / "moved"
    path = home / "recordings" / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    sink.write(reading(1.0))
    sink.flush()
    if way == "removed":
        path.unlink()
    elif way == "folder renamed":
        home.rename(moved)
    else:
        shutil.rmtree(home)
    sink.write(reading(2.0))
    sink.flush()
    gone, well = sink.changes()
    assert (gone.problem, well) == (StoreProblem.RECORDING_GONE, None)
    sink.write(reading(3.0))
    assert path.read_bytes() == whole(1.0, 2.0, 3.0)
    assert is_locked(path)
    assert path.stat().st_mode & 0o777 == 0o600
    sink.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps others from moving an open file")
@pytest.mark.parametrize(
    ("there", "name"), [(whole(1.0), "walk.jsonl"), (b"something else\n", "walk-2.jsonl"), (b"", "walk-2.jsonl")]
)
def test_a_copy_in_its_place_is_continued_and_anything_else_left_alone(tmp_path, there, name):
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    sink.write(reading(1.0))
    other = tmp_path / "other"
    other.write_bytes(there)
    other.replace(path)  # as a program that keeps folders alike does
    sink.write(reading(2.0))
    sink.flush()
    assert sink.path.name == name
    assert sink.path.read_bytes() == whole(1.0, 2.0)
    assert name == "walk.jsonl" or path.read_bytes() == there
    sink.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps others from moving an open file")
def test_where_nothing_can_take_the_place_of_a_lost_recording_all_of_it_is_missing(tmp_path):
    path = tmp_path / "recordings" / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    sink.write(reading(5.0))
    sink.flush()
    path.parent.rename(tmp_path / "moved")
    path.parent.write_text("a file", encoding="utf-8")
    sink.write(reading(6.0))
    for _ in range(2):
        sink.flush()
        assert sink.unrecorded_from_s == 0.0
    path.parent.unlink()
    sink.flush()
    assert sink.unrecorded_from_s is None
    sink.close()


def test_a_recording_that_another_program_shortened_is_whole_again(tmp_path):
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    sink.write(reading(1.0))
    with path.open("r+b") as file:
        file.truncate(10)
    sink.write(reading(2.0))
    sink.flush()
    assert path.read_bytes()[:10] == whole(1.0)[:10]
    sink.close()


def test_a_slow_sync_keeps_no_line_waiting(tmp_path, monkeypatch):
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    seen = []

    def slow(_):
        sink.write(reading(1.0))
        seen.append(path.read_bytes())

    monkeypatch.setattr(recorder.os, "fsync", slow)
    sink.flush()
    assert seen == [whole(1.0)]
    monkeypatch.undo()
    sink.close()


def test_a_line_that_a_busy_flush_keeps_out_comes_with_the_next(tmp_path):
    path = tmp_path / "walk.jsonl"
    sink = RecordingWriter(path, HEADER)
    with sink._writing:
        sink.write(reading(1.0))
        assert path.read_bytes() == whole()
    sink.write(reading(2.0))
    assert path.read_bytes() == whole(1.0, 2.0)
    sink.close()


STEPS = ("write", "flush", "full", "room", "unsyncable", "gone")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["write", "flush", "full", "room", "unsyncable", "gone"]), st.integers(0, 40)))
)
def test_whatever_the_disk_does_nothing_is_lost(tmp_path, steps):
    """The file is always a beginning of the walk, and all of it once the disk takes it."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        disk = FailingDisk(patch)
        path = Path(folder) / "walk.jsonl"
        sink = RecordingWriter(path, HEADER)
        written, changes = [], []
        for step, size in steps:
            if step == "write":
                written.append(float(len(written)))
                sink.write(reading(written[-1]))
            elif step == "flush":
                sink.flush()
            elif step == "full":
                disk.room = size
            elif step == "room":
                disk.room, disk.sync_fails = None, False
            elif step == "unsyncable":
                disk.sync_fails = True
            elif os.name == "posix":
                path.unlink(missing_ok=True)
            changes += sink.changes()
            assert not path.exists() or whole(*written).startswith(path.read_bytes())
        disk.room, disk.sync_fails = None, False
        sink.close()
        changes += sink.changes()
        assert path.read_bytes() == whole(*written)
        failed = [change is not None for change in changes]
        assert failed == [number % 2 == 0 for number in range(len(failed))], "told once, and once when well"
        assert len(failed) % 2 == 0


def test_a_closed_recording_takes_nothing_more(tmp_path):
    sink = RecordingWriter(tmp_path / "walk.jsonl", HEADER)
    sink.close()
    with pytest.raises(ValueError, match="takes no more"):
        sink.write(reading(1.0))


def test_text_that_has_no_bytes_does_not_stop_the_recording(tmp_path):
    path = tmp_path / "walk.jsonl"
    with RecordingWriter(path, HEADER) as sink:
        sink.write(NoteAdded(at_s=1.0, text="caf\u00e9 \ud800"))
    assert parse_line(lines(path)[-1]) == NoteAdded(at_s=1.0, text="caf\u00e9 ?")


KILLED = """
import os, signal, sys
from pathlib import Path
from coach.session.inputs import Reading
from coach.session.line_codec import Header
from coach.store.file_lock import is_locked
from coach.store.recorder import RecordingWriter
sink = RecordingWriter(Path(sys.argv[1]), Header("2026-11-23T07:31:04.512Z"))
for at_s in range(500):
    sink.write(Reading(at_s=float(at_s), bpm=120))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_kill_9_costs_nothing_that_was_written(tmp_path):
    path = tmp_path / "walk.jsonl"
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environ, timeout=60, check=False)
    assert killed.returncode == -9
    assert not is_locked(path)
    assert [parse_line(line).at_s for line in lines(path)[1:]] == [float(at_s) for at_s in range(500)]
