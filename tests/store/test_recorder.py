"""The recording on disk: a line an input at once, never into another's, for its owner only, honest about full disks."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.session.inputs import NoteAdded, Notification, Reading
from coach.session.line_codec import Header, dump_header, parse_line
from coach.store.file_lock import is_locked
from coach.store.recorder import RecordingWriter
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


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path):
    (tmp_path / "recordings").write_text("a file", encoding="utf-8")
    with raises_saying(StoreError, r"cannot write the recording .*check the folder"):
        RecordingWriter(tmp_path / "recordings" / "walk.jsonl", HEADER)


class FullDisk:
    """A file that takes only so many bytes."""

    closed = False

    def __init__(self, room):
        self._room = room

    def write(self, data):
        if self._room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = min(self._room, len(data))
        self._room -= taken
        return taken

    def fileno(self):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("room", [0, 10])
def test_a_full_disk_is_told_even_when_it_takes_half_a_line(tmp_path, room):
    sink = RecordingWriter(tmp_path / "walk.jsonl", HEADER)
    sink.close()
    sink._file = FullDisk(room)
    with raises_saying(StoreError, r"the recording stopped: .*; free some disk space") as caught:
        sink.write(Reading(at_s=1.0, bpm=120))
    assert "Errno" not in str(caught.value)
    with raises_saying(StoreError, "the recording stopped"):
        sink.flush()


def test_a_closed_recording_takes_nothing_more(tmp_path):
    sink = RecordingWriter(tmp_path / "walk.jsonl", HEADER)
    sink.close()
    with pytest.raises(StoreError):
        sink.write(Reading(at_s=1.0, bpm=120))


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
